"""The joint classifier as a part of Rasa's graph."""

# ruff: noqa: ARG003 - Rasa calls its graph components with all of these by name

from __future__ import annotations

import json
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.context import entity, read_context
from components.decision import Calibration, Decision, decide
from components.languages import Languages
from components.reading import Reader
from components.turn import CURRENT

logger = logging.getLogger(__name__)

READING = "reading"
"""Where a message carries the whole reading, for the parse route."""
ANY_LANGUAGE = ("change_language", "out_of_scope")
"""Labels whose utterances name other languages, or are in none: they teach none."""
WORDS_OF_A_LANGUAGE = 2
"""One word may be a name, an office, or a slip of the keyboard."""
WORDS_OF_DANGER = 2
"""A single word says too little to a model; those that do stand in `dialogues/cues`."""
SURE_OF_LANGUAGE = 0.95
"""Share from which a resident is spoken to, or asked, in the language of their message."""


@dataclass(frozen=True)
class Reading:
    """What one text is taken for.

    danger: the kind of danger it may speak of, or None; language: the likeliest, with its share;
    words: how many it has.
    """

    decision: Decision
    danger: str | None
    language: str
    language_share: float
    words: int

    @property
    def surely(self) -> bool:
        """Whether the language may be spoken of: wrong would be worse than silent."""
        return self.words >= WORDS_OF_A_LANGUAGE and self.language_share >= SURE_OF_LANGUAGE

    def as_dict(self) -> dict[str, object]:
        """The JSON of the parse route."""
        language = {
            "locale": self.language,
            "confidence": round(self.language_share, 4),
            "sure": self.surely,
        }
        return {**self.decision.as_dict(), "danger": self.danger, "language": language}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class JointClassifier(GraphComponent):
    """Topics, intents, danger and language of a text in any of our languages.

    Sets intent `faq` with entity `topic`, `unsure` with entity `offers`, `danger` with entity
    `danger`, a conversational intent, or `out_of_scope`. A message whose intent the house has
    settled is not read at all.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Both are written in by `faq/compile.py`: thresholds.yml and danger/topics.txt."""
        return {"thresholds": {}, "danger_topics": []}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        reader: Reader | None = None,
        languages: Languages | None = None,
    ) -> None:
        self._calibration = Calibration.read(config["thresholds"])
        self._concerned = frozenset(config["danger_topics"])
        self._storage = model_storage
        self._resource = resource
        self._reader = reader
        self._languages = languages

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> JointClassifier:
        """A classifier to be trained."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:  # noqa: ARG002 - see below
        """Fit on the build's utterances and write reader and languages into the model.

        They are named by POVEZANI_UTTERANCES (`nlu/train.py`); of each intent Rasa itself knows
        one example, see `faq/compile.py`. Ends the training, with one line, where the calibration
        lacks an intent: such a model would fail on every text.
        """
        path = Path(os.environ["POVEZANI_UTTERANCES"])
        examples = json.loads(path.read_text(encoding="utf-8"))
        texts = [example["text"] for example in examples]
        labels = [example["label"] for example in examples]
        logger.info("reader: %d utterances, %d labels", len(texts), len(set(labels)))
        telling = [example for example in examples if example["label"] not in ANY_LANGUAGE]
        with ThreadPoolExecutor(max_workers=1) as beside:
            languages = beside.submit(
                Languages().fit,
                [example["text"] for example in telling],
                [example["language"] for example in telling],
            )
            reader = Reader().fit(texts, labels, self._concerned)
        unknown = [act for act in reader.acts.labels if act not in self._calibration.acts]
        if unknown:
            raise SystemExit(
                f"nlu/thresholds.yml knows nothing of {', '.join(unknown)}; type:"
                f" python nlu/calibrate.py --build {os.path.relpath(path.parent)} --write"
            )
        trained = (reader, languages.result())
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(trained, folder / "reader.joblib", compress=1)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> JointClassifier:
        """The trained classifier. The file is our own: it stands inside the model."""
        with model_storage.read_from(resource) as folder:
            reader, languages = joblib.load(folder / "reader.joblib")
        return cls(config, model_storage, resource, reader, languages)

    def read(self, text: str, stored: str) -> Reading:
        """What one text is taken for; `stored` is the resident's language, or "none".

        The stored language says which language the text is in, not what it means: as a feature
        of the meaning it moved no figure, and residents write in more than one language.
        """
        if self._reader is None or self._languages is None:
            raise RuntimeError("the classifier is not trained")
        words = len(text.split())
        scores = self._reader.scores([text])
        labels, weighed = self._reader.shares(scores, self._calibration)
        decision = decide(
            dict(zip(labels, map(float, weighed[0]), strict=True)), len(text.split())
        )
        (risk,), (kind,) = self._reader.risks(scores)
        rings = words >= WORDS_OF_DANGER and risk >= self._calibration.danger
        spoken = self._languages.shares([text], stored)[0]
        likeliest = int(spoken.argmax())
        return Reading(
            decision,
            kind if rings else None,
            self._languages.locales[likeliest],
            float(spoken[likeliest]),
            words,
        )

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, entities and the reading on each message still without an intent."""
        for message in messages:
            if (message.get(INTENT) or {}).get("name"):
                continue
            stored = read_context(message.get(METADATA)).slots["lang"]
            reading = self.read(message.get(TEXT) or "", stored)
            turn = CURRENT.get()
            if turn is not None and reading.language != stored and reading.surely:
                turn.heard = reading.language
            decision = reading.decision
            entities = list(message.get(ENTITIES, []))
            name = decision.intent
            if reading.danger is not None:
                name = "danger"
                entities.append(entity("danger", reading.danger))
            elif decision.kind == "answer":
                entities.append(entity("topic", decision.topics[0][0]))
            elif decision.kind == "offer":
                entities.append(entity("offers", " ".join(decision.offers)))
            intent = {"name": name, "confidence": decision.confidence}
            message.set(INTENT, intent, add_to_output=True)
            message.set(ENTITIES, entities, add_to_output=True)
            message.set(READING, reading.as_dict(), add_to_output=True)
        return messages

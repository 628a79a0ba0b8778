"""The joint classifier as a part of Rasa's graph."""

# ruff: noqa: ARG003 - Rasa calls its graph components with all of these by name

from __future__ import annotations

import logging
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.context import entity
from components.decision import Decision, Thresholds, decide
from components.reading import Reader, shares

logger = logging.getLogger(__name__)

DECISION = "decision"
"""Where a message carries the whole decision, for the parse route."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class JointClassifier(GraphComponent):
    """Topics, intents and out-of-scope of all languages under one linear model.

    Sets intent `faq` with entity `topic`, `unsure` with entity `offers`, a conversational intent,
    or `out_of_scope`. A message whose intent the house has settled is not read at all.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The thresholds are written in by `faq/compile.py`, from `nlu/thresholds.yml`."""
        return {"thresholds": {}}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        reader: Reader | None = None,
    ) -> None:
        self._thresholds = Thresholds.read(config["thresholds"])
        self._storage = model_storage
        self._resource = resource
        self._reader = reader

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

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on every example and write the reader into the model."""
        texts: list[str] = []
        labels: list[str] = []
        for example in training_data.intent_examples:
            texts.append(example.get(TEXT))
            labels.append(example.get(INTENT_RESPONSE_KEY) or example.get(INTENT))
        logger.info("reader: %d utterances, %d labels", len(texts), len(set(labels)))
        self._reader = Reader().fit(texts, labels)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._reader, folder / "reader.joblib", compress=1)
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
            reader = joblib.load(folder / "reader.joblib")
        return cls(config, model_storage, resource, reader)

    def read(self, text: str) -> Decision:
        """What one text is taken for.

        The stored language is not looked at: as a feature it moved no figure (top-1 .909 with,
        .913 without), and residents write in more than one language.
        """
        if self._reader is None:
            raise RuntimeError("the classifier is not trained")
        weighed = shares(self._reader.scores([text]), self._thresholds.temperature)[0]
        return decide(
            dict(zip(self._reader.labels, map(float, weighed), strict=True)), self._thresholds
        )

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, entities and the decision on each message still without an intent."""
        for message in messages:
            if (message.get(INTENT) or {}).get("name"):
                continue
            decision = self.read(message.get(TEXT) or "")
            entities = list(message.get(ENTITIES, []))
            if decision.kind == "answer":
                entities.append(entity("topic", decision.topics[0][0]))
            elif decision.kind == "offer":
                entities.append(entity("offers", " ".join(decision.offers)))
            intent = {"name": decision.intent, "confidence": decision.confidence}
            message.set(INTENT, intent, add_to_output=True)
            message.set(ENTITIES, entities, add_to_output=True)
            message.set(DECISION, decision.as_dict(), add_to_output=True)
        return messages

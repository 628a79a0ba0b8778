"""What the house knows about a message: metadata → entities → slots.

The house sends all of it every turn with an explicit "none" or "no" (an unmatched turn reverts
its slots). Only keys from closed lists pass; anything else counts as "none".
"""

# ruff: noqa: ARG003 - Rasa calls its graph components with all of these by name

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, METADATA
from rasa.shared.nlu.training_data.message import Message

NONE = "none"
LANGUAGES = ("sl", "en", "bs", "mk", "sq", "uk", "ru", "ar")
SLOTS: dict[str, tuple] = {
    "lang": (NONE, *LANGUAGES),
    "consent": ("no", "yes"),
    "open": (
        NONE,
        "survey",
        "report.problem",
        "report.area",
        "report.help",
        "report.consent",
        "human.question",
    ),
    "kind": (NONE, "select_one", "range", "select_multiple", "text"),
}
REPLIES = ("given", "skipped", "yes", "no")
STARTS = {"report": "report_challenge", "human": "human", "stop": "stop"}


@dataclass(frozen=True)
class Context:
    """The metadata of one message, cleaned."""

    slots: Mapping[str, str]
    reply: str
    start: str

    @property
    def intent(self) -> str | None:
        """The intent that the house has settled, so that nobody reads the text; else None."""
        if self.start != NONE:
            return STARTS[self.start]
        return "form_reply" if self.reply != NONE else None


def read_context(metadata: object) -> Context:
    """Clean the metadata of a message; absent, foreign or mistyped values count as "none"."""
    given: Mapping[str, Any] = metadata if isinstance(metadata, dict) else {}
    slots = {}
    for name, allowed in SLOTS.items():
        value = given.get(name)
        slots[name] = value if isinstance(value, str) and value in allowed else allowed[0]
    start = given.get("start")
    start = start if isinstance(start, str) and start in STARTS else NONE
    reply = given.get("reply")
    reply = reply if isinstance(reply, str) and reply in REPLIES and start == NONE else NONE
    return Context(slots=slots, reply=reply, start=start)


def entity(name: str, value: str) -> dict[str, Any]:
    """An entity that stands nowhere in the text: the text itself is kept by nobody."""
    return {"entity": name, "value": value, "start": 0, "end": 0, "extractor": "house"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ContextReader(GraphComponent):
    """Turns a message's metadata into entities, and into the intent where the house chose it."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ContextReader:
        """As Rasa wants it; there is nothing to configure."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set entities, and the intent when the house has settled it."""
        for message in messages:
            context = read_context(message.get(METADATA))
            entities = [entity(name, value) for name, value in context.slots.items()]
            if context.reply != NONE:
                entities.append(entity("reply", context.reply))
            message.set(ENTITIES, entities, add_to_output=True)
            if context.intent is not None:
                settled = {"name": context.intent, "confidence": 1.0}
                message.set(INTENT, settled, add_to_output=True)
        return messages

"""The closed list of what Rasa may propose, and its only reader.

Rasa proposes, the house decides: a directive carries keys and never a resident's words.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from dialogues.locales import LOCALES

SAYINGS: Final = frozenset({"greeting", "thanks", "help", "say-more"})
"""Text ids that Rasa may ask us to say."""

FORMS: Final = MappingProxyType(
    {
        "report": ("problem", "area", "help", "consent"),
        "human": ("question",),
    }
)
"""Each form with its slots, in the order in which Rasa asks for them."""

DANGERS: Final = frozenset({"self_harm", "medical", "child_in_danger", "violence", "trafficking"})
"""Kinds of danger (the same as `dialogues.cues.Kind`; a test holds them together)."""

OFFERS_AT_MOST: Final = 3
TOPIC_LENGTH_AT_MOST: Final = 40

_TOPIC: Final = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


class Deed(StrEnum):
    """What Rasa may ask the house to do."""

    HAND_TO_STAFF = "hand_to_staff"
    ASK_DELETE = "ask_delete"
    CHOOSE_LANGUAGE = "choose_language"
    KEEP_REPORT = "keep_report"
    DROP_REPORT = "drop_report"
    KEEP_QUESTION = "keep_question"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer one topic (`domain.topic`) at once."""

    topic: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Offer one to three topics as buttons, the likeliest first."""

    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Say:
    """Say one of `SAYINGS`."""

    text_id: str


@dataclass(frozen=True, slots=True)
class AskForm:
    """Ask for one slot of a form (see `FORMS`)."""

    form: str
    slot: str


@dataclass(frozen=True, slots=True)
class Do:
    """Do one deed."""

    deed: Deed


@dataclass(frozen=True, slots=True)
class Protect:
    """Somebody may be in one of `DANGERS`: help first."""

    danger: str


@dataclass(frozen=True, slots=True)
class Heard:
    """The message was surely written in this language, which is not the stored one.

    Stands beside the other directives, which say what is to be done.
    """

    locale: str


type Directive = Answer | Offer | Say | AskForm | Do | Protect | Heard

TO_STAFF: Final[tuple[Directive, ...]] = (Do(Deed.HAND_TO_STAFF),)
"""The outcome of everything that cannot be understood: a person."""


def is_topic(text: str) -> bool:
    """Tell whether a text has the form of a topic id, `domain.topic` of at most 40 characters."""
    return len(text) <= TOPIC_LENGTH_AT_MOST and _TOPIC.fullmatch(text) is not None


def read_directives(messages: object) -> tuple[Directive, ...]:
    """Read Rasa's reply, as it was decoded from JSON.

    Anything unknown or malformed in it, or nothing at all, makes the whole reply one directive:
    hand to staff. It never raises.
    """
    if not isinstance(messages, Iterable) or isinstance(messages, (str, bytes, Mapping)):
        return TO_STAFF
    read: list[Directive] = []
    for message in messages:
        directive = _read(message)
        if directive is None:
            return TO_STAFF
        read.append(directive)
    if all(isinstance(each, Heard) for each in read):
        return TO_STAFF
    return tuple(read)


def _read(message: object) -> Directive | None:
    custom = message.get("custom") if isinstance(message, Mapping) else None
    if not isinstance(custom, Mapping) or len(custom) != 1:
        return None
    match custom:
        case {"answer": str(topic)} if is_topic(topic):
            return Answer(topic)
        case {"offer": str(offered)}:
            topics = tuple(dict.fromkeys(offered.split()))
            if 1 <= len(topics) <= OFFERS_AT_MOST and all(map(is_topic, topics)):
                return Offer(topics)
        case {"say": str(text_id)} if text_id in SAYINGS:
            return Say(text_id)
        case {"ask": str(asked)}:
            form, _, slot = asked.partition(".")
            if slot in FORMS.get(form, ()):
                return AskForm(form, slot)
        case {"do": str(name)} if name in Deed:
            return Do(Deed(name))
        case {"protect": str(danger)} if danger in DANGERS:
            return Protect(danger)
        case {"heard": str(locale)} if locale in LOCALES:
            return Heard(locale)
    return None

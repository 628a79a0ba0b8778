"""What the bot shows: the closed list of screens, as data.

A use case ends in an :class:`Outcome`. It is committed together with the effects, holds keys only
and no words, and can be shown again after a crash (CONTRIBUTING, Five sentences).
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, get_args

from dialogues.callbacks import Then


@dataclass(frozen=True)
class Say:
    """One interface text; ``args`` are keys and numbers."""

    text_id: str
    args: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class ChooseLanguage:
    """The languages as buttons, each in itself."""


@dataclass(frozen=True)
class OfferLanguage:
    """Shall I speak the language that you write? Asked in that language."""

    locale: str


@dataclass(frozen=True)
class AskConsent:
    """May words be kept? Sent as a reply to the message whose words wait for it."""

    then: Then | None = None
    topic: str | None = None


@dataclass(frozen=True)
class ShowAnswer:
    """One screen of an answer with its source and date; ``page`` counts from 0."""

    topic: str
    page: int = 0


@dataclass(frozen=True)
class ShowOffer:
    """Up to three topics, and a person."""

    topics: tuple[str, ...]


@dataclass(frozen=True)
class ShowMenu:
    """The domains, or the topics of one."""

    domain: str | None = None


@dataclass(frozen=True)
class AskSearch:
    """Which word shall I look for?"""


@dataclass(frozen=True)
class ShowFound:
    """The topics that were found, or that there are none."""

    topics: tuple[str, ...]


@dataclass(frozen=True)
class ShowForm:
    """One question of a form; ``topic`` is the answer in which something was missing."""

    form: str
    slot: str
    topic: str | None = None


@dataclass(frozen=True)
class ShowCue:
    """Help in danger: numbers first."""

    kind: str


@dataclass(frozen=True)
class ShowQuestion:
    """The open question of a survey; ``reason`` says why it is asked again."""

    response: str
    reason: str | None = None


@dataclass(frozen=True)
class RedrawQuestion:
    """The marks on the buttons of a survey question, on the message that was tapped."""

    response: str
    question: int


@dataclass(frozen=True)
class ShowThanks:
    """The end of a survey."""

    response: str


@dataclass(frozen=True)
class OfferSurvey:
    """A button to go on with a survey that was left."""

    response: str


@dataclass(frozen=True)
class AskDelete:
    """Really delete?"""


@dataclass(frozen=True)
class ShowOwnData:
    """What is kept about the resident, in short and as a file."""


@dataclass(frozen=True)
class LeaveGroup:
    """Say that the bot talks to one person at a time, and leave."""


type Screen = (
    Say
    | ChooseLanguage
    | OfferLanguage
    | AskConsent
    | ShowAnswer
    | ShowOffer
    | ShowMenu
    | AskSearch
    | ShowFound
    | ShowForm
    | ShowCue
    | ShowQuestion
    | RedrawQuestion
    | ShowThanks
    | OfferSurvey
    | AskDelete
    | ShowOwnData
    | LeaveGroup
)

_BY_NAME: Mapping[str, Callable[..., Screen]] = {
    screen.__name__: screen for screen in get_args(Screen.__value__)
}


@dataclass(frozen=True)
class Outcome:
    """What one update came to: screens in one language, in order."""

    locale: str
    screens: tuple[Screen, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """As JSON values, for the row."""
        return {
            "locale": self.locale,
            "screens": [{"screen": type(each).__name__, **asdict(each)} for each in self.screens],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Outcome":
        """Read what ``to_plain`` wrote."""
        return cls(plain["locale"], tuple(_screen(each) for each in plain["screens"]))


def _screen(plain: Mapping[str, Any]) -> Screen:
    values = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in plain.items()
        if name != "screen"
    }
    return _BY_NAME[plain["screen"]](**values)

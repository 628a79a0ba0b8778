"""What the use cases need from the world outside, in our own words.

OutsideFault
├── EngineSilent        Rasa is down, too slow, or failed inside
└── CannotOpen          something sealed was not sealed with our key
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from dialogues.directives import Directive


class OutsideFault(Exception):
    """Something outside the house did not do what it was asked."""


class EngineSilent(OutsideFault):
    """The dialogue engine gave no usable reply; the outcome is a person."""


class CannotOpen(OutsideFault):
    """Sealed data cannot be opened with the house's key."""


@dataclass(frozen=True)
class TurnContext:
    """What the engine is told with every text; nothing is left out, so nothing is left over."""

    locale: str | None
    agreed: bool
    open: str = "none"
    """``survey``, ``report.problem`` … : the question that is open in the house."""
    kind: str = "none"
    """XLSForm type of the open survey question."""
    reply: Literal["none", "given", "skipped", "yes", "no"] = "none"
    """How the house has taken the text as the reply to the open form question."""
    start: Literal["none", "report", "human", "stop"] = "none"
    """Begin or stop a form from a button or command; the text is ignored."""


@dataclass(frozen=True)
class Reading:
    """How the engine reads a text, without any conversation."""

    decision: Literal["answer", "offer", "intent", "ask", "abstain"]
    intent: str
    confidence: float
    """0–1."""
    offers: tuple[str, ...]
    """Topics to offer, at most three; for ``answer`` the one topic."""
    ranking: tuple[str, ...]
    """Topics, likeliest first, at most ten."""
    danger: str | None = None
    """The kind of danger that it may speak of."""
    locale: str | None = None
    """The likeliest language, however little is sure: to be measured, not to be acted upon."""
    heard: str | None = None
    """The language that it is surely written in."""


class DialogueEngine(Protocol):
    """Rasa, behind its channel."""

    async def turn(
        self, conversation: str, text: str, context: TurnContext, *, turn: str
    ) -> tuple[Directive, ...]:
        """Take one turn; the same ``turn`` again gives the same directives and moves nothing.

        Raises:
            EngineSilent: no usable reply in time.
        """
        ...

    async def read(self, text: str, context: TurnContext) -> Reading:
        """Read a text without a conversation.

        Raises:
            EngineSilent: no usable reply in time.
        """
        ...

    async def forget(self, conversation: str) -> None:
        """Delete a conversation.

        Raises:
            EngineSilent: it could not be confirmed.
        """
        ...

    async def healthy(self) -> bool:
        """Whether a model is loaded and answers."""
        ...


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The moment, aware, UTC."""
        ...


class Vault(Protocol):
    """Keeps what must not be readable in the database."""

    def seal(self, plain: bytes) -> bytes:
        """Encrypt."""
        ...

    def unseal(self, sealed: bytes) -> bytes:
        """Decrypt.

        Raises:
            CannotOpen: it was not sealed with this key, or was changed.
        """
        ...

    def mark(self, text: str) -> str:
        """A keyed hash: finds a row again without saying what it stands for. 64 hex digits."""
        ...


class DeletionLog(Protocol):
    """Remembers, outside the database and its backups, who was deleted."""

    def note(self, resident_id: str) -> None:
        """Keep the random id of a deleted resident."""
        ...

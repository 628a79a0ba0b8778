"""What every use case of staff works with, and how one of them is refused.

DeskRefusal               carries the text id that says why; nothing was changed
├── NotFound              no such question, challenge …
├── BadInput              what was typed cannot be taken
├── WrongLogin            name or password, or too many attempts: never said which
└── ThreadMoved           somebody wrote into the thread since it was read
"""

import hashlib
from dataclasses import dataclass
from typing import Protocol

from bot.ports import Clock
from db.uow import Store

ROLES = ("admin", "coordinator", "reviewer")
DESK_LOCALES = ("sl", "en")
"""Languages of the desk, in the order in which they are shown."""


class Passwords(Protocol):
    """Keeps passwords so that nobody can read them."""

    async def hash(self, password: str) -> str:
        """Hash a password for keeping."""
        ...

    async def matches(self, kept: str | None, password: str) -> bool:
        """Whether the password is the kept one; False, and as slow, when none is kept."""
        ...


@dataclass(frozen=True)
class Office:
    """The store, the clock and the passwords."""

    store: Store
    clock: Clock
    passwords: Passwords


class DeskRefusal(Exception):
    """A use case of staff does not do what it was asked; ``text_id`` says why in desk.ftl."""

    def __init__(self, text_id: str) -> None:
        super().__init__(text_id)
        self.text_id = text_id


class NotFound(DeskRefusal):
    """There is no such thing, or no more."""


class BadInput(DeskRefusal):
    """What was typed cannot be taken."""


class WrongLogin(DeskRefusal):
    """No login."""


class ThreadMoved(DeskRefusal):
    """Somebody wrote into the thread since it was read."""


def digest(token: str) -> str:
    """What is kept of a random token: SHA-256, 64 hex digits. Not for passwords."""
    return hashlib.sha256(token.encode()).hexdigest()

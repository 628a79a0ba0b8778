"""One turn under way: what it would keep, and whether something in it went wrong.

Rasa swallows exceptions in three places (actions, the fail-safe tracker store, its circuit
breaker) and goes on with whatever is left. It logs each of them, so a log handler is where they
are noticed; the turn then fails as a whole and nothing of it is kept.
"""

from __future__ import annotations

import logging
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Turn:
    """What one message changes, held back until the turn has succeeded.

    anew: begin with an empty conversation; events: the conversation after the turn, as JSON;
    failed: something went wrong inside; heard: the language of the message where it is surely
    not the stored one.
    """

    anew: bool = False
    events: str | None = None
    failed: bool = False
    heard: str | None = None


CURRENT: ContextVar[Turn | None] = ContextVar("turn", default=None)


class FailureWatch(logging.Handler):
    """Marks the current turn as failed when Rasa reports that something was swallowed."""

    def emit(self, record: logging.LogRecord) -> None:
        """Errors anywhere count; in the processor, warnings (its circuit breaker) too."""
        turn = CURRENT.get()
        if turn is None:
            return
        if record.levelno >= logging.ERROR or record.name == "rasa.core.processor":
            turn.failed = True


def watch() -> None:
    """Install the watch on the root logger, once."""
    root = logging.getLogger()
    if not any(isinstance(handler, FailureWatch) for handler in root.handlers):
        root.addHandler(FailureWatch(level=logging.WARNING))

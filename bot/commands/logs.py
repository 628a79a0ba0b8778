"""Logs that hold no resident's words, no chat id and no token, whoever writes them."""

import logging
import sys
from types import TracebackType
from typing import Any

from bot.commands.common import OURS, places


class WordlessFormatter(logging.Formatter):
    """Prints our own messages as they are; of all others only where they come from.

    Libraries log requests, updates and exception messages; each may hold an address with a
    token or what a resident wrote. A line of a foreign logger is therefore reduced to its level,
    logger and place in the code, an exception to its class and places.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line = f"{self.formatTime(record)} {record.levelname.lower()} {record.name}"
        if record.name.partition(".")[0] in OURS:
            line = f"{line}: {' '.join(record.getMessage().split())}"
        else:
            line = f"{line}: {record.module}:{record.lineno} {record.funcName}"
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            line = f"{line} · {type(error).__name__} at {places(error)}"
        return line


def wordless_logs(level: str) -> None:
    """Log to standard error, without words; also what nobody caught."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WordlessFormatter())
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for chatty in ("httpx", "httpcore", "aiogram", "aiohttp", "telegram", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    sys.unraisablehook = _unraisable


def _uncaught(
    kind: type[BaseException], error: BaseException, _trace: TracebackType | None
) -> None:
    logging.getLogger("bot").critical("%s at %s", kind.__name__, places(error))


def _unraisable(given: Any) -> None:
    if given.exc_value is not None:
        logging.getLogger("bot").error(
            "%s at %s", type(given.exc_value).__name__, places(given.exc_value)
        )

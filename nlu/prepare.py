"""What must be so before Rasa is imported, whether it trains, serves or is measured."""

from __future__ import annotations

import logging
import os
import sys
import traceback
import warnings
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
OURS = "components"


def places(error: BaseException) -> str:
    """Class and places of an exception, without its message: that may hold a resident's words."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    trail = " < ".join(f"{Path(f.filename).name}:{f.lineno}:{f.name}" for f in reversed(frames))
    return f"{type(error).__name__} at {trail}"


class WordlessFormatter(logging.Formatter):
    """Prints our own messages as they are; of all others only where they come from.

    Rasa logs message texts, events and exception messages from many places. A line of a foreign
    logger is therefore reduced to level, logger and place in the code.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line; an exception is shown by class and places only."""
        line = f"{self.formatTime(record)} {record.levelname.lower()} {record.name}"
        if record.name.partition(".")[0] == OURS:
            line = f"{line} {record.getMessage()}"
        else:
            line = f"{line} {record.module}:{record.lineno}:{record.funcName}"
        if record.exc_info and record.exc_info[1] is not None:
            line = f"{line} · {places(record.exc_info[1])}"
        return line


def prepare() -> None:
    """No telemetry, no words in logs, our components importable, TensorFlow left out."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["LOG_LEVEL"] = "WARNING"
    os.environ["LOG_LEVEL_LIBRARIES"] = "ERROR"
    if str(HERE) not in sys.path:
        sys.path.insert(0, str(HERE))

    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(WordlessFormatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger(OURS).setLevel(logging.INFO)

    def silent(*_: Any, **__: Any) -> None:
        """Warnings of a release that will not change any more, some with entity values."""

    warnings.showwarning = silent

    import structlog

    def place_only(*_: Any) -> str:
        """Of a structured event nothing but that there was one."""
        return "structured event"

    structlog.configure(  # left alone, Rasa's structured logger prints every text
        processors=[place_only],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )

    import slim

    slim.install()

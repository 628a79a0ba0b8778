"""No line of a log holds what a resident wrote, whoever writes the line."""

import io
import logging
import sys
from collections.abc import Iterator

import pytest

from bot.commands import logs

SECRET = "what a resident wrote to 1001:token"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is logged, under the house's rules; the test's own logging comes back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    hooks = sys.excepthook, sys.unraisablehook
    kept = io.StringIO()
    monkeypatch.setattr(sys, "stderr", kept)
    logs.wordless_logs("DEBUG")
    yield kept
    logging.captureWarnings(False)
    sys.excepthook, sys.unraisablehook = hooks
    root.handlers[:] = handlers
    root.setLevel(level)


def test_lines_of_libraries_are_cut_down_to_their_place(written: io.StringIO) -> None:
    logging.getLogger("sqlalchemy.engine").warning("insert %r", SECRET)
    logging.getLogger("httpx").warning("POST https://api.telegram.org/bot%s/getMe", SECRET)
    logging.getLogger("httpx").info("POST %s", SECRET)
    assert SECRET not in written.getvalue()
    lines = written.getvalue().splitlines()
    assert len(lines) == 2
    assert " warning sqlalchemy.engine: test_logs:" in lines[0]


def test_our_own_lines_stay_in_one_line(written: io.StringIO) -> None:
    logging.getLogger("bot.resident.worker").info("update %d is\nhandled", 7)
    assert written.getvalue().endswith(" info bot.resident.worker: update 7 is handled\n")


def test_exceptions_are_told_by_class_and_place(written: io.StringIO) -> None:
    def fail() -> None:
        raise ValueError(SECRET)

    try:
        fail()
    except ValueError as error:
        logging.getLogger("bot").exception("a turn failed")
        sys.excepthook(type(error), error, error.__traceback__)
    said = written.getvalue()
    assert SECRET not in said
    assert "a turn failed · ValueError at test_logs.py:" in said
    assert "critical bot: ValueError at test_logs.py:" in said
    assert len(said.splitlines()) == 2

"""What all commands share: where the house stands, how a refusal and a result are told."""

import asyncio
import errno
import json
import traceback
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
"""The folder of the project: content, Procfile and Rasa's own house stand here."""
CONTENT = ROOT / "faq" / "content"
OURS = frozenset({"bot", "db", "dialogues", "faq"})
"""Packages whose messages and faults are written by us, without a resident's words."""
NLU_PYTHON = ROOT / "nlu" / ".venv" / "bin" / "python"

AsJson = Annotated[
    bool,
    typer.Option("--json", help="Print one JSON object and nothing else.", show_default=False),
]


class Refusal(Exception):
    """A command cannot do what it was asked; the message is the one line that says why."""


def settings_here() -> "Settings":
    """The settings of this run.

    Raises:
        SettingsRefused: a value is missing, misspelt or wrong.
    """
    from bot.settings import read_settings

    return read_settings()


def run[T](job: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end."""
    return asyncio.run(job)


def tell(line: str = "") -> None:
    """One line on standard output, at once."""
    typer.echo(line)


def note(line: str) -> None:
    """One line on standard error: progress, and what went wrong."""
    typer.echo(line, err=True)


def tell_json(result: Mapping[str, Any]) -> None:
    """The one JSON object of a command with ``--json``."""
    typer.echo(json.dumps(result, ensure_ascii=False, indent=2))


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner reads: it holds residents' words."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(data)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A plain table: the first column to the left, figures to the right."""
    lines = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    for number, line in enumerate(lines):
        cells = [
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        tell("  ".join(cells).rstrip())
        if number == 0:
            tell("  ".join("-" * width for width in widths))


def one_line(error: BaseException) -> str:
    """Why a command failed, in one line; the message of a fault nobody expected is left out.

    Such a message may hold a resident's words (a database error repeats its values), so that
    only the class and the place in the code are told.
    """
    if isinstance(error, BaseExceptionGroup):
        return one_line(error.exceptions[0])
    if (said := _of_the_desk(error)) or (said := _of_the_database(error)):
        return said
    if _is_ours(error):
        return _first_line(str(error)).replace(f"{ROOT}/", "") or type(error).__name__
    if isinstance(error, OSError):
        return _of_the_machine(error)
    if isinstance(error, ImportError):
        return _first_line(str(error))
    return f"unexpected {type(error).__name__} at {places(error)}"


def places(error: BaseException) -> str:
    """Where an exception came from, innermost first, without its message."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))


def _is_ours(error: BaseException) -> bool:
    """Whether a fault is one of those that the house names itself; its message is ours too."""
    return type(error).__module__.partition(".")[0] in OURS


def _of_the_machine(error: OSError) -> str:
    where = f": {error.filename}" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"the disk is full{where}"
    return f"{error.strerror or type(error).__name__}{where}"


def _of_the_database(error: BaseException) -> str | None:
    from sqlalchemy.exc import DBAPIError

    if not isinstance(error, DBAPIError):
        return None
    cause = _first_line(str(error.orig))
    if "no such table" in cause or "does not exist" in cause:
        return "the database is not up to date; type: povezani db upgrade"
    return f"the database refuses: {cause}"


def _of_the_desk(error: BaseException) -> str | None:
    from bot.adapters.speech import Speech
    from bot.usecases.desk.office import DeskRefusal

    if not isinstance(error, DeskRefusal):
        return None
    return _first_line(Speech.load().say("en", error.text_id))


def _first_line(text: str) -> str:
    return next(iter(text.strip().splitlines()), "")

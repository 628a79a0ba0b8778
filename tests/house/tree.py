"""The project's files as tests of the house look at them."""

import io
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import main

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "db", "dialogues", "faq")
_NOT_OURS = {".git", ".venv", ".tools", "var", "__pycache__", ".hypothesis"}


def files(*folders: str, suffix: str = "") -> Iterator[Path]:
    """Files below the folders (the whole project without any), less what is made by tools."""
    for top in [ROOT / name for name in folders] or [ROOT]:
        for folder, inner, names in top.walk():
            inner[:] = sorted(n for n in inner if n not in _NOT_OURS and not n.endswith("_cache"))
            yield from (folder / name for name in sorted(names) if name.endswith(suffix))


def text(name: str) -> str:
    """A file's text."""
    return (ROOT / name).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    returncode: int
    stdout: str
    stderr: str


def povezani(*arguments: str, **environment: str) -> Done:
    """Run the command line in this process: a hundred new ones would take minutes."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.setattr(sys, "stdin", io.StringIO())
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as left:
            main(arguments)
    code = left.value.code
    return Done(code if isinstance(code, int) else 0, out.getvalue(), err.getvalue())


def commands_in(markdown: str) -> list[str]:
    """Every `povezani …` and `make …` that a document tells to type."""
    blocks = re.findall(r"```(?:sh|console|bash)?\n(.*?)```", markdown, flags=re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    spans = re.findall(r"`((?:povezani|make) [^`]+)`", markdown)
    typed = [re.sub(r"\s+#.*", "", line.removeprefix("$ ")) for line in lines] + spans
    return [
        line.removeprefix("uv run ")
        for line in typed
        if line.removeprefix("uv run ").startswith(("povezani ", "make "))
    ]

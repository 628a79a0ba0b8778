"""The set-up of both environments, with a uv and a pyenv that only note how they were called."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.commands.common import ROOT

BASH = shutil.which("bash") or "/bin/bash"
NEEDED = ("cat", "chmod", "cksum", "dirname", "env", "paste", "rm", "mkdir", "sh", "bash")
UV = """#!/bin/sh
echo "$* PYENV_VERSION=$PYENV_VERSION" >> calls
[ "$1" = --version ] && exit 0
[ -e broken ] && { echo "no network" >&2; exit 2; }
case "$*" in
*nlu*) mkdir -p nlu/.venv/bin && : > nlu/.venv/bin/python && chmod +x nlu/.venv/bin/python ;;
*) mkdir -p .venv/bin && : > .venv/bin/povezani && chmod +x .venv/bin/povezani ;;
esac
"""


class Place:
    """A folder that looks like a clone, and a machine with few programs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "clone"
        self.programs = folder / "bin"
        self.programs.mkdir()
        for name in NEEDED:
            (self.programs / name).symlink_to(shutil.which(name) or "/bin/false")
        for name in (".ci/setup", "pyproject.toml", "uv.lock", ".python-version"):
            self.bring(name)
        for name in ("nlu/pyproject.toml", "nlu/uv.lock", "nlu/.python-version"):
            self.bring(name)

    def bring(self, name: str) -> None:
        """Copy a file of the project."""
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)

    def program(self, name: str, text: str) -> None:
        """Put a program on the machine."""
        (self.programs / name).unlink(missing_ok=True)
        (self.programs / name).write_text(text)
        (self.programs / name).chmod(0o755)

    def set_up(self, what: str = "run") -> subprocess.CompletedProcess[str]:
        """Run the set-up, with standard input closed."""
        return subprocess.run(  # noqa: S603 - our own script
            [BASH, self.folder / ".ci/setup", what],
            env={"PATH": str(self.programs), "HOME": os.environ.get("HOME", "/")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def calls(self) -> list[str]:
        """How uv was called since the last look, less the questions for its version."""
        path = self.folder / "calls"
        if not path.exists():
            return []
        lines = path.read_text().splitlines()
        path.unlink()
        return [line for line in lines if not line.startswith("--version")]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A clone on a machine with uv."""
    place = Place(tmp_path)
    place.program("uv", UV)
    return place


def test_both_environments_are_made_once(place: Place) -> None:
    first = place.set_up()
    assert first.returncode == 0, first.stderr
    assert "installing the house" in first.stderr
    assert [call.split(" PYENV")[0] for call in place.calls()] == [
        "sync --frozen --no-dev --inexact",
        "sync --frozen --project nlu",
    ]
    second = place.set_up()
    assert (second.returncode, second.stderr, place.calls()) == (0, "", [])


def test_only_what_changed_is_made_again(place: Place) -> None:
    place.set_up()
    place.calls()
    with (place.folder / "uv.lock").open("a") as lock:
        lock.write("\n")
    assert place.set_up().returncode == 0
    assert [call.split(" PYENV")[0] for call in place.calls()] == [
        "sync --frozen --no-dev --inexact"
    ]
    assert place.set_up("dev").returncode == 0
    assert [call.split(" PYENV")[0] for call in place.calls()] == ["sync --frozen"]


def test_the_interpreters_of_pyenv_are_made_visible(place: Place) -> None:
    place.program("pyenv", "#!/bin/sh\nprintf '3.10.13\\n3.13.0\\n'\n")
    place.set_up()
    assert {call.partition("PYENV_VERSION=")[2] for call in place.calls()} == {"3.10.13:3.13.0"}


def test_an_installation_that_breaks_is_told_and_tried_again(place: Place) -> None:
    (place.folder / "broken").touch()
    done = place.set_up()
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "povezani: the house's environment could not be installed"
    )
    (place.folder / "broken").unlink()
    assert place.set_up().returncode == 0


def test_a_machine_without_anything_is_told_what_to_type(tmp_path: Path) -> None:
    done = Place(tmp_path).set_up()
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "povezani: Python's venv is missing; type: sudo apt-get install python3-venv"
    )


def test_tests_without_chromium_name_it_at_once(place: Place) -> None:
    done = place.set_up("test")
    assert done.returncode == 1
    assert done.stderr == (
        "povezani: the browser tests need Chromium; type: sudo apt-get install chromium\n"
    )
    assert place.calls() == []
    place.program("chromium", "#!/bin/sh\n")
    assert place.set_up("test").returncode == 0

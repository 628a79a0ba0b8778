"""Every command answers --help, and says what is wrong in one line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tree import ROOT, povezani, text

from bot.commands.processes import procfile

COMMANDS = (
    "up", "status", "train", "evaluate", "bench", "faq check", "faq due", "faq export",
    "survey import", "survey export", "survey push", "staff add", "plan export", "db upgrade",
    "db backup", "db restore", "resident export", "resident delete", "run door", "run outreach",
    "run desk", "run rehearsal", "run rasa",
)  # fmt: skip
WITH_JSON = tuple(
    command for command in COMMANDS if command not in ("up", "train") and command[:4] != "run "
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    asked = povezani(*command.split(), "--help")
    assert asked.returncode == 0
    assert asked.stdout.startswith("Usage: ")
    assert ("--json" in asked.stdout) is (command in WITH_JSON)
    assert asked.stderr == ""


WRONG = (
    (("no-such",), {}, "No such command"),
    (("evaluate",), {}, "Missing argument"),
    (("evaluate", "nowhere.tsv"), {}, "there is no file nowhere.tsv"),
    (("faq", "check", "nowhere"), {}, "there is no folder nowhere"),
    (("faq", "due", "--by", "soon"), {}, "soon is not a day"),
    (("survey", "import", "nowhere.yml"), {}, "there is no file nowhere.yml"),
    (("survey", "push", "a"), {}, "no key"),
    (("resident", "delete", "a"), {}, "nothing was deleted"),
    (("status",), {"POVEZANI_DESK_PORT": "1"}, "does not answer"),
    (("status", "--part", "cellar"), {}, "there is no part cellar"),
    (("status",), {"POVEZANI_DESK_PORT": "many"}, "POVEZANI_DESK_PORT"),
    (("up",), {"POVEZANI_STAFF_HOURS": "always"}, "POVEZANI_STAFF_HOURS"),
    (("up",), {"POVEZANI_DESK_PORT": "9", "POVEZANI_RASA_PORT": "9"}, "are both 9"),
    (("up",), {"POVEZANI_VAR": "/dev/null/var"}, "/dev/null/var"),
    (("up",), {"POVEZANI_ENVIRONMENT": "production"}, "POVEZANI_RESIDENT_TOKEN"),
)


def test_a_house_that_sleeps_is_one_object_too(own_folder: object) -> None:
    done = povezani("status", "--json", POVEZANI_DESK_PORT="1")
    assert done.returncode != 0
    assert json.loads(done.stdout) == {"status": "down", "components": {"desk": "down"}}


@pytest.mark.parametrize(("arguments", "environment", "said"), WRONG)
def test_a_mistake_gets_one_line(
    arguments: tuple[str, ...], environment: dict[str, str], said: str, own_folder: object
) -> None:
    done = povezani(*arguments, **environment)
    assert done.returncode != 0
    assert done.stdout == ""
    assert said in done.stderr
    assert done.stderr.startswith("povezani: ")
    assert len(done.stderr.splitlines()) == 1


def test_json_is_all_that_stands_on_standard_output() -> None:
    for arguments in (("faq", "due"), ("faq", "check")):
        done = povezani(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        assert isinstance(json.loads(done.stdout), dict)


def test_the_procfile_calls_the_same_commands() -> None:
    processes = procfile(ROOT / "Procfile")
    assert list(processes.values()) == [f"povezani run {name}" for name in processes]
    assert {f"run {name}" for name in processes} == {c for c in COMMANDS if c[:4] == "run "}
    assert "povezani up" in text("Makefile")


def test_the_installed_command_is_this_one() -> None:
    line = [Path(sys.executable).with_name("povezani"), "faq", "due", "--json"]
    done = subprocess.run(line, capture_output=True, check=True, timeout=60)  # noqa: S603 - ours
    assert "due" in json.loads(done.stdout)
    assert done.stderr == b""

"""Every conversation of these folders, played; and the rules of the files themselves."""

from pathlib import Path

import pytest
from conversation import (
    FOLDERS,
    BrokenConversation,
    Conversation,
    read_conversation,
)
from stage import Stage

from dialogues.directives import DANGERS, FORMS, SAYINGS, Deed
from dialogues.locales import LOCALES

HERE = Path(__file__).parent
FILES = sorted(
    (path for path in HERE.glob("*/*.yml")),
    key=lambda path: (path.parent.name, path.stem),
)
LEAST = 45
LEAST_IN_A_FOLDER = 5


def named(path: Path) -> str:
    """Folder and name."""
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.timeout(900)  # the first of them may have to train
@pytest.mark.parametrize("path", FILES, ids=named)
async def test_conversation(stage: Stage, path: Path) -> None:
    await stage.play(read_conversation(path))


# what the conversations hold together


@pytest.fixture(scope="module")
def all_of_them() -> list[Conversation]:
    return [read_conversation(path) for path in FILES]


def test_every_folder_has_enough(all_of_them: list[Conversation]) -> None:
    assert len(all_of_them) >= LEAST
    for folder in FOLDERS:
        assert sum(each.path.parent.name == folder for each in all_of_them) >= LEAST_IN_A_FOLDER
    assert len({each.says for each in all_of_them}) == len(all_of_them)


def test_every_language_is_spoken(all_of_them: list[Conversation]) -> None:
    steps = [step for each in all_of_them for step in each.steps]
    assert {step.speaks for step in steps} - {None} == set(LOCALES)


def test_everything_that_rasa_may_propose_is_proposed(all_of_them: list[Conversation]) -> None:
    proposed = {
        (each.name, each.value)
        for conversation in all_of_them
        for step in conversation.steps
        for each in step.proposes or ()
    }
    wanted = {
        *(("say", each) for each in SAYINGS),
        *(("ask", f"{form}.{slot}") for form, slots in FORMS.items() for slot in slots),
        *(("do", str(each)) for each in Deed),
        *(("protect", each) for each in DANGERS),
        *(("heard", each) for each in LOCALES),
    }
    assert wanted - proposed == set()
    assert {"answer", "offer"} <= {name for name, _ in proposed}


# a broken file names its line

WHOLE = """\
says: A greeting
language_code: en
steps:
  - resident: Hello!
    shows: [{say: greeting}]
"""


@pytest.mark.parametrize(
    ("planted", "line", "why"),
    [
        ("", 1, "nothing in it"),
        ("- a\n- b\n", 1, "names with values"),
        (WHOLE.replace("says: A greeting\n", ""), 1, "'says' is missing"),
        (WHOLE.replace("language_code: en\n", ""), 1, "'language_code' is missing"),
        ("says: x\nlanguage_code: en\n", 1, "'steps' is missing"),
        ("says: x\nlanguage_code: en\nsteps: []\n", 3, "no steps"),
        ("says: x\nlanguage_code: en\nsteps:\n", 3, "a list is needed"),
        (WHOLE.replace("language_code: en", "language: en"), 2, "'language' is not known"),
        (WHOLE.replace("language_code: en", "says: again"), 2, "stands here twice"),
        (WHOLE.replace("language_code: en", "language_code: en\nagreed: yes"), 3, "'yes'"),
        (WHOLE.replace("language_code: en", "language_code: en\nchosen: xx"), 3, "'xx'"),
        (WHOLE.replace("resident: Hello!", "residnet: Hello!"), 4, "'residnet' is not known"),
        (WHOLE.replace("resident: Hello!", "resident: /start"), 4, "a command begins"),
        (WHOLE.replace("resident: Hello!", "command: start"), 4, "a command begins"),
        (WHOLE.replace("resident: Hello!", "resident: ''"), 4, "a command begins"),
        (WHOLE.replace("resident: Hello!", "speaks: en"), 4, "one of resident"),
        (WHOLE.replace("resident: Hello!", "tap: no.topic"), 4, "no button 'no.topic'"),
        (WHOLE.replace("resident: Hello!", "tap: button-none"), 4, "no button"),
        (WHOLE.replace("resident: Hello!", "sends: parcel"), 4, "'parcel'"),
        (WHOLE.replace("    shows: [{say: greeting}]\n", ""), 4, "what does it show"),
        (WHOLE.replace("{say: greeting}", "{shout: greeting}"), 5, "'shout' is not known"),
        (WHOLE.replace("{say: greeting}", "{say: good-day}"), 5, "no say 'good-day'"),
        (WHOLE.replace("{say: greeting}", "{answer: health.hair}"), 5, "no answer 'health.hair'"),
        (WHOLE.replace("{say: greeting}", "{form: report.name}"), 5, "no form 'report.name'"),
        (WHOLE.replace("{say: greeting}", "{cue: hunger}"), 5, "no cue 'hunger'"),
        (WHOLE.replace("{say: greeting}", "{question: 0}"), 5, "no question '0'"),
        (WHOLE.replace("{say: greeting}", "{offer: health.dentist}"), 5, "among"),
        (WHOLE.replace("{say: greeting}", "{offer: {among: [a.b]}}"), 5, "no offer 'a.b'"),
        (WHOLE.replace("{say: greeting}", "greeting"), 5, "names with values"),
        (WHOLE.replace("{say: greeting}", "{say: greeting, cue: medical}"), 5, "one thing"),
        (WHOLE + "    speaks: de\n", 6, "'de'"),
        (WHOLE + "    later: soon\n", 6, "no number"),
        (WHOLE + "    database: {answers: 1}\n", 6, "'answers' is not known"),
        (WHOLE + "    database: {questions: many}\n", 6, "no number"),
        (WHOLE + "    kept: {questions: one}\n", 6, "a list is needed"),
        (WHOLE + "    proposes: [{do: dance}]\n", 6, "no do 'dance'"),
        (WHOLE + "    buttons: [button-nowhere]\n", 6, "no button"),
        (WHOLE + "  resident: twice\n", 6, ""),
    ],
)
def test_a_broken_file_names_its_line(tmp_path: Path, planted: str, line: int, why: str) -> None:
    path = tmp_path / "happy" / "planted.yml"
    path.parent.mkdir()
    path.write_text(planted, encoding="utf-8")
    with pytest.raises(BrokenConversation) as broken:
        read_conversation(path)
    assert str(broken.value).startswith(f"happy/planted.yml:{line}: ")
    assert why in str(broken.value)


def test_a_file_stands_in_one_of_the_folders(tmp_path: Path) -> None:
    path = tmp_path / "planted.yml"
    path.write_text(WHOLE, encoding="utf-8")
    with pytest.raises(BrokenConversation, match="the folder is none of"):
        read_conversation(path)


def test_nothing_lies_beside_the_conversations() -> None:
    inside = {path for folder in FOLDERS for path in (HERE / folder).rglob("*") if path.is_file()}
    assert inside == set(FILES)


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("planted", "line", "why"),
    [
        (WHOLE.replace("{say: greeting}", "{say: thanks}"), 4, "came      {say: greeting}"),
        (WHOLE.replace("[{say: greeting}]", "[]"), 4, "expected  nothing"),
        (WHOLE + "    speaks: sq\n", 4, "speaks en"),
        (WHOLE + "    reads: [Goodbye]\n", 4, "the resident reads"),
        (WHOLE + "    buttons: [button-agree]\n", 4, "is not among"),
        (WHOLE + "    proposes: [{do: stop}]\n", 4, "proposes"),
        (WHOLE + "    proposes: []\n", 4, "expected  nothing"),
        (WHOLE + "    database: {questions: 1}\n", 4, "questions in the database: 0"),
        (WHOLE + "    kept: {reports: [x]}\n", 4, "reports kept: []"),
        (WHOLE + "  - tap: button-agree\n    shows: []\n", 6, "no such button"),
    ],
)
async def test_what_comes_out_differently_is_told(
    stage: Stage, tmp_path: Path, planted: str, line: int, why: str
) -> None:
    path = tmp_path / "happy" / "planted.yml"
    path.parent.mkdir()
    path.write_text(planted, encoding="utf-8")
    with pytest.raises(AssertionError) as failed:
        await stage.play(read_conversation(path))
    assert str(failed.value).startswith(f"happy/planted.yml:{line}: ")
    assert why in str(failed.value)

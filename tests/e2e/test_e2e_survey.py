"""A survey there and back: pushed by command, answered with taps and words, carried out."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from running import House, Resident, Staff, button, labels, say, texts, until

from bot.commands.common import ROOT

KEY = "life_in_idrija"
HARDEST = "Why is it so hard to find a doctor who takes new patients? [3 months] {x}"
CHANGE = 'A café with "language" tables; =SUM(A1) – žur'


def place(number: int) -> str:
    return say("en", "survey-place", number=number, total=5)


def asks(messages: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    """The last of these messages is question ``number``."""
    assert place(number) in texts(messages[-1:])
    return messages


def invited(resident: Resident, before: int) -> Resident:
    [invitation] = resident.hears(before, 1)
    assert say(resident.language, "button-survey-start") in labels([invitation])
    return resident


@pytest.fixture(scope="module")
def asked(house: House) -> list[Resident]:
    """Two residents who agreed, one who refused and one who stopped; a push; who was asked."""
    willing = [house.stranger("en").begins(), house.stranger("en").begins()]
    refused, stopped = house.stranger("en"), house.stranger("en").begins()
    refused.says("/person")
    refused.taps(say("en", "button-refuse"))
    stopped.says("/stop")
    before = [len(each.messages()) for each in (*willing, refused, stopped)]
    kept = house.run("survey", "import", str(ROOT / "dialogues" / "surveys" / f"{KEY}.yml"))
    assert kept.returncode == 0, kept.stderr
    pushed = house.run("survey", "push", KEY, "--json")
    assert pushed.returncode == 0, pushed.stderr
    done = json.loads(pushed.stdout)
    assert (done["key"], done["already"]) == (KEY, 0)
    assert done["reached"] >= 2
    for resident, heard in zip(willing, before, strict=False):
        invited(resident, heard)
    again = json.loads(house.run("survey", "push", KEY, "--json").stdout)
    assert (again["reached"], again["already"]) == (0, done["reached"])
    waiting = "select 1 from delivery where state in ('queued', 'sending')"
    until(lambda: not house.rows(waiting), "an empty queue")
    assert [len(refused.messages()), len(stopped.messages())] == before[2:]
    return willing


def test_there_and_back(house: House, staff: Staff, asked: list[Resident], tmp_path: Path) -> None:
    first, second = asked
    asks(first.taps(say("en", "button-survey-start")), 1)

    # a question in the middle is answered, and the survey goes on
    heard = asks(first.says("my permit ends in three weeks, am I late?", answers=2), 1)
    assert "Renewing a residence permit" in texts(heard)
    # words that are no choice and no question
    heard = asks(first.says("blue"), 1)
    # a typed choice, then a scale
    asks(first.says("a place to live"), 2)
    asks(first.taps("4"), 3)
    # back, and another reply; the marks show what was chosen
    heard = asks(first.taps(say("en", "button-back")), 2)
    assert "✓ 4" in labels(heard)
    asks(first.taps("5"), 3)
    # several, one of them taken out again
    first.taps("Meeting local people", answers=0)
    first.taps("More buses", answers=0)
    until(lambda: "✓ More buses" in labels(first.messages()), "the mark on the button")
    assert "✓ Meeting local people" in labels(first.messages())
    first.taps("Meeting local people", answers=0)
    until(lambda: "✓ Meeting local people" not in labels(first.messages()), "the mark gone")
    first.taps("A Slovene course in the evening", answers=0)
    until(lambda: "✓ A Slovene course in the evening" in labels(first.messages()), "the mark")
    asks(first.taps(say("en", "button-done")), 4)
    # words to an open question are its reply; since they ask something, topics are offered too
    heard = asks(first.says(HARDEST, answers=2), 5)
    assert say("en", "offer") in texts(heard)
    # a button of an earlier question changes the reply to that one and moves nothing
    first.presses(*button(first.messages(), "4"), answers=0)
    until(lambda: "✓ 5" not in labels(first.messages()[-6:]), "the other mark")
    thanks = first.says(CHANGE)
    assert "Thank you for your time." in texts(thanks)

    # the other one skips, leaves, goes on, and leaves for good: a partial response
    asks(second.taps(say("en", "button-survey-start")), 1)
    asks(second.taps(say("en", "button-skip")), 2)
    asks(second.says("3"), 3)
    heard = second.says("stop")
    assert say("en", "survey-paused") in texts(heard)
    asks(second.taps(say("en", "button-go-on")), 3)
    asks(second.taps(say("en", "button-skip")), 4)
    asks(second.says("The winter, and letters that I cannot read"), 5)
    second.says("/stop")

    check_rows(house)
    check_files(house, tmp_path)
    page = staff.see(f"/surveys/{KEY}")
    for words in (HARDEST, CHANGE, "The winter, and letters that I cannot read"):
        assert words in page
    assert say("en", "desk-survey-partial") in page
    assert say("en", "desk-hidden-legend") in page  # two residents: small cells are hidden
    assert staff.http.get(f"/surveys/{KEY}/replies.csv").text.count("\n") >= 3


def check_rows(house: House) -> None:
    current = house.rows(
        "select state, question, value, words from reply join response"
        " on response.id = reply.response_id where replaced_at is null order by state, reply.rowid"
    )
    finished = {
        question: (value, words) for s, question, value, words in current if s == "finished"
    }
    partial = {question: (value, words) for s, question, value, words in current if s == "paused"}
    assert json.loads(finished["area"][0]) == "housing"
    assert json.loads(finished["welcome"][0]) == "4"
    earlier = "select value from reply where question = 'welcome' and replaced_at is not null"
    assert len(house.rows(earlier)) == 2
    assert sorted(json.loads(finished["help"][0])) == ["bus", "course"]
    assert finished["hardest"] == (None, HARDEST)
    assert finished["one_change"] == (None, CHANGE)
    assert json.loads(partial["welcome"][0]) == "3"
    assert partial["hardest"][1] == "The winter, and letters that I cannot read"
    assert "one_change" not in partial


def check_files(house: House, folder: Path) -> None:
    for form in ("csv", "xlsx"):
        file = folder / f"replies.{form}"
        done = house.run("survey", "export", KEY, "--format", form, "--out", str(file))
        assert done.returncode == 0, done.stderr
    read = list(csv.reader(io.StringIO((folder / "replies.csv").read_text(encoding="utf-8-sig"))))
    cells = "\n".join("\t".join(row) for row in read)
    sheet = openpyxl.load_workbook(folder / "replies.xlsx").worksheets[0]
    table = "\n".join(
        "\t".join("" if cell is None else str(cell) for cell in row)
        for row in sheet.iter_rows(values_only=True)
    )
    for text in (cells, table):
        assert HARDEST in text
        assert 'A café with "language" tables; =SUM(A1) – žur' in text
        assert "The winter, and letters that I cannot read" in text
        assert not any(str(chat) in text for chat in house.chats)


def test_a_survey_can_be_declined(house: House) -> None:
    resident = house.stranger("mk").begins()
    before = len(resident.messages())
    assert house.run("survey", "push", KEY).returncode == 0
    invited(resident, before)
    assert texts(resident.taps(say("mk", "button-later"))) == say("mk", "survey-later")
    assert texts(resident.taps(say("mk", "button-not-this"))) == say("mk", "survey-declined")
    # and then everything is as before
    assert "Продолжување на дозволата" in texts(
        resident.says("Дозволата за престој ми истекува за три недели, дали доцнам?")
    )

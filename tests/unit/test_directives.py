from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.cues import Kind
from dialogues.directives import (
    DANGERS,
    TO_STAFF,
    Answer,
    AskForm,
    Deed,
    Do,
    Heard,
    Offer,
    Protect,
    Say,
    read_directives,
)
from dialogues.locales import LOCALES


def said(**custom: object) -> dict[str, object]:
    return {"recipient_id": "r", "custom": custom}


def test_each_directive_is_read() -> None:
    assert read_directives(
        [
            said(answer="residence.renew_permit"),
            said(offer="health.insurance health.dentist work.injury"),
            said(say="greeting"),
            said(ask="report.problem"),
            said(ask="human.question"),
            said(do="keep_report"),
            said(protect="violence"),
            said(heard="sq"),
        ]
    ) == (
        Answer("residence.renew_permit"),
        Offer(("health.insurance", "health.dentist", "work.injury")),
        Say("greeting"),
        AskForm("report", "problem"),
        AskForm("human", "question"),
        Do(Deed.KEEP_REPORT),
        Protect("violence"),
        Heard("sq"),
    )


@pytest.mark.parametrize("deed", list(Deed))
def test_each_deed_is_read(deed: Deed) -> None:
    assert read_directives([said(do=str(deed))]) == (Do(deed),)


def test_the_kinds_of_danger_are_those_of_the_cues() -> None:
    assert set(Kind) == DANGERS


@pytest.mark.parametrize("danger", sorted(DANGERS))
def test_each_danger_is_read(danger: str) -> None:
    assert read_directives([said(protect=danger)]) == (Protect(danger),)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_language_is_heard_beside_what_is_to_be_done(locale: str) -> None:
    messages = [said(say="greeting"), said(heard=locale)]
    assert read_directives(messages) == (Say("greeting"), Heard(locale))


@pytest.mark.parametrize(
    "messages",
    [
        [],
        None,
        {},
        "text",
        [None],
        [[]],
        [{}],
        [{"text": "a sentence of Rasa's own"}],
        [{"custom": {}}],
        [{"custom": "answer"}],
        [said(answer="residence.renew_permit", do="stop")],
        [said(answer="residence")],
        [said(answer=None)],
        [said(answer="Residence.Permit")],
        [said(answer="a." + "b" * 39)],
        [said(offer="")],
        [said(offer="a.a b.b c.c d.d")],
        [said(offer="a.a b")],
        [said(say="goodbye")],
        [said(ask="report")],
        [said(ask="report.question")],
        [said(ask="other.problem")],
        [said(do="delete_everything")],
        [said(do=["stop"])],
        [said(reset="now")],
        [said(say="greeting"), said(say="unknown")],
        [said(protect="hunger")],
        [said(protect=None)],
        [said(protect="")],
        [said(protect=["violence"])],
        [said(protect="violence", heard="sq")],
        [said(say="greeting"), said(heard="de")],
        [said(say="greeting"), said(heard=None)],
        [said(heard="sq")],  # says nothing of what is to be done
        [said(heard="sq"), said(heard="en")],
    ],
)
def test_anything_else_goes_to_a_person(messages: object) -> None:
    assert read_directives(messages) == TO_STAFF == (Do(Deed.HAND_TO_STAFF),)


json: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(["custom", "answer", "offer", "say", "ask", "do", "protect", "heard"])
            | st.text(),
            inner,
        )
    ),
)


@given(json)
def test_no_json_raises(messages: object) -> None:
    assert read_directives(messages)

"""The figures of `povezani evaluate`, and how its file is read."""

import re
from pathlib import Path

import pytest

from bot.commands.common import Refusal
from bot.commands.evaluate import Asked, confusions, measure, read_questions
from bot.ports import Reading

TOPIC, OTHER, THIRD = "residence.renew_permit", "residence.address", "health.insurance"


def reading(
    decision: str, *ranking: str, offers: tuple[str, ...] = (), intent: str = "faq"
) -> Reading:
    """What Rasa might say."""
    return Reading(
        decision=decision,  # type: ignore[arg-type]  # the tests' own words
        intent=intent,
        confidence=0.5,
        offers=offers,
        ranking=ranking,
    )


def asked(topic: str, locale: str = "en", kind: str | None = "plain") -> Asked:
    """One line of the file."""
    return Asked(locale, topic, kind, "…")


PAIRS = [
    (asked(TOPIC), reading("answer", TOPIC, OTHER, offers=(TOPIC,))),
    (asked(TOPIC, "sq"), reading("offer", OTHER, TOPIC, offers=(OTHER, TOPIC))),
    (asked(TOPIC, "sq", "noisy"), reading("answer", OTHER, THIRD, TOPIC, offers=(OTHER,))),
    (asked(OTHER, kind=None), reading("abstain", OTHER)),
    (asked("out_of_scope"), reading("abstain")),
    (asked("out_of_scope"), reading("answer", TOPIC, offers=(TOPIC,))),
    (asked("out_of_scope"), reading("offer", TOPIC, offers=(TOPIC, OTHER))),
    (asked("out_of_scope"), reading("intent", intent="greet")),
    (asked("intent.greet"), reading("intent", intent="greet")),
    (asked("intent.greet"), reading("answer", TOPIC, intent="faq", offers=(TOPIC,))),
    (asked("intent.human"), reading("intent", intent="greet")),
]


def test_the_figures_have_the_shape_that_others_build_on() -> None:
    result = measure(PAIRS)
    assert result["questions"] == {
        "n": 4,
        "top1": 0.5,
        "top3": 1.0,
        "answered_right": 0.25,
        "offered_right": 0.25,
        "answered_wrong": 0.25,
        "missed": 0.5,  # the wrong answer and the silence: neither held the right topic
    }
    assert result["by_language"].keys() == {"en", "sq"}
    assert result["by_language"]["sq"]["offered_right"] == 0.5
    assert {kind: figures["n"] for kind, figures in result["by_kind"].items()} == {
        "noisy": 1,
        "plain": 2,
    }
    assert result["by_topic"].keys() == {TOPIC, OTHER}
    assert result["out_of_scope"] == {"n": 4, "answered": 0.25, "offered": 0.25}
    assert result["intents"] == {
        "n": 3,
        "right": 0.3333,
        "by_intent": {"greet": {"n": 2, "right": 0.5}, "human": {"n": 1, "right": 0.0}},
    }


def test_nothing_asked_is_no_division_by_nothing() -> None:
    result = measure([])
    assert result["questions"]["n"] == 0
    assert result["questions"]["top1"] == 0.0
    assert result["intents"] == {"n": 0, "right": 0.0, "by_intent": {}}


def test_confusions_are_counted_once_each() -> None:
    assert confusions(PAIRS) == [
        (TOPIC, OTHER, 1),
        ("out_of_scope", TOPIC, 1),
        ("out_of_scope", "intent.greet", 1),
        ("intent.greet", TOPIC, 1),
        ("intent.human", "intent.greet", 1),
    ]


def test_a_file_is_read_with_and_without_kinds(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text('\ufefflang\ttopic\ttext\r\nsq\tresidence.address\t"a" b\r\n\r\n', "utf-8")
    assert read_questions(path) == [Asked("sq", "residence.address", None, '"a" b')]
    path.write_text("lang\ttopic\tkind\ttext\nar\tintent.greet\tintent\ta\n", "utf-8")
    assert read_questions(path) == [Asked("ar", "intent.greet", "intent", "a")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lang,topic,text\n", ":1: the header must be"),
        ("lang\ttopic\ttext\nde\tresidence.address\ta\n", ":2: unknown language 'de'"),
        ("lang\ttopic\ttext\nen\tresidence.adress\ta\n", ":2: unknown topic 'residence.adress'"),
        ("lang\ttopic\ttext\nen\tintent.nothing\ta\n", ":2: unknown topic 'intent.nothing'"),
        ("lang\ttopic\ttext\n\nen\tout_of_scope\n", ":3: 2 columns, 3 are wanted"),
        ("lang\ttopic\ttext\nen\tout_of_scope\t \n", ":2: there is no text"),
        ("lang\ttopic\ttext\n", "there are no questions"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_by_file_and_line(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "a.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal, match=re.escape(said)):
        read_questions(path)

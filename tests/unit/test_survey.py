import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dialogues.locales import LOCALES
from dialogues.survey import (
    TEXT_AT_MOST,
    Ask,
    AskAgain,
    Back,
    BadProgress,
    Choice,
    Done,
    DonePicking,
    Event,
    Kept,
    NotAReply,
    Pick,
    Progress,
    Question,
    QuestionType,
    Reason,
    Redraw,
    Skip,
    Stale,
    State,
    Step,
    Survey,
    SurveyError,
    Text,
    advance,
    progress_from,
    read_survey,
    standing,
    survey_from,
    survey_to,
)

SURVEYS = Path(__file__).parents[2] / "dialogues" / "surveys"


def said(text: str) -> dict[str, str]:
    return dict.fromkeys(LOCALES, text)


def choices(**labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(key, said(label)) for key, label in labels.items())


AREA = Question(
    "area",
    QuestionType.SELECT_ONE,
    said("Which?"),
    choices=(
        *choices(work="Work", home="A home"),
        Choice("school", said("School") | {"sl": "Šola", "mk": "Училиште", "ar": "المدرسة"}),
    ),
)
WELCOME = Question("welcome", QuestionType.RANGE, said("How much?"))
HELP = Question(
    "help",
    QuestionType.SELECT_MULTIPLE,
    said("What would help?"),
    choices=choices(course="A course", office="One office", meet="Meeting people"),
)
STORY = Question("story", QuestionType.TEXT, said("Tell us"))
MUST = Question("must", QuestionType.TEXT, said("We need this"), required=True)


def survey(*questions: Question) -> Survey:
    return Survey("test", 1, said("T"), said("I"), said("Thanks"), questions)


FIVE = survey(AREA, WELCOME, HELP, STORY, MUST)


def run(of: Survey, *events: Event, start: Progress | None = None) -> Step:
    step = Step(start or Progress(), None, Stale())
    for event in events:
        step = advance(of, step.progress, event)
    return step


def test_a_survey_from_end_to_end() -> None:
    step = run(
        FIVE,
        Pick(0, "home"),
        Pick(1, "4"),
        Pick(2, "meet"),
        Pick(2, "course"),
        DonePicking(2),
        Text("It {is} [cold].\nStill: I like it "),
        Text("yes"),
    )
    assert step.effect == Done()
    assert step.progress == Progress(
        5,
        {
            "area": "home",
            "welcome": "4",
            "help": ("course", "meet"),
            "story": "It {is} [cold].\nStill: I like it",
            "must": "yes",
        },
        State.DONE,
    )


def test_a_tap_is_kept_and_the_next_question_asked() -> None:
    assert run(FIVE, Pick(0, "work")) == Step(
        Progress(1, {"area": "work"}), Kept("area", "work"), Ask(1)
    )
    assert FIVE.number_of(1) == (2, 5)


def test_every_tick_of_a_multiple_choice_is_kept_at_once() -> None:
    at_help = Progress(2)
    ticked = run(FIVE, Pick(2, "office"), start=at_help)
    assert (ticked.kept, ticked.effect) == (Kept("help", ("office",)), Redraw(2))
    taken_out = run(FIVE, Pick(2, "office"), start=ticked.progress)
    assert (taken_out.kept, taken_out.effect) == (Kept("help", ()), Redraw(2))
    done = run(FIVE, DonePicking(2), start=taken_out.progress)
    assert done.effect == AskAgain(2, Reason.NOTHING_PICKED)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Work", "work"),
        ("  work ", "work"),
        ("HOME", "home"),
        ("a home", "home"),
        ("sola", "school"),
        ("ŠOLA", "school"),
        ("училиште", "school"),
        ("المدرسه", "school"),
        ("3", "school"),
        ("3.", "school"),
        ("٣", "school"),
        ("4", None),
        ("0", None),
        ("home work", None),
        ("where do I find work?", None),
        ("", None),
    ],
)
def test_what_is_typed_names_a_choice_exactly_or_not_at_all(text: str, key: str | None) -> None:
    step = run(FIVE, Text(text))
    if key is None:
        assert step == Step(Progress(), None, NotAReply())
    else:
        assert (step.kept, step.effect) == (Kept("area", key), Ask(1))


@pytest.mark.parametrize(
    ("text", "key"),
    [("4", "4"), ("٤", "4"), ("5.", "5"), ("6", None), ("0", None), ("4 or 5", None)],
)
def test_a_scale_reads_its_own_numbers(text: str, key: str | None) -> None:
    step = run(FIVE, Text(text), start=Progress(1))
    assert step.kept == (Kept("welcome", key) if key else None)


def test_typed_choices_are_ticked_and_the_question_shown_anew() -> None:
    step = run(FIVE, Pick(2, "meet"), Text("one office; 1"), start=Progress(2))
    assert (step.kept, step.effect) == (Kept("help", ("course", "office", "meet")), Ask(2))
    assert run(FIVE, Text("one office, and money"), start=Progress(2)).effect == NotAReply()


def test_a_label_counts_before_a_number() -> None:
    rooms = Question(
        "rooms", QuestionType.SELECT_ONE, said("?"), choices=choices(two="2", one="1")
    )
    assert run(survey(rooms), Text("2")).kept == Kept("rooms", "two")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a\x00b\x07c", "abc"),
        ("\u202eevil\u202c \u2067x\u2069", "evil x"),
        ("one\r\ntwo\tthree", "one\ntwo three"),
        ("broken \ud83d emoji", "broken  emoji"),
        ("👩\u200d👧 می\u200cخواهم", "👩\u200d👧 می\u200cخواهم"),
        ('/faq{"topic":"x"} [a](b)', '/faq{"topic":"x"} [a](b)'),
        ("x" * TEXT_AT_MOST, "x" * TEXT_AT_MOST),
    ],
)
def test_words_are_kept_as_written_but_harmless(text: str, value: str) -> None:
    kept = run(FIVE, Text(text), start=Progress(3)).kept
    assert kept == Kept("story", value)
    value.encode()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.EMPTY),
        (" \u200b\u200f\n", Reason.EMPTY),
        ("x" * (TEXT_AT_MOST + 1), Reason.TOO_LONG),
    ],
)
def test_nothing_and_too_much_are_asked_again(text: str, reason: Reason) -> None:
    step = run(FIVE, Text(text), start=Progress(3))
    assert step == Step(Progress(3), None, AskAgain(3, reason))


def test_skip_leaves_no_reply_and_takes_none_away() -> None:
    assert run(FIVE, Skip(0)) == Step(Progress(1), None, Ask(1))
    again = run(FIVE, Pick(0, "home"), Back(1), Skip(0))
    assert again.progress == Progress(1, {"area": "home"})


def test_a_required_question_is_not_skipped_before_it_has_a_reply() -> None:
    assert run(FIVE, Skip(4), start=Progress(4)).effect == AskAgain(4, Reason.REQUIRED)
    assert run(FIVE, Text("x"), Back(5), Skip(4), start=Progress(4)).effect == Done()


def test_back_keeps_replies_until_they_are_replaced() -> None:
    step = run(FIVE, Pick(0, "home"), Pick(1, "2"), Back(2), Back(1))
    assert step == Step(Progress(0, {"area": "home", "welcome": "2"}), None, Ask(0))
    replaced = run(FIVE, Pick(0, "work"), start=step.progress)
    assert replaced.progress == Progress(1, {"area": "work", "welcome": "2"})
    assert run(FIVE, Back(0)).effect == AskAgain(0, Reason.FIRST)


def test_back_from_the_end_opens_the_last_question() -> None:
    done = Progress(5, {"must": "x"}, State.DONE)
    assert run(FIVE, Back(5), start=done) == Step(Progress(4, {"must": "x"}), None, Ask(4))


def test_an_old_button_changes_its_own_question_and_moves_nothing() -> None:
    there = run(FIVE, Pick(0, "home"), Pick(1, "2")).progress
    changed = run(FIVE, Pick(0, "work"), start=there)
    assert (changed.kept, changed.effect) == (Kept("area", "work"), Redraw(0))
    assert changed.progress.current == 2
    done = Progress(5, {"area": "home"}, State.DONE)
    assert run(FIVE, Pick(0, "work"), start=done).progress == Progress(
        5, {"area": "work"}, State.DONE
    )


@pytest.mark.parametrize(
    "event",
    [
        Skip(0),
        Back(1),
        Back(5),
        DonePicking(2),
        DonePicking(3),
        Pick(3, "x"),
        Pick(0, "unknown"),
        Pick(1, "6"),
        Pick(-1, "work"),
        Pick(99, "work"),
    ],
)
def test_a_button_without_meaning_moves_nothing(event: Event) -> None:
    there = Progress(3, {"area": "home"})
    assert run(FIVE, event, start=there) == Step(there, None, Stale())


def test_what_stands_open_is_known_without_an_event() -> None:
    assert standing(FIVE, Progress()) == Ask(0)
    assert standing(FIVE, Progress(5, {}, State.DONE)) == Done()


# Any survey, any events -------------------------------------------------------------------------

surveys = (
    st.lists(st.sampled_from([AREA, WELCOME, HELP, STORY, MUST]), min_size=1, unique_by=id)
).map(lambda questions: survey(*questions))
near = st.integers(-1, 6)
events: st.SearchStrategy[Event] = st.one_of(
    st.builds(
        Pick, near, st.sampled_from(["work", "home", "1", "5", "course", "meet"]) | st.text()
    ),
    st.builds(DonePicking, near),
    st.builds(Skip, near),
    st.builds(Back, near),
    st.builds(Text, st.text() | st.sampled_from(["2", "work", "course, 2"])),
)


@given(surveys, st.lists(events, max_size=30))
def test_nothing_raises_and_no_reply_is_lost(of: Survey, happened: list[Event]) -> None:
    progress, rows = Progress(), {}
    for event in happened:
        step = advance(of, progress, event)
        if step.kept:
            rows[step.kept.question] = step.kept.value
        # The rows that the house wrote and the progress agree after every single step,
        assert dict(step.progress.answers) == rows
        # at most one reply changed, and it is the one that was said to be kept,
        changed = {
            name
            for name in step.progress.answers
            if progress.answers.get(name) != step.progress.answers[name]
        }
        assert changed <= ({step.kept.question} if step.kept else set())
        # and a crash in between changes nothing.
        stored = json.loads(json.dumps(step.progress.to_plain()))
        assert progress_from(of, stored) == step.progress
        assert (step.progress.state is State.DONE) == (step.progress.current == len(of.questions))
        if isinstance(step.effect, Ask | AskAgain):
            assert step.effect.question == step.progress.current
        progress = step.progress


@given(surveys, st.lists(events, max_size=20))
def test_back_and_forward_again_returns(of: Survey, happened: list[Event]) -> None:
    there = run(of, *happened).progress
    if there.current == 0:
        return
    back = advance(of, there, Back(there.current)).progress
    assert back.answers == there.answers
    question = of.questions[back.current]
    if not question.required or there.answers.get(question.name):
        assert advance(of, back, Skip(back.current)).progress == there


# Data -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "plain",
    [
        None,
        {},
        {"current": 9, "answers": {}, "state": "open"},
        {"current": 0, "answers": {}, "state": "lost"},
        {"current": 0, "answers": {}, "state": "done"},
        {"current": 0, "answers": {"unknown": "x"}, "state": "open"},
        {"current": 0, "answers": {"area": "unknown"}, "state": "open"},
        {"current": 0, "answers": {"area": ["work"]}, "state": "open"},
        {"current": 0, "answers": {"help": "course"}, "state": "open"},
        {"current": 0, "answers": {"story": 7}, "state": "open"},
    ],
)
def test_a_progress_of_another_survey_is_refused(plain: object) -> None:
    with pytest.raises(BadProgress):
        progress_from(FIVE, plain)


def test_plain_values_and_back() -> None:
    assert survey_from(json.loads(json.dumps(survey_to(FIVE))), "test") == FIVE


def broken(change: str, value: object) -> dict[str, Any]:
    plain = json.loads(json.dumps(survey_to(FIVE)))
    *way, last = [int(step) if step.isdigit() else step for step in change.split(".")]
    place = plain
    for step in way:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return plain


@pytest.mark.parametrize(
    ("change", "value", "message"),
    [
        ("title.mk", None, "x: title: mk: missing"),
        ("intro.ar", " ", "x: intro: ar: a text is needed"),
        ("version", "1", "x: version: a whole number from 1 is needed"),
        ("questions", [], "x: questions: a list of 1 to 100 is needed"),
        ("questions.0.type", "select", "x: questions[1]: type: one of select_one, range"),
        ("questions.0.type", [], "x: questions[1]: type: one of select_one, range"),
        ("questions.0.nmae", "x", "x: questions[1]: nmae: not known here"),
        ("questions.0.choices.1.key", "w w", "x: questions[1]: choices[2]: key: 'w w' is no key"),
        ("questions.0.choices.1.key", False, "x: questions[1]: choices[2]: key: False is no key"),
        ("questions.0.choices.1.key", "work", "choices: key: 'work' stands there twice"),
        (
            "questions.0.choices.1.label.sq",
            "work",
            "choices: label: sq: 'work' stands there twice",
        ),
        ("questions.0.choices.1.label.sq", "w" * 39, "label: sq: 39 characters, at most 38"),
        ("questions.1.end", 1, "x: questions[2]: end: it must be above start"),
        ("questions.1.start", True, "x: questions[2]: start: a whole number"),
        ("questions.1.name", "area", "x: questions: name: 'area' stands there twice"),
        ("questions.3.required", "no", "x: questions[4]: required: true or false is needed"),
        ("questions.3.choices", [], "x: questions[4]: choices: not known here"),
    ],
)
def test_what_is_wrong_in_a_survey_is_named(change: str, value: object, message: str) -> None:
    with pytest.raises(SurveyError) as caught:
        survey_from(broken(change, value), "x")
    assert message in str(caught.value)


def test_what_is_wrong_in_a_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "other.yml"
    with pytest.raises(SurveyError, match=r"other\.yml: cannot be read"):
        read_survey(file)
    file.write_text("key: [", encoding="utf-8")
    with pytest.raises(SurveyError, match=r"other\.yml: line 1 is not YAML"):
        read_survey(file)
    file.write_text(yaml.safe_dump(survey_to(FIVE)), encoding="utf-8")
    with pytest.raises(SurveyError, match="key is 'test', but the file is 'other'"):
        read_survey(file)
    file.rename(tmp_path / "test.yml")
    assert read_survey(tmp_path / "test.yml") == FIVE


def test_the_surveys_of_the_house_can_be_read() -> None:
    houses = [read_survey(path) for path in SURVEYS.glob("*.yml")]
    assert houses
    assert [survey_from(survey_to(house), house.key) for house in houses] == houses


def test_the_example_survey_shows_every_kind_of_question() -> None:
    example = read_survey(SURVEYS / "life_in_idrija.yml")
    assert [question.type for question in example.questions] == [
        QuestionType.SELECT_ONE,
        QuestionType.RANGE,
        QuestionType.SELECT_MULTIPLE,
        QuestionType.TEXT,
        QuestionType.TEXT,
    ]

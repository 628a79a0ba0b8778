"""The survey engine: what a survey is, and how one event moves a resident through it.

It is arithmetic: no clock, no database, no Telegram. The terms are those of XLSForm
(https://xlsform.org/en/): select_one, select_multiple, range, text.

    event ──▶ advance(survey, progress, event) ──▶ Step(progress, kept, effect)

The house commits `progress` and `kept`, and only then does what `effect` says.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, assert_never

import yaml

from dialogues.folding import clean, fold, is_blank
from dialogues.locales import LOCALES

LABEL_AT_MOST: Final = 38
"""Characters of a choice: what a phone shows of a button on one line."""
TEXT_AT_MOST: Final = 4000
"""Characters of a reply in the resident's own words."""
PROMPT_AT_MOST: Final = 1000
"""Characters of an intro, a question, a hint or the thanks: they share one Telegram message."""
QUESTIONS_AT_MOST: Final = 100
CHOICES_AT_MOST: Final = 20

_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CHOICE_KEY: Final = re.compile(r"[a-z0-9_]{1,20}")  # it travels in a button of 64 bytes
_NUMBER: Final = re.compile(r"([0-9]{1,3})[.)]?")

type Texts = Mapping[str, str]
"""One text in every locale."""

type Value = str | tuple[str, ...]
"""A reply: a choice key, a number of a scale, several keys, or words."""


class SurveyError(ValueError):
    """A survey's data cannot be used; the message names the file and the place in it.

    SurveyError
    └── BadProgress   a stored progress does not belong to this survey
    """


class BadProgress(SurveyError):
    """A stored progress does not belong to this survey."""


class QuestionType(StrEnum):
    """The four kinds of questions."""

    SELECT_ONE = "select_one"
    RANGE = "range"
    SELECT_MULTIPLE = "select_multiple"
    TEXT = "text"


class State(StrEnum):
    """Where a response stands."""

    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a question."""

    key: str
    label: Texts


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `choices` belong to the two choice types, `start` and `end` to a range."""

    name: str
    type: QuestionType
    label: Texts
    hint: Texts = field(default_factory=dict)
    """Said under the question; empty, or a text in every locale."""
    choices: tuple[Choice, ...] = ()
    start: int = 1
    end: int = 5
    required: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """Every value a tap can give, in the order of the buttons; none for an open question."""
        if self.type is QuestionType.RANGE:
            return tuple(str(number) for number in range(self.start, self.end + 1))
        return tuple(choice.key for choice in self.choices)

    def named(self, text: str) -> str | None:
        """Find the one key that a typed text names, or None.

        It names a choice by its label in any language, its key, or its number from 1; a range by
        the number itself. Case and diacritics do not count, everything else does.
        """
        said = fold(text).strip()
        if self.type is QuestionType.RANGE:
            number = _NUMBER.fullmatch(said)
            key = str(int(number[1])) if number else ""
            return key if key in self.keys else None
        found = {
            choice.key
            for choice in self.choices
            if said == choice.key
            or any(said == fold(label).strip() for label in choice.label.values())
        }
        if len(found) == 1:
            return found.pop()
        number = _NUMBER.fullmatch(said)
        if not found and number and 1 <= int(number[1]) <= len(self.choices):
            return self.choices[int(number[1]) - 1].key
        return None


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey in one version."""

    key: str
    version: int
    title: Texts
    intro: Texts
    thanks: Texts
    questions: tuple[Question, ...]

    def number_of(self, index: int) -> tuple[int, int]:
        """Say which question this is: (2, 5) for "2 of 5"."""
        return index + 1, len(self.questions)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a response has come.

    `current` is the index of the question that is open, or the number of questions when the state
    is done. `answers` holds every reply kept so far, by question name.
    """

    current: int = 0
    answers: Mapping[str, Value] = field(default_factory=dict)
    state: State = State.OPEN

    def to_plain(self) -> dict[str, Any]:
        """Write as plain JSON values."""
        return {
            "current": self.current,
            "answers": {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in self.answers.items()
            },
            "state": str(self.state),
        }


# Events -----------------------------------------------------------------------------------------
# A button says under which question it stood, because old buttons stay in the chat.


@dataclass(frozen=True, slots=True)
class Pick:
    """A choice was tapped; in a multiple choice that puts it in or takes it out."""

    question: int
    key: str


@dataclass(frozen=True, slots=True)
class DonePicking:
    """The multiple choice is finished."""

    question: int


@dataclass(frozen=True, slots=True)
class Skip:
    """Go on without a reply. A reply kept earlier stays."""

    question: int


@dataclass(frozen=True, slots=True)
class Back:
    """To the question before; after the end (question = their number), to the last one."""

    question: int


@dataclass(frozen=True, slots=True)
class Text:
    """The resident wrote something while this survey was open."""

    text: str


type Event = Pick | DonePicking | Skip | Back | Text


# Effects ----------------------------------------------------------------------------------------


class Reason(StrEnum):
    """Why the same question is asked again."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    REQUIRED = "required"
    NOTHING_PICKED = "nothing_picked"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask this question, with what is already kept for it marked."""

    question: int


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Say why, and ask this question again."""

    question: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Redraw:
    """Only the marks on the buttons of this question changed."""

    question: int


@dataclass(frozen=True, slots=True)
class NotAReply:
    """The text names no choice: treat it as any other text, then ask what is `standing` again."""


@dataclass(frozen=True, slots=True)
class Stale:
    """A button that has no meaning any more: nothing moved."""


@dataclass(frozen=True, slots=True)
class Done:
    """The survey is finished: thank them."""


type Effect = Ask | AskAgain | Redraw | NotAReply | Stale | Done


@dataclass(frozen=True, slots=True)
class Kept:
    """A reply to keep. It replaces what was kept for this question, if anything was."""

    question: str
    value: Value


@dataclass(frozen=True, slots=True)
class Step:
    """What one event came to."""

    progress: Progress
    kept: Kept | None
    effect: Effect


def standing(survey: Survey, progress: Progress) -> Ask | Done:
    """Say what stands open without any event: to begin, to remind, to go on after a crash."""
    return Ask(progress.current) if progress.current < len(survey.questions) else Done()


def advance(survey: Survey, progress: Progress, event: Event) -> Step:
    """Fold one event into a response and say what comes next. It never raises.

    1. A button of another question than the open one changes the reply to *its* question and
       moves nothing; its other buttons (skip, back, done) mean nothing any more.
    2. A reply moves on to the next question, also when that one already has a reply.
    3. No event takes away a reply; only another reply to the same question replaces it.
    """
    match event:
        case Text(text):
            return _text(survey, progress, text)
        case Pick(at, key):
            return _pick(survey, progress, at, key)
        case Back(at):
            return _back(survey, progress) if at == progress.current else _stale(progress)
        case Skip(at) | DonePicking(at):
            if at != progress.current or at >= len(survey.questions):
                return _stale(progress)
            question = survey.questions[at]
            picked = progress.answers.get(question.name)
            if isinstance(event, Skip):
                if question.required and not picked:
                    return Step(progress, None, AskAgain(at, Reason.REQUIRED))
            elif question.type is not QuestionType.SELECT_MULTIPLE:
                return _stale(progress)
            elif not picked:
                return Step(progress, None, AskAgain(at, Reason.NOTHING_PICKED))
            return _on(survey, progress, None)
        case _:
            assert_never(event)


def _stale(progress: Progress) -> Step:
    return Step(progress, None, Stale())


def _keep(progress: Progress, question: Question, value: Value) -> tuple[Progress, Kept]:
    answers = MappingProxyType({**progress.answers, question.name: value})
    return replace(progress, answers=answers), Kept(question.name, value)


def _on(survey: Survey, progress: Progress, kept: Kept | None) -> Step:
    following = progress.current + 1
    state = State.DONE if following == len(survey.questions) else State.OPEN
    moved = replace(progress, current=following, state=state)
    return Step(moved, kept, standing(survey, moved))


def _back(survey: Survey, progress: Progress) -> Step:
    if progress.current == 0:
        return Step(progress, None, AskAgain(0, Reason.FIRST))
    moved = replace(progress, current=progress.current - 1, state=State.OPEN)
    return Step(moved, None, standing(survey, moved))


def _pick(survey: Survey, progress: Progress, at: int, key: str) -> Step:
    if not 0 <= at < len(survey.questions) or key not in survey.questions[at].keys:
        return _stale(progress)
    question = survey.questions[at]
    if question.type is QuestionType.SELECT_MULTIPLE:
        before = progress.answers.get(question.name, ())
        toggled = {*before} ^ {key}
        moved, kept = _keep(progress, question, _in_order(question, toggled))
        return Step(moved, kept, Redraw(at))
    moved, kept = _keep(progress, question, key)
    return _on(survey, moved, kept) if at == progress.current else Step(moved, kept, Redraw(at))


def _text(survey: Survey, progress: Progress, text: str) -> Step:
    at = progress.current
    if at >= len(survey.questions):
        return Step(progress, None, NotAReply())
    question = survey.questions[at]
    if question.type is QuestionType.TEXT:
        cleaned = clean(text)
        if is_blank(cleaned):
            return Step(progress, None, AskAgain(at, Reason.EMPTY))
        if len(cleaned) > TEXT_AT_MOST:
            return Step(progress, None, AskAgain(at, Reason.TOO_LONG))
        return _on(survey, *_keep(progress, question, cleaned))
    if question.type is QuestionType.SELECT_MULTIPLE:
        named = _all_named(question, text)
        if not named:
            return Step(progress, None, NotAReply())
        before = progress.answers.get(question.name, ())
        moved, kept = _keep(progress, question, _in_order(question, {*before} | named))
        # Asked anew, since the buttons now stand above what was typed.
        return Step(moved, kept, Ask(at))
    key = question.named(text)
    if key is None:
        return Step(progress, None, NotAReply())
    return _on(survey, *_keep(progress, question, key))


def _all_named(question: Question, text: str) -> set[str]:
    """Read one choice, or several between commas or on lines of their own; all or none."""
    whole = question.named(text)
    if whole is not None:
        return {whole}
    parts = [part for part in re.split(r"[,;،؛\n]", text) if part.strip()]
    keys = {question.named(part) for part in parts}
    return {key for key in keys if key is not None} if None not in keys else set()


def _in_order(question: Question, keys: set[str]) -> tuple[str, ...]:
    return tuple(key for key in question.keys if key in keys)


# Plain data: YAML files and rows ----------------------------------------------------------------


def progress_from(survey: Survey, plain: object) -> Progress:
    """Read what `Progress.to_plain` wrote.

    Raises BadProgress where it does not belong to this survey: no reply is dropped in silence.
    """
    place = f"progress of {survey.key} version {survey.version}"
    match plain:
        case {"current": int(current), "answers": Mapping() as answers, "state": str(state)}:
            pass
        case _:
            raise BadProgress(f"{place}: current, answers and state are needed")
    finished = current == len(survey.questions)
    if not 0 <= current <= len(survey.questions) or state not in State:
        raise BadProgress(f"{place}: no such question or state")
    if finished is not (state == State.DONE):
        raise BadProgress(f"{place}: state and question do not agree")
    types = {question.name: question for question in survey.questions}
    read: dict[str, Value] = {}
    for name, value in answers.items():
        question = types.get(name)
        if question is None:
            raise BadProgress(f"{place}: no question {name!r}")
        several = question.type is QuestionType.SELECT_MULTIPLE
        keys = value if several else [value]
        if not isinstance(keys, list | tuple) or not all(isinstance(key, str) for key in keys):
            raise BadProgress(f"{place}: {name} holds a value of another type")
        if question.type is not QuestionType.TEXT and not {*keys} <= {*question.keys}:
            raise BadProgress(f"{place}: {name} holds an unknown choice")
        read[name] = tuple(keys) if several else keys[0]
    return Progress(current, MappingProxyType(read), State(state))


def read_survey(path: Path) -> Survey:
    """Load `surveys/<key>.yml`. Raises SurveyError, naming file and place."""
    try:
        plain = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SurveyError(f"{path.name}: cannot be read") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        raise SurveyError(f"{path.name}:{line} is not YAML") from error
    survey = survey_from(plain, path.name)
    if survey.key != path.stem:
        raise SurveyError(f"{path.name}: key is {survey.key!r}, but the file is {path.stem!r}")
    return survey


def survey_from(plain: object, place: str) -> Survey:
    """Read a survey from plain values; `place` begins every error message."""
    data = _mapping(plain, place, {"key", "version", "title", "intro", "thanks", "questions"})
    version = data["version"]
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise SurveyError(f"{place}: version: a whole number from 1 is needed")
    questions = data["questions"]
    if not isinstance(questions, list) or not 1 <= len(questions) <= QUESTIONS_AT_MOST:
        raise SurveyError(f"{place}: questions: a list of 1 to {QUESTIONS_AT_MOST} is needed")
    survey = Survey(
        key=_key(data["key"], _KEY, f"{place}: key"),
        version=version,
        title=_texts(data["title"], f"{place}: title", LABEL_AT_MOST),
        intro=_texts(data["intro"], f"{place}: intro", PROMPT_AT_MOST),
        thanks=_texts(data["thanks"], f"{place}: thanks", PROMPT_AT_MOST),
        questions=tuple(
            _question(question, f"{place}: questions[{number}]")
            for number, question in enumerate(questions, 1)
        ),
    )
    _unique([question.name for question in survey.questions], f"{place}: questions: name")
    return survey


def survey_to(survey: Survey) -> dict[str, Any]:
    """Write a survey as plain JSON values; `survey_from` reads them back."""
    return {
        "key": survey.key,
        "version": survey.version,
        "title": dict(survey.title),
        "intro": dict(survey.intro),
        "thanks": dict(survey.thanks),
        "questions": [_question_to(question) for question in survey.questions],
    }


def _question_to(question: Question) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "name": question.name,
        "type": str(question.type),
        "label": dict(question.label),
    }
    if question.hint:
        plain["hint"] = dict(question.hint)
    if question.choices:
        plain["choices"] = [
            {"key": choice.key, "label": dict(choice.label)} for choice in question.choices
        ]
    if question.type is QuestionType.RANGE:
        plain |= {"start": question.start, "end": question.end}
    if question.required:
        plain["required"] = True
    return plain


def _question(plain: object, place: str) -> Question:
    needed = {"name", "type", "label"}
    named = plain.get("type") if isinstance(plain, Mapping) else None
    if not isinstance(named, str) or named not in QuestionType:
        raise SurveyError(f"{place}: type: one of {', '.join(QuestionType)} is needed")
    kind = QuestionType(named)
    by_choice = kind in {QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE}
    needed |= {"choices"} if by_choice else set()
    needed |= {"start", "end"} if kind is QuestionType.RANGE else set()
    data = _mapping(plain, place, needed, {"hint", "required"})
    required = data.get("required", False)
    if not isinstance(required, bool):
        raise SurveyError(f"{place}: required: true or false is needed")
    return Question(
        name=_key(data["name"], _KEY, f"{place}: name"),
        type=kind,
        label=_texts(data["label"], f"{place}: label", PROMPT_AT_MOST),
        hint=_texts(data["hint"], f"{place}: hint", PROMPT_AT_MOST) if "hint" in data else {},
        choices=_choices(data["choices"], f"{place}: choices") if by_choice else (),
        start=_bound(data.get("start", 1), f"{place}: start"),
        end=_end(data.get("start", 1), data.get("end", 5), f"{place}: end"),
        required=required,
    )


def _choices(plain: object, place: str) -> tuple[Choice, ...]:
    if not isinstance(plain, list) or not 2 <= len(plain) <= CHOICES_AT_MOST:
        raise SurveyError(f"{place}: a list of 2 to {CHOICES_AT_MOST} is needed")
    choices: list[Choice] = []
    for number, one in enumerate(plain, 1):
        where = f"{place}[{number}]"
        data = _mapping(one, where, {"key", "label"})
        key = _key(data["key"], _CHOICE_KEY, f"{where}: key")
        choices.append(Choice(key, _texts(data["label"], f"{where}: label", LABEL_AT_MOST)))
    _unique([choice.key for choice in choices], f"{place}: key")
    for locale in LOCALES:
        labels = [fold(choice.label[locale]) for choice in choices]
        _unique(labels, f"{place}: label: {locale}")
    return tuple(choices)


def _bound(plain: object, place: str) -> int:
    if not isinstance(plain, int) or isinstance(plain, bool) or not 0 <= plain <= 10:
        raise SurveyError(f"{place}: a whole number from 0 to 10 is needed")
    return plain


def _end(start: int, plain: object, place: str) -> int:
    end = _bound(plain, place)
    if end <= start:
        raise SurveyError(f"{place}: it must be above start")
    return end


def _mapping(
    plain: object, place: str, needed: set[str], allowed: set[str] | None = None
) -> Mapping[str, Any]:
    if not isinstance(plain, Mapping):
        raise SurveyError(f"{place}: {', '.join(sorted(needed))} are needed here")
    for name in sorted(needed - plain.keys()):
        raise SurveyError(f"{place}: {name}: missing")
    for name in plain:
        if name not in needed | (allowed or set()):
            raise SurveyError(f"{place}: {name}: not known here")
    return plain


def _key(plain: object, pattern: re.Pattern[str], place: str) -> str:
    if not isinstance(plain, str) or not pattern.fullmatch(plain):
        # YAML reads yes, no and 1 as something else than words.
        raise SurveyError(f"{place}: {plain!r} is no key ({pattern.pattern}); perhaps quote it")
    return plain


def _texts(plain: object, place: str, at_most: int) -> Texts:
    data = _mapping(plain, place, set(LOCALES))
    for locale in LOCALES:
        text = data[locale]
        if not isinstance(text, str) or is_blank(text):
            raise SurveyError(f"{place}: {locale}: a text is needed")
        if len(text.strip()) > at_most:
            raise SurveyError(f"{place}: {locale}: {len(text)} characters, at most {at_most}")
    return MappingProxyType({locale: data[locale].strip() for locale in LOCALES})


def _unique(values: list[str], place: str) -> None:
    for value in values:
        if values.count(value) > 1:
            raise SurveyError(f"{place}: {value!r} stands there twice")

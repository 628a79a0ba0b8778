"""Button payloads: what stands in `callback_data`, and nothing else does.

Telegram keeps 1–64 bytes with a button (https://core.telegram.org/bots/api#inlinekeyboardbutton)
and gives them back, perhaps years later and perhaps forged. So: a version in front, ASCII only,
fields between colons, and a reader that knows a closed list. Reading never raises; what cannot be
read is None, and the house answers an old button politely.
"""

import re
from dataclasses import dataclass
from typing import ClassVar, Final, Literal, assert_never, get_args

from dialogues.directives import FORMS, is_topic
from dialogues.locales import LOCALES

BYTES_AT_MOST: Final = 64
QUESTIONS_AT_MOST: Final = 100
"""Question indexes in a payload run from 0 to 99."""
PAGES_AT_MOST: Final = 100

_VERSION: Final = "1"
_OFFERED: Final = "o"
_RESPONSE: Final = re.compile(r"[A-Za-z2-7]{12}")
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{1,20}")
_DOMAIN: Final = re.compile(r"[a-z][a-z0-9_]{0,19}")
_INDEX: Final = re.compile(r"0|[1-9][0-9]?")

type Then = Literal["report", "human", "question"]
"""What waited for the consent: a report, a wish for a person, a question to hand on."""

_THEN: Final[tuple[Then, ...]] = get_args(Then.__value__)


class BadPayload(ValueError):
    """A payload was built from something that does not belong in it; a mistake of ours."""


def _demand(holds: bool, what: str) -> None:
    if not holds:
        raise BadPayload(what)


@dataclass(frozen=True, slots=True)
class Language:
    """Speak this locale from now on."""

    code: ClassVar = "l"
    locale: str

    def __post_init__(self) -> None:
        _demand(self.locale in LOCALES, "locale")


@dataclass(frozen=True, slots=True)
class Consent:
    """Agree or refuse that words are kept, and what to go on with after it."""

    code: ClassVar = "c"
    yes: bool
    then: Then | None = None
    topic: str | None = None
    """The answer in which something was missing, for ``then`` a person."""

    def __post_init__(self) -> None:
        _demand(self.then is None or self.then in _THEN, "then")
        _demand(self.topic is None or (self.then == "human" and is_topic(self.topic)), "topic")


@dataclass(frozen=True, slots=True)
class Menu:
    """Show the domains, or the topics of one domain."""

    code: ClassVar = "m"
    domain: str | None = None

    def __post_init__(self) -> None:
        _demand(self.domain is None or _DOMAIN.fullmatch(self.domain) is not None, "domain")


@dataclass(frozen=True, slots=True)
class Search:
    """Look for a topic by a word."""

    code: ClassVar = "w"


@dataclass(frozen=True, slots=True)
class Topic:
    """Answer this topic; ``offered`` for a text, or chosen from a menu."""

    code: ClassVar = "t"
    topic: str
    offered: bool = False

    def __post_init__(self) -> None:
        _demand(is_topic(self.topic), "topic")


@dataclass(frozen=True, slots=True)
class More:
    """The next screen of an answer; ``page`` counts from 0, so it is 1 at least."""

    code: ClassVar = "a"
    topic: str
    page: int

    def __post_init__(self) -> None:
        _demand(is_topic(self.topic), "topic")
        _demand(0 < self.page < PAGES_AT_MOST, "page")


@dataclass(frozen=True, slots=True)
class Helped:
    """Did this answer help?"""

    code: ClassVar = "h"
    topic: str
    yes: bool

    def __post_init__(self) -> None:
        _demand(is_topic(self.topic), "topic")


@dataclass(frozen=True, slots=True)
class Person:
    """I would rather ask a person."""

    code: ClassVar = "p"


@dataclass(frozen=True, slots=True)
class Report:
    """I want to report a problem."""

    code: ClassVar = "r"


@dataclass(frozen=True, slots=True)
class FormReply:
    """A key chosen for one slot of a form, for example ("report", "area", "housing")."""

    code: ClassVar = "f"
    form: str
    slot: str
    key: str

    def __post_init__(self) -> None:
        _demand(self.slot in FORMS.get(self.form, ()), "form and slot")
        _demand(_KEY.fullmatch(self.key) is not None, "key")


@dataclass(frozen=True, slots=True)
class FormStop:
    """Leave the open form."""

    code: ClassVar = "x"


@dataclass(frozen=True, slots=True)
class _OfResponse:
    response: str
    """Id of the response: 12 random base32 characters."""

    def __post_init__(self) -> None:
        _demand(_RESPONSE.fullmatch(self.response) is not None, "response")


@dataclass(frozen=True, slots=True)
class SurveyStart(_OfResponse):
    """Begin, or go on with, this response."""

    code: ClassVar = "ss"


@dataclass(frozen=True, slots=True)
class SurveyLater(_OfResponse):
    """Not now; ask me again."""

    code: ClassVar = "sl"


@dataclass(frozen=True, slots=True)
class SurveyDecline(_OfResponse):
    """Not this survey."""

    code: ClassVar = "sx"


@dataclass(frozen=True, slots=True)
class _AtQuestion:
    response: str
    question: int
    """Index of the question the button stood under, from 0: an old button shows itself by it."""

    def __post_init__(self) -> None:
        _demand(_RESPONSE.fullmatch(self.response) is not None, "response")
        _demand(0 <= self.question < QUESTIONS_AT_MOST, "question")


@dataclass(frozen=True, slots=True)
class SurveyDone(_AtQuestion):
    """The multiple choice is finished."""

    code: ClassVar = "sd"


@dataclass(frozen=True, slots=True)
class SurveySkip(_AtQuestion):
    """No reply to this question."""

    code: ClassVar = "sk"


@dataclass(frozen=True, slots=True)
class SurveyBack(_AtQuestion):
    """To the question before."""

    code: ClassVar = "sb"


@dataclass(frozen=True, slots=True)
class SurveyPick:
    """A choice of a question (for a multiple choice: put it in or take it out)."""

    code: ClassVar = "sp"
    response: str
    question: int
    choice: str

    def __post_init__(self) -> None:
        _demand(_RESPONSE.fullmatch(self.response) is not None, "response")
        _demand(0 <= self.question < QUESTIONS_AT_MOST, "question")
        _demand(_KEY.fullmatch(self.choice) is not None, "choice")


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete what is kept about me, or leave it."""

    code: ClassVar = "d"
    yes: bool


@dataclass(frozen=True, slots=True)
class MyData:
    """Show what is kept about me."""

    code: ClassVar = "y"


type Payload = (
    Language
    | Consent
    | Menu
    | Search
    | Topic
    | More
    | Helped
    | Person
    | Report
    | FormReply
    | FormStop
    | SurveyStart
    | SurveyLater
    | SurveyDecline
    | SurveyDone
    | SurveySkip
    | SurveyBack
    | SurveyPick
    | Delete
    | MyData
)


def pack(payload: Payload) -> str:
    """Write a payload as `callback_data`, ASCII, at most 64 bytes."""
    match payload:
        case Language(locale):
            fields: tuple[str, ...] = (locale,)
        case Consent(yes, then, missing):
            fields = (_answer(yes), then or "", *((missing,) if missing else ()))
        case Menu(domain):
            fields = (domain or "",)
        case Topic(topic, offered):
            fields = (topic, _OFFERED) if offered else (topic,)
        case More(topic, page):
            fields = (topic, str(page))
        case Helped(topic, yes):
            fields = (topic, _answer(yes))
        case FormReply(form, slot, key):
            fields = (form, slot, key)
        case SurveyStart(response) | SurveyLater(response) | SurveyDecline(response):
            fields = (response,)
        case (
            SurveyDone(response, question)
            | SurveySkip(response, question)
            | SurveyBack(response, question)
        ):
            fields = (response, str(question))
        case SurveyPick(response, question, choice):
            fields = (response, str(question), choice)
        case Delete(yes):
            fields = (_answer(yes),)
        case Person() | Report() | FormStop() | MyData() | Search():
            fields = ()
        case _:
            assert_never(payload)
    return ":".join((_VERSION, payload.code, *fields))


def parse(data: str | None) -> Payload | None:
    """Read `callback_data`; None for anything that `pack` of this version does not write."""
    if not data or len(data) > BYTES_AT_MOST:
        return None
    try:
        payload = _read(data.split(":"))
    except BadPayload:
        return None
    # One text for one payload: what reads back differently was not written by us.
    return payload if payload is not None and pack(payload) == data else None


def _read(parts: list[str]) -> Payload | None:
    match parts:
        case ["1", Language.code, locale]:
            return Language(locale)
        case ["1", Consent.code, yes, then]:
            return Consent(_yes(yes), _then(then))
        case ["1", Consent.code, yes, then, topic]:
            return Consent(_yes(yes), _then(then), topic)
        case ["1", Search.code]:
            return Search()
        case ["1", Menu.code, domain]:
            return Menu(domain or None)
        case ["1", Topic.code, topic]:
            return Topic(topic)
        case ["1", Topic.code, topic, str(mark)] if mark == _OFFERED:
            return Topic(topic, offered=True)
        case ["1", More.code, topic, page]:
            return More(topic, _index(page, "page"))
        case ["1", Helped.code, topic, yes]:
            return Helped(topic, _yes(yes))
        case ["1", Person.code]:
            return Person()
        case ["1", Report.code]:
            return Report()
        case ["1", FormReply.code, form, slot, key]:
            return FormReply(form, slot, key)
        case ["1", FormStop.code]:
            return FormStop()
        case ["1", SurveyStart.code, response]:
            return SurveyStart(response)
        case ["1", SurveyLater.code, response]:
            return SurveyLater(response)
        case ["1", SurveyDecline.code, response]:
            return SurveyDecline(response)
        case ["1", SurveyDone.code, response, question]:
            return SurveyDone(response, _index(question))
        case ["1", SurveySkip.code, response, question]:
            return SurveySkip(response, _index(question))
        case ["1", SurveyBack.code, response, question]:
            return SurveyBack(response, _index(question))
        case ["1", SurveyPick.code, response, question, choice]:
            return SurveyPick(response, _index(question), choice)
        case ["1", Delete.code, yes]:
            return Delete(_yes(yes))
        case ["1", MyData.code]:
            return MyData()
    return None


def _answer(yes: bool) -> str:
    return "y" if yes else "n"


def _yes(text: str) -> bool:
    _demand(text in ("y", "n"), "yes or no")
    return text == "y"


def _then(text: str) -> Then | None:
    for then in _THEN:
        if text == then:
            return then
    _demand(text == "", "then")
    return None


def _index(text: str, what: str = "question") -> int:
    _demand(_INDEX.fullmatch(text) is not None, what)
    return int(text)

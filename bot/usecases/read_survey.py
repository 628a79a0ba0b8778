"""The responses to a survey as one table: a row each, the same columns whatever the version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from db.models import Reply, Response
from db.uow import Store
from dialogues.survey import Choice, Question, QuestionType, Survey, Value, survey_from

BEGUN = ("started", "paused", "finished")
"""States of a response that says something; the others were only asked."""


class NoSuchSurvey(LookupError):
    """Nothing was imported under this key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"there is no survey {key!r}")


@dataclass(frozen=True)
class Column:
    """One question over all versions."""

    name: str
    """Of the question; with ``_v1`` behind it where an old version meant another type by it."""
    question: Question
    """As the newest version has it; choices of older versions stand behind its own."""
    versions: frozenset[int]
    """In which versions it was asked."""


@dataclass(frozen=True)
class Row:
    """One response; nothing in it leads to a person or to another survey."""

    id: str
    language: str
    version: int
    finished: bool
    invited_on: date | None
    started_on: date | None
    finished_on: date | None
    replies: Mapping[str, Value]
    """By column name; what was not replied to is not there."""


@dataclass(frozen=True)
class Dataset:
    """A survey and its responses."""

    key: str
    survey: Survey
    """The newest version."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    """By id, an order that is stable and says nothing of time."""


async def read_dataset(store: Store, key: str) -> Dataset:
    """Read finished and partial responses with the replies that count.

    Raises:
        NoSuchSurvey: nothing was imported under this key.
    """
    async with store(read_only=True) as work:
        versions = {
            version.id: (version.number, survey_from(version.definition, f"survey {key}"))
            for version in await work.surveys.versions(key)
        }
        responses = [each for each in await work.surveys.responses(key) if each.state in BEGUN]
        replies = await work.surveys.replies([each.id for each in responses])
        invited = await work.sending.invited_at(key)
    if not versions:
        raise NoSuchSurvey(key)
    ordered = sorted(versions.values(), key=lambda each: each[0], reverse=True)
    columns, names = _columns(ordered)
    rows = tuple(
        _row(
            response,
            versions[response.version_id][0],
            replies.get(response.id, {}),
            names,
            invited.get(response.id),
        )
        for response in responses
    )
    return Dataset(key, ordered[0][1], columns, rows)


type _Names = Mapping[tuple[int, str], str]
"""(Version, question) → column."""


def _columns(versions: Sequence[tuple[int, Survey]]) -> tuple[tuple[Column, ...], _Names]:
    """The questions of all versions, newest first: what the newest asks, then what older did."""
    columns: dict[str, Column] = {}
    names: dict[tuple[int, str], str] = {}
    for number, survey in versions:
        for question in survey.questions:
            name = question.name
            if name in columns and columns[name].question.type is not question.type:
                name = f"{name}_v{number}"
            known = columns.get(name)
            names[number, question.name] = name
            columns[name] = (
                Column(name, question, frozenset({number}))
                if known is None
                else Column(name, _joined(known.question, question), known.versions | {number})
            )
    return tuple(columns.values()), names


def _joined(newer: Question, older: Question) -> Question:
    """The newer question, with choices that only the older one had."""
    keys = {choice.key for choice in newer.choices}
    gone: tuple[Choice, ...] = tuple(each for each in older.choices if each.key not in keys)
    return replace(
        newer,
        choices=newer.choices + gone,
        start=min(newer.start, older.start),
        end=max(newer.end, older.end),
    )


def _row(
    response: Response,
    version: int,
    replies: Mapping[str, Reply],
    names: _Names,
    invited: datetime | None,
) -> Row:
    return Row(
        id=response.id,
        language=response.locale,
        version=version,
        finished=response.state == "finished",
        invited_on=_day(invited),
        started_on=_day(response.started_at),
        finished_on=_day(response.finished_at),
        replies={
            names[version, question]: _value(reply)
            for question, reply in replies.items()
            if (version, question) in names
        },
    )


def _value(reply: Reply) -> Value:
    if reply.words is not None:
        return reply.words
    if isinstance(reply.value, list):
        return tuple(str(each) for each in reply.value)
    return str(reply.value)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment is not None else None


def is_multiple(column: Column) -> bool:
    """Whether several choices may be taken."""
    return column.question.type is QuestionType.SELECT_MULTIPLE

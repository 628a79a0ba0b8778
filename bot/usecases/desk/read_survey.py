"""What residents replied to a survey, as staff may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.usecases.desk.office import NotFound, Office
from bot.usecases.desk.small_cells import Figures, protect_choices, protect_figures, protect_parts
from db.models import Reply, Response
from db.surveys import SurveyFigures
from db.uow import UnitOfWork
from dialogues.survey import Question, QuestionType, Texts, survey_from

STARTED = ("started", "paused", "finished")


@dataclass(frozen=True)
class Bar:
    """One choice of a closed question."""

    label: Texts | str
    count: int | None
    """None: hidden, fewer than five or giving such a number away."""
    share: int
    """Of the longest bar shown, in percent."""


@dataclass(frozen=True)
class OpenReply:
    """One reply in a resident's own words."""

    id: str
    words: str
    locale: str
    partial: bool
    """The survey was not finished."""
    challenge_id: str | None
    """What it has become."""


@dataclass(frozen=True)
class QuestionResult:
    """One question with what was replied."""

    name: str
    number: int
    type: str
    label: Texts
    hint: Texts
    """Empty where there is none."""
    bars: tuple[Bar, ...] = ()
    """Of a closed question."""
    replies: tuple[OpenReply, ...] = ()
    """To an open question."""

    @property
    def hides(self) -> bool:
        """Whether a number is hidden."""
        return any(bar.count is None for bar in self.bars)


@dataclass(frozen=True)
class SurveyResult:
    """A survey with its figures and questions."""

    key: str
    title: Texts
    version: int
    figures: Figures
    questions: tuple[QuestionResult, ...]


@dataclass(frozen=True)
class SurveyRow:
    """One line of the list."""

    key: str
    title: Texts
    version: int
    figures: Figures


async def list_surveys(office: Office) -> list[SurveyRow]:
    """Every survey with how far it has come."""
    async with office.store(read_only=True) as work:
        rows = []
        for each in await work.surveys.figures():
            version = await work.surveys.newest(each.key)
            if version is None:
                continue
            survey = survey_from(version.definition, f"survey {each.key}")
            rows.append(SurveyRow(each.key, survey.title, version.number, _figures(each)))
        return rows


async def read_survey(office: Office, key: str) -> SurveyResult:
    """One survey: numbers for closed questions, words for open ones.

    Replies to an earlier version count where the question still has their choice; a choice that
    is no more stands under its key.

    Raises:
        NotFound: no such survey.
    """
    async with office.store(read_only=True) as work:
        version = await work.surveys.newest(key)
        if version is None:
            raise NotFound("desk-error-404")
        survey = survey_from(version.definition, f"survey {key}")
        figures = next(each for each in await work.surveys.figures() if each.key == key)
        responses = {
            response.id: response
            for response in await work.surveys.responses(key)
            if response.state in STARTED
        }
        kept = await work.surveys.replies(list(responses))
        questions = [
            await _question(work, number, question, responses, kept)
            for number, question in enumerate(survey.questions, 1)
        ]
    return SurveyResult(key, survey.title, version.number, _figures(figures), tuple(questions))


def _figures(counted: SurveyFigures) -> Figures:
    waiting = counted.invited - counted.started - counted.finished - counted.declined
    return protect_figures(
        {
            "finished": counted.finished,
            "partial": counted.started,
            "declined": counted.declined,
            "waiting": waiting,
        }
    )


async def _question(
    work: UnitOfWork,
    number: int,
    question: Question,
    responses: Mapping[str, Response],
    kept: Mapping[str, Mapping[str, Reply]],
) -> QuestionResult:
    given = [by[question.name] for by in kept.values() if question.name in by]
    result = QuestionResult(
        question.name, number, str(question.type), question.label, question.hint
    )
    if question.type is QuestionType.TEXT:
        made = await work.plan.made_of("reply", [reply.id for reply in given])
        replies = [
            OpenReply(
                id=reply.id,
                words=reply.words or "",
                locale=reply.locale,
                partial=responses[reply.response_id].state != "finished",
                challenge_id=made.get(reply.id),
            )
            for reply in sorted(given, key=lambda reply: reply.id)
            if reply.words
        ]
        return replace(result, replies=tuple(replies))
    return replace(
        result,
        bars=_bars(question, [reply.value for reply in given], len(responses)),
    )


def _bars(question: Question, values: Sequence[object], began: int) -> tuple[Bar, ...]:
    """Numbers of one closed question; ``began`` is how many residents could have replied."""
    several = question.type is QuestionType.SELECT_MULTIPLE
    taken = [
        tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)
        for value in values
    ]
    taken = [keys for keys in taken if keys]
    labels: dict[str, Texts | str] = {key: key for key in question.keys}
    labels |= {choice.key: choice.label for choice in question.choices}
    for keys in taken:
        for key in keys:
            labels.setdefault(key, key)
    counts = [sum(key in keys for keys in taken) for key in labels]
    if several:
        shown = protect_choices(counts, replied=len(taken))
    else:
        shown = protect_parts(counts, rest=began - len(taken))
    longest = max((count for count in shown if count is not None), default=0)
    return tuple(
        Bar(label, count, round(100 * (count or 0) / longest) if longest else 0)
        for label, count in zip(labels.values(), shown, strict=True)
    )

"""Take a resident through a survey: one event, one commit, then the next question."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.ports import Reading
from bot.usecases.house import House
from bot.usecases.keep_offer import keep_offer
from bot.usecases.screens import (
    AskConsent,
    OfferSurvey,
    Outcome,
    RedrawQuestion,
    Say,
    Screen,
    ShowOffer,
    ShowQuestion,
    ShowThanks,
)
from bot.usecases.turn import Turn, settle
from db.models import Response
from db.uow import UnitOfWork
from dialogues.asking import looks_like_a_question
from dialogues.callbacks import (
    SurveyBack,
    SurveyDecline,
    SurveyDone,
    SurveyLater,
    SurveyPick,
    SurveySkip,
    SurveyStart,
)
from dialogues.survey import (
    Ask,
    AskAgain,
    Back,
    Done,
    DonePicking,
    Event,
    NotAReply,
    Pick,
    Progress,
    QuestionType,
    Redraw,
    Skip,
    Stale,
    Step,
    Survey,
    Text,
    advance,
    progress_from,
    survey_from,
)

type SurveyTap = (
    SurveyStart | SurveyLater | SurveyDecline | SurveyPick | SurveyDone | SurveySkip | SurveyBack
)

KEPT_WORDS = "-"
"""Stands in ``progress`` for words, which are kept in their own row only."""

_EVENTS: dict[type[SurveyTap], Callable[..., Event]] = {
    SurveyPick: lambda tap: Pick(tap.question, tap.choice),
    SurveyDone: lambda tap: DonePicking(tap.question),
    SurveySkip: lambda tap: Skip(tap.question),
    SurveyBack: lambda tap: Back(tap.question),
}


@dataclass(frozen=True)
class AnswerSurvey:
    """Answer a survey with taps and texts."""

    house: House

    async def tap(self, turn: Turn, tapped: SurveyTap) -> Outcome:
        """A button of a survey."""
        now = self.house.clock.now()
        async with self.house.store() as work:
            response = await work.surveys.response(tapped.response)
            if response is None or response.resident_id != turn.resident_id:
                return await settle(work, turn, Say("old-button"))
            screens: tuple[Screen, ...]
            match tapped:
                case SurveyStart() | SurveyPick() if not turn.agreed:
                    screens = (AskConsent(),)
                case SurveyStart():
                    screens = self._start(response, now)
                case SurveyLater():
                    screens = (Say("survey-later"),)
                case SurveyDecline():
                    screens = self._decline(response, now)
                case _ if response.state in ("finished", "declined"):
                    screens = (Say("survey-closed-for-you"),)
                case _:
                    step = await self._step(
                        work, turn, response, _EVENTS[type(tapped)](tapped), now
                    )
                    screens = self._screens(response, step)
            return await settle(work, turn, *screens)

    async def text(self, turn: Turn, text: str, reading: Reading | None) -> Outcome | None:
        """A text while a survey is open; None where it is no reply to the open question.

        An open question takes it as it is. Where it looks like a question to us as well, the
        matching topic is offered too.
        """
        now = self.house.clock.now()
        asks = reading is not None and reading.decision in ("answer", "offer")
        offers = reading.offers if reading and asks and looks_like_a_question(text) else ()
        async with self.house.store() as work:
            response = await work.surveys.open_of(turn.resident_id)
            if response is None:
                return None
            step = await self._step(work, turn, response, Text(text), now)
            if isinstance(step.effect, NotAReply):
                return None
            screens = self._screens(response, step)
            survey = await definition(work, response)
            if offers and step.kept and _asks_for_words(survey, step.kept.question):
                screens = (ShowOffer(offers), *screens)
                heard = reading.heard if reading else None
                await keep_offer(work, turn, text, screens, now, locale=heard)
            return await settle(work, turn, *screens)

    async def is_choice(self, turn: Turn, text: str) -> bool:
        """Whether a text names a choice of the open question, as its button does."""
        async with self.house.store(read_only=True) as work:
            response = await work.surveys.open_of(turn.resident_id)
            if response is None:
                return False
            survey = await definition(work, response)
            step = advance(survey, progress_of(survey, response), Text(text))
            return step.kept is not None and not _asks_for_words(survey, step.kept.question)

    async def beside_danger(
        self, work: UnitOfWork, turn: Turn, response: Response, text: str, now: datetime
    ) -> tuple[Screen, ...]:
        """Keep words of danger as the reply to an open question too, and pause.

        Within the caller's unit of work.
        """
        await self._step(work, turn, response, Text(text), now)
        if response.state == "finished":
            return (ShowThanks(response.id),)
        response.state = "paused"
        response.touched_at = now
        return (OfferSurvey(response.id),)

    def again(self, response_id: str, *, reason: str | None) -> ShowQuestion:
        """The open question once more."""
        return ShowQuestion(response_id, reason)

    async def _step(
        self, work: UnitOfWork, turn: Turn, response: Response, event: Event, now: datetime
    ) -> Step:
        """Fold an event into a response and keep what is to be kept."""
        survey = await definition(work, response)
        step = advance(survey, progress_of(survey, response), event)
        if isinstance(step.effect, NotAReply | Stale):
            return step
        if step.kept is not None:
            if _asks_for_words(survey, step.kept.question):
                value, words = None, str(step.kept.value)
            else:
                kept = step.kept.value
                value, words = list(kept) if isinstance(kept, tuple) else kept, None
            await work.surveys.keep_reply(
                response,
                step.kept.question,
                value=value,
                words=words,
                update_id=turn.update_id,
                now=now,
            )
        if response.state in ("invited", "paused"):
            response.state = "started"
        response.progress = _without_words(survey, step.progress)
        response.touched_at = now
        if isinstance(step.effect, Done) and response.state != "finished":
            response.state = "finished"
            response.finished_at = now
        return step

    def _screens(self, response: Response, step: Step) -> tuple[Screen, ...]:
        match step.effect:
            case Ask():
                return (ShowQuestion(response.id),)
            case AskAgain(reason=reason):
                return (ShowQuestion(response.id, str(reason)),)
            case Redraw(question):
                return (RedrawQuestion(response.id, question),)
            case Done():
                return (ShowThanks(response.id),)
            case Stale() | NotAReply():
                return (Say("old-button"),)

    def _start(self, response: Response, now: datetime) -> tuple[Screen, ...]:
        if response.state in ("finished", "declined"):
            return (Say("survey-closed-for-you"),)
        if response.started_at is None:
            response.started_at = now
        response.state = "started"
        response.touched_at = now
        return (ShowQuestion(response.id),)

    def _decline(self, response: Response, now: datetime) -> tuple[Screen, ...]:
        if response.state == "finished":
            return (Say("survey-closed-for-you"),)
        response.state = "declined" if response.started_at is None else "paused"
        response.touched_at = now
        if response.state == "paused":
            return (Say("survey-paused"), OfferSurvey(response.id))
        return (Say("survey-declined"),)


def _asks_for_words(survey: Survey, name: str) -> bool:
    return any(each.name == name and each.type is QuestionType.TEXT for each in survey.questions)


async def definition(work: UnitOfWork, response: Response) -> Survey:
    """The questions of a response, as they were when it was sent."""
    version = await work.surveys.version(response.version_id)
    if version is None:  # a foreign key holds it
        raise LookupError(response.version_id)
    return survey_from(version.definition, f"survey {version.survey_key}")


def progress_of(survey: Survey, response: Response) -> Progress:
    """Where a response stands."""
    return progress_from(survey, response.progress) if response.progress else Progress()


def _without_words(survey: Survey, progress: Progress) -> dict[str, object]:
    plain = progress.to_plain()
    plain["answers"] = {
        name: KEPT_WORDS if _asks_for_words(survey, name) else value
        for name, value in plain["answers"].items()
    }
    return plain

"""Hear what a resident writes: the order in which a text is looked at.

protection cue · command or exact stop word · open survey or form question · Rasa
"""

from dataclasses import dataclass

from bot.ports import EngineSilent, Reading, TurnContext
from bot.usecases.answer_survey import AnswerSurvey
from bot.usecases.fill_form import FillForm
from bot.usecases.hand_over import hand_over
from bot.usecases.house import House
from bot.usecases.screens import (
    AskConsent,
    AskDelete,
    ChooseLanguage,
    OfferSurvey,
    Outcome,
    Say,
    Screen,
    ShowAnswer,
    ShowCue,
    ShowForm,
    ShowMenu,
    ShowOffer,
)
from bot.usecases.stop import Stop
from bot.usecases.turn import Turn, settle
from db.uow import UnitOfWork
from dialogues.directives import Answer, AskForm, Deed, Directive, Do, Offer
from dialogues.directives import Say as SayDirective
from dialogues.folding import is_blank, looks_like_a_command

MOST_CHARACTERS = 4096
"""Telegram's longest text; what is longer did not come from Telegram."""

SMALL_TALK = frozenset({"greet", "thanks"})
"""Intents that do not go on with a thread: «thank you» needs no reply of staff."""


@dataclass(frozen=True)
class Hear:
    """Answer a text."""

    house: House
    fill_form: FillForm
    answer_survey: AnswerSurvey
    stop: Stop

    async def __call__(self, turn: Turn, text: str) -> Outcome:
        """What a text comes to; its effects are committed."""
        text = text[:MOST_CHARACTERS]
        if is_blank(text):
            async with self.house.store() as work:
                return await settle(work, turn, Say("not-understood"))
        cue = self.house.cues.find(text)
        if cue is not None:
            return await self._protect(turn, str(cue.kind), text)
        if looks_like_a_command(text):
            # what looks like a command goes no further: Rasa would take it for an intent
            async with self.house.store() as work:
                return await settle(work, turn, Say("unknown-command"))
        if text in self.house.stop_words:
            return await self.stop(turn)
        async with self.house.store(read_only=True) as work:
            response = await work.surveys.open_of(turn.resident_id)
        if response is not None:
            outcome = await self.answer_survey.text(turn, text)
            if outcome is not None:
                return outcome
            return await self._beside_survey(turn, text, response.id)
        draft = await self.fill_form.open_draft(turn)
        if draft is not None:
            return await self.fill_form.text(turn, draft, text)
        return await self._converse(turn, text)

    # danger

    def alarmed_by(self, text: str) -> bool:
        """Whether a text holds a protection cue, which goes before everything."""
        return self.house.cues.find(text) is not None

    async def _protect(self, turn: Turn, cue: str, text: str) -> Outcome:
        """Numbers for the resident, an item on top of the queue for staff.

        A cue never stands in the way of the ordinary answer. In the middle of a survey or a
        form the words are its reply as well, so that nothing is lost; the next question waits
        behind a button.
        """
        now = self.house.clock.now()
        topic = await self._topic(turn, text)
        async with self.house.store() as work:
            screens: list[Screen] = [ShowCue(cue)]
            if topic is not None and await work.knowledge.topic(topic):
                screens.append(ShowAnswer(topic))
            await hand_over(
                work, turn, reason="cue", words=text if turn.agreed else "", now=now, cue=cue
            )
            if not turn.agreed:
                screens.append(AskConsent(then="question"))
            response = await work.surveys.open_of(turn.resident_id)
            if response is not None:
                await self.answer_survey.keep_text(work, turn, response, text, now)
                screens.append(OfferSurvey(response.id))
            draft = await work.intake.open_draft(turn.resident_id)
            if draft is not None:
                await work.intake.keep_words(draft, words=text, update_id=turn.update_id, now=now)
                screens.append(ShowForm(draft.form, draft.slot))
            return await settle(work, turn, *screens)

    async def _topic(self, turn: Turn, text: str) -> str | None:
        try:
            reading = await self.house.engine.read(text, TurnContext(turn.locale, turn.agreed))
        except EngineSilent:
            return None
        return reading.offers[0] if reading.decision == "answer" and reading.offers else None

    # beside an open choice question

    async def _beside_survey(self, turn: Turn, text: str, response_id: str) -> Outcome:
        """A text that is no choice: answer it where it is a question, then ask again."""
        screens: tuple[Screen, ...]
        try:
            reading = await self.house.engine.read(
                text, TurnContext(turn.locale, turn.agreed, open="survey")
            )
        except EngineSilent:
            reading = None
        async with self.house.store() as work:
            match reading:
                case Reading(decision="answer", offers=(topic, *_)):
                    screens = (ShowAnswer(topic),)
                case Reading(decision="offer", offers=(_, *_) as offers):
                    screens = (ShowOffer(tuple(offers)),)
                case Reading(decision="intent", intent="stop"):
                    screens = (Say("survey-how-to-stop"),)
                case Reading(decision="intent", intent="help"):
                    screens = (Say("help"),)
                case _:
                    screens = ()
            again = self.answer_survey.again(
                response_id, reason=None if screens else "not_a_choice"
            )
            return await settle(work, turn, *screens, again)

    # everything else

    async def _converse(self, turn: Turn, text: str) -> Outcome:
        context = TurnContext(turn.locale, turn.agreed)
        joined = await self._join_thread(turn, text, context)
        if joined is not None:
            return joined
        try:
            directives = await self.house.engine.turn(
                turn.conversation, text, context, turn=str(turn.update_id)
            )
        except EngineSilent:
            directives = (Do(Deed.HAND_TO_STAFF),)
            reason = "silent"
        else:
            reason = "unknown"
        for directive in directives:
            if isinstance(directive, AskForm):
                return await self.fill_form.begin(turn, directive.form)
        if any(each == Do(Deed.STOP) for each in directives):
            return await self.stop(turn)
        async with self.house.store() as work:
            screens: list[Screen] = []
            for directive in directives:
                screens += await self._screens(work, turn, directive, text, reason)
            return await settle(work, turn, *screens)

    async def _screens(
        self, work: UnitOfWork, turn: Turn, directive: Directive, text: str, reason: str
    ) -> list[Screen]:
        """Check a directive against the rows; what does not hold there goes to a person."""
        match directive:
            case Answer(topic) if await work.knowledge.topic(topic):
                return [ShowAnswer(topic)]
            case Offer(topics):
                known = [each for each in topics if await work.knowledge.topic(each)]
                if known:
                    return [ShowOffer(tuple(known))]
            case SayDirective("help"):
                return [Say("help"), ShowMenu()]
            case SayDirective(text_id):
                return [Say(text_id)]
            case Do(Deed.ASK_DELETE):
                return [AskDelete()]
            case Do(Deed.CHOOSE_LANGUAGE):
                return [ChooseLanguage()]
        if not turn.agreed:
            return [
                Say("not-known-silent" if reason == "silent" else "not-known"),
                AskConsent(then="question"),
            ]
        now = self.house.clock.now()
        await hand_over(work, turn, reason=reason, words=text, now=now)
        return [Say("handed-over-silent" if reason == "silent" else "handed-over")]

    async def _join_thread(self, turn: Turn, text: str, context: TurnContext) -> Outcome | None:
        """The first words after a person's reply belong to that thread."""
        async with self.house.store(read_only=True) as work:
            question = await work.questions.open_of(turn.resident_id)
        if question is None or question.state != "answered" or not turn.agreed:
            return None
        try:
            reading = await self.house.engine.read(text, context)
        except EngineSilent:
            reading = None
        if reading and reading.decision == "intent" and reading.intent in SMALL_TALK:
            return None
        now = self.house.clock.now()
        async with self.house.store() as work:
            await hand_over(work, turn, reason=question.reason, words=text, now=now)
            screens: list[Screen] = [Say("joined-thread")]
            if reading and reading.decision in ("answer", "offer") and reading.offers:
                screens.append(ShowOffer(reading.offers))
            return await settle(work, turn, *screens)

"""Hear what a resident writes: the order in which a text is looked at.

protection cue · command or exact stop word · open survey or form question · Rasa
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.ports import EngineSilent, Reading, TurnContext
from bot.usecases.answer_survey import AnswerSurvey
from bot.usecases.fill_form import FillForm
from bot.usecases.hand_over import hand_over
from bot.usecases.house import House
from bot.usecases.keep_offer import keep_offer
from bot.usecases.screens import (
    AskConsent,
    AskDelete,
    ChooseLanguage,
    Outcome,
    Say,
    Screen,
    ShowAnswer,
    ShowCue,
    ShowMenu,
    ShowOffer,
)
from bot.usecases.search import Search
from bot.usecases.stop import Stop
from bot.usecases.turn import Turn, settle
from db.uow import UnitOfWork
from dialogues.asking import looks_like_a_question
from dialogues.directives import Answer, AskForm, Deed, Directive, Do, Heard, Offer, Protect
from dialogues.directives import Say as SayDirective
from dialogues.folding import is_blank, looks_like_a_command
from dialogues.yes_no import yes_or_no

MOST_CHARACTERS = 4096
"""Telegram's longest text; what is longer did not come from Telegram."""

SMALL_TALK = frozenset({"greet", "thanks"})
"""Intents that do not go on with a thread: «thank you» needs no reply of staff."""

WORDS_TO_HAND_ON = 3
"""A text of so many words is more than a slip beside a button."""


@dataclass(frozen=True)
class Hear:
    """Answer a text."""

    house: House
    fill_form: FillForm
    answer_survey: AnswerSurvey
    stop: Stop
    search: Search

    async def __call__(self, turn: Turn, text: str, *, searching: bool = False) -> Outcome:
        """What a text comes to; its effects are committed.

        ``searching`` says that it replies to the question for a word to look for.
        """
        text = text[:MOST_CHARACTERS]
        if is_blank(text):
            async with self.house.store() as work:
                return await settle(work, turn, Say("not-understood"))
        cue = self.house.cues.find(text)
        if cue is not None:
            return await self.protect(turn, str(cue.kind), text)
        if looks_like_a_command(text):
            danger = await self.danger_in(turn, text)
            if danger is not None:
                return await self.protect(turn, danger, text)
            # what looks like a command goes no further: Rasa would take it for an intent
            async with self.house.store() as work:
                return await settle(work, turn, Say("unknown-command"))
        if text in self.house.stop_words:
            return await self.stop(turn)
        if searching:
            reading = await self._read(turn, text, "none")
            if reading is not None and reading.danger is not None:
                return await self.protect(turn, reading.danger, text, reading)
            return await self.search(turn, text, reading)
        async with self.house.store(read_only=True) as work:
            response = await work.surveys.open_of(turn.resident_id)
        draft = await self.fill_form.open_draft(turn) if response is None else None
        if response is None and draft is None:
            return await self._converse(turn, text)
        # what we asked for is no alarm, and needs no reading: a plain yes or no, a choice's name
        asked_for = (
            await self.answer_survey.is_choice(turn, text)
            if draft is None
            else draft.slot == "consent" and yes_or_no(text) is not None
        )
        reading = None
        if not asked_for:
            place = f"{draft.form}.{draft.slot}" if draft else "survey"
            reading = await self._read(turn, text, place)
        if reading is not None and reading.danger is not None:
            return await self.protect(turn, reading.danger, text, reading)
        if draft is not None:
            return await self.fill_form.text(turn, draft, text, reading)
        outcome = await self.answer_survey.text(turn, text, reading)
        if outcome is not None or response is None:
            return outcome or await self._converse(turn, text)
        return await self._beside_survey(turn, text, response.id, reading)

    async def _read(self, turn: Turn, text: str, open_question: str) -> Reading | None:
        """What a text is taken for where a question of ours is open; None: Rasa is silent."""
        try:
            return await self.house.engine.read(
                text, TurnContext(turn.locale, turn.agreed, open=open_question)
            )
        except EngineSilent:
            return None

    # danger

    async def danger_in(self, turn: Turn, text: str) -> str | None:
        """The kind of danger in words that are no conversation; None where there is none.

        They are an edit, a caption, or what stands behind a command.
        """
        cue = self.house.cues.find(text)
        if cue is not None:
            return str(cue.kind)
        words = text.partition(" ")[2] if looks_like_a_command(text) else text
        if is_blank(words):
            return None
        reading = await self._read(turn, words[:MOST_CHARACTERS], "none")
        return reading.danger if reading else None

    async def protect(
        self, turn: Turn, danger: str, text: str, reading: Reading | None = None
    ) -> Outcome:
        """Numbers for the resident, an item on top of the queue for staff.

        Danger never stands in the way of the ordinary answer. In the middle of a survey or a
        form the words are its reply as well, so that nothing is lost. A survey pauses: what is
        written next may be about the danger, and the next question waits behind a button.
        """
        now = self.house.clock.now()
        if reading is None:
            reading = await self._read(turn, text, "none")
        answered = reading is not None and reading.decision == "answer" and reading.offers
        async with self.house.store() as work:
            screens: list[Screen] = [ShowCue(danger)]
            if reading and answered and await work.knowledge.topic(reading.offers[0]):
                screens.append(ShowAnswer(reading.offers[0]))
            await hand_over(
                work, turn, reason="cue", words=text if turn.agreed else "", now=now, cue=danger
            )
            if not turn.agreed:
                screens.append(AskConsent(then="question"))
            response = await work.surveys.open_of(turn.resident_id)
            if response is not None:
                screens += await self.answer_survey.beside_danger(work, turn, response, text, now)
            draft = await work.intake.open_draft(turn.resident_id)
            if draft is not None:
                screens += await self.fill_form.beside_danger(work, turn, draft, text, now)
            return await settle(work, turn, *screens)

    # beside an open choice question

    async def _beside_survey(
        self, turn: Turn, text: str, response_id: str, reading: Reading | None
    ) -> Outcome:
        """A text that is no choice: answer it where it is a question, then ask again.

        What nobody understands goes to a person where it is more than a slip of the thumb.
        """
        match reading:
            case Reading(decision="intent", intent="human"):
                return await self.fill_form.begin(turn, "human")
            case Reading(decision="intent", intent="report_challenge"):
                return await self.fill_form.begin(turn, "report")
        screens: tuple[Screen, ...] = ()
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
                case None | Reading(decision="abstain") if turn.agreed and _says_something(text):
                    reason = "unknown" if reading else "silent"
                    now = self.house.clock.now()
                    await hand_over(work, turn, reason=reason, words=text, now=now)
                    screens = (Say("handed-over" if reading else "handed-over-silent"),)
            heard = reading.heard if reading else None
            await keep_offer(work, turn, text, screens, self.house.clock.now(), locale=heard)
            again = self.answer_survey.again(
                response_id, reason=None if screens else "not_a_choice"
            )
            return await settle(work, turn, *screens, again)

    # everything else

    async def _converse(self, turn: Turn, text: str) -> Outcome:
        known = turn.locale if turn.locale_known else None
        context = TurnContext(known, turn.agreed)
        joined = await self._join_thread(turn, text)
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
        turn = _spoken_to(turn, directives)
        for directive in directives:
            if isinstance(directive, Protect):
                return await self.protect(turn, directive.danger, text)
            if isinstance(directive, AskForm):
                return await self.fill_form.begin(turn, directive.form)
        if any(each == Do(Deed.STOP) for each in directives):
            return await self.stop(turn)
        async with self.house.store() as work:
            screens: list[Screen] = []
            for directive in directives:
                if not isinstance(directive, Heard):
                    screens += await self._screens(work, turn, directive, text, reason)
            heard = next((each.locale for each in directives if isinstance(each, Heard)), None)
            await keep_offer(work, turn, text, screens, self.house.clock.now(), locale=heard)
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
            case SayDirective(("help" | "say-more") as text_id):
                return [Say(text_id), ShowMenu()]
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

    async def _join_thread(self, turn: Turn, text: str) -> Outcome | None:
        """The first words after a person's reply belong to that thread."""
        async with self.house.store(read_only=True) as work:
            question = await work.questions.open_of(turn.resident_id)
        if question is None or question.state != "answered" or not turn.agreed:
            return None
        reading = await self._read(turn, text, "none")
        if reading and reading.danger is not None:
            return await self.protect(turn, reading.danger, text, reading)
        if reading and reading.decision == "intent" and reading.intent in SMALL_TALK:
            return None
        now = self.house.clock.now()
        async with self.house.store() as work:
            await hand_over(work, turn, reason=question.reason, words=text, now=now)
            screens: list[Screen] = [Say("joined-thread")]
            if reading and reading.decision in ("answer", "offer") and reading.offers:
                screens.append(ShowOffer(reading.offers))
                await keep_offer(work, turn, text, screens, now, locale=reading.heard)
            return await settle(work, turn, *screens)


def _spoken_to(turn: Turn, directives: Iterable[Directive]) -> Turn:
    """The turn in the language that was written in, unless its writer has chosen another."""
    heard = next((each.locale for each in directives if isinstance(each, Heard)), turn.locale)
    if heard == turn.locale:
        return turn
    return replace(turn, locale=turn.locale if turn.locale_chosen else heard, heard=heard)


def _says_something(text: str) -> bool:
    return looks_like_a_question(text) or len(text.split()) >= WORDS_TO_HAND_ON

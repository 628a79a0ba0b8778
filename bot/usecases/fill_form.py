"""Forms run by Rasa, with the words kept by the house.

Rasa chooses the next question; what the resident wrote is committed before Rasa is told, and
Rasa is told only that there was a reply. A form that is broken off is a draft for staff.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.ports import EngineSilent, Reading, TurnContext
from bot.usecases.hand_over import hand_over
from bot.usecases.house import House
from bot.usecases.keep_offer import keep_offer
from bot.usecases.screens import AskConsent, OfferSurvey, Outcome, Say, Screen, ShowForm, ShowOffer
from bot.usecases.turn import Turn, settle
from db.models import Draft
from db.uow import UnitOfWork
from dialogues.asking import looks_like_a_question
from dialogues.callbacks import FormReply, Then
from dialogues.directives import FORMS, AskForm, Deed, Directive, Do
from dialogues.folding import clean, is_blank
from dialogues.yes_no import yes_or_no

SKIP = "skip"
OTHER = "other"
"""The category of what fits no domain."""

_OF_WORDS = frozenset({"problem", "help"})
"""Slots of a report that are filled with words."""

_NO_WORDS = "-"
"""What Rasa gets in place of a resident's words inside a form."""

_STARTS: dict[str, Then] = {"report": "report", "human": "human"}


@dataclass(frozen=True)
class FillForm:
    """Begin a form, take its replies, end it."""

    house: House

    async def open_draft(self, turn: Turn) -> Draft | None:
        """The form that is open; one that was left too long is closed first."""
        now = self.house.clock.now()
        async with self.house.store() as work:
            draft = await work.intake.open_draft(turn.resident_id)
            if draft is None or draft.touched_at >= self.house.forms_end_before(now):
                return draft
            await leave(work, draft)
            await work.commit()
        return None

    async def begin(self, turn: Turn, form: str, *, topic: str | None = None) -> Outcome:
        """Ask the first question; before it, for consent where that is missing.

        ``topic`` is the answer in which something was missing.
        """
        first = FORMS[form][0]
        start = "none"
        if not turn.agreed:
            await self._tell(turn, TurnContext(turn.locale, turn.agreed, start="stop"), "consent")
            async with self.house.store() as work:
                said = (Say("not-helped"),) if topic else ()
                return await settle(work, turn, *said, AskConsent(_STARTS[form], topic))
        start = "report" if form == "report" else "human"
        context = TurnContext(turn.locale, turn.agreed, start=start)  # type: ignore[arg-type]  # one of its literals
        directives = await self._tell(turn, context, "begin")
        asked = next((each for each in directives if isinstance(each, AskForm)), None)
        slot = asked.slot if asked and asked.form == form else first
        now = self.house.clock.now()
        async with self.house.store() as work:
            left = await work.intake.open_draft(turn.resident_id)
            if left is not None:
                await leave(work, left)
            response = await work.surveys.open_of(turn.resident_id)
            if response is not None:  # what is written now belongs to the form
                response.state = "paused"
                response.touched_at = now
            draft = await work.intake.begin_draft(turn.resident_id, form, slot, now)
            draft.topic_id = topic
            return await settle(work, turn, ShowForm(form, slot, topic))

    async def text(self, turn: Turn, draft: Draft, text: str, reading: Reading | None) -> Outcome:
        """A text while a form is open is the reply to its question.

        ``reading`` says what else it may be: a question beside the form, or the area it names.
        """
        if is_blank(clean(text)):
            async with self.house.store() as work:
                return await settle(work, turn, Say("empty-reply"), _asked_again(draft))
        if draft.slot == "consent":
            agreed = yes_or_no(text)
            if agreed is None:
                async with self.house.store() as work:
                    return await settle(work, turn, _asked_again(draft))
            return await self._reply(turn, draft, "yes" if agreed else "no", agreed=agreed)
        if reading is not None and not looks_like_a_question(text):
            reading = replace(reading, offers=())
        return await self._reply(turn, draft, clean(text), reading=reading)

    async def tap(self, turn: Turn, tapped: FormReply) -> Outcome:
        """A button of a form question."""
        draft = await self.open_draft(turn)
        if draft is None or (draft.form, draft.slot) != (tapped.form, tapped.slot):
            async with self.house.store() as work:
                return await settle(work, turn, Say("old-button"))
        if tapped.slot == "consent":
            return await self._reply(turn, draft, tapped.key, agreed=tapped.key == "yes")
        return await self._reply(turn, draft, tapped.key, skipped=tapped.key == SKIP)

    async def _reply(
        self,
        turn: Turn,
        draft: Draft,
        words: str,
        *,
        agreed: bool | None = None,
        skipped: bool = False,
        reading: Reading | None = None,
    ) -> Outcome:
        """Keep the reply, tell Rasa that there is one, and do what it chooses.

        1. The words are committed, under the update that brought them.
        2. Rasa is told the key of the reply; the update is its turn, so a repetition after a
           crash moves nothing.
        3. What Rasa chose is checked and committed together with the outcome.
        """
        now = self.house.clock.now()
        slot = draft.slot
        async with self.house.store() as work:
            current = await work.intake.open_draft(turn.resident_id)
            if current is not None and current.slot == slot:
                await work.intake.keep_words(
                    current,
                    words=self._area(words, reading) if slot == "area" else words,
                    update_id=turn.update_id,
                    now=now,
                )
                await work.commit()
        if agreed is not None:
            key = "yes" if agreed else "no"
        else:
            key = "skipped" if skipped else "given"
        context = TurnContext(
            turn.locale,
            turn.agreed,
            open=f"{draft.form}.{slot}",
            reply=key,  # type: ignore[arg-type]  # one of its literals
        )
        proposed = await self._tell(turn, context, "reply")
        fitting = next((each for each in proposed if _fits(draft.form, slot, each)), None)
        async with self.house.store() as work:
            current = await work.intake.open_draft(turn.resident_id)
            if current is None:
                return await settle(work, turn, Say("old-button"))
            if fitting is None:
                # Rasa was silent, or is in another place than our rows: its side begins anew
                await work.people.begin_conversation(turn.resident_id)
            directive = fitting or _in_order(draft.form, slot, agreed=agreed is True)
            if slot == "consent" and not agreed:
                directive = Do(Deed.DROP_REPORT)  # a no is a no, whatever is proposed
            screens = [await self._carry_out(work, turn, current, directive)]
            left = await work.surveys.paused_since(turn.resident_id, current.started_at)
            if left is not None and current.state != "open":
                screens.append(OfferSurvey(left.id))
            if reading and reading.offers and reading.decision in ("answer", "offer"):
                screens.insert(0, ShowOffer(reading.offers))
                await keep_offer(work, turn, words, screens, now, locale=reading.heard)
            return await settle(work, turn, *screens)

    async def beside_danger(
        self, work: UnitOfWork, turn: Turn, draft: Draft, text: str, now: datetime
    ) -> tuple[Screen, ...]:
        """Take words of danger as the reply too, and go on, within the caller's unit of work.

        A question for a person is at its end: the words stand before a person already. What is
        no field for words keeps its question.
        """
        if draft.form == "human":
            await self._end(work, draft)
            await work.people.begin_conversation(turn.resident_id)
            left = await work.surveys.paused_since(turn.resident_id, draft.started_at)
            return (OfferSurvey(left.id),) if left is not None else ()
        if draft.slot in _OF_WORDS:
            await work.intake.keep_words(
                draft, words=clean(text), update_id=turn.update_id, now=now
            )
            draft.slot = FORMS[draft.form][FORMS[draft.form].index(draft.slot) + 1]
            # Rasa heard nothing of it: its side begins anew, ours leads
            await work.people.begin_conversation(turn.resident_id)
        return (_asked_again(draft),)

    async def _carry_out(
        self, work: UnitOfWork, turn: Turn, draft: Draft, directive: Directive
    ) -> Screen:
        now = self.house.clock.now()
        words = await work.intake.words(draft.id)
        match directive:
            case AskForm(form, slot):
                draft.slot = slot
                draft.touched_at = now
                return ShowForm(form, slot)
            case Do(Deed.KEEP_REPORT):
                await keep_report(work, turn.resident_id, turn.locale, draft, words, now=now)
                await self._end(work, draft)
                return Say("report-kept")
            case Do(Deed.KEEP_QUESTION):
                await hand_over(
                    work,
                    turn,
                    reason="missing" if draft.topic_id else "person",
                    words=words.get("question", ""),
                    now=now,
                    topic_id=draft.topic_id,
                )
                await self._end(work, draft)
                return Say("handed-over")
            case _:
                await work.intake.drop_draft(draft)
                return Say("report-dropped")

    async def _end(self, work: UnitOfWork, draft: Draft) -> None:
        """Done: the words have moved to where they belong and stand there only."""
        await work.intake.drop_draft(draft, moved=True)
        draft.state = "done"

    async def _tell(self, turn: Turn, context: TurnContext, step: str) -> tuple[Directive, ...]:
        """Tell Rasa; silence is an empty tuple."""
        try:
            return await self.house.engine.turn(
                turn.conversation, _NO_WORDS, context, turn=f"{turn.update_id}.{step}"
            )
        except EngineSilent:
            return ()

    def _area(self, words: str, reading: Reading | None) -> str:
        """A tapped domain, or the domain of what was typed."""
        if reading is None or not reading.ranking:
            return words
        return reading.ranking[0].partition(".")[0]


def _asked_again(draft: Draft) -> ShowForm:
    return ShowForm(draft.form, draft.slot, draft.topic_id)


def _fits(form: str, slot: str, directive: Directive) -> bool:
    """Whether a directive goes on from this question: only forward, and to the form's own end."""
    slots = FORMS[form]
    match directive:
        case AskForm(asked, following):
            return asked == form and slots.index(following) > slots.index(slot)
        case Do(Deed.KEEP_REPORT | Deed.DROP_REPORT):
            return form == "report" and slot == slots[-1]
        case Do(Deed.KEEP_QUESTION):
            return form == "human" and slot == slots[-1]
    return False


def _in_order(form: str, slot: str, *, agreed: bool) -> Directive:
    """What comes next without Rasa: the order of the questions is no secret, nothing is lost."""
    slots = FORMS[form]
    following = slots.index(slot) + 1
    if following < len(slots):
        return AskForm(form, slots[following])
    if form == "human":
        return Do(Deed.KEEP_QUESTION)
    return Do(Deed.KEEP_REPORT if agreed else Deed.DROP_REPORT)


async def keep_report(
    work: UnitOfWork,
    resident_id: str,
    locale: str,
    draft: Draft,
    words: dict[str, str],
    *,
    now: datetime,
    staff_id: str | None = None,
) -> None:
    """Write a report into the challenge database."""
    domains = {domain.id for domain in await work.knowledge.domains()}
    problem = words.get("problem", "")
    area = words.get("area", OTHER)
    proposal = words.get("help")
    challenge = await work.plan.add(
        title=(problem.strip().splitlines() or ["—"])[0][:120],
        category=area if area in domains else OTHER,
        created_by=staff_id,
        now=now,
    )
    await work.plan.add_evidence(
        challenge,
        kind="report",
        ref=draft.id,
        resident_id=resident_id,
        words=problem,
        proposal=None if proposal in (None, SKIP) else proposal,
        locale=locale,
        at=draft.started_at,
    )


async def leave(work: UnitOfWork, draft: Draft) -> None:
    """Close a form that was broken off: a draft for staff, or nothing where nothing was said."""
    if await work.intake.words(draft.id):
        draft.state = "broken"
    else:
        draft.state = "dropped"

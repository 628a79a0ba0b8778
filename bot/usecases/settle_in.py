"""Begin, choose a language, agree or not: how a resident settles in."""

from dataclasses import dataclass, replace

from bot.usecases.fill_form import FillForm
from bot.usecases.hand_over import hand_over
from bot.usecases.house import House
from bot.usecases.screens import (
    AskConsent,
    ChooseLanguage,
    Outcome,
    Say,
    Screen,
    ShowMenu,
)
from bot.usecases.turn import Turn, settle
from dialogues.callbacks import Consent
from dialogues.folding import clean

CONSENT_VERSION = "2026-11"
"""Raised with every change of the consent text (``consent`` in resident.ftl)."""


@dataclass(frozen=True)
class SettleIn:
    """The first steps of a resident."""

    house: House
    fill_form: FillForm

    async def start(self, turn: Turn) -> Outcome:
        """``/start``: greet, let them choose a language, say what is stored."""
        async with self.house.store() as work:
            resident = await work.people.by_id(turn.resident_id)
            if resident is None or not resident.locale_chosen:
                return await settle(work, turn, Say("welcome"), ChooseLanguage())
            resident.stopped_at = None
            screens: list[Screen] = [Say("welcome"), ShowMenu()]
            if not turn.consent_asked:
                screens.append(AskConsent())
            return await settle(work, turn, *screens)

    async def language(self, turn: Turn, locale: str) -> Outcome:
        """A language was tapped; open questions are asked again in it."""
        async with self.house.store() as work:
            resident = await work.people.by_id(turn.resident_id)
            first = resident is None or not resident.locale_chosen
            if resident is not None:
                resident.locale = locale
                resident.locale_chosen = True
                resident.offered_locale = None
                if first:
                    resident.stopped_at = None
            response = await work.surveys.open_of(turn.resident_id)
            if response is not None:
                response.locale = locale
            screens: list[Screen] = [Say("language-chosen")]
            if first:
                screens.append(ShowMenu())
                if not turn.consent_asked:
                    screens.append(AskConsent())
            return await settle(work, turn, *screens, locale=locale)

    async def consent(self, turn: Turn, tapped: Consent, quoted: str | None) -> Outcome:
        """Yes or no to keeping words; then on with what waited for it.

        ``quoted`` is the resident's own message to which our question was a reply: until the yes
        it stood in Telegram only, never with us.
        """
        now = self.house.clock.now()
        then = tapped.then
        async with self.house.store() as work:
            await work.people.keep_consent(
                turn.resident_id,
                version=CONSENT_VERSION,
                locale=turn.locale,
                given=tapped.yes,
                now=now,
            )
            if not tapped.yes:
                # nothing more may be taken in: what is open is closed with the same commit
                draft = await work.intake.open_draft(turn.resident_id)
                if draft is not None:
                    await work.intake.drop_draft(draft)
                    # Rasa's side of the form ends too: what is written next is no reply to it
                    await work.people.begin_conversation(turn.resident_id)
                response = await work.surveys.open_of(turn.resident_id)
                if response is not None:
                    response.state = "paused"
                return await settle(work, turn, Say("consent-refused"))
            if then == "question":
                if not quoted:
                    return await settle(work, turn, Say("consent-write-again"))
                waiting = await work.questions.open_of(turn.resident_id)
                said = await work.questions.thread(waiting.id) if waiting else []
                if turn.agreed and clean(quoted) in [message.words for message in said]:
                    return await settle(work, turn, Say("consent-given"))  # tapped twice
                await hand_over(work, turn, reason="unknown", words=clean(quoted), now=now)
                return await settle(work, turn, Say("consent-given"), Say("handed-over"))
            if then is None:
                return await settle(work, turn, Say("consent-given"))
            await work.commit()
        agreed = replace(turn, agreed=True, consent_asked=True)
        return await self.fill_form.begin(agreed, then, topic=tapped.topic)

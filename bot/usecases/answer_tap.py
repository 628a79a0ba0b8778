"""Small taps: a topic, more of an answer, a menu, «did this help?»."""

from dataclasses import dataclass

from bot.usecases.fill_form import FillForm
from bot.usecases.house import House
from bot.usecases.keep_offer import TAP_COUNTS
from bot.usecases.screens import Outcome, Say, ShowAnswer, ShowMenu
from bot.usecases.turn import Turn, settle
from dialogues.callbacks import Helped, Menu, More, Topic


@dataclass(frozen=True)
class AnswerTap:
    """What needs no conversation."""

    house: House
    fill_form: FillForm

    async def topic(self, turn: Turn, tapped: Topic) -> Outcome:
        """Answer a topic that was chosen by hand.

        Where it was offered for a text, the tap says what the text meant. A tap from a menu says
        nothing of any text.
        """
        async with self.house.store() as work:
            known = await work.knowledge.topic(tapped.topic)
            if known and tapped.offered and turn.agreed:
                since = self.house.clock.now() - TAP_COUNTS
                await work.examples.tap(turn.resident_id, tapped.topic, since=since)
            return await settle(
                work, turn, ShowAnswer(tapped.topic) if known else Say("old-button")
            )

    async def more(self, turn: Turn, tapped: More) -> Outcome:
        """Show the next screen of an answer."""
        async with self.house.store() as work:
            known = await work.knowledge.topic(tapped.topic)
            shown = ShowAnswer(tapped.topic, tapped.page) if known else Say("old-button")
            return await settle(work, turn, shown)

    async def menu(self, turn: Turn, tapped: Menu) -> Outcome:
        """Show the domains, or the topics of one."""
        async with self.house.store() as work:
            known = tapped.domain is None or await work.knowledge.topics(tapped.domain)
            return await settle(work, turn, ShowMenu(tapped.domain if known else None))

    async def helped(self, turn: Turn, tapped: Helped) -> Outcome:
        """Count a tap on «did this help?»; after a no, ask what was missing."""
        async with self.house.store() as work:
            await work.knowledge.keep_feedback(
                turn.update_id,
                topic_id=tapped.topic,
                locale=turn.locale,
                helped=tapped.yes,
                day=self.house.clock.now().date(),
            )
            if tapped.yes:
                return await settle(work, turn, Say("helped-thanks"))
            await work.commit()
        return await self.fill_form.begin(turn, "human", topic=tapped.topic)

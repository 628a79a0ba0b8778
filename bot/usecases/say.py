"""Say one thing: to what needs no thinking, such as a photo or an unknown command."""

from dataclasses import dataclass

from bot.usecases.house import House
from bot.usecases.screens import Outcome, Screen
from bot.usecases.turn import RESIDENT_BOT, AlreadyApplied, Turn, settle


@dataclass(frozen=True)
class SayScreens:
    """Commit that an update came to these screens and nothing else."""

    house: House

    async def __call__(self, turn: Turn, *screens: Screen) -> Outcome:
        """To a resident."""
        async with self.house.store() as work:
            return await settle(work, turn, *screens)

    async def to_nobody_known(self, update_id: int, locale: str, *screens: Screen) -> Outcome:
        """To a chat that is no resident's, such as a group."""
        outcome = Outcome(locale, screens)
        async with self.house.store() as work:
            if not await work.intake.apply(RESIDENT_BOT, update_id, outcome.to_plain()):
                raise AlreadyApplied
            await work.commit()
        return outcome

    async def reachable(self, turn: Turn, *, reachable: bool) -> Outcome:
        """The bot was blocked, or unblocked: a blocked chat gets nothing from us."""
        now = self.house.clock.now()
        async with self.house.store() as work:
            await work.people.mark_reachable(turn.resident_id, None if reachable else now)
            if not reachable:
                await work.sending.drop_waiting(turn.resident_id)
            return await settle(work, turn)

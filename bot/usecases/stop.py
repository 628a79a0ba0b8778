"""Stop: leave what is open, or opt out of messages that we begin."""

from dataclasses import dataclass

from bot.ports import EngineSilent, TurnContext
from bot.usecases.fill_form import leave
from bot.usecases.house import House
from bot.usecases.screens import OfferSurvey, Outcome, Say
from bot.usecases.turn import Turn, settle


@dataclass(frozen=True)
class Stop:
    """What «stop» means depends on what is open."""

    house: House

    async def __call__(self, turn: Turn) -> Outcome:
        """Leave the open form or survey; with nothing open, send nothing unasked from now on."""
        return await self._stop(turn, opt_out=True)

    async def form(self, turn: Turn) -> Outcome:
        """The stop button below a form question: it never opts out of anything."""
        return await self._stop(turn, opt_out=False)

    async def _stop(self, turn: Turn, *, opt_out: bool) -> Outcome:
        now = self.house.clock.now()
        try:
            await self.house.engine.turn(
                turn.conversation,
                "-",
                TurnContext(turn.locale, turn.agreed, start="stop"),
                turn=f"{turn.update_id}.stop",
            )
            heard = True
        except EngineSilent:
            heard = False
        async with self.house.store() as work:
            if not heard:  # a form must not go on at Rasa's side when it wakes
                await work.people.begin_conversation(turn.resident_id)
            draft = await work.intake.open_draft(turn.resident_id)
            if draft is not None:
                await leave(work, draft)
                return await settle(
                    work, turn, Say("form-stopped" if draft.state == "broken" else "form-left")
                )
            if not opt_out:
                return await settle(work, turn, Say("old-button"))
            response = await work.surveys.open_of(turn.resident_id)
            if response is not None:
                response.state = "paused"
                response.touched_at = now
                return await settle(work, turn, Say("survey-paused"), OfferSurvey(response.id))
            resident = await work.people.by_id(turn.resident_id)
            if resident is not None:
                resident.stopped_at = now
            await work.sending.drop_waiting(turn.resident_id)
            return await settle(work, turn, Say("stopped"))

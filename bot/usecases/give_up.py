"""An update that failed five times: a person looks at it."""

from dataclasses import dataclass

from bot.usecases.enter import FALLBACK
from bot.usecases.hand_over import hand_over
from bot.usecases.house import House
from bot.usecases.screens import Outcome, Say
from bot.usecases.turn import RESIDENT_BOT, turn_of
from db.uow import UnitOfWork
from dialogues.folding import clean


@dataclass(frozen=True)
class GiveUp:
    """Hand what could not be handled to staff."""

    house: House

    async def __call__(
        self, work: UnitOfWork, update_id: int, chat_hash: str | None, words: str
    ) -> Outcome | None:
        """Make a question of it where the resident is known; what to tell them.

        It stays within the caller's unit of work: the row that says «failed» and the question
        before staff are one commit, since a stop between the two would leave it to nobody.
        """
        now = self.house.clock.now()
        resident = await work.people.by_chat(RESIDENT_BOT, chat_hash) if chat_hash else None
        if resident is None:
            await work.staff.audit(
                "update_failed", subject="inbound", subject_id=str(update_id), now=now
            )
            return None
        agreed = await work.people.agreed(resident.id)
        locale = resident.locale or FALLBACK
        if not await work.questions.has_update(update_id):
            turn = turn_of(update_id, resident, locale=locale, agreed=agreed, asked=agreed)
            await hand_over(
                work, turn, reason="failed", words=clean(words) if agreed else "", now=now
            )
        return Outcome(locale, (Say("failed"),))

"""Ask residents: one response and one delivery for each who is willing."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from bot.ports import Clock
from bot.usecases.enter import FALLBACK
from bot.usecases.read_survey import NoSuchSurvey
from bot.usecases.turn import RESIDENT_BOT
from db.models import SurveyVersion
from db.uow import Store

BATCH = 100
_TRIES = 3

INVITATION = "survey_invitation"


@dataclass(frozen=True)
class Pushed:
    """What a push came to, in residents."""

    key: str
    version: int
    reached: int
    """Are asked now: their invitations are queued."""
    already: int
    """Were asked before."""
    not_willing: int
    """Have not agreed, have stopped, or have closed the chat."""
    unknown: int
    """Invitations that perhaps did not arrive; sent again only where ``again`` says so."""


@dataclass(frozen=True)
class PushSurvey:
    """Queue invitations; outreach sends them."""

    store: Store
    clock: Clock

    async def __call__(self, key: str, *, again: bool = False) -> Pushed:
        """Invite every willing resident who has no response to this survey yet.

        Invitations are committed in batches; a push that broke off is made whole by the next.
        ``again``: a person has decided that invitations which perhaps did not arrive are sent
        once more to those who have not opened the survey.

        Raises:
            NoSuchSurvey: nothing was imported under this key.
        """
        async with self.store(read_only=True) as work:
            version = await work.surveys.newest(key)
            if version is None:
                raise NoSuchSurvey(key)
            residents = await work.people.number()
            asked = await work.surveys.invited(key)
            willing = [each.id for each in await work.people.willing() if each.id not in asked]
        reached = 0
        for start in range(0, len(willing), BATCH):
            reached += await self._batch(version, willing[start : start + BATCH])
        unknown = await self._unknown(key, again=again)
        return Pushed(
            key=key,
            version=version.number,
            reached=reached,
            already=len(asked),
            not_willing=max(0, residents - len(asked) - reached),
            unknown=unknown,
        )

    async def _batch(self, version: SurveyVersion, residents: list[str]) -> int:
        """Responses and deliveries of one batch, or none of them."""
        for left in reversed(range(_TRIES)):
            try:
                return await self._invite(version, residents)
            except IntegrityError:  # somebody deleted themselves in this very moment
                if not left:
                    raise
        return 0

    async def _invite(self, version: SurveyVersion, residents: list[str]) -> int:
        now = self.clock.now()
        async with self.store() as work:
            # looked up again: between the list and the batch a resident may have stopped
            willing = await work.people.willing(residents)
            locales = {each.id: each.locale or FALLBACK for each in willing}
            made = await work.surveys.invite_all(version, locales, now)
            for resident_id, response_id in made.items():
                work.sending.queue(
                    bot=RESIDENT_BOT,
                    kind=INVITATION,
                    ref=response_id,
                    resident_id=resident_id,
                    now=now,
                )
            await work.commit()
        return len(made)

    async def _unknown(self, key: str, *, again: bool) -> int:
        async with self.store() as work:
            unknown = await work.sending.unknown_invitations(key)
            if again and unknown:
                await work.sending.send_again(INVITATION, unknown, self.clock.now())
                await work.commit()
        return len(unknown)

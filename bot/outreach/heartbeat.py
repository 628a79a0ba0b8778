"""What is looked after again and again; every plan stands in rows, nothing here is remembered."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.ports import Clock
from bot.usecases.deliver import Deliver
from bot.usecases.fill_form import leave
from db.retention import Removed, remove_old
from db.uow import Store

log = logging.getLogger(__name__)

EVERY_SECONDS = 30.0
PAYLOADS_KEPT = timedelta(hours=24)
"""No raw update is kept longer, whatever became of it (CONTRIBUTING, Privacy)."""
RETENTION_EVERY = timedelta(days=1)


@dataclass
class Heartbeat:
    """Frees stranded deliveries, closes forms that were left, erases and removes what is old."""

    store: Store
    clock: Clock
    senders: Sequence[Deliver]
    session_minutes: int
    keep_questions_days: int
    keep_replies_days: int
    every_seconds: float = EVERY_SECONDS
    _removed_at: datetime | None = field(default=None, init=False)

    async def run(self) -> None:
        """Beat until cancelled; a store that cannot be written is tried again at the next beat."""
        while True:
            try:
                await self.beat()
            except SQLAlchemyError as fault:
                log.warning("a sweep waits for the store: %s", type(fault).__name__)
            await asyncio.sleep(self.every_seconds)

    async def beat(self) -> None:
        """Look after everything once."""
        for deliver in self.senders:
            again, unknown = await deliver.free_stranded()
            if again or unknown:
                log.warning("%d stranded deliveries queued again, %d unknown", again, unknown)
        await self._leave_forms()
        await self._erase()
        await self._remove()

    async def _leave_forms(self) -> None:
        """A form that nobody touched for a while becomes a draft for staff."""
        before = self.clock.now() - timedelta(minutes=self.session_minutes)
        async with self.store(read_only=True) as work:
            if not await work.intake.left_drafts(before):
                return
        async with self.store() as work:
            for draft in await work.intake.left_drafts(before):
                await leave(work, draft)
            await work.commit()

    async def _erase(self) -> None:
        async with self.store() as work:
            number = await work.intake.erase_payloads(self.clock.now() - PAYLOADS_KEPT)
            await work.commit()
        if number:
            log.warning("%d updates were given up and erased after 24 hours", number)

    async def _remove(self) -> None:
        now = self.clock.now()
        if self._removed_at is not None and now < self._removed_at + RETENTION_EVERY:
            return
        async with self.store() as work:
            removed = await remove_old(
                work,
                now=now,
                keep_questions_days=self.keep_questions_days,
                keep_replies_days=self.keep_replies_days,
            )
            await work.commit()
        self._removed_at = now
        if removed != Removed():
            log.info("removed because their time is over: %s", removed)

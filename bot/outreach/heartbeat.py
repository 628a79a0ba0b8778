"""What is looked after again and again; every plan stands in rows, nothing here is remembered."""

import asyncio
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.ports import CannotOpen, Clock, Vault
from bot.usecases.deliver import Deliver
from bot.usecases.enter import FALLBACK
from bot.usecases.fill_form import leave
from bot.usecases.hand_over import hand_over
from bot.usecases.turn import RESIDENT_BOT, turn_of
from db.models import Inbound
from db.retention import Removed, remove_old
from db.uow import Store, UnitOfWork

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
        """What nobody has handled in the meantime goes before staff in the same commit."""
        now = self.clock.now()
        async with self.store() as work:
            unfinished = await work.intake.unfinished(now - PAYLOADS_KEPT)
            for row in unfinished:
                await self._put_before_staff(work, row, now)
            number = await work.intake.erase_payloads(now - PAYLOADS_KEPT)
            await work.commit()
        if number:
            log.warning(
                "%d updates were erased after 24 hours; %d of them were given up only now",
                number,
                len(unfinished),
            )

    async def _put_before_staff(self, work: UnitOfWork, row: Inbound, now: datetime) -> None:
        """As the residents' door gives a row up, for one that it did not come to (it stood still).

        The resident is not told: the way to the chat goes with the payload. Staff can write.
        """
        resident = None
        if row.bot == RESIDENT_BOT and row.chat_hash is not None:
            resident = await work.people.by_chat(RESIDENT_BOT, row.chat_hash)
        if resident is None:
            await work.staff.audit(
                "update_failed", subject="inbound", subject_id=str(row.update_id), now=now
            )
        elif not await work.questions.has_update(row.update_id):
            agreed = await work.people.agreed(resident.id)
            locale = resident.locale or FALLBACK
            turn = turn_of(row.update_id, resident, locale=locale, agreed=agreed, asked=agreed)
            words = self._words(row) if agreed else ""
            await hand_over(work, turn, reason="failed", words=words, now=now)

    def _words(self, row: Inbound) -> str:
        vault: Vault | None = next((each.vault for each in self.senders), None)
        if vault is None or row.payload is None:
            return ""
        try:
            payload = json.loads(vault.unseal(row.payload))
        except (CannotOpen, ValueError):
            return ""
        message = payload.get("message") if isinstance(payload, dict) else None
        text = message.get("text") if isinstance(message, dict) else None
        return text if isinstance(text, str) else ""

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

"""The coordinators' bot: what was taken in is worked on in order, with python-telegram-bot."""

import asyncio
import json
import logging
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError
from telegram import Update
from telegram.error import Forbidden, RetryAfter, TelegramError

from bot.outreach.app import App
from bot.ports import CannotOpen, Clock, Vault
from bot.usecases.turn import COORDINATOR_BOT
from db.models import Inbound
from db.uow import Store

log = logging.getLogger(__name__)

LONGEST_REST = 30.0
IDLE_SECONDS = 1.0
BATCH = 20


@dataclass
class Faults:
    """Hears what broke inside the application, which would only log it."""

    last: BaseException | None = None

    def note(self, fault: BaseException) -> None:
        """Keep it."""
        self.last = fault

    def take(self) -> BaseException | None:
        """The fault since the last look."""
        fault, self.last = self.last, None
        return fault


@dataclass
class CoordinatorWorker:
    """Feed the application from the rows, one after the other."""

    app: App
    faults: Faults
    store: Store
    vault: Vault
    clock: Clock
    taken: asyncio.Event

    async def run(self) -> None:
        """Work for ever."""
        await self._initialize()
        try:
            while True:
                self.taken.clear()
                try:
                    rows = await self._waiting()
                    for row in rows:
                        await self._handle(row)
                except SQLAlchemyError as fault:
                    log.warning("staff's rows wait for the store: %s", type(fault).__name__)
                    rows = []
                if not rows:
                    await self._rest(IDLE_SECONDS)
        finally:
            await self.app.shutdown()

    async def _initialize(self) -> None:
        """Ask Telegram who we are (``getMe``), until it answers."""
        rest = 0.5
        while True:
            try:
                await self.app.initialize()
            except TelegramError as fault:
                log.warning("the staff's bot does not answer: %s", type(fault).__name__)
                await asyncio.sleep(rest)
                rest = min(LONGEST_REST, rest * 2)
            else:
                return

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.taken.wait()
        except TimeoutError:
            return

    async def _waiting(self) -> list[Inbound]:
        now = self.clock.now()
        async with self.store(read_only=True) as work:
            return await work.intake.waiting(COORDINATOR_BOT, now, BATCH)

    async def _handle(self, row: Inbound) -> None:
        try:
            payload = json.loads(self.vault.unseal(row.payload or b""))
            update = Update.de_json(payload, self.app.bot)
        except (CannotOpen, ValueError, TypeError, KeyError, AttributeError) as fault:
            await self._put_off(row, fault)
            return
        await self.app.process_update(update)
        broke = self.faults.take()
        if broke is not None and not isinstance(broke, Forbidden):
            await self._put_off(row, broke)
            return
        async with self.store() as work:
            await work.intake.finish(
                COORDINATOR_BOT, row.update_id, shown=[], now=self.clock.now()
            )
            await work.commit()

    async def _put_off(self, row: Inbound, fault: BaseException) -> None:
        log.warning("a message of staff could not be worked on: %s", type(fault).__name__)
        now = self.clock.now()
        until = None
        if isinstance(fault, RetryAfter):
            wait = fault.retry_after
            until = now + (wait if isinstance(wait, timedelta) else timedelta(seconds=wait))
        async with self.store() as work:
            if until is not None:
                await work.sending.pause(COORDINATOR_BOT, until)
            await work.intake.put_off(
                COORDINATOR_BOT, row.update_id, error=type(fault).__name__, now=now, until=until
            )
            await work.commit()

"""Feed the dispatcher from the rows, one chat at a time, many chats at once.

A row's way:

1. ``new``: the dispatcher runs its use case, which commits the effects, the outcome and the state
   ``applied`` in one transaction. Killed before: it runs again, nothing had happened.
2. ``applied``: the outcome is rendered and sent, message by message. Killed here: what was not
   noted as sent is sent again; the effects are not repeated.
3. ``handled``: the payload is erased.
4. ``failed``: given to staff. Its outcome is the word that tells the resident so; it is sent when
   Telegram can be reached, until the payload is erased (24 hours).

A row that fails waits and is tried again; after the fifth time it goes to staff. So does a call
that timed out: Telegram may have got it, and each new try may be one more copy in the chat. While
Telegram cannot be reached, or says itself that it fails, a row waits without being counted, an
hour at most; then staff have it, too. It holds up neither other chats nor later messages of its
own.
"""

import asyncio
import json
import logging
from datetime import datetime, timedelta
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import Update
from aiohttp import ClientConnectorError, ConnectionTimeoutError
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from bot.adapters.rendering import Rendering
from bot.ports import CannotOpen, Clock, Vault
from bot.resident.mouth import Mouth, Place
from bot.usecases.give_up import GiveUp
from bot.usecases.screens import LeaveGroup, Outcome
from bot.usecases.turn import RESIDENT_BOT, AlreadyApplied
from db.models import Inbound
from db.uow import Store

log = logging.getLogger(__name__)

AT_ONCE = 16
"""Chats that are answered side by side."""
IDLE_SECONDS = 1.0
SHORTEST_WAIT = 2.0
LONGEST_WAIT = 60.0
"""Seconds between two tries while Telegram is away."""
LONGEST_AWAY = timedelta(hours=1)
"""So long a row waits for Telegram without being counted; then a person has it."""


class Worker:
    """Answers what was taken in."""

    def __init__(
        self,
        *,
        bot: Bot,
        dispatcher: Dispatcher,
        store: Store,
        vault: Vault,
        clock: Clock,
        rendering: Rendering,
        give_up: GiveUp,
    ) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._store = store
        self._vault = vault
        self._clock = clock
        self._rendering = rendering
        self._give_up = give_up
        self._mouth = Mouth(bot)
        self._wake = asyncio.Event()
        self._busy: set[str] = set()
        # when each row began to wait for Telegram; a new start of the door begins the hour anew
        self._away_since: dict[int, datetime] = {}

    def wake(self) -> None:
        """There is something new."""
        self._wake.set()

    async def run(self) -> None:
        """Work for ever; a store that cannot be read or written is waited for."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._wake.clear()
                try:
                    started = await self._start_some(tasks)
                except SQLAlchemyError as fault:
                    log.warning("rows could not be read: %s", type(fault).__name__)
                    started = 0
                if not started:
                    try:
                        await asyncio.wait_for(self._wake.wait(), IDLE_SECONDS)
                    except TimeoutError:
                        continue

    async def _start_some(self, tasks: asyncio.TaskGroup) -> int:
        room = AT_ONCE - len(self._busy)
        if room <= 0:
            return 0
        now = self._clock.now()
        # a chat that was busy when the reading began may be done when it ends: its row, as it
        # was read, would be old news, and is looked at again in the next round
        busy = frozenset(self._busy)
        async with self._store(read_only=True) as work:
            if _still(await work.sending.paused_until(RESIDENT_BOT), now):
                return 0
            rows = await work.intake.waiting(RESIDENT_BOT, now, limit=AT_ONCE * 8)
        started = 0
        for row in rows:
            # without a chat there is no order to keep; its own id keeps it from running twice
            key = row.chat_hash or f"update {row.update_id}"
            if key not in busy and key not in self._busy and started < room:
                self._busy.add(key)
                tasks.create_task(self._one(row, key))
                started += 1
        return started

    async def _one(self, row: Inbound, key: str) -> None:
        try:
            await self.handle(row)
        finally:
            self._busy.discard(key)
            self._wake.set()

    async def handle(self, row: Inbound) -> None:
        """Take one row as far as it goes now; a store that cannot be written is waited for."""
        try:
            await self._attempt(row)
        except SQLAlchemyError as fault:
            # a full disk or a locked store: nothing can be noted now; the row stays as it is
            log.warning("an update waits for the store: %s", type(fault).__name__)
            await asyncio.sleep(IDLE_SECONDS)

    async def _attempt(self, row: Inbound) -> None:
        if row.state == "failed":
            await self._tell(row)
            return
        try:
            await self._handle(row)
        except TelegramRetryAfter as wait:
            await self._pause(row, self._clock.now() + timedelta(seconds=wait.retry_after))
        except TelegramForbiddenError:
            await self._finish_unreachable(row)
        except (TelegramNetworkError, TelegramServerError) as fault:
            if _surely_unheard(fault):
                await self._wait_for_telegram(row, type(fault).__name__)
            else:
                await self._put_off(row, type(fault).__name__)
        except (DataError, IntegrityError) as fault:
            # it would be refused again and again: a try like any other
            await self._put_off(row, type(fault).__name__)
        except SQLAlchemyError:
            raise
        except Exception as fault:
            await self._put_off(row, type(fault).__name__)

    async def _handle(self, row: Inbound) -> None:
        payload = self._payload(row)
        outcome: Outcome | None
        if row.state == "new":
            update = Update.model_validate(payload, context={"bot": self._bot})
            try:
                outcome = await self._dispatcher.feed_update(self._bot, update)
            except AlreadyApplied:
                outcome = await self._outcome(row)
        else:
            outcome = await self._outcome(row)
        shown: list[int] = list(row.shown)
        if isinstance(outcome, Outcome):
            await self._show(row, payload, outcome, shown)
        async with self._store() as work:
            await work.intake.finish(
                RESIDENT_BOT, row.update_id, shown=shown, now=self._clock.now()
            )
            await work.commit()
        self._away_since.pop(row.update_id, None)

    def _payload(self, row: Inbound) -> dict[str, Any]:
        if row.payload is None:
            raise CannotOpen
        payload = json.loads(self._vault.unseal(row.payload))
        return payload if isinstance(payload, dict) else {}

    async def _outcome(self, row: Inbound) -> Outcome | None:
        async with self._store(read_only=True) as work:
            current = await work.intake.row(RESIDENT_BOT, row.update_id)
        return Outcome.from_plain(current.outcome) if current and current.outcome else None

    async def _show(
        self, row: Inbound, payload: dict[str, Any], outcome: Outcome, shown: list[int]
    ) -> None:
        place = _place(payload)
        if place is None:
            return
        resident_id = await self._resident(row)
        skip = len(shown)
        for screen in outcome.screens:
            for message in await self._rendering(screen, outcome.locale, resident_id):
                if skip:
                    skip -= 1
                    continue
                if shown:
                    async with self._store() as work:
                        await work.intake.note_shown(RESIDENT_BOT, row.update_id, shown)
                        await work.commit()
                shown.append(await self._mouth.say(place, message))
            if isinstance(screen, LeaveGroup):
                await self._mouth.leave(place.chat)

    async def _resident(self, row: Inbound) -> str | None:
        if row.chat_hash is None:
            return None
        async with self._store(read_only=True) as work:
            resident = await work.people.by_chat(RESIDENT_BOT, row.chat_hash)
        return resident.id if resident else None

    # faults

    async def _pause(self, row: Inbound, until: datetime) -> None:
        async with self._store() as work:
            await work.sending.pause(RESIDENT_BOT, until)
            await work.intake.put_off(
                RESIDENT_BOT,
                row.update_id,
                error="retry_after",
                now=self._clock.now(),
                until=until,
            )
            await work.commit()

    async def _wait_for_telegram(self, row: Inbound, fault: str) -> None:
        """Telegram is away: no fault of the row, but after an hour a person is told."""
        now = self._clock.now()
        waited = now - self._away_since.setdefault(row.update_id, now)
        if waited >= LONGEST_AWAY:
            await self._put_off(row, fault, last=True)
            return
        log.warning("an answer waits for Telegram: %s", fault)
        seconds = min(max(waited.total_seconds() / 4, SHORTEST_WAIT), LONGEST_WAIT)
        async with self._store() as work:
            await work.intake.put_off(
                RESIDENT_BOT,
                row.update_id,
                error=fault,
                now=now,
                until=now + timedelta(seconds=seconds),
            )
            await work.commit()

    async def _finish_unreachable(self, row: Inbound) -> None:
        """Blocked in the meantime: the effects stand, nobody is there to read the reply."""
        now = self._clock.now()
        resident_id = await self._resident(row)
        async with self._store() as work:
            if resident_id is not None:
                await work.people.mark_reachable(resident_id, now)
            await work.intake.finish(RESIDENT_BOT, row.update_id, shown=list(row.shown), now=now)
            await work.commit()
        self._away_since.pop(row.update_id, None)

    async def _put_off(self, row: Inbound, fault: str, *, last: bool = False) -> None:
        """Try again later; five times, or the ``last``, is enough: then a person looks at it."""
        log.warning("an update failed: %s", fault)
        given_up = None
        async with self._store() as work:
            state = await work.intake.put_off(
                RESIDENT_BOT, row.update_id, error=fault, now=self._clock.now()
            )
            if last or state == "failed":
                words = _words(self._readable(row))
                outcome = await self._give_up(work, row.update_id, row.chat_hash, words)
                given_up = await work.intake.give_up(
                    RESIDENT_BOT, row.update_id, word=outcome.to_plain() if outcome else None
                )
            await work.commit()
        if given_up is not None:
            self._away_since.pop(row.update_id, None)
            await self._tell(given_up)

    def _readable(self, row: Inbound) -> dict[str, Any]:
        try:
            return self._payload(row)
        except (CannotOpen, ValueError):
            return {}

    async def _tell(self, row: Inbound) -> None:
        """Say that a person will look at it, once: the row itself is given up.

        Tried again only where Telegram did not get it; the waits grow with the age of the row, so
        that there are few of them until its payload is erased.
        """
        place = _place(self._readable(row))
        if place is not None and row.outcome is not None:
            outcome = Outcome.from_plain(row.outcome)
            try:
                for screen in outcome.screens:
                    for message in await self._rendering(screen, outcome.locale, None):
                        await self._mouth.say(place, message)
            except TelegramRetryAfter as wait:
                await self._pause(row, self._clock.now() + timedelta(seconds=wait.retry_after))
                return
            except SQLAlchemyError:
                raise
            except Exception as fault:
                name = type(fault).__name__
                log.warning("a resident could not be told of a fault: %s", name)
                if _surely_unheard(fault):
                    await self._tell_later(row, name)
                    return
        async with self._store() as work:
            await work.intake.told(RESIDENT_BOT, row.update_id)
            await work.commit()

    async def _tell_later(self, row: Inbound, fault: str) -> None:
        now = self._clock.now()
        seconds = max((now - row.received_at).total_seconds() / 4, SHORTEST_WAIT)
        until = now + timedelta(seconds=seconds)
        async with self._store() as work:
            await work.intake.put_off(
                RESIDENT_BOT, row.update_id, error=fault, now=now, until=until
            )
            await work.commit()


def _surely_unheard(fault: Exception) -> bool:
    """Whether Telegram did not get the call, or says that it could not take it (5xx).

    aiogram makes one and the same error of a call that could not be made and of one that was made
    and not answered; only its cause tells them apart.
    """
    if isinstance(fault, TelegramServerError):
        return True
    return isinstance(fault, TelegramNetworkError) and isinstance(
        fault.__cause__, (ClientConnectorError, ConnectionTimeoutError)
    )


def _still(until: datetime | None, now: datetime) -> bool:
    return until is not None and until > now


def _place(payload: dict[str, Any]) -> Place | None:
    """The chat of an update, from its raw form: also of one that aiogram cannot read."""
    tap = payload.get("callback_query")
    if isinstance(tap, dict):
        message = tap.get("message")
        chat = _chat(message)
        return Place(chat, tapped=_id(message)) if chat is not None else None
    for kind in ("message", "edited_message", "my_chat_member"):
        message = payload.get(kind)
        chat = _chat(message)
        if chat is not None:
            return Place(chat, message=_id(message))
    return None


def _chat(message: object) -> int | None:
    chat = message.get("chat") if isinstance(message, dict) else None
    found = chat.get("id") if isinstance(chat, dict) else None
    return found if type(found) is int else None


def _id(message: object) -> int | None:
    found = message.get("message_id") if isinstance(message, dict) else None
    return found if type(found) is int else None


def _words(payload: dict[str, Any]) -> str:
    message = payload.get("message")
    text = message.get("text") if isinstance(message, dict) else None
    return text if isinstance(text, str) else ""

"""The loop that sends what is queued: few rows at a time, persons before bulk, paced."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy.exc import SQLAlchemyError

from bot.adapters.rendering import Message
from bot.outreach.pace import Pace
from bot.usecases.deliver import Claim, Content, Deliver, Fate, Result

log = logging.getLogger(__name__)

AT_ONCE = 10
"""Rows in hand: half a second's worth, so that a reply never waits behind more than that."""
WORTH_A_CLAIM = 5
"""Free places at which more rows are claimed at once, rather than one by one."""
IDLE_SECONDS = 0.5
GRACE_SECONDS = 4.0
"""How long a call that has begun may go on after the process was told to stop."""
LONGEST_HOLD = 30.0
NOTING_TRIES = 60


class Sends(Protocol):
    """Hands a message to Telegram."""

    async def send(self, chat: int, message: Message) -> Result:
        """Send; what Telegram or the network does is in the result."""
        ...


@dataclass
class Sender:
    """Sends the deliveries of one bot."""

    deliver: Deliver
    courier: Sends
    write: Callable[[Content], Awaitable[Message | None]]
    pace: Pace
    idle_seconds: float = IDLE_SECONDS
    _busy: int = field(default=0, init=False)
    _faults: int = field(default=0, init=False)
    _hold_until: float = field(default=0.0, init=False)
    _done: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    async def run(self) -> None:
        """Send until cancelled; calls that have begun are brought to their end.

        1. What a sender that died had in hand is freed.
        2. Rows are claimed, at most ``AT_ONCE`` in hand, none while Telegram asks us to wait or
           cannot be reached.
        3. Each is written, waits for its turn, leaves (a commit), is sent, and gets its outcome.
        """
        await self._free()
        least = 1
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._done.clear()
                claims = await self._claim(least)
                for claim in claims:
                    self._busy += 1
                    tasks.create_task(self._one(claim))
                if not claims:
                    least = await self._rest()

    async def _rest(self) -> int:
        """Wait for something to be done or for a while; how many rows are worth a claim then."""
        try:
            async with asyncio.timeout(self.idle_seconds):
                await self._done.wait()
        except TimeoutError:
            return 1
        return WORTH_A_CLAIM

    async def _free(self) -> None:
        while True:
            try:
                again, unknown = await self.deliver.free_stranded(all_of_them=True)
            except SQLAlchemyError as fault:
                log.warning("deliveries could not be read: %s", type(fault).__name__)
                await asyncio.sleep(self.idle_seconds)
            else:
                break
        if again or unknown:
            log.warning("%d deliveries queued again, %d unknown after a stop", again, unknown)

    async def _claim(self, least: int) -> list[Claim]:
        room = AT_ONCE - self._busy
        if room < least or asyncio.get_running_loop().time() < self._hold_until:
            return []
        try:
            return list(await self.deliver.claim(room))
        except SQLAlchemyError as fault:
            log.warning("deliveries could not be claimed: %s", type(fault).__name__)
            return []

    async def _one(self, claim: Claim) -> None:
        try:
            await self._through(claim)
        except SQLAlchemyError as fault:
            # it has not left: the row is freed as stranded
            log.warning("a delivery waits for the store: %s", type(fault).__name__)
        except asyncio.CancelledError:
            with contextlib.suppress(SQLAlchemyError):
                await self.deliver.give_back(claim)
            raise
        except Exception as fault:
            log.warning("a delivery cannot be written: %s", type(fault).__name__)
            await self._note(claim, Result(Fate.FAILED, error=type(fault).__name__))
        finally:
            self._busy -= 1
            self._done.set()

    async def _through(self, claim: Claim) -> None:
        parcel = await self.deliver.open(claim)
        if parcel is None:
            return
        message = await self.write(parcel.content)
        if message is None:
            await self._note(claim, Result(Fate.FAILED, error="nothing to show"))
            return
        async with self.pace.turn(parcel.chat):
            await _to_the_end(self._call(claim, parcel.chat, message))

    async def _call(self, claim: Claim, chat: int, message: Message) -> None:
        """From the commit that it leaves to the commit of what came of it."""
        if not await self.deliver.depart(claim):
            return
        result = await self.courier.send(chat, message)
        self._learn(result)
        await self._note(claim, result)

    async def _note(self, claim: Claim, result: Result) -> None:
        """Write the outcome; a store that cannot be written for a while is waited for."""
        for _ in range(NOTING_TRIES):
            try:
                await self.deliver.settle(claim, result)
            except SQLAlchemyError as fault:
                log.warning("an outcome waits for the store: %s", type(fault).__name__)
                await asyncio.sleep(1)
            else:
                return

    def _learn(self, result: Result) -> None:
        """Telegram cannot be reached, or does not know our token: leave it alone for a while."""
        if result.fate is Fate.LATER:
            self._faults += 1
            rest = min(LONGEST_HOLD, 0.5 * 2 ** min(self._faults, 10))
            self._hold_until = asyncio.get_running_loop().time() + rest
            log.warning("Telegram does not take messages: %s", result.error)
        elif result.fate is Fate.PAUSED:
            log.warning("Telegram asks for a pause of %s", result.wait)
        else:
            self._faults = 0


async def _to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Wait for the work; when cancelled, give it a moment to end before going.

    A call cut off in the middle would leave a delivery of which nobody knows whether it arrived.
    """
    # supervised right here: awaited whatever happens
    task = asyncio.get_running_loop().create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=GRACE_SECONDS)
        if not task.cancel() and not task.cancelled():
            task.exception()  # looked at: the process is going, and the row says what is left
        raise

"""How fast we send: so many a second in all, one a second to a chat (Telegram's Bots FAQ)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

CHAT_SECONDS = 1.05
"""Between two messages to one chat: a second, and a little for what clocks differ."""


class Pace:
    """Gives out the moments at which a message may leave.

    It remembers nothing over a restart and need not: it begins as if a message had just been sent
    to everybody, so a new sender waits out a second first.
    """

    def __init__(self, per_second: float, *, chat_seconds: float = CHAT_SECONDS) -> None:
        self._gap = 1 / per_second
        self._chat_seconds = chat_seconds
        self._next = 0.0
        self._floor: float | None = None
        self._last: dict[int, float] = {}
        self._queues: dict[int, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def turn(self, chat: int) -> AsyncIterator[None]:
        """Wait until a message may go to this chat; the next one waits until this one is done."""
        lock, waiting = self._queues.get(chat, (asyncio.Lock(), 0))
        self._queues[chat] = (lock, waiting + 1)
        try:
            async with lock:
                await self._wait(chat)
                try:
                    yield
                finally:
                    self._last[chat] = asyncio.get_running_loop().time()
        finally:
            lock, waiting = self._queues[chat]
            if waiting > 1:
                self._queues[chat] = (lock, waiting - 1)
            else:
                del self._queues[chat]

    async def _wait(self, chat: int) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        if self._floor is None:
            self._floor = now
        await asyncio.sleep(self._last.get(chat, self._floor) + self._chat_seconds - now)
        now = loop.time()
        self._forget(now)
        moment = max(now, self._next)
        self._next = moment + self._gap
        await asyncio.sleep(moment - now)

    def _forget(self, now: float) -> None:
        if len(self._last) > 1000:
            self._last = {
                chat: at for chat, at in self._last.items() if at + self._chat_seconds > now
            }

"""Asks each part of the house whether it answers."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
from sqlalchemy import text

from bot.adapters.heartbeat import fresh, heart
from bot.ports import DialogueEngine
from db.uow import Store

PATIENCE_SECONDS = 3.0
OK, DOWN, OFF = "ok", "down", "off"


@dataclass(frozen=True)
class HealthProbe:
    """``await probe()`` → each part's state: ``ok``, ``down`` or ``off`` (not wanted here)."""

    store: Store
    engine: DialogueEngine
    http: httpx.AsyncClient
    var: Path
    rehearsal_url: str | None
    """Base address of the rehearsal; None when a real token is set."""

    async def __call__(self) -> Mapping[str, str]:
        """Ask all parts at once; none is waited for longer than ``PATIENCE_SECONDS``."""
        asked: dict[str, Callable[[], Awaitable[bool]]] = {
            "database": self._database,
            "rasa": self.engine.healthy,
            "door": self._beats("door"),
            "outreach": self._beats("outreach"),
        }
        if self.rehearsal_url is not None:
            asked["rehearsal"] = self._rehearsal
        states = await asyncio.gather(*(_state(ask) for ask in asked.values()))
        return {"rehearsal": OFF, **dict(zip(asked, states, strict=True))}

    async def _database(self) -> bool:
        async with self.store(read_only=True) as work:
            return bool(await work.session.scalar(text("select 1")))

    def _beats(self, name: str) -> Callable[[], Awaitable[bool]]:
        async def beats() -> bool:
            return fresh(heart(self.var, name))

        return beats

    async def _rehearsal(self) -> bool:
        answer = await self.http.get(f"{self.rehearsal_url}/healthz")
        return answer.status_code == httpx.codes.OK


async def _state(ask: Callable[[], Awaitable[bool]]) -> str:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return OK if await ask() else DOWN
    except Exception:  # whatever broke, the part does not answer
        return DOWN

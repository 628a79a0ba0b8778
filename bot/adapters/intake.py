"""Fetch updates and commit them before Telegram is told that we have them.

Both bots take in this way. The polling of their libraries confirms an offset before the handlers
are done, and stalls on an update that it cannot read; so the updates are fetched raw here, and the
libraries are fed from the rows.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

import httpx
from sqlalchemy.exc import SQLAlchemyError

from bot.usecases.take_in import TakeIn

log = logging.getLogger(__name__)

WAIT_SECONDS = 25
"""How long Telegram may hold a request open (Bot API, getUpdates, ``timeout``)."""
BATCH = 100
LONGEST_REST = 30.0


class FetchFailed(Exception):
    """Telegram could not be asked, or said no."""


class Intake:
    """The loop: fetch, commit, and only then confirm by asking for what comes after."""

    def __init__(
        self,
        *,
        bot: str,
        api: str,
        token: str,
        wanted: Sequence[str],
        take_in: TakeIn,
        taken: Callable[[], object],
    ) -> None:
        """Build it; nothing is fetched before ``run``.

        ``bot`` names the rows, ``wanted`` the kinds of updates (Bot API, ``allowed_updates``);
        ``taken`` is called after each commit that brought something new.
        """
        self._bot = bot
        self._wanted = list(wanted)
        self._url = f"{api}/bot{token}/getUpdates"
        self._take_in = take_in
        self._taken = taken
        self._offset: int | None = None

    async def run(self) -> None:
        """Fetch for ever; faults are waited out and never lose an update."""
        rest = 0.5
        async with httpx.AsyncClient(timeout=WAIT_SECONDS + 10, trust_env=False) as client:
            while True:
                try:
                    updates = await self._fetch(client)
                    await self._keep(updates)
                    rest = 0.5
                except (FetchFailed, SQLAlchemyError) as fault:
                    # nothing was confirmed: the same updates come again
                    log.warning(
                        "updates of the %s bot could not be taken in: %s",
                        self._bot,
                        type(fault).__name__,
                    )
                    await asyncio.sleep(rest)
                    rest = min(LONGEST_REST, rest * 2)

    async def _fetch(self, client: httpx.AsyncClient) -> list[dict[str, Any]]:
        body: dict[str, Any] = {
            "timeout": WAIT_SECONDS,
            "limit": BATCH,
            "allowed_updates": self._wanted,
        }
        if self._offset is not None:
            body["offset"] = self._offset
        try:
            reply = (await client.post(self._url, json=body)).json()
        except (httpx.HTTPError, ValueError) as error:
            raise FetchFailed(type(error).__name__) from None
        if not isinstance(reply, dict) or reply.get("ok") is not True:
            wait = (reply.get("parameters") if isinstance(reply, dict) else None) or {}
            await asyncio.sleep(min(LONGEST_REST, float(wait.get("retry_after", 0))))
            raise FetchFailed
        result = reply.get("result")
        return [each for each in result if isinstance(each, dict)] if result else []

    async def _keep(self, updates: list[dict[str, Any]]) -> None:
        if not updates:
            return
        if await self._take_in(self._bot, updates):
            self._taken()
        ids = [each["update_id"] for each in updates if type(each.get("update_id")) is int]
        if ids:
            self._offset = max(ids) + 1

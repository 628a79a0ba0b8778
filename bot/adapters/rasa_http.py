"""Rasa, over its own channel (see nlu/components): HTTP on loopback or a private network."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import httpx

from bot.ports import EngineSilent, Reading, TurnContext
from dialogues.directives import DANGERS, Directive, is_topic, read_directives
from dialogues.locales import LOCALES

MOST_CHARACTERS = 4096
"""What the channel takes; a longer text is cut, its beginning says what it is about."""


class RasaEngine:
    """A :class:`bot.ports.DialogueEngine` over HTTP."""

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None,
        patience: float,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """``patience`` is the longest a turn may take, in seconds."""
        self._client = httpx.AsyncClient(
            base_url=base_url,
            headers={"Authorization": f"Bearer {token}"} if token else {},
            timeout=patience,
            transport=transport,
            trust_env=False,  # loopback: a proxy of the machine has no business here
        )

    async def turn(
        self, conversation: str, text: str, context: TurnContext, *, turn: str
    ) -> tuple[Directive, ...]:
        """Take one turn (see the port)."""
        messages = await self._post(
            "/webhooks/house/webhook",
            {
                "sender": conversation,
                "message": text[:MOST_CHARACTERS] or "-",
                "turn": turn,
                "metadata": _metadata(context),
            },
        )
        if not messages:
            raise EngineSilent("no directive")
        return read_directives(messages)

    async def read(self, text: str, context: TurnContext) -> Reading:
        """Read a text without a conversation (see the port)."""
        reply = await self._post(
            "/webhooks/house/parse",
            {"message": text[:MOST_CHARACTERS], "metadata": _metadata(context)},
        )
        try:
            ranking = tuple(str(each["topic"]) for each in reply["topics"])
            decision = reply["decision"]
            if decision not in ("answer", "offer", "intent", "ask", "abstain"):
                raise EngineSilent("unknown decision")
            danger, language = reply["danger"], reply["language"]
            locale = language["locale"] if language["locale"] in LOCALES else None
            offers = ranking[:1] if decision == "answer" else tuple(map(str, reply["offers"]))
            return Reading(
                decision=decision,
                intent=str(reply["intent"]),
                confidence=float(reply["confidence"]),
                offers=tuple(filter(is_topic, offers)),
                ranking=ranking,
                danger=danger if danger in DANGERS else None,
                locale=locale,
                heard=locale if language["sure"] is True else None,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise EngineSilent("malformed reading") from error

    async def forget(self, conversation: str) -> None:
        """Delete a conversation (see the port)."""
        try:
            reply = await self._client.delete(f"/webhooks/house/conversations/{conversation}")
            reply.raise_for_status()
        except httpx.HTTPError as error:
            raise EngineSilent(type(error).__name__) from error

    async def healthy(self) -> bool:
        """Whether a model is loaded and answers."""
        try:
            return (await self._client.get("/webhooks/house/health")).status_code == 200
        except httpx.HTTPError:
            return False

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _post(self, path: str, body: Mapping[str, Any]) -> Any:
        try:
            reply = await self._client.post(path, json=body)
            reply.raise_for_status()
            return reply.json()
        except (httpx.HTTPError, ValueError) as error:
            # the error's own text would hold the address; its class says enough
            raise EngineSilent(type(error).__name__) from error


def _metadata(context: TurnContext) -> dict[str, str]:
    plain = asdict(context)
    return {
        "lang": plain["locale"] or "none",
        "consent": "yes" if plain["agreed"] else "no",
        "open": plain["open"],
        "kind": plain["kind"],
        "reply": plain["reply"],
        "start": plain["start"],
    }

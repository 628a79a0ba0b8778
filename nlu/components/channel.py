"""The house's channel, in place of the stock REST one.

That one answers `[]` with 200 when anything went wrong, logs the text of a message on an
exception, and shares one conversation among messages without a sender. Here: 500 on failure and
nothing kept of the turn, a sender is required, and no text is logged anywhere.
"""

from __future__ import annotations

import hmac
import logging
import os
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json

from components.classifier import READING
from components.context import NONE, read_context
from components.trackers import Shelf
from components.turn import CURRENT, Turn, watch

logger = logging.getLogger(__name__)

LONGEST_MESSAGE = 4096
LONGEST_KEY = 64


class BadRequest(ValueError):
    """A request that is not of our contract; the message says why, without its words."""


@dataclass(frozen=True)
class Incoming:
    """One request, checked."""

    sender: str
    text: str
    turn: str | None
    metadata: dict[str, Any]


def _key(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not 1 <= len(value) <= LONGEST_KEY:
        raise BadRequest(f"{name} must be a string of 1 to {LONGEST_KEY} characters")
    return value


def _visible_start(text: str) -> str:
    """The text without leading blanks and invisible marks, where a `/` could hide."""
    for place, mark in enumerate(text):
        if not mark.isspace() and unicodedata.category(mark) not in ("Cc", "Cf", "Zs"):
            return text[place:]
    return ""


def read_request(request: Request, needs_sender: bool) -> Incoming:
    """Check the body of a request. Raises `BadRequest`."""
    try:
        body = request.json
    except Exception as error:
        raise BadRequest("the body must be JSON") from error
    if not isinstance(body, dict):
        raise BadRequest("the body must be a JSON object")
    text = body.get("message")
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_MESSAGE:
        raise BadRequest(f"message must be a string of 1 to {LONGEST_MESSAGE} characters")
    text = text.encode("utf-8", "replace").decode("utf-8")
    if _visible_start(text).startswith("/"):
        raise BadRequest("a message that begins with / is never sent to Rasa")
    metadata = body.get("metadata", {})
    if not isinstance(metadata, dict):
        raise BadRequest("metadata must be an object")
    turn = None if body.get("turn") is None else _key(body, "turn")
    sender = _key(body, "sender") if needs_sender else ""
    return Incoming(sender=sender, text=text, turn=turn, metadata=metadata)


def _failed() -> HTTPResponse:
    return json({"error": "failed"}, status=500)


class HouseChannel(InputChannel):
    """Routes under `/webhooks/house/`: webhook, parse, conversations, health."""

    @classmethod
    def name(cls) -> str:
        """The channel's name, and its place under `/webhooks/`."""
        return "house"

    def blueprint(
        self,
        on_new_message: Callable[[UserMessage], Awaitable[Any]],  # noqa: ARG002 - see below
    ) -> Blueprint:
        """The routes. `on_new_message` is not used: it drops what the agent says of failure."""
        watch()
        shelf = Shelf.shared()
        token = os.environ.get("POVEZANI_RASA_TOKEN", "")
        house = Blueprint("house_channel")

        @house.middleware("request")
        async def authorised(request: Request) -> HTTPResponse | None:
            given = request.headers.get("authorization", "")
            if token and not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
                return json({"error": "unauthorised"}, status=401)
            return None

        @house.post("/webhook")
        async def webhook(request: Request) -> HTTPResponse:
            try:
                incoming = read_request(request, needs_sender=True)
            except BadRequest as error:
                return json({"error": str(error)}, status=400)
            async with shelf.lock(incoming.sender):
                return await self._turn(request.app.ctx.agent, shelf, incoming)

        @house.post("/parse")
        async def parse(request: Request) -> HTTPResponse:
            try:
                incoming = read_request(request, needs_sender=False)
            except BadRequest as error:
                return json({"error": str(error)}, status=400)
            read = await self._read(request.app.ctx.agent, incoming.text, incoming.metadata)
            return _failed() if read is None else json(read)

        @house.delete("/conversations/<sender:str>")
        async def forget(_: Request, sender: str) -> HTTPResponse:
            async with shelf.lock(sender):
                shelf.forget(sender)
            return empty()

        @house.get("/health")
        async def health(request: Request) -> HTTPResponse:
            agent = request.app.ctx.agent
            if await self._read(agent, "?", {}) is None:
                return json({"status": "no model"}, status=503)
            return json({"status": "ok", "model": agent.processor.model_filename})

        return house

    async def _turn(self, agent: Agent | None, shelf: Shelf, incoming: Incoming) -> HTTPResponse:
        """One turn: 1 repeat a known reply, 2 let Rasa work, 3 keep conversation and reply."""
        if incoming.turn is not None:
            known = shelf.replied(incoming.sender, incoming.turn)
            if known is not None:
                return json(known)
        # A form that the house starts begins with an empty conversation, whatever was open.
        anew = read_context(incoming.metadata).start in ("report", "human")
        said = CollectingOutputChannel()
        turn = Turn(anew=anew)
        mark = CURRENT.set(turn)
        try:
            if agent is None or not agent.is_ready():
                return _failed()
            await agent.handle_message(
                UserMessage(
                    incoming.text,
                    said,
                    incoming.sender,
                    input_channel=self.name(),
                    metadata=incoming.metadata,
                )
            )
        except Exception:
            logger.exception("a turn failed")
            return _failed()
        finally:
            CURRENT.reset(mark)
        if turn.failed or turn.events is None:
            logger.error("a turn failed inside Rasa")
            return _failed()
        if turn.heard is not None:
            said.messages.append(
                {"recipient_id": incoming.sender, "custom": {"heard": turn.heard}}
            )
        try:
            shelf.keep(incoming.sender, turn.events, incoming.turn, said.messages)
        except Exception:
            logger.exception("a turn could not be kept")
            return _failed()
        return json(said.messages)

    async def _read(
        self, agent: Agent | None, text: str, metadata: dict[str, Any]
    ) -> dict[str, Any] | None:
        """What a text is taken for, without any conversation; None when that failed."""
        if agent is None or not agent.is_ready() or agent.processor is None:
            return None
        turn = Turn()
        mark = CURRENT.set(turn)
        try:
            parsed = await agent.processor.parse_message(UserMessage(text, metadata=metadata))
        except Exception:
            logger.exception("a text could not be read")
            return None
        finally:
            CURRENT.reset(mark)
        if turn.failed:
            return None
        settled = parsed["intent"]["name"]
        return parsed.get(READING) or {
            "decision": "intent",
            "intent": settled,
            "confidence": 1.0,
            "topics": [],
            "offers": [],
            "intents": [{"intent": settled, "confidence": 1.0}],
            "danger": None,
            "language": {"locale": NONE, "confidence": 0.0, "sure": False},
        }

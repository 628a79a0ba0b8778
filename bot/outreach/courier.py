"""Hand one message to Telegram through python-telegram-bot, and name what came of it."""

from datetime import timedelta
from typing import Any

import httpx
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from bot.adapters.rendering import Message
from bot.usecases.deliver import Fate, Result

GATEWAY_TIMEOUT = 504

_GONE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")
"""What Telegram calls a chat that is no more, in an answer 400."""

_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)
"""Faults before a byte of the request was sent."""


class ServerFault(NetworkError):
    """Telegram answered 5xx; python-telegram-bot alone would not say which."""

    def __init__(self, code: int) -> None:
        super().__init__(f"server error {code}")
        self.code = code


class Wire(HTTPXRequest):
    """The HTTP side of a bot."""

    async def do_request(self, *args: Any, **named: Any) -> tuple[int, bytes]:
        """Make the call; a 5xx is raised with its code.

        Raises:
            ServerFault: Telegram answered 5xx.
        """
        code, payload = await super().do_request(*args, **named)
        if code >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise ServerFault(code)
        return code, payload


class Courier:
    """One bot that sends. Use ``async with``."""

    def __init__(
        self, *, api: str, token: str, at_once: int, seconds: float = 20.0, connect: float = 5.0
    ) -> None:
        """``seconds`` is how long Telegram may take to answer, ``connect`` to be reached."""
        self._wire = Wire(
            connection_pool_size=at_once + 2,
            read_timeout=seconds,
            write_timeout=seconds,
            connect_timeout=connect,
            httpx_kwargs={
                "trust_env": False,
                # shorter than any server keeps an idle connection: a request must not run into
                # one that is being closed, for nobody would know whether it arrived
                "limits": httpx.Limits(max_connections=at_once + 2, keepalive_expiry=2.0),
            },
        )
        self.bot = Bot(
            token,
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            request=self._wire,
            get_updates_request=self._wire,
        )

    async def __aenter__(self) -> "Courier":
        await self._wire.initialize()
        return self

    async def __aexit__(self, *_fault: object) -> None:
        await self._wire.shutdown()

    async def send(self, chat: int, message: Message) -> Result:
        """Send; never raises for what Telegram or the network does."""
        try:
            sent = await self.bot.send_message(
                chat,
                message.html,
                parse_mode=ParseMode.HTML,
                reply_markup=_keyboard(message),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except TelegramError as fault:
            return classify(fault)
        return Result(Fate.SENT, message_id=sent.message_id)


def classify(fault: TelegramError) -> Result:
    """What a fault says of the message; order matters, since ``BadRequest`` *is* a NetworkError.

    1. 429: certainly not delivered, and Telegram says how long to wait.
    2. 403, and 400 for a chat that is gone: unreachable.
    3. Any other 400: Telegram refuses the message.
    4. 401 and 404: the token is wrong; the message is as good as before.
    5. No connection, or 5xx: not delivered. 504 is a time-out on Telegram's side: perhaps.
    6. Everything else broke after the request had left: perhaps delivered.
    """
    name = type(fault).__name__
    # Telegram's phrase up to the first quotation: what follows could be a piece of the message
    said = fault.message.partition('"')[0][:80]
    match fault:
        case RetryAfter(retry_after=wait):
            asked = wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
            return Result(Fate.PAUSED, wait=asked, error="retry_after")
        case Forbidden():
            return Result(Fate.UNREACHABLE, error=said)
        case BadRequest() if any(gone in fault.message.lower() for gone in _GONE):
            return Result(Fate.UNREACHABLE, error=said)
        case BadRequest():
            return Result(Fate.FAILED, error=said)
        case ChatMigrated():
            return Result(Fate.FAILED, error=name)
        case InvalidToken():
            return Result(Fate.LATER, error=name, counts=False)
        case ServerFault(code=code) if code != GATEWAY_TIMEOUT:
            return Result(Fate.LATER, error=fault.message)
        case NetworkError() if isinstance(fault.__cause__, _NEVER_LEFT):
            return Result(Fate.LATER, error=type(fault.__cause__).__name__, counts=False)
    cause = type(fault.__cause__).__name__ if fault.__cause__ else name
    return Result(Fate.UNKNOWN, error=cause)


def _keyboard(message: Message) -> InlineKeyboardMarkup | None:
    if not message.buttons:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(each.text, callback_data=each.data, url=each.url)
                for each in row
            ]
            for row in message.buttons
        ]
    )

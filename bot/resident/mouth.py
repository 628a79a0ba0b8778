"""Send the messages of an outcome through aiogram, and say what became of each."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)

from bot.adapters.rendering import Message

_NOT_MODIFIED = "message is not modified"


@dataclass(frozen=True)
class Place:
    """Where an outcome is to be shown."""

    chat: int
    message: int | None = None
    """The resident's message that it replies to."""
    tapped: int | None = None
    """Our message whose button was tapped."""


@dataclass(frozen=True)
class Mouth:
    """Speaks in one chat at a time."""

    bot: Bot

    async def say(self, place: Place, message: Message) -> int:
        """Send or edit one message; its message_id.

        Raises:
            TelegramAPIError: as aiogram names what Telegram said.
        """
        keyboard = _keyboard(message)
        asks = ForceReply(input_field_placeholder=message.asks_for) if message.asks_for else None
        if message.document is not None:
            name, content = message.document
            sent = await self.bot.send_document(
                place.chat,
                BufferedInputFile(content, name),
                caption=message.html,
                parse_mode="HTML",
                reply_markup=keyboard,
            )
            return sent.message_id
        if message.edits and place.tapped is not None:
            return await self._edit(place.chat, place.tapped, message.html, keyboard)
        quoted = (
            ReplyParameters(message_id=place.message, allow_sending_without_reply=True)
            if message.quotes and place.message is not None
            else None
        )
        sent = await self.bot.send_message(
            place.chat,
            message.html,
            parse_mode="HTML",
            reply_markup=asks or keyboard,
            reply_parameters=quoted,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        return sent.message_id

    async def leave(self, chat: int) -> None:
        """Leave a group; that we are out already is no fault."""
        with contextlib.suppress(AiogramError):
            await self.bot.leave_chat(chat)

    async def _edit(
        self, chat: int, message_id: int, html: str, keyboard: InlineKeyboardMarkup | None
    ) -> int:
        try:
            await self.bot.edit_message_text(
                html,
                chat_id=chat,
                message_id=message_id,
                parse_mode="HTML",
                reply_markup=keyboard,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except TelegramBadRequest as error:
            if _NOT_MODIFIED not in error.message:  # two taps at once: it shows what it should
                raise
        return message_id


def _keyboard(message: Message) -> InlineKeyboardMarkup | None:
    if not message.buttons:
        return None
    rows: Sequence[Sequence[InlineKeyboardButton]] = [
        [
            InlineKeyboardButton(text=each.text, callback_data=each.data, url=each.url)
            for each in row
        ]
        for row in message.buttons
    ]
    return InlineKeyboardMarkup(inline_keyboard=[list(row) for row in rows])

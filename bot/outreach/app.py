"""The bot of the staff: links a chat to an account of the desk, and nothing else.

       /start CODE ──▶ code good? ──yes──▶ linked ──▶ /help, anything: what this chat is for
unknown ──────────────────┤no
       anything else ─────┴──▶ one polite line (the allow-list: linked chats only)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from telegram import LinkPreviewOptions, Update
from telegram.constants import ChatType
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)
from telegram.request import BaseRequest

from bot.adapters.speech import Speech
from bot.usecases.link_staff import LinkStaff
from db.models import Staff

type App = Application[Any, Any, Any, Any, Any, Any]
type Context = ContextTypes.DEFAULT_TYPE


@dataclass(frozen=True)
class Reception:
    """Answers in the coordinators' chats."""

    link: LinkStaff
    speech: Speech
    desk_url: str

    async def start(self, update: Update, context: Context) -> None:
        """``/start CODE`` from the desk's link, or without a code."""
        chat = _chat(update)
        if chat is None:
            return
        code = " ".join(context.args or ())
        known = await self.link.whose(chat)
        if code:
            # a code that was just used links once: the same update again finds the chat linked
            linked = await self.link(code, chat) or known
            if linked is not None:
                await self._say(update, linked, "coordinator-linked", login=linked.login)
                return
            await self._say(update, None, "coordinator-bad-code")
        elif known is not None:
            await self._help(update, known)
        else:
            await self._say(update, None, "coordinator-no-code")

    async def anything(self, update: Update, _context: Context) -> None:
        """``/help`` and all other messages: linked chats are told what they are for."""
        chat = _chat(update)
        if chat is None:
            return
        known = await self.link.whose(chat)
        if known is not None:
            await self._help(update, known)
        else:
            await self._say(update, None, "coordinator-stranger")

    async def _help(self, update: Update, staff: Staff) -> None:
        await self._say(update, staff, "coordinator-help", desk=self.desk_url)

    async def _say(self, update: Update, staff: Staff | None, text_id: str, **args: str) -> None:
        if update.effective_message is None:
            return
        await update.effective_message.reply_text(
            self.speech.say(_locale(update, staff), text_id, **args),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )


def build_app(
    reception: Reception,
    *,
    api: str,
    token: str,
    request: BaseRequest,
    failed: Callable[[BaseException], None],
) -> App:
    """An application that is fed updates and never fetches any; ``failed`` hears each fault."""

    async def on_fault(_update: object, context: Context) -> None:
        if context.error is not None:
            failed(context.error)

    app = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{api}/bot")
        .base_file_url(f"{api}/file/bot")
        .request(request)
        .get_updates_request(request)
        .updater(None)
        .job_queue(None)
        .build()
    )
    app.add_handler(CommandHandler("start", reception.start, filters.ChatType.PRIVATE))
    app.add_handler(
        MessageHandler(filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE, reception.anything)
    )
    app.add_error_handler(on_fault)
    return app


def _chat(update: Update) -> int | None:
    chat = update.effective_chat
    return chat.id if chat is not None and chat.type == ChatType.PRIVATE else None


def _locale(update: Update, staff: Staff | None) -> str:
    if staff is not None:
        return staff.locale
    code = update.effective_user.language_code if update.effective_user else None
    return "sl" if (code or "").partition("-")[0] == "sl" else "en"

"""The part of the Bot API that the house uses, refusing what Telegram would refuse.

https://core.telegram.org/bots/api. Telegram reads over parameters it does not know; the rehearsal
refuses them, since here they are always a mistake. Parameters it knows but cannot play (business
accounts, topics in groups, effects) are refused by name.
"""

import asyncio
import ipaddress
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bot.rehearsal.entities import (
    CAPTION_LIMIT,
    TEXT_LIMIT,
    Entity,
    Formatted,
    parse_html,
    utf16,
)
from bot.rehearsal.errors import Refused, bad, too_many
from bot.rehearsal.markup import read_markup, read_object
from bot.rehearsal.world import (
    UPDATE_KINDS,
    Account,
    Chat,
    Document,
    Json,
    Kept,
    Webhook,
    World,
    words,
)

POLL_SECONDS = 50
"""Longest long poll, as in Telegram."""
TAP_SECONDS = 15 * 60
"""After this a tap can no longer be acknowledged. Telegram does not document its own time."""
DELETE_SECONDS = 48 * 3600
"""A bot deletes messages younger than 48 hours (Bot API, deleteMessage)."""
TYPING_SECONDS = 5
REORDER_SECONDS = 1.0
"""How long a `reorder` fault holds a lone update back for a second one to come."""

_ACTIONS = words(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document"
    " choose_sticker find_location record_video_note upload_video_note"
)
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SECRET = re.compile(r"[A-Za-z0-9_\-]{1,256}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_SCOPES = words(
    "default all_private_chats all_group_chats all_chat_administrators chat chat_administrators"
    " chat_member"
)


@dataclass
class Call:
    """One call of a method: who, with what. Parameters are strings, as Telegram reads them."""

    world: World
    account: Account
    params: dict[str, str]
    files: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)
    """Uploads by field: file name, media type, content."""

    def text(self, name: str, default: str = "") -> str:
        """A string, checked to be UTF-8."""
        value = self.params.get(name, default)
        try:
            value.encode()
        except UnicodeEncodeError:
            raise bad("strings must be encoded in UTF-8") from None
        return value

    def whole(self, name: str, default: int | None = None) -> int | None:
        """A whole number."""
        value = self.params.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except ValueError:
            raise bad(f'parameter "{name}" must be of the type Integer') from None

    def flag(self, name: str) -> bool:
        """A boolean."""
        return self.params.get(name, "").lower() in ("true", "yes", "1")

    def array(self, name: str) -> list[Any] | None:
        """A JSON array."""
        value = self.params.get(name)
        if value is None or value == "":
            return None
        try:
            read = json.loads(value)
        except (ValueError, RecursionError):
            read = None
        if not isinstance(read, list):
            raise bad(f"can't parse {name} JSON array")
        return read

    def chat_id(self) -> int | None:
        """The addressed chat, as far as it is a number."""
        try:
            return int(self.params.get("chat_id", ""))
        except ValueError:
            return None

    def chat(self) -> Chat:
        """The addressed chat, if the bot may write there."""
        if not self.params.get("chat_id"):
            raise bad("chat_id is empty")
        number = self.chat_id()
        if number is None:
            raise bad("chat not found")
        return self.world.reachable(self.account, number)

    def message(self, chat: Chat, absent: str) -> Kept:
        """The addressed message; `absent` is what Telegram says when it is not there."""
        number = self.whole("message_id")
        if number is None:
            raise bad("message identifier is not specified")
        kept = chat.messages.get(number)
        if kept is None:
            raise bad(absent)
        return kept

    def formatted(self, text: str, entities: str, limit: int) -> Formatted:
        """A text or caption after entity parsing, trimmed and measured."""
        source = self.text(text)
        mode = self.text("parse_mode")
        if mode.lower() == "html":
            formatted = parse_html(source)
        elif mode:
            raise bad("unsupported parse_mode")
        else:
            formatted = Formatted(source, _entities(self.array(entities) or []))
        formatted = formatted.trimmed()
        if utf16(formatted.text) > limit:
            what = "message is too long" if text == "text" else "message caption is too long"
            raise bad(what)
        return formatted.with_found()

    def reply_to(self, chat: Chat) -> int | None:
        """The message that is answered, if any."""
        number = self.whole("reply_to_message_id")
        lenient = self.flag("allow_sending_without_reply")
        if self.params.get("reply_parameters"):
            reply = read_object(self.params["reply_parameters"], "reply parameters")
            number = reply.get("message_id")
            lenient = lenient or reply.get("allow_sending_without_reply") is True
            if isinstance(number, bool) or not isinstance(number, int):
                raise bad('can\'t parse reply parameters: field "message_id" must be an Integer')
            elsewhere = reply.get("chat_id")
            if elsewhere is not None and str(elsewhere) != str(chat.id):
                raise bad("message to be replied not found")
        if number is None or number in chat.messages:
            return number
        if lenient:
            return None
        raise bad("message to be replied not found")

    def markup(self) -> Json | None:
        """The `reply_markup`, checked."""
        value = self.params.get("reply_markup")
        return read_markup(value) if value else None

    def spend(self, chat: Chat) -> None:
        """Count a message against the limits, when they are enforced."""
        if not self.world.enforce_limits:
            return
        seconds = self.account.limits.wait(chat.id, self.world.clock())
        if seconds:
            raise too_many(seconds)


def _entities(found: list[Any]) -> list[Entity]:
    for entity in found:
        if (
            not isinstance(entity, dict)
            or not isinstance(entity.get("type"), str)
            or not isinstance(entity.get("offset"), int)
            or not isinstance(entity.get("length"), int)
            or (entity["type"] == "text_link" and not isinstance(entity.get("url"), str))
        ):
            raise bad("can't parse MessageEntity")
    return [{k: v for k, v in e.items() if v is not None} for e in found]


# receiving


async def get_me(call: Call) -> Json:
    """Who am I."""
    return {
        **call.account.user(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(call: Call) -> list[Json]:
    """Long polling; a newer poll ends an older one with 409, as in Telegram."""
    world, account = call.world, call.account
    if account.webhook is not None:
        raise Refused(
            409,
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    _allow(call)
    limit = min(max(call.whole("limit", 100) or 100, 1), 100)
    timeout = min(max(call.whole("timeout", 0) or 0, 0), POLL_SECONDS)
    offset = call.whole("offset", 0) or 0
    if offset:
        world.confirm(account, offset)
        world.store.flush()
    account.polls += 1
    account.ring()
    mine = account.polls
    loop = asyncio.get_running_loop()
    end = loop.time() + timeout
    held: float | None = None
    while True:
        if account.polls != mine:
            raise Refused(
                409,
                "Conflict: terminated by other getUpdates request; "
                "make sure that only one bot instance is running",
            )
        if account.webhook is not None:
            raise Refused(409, "Conflict: terminated by setWebhook request")
        now = loop.time()
        waiting = len(account.queue) + len(account.echoes)
        fault = world.faults.update("reorder", None, account.name)
        hold = fault is not None and waiting == 1 and limit > 1
        if hold:
            held = held or now + REORDER_SECONDS
        until = held if hold and held else end
        if world.closing.is_set() or now >= until or (waiting and not hold):
            batch = world.batch(account, limit)
            if fault is not None and len(batch) > 1:
                world.faults.use(fault)
                batch.reverse()
            return batch
        bell = account.bell
        try:
            async with asyncio.timeout(until - now):
                await bell.wait()
        except TimeoutError:
            continue


def _allow(call: Call) -> None:
    allowed = call.array("allowed_updates")
    if allowed is None:
        return
    if any(not isinstance(kind, str) for kind in allowed):
        raise bad("can't parse allowed_updates JSON array")
    call.account.allowed = [kind for kind in allowed if kind in UPDATE_KINDS]


async def set_webhook(call: Call) -> bool:
    """Bring updates to an address. The rehearsal brings them to this machine only."""
    url = call.text("url")
    if not url:
        return await delete_webhook(call)
    if "certificate" in call.files or call.params.get("certificate"):
        raise bad("the rehearsal takes no certificate")
    try:
        parts = urlsplit(url)
        here = parts.scheme in ("http", "https") and _loopback(parts.hostname or "")
    except ValueError:
        here = False
    if not here:
        raise bad("bad webhook: the rehearsal brings updates to loopback addresses only")
    secret = call.text("secret_token") or None
    if secret is not None and not _SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    most = call.whole("max_connections", 40) or 40
    if not 1 <= most <= 100:
        raise bad("max_connections must be from 1 to 100")
    _allow(call)
    if call.flag("drop_pending_updates"):
        _drop(call)
    call.account.webhook = Webhook(url, secret, most)
    call.world.keep_bot(call.account)
    call.account.ring()
    return True


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _drop(call: Call) -> None:
    call.world.confirm(call.account, call.account.next_update)
    call.account.echoes.clear()


async def delete_webhook(call: Call) -> bool:
    """Back to polling."""
    if call.flag("drop_pending_updates"):
        _drop(call)
    call.account.webhook = None
    call.world.keep_bot(call.account)
    call.account.ring()
    return True


async def get_webhook_info(call: Call) -> Json:
    """How the webhook fares."""
    webhook = call.account.webhook
    info: Json = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(call.account.queue),
    }
    if webhook:
        info["max_connections"] = webhook.max_connections
        if webhook.last_error_date:
            info["last_error_date"] = webhook.last_error_date
            info["last_error_message"] = webhook.last_error_message
    if call.account.allowed:
        info["allowed_updates"] = call.account.allowed
    return info


# writing


async def send_message(call: Call) -> Json:
    """A text."""
    chat = call.chat()
    formatted = call.formatted("text", "entities", TEXT_LIMIT)
    if not formatted.text:
        raise bad("message text is empty")
    _link_preview(call)
    content: Json = {"text": formatted.text}
    if formatted.entities:
        content["entities"] = formatted.entities
    return _send(call, chat, content)


async def send_document(call: Call) -> Json:
    """A file; uploaded, or sent again by its id."""
    chat = call.chat()
    document = _document(call)
    caption = call.formatted("caption", "caption_entities", CAPTION_LIMIT)
    content: Json = {
        "document": {
            "file_id": document.id,
            "file_unique_id": document.id,
            "file_name": document.name,
            "mime_type": document.mime,
            "file_size": len(document.content),
        }
    }
    if caption.text:
        content["caption"] = caption.text
        if caption.entities:
            content["caption_entities"] = caption.entities
    message = _send(call, chat, content)
    if document.id not in call.account.files:
        call.world.add_file(call.account, document)
    return message


def _document(call: Call) -> Document:
    value = call.params.get("document", "")
    name = value.removeprefix("attach://") if value.startswith("attach://") else "document"
    if name in call.files:
        file_name, mime, content = call.files[name]
        if not content:
            raise bad("file must be non-empty")
        number = f"document-{call.account.id}-{len(call.account.files) + 1}"
        return Document(number, file_name or name, mime, content)
    if value.startswith(("http://", "https://")):
        raise bad("the rehearsal fetches nothing from the net")
    if value in call.account.files:
        return call.account.files[value]
    raise bad("wrong remote file identifier specified" if value else "there is no document")


def _link_preview(call: Call) -> None:
    if call.params.get("link_preview_options"):
        options = read_object(call.params["link_preview_options"], "link preview options")
        known = {
            "is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text",
        }  # fmt: skip
        if unknown := sorted(set(options) - known):
            raise bad(f'unknown field "{unknown[0]}" in LinkPreviewOptions')


def _send(call: Call, chat: Chat, content: Json) -> Json:
    markup = call.markup()
    reply_to = call.reply_to(chat)
    call.spend(chat)
    keyboard: list[list[str]] | None = None
    if markup and markup.get("inline_keyboard"):
        content["reply_markup"] = markup
    elif markup and "keyboard" in markup:
        keyboard = [[b["text"] for b in row] for row in markup["keyboard"]]
    elif markup and markup.get("remove_keyboard"):
        keyboard = []
    chat.typing_until = 0.0
    if keyboard is not None:
        chat.keyboard = keyboard
    message = call.world.add(
        call.account, chat, content, by_bot=True, reply_to=reply_to, keyboard=keyboard
    )
    chat.forced = message["message_id"] if markup and markup.get("force_reply") else chat.forced
    return message


async def send_chat_action(call: Call) -> bool:
    """Show that the bot is typing, for five seconds."""
    chat = call.chat()
    if call.text("action") not in _ACTIONS:
        raise bad("wrong parameter action in request")
    chat.typing_until = call.world.clock() + TYPING_SECONDS
    chat.revision += 1
    return True


# changing


async def edit_message_text(call: Call) -> Json:
    """Other words in a message of the bot's own."""
    chat = call.chat()
    kept = _own(call, chat)
    if "text" not in kept.message:
        raise bad("there is no text in the message to edit")
    formatted = call.formatted("text", "entities", TEXT_LIMIT)
    if not formatted.text:
        raise bad("message text is empty")
    _link_preview(call)
    changed = {
        k: v for k, v in kept.message.items() if k not in ("text", "entities", "reply_markup")
    }
    changed["text"] = formatted.text
    if formatted.entities:
        changed["entities"] = formatted.entities
    return _edit(call, chat, kept, changed)


async def edit_message_caption(call: Call) -> Json:
    """Another caption under a document of the bot's own."""
    chat = call.chat()
    kept = _own(call, chat)
    caption = call.formatted("caption", "caption_entities", CAPTION_LIMIT)
    gone = ("caption", "caption_entities", "reply_markup")
    changed = {k: v for k, v in kept.message.items() if k not in gone}
    if caption.text:
        changed["caption"] = caption.text
        if caption.entities:
            changed["caption_entities"] = caption.entities
    return _edit(call, chat, kept, changed)


async def edit_message_reply_markup(call: Call) -> Json:
    """Other buttons, or none."""
    chat = call.chat()
    kept = _own(call, chat)
    changed = {k: v for k, v in kept.message.items() if k != "reply_markup"}
    return _edit(call, chat, kept, changed)


def _own(call: Call, chat: Chat) -> Kept:
    kept = call.message(chat, "message to edit not found")
    if not kept.by_bot:
        raise bad("message can't be edited")
    return kept


def _edit(call: Call, chat: Chat, kept: Kept, changed: Json) -> Json:
    markup = call.markup()
    if markup and "inline_keyboard" not in markup:
        raise bad("inline keyboard expected")
    if markup and markup["inline_keyboard"]:
        changed["reply_markup"] = markup
    same = {k: v for k, v in kept.message.items() if k != "edit_date"}
    if {k: v for k, v in changed.items() if k != "edit_date"} == same:
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    call.spend(chat)
    changed["edit_date"] = int(call.world.clock())
    call.world.put(call.account, chat, Kept(changed, True, edited=True, keyboard=kept.keyboard))
    return changed


async def delete_message(call: Call) -> bool:
    """Take a message away."""
    chat = call.chat()
    kept = call.message(chat, "message to delete not found")
    if call.world.clock() - kept.message["date"] > DELETE_SECONDS:
        raise bad("message can't be deleted for everyone")
    call.world.remove(call.account, chat, kept.message["message_id"])
    return True


async def delete_messages(call: Call) -> bool:
    """Take several away; those that are not there are passed over."""
    chat = call.chat()
    numbers = call.array("message_ids") or []
    if not 1 <= len(numbers) <= 100 or any(not isinstance(n, int) for n in numbers):
        raise bad("message_ids must be 1-100 message identifiers")
    for number in numbers:
        kept = chat.messages.get(number)
        if kept and call.world.clock() - kept.message["date"] <= DELETE_SECONDS:
            call.world.remove(call.account, chat, number)
    return True


async def answer_callback_query(call: Call) -> bool:
    """Acknowledge a tap."""
    wanted = call.text("callback_query_id")
    now = call.world.clock()
    for chat in call.account.chats.values():
        tap = chat.taps.get(wanted)
        if tap is not None and now - tap.at <= TAP_SECONDS:
            text = call.text("text")
            if utf16(text) > 200:
                raise bad("MESSAGE_TOO_LONG")
            tap.answered = True
            tap.text = text or None
            tap.show_alert = call.flag("show_alert")
            chat.revision += 1
            return True
    raise bad("query is too old and response timeout expired or query ID is invalid")


# about the bot


async def set_my_commands(call: Call) -> bool:
    """The menu of commands, by scope and language."""
    commands = call.array("commands")
    if commands is None:
        raise bad("can't parse commands JSON array")
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    kept = []
    for command in commands:
        if not isinstance(command, dict):
            raise bad("can't parse BotCommand: expected an Object")
        name, words = command.get("command"), command.get("description")
        if not isinstance(name, str) or not _COMMAND.fullmatch(name.removeprefix("/").lower()):
            raise bad("BOT_COMMAND_INVALID")
        if not isinstance(words, str) or not 1 <= len(words) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        kept.append({"command": name.removeprefix("/").lower(), "description": words})
    call.account.commands[_scope(call), _language(call)] = kept
    return True


async def get_my_commands(call: Call) -> list[Json]:
    """The menu as set for this scope and language."""
    return call.account.commands.get((_scope(call), _language(call)), [])


async def delete_my_commands(call: Call) -> bool:
    """Forget the menu of this scope and language."""
    call.account.commands.pop((_scope(call), _language(call)), None)
    return True


def _scope(call: Call) -> str:
    value = call.params.get("scope")
    scope = read_object(value, "BotCommandScope") if value else {"type": "default"}
    if scope.get("type") not in _SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type specified")
    return json.dumps(scope, sort_keys=True)


def _language(call: Call) -> str:
    code = call.text("language_code")
    if code and not _LANGUAGE.fullmatch(code):
        raise bad("invalid language code specified")
    return code


def _setter(what: str, limit: int) -> Callable[[Call], Awaitable[bool]]:
    async def set_it(call: Call) -> bool:
        value = call.text(what)
        if len(value) > limit:
            raise bad(f"{what.replace('_', ' ')} is too long")
        call.account.about[what, _language(call)] = value
        return True

    return set_it


def _getter(what: str) -> Callable[[Call], Awaitable[Json]]:
    async def get_it(call: Call) -> Json:
        return {what: call.account.about.get((what, _language(call)), "")}

    return get_it


async def get_chat(call: Call) -> Json:
    """What is known of a chat."""
    return {
        **call.chat().shape(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }


async def leave_chat(call: Call) -> bool:
    """Leave a group."""
    chat = call.chat()
    if chat.private:
        raise bad("chat member status can't be changed in private chats")
    call.world.set_unreachable(call.account, chat, "left")
    return True


async def get_file(call: Call) -> Json:
    """Where a file can be fetched."""
    document = call.account.files.get(call.text("file_id"))
    if document is None:
        raise bad("invalid file_id")
    return {
        "file_id": document.id,
        "file_unique_id": document.id,
        "file_size": len(document.content),
        "file_path": f"documents/{document.id}",
    }


@dataclass(frozen=True)
class Method:
    """A method and the parameters it takes."""

    name: str
    run: Callable[[Call], Awaitable[Any]]
    takes: frozenset[str]


_SEND = (
    "chat_id disable_notification protect_content allow_paid_broadcast reply_parameters"
    " reply_markup reply_to_message_id allow_sending_without_reply parse_mode"
)
_PREVIEW = "link_preview_options disable_web_page_preview"
_EDIT = "chat_id message_id reply_markup"

UNPLAYED = words(
    "business_connection_id message_thread_id direct_messages_topic_id message_effect_id"
    " suggested_post_parameters ephemeral_message_parameters receiver_user_id inline_message_id"
    " rich_message thumbnail"
)
"""In the Bot API, not in the rehearsal."""


def _methods() -> dict[str, Method]:
    table: list[tuple[str, Callable[[Call], Awaitable[Any]], str]] = [
        ("getMe", get_me, ""),
        ("getUpdates", get_updates, "offset limit timeout allowed_updates"),
        (
            "setWebhook",
            set_webhook,
            "url certificate ip_address max_connections allowed_updates drop_pending_updates"
            " secret_token",
        ),
        ("deleteWebhook", delete_webhook, "drop_pending_updates"),
        ("getWebhookInfo", get_webhook_info, ""),
        ("sendMessage", send_message, f"{_SEND} {_PREVIEW} text entities"),
        (
            "sendDocument",
            send_document,
            f"{_SEND} document caption caption_entities disable_content_type_detection",
        ),
        ("sendChatAction", send_chat_action, "chat_id action"),
        ("editMessageText", edit_message_text, f"{_EDIT} {_PREVIEW} text parse_mode entities"),
        (
            "editMessageCaption",
            edit_message_caption,
            f"{_EDIT} caption parse_mode caption_entities show_caption_above_media",
        ),
        ("editMessageReplyMarkup", edit_message_reply_markup, _EDIT),
        ("deleteMessage", delete_message, "chat_id message_id"),
        ("deleteMessages", delete_messages, "chat_id message_ids"),
        (
            "answerCallbackQuery",
            answer_callback_query,
            "callback_query_id text show_alert url cache_time",
        ),
        ("setMyCommands", set_my_commands, "commands scope language_code"),
        ("getMyCommands", get_my_commands, "scope language_code"),
        ("deleteMyCommands", delete_my_commands, "scope language_code"),
        ("setMyName", _setter("name", 64), "name language_code"),
        ("getMyName", _getter("name"), "language_code"),
        ("setMyDescription", _setter("description", 512), "description language_code"),
        ("getMyDescription", _getter("description"), "language_code"),
        (
            "setMyShortDescription",
            _setter("short_description", 120),
            "short_description language_code",
        ),
        ("getMyShortDescription", _getter("short_description"), "language_code"),
        ("getChat", get_chat, "chat_id"),
        ("leaveChat", leave_chat, "chat_id"),
        ("getFile", get_file, "file_id"),
    ]
    return {name.lower(): Method(name, run, words(t)) for name, run, t in table}


METHODS = _methods()


def find(name: str, call: Call) -> Method:
    """The method of that name, its parameters checked by name.

    Raises:
        Refused: 404 for no such method, 400 for a parameter it does not take.
    """
    method = METHODS.get(name.lower())
    if method is None:
        raise Refused(404, "Not Found: method not found")
    attached = {
        value.removeprefix("attach://")
        for value in call.params.values()
        if value.startswith("attach://")
    }
    for given in sorted({*call.params, *call.files} - method.takes - attached):
        if given in UNPLAYED:
            raise bad(f'the rehearsal has no "{given}"')
        raise bad(f'unknown parameter "{given}"')
    return method


def addressed(call: Call) -> int | None:
    """The chat a call is about, for faults ordered for one chat."""
    if "chat_id" in call.params:
        return call.chat_id()
    wanted = call.params.get("callback_query_id")
    for chat in call.account.chats.values():
        if wanted in chat.taps:
            return chat.id
    return None

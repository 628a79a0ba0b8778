"""The rehearsal's world: bots, chats, messages, taps and the updates that wait to be taken in.

Nothing here speaks HTTP, and nothing here writes a log line: it holds what residents wrote.
"""

import asyncio
import base64
import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.rehearsal.entities import Formatted
from bot.rehearsal.errors import Refused, bad
from bot.rehearsal.faults import Faults
from bot.rehearsal.limits import Limits
from bot.rehearsal.store import Store

Json = dict[str, Any]


def words(text: str) -> frozenset[str]:
    """The words of a line, as a set."""
    return frozenset(text.split())


RESIDENT = "resident"
COORDINATOR = "coordinator"
KNOWN_BOTS = {1001: RESIDENT, 1002: COORDINATOR}
"""The numbers before the colon in the two tokens the house uses when it has none of its own."""

UPDATE_KINDS = words(
    "message edited_message channel_post edited_channel_post business_connection business_message"
    " edited_business_message deleted_business_messages guest_message message_reaction"
    " message_reaction_count inline_query chosen_inline_result callback_query shipping_query"
    " pre_checkout_query purchased_paid_media poll poll_answer my_chat_member chat_member"
    " chat_join_request chat_boost removed_chat_boost managed_bot subscription"
    " stopped_message_generation"
)
ON_REQUEST_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

_TOKEN = re.compile(r"(\d{1,15}):[A-Za-z0-9_\-]{1,100}")


def chat_of(update: Json) -> int | None:
    """The chat an update belongs to, as far as it can be read."""
    for value in update.values():
        if not isinstance(value, dict):
            continue
        holder = value.get("message") if isinstance(value.get("message"), dict) else value
        chat = holder.get("chat") if isinstance(holder, dict) else None
        if isinstance(chat, dict) and isinstance(chat.get("id"), int):
            return int(chat["id"])
    return None


@dataclass
class Kept:
    """A message in a chat: Telegram's Message object and what the chat page shows of it."""

    message: Json
    by_bot: bool
    edited: bool = False
    keyboard: list[list[str]] | None = None

    def formatted(self) -> Formatted:
        """Its text or caption with entities."""
        for text, entities in (("text", "entities"), ("caption", "caption_entities")):
            if text in self.message:
                return Formatted(str(self.message[text]), list(self.message.get(entities, [])))
        return Formatted("")

    def buttons(self) -> list[list[Json]]:
        """Its inline buttons: text, and data or url."""
        rows = self.message.get("reply_markup", {}).get("inline_keyboard", [])
        return [
            [{"text": b["text"], "data": b.get("callback_data"), "url": b.get("url")} for b in row]
            for row in rows
        ]

    def as_json(self) -> Json:
        """As `GET /rehearsal/chats/{chat}/messages` shows it."""
        formatted = self.formatted()
        document = self.message.get("document")
        return {
            "message_id": self.message["message_id"],
            "from": "bot" if self.by_bot else "resident",
            "text": formatted.shown() or _placeholder(self.message),
            "buttons": self.buttons(),
            "edited": self.edited,
            "at": datetime.fromtimestamp(self.message.get("date", 0), UTC).isoformat(),
            "reply_to": self.message.get("reply_to_message", {}).get("message_id"),
            "keyboard": self.keyboard,
            "document": {
                "file_id": document["file_id"],
                "file_name": document.get("file_name"),
                "file_size": document.get("file_size"),
                "mime_type": document.get("mime_type"),
            }
            if isinstance(document, dict) and self.by_bot
            else None,
            "plain": formatted.text,
            "entities": formatted.entities,
        }


def _placeholder(message: Json) -> str:
    for kind in ("sticker", "voice", "photo", "video", "document", "location", "contact"):
        if kind in message:
            return f"[{kind}]"
    return ""


@dataclass
class Tap:
    """A tapped button; Telegram turns a circle on it until the bot acknowledges."""

    id: str
    message_id: int
    data: str
    at: float
    answered: bool = False
    text: str | None = None
    show_alert: bool = False

    def as_json(self) -> Json:
        """As `GET /rehearsal/chats/{chat}/taps` shows it."""
        return {k: v for k, v in vars(self).items() if k != "at"}


@dataclass
class Chat:
    """One chat of one bot. Private chats have positive ids, groups negative ones."""

    id: int
    language_code: str | None = None
    unreachable: str | None = None
    """Why the bot may not write here: `blocked`, `deactivated`, or nothing."""
    messages: dict[int, Kept] = field(default_factory=dict)
    taps: dict[str, Tap] = field(default_factory=dict)
    revision: int = 0
    typing_until: float = 0.0
    keyboard: list[list[str]] | None = None
    forced: int | None = None
    """The message that a resident's app has been told to reply to next (ForceReply)."""

    @property
    def private(self) -> bool:
        """Whether one resident writes here."""
        return self.id > 0

    def shape(self) -> Json:
        """Telegram's Chat object."""
        if self.private:
            name = {"first_name": f"Resident {self.id}", "username": f"rehearsal_{self.id}"}
            return {"id": self.id, "type": "private", **name}
        kind = "supergroup" if str(self.id).startswith("-100") else "group"
        return {"id": self.id, "type": kind, "title": f"Group {-self.id}"}

    def user(self, writer: int | None = None) -> Json:
        """Telegram's User object of who writes here; in groups `writer` says who."""
        number = self.id if self.private else writer or 1
        user: Json = {
            "id": number,
            "is_bot": False,
            "first_name": f"Resident {number}",
            "username": f"rehearsal_{number}",
        }
        if self.language_code:
            user["language_code"] = self.language_code
        return user


@dataclass
class Document:
    """A file that a bot sent."""

    id: str
    name: str
    mime: str
    content: bytes


@dataclass
class Webhook:
    """Where a bot's updates are brought."""

    url: str
    secret: str | None = None
    max_connections: int = 40
    last_error_date: int | None = None
    last_error_message: str | None = None


@dataclass
class Queued:
    """An update that waits; `number` is its place in the queue."""

    number: int
    update: Json


class Account:
    """One bot: its token, its updates, its chats."""

    def __init__(self, number: int, name: str, first_update: int) -> None:
        self.id = number
        self.name = name
        self.token: str | None = None
        self.next_update = first_update
        self.next_message = 1
        self.queue: deque[Queued] = deque()
        self.echoes: list[Json] = []
        self.echoed: set[int] = set()
        self.allowed: list[str] | None = None
        self.webhook: Webhook | None = None
        self.polls = 0
        self.bell = asyncio.Event()
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.about: dict[tuple[str, str], str] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, Document] = {}
        self.limits = Limits()

    def user(self) -> Json:
        """Telegram's User object of the bot."""
        names = {RESIDENT: "Povezani", COORDINATOR: "Povezani desk"}
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": names.get(self.name, self.name),
            "username": f"povezani_{self.name}_bot",
        }

    def ring(self) -> None:
        """Wake whoever waits for a change."""
        self.bell.set()
        self.bell = asyncio.Event()

    def commands_for(self, language: str) -> list[Json]:
        """The menu a private chat shows, as Telegram falls back among scopes and languages."""
        for scope in ('{"type": "all_private_chats"}', '{"type": "default"}'):
            for code in (language, ""):
                if found := self.commands.get((scope, code)):
                    return found
        return []


class World:
    """All bots of the rehearsal.

    Parameters: `clock` gives seconds since 1970; `store` a file that keeps the chats over a
    restart; `bots` names tokens (name → token). Without `bots`, the house's own two stand-in
    bots are known, and the first other tokens to call take their places while nobody used them.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float],
        store: Path | None = None,
        bots: dict[str, str] | None = None,
        enforce_limits: bool = False,
    ) -> None:
        self.clock = clock
        self.faults = Faults()
        self.enforce_limits = enforce_limits
        self.closing = asyncio.Event()
        self.arrival = asyncio.Event()
        """Rung when a bot is first seen, and at the end."""
        self.store = Store(store)
        self.accounts: dict[int, Account] = {}
        self._bots = bots
        self._last_queued = 0
        self._last_tap = int(clock() * 1000)
        self._load()
        self._introduce()

    # bots

    def _first_update(self) -> int:
        # Without a store a restart must not hand out ids that the house has already taken in.
        return 1 + int(self.clock() - 1_700_000_000) * 10 % 2_000_000_000

    def _introduce(self) -> None:
        if self._bots is None:
            for number, name in KNOWN_BOTS.items():
                if name not in {a.name for a in self.accounts.values()}:
                    self.accounts[number] = Account(number, name, self._first_update())
            return
        for name, token in self._bots.items():
            number = _number(token)
            account = self.accounts.get(number) or Account(number, name, self._first_update())
            account.name = name
            account.token = token
            self.accounts[number] = account

    def account(self, token: str) -> Account:
        """The bot of a token.

        Raises:
            Refused: 404 for what is no token, 401 for one whose number belongs to another.
        """
        number = _number(token)
        account = self.accounts.get(number)
        if account is None:
            account = self._newcomer(number)
        if account.token is None:
            account.token = token
        if account.token != token:
            raise Refused(401, "Unauthorized")
        return account

    def _newcomer(self, number: int) -> Account:
        if self._bots is None:
            for known in KNOWN_BOTS:
                free = self.accounts.get(known)
                if free is not None and free.token is None and not self._kept(free):
                    del self.accounts[known]
                    self._rename(free, number)
                    return free
        account = Account(number, f"bot{number}", self._first_update())
        self.accounts[number] = account
        self.arrival.set()
        self.arrival = asyncio.Event()
        return account

    def _kept(self, account: Account) -> bool:
        # A bot read back from the store keeps its place for its own token.
        return self._from_store.get(account.id, False)

    def _rename(self, account: Account, number: int) -> None:
        for old in self._rows(account):
            self.store.keep(*old[:4], None)
        account.id = number
        self.accounts[number] = account
        for row in self._rows(account):
            self.store.keep(*row)

    def named(self, name: str | None) -> Account:
        """The bot of that name, the residents' bot without one.

        Raises:
            Refused: 404, nobody has that name.
        """
        wanted = name or RESIDENT
        for account in self.accounts.values():
            if account.name == wanted:
                return account
        if name is None and self.accounts:
            return next(iter(self.accounts.values()))
        raise Refused(404, "Not Found: no such bot")

    # chats

    def chat(self, account: Account, number: int, language: str | None = None) -> Chat:
        """The chat of that number, made when it is new; `language` is what its app now speaks."""
        chat = account.chats.get(number)
        if chat is None:
            chat = account.chats[number] = Chat(number)
            self._keep_chat(account, chat)
        if language is not None and language != chat.language_code:
            chat.language_code = language or None
            self._keep_chat(account, chat)
        return chat

    def reachable(self, account: Account, number: int) -> Chat:
        """The chat a bot wants to write to.

        Raises:
            Refused: 400 when nobody there ever wrote, 403 when the bot may not write any more.
        """
        chat = account.chats.get(number)
        if chat is None:
            raise bad("chat not found")
        if chat.unreachable == "deactivated":
            raise Refused(403, "Forbidden: user is deactivated")
        if chat.unreachable and not chat.private:
            raise Refused(403, "Forbidden: bot was kicked from the group chat")
        if chat.unreachable:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return chat

    def set_unreachable(self, account: Account, chat: Chat, reason: str | None) -> None:
        """Block or unblock the bot; it hears of it by `my_chat_member`, as in Telegram."""
        before, after = ("member", "kicked") if reason else ("kicked", "member")
        if bool(chat.unreachable) == bool(reason):
            return
        chat.unreachable = reason
        chat.revision += 1
        self._keep_chat(account, chat)
        if reason == "deactivated":
            return  # Telegram does not tell

        def member(status: str) -> Json:
            shape: Json = {"status": status, "user": account.user()}
            return {**shape, "until_date": 0} if status == "kicked" else shape

        self.emit(
            account,
            "my_chat_member",
            {
                "chat": chat.shape(),
                "from": chat.user(),
                "date": int(self.clock()),
                "old_chat_member": member(before),
                "new_chat_member": member(after),
            },
        )

    def _keep_chat(self, account: Account, chat: Chat) -> None:
        self.store.keep(*_chat_row(account, chat))

    # messages

    def add(
        self,
        account: Account,
        chat: Chat,
        content: Json,
        *,
        by_bot: bool,
        reply_to: int | None = None,
        writer: int | None = None,
        keyboard: list[list[str]] | None = None,
    ) -> Json:
        """Put a message into a chat and return Telegram's Message object.

        `content` holds the fields of its kind (text, entities, document, …).
        """
        message: Json = {
            "message_id": account.next_message,
            "from": account.user() if by_bot else chat.user(writer),
            "chat": chat.shape(),
            "date": int(self.clock()),
        }
        if reply_to is not None and reply_to in chat.messages:
            answered = chat.messages[reply_to].message
            message["reply_to_message"] = {
                k: v for k, v in answered.items() if k != "reply_to_message"
            }
        message |= content
        account.next_message += 1
        self.put(account, chat, Kept(message, by_bot, keyboard=keyboard))
        self.keep_bot(account)
        return message

    def put(self, account: Account, chat: Chat, kept: Kept) -> None:
        """Store a new or changed message."""
        number = kept.message["message_id"]
        chat.messages[number] = kept
        chat.revision += 1
        self.store.keep(*_message_row(account, chat, kept))

    def remove(self, account: Account, chat: Chat, number: int) -> None:
        """Delete a message."""
        del chat.messages[number]
        chat.revision += 1
        self.store.keep("message", account.id, chat.id, number, None)

    def add_file(self, account: Account, document: Document) -> None:
        """Keep a file that a bot sent."""
        account.files[document.id] = document
        self.store.keep(*_file_row(account, document, len(account.files)))

    def tap(self, account: Account, chat: Chat, message_id: int, data: str) -> Tap:
        """A resident taps; the bot gets a `callback_query` with the whole message."""
        self._last_tap += 1
        tap = Tap(str(self._last_tap), message_id, data, self.clock())
        chat.taps[tap.id] = tap
        chat.revision += 1
        kept = chat.messages.get(message_id)
        message = (
            kept.message if kept else {"chat": chat.shape(), "message_id": message_id, "date": 0}
        )
        self.emit(
            account,
            "callback_query",
            {
                "id": tap.id,
                "from": chat.user(),
                "message": message,
                "chat_instance": str(chat.id * 7919),
                "data": data,
            },
        )
        return tap

    # updates

    def emit(self, account: Account, kind: str, body: Json) -> int | None:
        """Queue an update; returns its id, None when the bot did not ask for this kind."""
        if not self.wanted(account, kind):
            return None
        return self.queue(account, {"update_id": account.next_update, kind: body})

    def wanted(self, account: Account, kind: str) -> bool:
        """Whether `allowed_updates` lets this kind through."""
        if kind not in UPDATE_KINDS:
            return True
        if account.allowed:
            return kind in account.allowed
        return kind not in ON_REQUEST_ONLY

    def queue(self, account: Account, update: Json) -> int:
        """Queue a whole update. One whose id has passed is delivered once more, as an echo."""
        number = int(update["update_id"])
        if number < account.next_update:
            account.echoes.append(update)
        else:
            account.next_update = number + 1
            self._last_queued += 1
            queued = Queued(self._last_queued, update)
            account.queue.append(queued)
            self.store.keep("update", account.id, 0, queued.number, update)
            self.keep_bot(account)
        account.ring()
        return number

    def confirm(self, account: Account, offset: int) -> None:
        """Forget the updates below `offset`; a negative one keeps only so many from the end."""
        queue = account.queue
        while queue and (
            queue[0].update["update_id"] < offset if offset >= 0 else len(queue) > -offset
        ):
            gone = queue.popleft()
            account.echoed.discard(gone.number)
            self.store.keep("update", account.id, 0, gone.number, None)

    def done(self, account: Account, queued: Queued) -> None:
        """Forget one update that a webhook has taken."""
        account.queue.remove(queued)
        account.echoed.discard(queued.number)
        self.store.keep("update", account.id, 0, queued.number, None)

    def batch(self, account: Account, limit: int) -> list[Json]:
        """The updates to hand over now, echoes first; nothing is forgotten by it but echoes."""
        echoes, account.echoes = account.echoes[:limit], account.echoes[limit:]
        batch = list(echoes)
        for queued in account.queue:
            if len(batch) >= limit:
                break
            batch.append(queued.update)
            self.echo(account, queued)
        return batch

    def echo(self, account: Account, queued: Queued) -> bool:
        """Order a second delivery of this update where a `duplicate_update` fault stands."""
        chat = chat_of(queued.update)
        fault = self.faults.update("duplicate_update", chat, account.name)
        if fault is None or queued.number in account.echoed:
            return False
        self.faults.use(fault)
        account.echoed.add(queued.number)
        account.echoes.append(queued.update)
        return True

    # memory

    def keep_bot(self, account: Account) -> None:
        """Remember what changed about a bot."""
        self.store.keep(*_bot_row(account))

    def _rows(self, account: Account) -> Iterable[tuple[str, int, int, int, Any]]:
        yield _bot_row(account)
        for chat in account.chats.values():
            yield _chat_row(account, chat)
            for kept in chat.messages.values():
                yield _message_row(account, chat, kept)
        for number, document in enumerate(account.files.values(), start=1):
            yield _file_row(account, document, number)
        for queued in account.queue:
            yield "update", account.id, 0, queued.number, queued.update

    def _load(self) -> None:
        self._from_store: dict[int, bool] = {}
        for bot, _, _, value in self.store.read("bot"):
            first = max(self._first_update(), value["next_update"])
            account = self.accounts[bot] = Account(bot, value["name"], first)
            account.next_message = value["next_message"]
            account.webhook = Webhook(**value["webhook"]) if value["webhook"] else None
            self._from_store[bot] = True
        for bot, chat, _, value in self.store.read("chat"):
            self.accounts[bot].chats[chat] = Chat(
                chat, language_code=value["language_code"], unreachable=value["unreachable"]
            )
        for bot, chat, number, value in self.store.read("message"):
            kept = Kept(value["message"], value["by_bot"], value["edited"], value["keyboard"])
            home = self.accounts[bot].chats[chat]
            home.messages[number] = kept
            home.keyboard = kept.keyboard if kept.keyboard is not None else home.keyboard
        for bot, _, _, value in self.store.read("file"):
            content = base64.b64decode(value["content"])
            self.accounts[bot].files[value["id"]] = Document(
                value["id"], value["name"], value["mime"], content
            )
        for bot, _, number, value in self.store.read("update"):
            self.accounts[bot].queue.append(Queued(number, value))
            self._last_queued = max(self._last_queued, number)

    def reset(self) -> None:
        """Forget all chats, updates, faults and webhooks; the bots and their ids go on."""
        self.faults.clear()
        for account in self.accounts.values():
            account.queue.clear()
            account.echoes.clear()
            account.echoed.clear()
            account.chats.clear()
            account.files.clear()
            account.webhook = None
            account.limits = Limits()
            account.ring()
        self.store.clear()
        for account in self.accounts.values():
            self.keep_bot(account)

    def close(self) -> None:
        """End all waiting: long polls, hanging calls, webhooks."""
        self.closing.set()
        self.arrival.set()
        for account in self.accounts.values():
            account.ring()


def _number(token: str) -> int:
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise Refused(404, "Not Found")
    return int(match[1])


Row = tuple[str, int, int, int, Any]


def _bot_row(account: Account) -> Row:
    value = {
        "name": account.name,
        "next_update": account.next_update,
        "next_message": account.next_message,
        "webhook": dict(vars(account.webhook)) if account.webhook else None,
    }
    return "bot", account.id, 0, 0, value


def _chat_row(account: Account, chat: Chat) -> Row:
    value = {"language_code": chat.language_code, "unreachable": chat.unreachable}
    return "chat", account.id, chat.id, 0, value


def _message_row(account: Account, chat: Chat, kept: Kept) -> Row:
    return "message", account.id, chat.id, kept.message["message_id"], dict(vars(kept))


def _file_row(account: Account, document: Document, number: int) -> Row:
    value = {
        "id": document.id,
        "name": document.name,
        "mime": document.mime,
        "content": base64.b64encode(document.content).decode(),
    }
    return "file", account.id, 0, number, value

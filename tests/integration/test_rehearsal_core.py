"""The stand-in Telegram, driven over loopback by the two libraries the house uses."""

import asyncio
import json
import re
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import telegram
import telegram.error
import uvicorn
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from starlette.applications import Starlette

from bot.rehearsal.app import build
from bot.rehearsal.serve import Server

TOKEN = "1001:rehearsal-resident"
COORDINATOR = "1002:rehearsal-coordinator"


@asynccontextmanager
async def running(app: Starlette) -> AsyncIterator[str]:
    """Serve `app` on a free loopback port, in a thread of its own; gives its address."""
    # The protocol is named, or asyncio leaves TCP_NODELAY off and every answer takes 40 ms.
    with socket.socket(proto=socket.IPPROTO_TCP) as ear:
        ear.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="on")
        server = Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [ear]}, daemon=True)
        thread.start()
        while not server.started:
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{ear.getsockname()[1]}"
        server.should_exit = True
        await asyncio.to_thread(thread.join, 10)
        assert not thread.is_alive(), "the rehearsal did not stop"


class Town:
    """A running rehearsal and the residents in it."""

    def __init__(self, url: str, http: httpx.AsyncClient) -> None:
        self.url = url
        self.http = http

    async def post(self, path: str, body: Any = None, **params: str) -> Any:
        answer = await self.http.post(f"/rehearsal/{path}", json=body or {}, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def refused(self, path: str, body: Any) -> dict[str, Any]:
        answer = await self.http.post(f"/rehearsal/{path}", json=body)
        shape = answer.json()
        assert shape["ok"] is False
        assert shape["error_code"] == answer.status_code
        return shape

    async def says(self, chat: int, text: str, **more: Any) -> int:
        body = {"text": text, **more}
        return (await self.post(f"chats/{chat}/messages", body))["message_id"]

    async def sees(self, chat: int, **params: Any) -> list[dict[str, Any]]:
        answer = await self.http.get(f"/rehearsal/chats/{chat}/messages", params=params)
        assert answer.status_code == 200
        return answer.json()

    async def call(self, method: str, token: str = TOKEN, **params: Any) -> dict[str, Any]:
        answer = await self.http.post(
            f"/bot{token}/{method}",
            content=json.dumps(params),  # ASCII, so that half characters pass too
            headers={"content-type": "application/json"},
        )
        shape = answer.json()
        if not shape["ok"]:
            assert shape["error_code"] == answer.status_code
        return shape


@asynccontextmanager
async def town_of(app: Starlette) -> AsyncIterator[Town]:
    async with (
        running(app) as url,
        httpx.AsyncClient(base_url=url, timeout=20, trust_env=False) as http,
    ):
        yield Town(url, http)


@asynccontextmanager
async def aiogram_bot(town: Town, token: str = TOKEN) -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(town.url))
    async with Bot(token, session=session) as bot:
        yield bot


@asynccontextmanager
async def ptb_bot(town: Town, token: str = TOKEN) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(
        token, base_url=f"{town.url}/bot", base_file_url=f"{town.url}/file/bot"
    ) as bot:
        yield bot


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with town_of(build()) as town:
        yield town


@pytest.fixture
async def bot(town: Town) -> AsyncIterator[Bot]:
    async with aiogram_bot(town) as bot:
        yield bot


def buttons(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=list(rows))


def tap_button(text: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data)


async def test_a_question_and_its_answer(town: Town, bot: Bot) -> None:
    number = await town.says(7, "Ku ta regjistroj adresën?", language_code="sq")
    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message.from_user is not None
    assert update.message.text == "Ku ta regjistroj adresën?"
    assert update.message.from_user.language_code == "sq"
    assert update.message.message_id == number

    await bot.send_message(
        7,
        '<b>Po</b> &amp; <a href="https://example.si/x">këtu</a> 🏠',
        parse_mode="HTML",
        reply_markup=buttons(
            [tap_button("Ndihmoi?", "yes")],
            [InlineKeyboardButton(text="Burimi", url="https://example.si")],
        ),
        reply_parameters=ReplyParameters(message_id=number),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    asked, answered = await town.sees(7)
    assert {k: asked[k] for k in ("message_id", "from", "text", "buttons", "edited")} == {
        "message_id": number,
        "from": "resident",
        "text": "Ku ta regjistroj adresën?",
        "buttons": [],
        "edited": False,
    }
    assert answered["from"] == "bot"
    assert answered["text"] == "Po & këtu (https://example.si/x) 🏠"
    assert answered["plain"] == "Po & këtu 🏠"
    assert answered["reply_to"] == number
    assert answered["buttons"] == [
        [{"text": "Ndihmoi?", "data": "yes", "url": None}],
        [{"text": "Burimi", "data": None, "url": "https://example.si"}],
    ]
    assert await town.sees(7, after=number) == [answered]


async def test_updates_stay_until_they_are_confirmed(town: Town, bot: Bot) -> None:
    for text in ("one", "two", "three"):
        await town.says(1, text)
    first = await bot.get_updates(limit=2)
    assert [u.message.text for u in first if u.message] == ["one", "two"]
    assert await bot.get_updates(limit=2) == first
    assert first[1].update_id == first[0].update_id + 1
    rest = await bot.get_updates(offset=first[1].update_id + 1)
    assert [u.message.text for u in rest if u.message] == ["three"]
    assert await bot.get_updates(offset=rest[0].update_id + 1) == []
    await town.says(1, "four")
    await town.says(1, "five")
    last = await bot.get_updates(offset=-1)
    assert [u.message.text for u in last if u.message] == ["five"]


async def test_long_polling_waits_and_wakes(town: Town, bot: Bot) -> None:
    loop = asyncio.get_running_loop()
    start = loop.time()
    assert await bot.get_updates(timeout=1) == []
    assert 0.9 < loop.time() - start < 3

    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(bot(GetUpdates(timeout=30), request_timeout=40))
        await asyncio.sleep(0.2)
        start = loop.time()
        await town.says(1, "wake")
    assert [u.message.text for u in waiting.result() if u.message] == ["wake"]
    assert loop.time() - start < 1


async def test_two_pollers_are_a_conflict(town: Town, bot: Bot) -> None:
    async def poll() -> str:
        try:
            await bot(GetUpdates(timeout=5), request_timeout=20)
        except TelegramConflictError as error:
            return error.message
        return "served"

    async with asyncio.TaskGroup() as group:
        older = group.create_task(poll())
        await asyncio.sleep(0.2)
        newer = group.create_task(poll())
        await asyncio.sleep(0.2)
        await town.says(1, "hello")
    assert "terminated by other getUpdates request" in older.result()
    assert newer.result() == "served"


async def test_allowed_updates_hold_from_then_on(town: Town, bot: Bot) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    await town.says(1, "not asked for")
    assert await bot.get_updates() == []
    await bot.get_updates(allowed_updates=["message"])
    await town.says(1, "asked for")
    assert [u.message.text for u in await bot.get_updates() if u.message] == ["asked for"]


async def test_a_tap_comes_with_its_message_and_what_that_answered(town: Town, bot: Bot) -> None:
    asked = await town.says(3, "my question", language_code="uk")
    sent = await bot.send_message(
        3,
        "offer",
        reply_markup=buttons([tap_button("A", "topic:a")]),
        reply_parameters=ReplyParameters(message_id=asked),
    )
    tapped = await town.post("chats/3/taps", {"message_id": sent.message_id, "data": "topic:a"})
    _, update = await bot.get_updates()
    query = update.callback_query
    assert query is not None
    assert query.data == "topic:a"
    assert query.id == tapped["callback_query_id"]
    assert query.from_user.language_code == "uk"
    message = query.message
    assert message is not None
    assert message.message_id == sent.message_id
    assert message.reply_to_message.text == "my question"  # type: ignore[union-attr]  # accessible

    taps = (await town.http.get("/rehearsal/chats/3/taps")).json()
    assert taps[0]["answered"] is False
    assert await query.answer("done").as_(bot)
    taps = (await town.http.get("/rehearsal/chats/3/taps")).json()
    assert (taps[0]["answered"], taps[0]["text"]) == (True, "done")
    with pytest.raises(TelegramBadRequest, match="query is too old and response timeout expired"):
        await bot.answer_callback_query("123")


async def test_any_data_is_tapped_unless_real_buttons_are_asked_for(town: Town, bot: Bot) -> None:
    await town.says(3, "hi")
    sent = await bot.send_message(3, "offer", reply_markup=buttons([tap_button("A", "a")]))
    body = {"message_id": sent.message_id, "data": "not there"}
    assert (
        "no such button"
        in (await town.refused("chats/3/taps", {**body, "strict": True}))["description"]
    )
    assert (
        "message not found"
        in (await town.refused("chats/3/taps", {"message_id": 999, "data": "a", "strict": True}))[
            "description"
        ]
    )
    await town.post("chats/3/taps", body)
    await town.post("chats/3/taps", {"message_id": 999, "data": ""})
    updates = await bot.get_updates()
    assert [u.callback_query.data for u in updates if u.callback_query] == ["not there", ""]


async def test_editing(town: Town, bot: Bot) -> None:
    mine = await town.says(4, "hi")
    sent = await bot.send_message(4, "one", reply_markup=buttons([tap_button("A", "a")]))
    await bot.edit_message_text("<i>two</i>", chat_id=4, message_id=sent.message_id,
                                parse_mode="HTML")  # fmt: skip
    _, shown = await town.sees(4)
    assert (shown["text"], shown["edited"], shown["buttons"]) == ("two", True, [])
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_text("<i>two</i>", chat_id=4, message_id=sent.message_id,
                                    parse_mode="HTML")  # fmt: skip
    await bot.edit_message_reply_markup(
        chat_id=4, message_id=sent.message_id, reply_markup=buttons([tap_button("B", "b")])
    )
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("x", chat_id=4, message_id=999)
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("x", chat_id=4, message_id=mine)
    assert await bot.delete_message(4, sent.message_id)
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(4, sent.message_id)
    assert [m["message_id"] for m in await town.sees(4)] == [mine]


async def test_python_telegram_bot_writes_and_reads_too(town: Town) -> None:
    async with ptb_bot(town) as bot:
        await town.says(5, "/start", language_code="en")
        [update] = await bot.get_updates(timeout=1)
        assert update.message is not None
        assert update.message.entities[0].type == "bot_command"
        sent = await bot.send_message(
            5,
            "A <b>survey</b>",
            parse_mode="HTML",
            reply_markup=telegram.InlineKeyboardMarkup(
                [[telegram.InlineKeyboardButton("Begin", callback_data="s:1")]]
            ),
            link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
            reply_parameters=telegram.ReplyParameters(update.message.message_id),
        )
        await sent.edit_text("Begun")
        assert (await town.sees(5))[1]["text"] == "Begun"
        document = await bot.send_document(5, b"a,b\n1,2\n", filename="mine.csv", caption="data")
        assert document.document is not None
        fetched = await (await document.document.get_file()).download_as_bytearray()
        assert bytes(fetched) == b"a,b\n1,2\n"
        chat = await bot.get_chat(5)
        assert chat.type == "private"
        await town.post("chats/5/block")
        with pytest.raises(telegram.error.Forbidden, match="blocked by the user"):
            await bot.send_message(5, "hello?")


async def test_documents_keep_name_size_and_content(town: Town, bot: Bot) -> None:
    await town.says(6, "/mydata")
    await bot.send_document(
        6, BufferedInputFile(b'{"mine": 1}', "povezani.json"), caption="<b>Yours</b>",
        parse_mode="HTML",
    )  # fmt: skip
    shown = (await town.sees(6))[1]
    document = shown["document"]
    assert (document["file_name"], document["file_size"]) == ("povezani.json", 11)
    assert shown["text"] == "Yours"
    content = await town.http.get(f"/rehearsal/chats/6/documents/{document['file_id']}")
    assert content.content == b'{"mine": 1}'
    assert content.headers["content-disposition"] == "attachment"


async def test_each_token_is_a_bot_of_its_own(town: Town, bot: Bot) -> None:
    await town.says(8, "to residents' bot")
    async with aiogram_bot(town, COORDINATOR) as other:
        with pytest.raises(TelegramBadRequest, match="chat not found"):
            await other.send_message(8, "hello")
        await town.post("chats/8/messages", {"text": "to the desk's bot"}, bot="coordinator")
        await other.send_message(8, "hello")
        assert len(await other.get_updates()) == 1
    assert [m["text"] for m in await town.sees(8)] == ["to residents' bot"]
    assert [m["text"] for m in await town.sees(8, bot="coordinator")] == [
        "to the desk's bot",
        "hello",
    ]
    assert [m["text"] for m in await town.sees(8, token=COORDINATOR)] == [
        "to the desk's bot",
        "hello",
    ]
    assert [c["chat"] for c in (await town.http.get("/rehearsal/chats")).json()] == [8]


async def test_a_first_stranger_is_the_residents_bot(town: Town) -> None:
    await town.says(1, "early")
    async with aiogram_bot(town, "42:TEST") as first, aiogram_bot(town, "43:TEST") as second:
        assert (await first.me()).id == 42
        assert len(await first.get_updates()) == 1
        await second.me()
        await town.post("chats/2/messages", {"text": "staff"}, bot="coordinator")
        assert len(await second.get_updates()) == 1


async def test_tokens_that_are_none(town: Town, bot: Bot) -> None:
    await bot.me()
    assert await town.call("getMe", token="1001:other") == {
        "ok": False,
        "error_code": 401,
        "description": "Unauthorized",
    }
    assert (await town.call("getMe", token="nonsense"))["error_code"] == 404
    async with aiogram_bot(town, "1001:other") as wrong:
        with pytest.raises(TelegramUnauthorizedError):
            await wrong.get_me()


async def test_commands_and_the_rest_about_the_bot(town: Town, bot: Bot) -> None:
    assert await bot.set_my_commands([BotCommand(command="start", description="Begin")])
    await bot.set_my_commands(
        [BotCommand(command="start", description="Začni")], language_code="sl"
    )
    assert [c.description for c in await bot.get_my_commands(language_code="sl")] == ["Začni"]
    state = (await town.http.get("/rehearsal/chats/1?language_code=sl")).json()
    assert state["commands"] == [{"command": "start", "description": "Začni"}]
    state = (await town.http.get("/rehearsal/chats/1?language_code=uk")).json()
    assert state["commands"] == [{"command": "start", "description": "Begin"}]
    assert await bot.set_my_name("Povezani")
    assert (await bot.get_my_name()).name == "Povezani"
    assert await bot.set_my_description("Answers")
    assert await bot.set_my_short_description("Short")
    await town.says(1, "hi")
    assert await bot.send_chat_action(1, "typing")
    assert (await town.http.get("/rehearsal/chats/1")).json()["typing"] is True
    with pytest.raises(TelegramBadRequest, match="wrong parameter action"):
        await bot.send_chat_action(1, "dancing")
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await bot.set_my_commands([BotCommand(command="not one", description="x")])


async def test_reply_keyboards_come_and_go(town: Town, bot: Bot) -> None:
    await town.says(1, "hi")
    rows = [[KeyboardButton(text="Slovenščina"), KeyboardButton(text="English")]]
    await bot.send_message(1, "language?", reply_markup=ReplyKeyboardMarkup(keyboard=rows))
    state = (await town.http.get("/rehearsal/chats/1")).json()
    assert state["keyboard"] == [["Slovenščina", "English"]]
    await bot.send_message(1, "thanks", reply_markup=ReplyKeyboardRemove())
    assert (await town.http.get("/rehearsal/chats/1")).json()["keyboard"] == []


async def test_raw_updates_arrive_as_they_are(town: Town) -> None:
    async def updates() -> list[dict[str, Any]]:
        found = (await town.call("getUpdates"))["result"]
        if found:
            await town.call("getUpdates", offset=found[-1]["update_id"] + 1)
        return found

    mine = await town.says(9, "frist")
    [first] = await updates()
    edited = {**first["message"], "text": "first", "edit_date": 1}
    await town.post("chats/9/updates", {"edited_message": edited})
    [second] = await updates()
    assert second["edited_message"]["text"] == "first"
    assert second["update_id"] == first["update_id"] + 1
    [shown] = await town.sees(9)
    assert (shown["message_id"], shown["text"], shown["edited"]) == (mine, "first", True)

    await town.post("chats/9/updates", {"message": 5})
    await town.post("chats/9/updates", {"nobody_knows": {"x": [1, None]}})
    assert [set(u) - {"update_id"} for u in await updates()] == [{"message"}, {"nobody_knows"}]

    voice = {"message": {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}}}
    await town.post("chats/9/updates", voice, fill="true")
    [update] = await updates()
    assert update["message"]["chat"]["id"] == 9
    assert (await town.sees(9))[-1]["text"] == "[voice]"

    again = await town.post("chats/9/updates", first)
    assert again["update_id"] == first["update_id"]
    assert await updates() == [first], "an update whose id has passed is delivered once more"
    assert await updates() == []


async def test_groups(town: Town, bot: Bot) -> None:
    await town.says(-1001, "hello all", from_id=77)
    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message.from_user is not None
    assert (update.message.chat.type, update.message.from_user.id) == ("supergroup", 77)
    assert await bot.leave_chat(-1001)
    with pytest.raises(TelegramForbiddenError, match="kicked from the group"):
        await bot.send_message(-1001, "hello")


async def test_blocking_is_told_and_felt(town: Town, bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(11, "hello")
    await town.post("chats/11", {"language_code": "mk"})
    await bot.send_message(11, "hello")
    await town.post("chats/11/block")
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(11, "hello?")
    assert (await town.refused("chats/11/messages", {"text": "x"}))["error_code"] == 409
    await town.post("chats/11/unblock")
    await bot.send_message(11, "again")
    updates = await bot.get_updates()
    statuses = [u.my_chat_member.new_chat_member.status for u in updates if u.my_chat_member]
    assert statuses == ["kicked", "member"]
    await town.post("chats/11/block", {"reason": "deactivated"})
    with pytest.raises(TelegramForbiddenError, match="user is deactivated"):
        await bot.send_message(11, "hello?")


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"chat_id": 1}, "message text is empty"),
    ("sendMessage", {"chat_id": 1, "text": " \n "}, "message text is empty"),
    ("sendMessage", {"text": "x"}, "chat_id is empty"),
    ("sendMessage", {"chat_id": "@somebody", "text": "x"}, "chat not found"),
    ("sendMessage", {"chat_id": 1, "text": "x" * 4097}, "message is too long"),
    ("sendMessage", {"chat_id": 1, "text": "🏠" * 2049}, "message is too long"),
    ("sendMessage", {"chat_id": 1, "text": "x", "txet": "y"}, 'unknown parameter "txet"'),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "message_thread_id": 3},
        'the rehearsal has no "message_thread_id"',
    ),
    ("sendMessage", {"chat_id": 1, "text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_parameters": {"message_id": 99}},
        "message to be replied not found",
    ),
    ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": "[]"}, "object expected"),
    ("sendMessage", {"chat_id": 1, "text": "\ud800"}, "strings must be encoded in UTF-8"),
    ("editMessageText", {"chat_id": 1, "text": "x"}, "message identifier is not specified"),
    ("sendDocument", {"chat_id": 1}, "there is no document"),
    ("sendDocument", {"chat_id": 1, "document": "nope"}, "wrong remote file identifier"),
    ("getUpdates", {"limit": "many"}, 'parameter "limit" must be of the type Integer'),
    ("getUpdates", {"allowed_updates": "message"}, "can't parse allowed_updates JSON array"),
    ("setWebhook", {"url": "https://example.org/x"}, "loopback addresses only"),
    ("setWebhook", {"url": "http://127.0.0.1:1/", "secret_token": "a b"}, "unallowed characters"),
    ("setMyCommands", {"commands": [{"command": "A B", "description": "x"}]}, "BOT_COMMAND"),
    ("setMyCommands", {"commands": [], "language_code": "slv"}, "invalid language code"),
    ("answerCallbackQuery", {"callback_query_id": "1"}, "query is too old"),
]


@pytest.mark.parametrize(("method", "params", "words"), REFUSED)
async def test_what_telegram_refuses(
    town: Town, method: str, params: dict[str, Any], words: str
) -> None:
    await town.says(1, "hi")
    shape = await town.call(method, **params)
    assert shape["ok"] is False
    assert shape["error_code"] == 400
    assert shape["description"].startswith("Bad Request: ")
    assert words in shape["description"]


BUTTONS: list[tuple[dict[str, Any], str]] = [
    ({"text": "x"}, "Text buttons are unallowed"),
    ({"text": "x", "callback_data": "ž" * 33}, "BUTTON_DATA_INVALID"),
    ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
    ({"text": " ", "callback_data": "a"}, "text must be non-empty"),
    ({"text": "x", "url": "a", "callback_data": "a"}, "exactly one"),
    ({"text": "x", "url": "not an address"}, "Wrong HTTP URL"),
    ({"text": "x", "callbackdata": "a"}, 'unknown field "callbackdata"'),
]


@pytest.mark.parametrize(("button", "words"), BUTTONS)
async def test_buttons_telegram_refuses(town: Town, button: dict[str, Any], words: str) -> None:
    await town.says(1, "hi")
    markup = {"inline_keyboard": [[button]]}
    shape = await town.call("sendMessage", chat_id=1, text="x", reply_markup=markup)
    assert shape["error_code"] == 400
    assert words in shape["description"]


async def test_a_button_may_hold_64_bytes(town: Town) -> None:
    await town.says(1, "hi")
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "ž" * 32}]]}
    assert (await town.call("sendMessage", chat_id=1, text="x", reply_markup=markup))["ok"]


async def test_methods_that_are_none(town: Town, bot: Bot) -> None:
    shape = await town.call("sendCarrierPigeon", chat_id=1)
    assert shape == {
        "ok": False,
        "error_code": 404,
        "description": "Not Found: method not found",
    }
    await town.says(1, "hi")
    with pytest.raises(TelegramNotFound):
        await bot.send_dice(1)
    assert (await town.http.get(f"/bot{TOKEN}/GETME")).json()["ok"] is True
    found = await town.http.get(
        f"/bot{TOKEN}/sendMessage", params={"chat_id": 1, "text": "by GET"}
    )
    assert found.json()["ok"] is True
    found = await town.http.post(
        f"/bot{TOKEN}/sendMessage",
        content=b"{broken",
        headers={"content-type": "application/json"},
    )
    assert found.json()["error_code"] == 400


# faults


async def order(town: Town, **body: Any) -> None:
    await town.post("faults", body)


async def test_too_many_requests_as_often_as_ordered(town: Town, bot: Bot) -> None:
    await town.says(1, "hi")
    await town.says(2, "hi")
    await order(town, method="sendMessage", chat=1, error_code=429, retry_after=3, times=2)
    for _ in range(2):
        with pytest.raises(TelegramRetryAfter) as caught:
            await bot.send_message(1, "x")
        assert caught.value.retry_after == 3
        await bot.send_message(2, "another chat is free")
    await bot.send_message(1, "x")
    assert (await town.http.get("/rehearsal/faults")).json() == []
    assert [m["text"] for m in await town.sees(1)] == ["hi", "x"]


@pytest.mark.parametrize(
    ("code", "caught"),
    [
        (400, TelegramBadRequest),
        (403, TelegramForbiddenError),
        (500, TelegramServerError),
        (502, TelegramServerError),
    ],
)
async def test_errors_on_order(town: Town, bot: Bot, code: int, caught: type[Exception]) -> None:
    await town.says(1, "hi")
    await order(town, method="sendMessage", chat=None, error_code=code)
    with pytest.raises(caught):
        await bot.send_message(1, "x")
    assert len(await town.sees(1)) == 1
    await order(town, method="sendMessage", error_code=code, delivered=True)
    with pytest.raises(caught):
        await bot.send_message(1, "delivered, though refused")
    assert len(await town.sees(1)) == 2


@pytest.mark.parametrize(("kind", "delivered"), [("hang", 1), ("hang_before", 0)])
async def test_calls_that_are_never_answered(
    town: Town, bot: Bot, kind: str, delivered: int
) -> None:
    await town.says(1, "hi")
    await order(town, method="sendMessage", error_code=kind)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(1, "x", request_timeout=1)
    assert len(await town.sees(1)) == 1 + delivered


async def test_an_update_comes_twice_though_confirmed(town: Town, bot: Bot) -> None:
    await order(town, method="getUpdates", error_code="duplicate_update")
    await town.says(1, "a")
    await town.says(1, "b")
    first = await bot.get_updates()
    again = await bot.get_updates(offset=first[-1].update_id + 1)
    assert again == first[:1]
    assert await bot.get_updates(offset=first[-1].update_id + 1) == []


async def test_updates_come_newest_first(town: Town, bot: Bot) -> None:
    await order(town, kind="reorder")
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(bot(GetUpdates(timeout=10), request_timeout=20))
        await asyncio.sleep(0.1)
        await town.says(1, "a")
        await asyncio.sleep(0.1)
        await town.says(1, "b")
    assert [u.message.text for u in waiting.result() if u.message] == ["b", "a"]
    assert [u.message.text for u in await bot.get_updates() if u.message] == ["a", "b"]


async def test_a_lone_update_is_held_for_a_moment_only(town: Town, bot: Bot) -> None:
    await order(town, kind="reorder")
    await town.says(1, "alone")
    assert len(await bot(GetUpdates(timeout=5), request_timeout=20)) == 1


async def test_faults_can_be_cleared_and_are_checked(town: Town, bot: Bot) -> None:
    await order(town, method="sendMessage", error_code=500, times=9)
    assert (await town.http.get("/rehearsal/faults")).json()[0]["times"] == 9
    await town.http.delete("/rehearsal/faults")
    assert (await town.http.get("/rehearsal/faults")).json() == []
    for wrong in (
        {"error_code": "explode"},
        {"error_code": 200},
        {"error_code": 500, "tmes": 3},
        {"error_code": 500, "times": 0},
        {"error_code": 500, "chat": "x"},
    ):
        assert (await town.refused("faults", wrong))["error_code"] == 400


# limits


async def test_limits_are_telegrams_when_asked_for() -> None:
    now = [1_800_000_000.0]
    async with town_of(build(enforce_limits=True, clock=lambda: now[0])) as town:
        await town.says(1, "hi")
        for _ in range(3):
            assert (await town.call("sendMessage", chat_id=1, text="x"))["ok"]
        shape = await town.call("sendMessage", chat_id=1, text="x")
        assert shape == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 1",
            "parameters": {"retry_after": 1},
        }
        now[0] += 1
        assert (await town.call("sendMessage", chat_id=1, text="x"))["ok"]
        now[0] += 1
        for chat in range(100, 131):
            await town.post(f"chats/{chat}")
            shape = await town.call("sendMessage", chat_id=chat, text="x")
            assert shape["ok"] is (chat < 130)
        await town.post("limits", {"enforce": False})
        assert (await town.call("sendMessage", chat_id=130, text="x"))["ok"]


# webhook


@asynccontextmanager
async def hook(
    answer: Callable[[dict[str, Any]], int],
) -> AsyncIterator[tuple[str, list[tuple[str | None, dict[str, Any]]]]]:
    got: list[tuple[str | None, dict[str, Any]]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
        secret = re.search(r"x-telegram-bot-api-secret-token: (\S+)", head, re.IGNORECASE)
        body = json.loads(await reader.readexactly(int(length[1]) if length else 0))
        got.append((secret[1] if secret else None, body))
        status = answer(body)
        writer.write(
            f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
        )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook", got


async def eventually(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0.02)


async def test_webhooks_get_the_secret_and_every_update(town: Town, bot: Bot) -> None:
    refusals = [500]
    async with hook(lambda _: refusals.pop() if refusals else 200) as (url, got):
        await town.says(1, "before")
        assert await bot.set_webhook(url, secret_token="s-1", allowed_updates=["message"])
        await town.says(1, "after")
        await eventually(lambda: len(got) == 3)
        assert [(secret, body["message"]["text"]) for secret, body in got] == [
            ("s-1", "before"),
            ("s-1", "before"),
            ("s-1", "after"),
        ]
        info = await bot.get_webhook_info()
        assert (info.url, info.pending_update_count) == (url, 0)
        assert info.last_error_message == "Wrong response from the webhook: 500 X"
        with pytest.raises(TelegramConflictError, match="webhook is active"):
            await bot.get_updates()
        await order(town, kind="duplicate_update")
        await town.says(1, "twice")
        await eventually(lambda: len(got) == 5)
        assert got[3] == got[4]
        assert await bot.delete_webhook()
    await town.says(1, "polled")
    assert len(await bot.get_updates()) == 1


# the door


async def test_who_may_call(town: Town) -> None:
    path, body = "/rehearsal/chats/1/messages", {"text": "hi"}
    same = town.url
    assert (await town.http.post(path, json=body, headers={"origin": same})).status_code == 200
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"host": "evil.example"},
        {"sec-fetch-site": "cross-site"},
    ):
        answer = await town.http.post(path, json=body, headers=headers)
        assert answer.status_code == 403
        assert answer.json()["ok"] is False
    answer = await town.http.post(
        f"/bot{TOKEN}/sendMessage",
        data={"chat_id": "1", "text": "forged"},
        headers={"origin": "https://evil.example"},
    )
    assert answer.status_code == 403
    assert (await town.http.post(path, data={"text": "x"})).status_code == 415
    assert (await town.http.post(path, json={"text": "x" * 1_100_000})).status_code == 413

    async def drip() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b"x" * 50_000

    answer = await town.http.post(
        path, content=drip(), headers={"content-type": "application/json"}
    )
    assert answer.status_code == 413
    assert len(await town.sees(1)) == 1


async def test_bad_input_is_refused_and_odd_input_taken(town: Town, bot: Bot) -> None:
    for body in ({}, {"text": ""}, {"text": 5}, {"text": "x", "language_code": 5}, {"txt": "x"}):
        assert (await town.refused("chats/1/messages", body))["error_code"] == 400
    assert (await town.refused("chats/zero/messages", {"text": "x"}))["error_code"] == 400
    assert (await town.http.get("/rehearsal/nowhere")).json()["error_code"] == 404
    assert (await town.http.delete("/rehearsal/chats")).json()["error_code"] == 405
    odd = ["x" * 10_000, "a\x00b\x1b", "\u202egnp.exe", "[{()}] <b>&amp;", "/faq{'topic':'x'}"]
    for text in odd:
        await town.says(2, text)
    updates = await bot.get_updates()
    assert [u.message.text for u in updates if u.message] == odd


async def test_the_page_uses_relative_addresses_only(town: Town) -> None:
    page = await town.http.get("/")
    assert page.status_code == 200
    addresses = re.findall(r'(?:src|href)="([^"]*)"', page.text)
    assert any(address.endswith(".js") for address in addresses)
    assert any(address.endswith(".css") for address in addresses)
    for address in addresses:
        assert not address.startswith(("/", "http:", "https:")), address
        if not address.startswith(("#", "data:")):
            assert (await town.http.get(f"/{address}")).status_code == 200
    script = (await town.http.get("/static/chat.js")).text
    assert not re.search(r"""["'`]/(rehearsal|static)""", script)
    assert "`rehearsal/chats" in script


async def test_odd_messages_do_not_spoil_the_chat(town: Town) -> None:
    for odd in (
        {"message_id": 50, "date": 1, "text": 5, "entities": 7},
        {"message_id": 51, "date": 1, "reply_to_message": 5},
        {"message_id": 52, "date": 10**15, "text": "x"},
        {"message_id": 53, "date": 1, "text": "x", "entities": [{"type": "text_link"}]},
        {"message_id": -1, "date": 1, "text": "x"},
    ):
        await town.post("chats/1/updates", {"message": odd})
    await town.says(1, "still here")
    assert (await town.sees(1))[-1]["text"] == "still here"
    assert len((await town.call("getUpdates"))["result"]) == 6


async def test_health(town: Town) -> None:
    assert (await town.http.get("/healthz")).json() == {"status": "ok"}


# memory


async def test_a_store_keeps_chats_and_waiting_updates(tmp_path: Path) -> None:
    store = tmp_path / "rehearsal.db"
    async with town_of(build(store=store)) as town, aiogram_bot(town) as bot:
        await town.says(1, "first", language_code="ar")
        await town.says(1, "second")
        sent = await bot.send_message(1, "answer", reply_markup=buttons([tap_button("A", "a")]))
        await bot.send_document(1, BufferedInputFile(b"kept", "kept.txt"))
        before = await bot.get_updates()
        await bot.get_updates(offset=before[0].update_id + 1)
        seen = await town.sees(1)
    assert store.stat().st_mode & 0o077 == 0
    async with town_of(build(store=store)) as town, aiogram_bot(town) as bot:
        assert await town.sees(1) == seen
        assert await bot.get_updates() == before[1:]
        await town.post("chats/1/taps", {"message_id": sent.message_id, "data": "a"})
        after = await bot.get_updates(offset=before[1].update_id + 1)
        assert after[0].update_id > before[1].update_id
        assert await town.says(1, "third") > seen[-1]["message_id"]
        document = seen[-1]["document"]["file_id"]
        content = await town.http.get(f"/rehearsal/chats/1/documents/{document}")
        assert content.content == b"kept"
        await town.post("reset")
        assert await town.sees(1) == []
    async with town_of(build(store=store)) as town:
        assert await town.sees(1) == []


async def test_a_stop_does_not_wait_for_a_long_poll(tmp_path: Path) -> None:
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        port = ear.getsockname()[1]
    code = (
        "import asyncio, sys; from pathlib import Path; from bot.rehearsal.serve import serve;"
        "asyncio.run(serve(port=int(sys.argv[1]), store=Path(sys.argv[2]), enforce_limits=True))"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, str(port), str(tmp_path / "r.db"),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    base = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=base, timeout=60, trust_env=False) as http:
        async with asyncio.timeout(30):
            while True:
                try:
                    await http.get("/healthz")
                    break
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
        async with asyncio.TaskGroup() as group:
            poll = group.create_task(http.get(f"/bot{TOKEN}/getUpdates", params={"timeout": 50}))
            await asyncio.sleep(0.3)
            async with asyncio.timeout(5):
                process.terminate()
                output, _ = await process.communicate()
        assert poll.result().json() == {"ok": True, "result": []}
    assert output == b"", "a clean stop says nothing"


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level("DEBUG", logger="bot"), caplog.at_level("INFO", logger="uvicorn"):
        yield caplog


async def test_nothing_that_was_said_is_logged(
    logged: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret words")

    app = build()
    async with town_of(app) as town:
        await town.says(4321, "secret words")
        monkeypatch.setattr(app.state.world, "add", broken)
        answer = await town.http.post(
            "/rehearsal/chats/4321/messages", json={"text": "secret words"}
        )
        assert answer.json() == {
            "ok": False,
            "error_code": 500,
            "description": "Internal Server Error",
        }
        assert (await town.call("getUpdates"))["ok"]
    lines = [r.getMessage() for r in logged.records if r.name.startswith(("bot", "uvicorn"))]
    assert any("RuntimeError in broken" in line for line in lines)
    for record in logged.records:
        if record.name.startswith(("bot", "uvicorn")):
            assert record.exc_info is None
    assert not any("secret" in line or "4321" in line or TOKEN in line for line in lines)

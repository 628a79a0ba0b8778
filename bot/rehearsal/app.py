"""The rehearsal over HTTP: Telegram's side at `/bot<token>/…`, the residents' at `/rehearsal/…`.

`build()` gives the Starlette application; the chat page stands at `/` and uses relative addresses
only, so that the desk can serve it under a prefix.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.rehearsal import methods
from bot.rehearsal.entities import Formatted
from bot.rehearsal.errors import Refused, bad
from bot.rehearsal.guard import Guard
from bot.rehearsal.methods import Call
from bot.rehearsal.postman import deliver_all
from bot.rehearsal.world import Account, Chat, Json, Kept, World

HERE = Path(__file__).parent
PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)

Endpoint = Callable[[Request], Awaitable[Response]]


def build(
    *,
    enforce_limits: bool = False,
    clock: Callable[[], float] = time.time,
    store: Path | None = None,
    bots: dict[str, str] | None = None,
) -> Starlette:
    """Build the stand-in Telegram.

    Parameters: `enforce_limits` turns Telegram's sending limits on; `clock` gives seconds since
    1970; `store` is a file that keeps chats and waiting updates over a restart (None: memory
    only); `bots` names bots by their tokens, ``{"resident": "1:a", "coordinator": "2:b"}``.
    Without it the house's two stand-in tokens are known, and any other token is a new bot.

    The world is at ``app.state.world``; webhooks are served under the application's lifespan.
    """
    world = World(clock=clock, store=store, bots=bots, enforce_limits=enforce_limits)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            postman = group.create_task(deliver_all(world))
            yield
            world.close()
            postman.cancel()
        world.store.close()

    def route(path: str, endpoint: Endpoint, *verbs: str) -> Route:
        return Route(path, _shaped(world, endpoint), methods=list(verbs) or ["GET"])

    chat = "/rehearsal/chats/{chat}"
    app = Starlette(
        lifespan=lifespan,
        middleware=[Middleware(Guard)],
        exception_handlers={HTTPException: _not_found},
        routes=[
            route("/", _page),
            route("/healthz", _health),
            route("/bot{token}/{method}", _bot_api, "GET", "POST"),
            route("/file/bot{token}/documents/{file_id}", _bot_file),
            route("/rehearsal/chats", _chats),
            route(chat, _chat, "GET"),
            route(chat, _open_chat, "POST"),
            route(f"{chat}/messages", _messages, "GET"),
            route(f"{chat}/messages", _write, "POST"),
            route(f"{chat}/taps", _taps, "GET"),
            route(f"{chat}/taps", _tap, "POST"),
            route(f"{chat}/updates", _raw_update, "POST"),
            route(f"{chat}/block", _block, "POST"),
            route(f"{chat}/unblock", _unblock, "POST"),
            route(f"{chat}/documents/{{file_id}}", _document),
            route("/rehearsal/faults", _faults, "GET"),
            route("/rehearsal/faults", _add_fault, "POST"),
            route("/rehearsal/faults", _clear_faults, "DELETE"),
            route("/rehearsal/limits", _limits, "POST"),
            route("/rehearsal/reset", _reset, "POST"),
            Mount("/static", _Static(directory=HERE / "static"), name="static"),
        ],
    )
    app.router.redirect_slashes = False  # a redirect would name an address without the prefix
    app.state.world = world
    return app


class _Static(StaticFiles):
    """Files of the page, asked for anew each time, so that an upgrade is seen at once."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = "no-cache"
        return response


def _answer(body: Any, status: int = 200) -> Response:
    # ASCII JSON: what a resident wrote may hold halves of characters that UTF-8 cannot carry.
    return Response(json.dumps(body), status, media_type="application/json")


def _shaped(world: World, endpoint: Endpoint) -> Endpoint:
    async def shaped(request: Request) -> Response:
        try:
            response = await endpoint(request)
        except Refused as refused:
            response = _answer(refused.shape(), refused.code)
        except ClientDisconnect:
            response = Response(status_code=400)
        world.store.flush()
        return response

    return shaped


async def _not_found(_: Request, error: Exception) -> Response:
    code = error.status_code if isinstance(error, HTTPException) else 500
    words = error.detail if isinstance(error, HTTPException) else "Internal Server Error"
    return _answer(Refused(code, words).shape(), code)


def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


# Telegram's side


async def _bot_api(request: Request) -> Response:
    world = _world(request)
    account = world.account(request.path_params["token"])
    params, files = await _parameters(request)
    call = Call(world, account, params, files)
    method = methods.find(request.path_params["method"], call)
    fault = world.faults.call(method.name, methods.addressed(call), account.name)
    if fault is not None:
        if fault.kind == "hang_before":
            return await _hang(request, world)
        if fault.kind == "error" and not fault.delivered:
            raise fault.refusal()
    result = await method.run(call)
    if fault is not None:
        world.store.flush()
        if fault.kind == "hang":
            return await _hang(request, world)
        raise fault.refusal()
    return _answer({"ok": True, "result": result})


async def _hang(request: Request, world: World) -> Response:
    while not world.closing.is_set() and not await request.is_disconnected():
        with suppress(TimeoutError):
            async with asyncio.timeout(0.2):
                await world.closing.wait()
    return Response(status_code=503)


async def _parameters(
    request: Request,
) -> tuple[dict[str, str], dict[str, tuple[str, str, bytes]]]:
    params = dict(request.query_params)
    files: dict[str, tuple[str, str, bytes]] = {}
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media == "application/json":
        for name, value in (await _json(request)).items():
            if value is not None:
                params[name] = value if isinstance(value, str) else json.dumps(value)
    elif media in ("application/x-www-form-urlencoded", "multipart/form-data"):
        try:
            form = await request.form(max_files=10, max_fields=100)
        except HTTPException:
            raise bad("can't parse form data") from None
        for name, part in form.multi_items():
            if isinstance(part, UploadFile):
                content = await part.read()
                kind = part.content_type or "application/octet-stream"
                files[name] = (part.filename or "", kind, content)
            else:
                params[name] = part
        await form.close()
    return params, files


async def _json(request: Request) -> Json:
    raw = await request.body()
    if not raw.strip():
        return {}
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise bad("can't parse JSON") from None
    if not isinstance(body, dict):
        raise bad("a JSON object is expected")
    return body


async def _bot_file(request: Request) -> Response:
    account = _world(request).account(request.path_params["token"])
    return _file(account, request)


def _file(account: Account, request: Request) -> Response:
    document = account.files.get(request.path_params["file_id"])
    if document is None:
        raise Refused(404, "Not Found")
    # Never shown as a page of ours, whatever a bot sends.
    headers = {"content-disposition": "attachment", "x-content-type-options": "nosniff"}
    return Response(document.content, media_type=document.mime, headers=headers)


# the residents' side


def _account(request: Request) -> Account:
    world = _world(request)
    token = request.query_params.get("token")
    if token is not None:
        return world.account(token)
    return world.named(request.query_params.get("bot"))


def _chat_id(request: Request) -> int:
    try:
        number = int(request.path_params["chat"])
    except ValueError:
        number = 0
    if number == 0 or abs(number) >= 2**52:
        raise bad("a chat is a whole number other than 0")
    return number


def _known_chat(request: Request) -> tuple[Account, Chat]:
    account = _account(request)
    chat = account.chats.get(_chat_id(request))
    if chat is None:
        raise bad("chat not found")
    return account, chat


def _only(body: Json, *known: str) -> None:
    if unknown := sorted(set(body) - set(known)):
        raise bad(f"unknown key {unknown[0]}")


def _language(body: Json) -> str | None:
    language = body.get("language_code")
    if not isinstance(language, str | None) or (language and len(language) > 35):
        raise bad("language_code must be a language tag or null")
    return language


async def _chats(request: Request) -> Response:
    account = _account(request)
    return _answer(
        [
            {
                "chat": chat.id,
                "language_code": chat.language_code,
                "blocked": chat.unreachable is not None,
                "messages": len(chat.messages),
            }
            for chat in account.chats.values()
        ]
    )


async def _chat(request: Request) -> Response:
    """All that the chat page needs to know between two looks at the messages."""
    world, account, number = _world(request), _account(request), _chat_id(request)
    known = number in account.chats
    chat = account.chats[number] if known else Chat(number)
    language = request.query_params.get("language_code", chat.language_code or "")
    return _answer(
        {
            "chat": number,
            "known": known,
            "bot": account.user()["first_name"],
            "language_code": chat.language_code,
            "blocked": chat.unreachable is not None,
            "typing": chat.typing_until > world.clock(),
            "revision": chat.revision,
            "keyboard": chat.keyboard or [],
            "commands": account.commands_for(language[:2]),
            "taps": [tap.as_json() for tap in list(chat.taps.values())[-5:]],
        }
    )


async def _open_chat(request: Request) -> Response:
    """Make a chat without a message, as if the resident had written long ago."""
    account, number, body = _account(request), _chat_id(request), await _json(request)
    _only(body, "language_code")
    chat = _world(request).chat(account, number, _language(body))
    return _answer({"chat": chat.id, "language_code": chat.language_code})


async def _messages(request: Request) -> Response:
    chat = _account(request).chats.get(_chat_id(request))
    if chat is None:
        return _answer([])
    try:
        after = int(request.query_params.get("after", 0))
    except ValueError:
        raise bad("after must be a message_id") from None
    return _answer([k.as_json() for n, k in sorted(chat.messages.items()) if n > after])


async def _write(request: Request) -> Response:
    """The resident writes; a group needs to know who (`from_id`)."""
    world, account, number = _world(request), _account(request), _chat_id(request)
    body = await _json(request)
    _only(body, "text", "language_code", "reply_to", "from_id")
    text, reply_to, writer = body.get("text"), body.get("reply_to"), body.get("from_id")
    if not isinstance(text, str) or not text.strip():
        raise bad("message text is empty")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad("strings must be encoded in UTF-8") from None
    if not isinstance(writer, int | None) or not isinstance(reply_to, int | None):
        raise bad("from_id and reply_to must be whole numbers or null")
    chat = world.chat(account, number, _language(body))
    if chat.unreachable:
        raise Refused(409, "Conflict: the resident has blocked the bot; unblock it first")
    if reply_to is None:  # an app quotes what a bot has told it to quote
        reply_to = chat.forced
    chat.forced = None
    formatted = Formatted(text).with_found()
    content: Json = {"text": text}
    if formatted.entities:
        content["entities"] = formatted.entities
    message = world.add(account, chat, content, by_bot=False, reply_to=reply_to, writer=writer)
    update = world.emit(account, "message", message)
    return _answer({"message_id": message["message_id"], "update_id": update})


async def _tap(request: Request) -> Response:
    """The resident taps; any data passes, as from a forged app, unless `strict` is asked for."""
    world = _world(request)
    account, chat = _known_chat(request)
    body = await _json(request)
    _only(body, "message_id", "data", "strict")
    number, data, strict = body.get("message_id"), body.get("data"), body.get("strict") is True
    if isinstance(number, bool) or not isinstance(number, int) or not isinstance(data, str):
        raise bad("message_id must be a whole number and data a string")
    if chat.unreachable:
        raise Refused(409, "Conflict: the resident has blocked the bot; unblock it first")
    if strict:
        kept = chat.messages.get(number)
        if kept is None:
            raise bad("message not found")
        if all(button["data"] != data for row in kept.buttons() for button in row):
            raise bad("no such button on this message")
    tap = world.tap(account, chat, number, data)
    return _answer({"callback_query_id": tap.id})


async def _taps(request: Request) -> Response:
    chat = _account(request).chats.get(_chat_id(request))
    return _answer([tap.as_json() for tap in chat.taps.values()] if chat else [])


async def _raw_update(request: Request) -> Response:
    """Any update as it stands; with `?fill=true` what Telegram would add to a message is added."""
    world, account, number = _world(request), _account(request), _chat_id(request)
    update = await _json(request)
    chat = world.chat(account, number)
    update_id = update.setdefault("update_id", account.next_update)
    if isinstance(update_id, bool) or not isinstance(update_id, int):
        raise bad("update_id must be a whole number")
    if not account.next_update - 2**31 < update_id < account.next_update + 2**20:
        raise bad("update_id is too far from the bot's next one")
    kinds = [kind for kind in update if kind != "update_id"]
    for kind in kinds:
        message = update[kind]
        if kind not in ("message", "edited_message") or not isinstance(message, dict):
            continue
        if request.query_params.get("fill") == "true":
            message.setdefault("message_id", account.next_message)
            message.setdefault("date", int(world.clock()))
            message.setdefault("chat", chat.shape())
            message.setdefault("from", chat.user())
        _show(world, account, chat, message, edited=kind == "edited_message")
    if all(world.wanted(account, kind) for kind in kinds):
        world.queue(account, update)
        return _answer({"update_id": update_id})
    return _answer({"update_id": None})


def _show(world: World, account: Account, chat: Chat, message: Json, *, edited: bool) -> None:
    number, date = message.get("message_id"), message.get("date")
    if isinstance(number, bool) or not isinstance(number, int) or not isinstance(date, int):
        return  # not to be read as a message; the house has to cope with it, the page need not
    known = chat.messages.get(number)
    if known is not None and (known.by_bot or not edited):
        return
    if not 0 < number < account.next_message + 2**20 or not 0 <= date < 2**33:
        return
    kept = Kept(message, by_bot=False, edited=edited)
    try:
        kept.as_json()
    except (AttributeError, KeyError, TypeError, ValueError):
        return  # odd on purpose
    world.put(account, chat, kept)
    account.next_message = max(account.next_message, number + 1)
    world.keep_bot(account)


async def _block(request: Request) -> Response:
    account, chat = _known_chat(request)
    body = await _json(request)
    _only(body, "reason")
    reason = body.get("reason", "blocked")
    if reason not in ("blocked", "deactivated"):
        raise bad("reason must be blocked or deactivated")
    _world(request).set_unreachable(account, chat, reason)
    return _answer({"blocked": True})


async def _unblock(request: Request) -> Response:
    account, chat = _known_chat(request)
    _only(await _json(request))
    _world(request).set_unreachable(account, chat, None)
    return _answer({"blocked": False})


async def _document(request: Request) -> Response:
    return _file(_account(request), request)


# orders


async def _faults(request: Request) -> Response:
    return _answer([fault.as_json() for fault in _world(request).faults.standing()])


async def _add_fault(request: Request) -> Response:
    world = _world(request)
    fault = world.faults.add(await _json(request))
    for account in world.accounts.values():
        account.ring()  # a long poll that already waits should see it
    return _answer(fault.as_json())


async def _clear_faults(request: Request) -> Response:
    _world(request).faults.clear()
    return _answer([])


async def _limits(request: Request) -> Response:
    world, body = _world(request), await _json(request)
    _only(body, "enforce")
    if not isinstance(body.get("enforce"), bool):
        raise bad("enforce must be true or false")
    world.enforce_limits = body["enforce"]
    return _answer({"enforce": world.enforce_limits})


async def _reset(request: Request) -> Response:
    _only(await _json(request))
    _world(request).reset()
    return _answer({"ok": True})


# the chat page


async def _page(_: Request) -> Response:
    headers = {"content-security-policy": PAGE_POLICY, "cache-control": "no-cache"}
    return FileResponse(HERE / "templates" / "chat.html", headers=headers)


async def _health(_: Request) -> Response:
    return _answer({"status": "ok"})

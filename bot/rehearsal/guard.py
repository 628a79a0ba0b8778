"""Who may call the rehearsal, how much they may say, and what is logged when it breaks."""

import ipaddress
import logging
import traceback

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

JSON_BYTES = 1_000_000
FORM_BYTES = 21_000_000
"""Telegram takes documents up to 50 MB; an export of one resident's data is far smaller."""


class Guard:
    """Answers 403, 413 and 415 before anything is read, and 500 without a word of what was said.

    1. The Host must be a loopback address or a name without a dot: a page on the net that has its
       own name point here (DNS rebinding) is refused.
    2. A call that a page of another host makes (Origin, Sec-Fetch-Site) is refused, except looking
       at the chat page itself.
    3. What is posted to `/rehearsal/…` must say that it is JSON, which a foreign form cannot.
    4. A body over the limit is cut off.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = _refusal(scope)
        if refusal is not None:
            await _refuse(*refusal)(scope, receive, send)
            return
        limit = JSON_BYTES if scope["path"].startswith("/rehearsal/") else FORM_BYTES
        taken = 0
        started = False

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise _TooLarge
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, counted, watched)
        except _TooLarge:
            if not started:
                await _refuse(413, "Request Entity Too Large")(scope, receive, send)
        except Exception as error:
            _log_place(error)
            if not started:
                await _refuse(500, "Internal Server Error")(scope, receive, send)


def _log_place(error: Exception) -> None:
    # Where it broke and nothing else: a message or a traceback may quote a resident.
    place = traceback.extract_tb(error.__traceback__)[-1]
    log.error("rehearsal failed: %s in %s:%s", type(error).__name__, place.name, place.lineno)


class _TooLarge(Exception):
    """The body went over its limit."""


def _refuse(code: int, words: str) -> JSONResponse:
    return JSONResponse({"ok": False, "error_code": code, "description": words}, status_code=code)


def _refusal(scope: Scope) -> tuple[int, str] | None:
    headers = Headers(scope=scope)
    path: str = scope["path"]
    host = headers.get("host", "")
    if not _local(host):
        return 403, "Forbidden: the rehearsal answers on loopback only"
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2] != host:
        return 403, "Forbidden: Origin is another host"
    calls = path.startswith(("/rehearsal/", "/bot", "/file/"))
    if calls and headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        return 403, "Forbidden: called from a page of another host"
    if path.startswith("/rehearsal/") and scope["method"] == "POST":
        media = headers.get("content-type", "").partition(";")[0].strip().lower()
        if media != "application/json":
            return 415, "Unsupported Media Type: application/json expected"
    length = headers.get("content-length", "0")
    limit = JSON_BYTES if path.startswith("/rehearsal/") else FORM_BYTES
    if length.isdecimal() and int(length) > limit:
        return 413, "Request Entity Too Large"
    return None


def _local(host: str) -> bool:
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name != "" and ("." not in name or name.endswith(".localhost"))

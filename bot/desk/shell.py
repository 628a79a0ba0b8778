"""What stands around every request: headers, limits, who asks, and what is said when it breaks."""

import logging
import traceback
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.desk.desk import Desk
from bot.usecases.desk.log_in import recognise

log = logging.getLogger(__name__)

LARGEST_FORM = 200_000
"""Bytes; the longest reply in an alphabet of four bytes, percent-encoded, stays far below."""

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    # not «no-referrer»: with it browsers send «Origin: null» with our own forms (Fetch standard,
    # "append a request Origin header"), and we check the Origin
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
UNKNOWN_TO = ("/static/", "/healthz")
"""Paths for which nobody needs to be recognised."""


class Shell:
    """ASGI middleware, outermost.

    1. A form that another host's page sends is refused (Origin; RFC 6454), before it is read.
    2. A body over ``LARGEST_FORM`` is cut off.
    3. The cookie's login is looked up; the routes decide what it opens.
    4. Headers are added where the route has not set them itself.
    5. What breaks is logged by its place only: a message or a traceback may quote a resident.
    """

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app = app
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        taken = 0
        started = False

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > LARGEST_FORM:
                raise _TooLarge
            return message

        async def headed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if self._desk.https:
                    headers.setdefault("strict-transport-security", "max-age=31536000")
            await send(message)

        connection = HTTPConnection(scope)
        scope.setdefault("state", {})["login"] = None
        try:
            if scope["method"] not in ("GET", "HEAD") and self._foreign(connection):
                await self._error(scope, 403, "desk-error-400")(scope, receive, headed)
                return
            token = connection.cookies.get(self._desk.cookie)
            if token and not scope["path"].startswith(UNKNOWN_TO):
                scope["state"]["login"] = await recognise(self._desk.office, token)
            await self._app(scope, counted, headed)
        except _TooLarge:
            if not started:
                await self._error(scope, 413, "desk-error-400")(scope, receive, headed)
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            log.error(  # noqa: TRY400 - the traceback's last line may quote a resident
                "desk failed: %s in %s:%s", type(error).__name__, place.name, place.lineno
            )
            if not started:
                await self._error(scope, 500, "desk-error-500")(scope, receive, headed)

    def _error(self, scope: Scope, code: int, text_id: str) -> Response:
        return self._desk.page(Request(scope), "error.html", code, code=code, text_id=text_id)

    def _foreign(self, connection: HTTPConnection) -> bool:
        origin = connection.headers.get("origin")
        if origin is None:
            return connection.headers.get("sec-fetch-site") in ("cross-site", "same-site")
        ours = {
            connection.headers.get("host", ""),
            urlsplit(self._desk.parts.settings.public_url).netloc,
        } - {""}
        return urlsplit(origin).netloc not in ours


class _TooLarge(Exception):
    """The body went over its limit."""

"""The rehearsal's chat page behind the login: only while no real token is set."""

import re
from collections.abc import Mapping

import httpx
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.desk.desk import desk_of
from bot.desk.gate import route

_CHAT = r"rehearsal/chats/-?[0-9]{1,16}"
_LOOK = re.compile(
    rf"|healthz|static/[A-Za-z0-9_.-]+|rehearsal/chats|{_CHAT}"
    rf"|{_CHAT}/messages|{_CHAT}/taps|{_CHAT}/documents/[A-Za-z0-9_-]+"
)
_DO = re.compile(rf"{_CHAT}(/messages|/taps|/updates|/block|/unblock)?")
"""What the chat page needs; faults, limits, the reset and the Bot API are not among it."""
_QUERY = ("language_code", "after", "bot", "fill")
_KEPT_HEADERS = (
    "content-type",
    "content-disposition",
    "content-security-policy",
    "x-content-type-options",
)
PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
PATIENCE_SECONDS = 10.0


def routes() -> list[Route]:
    """``/rehearsal`` in the desk's frame, ``/rehearsal/…`` the chat page itself."""
    return [
        route("/rehearsal", show),
        route("/rehearsal/{path:path}", pass_on, "GET", "POST"),
    ]


async def show(request: Request) -> Response:
    """The page with the frame."""
    return desk_of(request).page(request, "rehearsal.html")


async def pass_on(request: Request) -> Response:
    """Ask the rehearsal and hand its answer back.

    A call that changes something must come from a page of this desk (its Origin is checked for
    every request, see ``bot.desk.shell``) and be JSON, which no foreign form can send.
    """
    desk = desk_of(request)
    path = request.path_params["path"]
    allowed = _DO if request.method == "POST" else _LOOK
    if not allowed.fullmatch(path):
        raise HTTPException(404)
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "POST" and media != "application/json":
        raise HTTPException(403)
    if not path and not request.url.path.endswith("/"):
        return RedirectResponse("/rehearsal/", 303)
    try:
        answer = await desk.parts.http.request(
            request.method,
            f"http://127.0.0.1:{desk.parts.settings.rehearsal_port}/{path}",
            params={name: value for name in _QUERY if (value := request.query_params.get(name))},
            content=await request.body() if request.method == "POST" else None,
            headers={"content-type": media} if request.method == "POST" else {},
            timeout=PATIENCE_SECONDS,
        )
    except httpx.HTTPError:
        return desk.page(request, "error.html", 502, code=502, text_id="desk-rehearsal-silent")
    return Response(answer.content, answer.status_code, headers=_headers(answer.headers))


def _headers(theirs: Mapping[str, str]) -> dict[str, str]:
    kept = {name: theirs[name] for name in _KEPT_HEADERS if name in theirs}
    kept.setdefault("content-security-policy", PAGE_POLICY)
    # shown in a frame of the desk's own page, and nowhere else
    return {**kept, "x-frame-options": "SAMEORIGIN", "cache-control": "no-store"}

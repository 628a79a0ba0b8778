"""Who may come in: every route of the desk stands behind one of these."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.desk.desk import login_of

type Endpoint = Callable[[Request], Awaitable[Response]]

PASSWORD = "/password"  # noqa: S105 - the page where a new one is chosen


def staff_only(endpoint: Endpoint, *, admin: bool = False, first: bool = False) -> Endpoint:
    """Let staff in; ``first`` also before the one-time password has been replaced."""

    async def gate(request: Request) -> Response:
        login = login_of(request)
        if login is None:
            there = request.url.path if request.method == "GET" else "/"
            if request.method == "GET" and request.url.query:
                there = f"{there}?{request.url.query}"
            return RedirectResponse(f"/login?next={quote(there, safe='/')}", 303)
        if login.must_change and not first:
            return RedirectResponse(PASSWORD, 303)
        if admin and not login.admin:
            raise HTTPException(403)
        return await endpoint(request)

    return gate


def route(path: str, endpoint: Endpoint, *methods: str, admin: bool = False) -> Route:
    """A route for staff."""
    return Route(path, staff_only(endpoint, admin=admin), methods=list(methods) or ["GET"])

"""Logging in and out, and the first password."""

import secrets

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.desk.desk import desk_of, go, local_path, login_of, plain_form, read_form, same, staff_of
from bot.desk.gate import PASSWORD, staff_only
from bot.usecases.desk.log_in import log_in, log_out
from bot.usecases.desk.office import DeskRefusal, WrongLogin
from bot.usecases.desk.set_password import set_password


def routes() -> list[Route]:
    """``/login``, ``/logout``, ``/password``."""
    return [
        Route("/login", show_login, methods=["GET"]),
        Route("/login", take_login, methods=["POST"]),
        Route("/logout", staff_only(leave, first=True), methods=["POST"]),
        Route(PASSWORD, staff_only(show_password, first=True), methods=["GET"]),
        Route(PASSWORD, staff_only(take_password, first=True), methods=["POST"]),
    ]


async def show_login(request: Request) -> Response:
    """The form; whoever is logged in goes on."""
    next_ = local_path(request.query_params.get("next", "/"))
    if login_of(request):
        return RedirectResponse(next_, 303)
    return _login_page(request, next_=next_, name="")


def _login_page(
    request: Request, *, next_: str, name: str, error: str | None = None, status: int = 200
) -> Response:
    """The login form has a token too (login CSRF): the cookie's and the form's must agree."""
    desk = desk_of(request)
    door = request.cookies.get(desk.door_cookie) or secrets.token_urlsafe(24)
    page = desk.page(request, "login.html", status, next=next_, name=name, door=door, error=error)
    page.set_cookie(
        desk.door_cookie, door, httponly=True, samesite="lax", secure=desk.https, path="/"
    )
    return page


async def take_login(request: Request) -> Response:
    """Log in."""
    desk = desk_of(request)
    fields = await plain_form(request)
    name, next_ = fields.get("name", "").strip()[:60], local_path(fields.get("next", "/"))
    if not same(fields.get("csrf", ""), request.cookies.get(desk.door_cookie, "")):
        return _login_page(request, next_=next_, name=name, error="desk-login-again", status=403)
    try:
        token = await log_in(desk.office, name, fields.get("password", "")[:200])
    except WrongLogin as refused:
        return _login_page(request, next_=next_, name=name, error=refused.text_id, status=403)
    response = go(next_)
    desk.keep_login(response, token)
    response.delete_cookie(
        desk.door_cookie, httponly=True, samesite="lax", secure=desk.https, path="/"
    )
    return response


async def leave(request: Request) -> Response:
    """Log out."""
    desk = desk_of(request)
    await read_form(request)
    await log_out(desk.office, staff_of(request))
    response = go("/login", "logged-out")
    desk.drop_login(response)
    return response


async def show_password(request: Request) -> Response:
    """The form for the first password of one's own."""
    if not staff_of(request).must_change:
        return go("/account")
    return desk_of(request).page(request, "password.html")


async def take_password(request: Request) -> Response:
    """Keep it."""
    desk, login = desk_of(request), staff_of(request)
    fields = await read_form(request)
    if not login.must_change:
        raise HTTPException(403)
    try:
        token = await set_password(
            desk.office,
            login,
            current=None,
            new=fields.get("new", ""),
            again=fields.get("again", ""),
        )
    except DeskRefusal as refused:
        return desk.page(request, "password.html", 400, error=refused.text_id)
    response = go("/", "password-set")
    desk.keep_login(response, token)
    return response

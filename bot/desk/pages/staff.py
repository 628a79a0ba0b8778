"""Accounts of staff; for admins."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.desk import desk_of, go, read_form, staff_of
from bot.desk.gate import route
from bot.usecases.desk.add_staff import NewAccount, add_staff
from bot.usecases.desk.office import ROLES, BadInput
from bot.usecases.desk.renew_password import renew_password
from bot.usecases.desk.set_active import set_active


def routes() -> list[Route]:
    """``/staff`` and what is under it."""
    one = "/staff/{staff}"
    return [
        route("/staff", show, admin=True),
        route("/staff", add, "POST", admin=True),
        route(f"{one}/password", renew, "POST", admin=True),
        route(f"{one}/close", close, "POST", admin=True),
        route(f"{one}/open", open_again, "POST", admin=True),
    ]


async def show(request: Request) -> Response:
    """All accounts."""
    return await _page(request)


async def _page(
    request: Request,
    *,
    made: NewAccount | None = None,
    typed: tuple[str, str, str] = ("", "reviewer", "sl"),
    error: str | None = None,
    status: int = 200,
) -> Response:
    """The list; ``made`` is shown this once and never again."""
    desk = desk_of(request)
    async with desk.parts.store(read_only=True) as work:
        accounts = await work.staff.all()
        told = {each.id for each in await work.staff.told()}
    return desk.page(
        request,
        "staff.html",
        status,
        accounts=accounts,
        told=told,
        now=desk.parts.clock.now(),
        roles=ROLES,
        made=made,
        typed=typed,
        error=error,
    )


async def add(request: Request) -> Response:
    """A new account."""
    desk = desk_of(request)
    fields = await read_form(request)
    typed = (fields.get("name", ""), fields.get("role", ""), fields.get("locale", ""))
    name, role, locale = typed
    try:
        made = await add_staff(
            desk.office, login=name, role=role, locale=locale, by=staff_of(request).staff_id
        )
    except BadInput as refused:
        return await _page(request, typed=typed, error=refused.text_id, status=400)
    return await _page(request, made=made)


async def renew(request: Request) -> Response:
    """A new one-time password."""
    desk = desk_of(request)
    await read_form(request)
    if request.path_params["staff"] == staff_of(request).staff_id:
        return go("/account")
    made = await renew_password(
        desk.office, request.path_params["staff"], by=staff_of(request).staff_id
    )
    return await _page(request, made=made)


async def close(request: Request) -> Response:
    """Close an account."""
    desk = desk_of(request)
    await read_form(request)
    try:
        await set_active(
            desk.office,
            request.path_params["staff"],
            active=False,
            by=staff_of(request).staff_id,
        )
    except BadInput as refused:
        return await _page(request, error=refused.text_id, status=400)
    return go("/staff", "staff-closed")


async def open_again(request: Request) -> Response:
    """Open a closed account."""
    desk = desk_of(request)
    await read_form(request)
    await set_active(
        desk.office, request.path_params["staff"], active=True, by=staff_of(request).staff_id
    )
    return go("/staff", "staff-opened")

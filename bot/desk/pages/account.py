"""One's own account: language, password, Telegram."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.desk import desk_of, go, local_path, read_form, staff_of
from bot.desk.gate import route, staff_only
from bot.usecases.desk.link_chat import LASTS, link_chat, unlink_chat
from bot.usecases.desk.office import DeskRefusal
from bot.usecases.desk.set_locale import set_locale
from bot.usecases.desk.set_password import set_password


def routes() -> list[Route]:
    """``/account`` and what is under it."""
    return [
        route("/account", show),
        # also before the first password has been replaced: nobody should have to guess
        Route("/account/locale", staff_only(take_locale, first=True), methods=["POST"]),
        route("/account/password", take_password, "POST"),
        route("/account/link", link, "POST"),
        route("/account/unlink", unlink, "POST"),
    ]


async def show(request: Request) -> Response:
    """The account."""
    return await _page(request)


async def _page(
    request: Request, *, code: str | None = None, error: str | None = None, status: int = 200
) -> Response:
    desk = desk_of(request)
    async with desk.parts.store(read_only=True) as work:
        contact = await work.staff.contact(staff_of(request).staff_id)
    return desk.page(
        request,
        "account.html",
        status,
        linked=contact is not None and contact.chat_cipher is not None,
        reachable=desk.parts.settings.coordinator_bot_token is not None,
        rehearsing=desk.parts.settings.rehearsing,
        code=code,
        minutes=int(LASTS.total_seconds() // 60),
        error=error,
    )


async def take_locale(request: Request) -> Response:
    """Another language, on the same page."""
    desk = desk_of(request)
    fields = await read_form(request)
    await set_locale(desk.office, staff_of(request).staff_id, fields.get("locale", ""))
    return go(local_path(fields.get("next", "/")))


async def take_password(request: Request) -> Response:
    """A new password."""
    desk = desk_of(request)
    fields = await read_form(request)
    try:
        token = await set_password(
            desk.office,
            staff_of(request),
            current=fields.get("current", ""),
            new=fields.get("new", ""),
            again=fields.get("again", ""),
        )
    except DeskRefusal as refused:
        return await _page(request, error=refused.text_id, status=400)
    response = go("/account", "password-set")
    desk.keep_login(response, token)
    return response


async def link(request: Request) -> Response:
    """A code, shown this once."""
    desk = desk_of(request)
    await read_form(request)
    return await _page(request, code=await link_chat(desk.office, staff_of(request).staff_id))


async def unlink(request: Request) -> Response:
    """No more notices."""
    desk = desk_of(request)
    await read_form(request)
    await unlink_chat(desk.office, staff_of(request).staff_id)
    return go("/account", "chat-unlinked")

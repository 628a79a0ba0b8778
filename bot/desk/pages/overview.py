"""The first page, and the state of the house."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.adapters.health import DOWN
from bot.desk.desk import desk_of
from bot.desk.gate import route
from bot.usecases.desk.overview import overview


def routes() -> list[Route]:
    """``/`` and ``/healthz``."""
    return [route("/", show), Route("/healthz", health, methods=["GET"])]


async def show(request: Request) -> Response:
    """What waits."""
    desk = desk_of(request)
    return desk.page(
        request,
        "overview.html",
        seen=await overview(desk.office),
        parts=await desk.parts.probe(),
    )


async def health(request: Request) -> Response:
    """Whether all parts answer."""
    components = dict(await desk_of(request).parts.probe())
    well = DOWN not in components.values()
    return JSONResponse(
        {"status": "ok" if well else "degraded", "components": components}, 200 if well else 503
    )

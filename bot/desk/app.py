"""The desk: staff's web pages, without a framework of their own and without scripts."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from bot.desk.desk import Desk, desk_of
from bot.desk.pages import (
    account,
    challenges,
    entrance,
    examples,
    overview,
    questions,
    rehearsal,
    staff,
    surveys,
)
from bot.desk.parts import DeskParts
from bot.desk.shell import Shell
from bot.usecases.desk.office import DeskRefusal, NotFound

__all__ = ["DeskParts", "build"]

STATIC = Path(__file__).parent / "static"
STATIC_FILES = {each.name: each for each in STATIC.iterdir() if each.is_file()}

ERRORS = {403: "desk-error-403", 404: "desk-error-404", 500: "desk-error-500"}


def build(parts: DeskParts) -> Starlette:
    """Build the desk."""
    desk = Desk(parts)
    app = Starlette(
        routes=[
            Route("/static/{name}", _static, methods=["GET"]),
            *overview.routes(),
            *entrance.routes(),
            *questions.routes(),
            *surveys.routes(),
            *challenges.routes(),
            *examples.routes(),
            *staff.routes(),
            *account.routes(),
            *(rehearsal.routes() if parts.settings.rehearsing else ()),
        ],
        middleware=[Middleware(Shell, desk=desk)],
        exception_handlers={HTTPException: _http_error, DeskRefusal: _refusal},
    )
    app.state.desk = desk
    return app


async def _static(request: Request) -> Response:
    path = STATIC_FILES.get(request.path_params["name"])
    if path is None:
        raise HTTPException(404)
    # the address changes with the content
    return FileResponse(path, headers={"cache-control": "public, max-age=86400"})


async def _http_error(request: Request, error: Exception) -> Response:
    code = error.status_code if isinstance(error, HTTPException) else 500
    text_id = ERRORS.get(code, "desk-error-400")
    if isinstance(error, HTTPException) and error.detail == "csrf":
        text_id = "desk-error-csrf"
    return desk_of(request).page(request, "error.html", code, code=code, text_id=text_id)


async def _refusal(request: Request, error: Exception) -> Response:
    """A use case refused what no page of ours asks for, or what is there no more."""
    code = 404 if isinstance(error, NotFound) else 400
    text_id = error.text_id if isinstance(error, DeskRefusal) else "desk-error-400"
    return desk_of(request).page(request, "error.html", code, code=code, text_id=text_id)

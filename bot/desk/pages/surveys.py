"""Surveys and what residents replied."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.desk import desk_of, locale_for, staff_of
from bot.desk.gate import route
from bot.desk.parts import ExportFormat
from bot.usecases.desk.note_look import note_look
from bot.usecases.desk.read_survey import list_surveys, read_survey

_MEDIA: dict[ExportFormat, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def routes() -> list[Route]:
    """``/surveys`` and what is under it."""
    return [
        route("/surveys", show_all),
        route("/surveys/{key}", show),
        route("/surveys/{key}/replies.{format}", export),
    ]


async def show_all(request: Request) -> Response:
    """All surveys."""
    desk = desk_of(request)
    return desk.page(request, "surveys.html", surveys=await list_surveys(desk.office))


async def show(request: Request) -> Response:
    """One survey."""
    desk = desk_of(request)
    survey = await read_survey(desk.office, request.path_params["key"])
    if any(question.replies for question in survey.questions):
        await note_look(desk.office, staff_of(request).staff_id, "survey", survey.key)
    return desk.page(request, "survey.html", survey=survey, formats=list(_MEDIA))


async def export(request: Request) -> Response:
    """All replies as a file; the audit says who took it."""
    desk = desk_of(request)
    key, format_ = request.path_params["key"], request.path_params["format"]
    if format_ not in _MEDIA:
        raise HTTPException(404)
    async with desk.parts.store(read_only=True) as work:
        if await work.surveys.newest(key) is None:
            raise HTTPException(404)
    content = await desk.parts.export_survey(
        desk.parts.store, key, format_, locale=locale_for(request)
    )
    async with desk.parts.store() as work:
        await work.staff.audit(
            "export_survey",
            subject="survey",
            subject_id=key,
            staff_id=staff_of(request).staff_id,
            now=desk.parts.clock.now(),
            detail={"format": format_},
        )
        await work.commit()
    name = f"{key}.{format_}"
    return Response(
        content,
        media_type=_MEDIA[format_],
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )

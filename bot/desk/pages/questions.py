"""Questions for a person, and their threads."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.desk import desk_of, go, locale_for, read_form, staff_of
from bot.desk.gate import route
from bot.usecases.desk.close_question import close_question, reopen_question
from bot.usecases.desk.note_look import note_look
from bot.usecases.desk.office import BadInput, NotFound, ThreadMoved
from bot.usecases.desk.reply import LONGEST, STAFF_REPLY, length, reply
from db.base import new_id

STATES = ("open", "answered", "closed")


def routes() -> list[Route]:
    """``/questions`` and what is under it."""
    one = "/questions/{question}"
    return [
        route("/questions", show_all),
        route(one, show),
        route(f"{one}/reply", take_reply, "POST"),
        route(f"{one}/close", close, "POST"),
        route(f"{one}/reopen", reopen, "POST"),
    ]


async def show_all(request: Request) -> Response:
    """The queue."""
    desk = desk_of(request)
    state = request.query_params.get("state", "open")
    state = state if state in STATES else "open"
    async with desk.parts.store(read_only=True) as work:
        questions = await work.questions.queue(state=state)
        counts = await work.questions.counts()
    return desk.page(
        request,
        "questions.html",
        questions=questions,
        state=state,
        states=STATES,
        counts=counts,
    )


async def show(request: Request) -> Response:
    """One thread."""
    return await _thread(request)


async def _thread(
    request: Request,
    *,
    words: str = "",
    token: str | None = None,
    error: str | None = None,
    status: int = 200,
) -> Response:
    desk = desk_of(request)
    question_id = request.path_params["question"]
    async with desk.parts.store(read_only=True) as work:
        question = await work.questions.by_id(question_id)
        if question is None:
            raise NotFound("desk-error-404")
        messages = await work.questions.thread(question.id)
        deliveries = await work.sending.about(
            STAFF_REPLY, [message.id for message in messages if message.staff_id]
        )
        names = {each.id: each.login for each in await work.staff.all()}
        contact = await work.people.contact(question.resident_id)
        resident = await work.people.by_id(question.resident_id)
        topic = await work.knowledge.topic(question.topic_id) if question.topic_id else None
        made = await work.plan.made_of("question", [message.id for message in messages])
    if any(message.words and message.staff_id is None for message in messages):
        await note_look(desk.office, staff_of(request).staff_id, "question", question.id)
    locale = locale_for(request)
    return desk.page(
        request,
        "question.html",
        status,
        question=question,
        topic_title=topic.titles.get(locale, topic.id) if topic else None,
        messages=messages,
        deliveries=deliveries,
        names=names,
        made=made,
        unreachable=contact is None or contact.unreachable_since is not None,
        stopped=resident is not None and resident.stopped_at is not None,
        hours=desk.hours(locale),
        words=words,
        token=token or new_id(),
        seen=length(messages),
        longest=LONGEST,
        error=error,
    )


async def take_reply(request: Request) -> Response:
    """Send a reply; what was typed stays on the page when it cannot be sent."""
    desk, login = desk_of(request), staff_of(request)
    fields = await read_form(request)
    question_id = request.path_params["question"]
    words, token = fields.get("words", ""), fields.get("token", "")
    try:
        await reply(
            desk.office,
            question_id,
            staff_id=login.staff_id,
            words=words,
            token=token,
            seen=fields.get("seen", ""),
        )
    except BadInput as refused:
        return await _thread(request, words=words, error=refused.text_id, status=400)
    except ThreadMoved as refused:
        return await _thread(request, words=words, token=token, error=refused.text_id, status=409)
    return go(f"/questions/{question_id}", "reply-sent#content")  # the form's fragment would stay


async def close(request: Request) -> Response:
    """Close without a reply."""
    desk = desk_of(request)
    await read_form(request)
    question_id = request.path_params["question"]
    await close_question(desk.office, question_id, staff_id=staff_of(request).staff_id)
    return go("/questions", "question-closed")


async def reopen(request: Request) -> Response:
    """Back into the queue."""
    desk = desk_of(request)
    await read_form(request)
    question_id = request.path_params["question"]
    await reopen_question(desk.office, question_id, staff_id=staff_of(request).staff_id)
    return go(f"/questions/{question_id}", "question-reopened")

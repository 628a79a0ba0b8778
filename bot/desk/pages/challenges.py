"""Challenges, their evidence, and forms that were broken off."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.desk import desk_of, go, locale_for, read_form, staff_of
from bot.desk.gate import route
from bot.usecases.desk.judge_challenge import VERDICTS, edit_challenge, judge_challenge
from bot.usecases.desk.judge_draft import discard_draft, keep_draft
from bot.usecases.desk.make_challenge import LONGEST_TITLE, look_at, make_challenge
from bot.usecases.desk.note_look import note_look
from bot.usecases.desk.office import BadInput, NotFound
from bot.usecases.fill_form import SKIP
from db.models import Draft, Evidence
from db.uow import UnitOfWork


def routes() -> list[Route]:
    """``/challenges`` and ``/drafts``."""
    one = "/challenges/{challenge}"
    return [
        route("/challenges", show_all),
        route("/challenges/new/{kind}/{ref}", show_new),
        route("/challenges/new/{kind}/{ref}", take_new, "POST"),
        route(one, show),
        route(f"{one}/judge", judge, "POST"),
        route(f"{one}/edit", edit, "POST"),
        route("/drafts/{draft}/keep", keep, "POST"),
        route("/drafts/{draft}/discard", discard, "POST"),
    ]


@dataclass(frozen=True)
class ShownDraft:
    """A broken-off form with what was written so far."""

    draft: Draft
    locale: str
    words: tuple[tuple[str, str], ...]
    """Slot and words; keys of taps are left out."""


@dataclass(frozen=True)
class ShownEvidence:
    """One piece of evidence and the page where it was said."""

    evidence: Evidence
    source: str | None


async def show_all(request: Request) -> Response:
    """All challenges, by state, and the drafts."""
    desk = desk_of(request)
    state = request.query_params.get("state")
    state = state if state in VERDICTS else None
    async with desk.parts.store(read_only=True) as work:
        challenges = await work.plan.all()
        drafts = [await _draft(work, draft) for draft in await work.intake.broken_drafts()]
        names = {each.id: each.login for each in await work.staff.all()}
    for each in drafts:
        await note_look(desk.office, staff_of(request).staff_id, "draft", each.draft.id)
    return desk.page(
        request,
        "challenges.html",
        challenges=[
            (challenge, number)
            for challenge, number in challenges
            if state is None or challenge.state == state
        ],
        counts={
            verdict: sum(challenge.state == verdict for challenge, _ in challenges)
            for verdict in VERDICTS
        },
        total=len(challenges),
        state=state,
        states=VERDICTS,
        drafts=drafts,
        names=names,
        categories=await desk.categories(locale_for(request)),
    )


async def _draft(work: UnitOfWork, draft: Draft) -> ShownDraft:
    words = await work.intake.words(draft.id)
    resident = await work.people.by_id(draft.resident_id)
    return ShownDraft(
        draft,
        (resident.locale if resident else None) or "sl",
        tuple(
            (slot, text)
            for slot, text in words.items()
            if slot in ("problem", "help", "question") and text != SKIP
        ),
    )


async def show(request: Request) -> Response:
    """One challenge."""
    return await _challenge(request)


async def _challenge(
    request: Request,
    *,
    typed: tuple[str, str] | None = None,
    error: str | None = None,
    status: int = 200,
) -> Response:
    desk = desk_of(request)
    async with desk.parts.store(read_only=True) as work:
        challenge = await work.plan.by_id(request.path_params["challenge"])
        if challenge is None:
            raise NotFound("desk-error-404")
        evidence = [
            ShownEvidence(each, await _source(work, each))
            for each in await work.plan.evidence(challenge.id)
        ]
        author = await work.staff.by_id(challenge.created_by) if challenge.created_by else None
    if evidence:
        await note_look(desk.office, staff_of(request).staff_id, "challenge", challenge.id)
    title, category = typed or (challenge.title, challenge.category)
    categories = await desk.categories(locale_for(request))
    categories.setdefault(challenge.category, challenge.category)
    return desk.page(
        request,
        "challenge.html",
        status,
        challenge=challenge,
        evidence=evidence,
        author=author.login if author else None,
        title=title,
        category=category,
        longest=LONGEST_TITLE,
        categories=categories,
        error=error,
    )


async def _source(work: UnitOfWork, evidence: Evidence) -> str | None:
    match evidence.kind:
        case "question":
            message = await work.questions.message(evidence.ref)
            return f"/questions/{message.question_id}#m-{message.id}" if message else None
        case "reply":
            reply = await work.surveys.reply(evidence.ref)
            response = await work.surveys.response(reply.response_id) if reply else None
            return f"/surveys/{response.survey_key}#r-{evidence.ref}" if response else None
    return None


async def show_new(request: Request) -> Response:
    """First click: the form, filled in from what was said."""
    return await _new(request)


async def _new(
    request: Request,
    *,
    typed: tuple[str, str] | None = None,
    error: str | None = None,
    status: int = 200,
) -> Response:
    desk = desk_of(request)
    said = await look_at(desk.office, request.path_params["kind"], request.path_params["ref"])
    if said.challenge_id is not None:
        return go(f"/challenges/{said.challenge_id}")
    title, category = typed or (said.title, said.category)
    home = f"/questions/{said.home}" if said.kind == "question" else f"/surveys/{said.home}"
    return desk.page(
        request,
        "challenge_new.html",
        status,
        said=said,
        home=home,
        title=title,
        category=category,
        longest=LONGEST_TITLE,
        categories=await desk.categories(locale_for(request)),
        error=error,
    )


async def take_new(request: Request) -> Response:
    """Second click: save."""
    desk = desk_of(request)
    fields = await read_form(request)
    title, category = fields.get("title", ""), fields.get("category", "")
    try:
        made = await make_challenge(
            desk.office,
            request.path_params["kind"],
            request.path_params["ref"],
            title=title,
            category=category,
            staff_id=staff_of(request).staff_id,
        )
    except BadInput as refused:
        return await _new(request, typed=(title, category), error=refused.text_id, status=400)
    return go(f"/challenges/{made}", "challenge-made")


async def judge(request: Request) -> Response:
    """Accept or reject."""
    desk = desk_of(request)
    fields = await read_form(request)
    challenge, verdict = request.path_params["challenge"], fields.get("verdict", "")
    await judge_challenge(
        desk.office, challenge, verdict=verdict, staff_id=staff_of(request).staff_id
    )
    return go(f"/challenges/{challenge}", f"challenge-{verdict}")


async def edit(request: Request) -> Response:
    """Title and category."""
    desk = desk_of(request)
    fields = await read_form(request)
    challenge = request.path_params["challenge"]
    title, category = fields.get("title", ""), fields.get("category", "")
    try:
        await edit_challenge(
            desk.office,
            challenge,
            title=title,
            category=category,
            staff_id=staff_of(request).staff_id,
        )
    except BadInput as refused:
        return await _challenge(
            request, typed=(title, category), error=refused.text_id, status=400
        )
    return go(f"/challenges/{challenge}", "challenge-saved")


async def keep(request: Request) -> Response:
    """A broken-off report becomes a challenge, a broken-off question joins the queue."""
    desk = desk_of(request)
    await read_form(request)
    kept = await keep_draft(
        desk.office, request.path_params["draft"], staff_id=staff_of(request).staff_id
    )
    return go(f"/{kept.kind}s/{kept.id}", "draft-kept")


async def discard(request: Request) -> Response:
    """Remove a broken-off form."""
    desk = desk_of(request)
    await read_form(request)
    await discard_draft(
        desk.office, request.path_params["draft"], staff_id=staff_of(request).staff_id
    )
    return go("/challenges", "draft-discarded")

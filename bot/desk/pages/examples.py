"""Examples: taps on offers, for a reviewer to rewrite and approve."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.desk import desk_of, go, locale_for, read_form, staff_of
from bot.desk.gate import route
from bot.usecases.desk.judge_example import (
    LONGEST_UTTERANCE,
    REVIEWING,
    AlreadyDecided,
    AlreadyLearned,
    NotAReviewer,
    judge_example,
    reject_approved,
)
from bot.usecases.desk.note_look import note_look
from bot.usecases.desk.office import BadInput
from db.models import Topic
from dialogues.locales import LOCALES

AT_ONCE = 30
"""Examples on one page: whoever decides on one makes room for the next."""


@dataclass(frozen=True)
class Typed:
    """What was sent with a decision that was not taken: it stays on the page."""

    example_id: str
    topic: str
    locale: str
    utterance: str


@dataclass(frozen=True)
class TopicChoice:
    """A domain of the list of topics."""

    title: str
    topics: tuple[tuple[str, str], ...]
    """Id and title."""


def routes() -> list[Route]:
    """``/examples``, the decision on one, and the rejection of an approved one."""
    return [
        route("/examples", show_all),
        route("/examples/{example}/judge", judge, "POST"),
        route("/examples/{example}/reject", reject, "POST"),
    ]


async def show_all(request: Request) -> Response:
    """What waits, and what is approved."""
    return await _page(request)


async def _page(
    request: Request, *, typed: Typed | None = None, error: str | None = None, status: int = 200
) -> Response:
    desk, login, locale = desk_of(request), staff_of(request), locale_for(request)
    async with desk.parts.store(read_only=True) as work:
        waiting = await work.examples.waiting(AT_ONCE)
        approved = await work.examples.approved()
        counts = await work.examples.counts()
        topics = await work.knowledge.topics()
        domains = {each.id: each.titles for each in await work.knowledge.domains()}
    for each in waiting:
        await note_look(desk.office, login.staff_id, "example", each.id)
    here = typed and any(each.id == typed.example_id for each in waiting)
    return desk.page(
        request,
        "examples.html",
        status,
        waiting=waiting,
        number=counts.get("tapped", 0),
        approved=approved,
        titles={topic.id: topic.titles.get(locale, topic.id) for topic in topics},
        choices=_choices(topics, domains, locale),
        spoken=LOCALES,
        may_judge=login.role in REVIEWING,
        longest=LONGEST_UTTERANCE,
        typed=typed,
        beside=error if here else None,
        error=None if here else error,
    )


def _choices(
    topics: list[Topic], domains: Mapping[str, Mapping[str, str]], locale: str
) -> list[TopicChoice]:
    found: dict[str, list[tuple[str, str]]] = {domain: [] for domain in domains}
    for topic in topics:
        found.setdefault(topic.domain, []).append((topic.id, topic.titles.get(locale, topic.id)))
    return [
        TopicChoice(domains.get(domain, {}).get(locale, domain), tuple(named))
        for domain, named in found.items()
        if named
    ]


async def judge(request: Request) -> Response:
    """Approve or reject; what was typed stays on the page when it cannot be taken."""
    desk = desk_of(request)
    fields = await read_form(request)
    typed = Typed(
        request.path_params["example"],
        fields.get("topic", ""),
        fields.get("locale", ""),
        fields.get("utterance", ""),
    )
    try:
        decided = await judge_example(
            desk.office,
            typed.example_id,
            verdict=fields.get("verdict", ""),
            topic=typed.topic,
            locale=typed.locale,
            utterance=typed.utterance,
            staff_id=staff_of(request).staff_id,
        )
    except NotAReviewer:
        raise HTTPException(403) from None
    except BadInput as refused:
        return await _page(request, typed=typed, error=refused.text_id, status=400)
    except AlreadyDecided as refused:
        return await _page(request, typed=typed, error=refused.text_id, status=409)
    return go("/examples", f"example-{decided}")


async def reject(request: Request) -> Response:
    """Reject what was approved, as long as it is not learned."""
    await read_form(request)
    example_id = request.path_params["example"]
    try:
        await reject_approved(
            desk_of(request).office, example_id, staff_id=staff_of(request).staff_id
        )
    except NotAReviewer:
        raise HTTPException(403) from None
    except (AlreadyDecided, AlreadyLearned) as refused:
        return await _page(request, error=refused.text_id, status=409)
    return go("/examples", "example-rejected")

"""Decide on a form that a resident broke off."""

from dataclasses import dataclass
from datetime import datetime

from bot.usecases.desk.office import BadInput, NotFound, Office
from bot.usecases.fill_form import keep_report
from db.models import Draft
from db.uow import UnitOfWork
from dialogues.folding import is_blank

FALLBACK_LOCALE = "sl"


@dataclass(frozen=True)
class Kept:
    """What a draft has become."""

    kind: str
    """challenge or question"""
    id: str


async def keep_draft(office: Office, draft_id: str, *, staff_id: str) -> Kept:
    """A broken-off report becomes a challenge, a question to a person joins the queue.

    Raises:
        BadInput: what a challenge needs was not written yet.
        NotFound: no such draft, or it was judged already.
    """
    now = office.clock.now()
    async with office.store() as work:
        draft = await _broken(work, draft_id)
        words = await work.intake.words(draft.id)
        resident = await work.people.by_id(draft.resident_id)
        locale = (resident.locale if resident else None) or FALLBACK_LOCALE
        if draft.form == "report":
            kept = await _as_challenge(work, draft, words, locale, staff_id, now)
        else:
            kept = await _as_question(work, draft, words, locale, now)
        await work.intake.drop_draft(draft)
        draft.state = "done"
        await work.staff.audit(
            "keep_draft",
            subject="draft",
            subject_id=draft.id,
            staff_id=staff_id,
            now=now,
            detail={kept.kind: kept.id},
        )
        await work.commit()
    return kept


async def discard_draft(office: Office, draft_id: str, *, staff_id: str) -> None:
    """Remove a broken-off form with its words.

    Raises:
        NotFound: no such draft, or it was judged already.
    """
    async with office.store() as work:
        draft = await _broken(work, draft_id)
        await work.intake.drop_draft(draft)
        await work.staff.audit(
            "discard_draft",
            subject="draft",
            subject_id=draft.id,
            staff_id=staff_id,
            now=office.clock.now(),
        )
        await work.commit()


async def _broken(work: UnitOfWork, draft_id: str) -> Draft:
    draft = await work.intake.draft(draft_id)
    if draft is None or draft.state != "broken":
        raise NotFound("desk-draft-gone")
    return draft


async def _as_challenge(
    work: UnitOfWork,
    draft: Draft,
    words: dict[str, str],
    locale: str,
    staff_id: str,
    now: datetime,
) -> Kept:
    if is_blank(words.get("problem", "")):
        raise BadInput("desk-draft-no-problem")
    await keep_report(work, draft.resident_id, locale, draft, words, now=now, staff_id=staff_id)
    made = await work.plan.resting_on("report", draft.id)
    if made is None:  # it was written just above
        raise LookupError(draft.id)
    return Kept("challenge", made.id)


async def _as_question(
    work: UnitOfWork, draft: Draft, words: dict[str, str], locale: str, now: datetime
) -> Kept:
    asked = "\n".join(text for text in words.values() if not is_blank(text))
    if not asked:
        raise BadInput("desk-draft-no-problem")
    question = await work.questions.ask(
        draft.resident_id, reason="draft", locale=locale, words=asked, update_id=None, now=now
    )
    return Kept("question", question.id)

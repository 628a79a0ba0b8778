"""Make a challenge of what a resident said."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.usecases.desk.office import BadInput, NotFound, Office
from bot.usecases.fill_form import OTHER
from db.uow import UnitOfWork
from dialogues.folding import clean, is_blank

LONGEST_TITLE = 200
PROPOSED_TITLE = 120

type Kind = Literal["question", "reply"]


@dataclass(frozen=True)
class Said:
    """What the challenge will rest on, and what the form proposes."""

    kind: Kind
    ref: str
    """The thread message or the survey reply."""
    resident_id: str
    words: str
    locale: str
    at: datetime
    category: str
    """Proposed: the domain it was said about, or other."""
    home: str
    """Where it stands: the question's id, or the survey's key."""
    challenge_id: str | None
    """The challenge it has become already."""

    @property
    def title(self) -> str:
        """Proposed: the first line, shortened at a word."""
        line = self.words.strip().partition("\n")[0]
        if len(line) <= PROPOSED_TITLE:
            return line
        return line[: PROPOSED_TITLE - 1].rsplit(" ", 1)[0] + "…"


async def look_at(office: Office, kind: str, ref: str) -> Said:
    """What was said, for the form.

    Raises:
        NotFound: no such message or reply, or one without words.
    """
    async with office.store(read_only=True) as work:
        return await _said(work, kind, ref)


async def make_challenge(
    office: Office, kind: str, ref: str, *, title: str, category: str, staff_id: str
) -> str:
    """Write the challenge with its evidence; its id. The same words make one challenge only.

    Raises:
        BadInput: no title, too long a one, or no such category.
        NotFound: no such message or reply, or one without words.
    """
    title = checked_title(title)
    now = office.clock.now()
    async with office.store() as work:
        said = await _said(work, kind, ref)
        if said.challenge_id is not None:
            return said.challenge_id
        await check_category(work, category)
        challenge = await work.plan.add(
            title=title, category=category, created_by=staff_id, now=now
        )
        await work.plan.add_evidence(
            challenge,
            kind=said.kind,
            ref=said.ref,
            resident_id=said.resident_id,
            words=said.words,
            locale=said.locale,
            at=said.at,
        )
        await work.staff.audit(
            "make_challenge",
            subject="challenge",
            subject_id=challenge.id,
            staff_id=staff_id,
            now=now,
            detail={"kind": said.kind, "ref": said.ref},
        )
        await work.commit()
    return challenge.id


def checked_title(title: str) -> str:
    """The title as it is kept: on one line, else unchanged (a title in a resident's own words is
    found by them again when the resident is deleted).

    Raises:
        BadInput: there is none, or it is too long.
    """
    title = clean(title).replace("\n", " ")
    if is_blank(title):
        raise BadInput("desk-challenge-no-title")
    if len(title) > LONGEST_TITLE:
        raise BadInput("desk-challenge-long-title")
    return title


async def check_category(work: UnitOfWork, category: str) -> None:
    """Refuse what is neither a domain nor ``other``.

    Raises:
        BadInput: so it is.
    """
    if category not in {OTHER, *(domain.id for domain in await work.knowledge.domains())}:
        raise BadInput("desk-challenge-no-category")


async def _said(work: UnitOfWork, kind: str, ref: str) -> Said:
    if kind == "question":
        said = await _in_thread(work, ref)
    elif kind == "reply":
        said = await _in_survey(work, ref)
    else:
        said = None
    if said is None:
        raise NotFound("desk-error-404")
    return said


async def _in_thread(work: UnitOfWork, ref: str) -> Said | None:
    message = await work.questions.message(ref)
    if message is None or message.staff_id is not None or is_blank(message.words):
        return None
    question = await work.questions.by_id(message.question_id)
    if question is None:
        return None
    domains = {domain.id for domain in await work.knowledge.domains()}
    domain = (question.topic_id or "").partition(".")[0]
    made = await work.plan.resting_on("question", ref)
    return Said(
        kind="question",
        ref=ref,
        resident_id=question.resident_id,
        words=message.words,
        locale=question.locale,
        at=message.at,
        category=domain if domain in domains else OTHER,
        home=question.id,
        challenge_id=made.id if made else None,
    )


async def _in_survey(work: UnitOfWork, ref: str) -> Said | None:
    reply = await work.surveys.reply(ref)
    if reply is None or reply.replaced_at is not None or is_blank(reply.words or ""):
        return None
    response = await work.surveys.response(reply.response_id)
    if response is None:
        return None
    domains = {domain.id for domain in await work.knowledge.domains()}
    # where a question of the same survey asked for the field of life, its reply is the category
    others = (await work.surveys.replies([response.id])).get(response.id, {})
    named = [each.value for each in others.values() if isinstance(each.value, str)]
    made = await work.plan.resting_on("reply", ref)
    return Said(
        kind="reply",
        ref=ref,
        resident_id=response.resident_id,
        words=reply.words or "",
        locale=reply.locale,
        at=reply.at,
        category=next((each for each in named if each in domains), OTHER),
        home=response.survey_key,
        challenge_id=made.id if made else None,
    )

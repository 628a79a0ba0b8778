"""What is removed because its time is over; the settings say when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Delete, and_, delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from db.models import (
    Challenge,
    Delivery,
    Draft,
    Evidence,
    Example,
    Question,
    Response,
    StaffSession,
    ThreadMessage,
)
from db.uow import UnitOfWork

HANDLED_DAYS = 7
"""Rows of ``inbound`` are empty once handled; so long they keep an update from being taken twice.
Telegram itself keeps an update for 24 hours (Bot API, getting updates)."""

UNTAPPED_HOURS = 24
"""So long an offer that nobody tapped is kept with its words; a tap counts for an hour only."""


@dataclass(frozen=True)
class Removed:
    """How many rows went."""

    inbound: int = 0
    questions: int = 0
    responses: int = 0
    drafts: int = 0
    evidence: int = 0
    challenges: int = 0
    deliveries: int = 0
    logins: int = 0
    examples: int = 0


async def remove_old(
    work: UnitOfWork, *, now: datetime, keep_questions_days: int, keep_replies_days: int
) -> Removed:
    """Remove what was kept long enough, within the caller's unit of work.

    1. Handled updates after a week.
    2. Questions that are answered or closed, by their last message. What became evidence stays
       as evidence.
    3. Survey responses with their replies, forms, and evidence, by their own age. A report that
       staff have not accepted goes with its evidence; an accepted challenge stays, in its title.
    4. The ledger of deliveries and logins that are over.
    5. Offers that nobody tapped, after a day; tapped ones that staff have not judged, as
       questions; those that were rejected, or stand in a file, as replies. What is approved
       waits for the file.
    """
    questions_before = now - timedelta(days=keep_questions_days)
    replies_before = now - timedelta(days=keep_replies_days)
    session = work.session
    return Removed(
        inbound=await work.intake.remove_handled(now - timedelta(days=HANDLED_DAYS)),
        questions=await _questions(session, questions_before),
        responses=await _gone(
            session, delete(Response).where(Response.touched_at < replies_before), Response.id
        ),
        drafts=await _gone(
            session,
            delete(Draft).where(Draft.touched_at < replies_before, Draft.state != "open"),
            Draft.id,
        ),
        evidence=await _gone(
            session, delete(Evidence).where(Evidence.at < replies_before), Evidence.id
        ),
        challenges=await _gone(
            session,
            delete(Challenge).where(
                Challenge.created_by.is_(None),
                Challenge.state != "accepted",
                Challenge.created_at < replies_before,
                ~exists().where(Evidence.challenge_id == Challenge.id),
            ),
            Challenge.id,
        ),
        deliveries=await _gone(
            session,
            delete(Delivery).where(
                Delivery.created_at < replies_before,
                Delivery.state.not_in(("queued", "sending")),
            ),
            Delivery.id,
        ),
        logins=await _gone(
            session,
            delete(StaffSession).where(StaffSession.expires_at <= now),
            StaffSession.token_hash,
        ),
        examples=await _gone(
            session,
            delete(Example).where(
                or_(
                    and_(
                        Example.state == "offered",
                        Example.created_at < now - timedelta(hours=UNTAPPED_HOURS),
                    ),
                    and_(Example.state == "tapped", Example.created_at < questions_before),
                    and_(
                        Example.state.in_(("rejected", "taken")),
                        Example.decided_at < replies_before,
                    ),
                )
            ),
            Example.id,
        ),
    )


async def _questions(session: AsyncSession, before: datetime) -> int:
    last = (
        select(func.max(ThreadMessage.at))
        .where(ThreadMessage.question_id == Question.id)
        .correlate(Question)
        .scalar_subquery()
    )
    old = select(Question.id).where(
        Question.state != "open", func.coalesce(last, Question.waiting_since) < before
    )
    messages = select(ThreadMessage.id).where(ThreadMessage.question_id.in_(old))
    await session.execute(
        delete(Delivery).where(
            Delivery.kind.in_(("staff_reply", "staff_notice")), Delivery.ref.in_(messages)
        )
    )
    return await _gone(session, delete(Question).where(Question.id.in_(old)), Question.id)


async def _gone(session: AsyncSession, statement: Delete, key: InstrumentedAttribute[str]) -> int:
    rows = await session.scalars(statement.returning(key))
    return len(rows.all())

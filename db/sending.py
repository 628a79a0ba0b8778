"""Queries over deliveries and pauses."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Delivery, Pause, Question, Response, ThreadMessage


class Sending:
    """Rows of ``delivery`` and ``pause``."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def queue(
        self,
        *,
        bot: str,
        kind: str,
        ref: str,
        now: datetime,
        resident_id: str | None = None,
        staff_id: str | None = None,
        priority: int = 5,
        due: datetime | None = None,
    ) -> Delivery:
        """A message to be sent."""
        delivery = Delivery(
            bot=bot,
            kind=kind,
            ref=ref,
            resident_id=resident_id,
            staff_id=staff_id,
            priority=priority,
            due=due or now,
            created_at=now,
        )
        self._session.add(delivery)
        return delivery

    async def claim(self, bot: str, now: datetime, limit: int) -> list[Delivery]:
        """Take due deliveries for this sender alone, persons before bulk.

        The row's ``claimed_at`` is the sender's right to it: a sender that was given up and comes
        back finds another moment there, and changes nothing.
        """
        due = (
            select(Delivery.id)
            .where(Delivery.bot == bot, Delivery.state == "queued", Delivery.due <= now)
            .order_by(Delivery.priority, Delivery.due, Delivery.id)
            .limit(limit)
        )
        if self._session.get_bind().dialect.name != "sqlite":
            due = due.with_for_update(skip_locked=True)
        # read once, in a query of its own: inside IN (…) PostgreSQL may run it again and take more
        chosen = due.cte("due").prefix_with("MATERIALIZED", dialect="postgresql")
        taken = await self._session.scalars(
            update(Delivery)
            .where(Delivery.id.in_(select(chosen.c.id)))
            .values(state="sending", claimed_at=now, left_at=None, tries=Delivery.tries + 1)
            .returning(Delivery)
        )
        return sorted(taken, key=lambda row: (row.priority, row.due, row.id))

    async def any_due(self, bot: str, now: datetime) -> bool:
        """Whether something waits to be sent now."""
        found = await self._session.scalar(
            select(Delivery.id)
            .where(Delivery.bot == bot, Delivery.state == "queued", Delivery.due <= now)
            .limit(1)
        )
        return found is not None

    async def depart(self, delivery_id: str, *, claimed_at: datetime, now: datetime) -> bool:
        """Note that the message leaves the house now; False: it is this sender's no more."""
        return await self._change(
            delivery_id, claimed_at, Delivery.left_at.is_(None), state="sending", left_at=now
        )

    async def release(
        self,
        delivery_id: str,
        *,
        claimed_at: datetime,
        due: datetime,
        error: str | None = None,
        counts: bool = True,
        unless_left: bool = False,
    ) -> bool:
        """Queue again what was certainly not delivered; a wait we were told counts as no try.

        ``unless_left``: only where the call to Telegram has not begun.
        """
        return await self._change(
            delivery_id,
            claimed_at,
            *([Delivery.left_at.is_(None)] if unless_left else []),
            state="queued",
            due=due,
            error=error,
            claimed_at=None,
            left_at=None,
            tries=Delivery.tries - (0 if counts else 1),
        )

    async def settle(
        self,
        delivery_id: str,
        *,
        claimed_at: datetime,
        state: str,
        now: datetime,
        message_id: int | None = None,
        error: str | None = None,
    ) -> bool:
        """Give a delivery its outcome."""
        return await self._change(
            delivery_id,
            claimed_at,
            state=state,
            sent_at=now if state == "sent" else None,
            message_id=message_id,
            error=error,
        )

    async def _change(
        self, delivery_id: str, held_since: datetime, *also: ColumnElement[bool], **values: Any
    ) -> bool:
        changed = await self._session.scalars(
            update(Delivery)
            .where(
                Delivery.id == delivery_id,
                # a sender that was given up for dead may still know better than «unknown»
                Delivery.state.in_(("sending", "unknown")),
                Delivery.claimed_at == held_since,
                *also,
            )
            .values(**values)
            .returning(Delivery.id)
        )
        return bool(changed.all())

    async def free_stranded(
        self, bot: str, *, claimed_before: datetime, now: datetime
    ) -> tuple[int, int]:
        """Deliveries whose sender died while it held them: (queued again, unknown).

        What never left the house is sent again; what had left was perhaps delivered.
        """
        held = (
            Delivery.bot == bot,
            Delivery.state == "sending",
            Delivery.claimed_at < claimed_before,
        )
        again = await self._session.scalars(
            update(Delivery)
            .where(*held, Delivery.left_at.is_(None))
            .values(state="queued", due=now, claimed_at=None)
            .returning(Delivery.id)
        )
        queued = len(again.all())
        lost = await self._session.scalars(
            update(Delivery)
            .where(*held, Delivery.left_at.is_not(None))
            .values(state="unknown", error="the sender stopped in the middle")
            .returning(Delivery.id)
        )
        return queued, len(lost.all())

    async def confirm_answered(self) -> int:
        """Unknown invitations whose survey was opened since: they did arrive; how many."""
        opened = select(Response.id).where(Response.state != "invited")
        done = await self._session.scalars(
            update(Delivery)
            .where(
                Delivery.kind == "survey_invitation",
                Delivery.state == "unknown",
                Delivery.ref.in_(opened),
            )
            .values(state="sent", sent_at=Delivery.left_at, error=None)
            .returning(Delivery.id)
        )
        return len(done.all())

    async def invited_at(self, survey_key: str) -> dict[str, datetime]:
        """When each response of a survey was asked for: response id → moment."""
        rows = await self._session.execute(
            select(Response.id, func.coalesce(Delivery.sent_at, Delivery.created_at))
            .join(Delivery, Delivery.ref == Response.id)
            .where(Response.survey_key == survey_key, Delivery.kind == "survey_invitation")
        )
        return {response_id: moment for response_id, moment in rows}

    async def unknown_invitations(self, survey_key: str) -> list[str]:
        """Responses whose invitation perhaps did not arrive, and which nobody has opened."""
        rows = await self._session.scalars(
            select(Response.id)
            .join(Delivery, Delivery.ref == Response.id)
            .where(
                Response.survey_key == survey_key,
                Response.state == "invited",
                Delivery.kind == "survey_invitation",
                Delivery.state == "unknown",
            )
        )
        return list(rows)

    async def send_again(self, kind: str, refs: Collection[str], now: datetime) -> int:
        """A person decided that what is unknown is sent once more; how many."""
        done = await self._session.scalars(
            update(Delivery)
            .where(Delivery.kind == kind, Delivery.state == "unknown", Delivery.ref.in_(refs))
            .values(state="queued", due=now, claimed_at=None, left_at=None)
            .returning(Delivery.id)
        )
        return len(done.all())

    async def by_id(self, delivery_id: str) -> Delivery | None:
        """One delivery."""
        return await self._session.get(Delivery, delivery_id)

    async def about(self, kind: str, refs: Collection[str]) -> dict[str, Delivery]:
        """Deliveries of a kind by what they are about."""
        rows = await self._session.scalars(
            select(Delivery).where(Delivery.kind == kind, Delivery.ref.in_(refs))
        )
        return {row.ref: row for row in rows}

    async def lost_replies(self, limit: int = 50) -> list[tuple[Delivery, Question]]:
        """Staff replies that did not arrive, or perhaps did not, in threads that still matter."""
        rows = await self._session.execute(
            select(Delivery, Question)
            .join(ThreadMessage, ThreadMessage.id == Delivery.ref)
            .join(Question, Question.id == ThreadMessage.question_id)
            .where(
                Delivery.kind == "staff_reply",
                Delivery.state.in_(("unreachable", "unknown", "failed")),
                Question.state != "closed",
            )
            .order_by(Delivery.created_at.desc())
            .limit(limit)
        )
        return [(delivery, question) for delivery, question in rows]

    async def of_resident(self, resident_id: str) -> list[Delivery]:
        """All deliveries to one resident."""
        rows = await self._session.scalars(
            select(Delivery)
            .where(Delivery.resident_id == resident_id)
            .order_by(Delivery.created_at)
        )
        return list(rows)

    async def drop_waiting(self, resident_id: str) -> None:
        """The resident opted out: surveys that wait are not sent."""
        await self._session.execute(
            update(Delivery)
            .where(
                Delivery.resident_id == resident_id,
                Delivery.state == "queued",
                Delivery.kind == "survey_invitation",
            )
            .values(state="dropped")
        )

    async def states(self, kind: str) -> dict[str, int]:
        """Number of deliveries of a kind by state."""
        rows = await self._session.execute(
            select(Delivery.state, func.count())
            .where(Delivery.kind == kind)
            .group_by(Delivery.state)
        )
        return {state: number for state, number in rows}

    async def pause(self, bot: str, until: datetime) -> None:
        """Telegram asked to wait; a longer wait is never shortened."""
        row = await self._session.get(Pause, bot)
        if row is None:
            self._session.add(Pause(bot=bot, until=until))
        elif row.until < until:
            row.until = until
        await self._session.flush()

    async def paused_until(self, bot: str) -> datetime | None:
        """Before when nothing is to be sent."""
        return await self._session.scalar(select(Pause.until).where(Pause.bot == bot))

"""Queries over examples: taps on offers, and what staff made of them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Example

UNDECIDED = ("offered", "tapped")
"""States in which a row still holds a resident's words."""


class Examples:
    """Rows of ``example``."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def keep(
        self,
        resident_id: str,
        *,
        locale: str,
        words: str,
        offered: Sequence[str],
        update_id: int,
        now: datetime,
    ) -> None:
        """Keep what was offered for a text; the same update keeps it once."""
        known = select(Example.id).where(Example.update_id == update_id)
        if await self._session.scalar(known) is not None:
            return
        self._session.add(
            Example(
                resident_id=resident_id,
                locale=locale,
                words=words,
                offered=list(offered),
                update_id=update_id,
                created_at=now,
            )
        )
        await self._session.flush()

    async def tap(self, resident_id: str, topic: str, *, since: datetime) -> Example | None:
        """The newest offer to this resident since then that holds the topic: it was tapped."""
        rows = await self._session.scalars(
            select(Example)
            .where(
                Example.resident_id == resident_id,
                Example.state == "offered",
                Example.created_at >= since,
            )
            .order_by(Example.created_at.desc(), Example.update_id.desc())
        )
        for row in rows:
            if topic in row.offered:
                row.state, row.topic = "tapped", topic
                await self._session.flush()
                return row
        return None

    async def drop_undecided(
        self, resident_id: str, *, updates: Collection[int] | None = None
    ) -> None:
        """Remove what still holds a resident's words: all of it, or what these updates brought."""
        gone = delete(Example).where(
            Example.resident_id == resident_id, Example.state.in_(UNDECIDED)
        )
        if updates is not None:
            gone = gone.where(Example.update_id.in_(updates))
        await self._session.execute(gone)

    async def by_id(self, example_id: str) -> Example | None:
        """One example."""
        return await self._session.get(Example, example_id)

    async def waiting(self, limit: int) -> list[Example]:
        """Tapped, and not decided yet; oldest first."""
        return await self._in_state("tapped", limit)

    async def approved(self, *, hold: bool = False) -> list[Example]:
        """Approved, and not in a file yet; oldest first.

        ``hold``: until the unit of work ends nobody else decides on them. SQLite has no locks
        on rows; there the whole unit of work is alone in writing (``db.engine``).
        """
        return await self._in_state("approved", None, hold=hold)

    async def _in_state(
        self, state: str, limit: int | None, *, hold: bool = False
    ) -> list[Example]:
        chosen = (
            select(Example)
            .where(Example.state == state)
            .order_by(Example.created_at, Example.update_id)
            .limit(limit)
        )
        rows = await self._session.scalars(chosen.with_for_update() if hold else chosen)
        return list(rows)

    async def counts(self) -> dict[str, int]:
        """Number of examples by state."""
        rows = await self._session.execute(
            select(Example.state, func.count()).group_by(Example.state)
        )
        return {state: number for state, number in rows}

    async def decide(
        self,
        example_id: str,
        *,
        state: str,
        topic: str | None,
        utterance: str | None,
        staff_id: str,
        now: datetime,
        locale: str | None = None,
        was: str = "tapped",
    ) -> bool:
        """Approve or reject, and empty the resident's words.

        ``locale``: the language of the rewriting, where it is not the one that was kept;
        ``was``: the state that is decided on.

        Returns:
            False when it is not in that state any more: somebody else decided first, or it is
            gone.
        """
        done = await self._session.scalars(
            update(Example)
            .where(Example.id == example_id, Example.state == was)
            .values(
                state=state,
                topic=topic,
                utterance=utterance,
                words="",
                staff_id=staff_id,
                decided_at=now,
                **({} if locale is None else {"locale": locale}),
            )
            .returning(Example.id)
            .execution_options(synchronize_session=False)
        )
        return bool(done.all())

    async def take(self, example_ids: Collection[str]) -> None:
        """Note that the utterances stand in the project's files."""
        await self._session.execute(
            update(Example)
            .where(Example.id.in_(example_ids), Example.state == "approved")
            .values(state="taken")
        )

    async def of(self, resident_id: str) -> list[Example]:
        """All examples of one resident, oldest first."""
        rows = await self._session.scalars(
            select(Example)
            .where(Example.resident_id == resident_id)
            .order_by(Example.created_at, Example.update_id)
        )
        return list(rows)

"""Queries over what was taken in, and over open forms."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.examples import Examples
from db.models import Draft, DraftWords, Inbound

MOST_TRIES = 5
"""A row that failed so often goes to staff."""


@dataclass(frozen=True)
class NewUpdate:
    """An update as it is taken in."""

    update_id: int
    chat_hash: str | None
    payload: bytes


class Intake:
    """Rows of ``inbound`` and ``draft``."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def take_in(self, bot: str, updates: Collection[NewUpdate], now: datetime) -> int:
        """Keep updates that are not here yet; the number that were new."""
        if not updates:
            return 0
        rows: list[dict[str, Any]] = [
            {
                "bot": bot,
                "update_id": each.update_id,
                "chat_hash": each.chat_hash,
                "payload": each.payload,
                "state": "new",
                "shown": [],
                "tries": 0,
                "due": now,
                "received_at": now,
            }
            for each in updates
        ]
        dialect = self._session.get_bind().dialect.name
        insert = sqlite_insert if dialect == "sqlite" else postgres_insert
        statement = insert(Inbound).values(rows).on_conflict_do_nothing()
        taken = await self._session.scalars(statement.returning(Inbound.update_id))
        return len(taken.all())

    async def newest(self, bot: str) -> int | None:
        """The highest update_id taken in."""
        return await self._session.scalar(
            select(Inbound.update_id)
            .where(Inbound.bot == bot)
            .order_by(Inbound.update_id.desc())
            .limit(1)
        )

    async def waiting(self, bot: str, now: datetime, limit: int) -> list[Inbound]:
        """Rows to be done now, oldest first; failed ones as long as their word is to be sent."""
        rows = await self._session.scalars(
            select(Inbound)
            .where(
                Inbound.bot == bot,
                Inbound.state.in_(("new", "applied", "failed")),
                or_(Inbound.state != "failed", Inbound.outcome.is_not(None)),
                Inbound.due <= now,
            )
            .order_by(Inbound.update_id)
            .limit(limit)
        )
        return list(rows)

    async def row(self, bot: str, update_id: int) -> Inbound | None:
        """One row."""
        return await self._session.get(Inbound, (bot, update_id))

    async def apply(self, bot: str, update_id: int, outcome: dict[str, Any]) -> bool:
        """Note, within the transaction of the effects, that they happened and what to show.

        Returns:
            False when they had happened before: the caller must not commit them again.
        """
        done = await self._session.scalars(
            update(Inbound)
            .where(Inbound.bot == bot, Inbound.update_id == update_id, Inbound.state == "new")
            .values(state="applied", outcome=outcome)
            .returning(Inbound.update_id)
        )
        return bool(done.all())

    async def note_shown(self, bot: str, update_id: int, shown: list[int]) -> None:
        """Keep the message_id of what was sent so far."""
        await self._session.execute(
            update(Inbound)
            .where(Inbound.bot == bot, Inbound.update_id == update_id)
            .values(shown=shown)
        )

    async def finish(self, bot: str, update_id: int, *, shown: list[int], now: datetime) -> None:
        """Done: the payload and the way to the chat are erased, what was sent is noted."""
        await self._session.execute(
            update(Inbound)
            .where(Inbound.bot == bot, Inbound.update_id == update_id)
            .values(
                state="handled",
                payload=None,
                chat_hash=None,
                outcome=None,
                shown=shown,
                handled_at=now,
            )
        )

    async def put_off(
        self, bot: str, update_id: int, *, error: str, now: datetime, until: datetime | None = None
    ) -> str:
        """Try again later, at most ``MOST_TRIES`` times; the state it is in now.

        A wait for Telegram (``until``) does not count as a try.
        """
        row = await self._session.get(Inbound, (bot, update_id))
        if row is None:
            return "handled"
        row.error = error[:200]
        if until is None:
            row.tries += 1
        if row.tries >= MOST_TRIES:
            row.state = "failed"
        row.due = until or now + timedelta(seconds=min(60, 2**row.tries))
        await self._session.flush()
        return row.state

    async def give_up(
        self, bot: str, update_id: int, *, word: dict[str, Any] | None
    ) -> Inbound | None:
        """Note that staff have it now, and the ``word`` that is still to tell the resident so."""
        row = await self._session.get(Inbound, (bot, update_id))
        if row is None:
            return None
        row.state = "failed"
        row.outcome = word
        await self._session.flush()
        return row

    async def told(self, bot: str, update_id: int) -> None:
        """The resident knows that it was given up, or cannot be told."""
        await self._session.execute(
            update(Inbound)
            .where(Inbound.bot == bot, Inbound.update_id == update_id, Inbound.state == "failed")
            .values(outcome=None)
        )

    async def unfinished(self, older_than: datetime) -> list[Inbound]:
        """Rows, of both bots, that were neither handled nor given up so long."""
        rows = await self._session.scalars(
            select(Inbound)
            .where(Inbound.received_at < older_than, Inbound.state.in_(("new", "applied")))
            .order_by(Inbound.bot, Inbound.update_id)
        )
        return list(rows)

    async def erase_payloads(self, older_than: datetime) -> int:
        """Erase what is left of failed rows; how many."""
        done = await self._session.scalars(
            update(Inbound)
            .where(Inbound.received_at < older_than, Inbound.payload.is_not(None))
            .values(payload=None, chat_hash=None, outcome=None, state="failed")
            .returning(Inbound.update_id)
        )
        return len(done.all())

    async def remove_handled(self, older_than: datetime) -> int:
        """Remove rows that are long done; how many."""
        done = await self._session.scalars(
            delete(Inbound)
            .where(Inbound.received_at < older_than, Inbound.state.in_(("handled", "failed")))
            .returning(Inbound.update_id)
        )
        return len(done.all())

    # forms

    async def open_draft(self, resident_id: str) -> Draft | None:
        """The form a resident is filling in."""
        return await self._session.scalar(
            select(Draft)
            .where(Draft.resident_id == resident_id, Draft.state == "open")
            .order_by(Draft.started_at.desc())
            .limit(1)
        )

    async def begin_draft(self, resident_id: str, form: str, slot: str, now: datetime) -> Draft:
        """A form whose first question is shown."""
        draft = Draft(
            resident_id=resident_id, form=form, slot=slot, started_at=now, touched_at=now
        )
        self._session.add(draft)
        await self._session.flush()
        return draft

    async def keep_words(self, draft: Draft, *, words: str, update_id: int, now: datetime) -> None:
        """Keep the reply to the open question; a later reply takes its place."""
        await self._session.merge(
            DraftWords(draft_id=draft.id, slot=draft.slot, words=words, update_id=update_id)
        )
        draft.touched_at = now
        await self._session.flush()

    async def words(self, draft_id: str) -> dict[str, str]:
        """What was replied so far, by slot."""
        rows = await self._session.scalars(
            select(DraftWords).where(DraftWords.draft_id == draft_id)
        )
        return {row.slot: row.words for row in rows}

    async def words_by_update(self, draft_id: str, update_id: int) -> bool:
        """Whether this update's words are kept already."""
        found = await self._session.scalar(
            select(DraftWords.slot).where(
                DraftWords.draft_id == draft_id, DraftWords.update_id == update_id
            )
        )
        return found is not None

    async def left_drafts(self, untouched_since: datetime) -> list[Draft]:
        """Forms that were left open too long."""
        rows = await self._session.scalars(
            select(Draft).where(Draft.state == "open", Draft.touched_at < untouched_since)
        )
        return list(rows)

    async def draft(self, draft_id: str) -> Draft | None:
        """One form."""
        return await self._session.get(Draft, draft_id)

    async def broken_drafts(self) -> list[Draft]:
        """Forms that were broken off and that staff have not judged, oldest first."""
        rows = await self._session.scalars(
            select(Draft).where(Draft.state == "broken").order_by(Draft.touched_at)
        )
        return list(rows)

    async def drafts_of(self, resident_id: str) -> list[Draft]:
        """All forms of one resident."""
        rows = await self._session.scalars(
            select(Draft).where(Draft.resident_id == resident_id).order_by(Draft.started_at)
        )
        return list(rows)

    async def drop_draft(self, draft: Draft, *, moved: bool = False) -> None:
        """Remove a form and its words: the resident does not want it kept.

        What its words have left among the examples goes too, except where the words were only
        ``moved`` to where they belong.
        """
        if not moved:
            updates = await self._session.scalars(
                select(DraftWords.update_id).where(DraftWords.draft_id == draft.id)
            )
            await Examples(self._session).drop_undecided(draft.resident_id, updates=updates.all())
        await self._session.execute(delete(DraftWords).where(DraftWords.draft_id == draft.id))
        draft.state = "dropped"
        await self._session.flush()

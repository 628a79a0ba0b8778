"""Queries over residents, contacts and consents."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.base import new_id
from db.examples import Examples
from db.models import (
    Challenge,
    Consent,
    Contact,
    Delivery,
    Evidence,
    Inbound,
    Question,
    Resident,
    ThreadMessage,
)

NO_TITLE = "—"
"""Stands where a title was in the words of a resident who has been deleted."""


class People:
    """Residents, found by the keyed hash of their chat."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_chat(self, bot: str, chat_hash: str) -> Resident | None:
        """The resident who writes from this chat."""
        return await self._session.scalar(
            select(Resident)
            .join(Contact, Contact.resident_id == Resident.id)
            .where(Contact.bot == bot, Contact.chat_hash == chat_hash)
        )

    async def by_id(self, resident_id: str) -> Resident | None:
        """One resident."""
        return await self._session.get(Resident, resident_id)

    async def welcome(
        self, *, bot: str, chat_hash: str, chat_cipher: bytes, locale: str | None, now: datetime
    ) -> Resident:
        """A resident who writes for the first time."""
        resident = Resident(locale=locale, created_at=now, seen_at=now)
        self._session.add(resident)
        await self._session.flush()
        self._session.add(
            Contact(resident_id=resident.id, bot=bot, chat_hash=chat_hash, chat_cipher=chat_cipher)
        )
        await self._session.flush()
        return resident

    async def begin_conversation(self, resident_id: str) -> None:
        """Give a resident a new sender id in Rasa; the old conversation expires by itself."""
        await self._session.execute(
            update(Resident).where(Resident.id == resident_id).values(conversation=new_id())
        )

    async def contact(self, resident_id: str) -> Contact | None:
        """Where a resident is reached."""
        return await self._session.get(Contact, resident_id)

    async def mark_reachable(self, resident_id: str, since: datetime | None) -> None:
        """Note that a chat is closed to us (``since``) or open again (None)."""
        await self._session.execute(
            update(Contact)
            .where(Contact.resident_id == resident_id)
            .values(unreachable_since=since)
        )

    async def consent(self, resident_id: str) -> Consent | None:
        """The newest yes or no."""
        return await self._session.scalar(
            select(Consent)
            .where(Consent.resident_id == resident_id)
            .order_by(Consent.at.desc(), Consent.id)
            .limit(1)
        )

    async def agreed(self, resident_id: str) -> bool:
        """Whether the newest consent is a yes."""
        consent = await self.consent(resident_id)
        return consent is not None and consent.given

    async def keep_consent(
        self, resident_id: str, *, version: str, locale: str, given: bool, now: datetime
    ) -> None:
        """Note a yes or a no; with a no, words that wait to be rewritten are removed."""
        if not given:
            await Examples(self._session).drop_undecided(resident_id)
        self._session.add(
            Consent(resident_id=resident_id, version=version, locale=locale, given=given, at=now)
        )
        await self._session.flush()

    async def willing(self, among: Collection[str] | None = None) -> list[Resident]:
        """Residents to whom a survey may be sent: agreed, not stopped, reachable."""
        newest = (
            select(Consent.given)
            .where(Consent.resident_id == Resident.id)
            .order_by(Consent.at.desc(), Consent.id)
            .limit(1)
            .correlate(Resident)
            .scalar_subquery()
        )
        wanted = (
            select(Resident)
            .join(Contact, Contact.resident_id == Resident.id)
            .where(
                Resident.stopped_at.is_(None),
                Contact.unreachable_since.is_(None),
                newest.is_(True),
            )
            .order_by(Resident.id)
        )
        if among is not None:
            wanted = wanted.where(Resident.id.in_(among))
        return list(await self._session.scalars(wanted))

    async def number(self) -> int:
        """How many residents there are."""
        return await self._session.scalar(select(func.count()).select_from(Resident)) or 0

    async def forget(self, resident_id: str) -> None:
        """Delete a resident and everything that says something of them.

        What belongs to them goes with the row (ON DELETE CASCADE). Before it, what hangs on them
        by less than a foreign key: titles of challenges in their words, notices to staff about
        their threads, and updates that failed.
        """
        await self._forget_titles(resident_id)
        messages = (
            select(ThreadMessage.id)
            .join(Question, Question.id == ThreadMessage.question_id)
            .where(Question.resident_id == resident_id)
        )
        await self._session.execute(
            delete(Delivery).where(Delivery.kind == "staff_notice", Delivery.ref.in_(messages))
        )
        chat = select(Contact.chat_hash).where(Contact.resident_id == resident_id)
        await self._session.execute(
            update(Inbound)
            .where(Inbound.chat_hash.in_(chat), Inbound.state == "failed")
            .values(payload=None, chat_hash=None, outcome=None)
        )
        await self._session.execute(delete(Resident).where(Resident.id == resident_id))

    async def _forget_titles(self, resident_id: str) -> None:
        """Challenges whose title is the resident's own: gone, or without it where others agree."""
        rows = await self._session.execute(
            select(Challenge, Evidence.words)
            .join(Evidence, Evidence.challenge_id == Challenge.id)
            .where(Evidence.resident_id == resident_id)
        )
        for challenge, words in rows.all():
            if challenge.title.rstrip("…").strip() not in words:
                continue
            others = await self._session.scalar(
                select(func.count())
                .select_from(Evidence)
                .where(Evidence.challenge_id == challenge.id, Evidence.resident_id != resident_id)
            )
            if others:
                challenge.title = NO_TITLE
            else:
                await self._session.execute(delete(Challenge).where(Challenge.id == challenge.id))
        await self._session.flush()

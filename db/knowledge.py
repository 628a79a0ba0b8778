"""Queries over topics, answers and feedback."""

from datetime import date, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Domain, Feedback, Revision, Topic


class Knowledge:
    """Rows of ``topic``, ``revision`` and ``feedback``."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def domains(self) -> list[Domain]:
        """Domains in menu order."""
        return list(await self._session.scalars(select(Domain).order_by(Domain.place)))

    async def topic(self, topic_id: str) -> Topic | None:
        """One topic."""
        return await self._session.get(Topic, topic_id)

    async def topics(self, domain: str | None = None) -> list[Topic]:
        """Topics in menu order."""
        wanted = select(Topic).order_by(Topic.place)
        if domain is not None:
            wanted = wanted.where(Topic.domain == domain)
        return list(await self._session.scalars(wanted))

    async def published(self, topic_id: str, locale: str) -> Revision | None:
        """The text that is shown."""
        return await self._session.scalar(
            select(Revision)
            .where(
                Revision.topic_id == topic_id,
                Revision.locale == locale,
                Revision.published_at.is_not(None),
            )
            .order_by(Revision.published_at.desc(), Revision.id)
            .limit(1)
        )

    async def publish(
        self,
        topic_id: str,
        locale: str,
        *,
        markdown: str,
        digest: str,
        origin: str,
        now: datetime,
    ) -> Revision:
        """A new text, shown from now on."""
        revision = Revision(
            topic_id=topic_id,
            locale=locale,
            markdown=markdown,
            digest=digest,
            origin=origin,
            created_at=now,
            published_at=now,
        )
        self._session.add(revision)
        await self._session.flush()
        return revision

    async def all_published(self) -> dict[tuple[str, str], Revision]:
        """Every text that is shown, by topic and language."""
        rows = await self._session.scalars(
            select(Revision)
            .where(Revision.published_at.is_not(None))
            .order_by(Revision.published_at, Revision.id.desc())
        )
        return {(row.topic_id, row.locale): row for row in rows}  # the newest comes last

    async def withdraw(self, topic_id: str, locale: str) -> None:
        """Show no text of this topic in this language any more; its history stays."""
        await self._session.execute(
            update(Revision)
            .where(Revision.topic_id == topic_id, Revision.locale == locale)
            .values(published_at=None)
        )

    async def put_domain(self, domain: Domain) -> None:
        """Keep a domain as it is now."""
        await self._session.merge(domain)

    async def put_topic(self, topic: Topic) -> None:
        """Keep a topic as it is now."""
        await self._session.merge(topic)

    async def drop_topic(self, topic_id: str) -> None:
        """Remove a topic with the texts written for it."""
        await self._session.execute(delete(Topic).where(Topic.id == topic_id))

    async def drop_domain(self, domain_id: str) -> None:
        """Remove a domain from the menu."""
        await self._session.execute(delete(Domain).where(Domain.id == domain_id))

    async def keep_feedback(
        self, update_id: int, *, topic_id: str, locale: str, helped: bool, day: date
    ) -> None:
        """Count one tap; the same tap counts once."""
        await self._session.merge(
            Feedback(update_id=update_id, topic_id=topic_id, locale=locale, helped=helped, day=day)
        )
        await self._session.flush()

    async def feedback(self) -> dict[str, tuple[int, int]]:
        """Taps by topic: helped, did not help."""
        rows = await self._session.execute(
            select(Feedback.topic_id, Feedback.helped, func.count()).group_by(
                Feedback.topic_id, Feedback.helped
            )
        )
        counted: dict[str, tuple[int, int]] = {}
        for topic_id, helped, number in rows:
            yes, no = counted.get(topic_id, (0, 0))
            counted[topic_id] = (yes + number, no) if helped else (yes, no + number)
        return counted

"""Queries over challenges and their evidence."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Challenge, Evidence


class Plan:
    """Rows of ``challenge`` and ``evidence``."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(
        self,
        *,
        title: str,
        category: str,
        created_by: str | None,
        now: datetime,
    ) -> Challenge:
        """A new challenge, without evidence yet."""
        challenge = Challenge(
            title=title[:200], category=category, created_by=created_by, created_at=now
        )
        if created_by is not None:
            challenge.state = "accepted"
        self._session.add(challenge)
        await self._session.flush()
        return challenge

    async def add_evidence(
        self,
        challenge: Challenge,
        *,
        kind: str,
        ref: str,
        resident_id: str,
        words: str,
        locale: str,
        at: datetime,
        proposal: str | None = None,
    ) -> Evidence:
        """What a challenge rests on."""
        evidence = Evidence(
            challenge_id=challenge.id,
            kind=kind,
            ref=ref,
            resident_id=resident_id,
            words=words,
            proposal=proposal,
            locale=locale,
            at=at,
        )
        self._session.add(evidence)
        await self._session.flush()
        return evidence

    async def by_id(self, challenge_id: str) -> Challenge | None:
        """One challenge."""
        return await self._session.get(Challenge, challenge_id)

    async def all(self) -> list[tuple[Challenge, int]]:
        """Challenges, newest first, with the number of their pieces of evidence."""
        rows = await self._session.execute(
            select(Challenge, func.count(Evidence.id))
            .outerjoin(Evidence, Evidence.challenge_id == Challenge.id)
            .group_by(Challenge.id)
            .order_by(Challenge.created_at.desc(), Challenge.id)
        )
        return [(challenge, number) for challenge, number in rows]

    async def evidence(self, challenge_id: str) -> list[Evidence]:
        """What a challenge rests on, oldest first."""
        rows = await self._session.scalars(
            select(Evidence)
            .where(Evidence.challenge_id == challenge_id)
            .order_by(Evidence.at, Evidence.id)
        )
        return list(rows)

    async def resting_on(self, kind: str, ref: str) -> Challenge | None:
        """The challenge that a reply, report or question became."""
        return await self._session.scalar(
            select(Challenge)
            .join(Evidence, Evidence.challenge_id == Challenge.id)
            .where(Evidence.kind == kind, Evidence.ref == ref)
            .limit(1)
        )

    async def made_of(self, kind: str, refs: Sequence[str]) -> dict[str, str]:
        """Ids of the challenges that replies, reports or questions became, by what they were."""
        found: dict[str, str] = {}
        step = 500  # well below the number of bound values that SQLite takes
        for start in range(0, len(refs), step):
            rows = await self._session.execute(
                select(Evidence.ref, Evidence.challenge_id).where(
                    Evidence.kind == kind, Evidence.ref.in_(refs[start : start + step])
                )
            )
            found |= {ref: challenge_id for ref, challenge_id in rows}
        return found

    async def evidence_of(self, resident_id: str) -> list[Evidence]:
        """All evidence in one resident's words."""
        rows = await self._session.scalars(
            select(Evidence).where(Evidence.resident_id == resident_id).order_by(Evidence.at)
        )
        return list(rows)

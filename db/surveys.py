"""Queries over surveys, responses and replies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.base import new_id
from db.models import Reply, Response, Survey, SurveyVersion


@dataclass(frozen=True)
class SurveyFigures:
    """How far a survey has come."""

    key: str
    invited: int
    """Everybody who has a response, whatever became of it."""
    started: int
    """Begun and not finished."""
    finished: int
    declined: int


class Surveys:
    """Rows of ``survey``, ``survey_version``, ``response`` and ``reply``."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def keep(
        self, key: str, *, definition: Mapping[str, Any], digest: str, now: datetime
    ) -> SurveyVersion:
        """Keep the questions; the same questions again are the same version."""
        if await self._session.get(Survey, key) is None:
            self._session.add(Survey(key=key, created_at=now))
            await self._session.flush()
        newest = await self.newest(key)
        if newest is not None and newest.digest == digest:
            return newest
        version = SurveyVersion(
            survey_key=key,
            number=newest.number + 1 if newest else 1,
            definition=dict(definition),
            digest=digest,
            created_at=now,
        )
        self._session.add(version)
        await self._session.flush()
        return version

    async def newest(self, key: str) -> SurveyVersion | None:
        """The newest version of a survey."""
        return await self._session.scalar(
            select(SurveyVersion)
            .where(SurveyVersion.survey_key == key)
            .order_by(SurveyVersion.number.desc())
            .limit(1)
        )

    async def version(self, version_id: str) -> SurveyVersion | None:
        """One version."""
        return await self._session.get(SurveyVersion, version_id)

    async def versions(self, key: str) -> list[SurveyVersion]:
        """All versions of a survey, oldest first."""
        rows = await self._session.scalars(
            select(SurveyVersion)
            .where(SurveyVersion.survey_key == key)
            .order_by(SurveyVersion.number)
        )
        return list(rows)

    async def invite(
        self, version: SurveyVersion, resident_id: str, *, locale: str, now: datetime
    ) -> Response:
        """The response that an invitation opens; one a resident and survey."""
        response = Response(
            survey_key=version.survey_key,
            version_id=version.id,
            resident_id=resident_id,
            locale=locale,
            touched_at=now,
        )
        self._session.add(response)
        await self._session.flush()
        return response

    async def invite_all(
        self, version: SurveyVersion, locales: Mapping[str, str], now: datetime
    ) -> dict[str, str]:
        """A response for each resident who has none to this survey: resident id → response id.

        ``locales`` are languages by resident id. Two calls at once make one response each.
        """
        if not locales:
            return {}
        rows = [
            {
                "id": new_id(),
                "survey_key": version.survey_key,
                "version_id": version.id,
                "resident_id": resident_id,
                "locale": locale,
                "state": "invited",
                "progress": {},
                "touched_at": now,
            }
            for resident_id, locale in locales.items()
        ]
        dialect = self._session.get_bind().dialect.name
        insert = sqlite_insert if dialect == "sqlite" else postgres_insert
        made = await self._session.execute(
            insert(Response)
            .values(rows)
            .on_conflict_do_nothing(index_elements=["survey_key", "resident_id"])
            .returning(Response.resident_id, Response.id)
        )
        return {resident_id: response_id for resident_id, response_id in made}

    async def invited(self, key: str) -> set[str]:
        """Residents who have a response to this survey."""
        return set(
            await self._session.scalars(
                select(Response.resident_id).where(Response.survey_key == key)
            )
        )

    async def response(self, response_id: str) -> Response | None:
        """One response."""
        return await self._session.get(Response, response_id)

    async def open_of(self, resident_id: str) -> Response | None:
        """The survey a resident is in the middle of."""
        return await self._session.scalar(
            select(Response)
            .where(Response.resident_id == resident_id, Response.state == "started")
            .order_by(Response.touched_at.desc())
            .limit(1)
        )

    async def paused_since(self, resident_id: str, since: datetime) -> Response | None:
        """The survey that was put aside for what the resident does now."""
        return await self._session.scalar(
            select(Response)
            .where(
                Response.resident_id == resident_id,
                Response.state == "paused",
                Response.touched_at >= since,
            )
            .order_by(Response.touched_at.desc())
            .limit(1)
        )

    async def responses(self, key: str) -> list[Response]:
        """All responses to a survey, in a stable order that says nothing of time."""
        rows = await self._session.scalars(
            select(Response).where(Response.survey_key == key).order_by(Response.id)
        )
        return list(rows)

    async def of(self, resident_id: str) -> list[Response]:
        """All responses of one resident."""
        rows = await self._session.scalars(
            select(Response).where(Response.resident_id == resident_id).order_by(Response.id)
        )
        return list(rows)

    async def keep_reply(
        self,
        response: Response,
        question: str,
        *,
        value: Any,
        words: str | None,
        update_id: int,
        now: datetime,
    ) -> None:
        """Keep a reply; an earlier one to the same question stays as history."""
        await self._session.execute(
            update(Reply)
            .where(
                Reply.response_id == response.id,
                Reply.question == question,
                Reply.replaced_at.is_(None),
            )
            .values(replaced_at=now)
        )
        self._session.add(
            Reply(
                response_id=response.id,
                question=question,
                value=value,
                words=words,
                locale=response.locale,
                update_id=update_id,
                at=now,
            )
        )
        await self._session.flush()

    async def withdraw_reply(self, response: Response, question: str, now: datetime) -> None:
        """The resident skipped a question that had a reply: it no longer counts."""
        await self._session.execute(
            update(Reply)
            .where(
                Reply.response_id == response.id,
                Reply.question == question,
                Reply.replaced_at.is_(None),
            )
            .values(replaced_at=now)
        )

    async def reply(self, reply_id: str) -> Reply | None:
        """One reply."""
        return await self._session.get(Reply, reply_id)

    async def replies(self, response_ids: list[str]) -> dict[str, dict[str, Reply]]:
        """Replies that count, by response and question."""
        found: dict[str, dict[str, Reply]] = {}
        step = 500  # well below the number of bound values that SQLite takes
        for start in range(0, len(response_ids), step):
            rows = await self._session.scalars(
                select(Reply).where(
                    Reply.response_id.in_(response_ids[start : start + step]),
                    Reply.replaced_at.is_(None),
                )
            )
            for row in rows:
                found.setdefault(row.response_id, {})[row.question] = row
        return found

    async def history(self, response_id: str) -> list[Reply]:
        """Every reply of a response, replaced ones too, oldest first."""
        rows = await self._session.scalars(
            select(Reply).where(Reply.response_id == response_id).order_by(Reply.at, Reply.id)
        )
        return list(rows)

    async def figures(self) -> list[SurveyFigures]:
        """How far each survey has come."""
        counts: dict[str, dict[str, int]] = {
            key: {} for key in await self._session.scalars(select(Survey.key).order_by(Survey.key))
        }
        rows = await self._session.execute(
            select(Response.survey_key, Response.state, func.count()).group_by(
                Response.survey_key, Response.state
            )
        )
        for key, state, number in rows:
            counts[key][state] = number
        return [
            SurveyFigures(
                key,
                invited=sum(by.values()),
                started=by.get("started", 0) + by.get("paused", 0),
                finished=by.get("finished", 0),
                declined=by.get("declined", 0),
            )
            for key, by in counts.items()
        ]

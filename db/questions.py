"""Queries over questions for a person and their threads."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Question, ThreadMessage


class Questions:
    """Rows of ``question`` and ``thread_message``."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def open_of(self, resident_id: str) -> Question | None:
        """The thread that a resident's next words would join: waiting for staff, or answered."""
        return await self._session.scalar(
            select(Question)
            .where(Question.resident_id == resident_id, Question.state != "closed")
            .order_by(Question.waiting_since.desc())
            .limit(1)
        )

    async def ask(
        self,
        resident_id: str,
        *,
        reason: str,
        locale: str,
        words: str,
        update_id: int | None,
        now: datetime,
        cue: str | None = None,
        topic_id: str | None = None,
    ) -> Question:
        """A new question with its first message."""
        question = Question(
            resident_id=resident_id,
            reason=reason,
            cue=cue,
            urgent=cue is not None,
            topic_id=topic_id,
            locale=locale,
            created_at=now,
            waiting_since=now,
        )
        self._session.add(question)
        await self._session.flush()
        await self.add(question, words=words, update_id=update_id, now=now)
        return question

    async def add(
        self,
        question: Question,
        *,
        words: str,
        now: datetime,
        update_id: int | None = None,
        staff_id: str | None = None,
        message_id: str | None = None,
    ) -> ThreadMessage:
        """One more message; a resident's opens the thread again, staff's answers it.

        ``message_id`` is drawn beforehand where the same message may be sent in twice.
        """
        message = ThreadMessage(
            question_id=question.id, staff_id=staff_id, words=words, update_id=update_id, at=now
        )
        if message_id is not None:
            message.id = message_id
        self._session.add(message)
        if staff_id is None:
            if question.state != "open":
                question.state = "open"
                question.waiting_since = now
        else:
            question.state = "answered"
        await self._session.flush()
        return message

    async def by_id(self, question_id: str) -> Question | None:
        """One question."""
        return await self._session.get(Question, question_id)

    async def message(self, message_id: str) -> ThreadMessage | None:
        """One message of a thread."""
        return await self._session.get(ThreadMessage, message_id)

    async def has_update(self, update_id: int) -> bool:
        """Whether what this update brought is before staff already."""
        found = await self._session.scalar(
            select(ThreadMessage.id).where(ThreadMessage.update_id == update_id)
        )
        return found is not None

    async def thread(self, question_id: str) -> list[ThreadMessage]:
        """All messages of a question, oldest first."""
        rows = await self._session.scalars(
            select(ThreadMessage)
            .where(ThreadMessage.question_id == question_id)
            .order_by(ThreadMessage.at, ThreadMessage.id)
        )
        return list(rows)

    async def queue(self, *, state: str = "open", limit: int = 200) -> list[Question]:
        """What waits: urgent first, then the longest wait; what is done: the newest first."""
        waits = Question.waiting_since
        order = (Question.urgent.desc(), waits) if state == "open" else (waits.desc(),)
        rows = await self._session.scalars(
            select(Question).where(Question.state == state).order_by(*order).limit(limit)
        )
        return list(rows)

    async def counts(self) -> dict[str, int]:
        """Number of questions by state."""
        rows = await self._session.execute(
            select(Question.state, func.count()).group_by(Question.state)
        )
        return {state: number for state, number in rows}

    async def of(self, resident_id: str) -> list[Question]:
        """All questions of one resident."""
        rows = await self._session.scalars(
            select(Question)
            .where(Question.resident_id == resident_id)
            .order_by(Question.created_at)
        )
        return list(rows)

"""Give a question to a person, and tell staff that it waits."""

from datetime import datetime

from bot.usecases.turn import COORDINATOR_BOT, Turn
from db.models import Question, ThreadMessage
from db.uow import UnitOfWork
from dialogues.folding import clean

NOTICE_FIRST = 0
"""A notice of danger goes before everything."""


async def hand_over(
    work: UnitOfWork,
    turn: Turn,
    *,
    reason: str,
    words: str,
    now: datetime,
    cue: str | None = None,
    topic_id: str | None = None,
) -> Question:
    """Put a resident's words before staff, within the caller's unit of work.

    Words join the thread that is still open; a cue of danger always stands alone on top.
    ``words`` is empty where the resident has not agreed that they are kept.
    """
    words = clean(words)
    question = None if cue else await work.questions.open_of(turn.resident_id)
    if question is None:
        question = await work.questions.ask(
            turn.resident_id,
            reason=reason,
            locale=turn.locale,
            words=words,
            update_id=turn.update_id,
            now=now,
            cue=cue,
            topic_id=topic_id,
        )
        message = (await work.questions.thread(question.id))[-1]
    else:
        question.topic_id = question.topic_id or topic_id
        message = await work.questions.add(
            question, words=words, update_id=turn.update_id, now=now
        )
    await tell_staff(work, question, message, now)
    return question


async def tell_staff(
    work: UnitOfWork, question: Question, message: ThreadMessage, now: datetime
) -> None:
    """Queue a notice, without any of the words, to each of the staff who linked a chat."""
    for staff in await work.staff.told():
        work.sending.queue(
            bot=COORDINATOR_BOT,
            kind="staff_notice",
            ref=message.id,
            staff_id=staff.id,
            priority=NOTICE_FIRST if question.urgent else 1,
            now=now,
        )

"""Answer a resident."""

import re
from collections.abc import Sequence

from bot.usecases.desk.office import BadInput, NotFound, Office, ThreadMoved
from bot.usecases.turn import RESIDENT_BOT
from db.base import ID_LENGTH
from db.models import ThreadMessage
from dialogues.folding import clean, is_blank

LONGEST = 3500
"""Telegram takes 4096 characters, counted in UTF-16 (core.telegram.org/api/entities); the reply's
heading and closing line need some of them."""
STAFF_REPLY = "staff_reply"
_TOKEN = re.compile(rf"[a-z2-7]{{{ID_LENGTH}}}")


async def reply(
    office: Office, question_id: str, *, staff_id: str, words: str, token: str, seen: str
) -> None:
    """Put the reply into the thread and queue it for the resident.

    1. ``token`` was drawn with the form and becomes the message's id: the same form sent twice
       is one reply.
    2. ``seen`` says how much of the thread was on the page. Where it has moved on since, whoever
       writes is told before anything is sent.
    3. Message, delivery and audit are committed together.

    Raises:
        BadInput: nothing was written, or more than Telegram takes.
        NotFound: no such question.
        ThreadMoved: somebody wrote meanwhile; ``text_id`` says who.
    """
    words = clean(words)
    if is_blank(words):
        raise BadInput("desk-reply-empty")
    if len(words.encode("utf-16-le")) // 2 > LONGEST:
        raise BadInput("desk-reply-long")
    if not _TOKEN.fullmatch(token):
        raise BadInput("desk-error-400")
    now = office.clock.now()
    async with office.store() as work:
        sent = await work.questions.message(token)
        if sent is not None:
            if sent.question_id != question_id or sent.staff_id != staff_id:
                raise BadInput("desk-error-400")
            return
        question = await work.questions.by_id(question_id)
        if question is None:
            raise NotFound("desk-error-404")
        thread = await work.questions.thread(question.id)
        if seen != length(thread):
            by_staff = seen.partition(".")[2] != length(thread).partition(".")[2]
            raise ThreadMoved(
                "desk-reply-meanwhile-staff" if by_staff else "desk-reply-meanwhile-resident"
            )
        await work.questions.add(
            question, words=words, now=now, staff_id=staff_id, message_id=token
        )
        work.sending.queue(
            bot=RESIDENT_BOT,
            kind=STAFF_REPLY,
            ref=token,
            resident_id=question.resident_id,
            priority=1,
            now=now,
        )
        await work.staff.audit(
            "reply", subject="question", subject_id=question.id, staff_id=staff_id, now=now
        )
        await work.commit()


def length(thread: Sequence[ThreadMessage]) -> str:
    """How many messages a thread has of the resident and of staff: ``2.1``."""
    by_staff = sum(message.staff_id is not None for message in thread)
    return f"{len(thread) - by_staff}.{by_staff}"

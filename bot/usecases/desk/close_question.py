"""Close a question that needs no reply, or open it again."""

from bot.usecases.desk.office import NotFound, Office


async def close_question(office: Office, question_id: str, *, staff_id: str) -> None:
    """Take a question off the queue; the resident is told nothing.

    Raises:
        NotFound: no such question.
    """
    await _move(office, question_id, "closed", "close_question", staff_id)


async def reopen_question(office: Office, question_id: str, *, staff_id: str) -> None:
    """Put a question back into the queue, at its old place.

    Raises:
        NotFound: no such question.
    """
    await _move(office, question_id, "open", "reopen_question", staff_id)


async def _move(office: Office, question_id: str, state: str, deed: str, staff_id: str) -> None:
    async with office.store() as work:
        question = await work.questions.by_id(question_id)
        if question is None:
            raise NotFound("desk-error-404")
        if question.state == state:
            return
        question.state = state
        await work.staff.audit(
            deed,
            subject="question",
            subject_id=question.id,
            staff_id=staff_id,
            now=office.clock.now(),
        )
        await work.commit()

"""Note that one of the staff has read residents' words."""

from datetime import timedelta

from bot.usecases.desk.office import Office

ONCE_IN = timedelta(hours=12)


async def note_look(office: Office, staff_id: str, subject: str, subject_id: str) -> None:
    """Write it into the audit, once in twelve hours for each of the staff and each thing."""
    now = office.clock.now()
    since = now - ONCE_IN
    async with office.store(read_only=True) as work:
        if await work.staff.audited(
            "read", staff_id=staff_id, subject=subject, subject_id=subject_id, since=since
        ):
            return
    async with office.store() as work:
        await work.staff.audit(
            "read", staff_id=staff_id, subject=subject, subject_id=subject_id, now=now
        )
        await work.commit()

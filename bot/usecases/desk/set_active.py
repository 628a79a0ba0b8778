"""Close an account of the desk, or open it again."""

from bot.usecases.desk.office import BadInput, NotFound, Office


async def set_active(office: Office, staff_id: str, *, active: bool, by: str) -> None:
    """Open or close; a closed account is logged out and told nothing by Telegram.

    Raises:
        BadInput: nobody closes their own account, so one admin always stays.
        NotFound: no such account.
    """
    if staff_id == by and not active:
        raise BadInput("desk-staff-not-yourself")
    now = office.clock.now()
    async with office.store() as work:
        staff = await work.staff.by_id(staff_id)
        if staff is None:
            raise NotFound("desk-error-404")
        staff.active = active
        if not active:
            await work.staff.log_out_everywhere(staff.id)
            await work.staff.unlink(staff.id)
        await work.staff.audit(
            "open_account" if active else "close_account",
            subject="staff",
            subject_id=staff.id,
            staff_id=by,
            now=now,
        )
        await work.commit()

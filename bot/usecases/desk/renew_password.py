"""Give an account a new password for one use, as when the old one was forgotten."""

from bot.usecases.desk.add_staff import NewAccount, one_time_password
from bot.usecases.desk.office import NotFound, Office


async def renew_password(office: Office, staff_id: str, *, by: str | None = None) -> NewAccount:
    """A new one-time password; every login of the account ends and its lock is lifted.

    Raises:
        NotFound: no such account.
    """
    password = one_time_password()
    kept = await office.passwords.hash(password)
    now = office.clock.now()
    async with office.store() as work:
        staff = await work.staff.by_id(staff_id)
        if staff is None:
            raise NotFound("desk-error-404")
        staff.password_hash = kept
        staff.must_change = True
        staff.failed_logins = 0
        staff.locked_until = None
        await work.staff.log_out_everywhere(staff.id)
        await work.staff.audit(
            "renew_password", subject="staff", subject_id=staff.id, staff_id=by, now=now
        )
        await work.commit()
    return NewAccount(staff.id, staff.login, password)

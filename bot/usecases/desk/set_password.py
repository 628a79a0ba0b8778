"""Choose a new password."""

from bot.usecases.desk.log_in import Login, begin
from bot.usecases.desk.office import BadInput, NotFound, Office, WrongLogin

SHORTEST = 12
LONGEST = 200
FEWEST_LETTERS = 5
"""Different characters: «aaaaaaaaaaaa» is long and no password."""


async def set_password(
    office: Office, login: Login, *, current: str | None, new: str, again: str
) -> str:
    """Change the password and end every login of the account; the token of a new login.

    ``current`` may be None only while the password is the one-time one.

    Raises:
        BadInput: too short, too simple, not typed twice alike, or the old one again.
        WrongLogin: the current password is another.
    """
    _check(login.name, new, again)
    async with office.store(read_only=True) as work:
        staff = await work.staff.by_id(login.staff_id)
    if staff is None:
        raise NotFound("desk-error-404")
    if (current is not None or not staff.must_change) and not await office.passwords.matches(
        staff.password_hash, current or ""
    ):
        raise WrongLogin("desk-password-current-wrong")
    if await office.passwords.matches(staff.password_hash, new):
        raise BadInput("desk-password-same")
    kept = await office.passwords.hash(new)
    now = office.clock.now()
    async with office.store() as work:
        staff = await work.staff.by_id(login.staff_id)
        if staff is None:
            raise NotFound("desk-error-404")
        staff.password_hash = kept
        staff.must_change = False
        await work.staff.log_out_everywhere(staff.id)
        token = await begin(work, staff.id, now)
        await work.staff.audit(
            "set_password", subject="staff", subject_id=staff.id, staff_id=staff.id, now=now
        )
        await work.commit()
    return token


def _check(name: str, new: str, again: str) -> None:
    if not SHORTEST <= len(new) <= LONGEST:
        raise BadInput("desk-password-length")
    if len(set(new)) < FEWEST_LETTERS or name.lower() in new.lower():
        raise BadInput("desk-password-simple")
    if new != again:
        raise BadInput("desk-password-differs")

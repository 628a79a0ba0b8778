"""Log in, recognise a login, log out."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.usecases.desk.office import Office, WrongLogin, digest
from db.models import Staff
from db.uow import UnitOfWork

LASTS = timedelta(hours=12)
FREE_TRIES = 5
FIRST_LOCK = timedelta(minutes=1)
LONGEST_LOCK = timedelta(minutes=15)


@dataclass(frozen=True)
class Login:
    """Who sits at the desk."""

    staff_id: str
    name: str
    role: str
    locale: str
    must_change: bool
    """The password was for one use: a new one comes before anything else."""
    csrf: str
    token_hash: str

    @property
    def admin(self) -> bool:
        """Whether accounts are theirs to manage."""
        return self.role == "admin"


async def log_in(office: Office, name: str, password: str) -> str:
    """Log in; the token for the cookie.

    1. The attempt is counted before the password is looked at, so that guesses made at the same
       time are all counted.
    2. The password is checked whether or not there is such an account, and whether or not it is
       locked: the time tells nothing.
    3. Only then is there a login, and the count starts anew.

    Raises:
        WrongLogin: no such account, inactive, locked, or another password; never said which.
    """
    async with office.store() as work:
        staff = await work.staff.by_login(name)
        open_ = staff is not None and staff.active and _counted(staff, office.clock.now())
        kept = staff.password_hash if staff is not None else None
        await work.commit()
    right = await office.passwords.matches(kept, password)
    if staff is None or not open_ or not right:
        raise WrongLogin("desk-login-wrong")
    async with office.store() as work:
        fresh = await work.staff.by_id(staff.id)
        # the account may have been closed, or given another password, while we looked
        if fresh is None or not fresh.active or fresh.password_hash != kept:
            raise WrongLogin("desk-login-wrong")
        fresh.failed_logins = 0
        fresh.locked_until = None
        now = office.clock.now()
        await work.staff.forget_logins(now)
        token = await begin(work, fresh.id, now)
        await work.staff.audit(
            "log_in", subject="staff", subject_id=fresh.id, staff_id=fresh.id, now=now
        )
        await work.commit()
    return token


def _counted(staff: Staff, now: datetime) -> bool:
    """Count an attempt; False while the account is locked. Each lock lasts twice the last."""
    if staff.locked_until is not None and staff.locked_until > now:
        return False
    staff.failed_logins += 1
    over = staff.failed_logins - FREE_TRIES
    if over >= 0:
        staff.locked_until = now + min(FIRST_LOCK * 2 ** min(over, 10), LONGEST_LOCK)
    return True


async def begin(work: UnitOfWork, staff_id: str, now: datetime) -> str:
    """A new login within the caller's unit of work; the token for the cookie."""
    token = secrets.token_urlsafe(32)
    await work.staff.log_in(
        staff_id,
        token_hash=digest(token),
        csrf=secrets.token_urlsafe(32),
        now=now,
        until=now + LASTS,
    )
    return token


async def recognise(office: Office, token: str) -> Login | None:
    """Who this cookie's token stands for."""
    token_hash = digest(token)
    async with office.store(read_only=True) as work:
        found = await work.staff.login(token_hash, office.clock.now())
    if found is None:
        return None
    session, staff = found
    return Login(
        staff_id=staff.id,
        name=staff.login,
        role=staff.role,
        locale=staff.locale,
        must_change=staff.must_change,
        csrf=session.csrf,
        token_hash=token_hash,
    )


async def log_out(office: Office, login: Login) -> None:
    """End this login."""
    async with office.store() as work:
        await work.staff.log_out(login.token_hash)
        await work.commit()

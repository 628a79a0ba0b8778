"""Add an account of the desk, with a password for one use."""

import re
import secrets
from dataclasses import dataclass

from bot.usecases.desk.office import DESK_LOCALES, ROLES, BadInput, Office

_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{1,59}")
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""Without l, o, 0 and 1, which look alike."""


@dataclass(frozen=True)
class NewAccount:
    """An account and its first password, which is shown once and kept nowhere."""

    staff_id: str
    login: str
    password: str


def one_time_password() -> str:
    """Sixteen letters in four groups, 80 bits."""
    letters = [secrets.choice(_LETTERS) for _ in range(16)]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, 16, 4))


async def add_staff(
    office: Office, *, login: str, role: str, locale: str = "sl", by: str | None = None
) -> NewAccount:
    """Add an account. ``by`` is who of the staff did it; None: the command line.

    Raises:
        BadInput: the name cannot be used or is taken, or there is no such role or language.
    """
    login = login.strip()
    if not _LOGIN.fullmatch(login):
        raise BadInput("desk-staff-bad-login")
    if role not in ROLES or locale not in DESK_LOCALES:
        raise BadInput("desk-error-400")
    password = one_time_password()
    kept = await office.passwords.hash(password)
    now = office.clock.now()
    async with office.store() as work:
        if await work.staff.by_login(login) is not None:
            raise BadInput("desk-staff-taken")
        staff = await work.staff.add(
            login=login, password_hash=kept, role=role, locale=locale, now=now
        )
        await work.staff.audit(
            "add_staff",
            subject="staff",
            subject_id=staff.id,
            staff_id=by,
            now=now,
            detail={"role": role},
        )
        await work.commit()
    return NewAccount(staff.id, staff.login, password)

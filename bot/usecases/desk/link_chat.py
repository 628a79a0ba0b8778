"""Offer a code by which one of the staff links their Telegram chat."""

import secrets
from datetime import timedelta

from bot.usecases.desk.office import Office, digest

LASTS = timedelta(minutes=15)
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
CODE_LENGTH = 10


async def link_chat(office: Office, staff_id: str) -> str:
    """A code for ``/start CODE`` at the coordinators' bot; kept as its SHA-256 (hex) only."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH))
    now = office.clock.now()
    async with office.store() as work:
        await work.staff.offer_link(staff_id, code_hash=digest(code), until=now + LASTS)
        await work.staff.audit(
            "link_chat", subject="staff", subject_id=staff_id, staff_id=staff_id, now=now
        )
        await work.commit()
    return code


async def unlink_chat(office: Office, staff_id: str) -> None:
    """Forget the chat: nothing is told there any more."""
    now = office.clock.now()
    async with office.store() as work:
        await work.staff.unlink(staff_id)
        await work.staff.audit(
            "unlink_chat", subject="staff", subject_id=staff_id, staff_id=staff_id, now=now
        )
        await work.commit()

"""Queries over staff, their logins, their Telegram chats and the audit."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Audit, Staff, StaffContact, StaffSession


class StaffBook:
    """Rows of ``staff``, ``staff_contact``, ``staff_session`` and ``audit``."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_login(self, login: str) -> Staff | None:
        """The account with this name."""
        return await self._session.scalar(
            select(Staff).where(func.lower(Staff.login) == login.strip().lower())
        )

    async def by_id(self, staff_id: str) -> Staff | None:
        """One account."""
        return await self._session.get(Staff, staff_id)

    async def all(self) -> list[Staff]:
        """Every account."""
        return list(await self._session.scalars(select(Staff).order_by(Staff.login)))

    async def add(
        self, *, login: str, password_hash: str, role: str, locale: str, now: datetime
    ) -> Staff:
        """A new account; its first password is for one use."""
        staff = Staff(
            login=login.strip(),
            password_hash=password_hash,
            role=role,
            locale=locale,
            created_at=now,
        )
        self._session.add(staff)
        await self._session.flush()
        return staff

    # logins

    async def log_in(
        self, staff_id: str, *, token_hash: str, csrf: str, now: datetime, until: datetime
    ) -> None:
        """Keep a login."""
        self._session.add(
            StaffSession(
                token_hash=token_hash,
                staff_id=staff_id,
                csrf=csrf,
                created_at=now,
                expires_at=until,
            )
        )
        await self._session.flush()

    async def login(self, token_hash: str, now: datetime) -> tuple[StaffSession, Staff] | None:
        """The login that a cookie stands for, while it lasts."""
        row = (
            await self._session.execute(
                select(StaffSession, Staff)
                .join(Staff, Staff.id == StaffSession.staff_id)
                .where(
                    StaffSession.token_hash == token_hash,
                    StaffSession.expires_at > now,
                    Staff.active.is_(True),
                )
            )
        ).first()
        return (row[0], row[1]) if row else None

    async def log_out(self, token_hash: str) -> None:
        """End one login."""
        await self._session.execute(
            delete(StaffSession).where(StaffSession.token_hash == token_hash)
        )

    async def log_out_everywhere(self, staff_id: str) -> None:
        """End all logins of an account, as after a new password."""
        await self._session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))

    async def forget_logins(self, now: datetime) -> None:
        """Remove logins that are over."""
        await self._session.execute(delete(StaffSession).where(StaffSession.expires_at <= now))

    # Telegram chats

    async def contact(self, staff_id: str) -> StaffContact | None:
        """The chat of one of the staff."""
        return await self._session.get(StaffContact, staff_id)

    async def offer_link(self, staff_id: str, *, code_hash: str, until: datetime) -> None:
        """Keep the code that will link a chat."""
        contact = await self._session.get(StaffContact, staff_id)
        if contact is None:
            contact = StaffContact(staff_id=staff_id)
            self._session.add(contact)
        contact.code_hash = code_hash
        contact.code_expires = until
        await self._session.flush()

    async def link(self, code_hash: str, *, chat_cipher: bytes, now: datetime) -> Staff | None:
        """Link a chat by its code, once; whose it is, or None when the code is not good."""
        contact = await self._session.scalar(
            select(StaffContact).where(
                StaffContact.code_hash == code_hash, StaffContact.code_expires > now
            )
        )
        if contact is None:
            return None
        contact.chat_cipher = chat_cipher
        contact.code_hash = None
        contact.code_expires = None
        await self._session.flush()
        return await self.by_id(contact.staff_id)

    async def unlink(self, staff_id: str) -> None:
        """Forget the chat and any code of one of the staff."""
        await self._session.execute(delete(StaffContact).where(StaffContact.staff_id == staff_id))

    async def told(self) -> list[Staff]:
        """Staff who have linked a chat and are told what waits."""
        rows = await self._session.scalars(
            select(Staff)
            .join(StaffContact, StaffContact.staff_id == Staff.id)
            .where(StaffContact.chat_cipher.is_not(None), Staff.active.is_(True))
        )
        return list(rows)

    # audit

    async def audit(
        self,
        deed: str,
        *,
        subject: str,
        subject_id: str,
        now: datetime,
        staff_id: str | None = None,
        detail: dict[str, Any] | None = None,
    ) -> None:
        """Note who did what. ``detail`` holds keys and counts, never words."""
        self._session.add(
            Audit(
                at=now,
                staff_id=staff_id,
                deed=deed,
                subject=subject,
                subject_id=subject_id,
                detail=detail or {},
            )
        )
        await self._session.flush()

    async def audited(
        self, deed: str, *, staff_id: str, subject: str, subject_id: str, since: datetime
    ) -> bool:
        """Whether this was noted since then."""
        found = await self._session.scalar(
            select(Audit.id)
            .where(
                Audit.deed == deed,
                Audit.staff_id == staff_id,
                Audit.subject == subject,
                Audit.subject_id == subject_id,
                Audit.at >= since,
            )
            .limit(1)
        )
        return found is not None

    async def audits(self, limit: int = 200) -> list[Audit]:
        """The newest entries."""
        rows = await self._session.scalars(select(Audit).order_by(Audit.at.desc()).limit(limit))
        return list(rows)

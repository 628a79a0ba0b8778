"""The people of the municipality who use the desk."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, new_id


class Staff(Base):
    """An account of the desk."""

    __tablename__ = "staff"
    __table_args__ = (
        CheckConstraint("role in ('admin', 'coordinator', 'reviewer')", name="role"),
        {"comment": "Accounts of the desk"},
    )

    id: Mapped[str] = mapped_column(
        String(12), primary_key=True, default=new_id, comment="Random id"
    )
    login: Mapped[str] = mapped_column(String(60), unique=True, comment="Name typed to log in")
    password_hash: Mapped[str] = mapped_column(String(200), comment="argon2id")
    must_change: Mapped[bool] = mapped_column(
        default=True, comment="The password is for one use: a new one is asked for"
    )
    role: Mapped[str] = mapped_column(String(12), comment="admin, coordinator or reviewer")
    locale: Mapped[str] = mapped_column(String(2), default="sl", comment="Desk language: sl, en")
    active: Mapped[bool] = mapped_column(default=True, comment="May log in")
    failed_logins: Mapped[int] = mapped_column(default=0, comment="Since the last good one")
    locked_until: Mapped[datetime | None] = mapped_column(comment="After too many failed logins")
    created_at: Mapped[datetime] = mapped_column(comment="When")


class StaffContact(Base):
    """The Telegram chat in which one of the staff is told what waits."""

    __tablename__ = "staff_contact"
    __table_args__ = ({"comment": "Telegram chats of staff, linked by a code from the desk"},)

    staff_id: Mapped[str] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True, comment="Whose chat"
    )
    code_hash: Mapped[str | None] = mapped_column(
        String(64), unique=True, comment="SHA-256 of the code that links a chat; used once"
    )
    code_expires: Mapped[datetime | None] = mapped_column(comment="Until when the code works")
    chat_cipher: Mapped[bytes | None] = mapped_column(
        LargeBinary, comment="Chat id, AES-256-GCM; empty until linked"
    )


class StaffSession(Base):
    """A login, kept on the server."""

    __tablename__ = "staff_session"
    __table_args__ = ({"comment": "Logins; the cookie holds a random token, this its hash"},)

    token_hash: Mapped[str] = mapped_column(
        String(64), primary_key=True, comment="SHA-256 of the cookie's token"
    )
    staff_id: Mapped[str] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), index=True, comment="Who"
    )
    csrf: Mapped[str] = mapped_column(String(64), comment="Token that every form carries")
    created_at: Mapped[datetime] = mapped_column(comment="Login")
    expires_at: Mapped[datetime] = mapped_column(comment="Logged out by then")


class Audit(Base):
    """Who of the staff saw or changed what."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_subject", "subject", "subject_id"),
        {"comment": "What staff and commands did; never a resident's words"},
    )

    id: Mapped[str] = mapped_column(
        String(12), primary_key=True, default=new_id, comment="Random id"
    )
    at: Mapped[datetime] = mapped_column(index=True, comment="When")
    staff_id: Mapped[str | None] = mapped_column(
        ForeignKey("staff.id"), comment="Who; empty: the command line or the house itself"
    )
    deed: Mapped[str] = mapped_column(String(40), comment="What was done")
    subject: Mapped[str] = mapped_column(String(20), comment="To what kind of thing")
    subject_id: Mapped[str] = mapped_column(String(60), comment="To which one")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, comment="Keys and counts")

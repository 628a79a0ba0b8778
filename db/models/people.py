"""Residents, how to reach them, and what they agreed to."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, new_id


class Resident(Base):
    """A person who writes to the bot, known by a random id only."""

    __tablename__ = "resident"
    __table_args__ = ({"comment": "A person who writes to the bot; pseudonymous: a random id"},)

    id: Mapped[str] = mapped_column(
        String(12), primary_key=True, default=new_id, comment="Random; says nothing of the person"
    )
    locale: Mapped[str | None] = mapped_column(
        String(2), comment="Language the resident chose or wrote in: sl en bs mk sq uk ru ar"
    )
    locale_chosen: Mapped[bool] = mapped_column(
        default=False, comment="Chosen by a tap or by writing, not taken from the Telegram app"
    )
    offered_locale: Mapped[str | None] = mapped_column(
        String(2), comment="Language last taken or offered because a message was written in it"
    )
    conversation: Mapped[str] = mapped_column(
        String(12), unique=True, default=new_id, comment="Sender id in Rasa; random, replaceable"
    )
    stopped_at: Mapped[datetime | None] = mapped_column(
        comment="Since when the resident wants no messages that they did not ask for"
    )
    created_at: Mapped[datetime] = mapped_column(comment="First message")
    seen_at: Mapped[datetime] = mapped_column(comment="Last message")


class Contact(Base):
    """The only place where a Telegram chat id stands: encrypted, found by a keyed hash."""

    __tablename__ = "contact"
    __table_args__ = (
        UniqueConstraint("bot", "chat_hash"),
        {"comment": "Where a resident is reached; the only table with the chat id"},
    )

    resident_id: Mapped[str] = mapped_column(
        ForeignKey("resident.id", ondelete="CASCADE"), primary_key=True, comment="Whose contact"
    )
    bot: Mapped[str] = mapped_column(String(16), comment="Which of our bots: resident")
    chat_hash: Mapped[str] = mapped_column(
        String(64), comment="HMAC-SHA256 of the chat id under the house's key"
    )
    chat_cipher: Mapped[bytes] = mapped_column(
        LargeBinary, comment="Chat id, AES-256-GCM under the house's key"
    )
    unreachable_since: Mapped[datetime | None] = mapped_column(
        comment="Since when Telegram says that the bot is blocked or the chat is gone"
    )


class Consent(Base):
    """What a resident agreed to, or refused, when, in which words."""

    __tablename__ = "consent"
    __table_args__ = ({"comment": "Each yes and no to keeping words; the newest row counts"},)

    id: Mapped[str] = mapped_column(
        String(12), primary_key=True, default=new_id, comment="Random id"
    )
    resident_id: Mapped[str] = mapped_column(
        ForeignKey("resident.id", ondelete="CASCADE"), index=True, comment="Who"
    )
    version: Mapped[str] = mapped_column(
        String(16), comment="Version of the consent text that was shown"
    )
    locale: Mapped[str] = mapped_column(String(2), comment="Language in which it was shown")
    given: Mapped[bool] = mapped_column(comment="Yes or no")
    at: Mapped[datetime] = mapped_column(comment="When")

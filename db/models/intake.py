"""What has been taken in and is not yet done, and forms that are still open."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, new_id


class Inbound(Base):
    """One update of Telegram, committed before anything is done with it."""

    __tablename__ = "inbound"
    __table_args__ = (
        CheckConstraint("state in ('new', 'applied', 'handled', 'failed')", name="state"),
        Index("ix_inbound_waiting", "bot", "state", "due"),
        {"comment": "Updates taken in; the payload is erased as soon as the row is handled"},
    )

    bot: Mapped[str] = mapped_column(
        String(16), primary_key=True, comment="Which of our bots got it: resident or coordinator"
    )
    update_id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, comment="Telegram's update_id"
    )
    chat_hash: Mapped[str | None] = mapped_column(
        String(64), comment="Keyed hash of the chat: keeps one chat's updates in order"
    )
    payload: Mapped[bytes | None] = mapped_column(
        LargeBinary, comment="The update without names, AES-256-GCM; empty once handled"
    )
    state: Mapped[str] = mapped_column(
        String(8),
        default="new",
        comment="new; applied (its effects are committed, its answer may be unsent); handled; "
        "failed (given to staff)",
    )
    outcome: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True),
        comment="What is to be shown: a language and names of screens, no words",
    )
    shown: Mapped[list[Any]] = mapped_column(
        JSON, default=list, comment="message_id of each message sent for it"
    )
    tries: Mapped[int] = mapped_column(default=0, comment="How often it failed")
    due: Mapped[datetime] = mapped_column(comment="Not to be tried before")
    error: Mapped[str | None] = mapped_column(
        String(200), comment="Class of the last fault; never its text"
    )
    received_at: Mapped[datetime] = mapped_column(comment="When it was taken in")
    handled_at: Mapped[datetime | None] = mapped_column(comment="When it was done with")


class Draft(Base):
    """A form that a resident is filling in, or broke off."""

    __tablename__ = "draft"
    __table_args__ = (
        CheckConstraint("state in ('open', 'done', 'broken', 'dropped')", name="state"),
        Index("ix_draft_open", "resident_id", "state"),
        {"comment": "A report or a question to a person while it is being written"},
    )

    id: Mapped[str] = mapped_column(
        String(12), primary_key=True, default=new_id, comment="Random id"
    )
    resident_id: Mapped[str] = mapped_column(
        ForeignKey("resident.id", ondelete="CASCADE"), comment="Who is writing"
    )
    form: Mapped[str] = mapped_column(String(16), comment="report or human")
    slot: Mapped[str] = mapped_column(String(16), comment="The question that is open")
    topic_id: Mapped[str | None] = mapped_column(
        String(60), comment="The answer in which something was missing, where one was"
    )
    state: Mapped[str] = mapped_column(
        String(8),
        default="open",
        comment="open; done; broken (left in the middle: staff see it); dropped (not to be kept)",
    )
    started_at: Mapped[datetime] = mapped_column(comment="First question")
    touched_at: Mapped[datetime] = mapped_column(comment="Last reply")


class DraftWords(Base):
    """The reply to one question of a form."""

    __tablename__ = "draft_words"
    __table_args__ = ({"comment": "Replies within an open form, in the resident's words"},)

    draft_id: Mapped[str] = mapped_column(
        ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True, comment="Which form"
    )
    slot: Mapped[str] = mapped_column(String(16), primary_key=True, comment="Which question")
    words: Mapped[str] = mapped_column(Text, comment="What the resident wrote, or a key tapped")
    update_id: Mapped[int] = mapped_column(BigInteger, comment="The update that brought it")

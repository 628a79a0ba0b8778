"""Messages that we begin, and when Telegram told us to wait."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, new_id


class Delivery(Base):
    """One message to one person; the queue and its ledger at once."""

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("(resident_id is null) <> (staff_id is null)", name="addressee"),
        CheckConstraint(
            "state in ('queued', 'sending', 'sent', 'unreachable', 'unknown', 'failed', "
            "'dropped')",
            name="state",
        ),
        # one of the two addressees is always empty, and empty never equals empty
        UniqueConstraint("kind", "ref", "resident_id", name="uq_delivery_resident"),
        UniqueConstraint("kind", "ref", "staff_id", name="uq_delivery_staff"),
        Index("ix_delivery_due", "bot", "state", "due"),
        {"comment": "Messages that we begin; a row is sent once or ends in a named state"},
    )

    id: Mapped[str] = mapped_column(
        String(12), primary_key=True, default=new_id, comment="Random id"
    )
    bot: Mapped[str] = mapped_column(String(16), comment="Sent by: resident or coordinator bot")
    resident_id: Mapped[str | None] = mapped_column(
        ForeignKey("resident.id", ondelete="CASCADE"), index=True, comment="To a resident, or"
    )
    staff_id: Mapped[str | None] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), comment="to one of the staff"
    )
    kind: Mapped[str] = mapped_column(
        String(20), comment="survey_invitation, staff_reply, staff_notice"
    )
    ref: Mapped[str] = mapped_column(
        String(12), comment="What it is about: response, thread message or question"
    )
    priority: Mapped[int] = mapped_column(
        default=5, comment="Smaller goes first: 1 a reply to a person, 5 a survey"
    )
    state: Mapped[str] = mapped_column(
        String(12),
        default="queued",
        comment="queued; sending; sent; unreachable (blocked or gone); unknown (perhaps "
        "delivered: a person decides); failed (Telegram refuses it); dropped (opted out)",
    )
    due: Mapped[datetime] = mapped_column(comment="Not before")
    tries: Mapped[int] = mapped_column(default=0, comment="How often it was tried")
    claimed_at: Mapped[datetime | None] = mapped_column(comment="When a sender took it")
    left_at: Mapped[datetime | None] = mapped_column(
        comment="Committed right before the call to Telegram; empty: it never left the house"
    )
    sent_at: Mapped[datetime | None] = mapped_column(comment="When Telegram took it")
    message_id: Mapped[int | None] = mapped_column(comment="Telegram's id of the message")
    error: Mapped[str | None] = mapped_column(String(200), comment="What Telegram said")
    created_at: Mapped[datetime] = mapped_column(comment="When it was asked for")


class Pause(Base):
    """Telegram's ``retry_after``: nobody sends with this token before then."""

    __tablename__ = "pause"
    __table_args__ = ({"comment": "Telegram's retry_after, read by door and outreach"},)

    bot: Mapped[str] = mapped_column(String(16), primary_key=True, comment="Whose token")
    until: Mapped[datetime] = mapped_column(comment="Nothing is sent before")

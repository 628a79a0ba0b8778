"""Taps on offers: what a resident meant by their words, for staff to rewrite."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, new_id


class Example(Base):
    """A text that was answered with an offer, and the topic that the resident tapped."""

    __tablename__ = "example"
    __table_args__ = (
        CheckConstraint(
            "state in ('offered', 'tapped', 'approved', 'rejected', 'taken')", name="state"
        ),
        Index("ix_example_resident", "resident_id", "state"),
        Index("ix_example_queue", "state", "created_at"),
        {"comment": "Taps on offers; staff rewrite them before anything is trained"},
    )

    id: Mapped[str] = mapped_column(
        String(12), primary_key=True, default=new_id, comment="Random id"
    )
    resident_id: Mapped[str] = mapped_column(
        ForeignKey("resident.id", ondelete="CASCADE"), comment="Who wrote and tapped"
    )
    locale: Mapped[str] = mapped_column(String(2), comment="Language of the words")
    words: Mapped[str] = mapped_column(
        Text, comment="What the resident wrote, with consent; empty once staff have decided"
    )
    offered: Mapped[list[str]] = mapped_column(comment="Topics that were offered, in order")
    topic: Mapped[str | None] = mapped_column(
        String(60), comment="The topic that was tapped, or that staff put in its place"
    )
    state: Mapped[str] = mapped_column(
        String(8),
        default="offered",
        comment="offered; tapped (waits for staff); approved; rejected; taken (stands in a file)",
    )
    utterance: Mapped[str | None] = mapped_column(
        Text, comment="What staff wrote in place of the words; only this is trained"
    )
    staff_id: Mapped[str | None] = mapped_column(
        ForeignKey("staff.id"), comment="Who of the staff decided"
    )
    update_id: Mapped[int] = mapped_column(
        BigInteger, unique=True, comment="The update that brought the words: taken in once"
    )
    created_at: Mapped[datetime] = mapped_column(comment="When the topics were offered")
    decided_at: Mapped[datetime | None] = mapped_column(comment="When staff decided")

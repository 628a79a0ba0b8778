"""The challenge database proper: what is wrong in town, and who says so."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, new_id


class Challenge(Base):
    """A problem that the plan should answer with measures."""

    __tablename__ = "challenge"
    __table_args__ = (
        CheckConstraint("state in ('new', 'accepted', 'rejected')", name="state"),
        {"comment": "Challenges of the Plan for an Inclusive Idrija"},
    )

    id: Mapped[str] = mapped_column(
        String(12), primary_key=True, default=new_id, comment="Random id"
    )
    title: Mapped[str] = mapped_column(String(200), comment="In one line, in staff's words")
    category: Mapped[str] = mapped_column(
        String(20), index=True, comment="A topic domain, or other"
    )
    state: Mapped[str] = mapped_column(
        String(8), default="new", comment="new (not read by staff); accepted; rejected"
    )
    created_by: Mapped[str | None] = mapped_column(
        ForeignKey("staff.id"), comment="Who of the staff wrote it; empty: a resident's report"
    )
    created_at: Mapped[datetime] = mapped_column(comment="When")


class Evidence(Base):
    """What a challenge rests on: a report, a reply or a question of a resident."""

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("challenge_id", "kind", "ref"),
        Index("ix_evidence_ref", "kind", "ref"),
        {"comment": "What a challenge rests on, in residents' words"},
    )

    id: Mapped[str] = mapped_column(
        String(12), primary_key=True, default=new_id, comment="Random id"
    )
    challenge_id: Mapped[str] = mapped_column(
        ForeignKey("challenge.id", ondelete="CASCADE"), index=True, comment="Of what"
    )
    kind: Mapped[str] = mapped_column(String(8), comment="report, reply or question")
    ref: Mapped[str] = mapped_column(
        String(12), comment="Row it comes from: draft, reply or thread message"
    )
    resident_id: Mapped[str] = mapped_column(
        ForeignKey("resident.id", ondelete="CASCADE"),
        index=True,
        comment="Who said it: deleting the resident takes it out",
    )
    words: Mapped[str] = mapped_column(Text, comment="What was said")
    proposal: Mapped[str | None] = mapped_column(Text, comment="What would help, as said")
    locale: Mapped[str] = mapped_column(String(2), comment="Language of the words")
    at: Mapped[datetime] = mapped_column(comment="When it was said")

"""What a person has to answer."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, new_id


class Question(Base):
    """A thread between a resident and staff."""

    __tablename__ = "question"
    __table_args__ = (
        CheckConstraint("state in ('open', 'answered', 'closed')", name="state"),
        Index("ix_question_queue", "state", "urgent", "waiting_since"),
        {"comment": "A question for a person: unknown to the bot, asked for, or a cue of danger"},
    )

    id: Mapped[str] = mapped_column(
        String(12), primary_key=True, default=new_id, comment="Random id"
    )
    resident_id: Mapped[str] = mapped_column(
        ForeignKey("resident.id", ondelete="CASCADE"), index=True, comment="Who asks"
    )
    reason: Mapped[str] = mapped_column(
        String(16),
        comment="unknown, person (asked for one), missing (an answer did not help), cue, "
        "silent (Rasa down), failed, draft",
    )
    cue: Mapped[str | None] = mapped_column(
        String(20), comment="violence, self_harm, trafficking, child_in_danger, medical"
    )
    urgent: Mapped[bool] = mapped_column(default=False, comment="On top of the queue")
    topic_id: Mapped[str | None] = mapped_column(
        String(60), comment="The topic it is about, where one is known"
    )
    locale: Mapped[str] = mapped_column(String(2), comment="Language of the resident")
    state: Mapped[str] = mapped_column(
        String(8), default="open", comment="open; answered; closed (needs no reply)"
    )
    created_at: Mapped[datetime] = mapped_column(comment="When it was asked")
    waiting_since: Mapped[datetime] = mapped_column(comment="The resident's last unanswered word")


class ThreadMessage(Base):
    """One message of a thread."""

    __tablename__ = "thread_message"
    __table_args__ = (
        Index("ix_thread_message_thread", "question_id", "at"),
        {"comment": "What resident and staff wrote to each other"},
    )

    id: Mapped[str] = mapped_column(
        String(12), primary_key=True, default=new_id, comment="Random id"
    )
    question_id: Mapped[str] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), comment="Which thread"
    )
    staff_id: Mapped[str | None] = mapped_column(
        ForeignKey("staff.id"), comment="Who of the staff wrote it; empty: the resident"
    )
    words: Mapped[str] = mapped_column(
        Text, comment="The text; empty where the resident has not agreed to keep words"
    )
    update_id: Mapped[int | None] = mapped_column(
        BigInteger, unique=True, comment="The update that brought it: taken in once"
    )
    at: Mapped[datetime] = mapped_column(comment="When")

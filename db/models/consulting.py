"""Surveys, and what residents replied."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, new_id


class Survey(Base):
    """A consultation, over all its versions."""

    __tablename__ = "survey"
    __table_args__ = ({"comment": "A consultation; its questions stand in its versions"},)

    key: Mapped[str] = mapped_column(String(40), primary_key=True, comment="Name in commands")
    created_at: Mapped[datetime] = mapped_column(comment="First import")


class SurveyVersion(Base):
    """The questions as they were when a survey was sent; never changed afterwards."""

    __tablename__ = "survey_version"
    __table_args__ = (
        UniqueConstraint("survey_key", "number"),
        {"comment": "Questions, intro and consent text as they were sent"},
    )

    id: Mapped[str] = mapped_column(
        String(12), primary_key=True, default=new_id, comment="Random id"
    )
    survey_key: Mapped[str] = mapped_column(ForeignKey("survey.key"), comment="Which survey")
    number: Mapped[int] = mapped_column(comment="1, 2, 3 …")
    definition: Mapped[dict[str, Any]] = mapped_column(
        JSON, comment="The survey as data: title, intro, questions, thanks, in eight languages"
    )
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the definition")
    created_at: Mapped[datetime] = mapped_column(comment="When it was imported")


class Response(Base):
    """One resident's way through one survey."""

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("survey_key", "resident_id"),
        CheckConstraint(
            "state in ('invited', 'started', 'paused', 'finished', 'declined')", name="state"
        ),
        Index("ix_response_open", "resident_id", "state"),
        {"comment": "A resident's pass through a survey; one each"},
    )

    id: Mapped[str] = mapped_column(
        String(12), primary_key=True, default=new_id, comment="Random; stands in button payloads"
    )
    survey_key: Mapped[str] = mapped_column(ForeignKey("survey.key"), comment="Which survey")
    version_id: Mapped[str] = mapped_column(
        ForeignKey("survey_version.id"), comment="Which questions"
    )
    resident_id: Mapped[str] = mapped_column(
        ForeignKey("resident.id", ondelete="CASCADE"), comment="Who"
    )
    locale: Mapped[str] = mapped_column(String(2), comment="Language of the questions")
    state: Mapped[str] = mapped_column(
        String(8),
        default="invited",
        comment="invited; started and paused (partial); finished; declined",
    )
    progress: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict, comment="Which question is open and which have replies: keys, no text"
    )
    started_at: Mapped[datetime | None] = mapped_column(comment="First question shown")
    finished_at: Mapped[datetime | None] = mapped_column(comment="Last question done")
    touched_at: Mapped[datetime] = mapped_column(comment="Last step")


class Reply(Base):
    """What a resident said to one question of a survey."""

    __tablename__ = "reply"
    __table_args__ = (
        UniqueConstraint("response_id", "question", "update_id"),
        Index("ix_reply_current", "response_id", "question", "replaced_at"),
        {"comment": "Replies to survey questions; earlier ones stay until the survey closes"},
    )

    id: Mapped[str] = mapped_column(
        String(12), primary_key=True, default=new_id, comment="Random id"
    )
    response_id: Mapped[str] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), comment="Whose pass"
    )
    question: Mapped[str] = mapped_column(String(40), comment="Name of the question")
    value: Mapped[Any] = mapped_column(
        JSON(none_as_null=True), nullable=True, comment="Key, list of keys or number; empty: text"
    )
    words: Mapped[str | None] = mapped_column(Text, comment="Open replies as written")
    locale: Mapped[str] = mapped_column(String(2), comment="Language of the question")
    update_id: Mapped[int] = mapped_column(BigInteger, comment="The update that brought it")
    at: Mapped[datetime] = mapped_column(comment="When")
    replaced_at: Mapped[datetime | None] = mapped_column(
        comment="When a later reply to the same question took its place"
    )

"""What is answered: topics and the texts people wrote for them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, new_id


class Domain(Base):
    """A field of life under which topics stand."""

    __tablename__ = "domain"
    __table_args__ = ({"comment": "Fields of life; also the categories of challenges"},)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, comment="As in topic ids")
    place: Mapped[int] = mapped_column(comment="Order in the menu")
    titles: Mapped[dict[str, str]] = mapped_column(JSON, comment="Label by language")


class Topic(Base):
    """One thing people ask about; its domain is also a challenge category."""

    __tablename__ = "topic"
    __table_args__ = ({"comment": "What people ask about; id is domain.topic and never reused"},)

    id: Mapped[str] = mapped_column(String(60), primary_key=True, comment="domain.topic")
    domain: Mapped[str] = mapped_column(
        String(20), index=True, comment="Also a challenge category"
    )
    place: Mapped[int] = mapped_column(comment="Order in the menu")
    titles: Mapped[dict[str, str]] = mapped_column(JSON, comment="Label by language")
    links: Mapped[dict[str, str]] = mapped_column(
        JSON, comment="Official page by language; sl stands for all others"
    )
    sources: Mapped[list[Any]] = mapped_column(
        JSON, comment="Pages the answer rests on: url, page_date"
    )
    contacts: Mapped[list[Any]] = mapped_column(
        JSON, comment="Offices shown below the answer, as they stand in contacts.yml"
    )
    volatile: Mapped[list[str] | None] = mapped_column(
        JSON, comment="Letters of the facts that change: what rests on them is starred"
    )
    related: Mapped[list[str]] = mapped_column(JSON, comment="Topics worth offering next")
    owner: Mapped[str] = mapped_column(String(60), comment="Who keeps it right")
    checked_on: Mapped[date] = mapped_column(Date, comment="Last compared with its sources")
    check_by: Mapped[date] = mapped_column(Date, comment="To be compared again by")
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the topic as loaded")


class Revision(Base):
    """One text of an answer in one language; the newest published one is shown."""

    __tablename__ = "revision"
    __table_args__ = (
        Index("ix_revision_current", "topic_id", "locale", "published_at"),
        {"comment": "Texts of answers with their history"},
    )

    id: Mapped[str] = mapped_column(
        String(12), primary_key=True, default=new_id, comment="Random id"
    )
    topic_id: Mapped[str] = mapped_column(
        ForeignKey("topic.id", ondelete="CASCADE"), comment="What it answers"
    )
    locale: Mapped[str] = mapped_column(String(2), comment="Language")
    markdown: Mapped[str] = mapped_column(Text, comment="The text")
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the text")
    origin: Mapped[str] = mapped_column(String(8), comment="seed (repository) or desk")
    created_at: Mapped[datetime] = mapped_column(comment="When it came in")
    published_at: Mapped[datetime | None] = mapped_column(comment="Since when it may be shown")


class Feedback(Base):
    """One tap on "Did this help?"."""

    __tablename__ = "feedback"
    __table_args__ = ({"comment": "Taps on «Did this help?»; not linked to a resident"},)

    update_id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, comment="The tap: counted once"
    )
    topic_id: Mapped[str] = mapped_column(String(60), index=True, comment="Which answer")
    locale: Mapped[str] = mapped_column(String(2), comment="In which language")
    helped: Mapped[bool] = mapped_column(comment="Yes or no")
    day: Mapped[date] = mapped_column(Date, comment="The day only: no way back to a person")

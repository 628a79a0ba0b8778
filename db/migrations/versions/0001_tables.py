"""The tables of the challenge database."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "domain",
        sa.Column("id", sa.String(length=20), nullable=False, comment="As in topic ids"),
        sa.Column("place", sa.Integer(), nullable=False, comment="Order in the menu"),
        sa.Column("titles", sa.JSON(), nullable=False, comment="Label by language"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_domain")),
        comment="Fields of life; also the categories of challenges",
    )
    op.create_table(
        "feedback",
        sa.Column(
            "update_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="The tap: counted once",
        ),
        sa.Column("topic_id", sa.String(length=60), nullable=False, comment="Which answer"),
        sa.Column("locale", sa.String(length=2), nullable=False, comment="In which language"),
        sa.Column("helped", sa.Boolean(), nullable=False, comment="Yes or no"),
        sa.Column(
            "day", sa.Date(), nullable=False, comment="The day only: no way back to a person"
        ),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_feedback")),
        comment="Taps on «Did this help?»; not linked to a resident",
    )
    op.create_index(op.f("ix_feedback_topic_id"), "feedback", ["topic_id"], unique=False)
    op.create_table(
        "inbound",
        sa.Column(
            "bot",
            sa.String(length=16),
            nullable=False,
            comment="Which of our bots got it: resident or coordinator",
        ),
        sa.Column(
            "update_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Telegram's update_id",
        ),
        sa.Column(
            "chat_hash",
            sa.String(length=64),
            nullable=True,
            comment="Keyed hash of the chat: keeps one chat's updates in order",
        ),
        sa.Column(
            "payload",
            sa.LargeBinary(),
            nullable=True,
            comment="The update without names, AES-256-GCM; empty once handled",
        ),
        sa.Column(
            "state",
            sa.String(length=8),
            nullable=False,
            comment="new; applied (its effects are committed, its answer may be unsent); "
            "handled; failed (given to staff)",
        ),
        sa.Column(
            "outcome",
            sa.JSON(none_as_null=True),
            nullable=True,
            comment="What is to be shown: a language and names of screens, no words",
        ),
        sa.Column(
            "shown", sa.JSON(), nullable=False, comment="message_id of each message sent for it"
        ),
        sa.Column("tries", sa.Integer(), nullable=False, comment="How often it failed"),
        sa.Column(
            "due", sa.DateTime(timezone=True), nullable=False, comment="Not to be tried before"
        ),
        sa.Column(
            "error",
            sa.String(length=200),
            nullable=True,
            comment="Class of the last fault; never its text",
        ),
        sa.Column(
            "received_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it was taken in",
        ),
        sa.Column(
            "handled_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was done with",
        ),
        sa.CheckConstraint(
            "state in ('new', 'applied', 'handled', 'failed')", name=op.f("ck_inbound_state")
        ),
        sa.PrimaryKeyConstraint("bot", "update_id", name=op.f("pk_inbound")),
        comment="Updates taken in; the payload is erased as soon as the row is handled",
    )
    op.create_index("ix_inbound_waiting", "inbound", ["bot", "state", "due"], unique=False)
    op.create_table(
        "pause",
        sa.Column("bot", sa.String(length=16), nullable=False, comment="Whose token"),
        sa.Column(
            "until", sa.DateTime(timezone=True), nullable=False, comment="Nothing is sent before"
        ),
        sa.PrimaryKeyConstraint("bot", name=op.f("pk_pause")),
        comment="Telegram's retry_after, read by door and outreach",
    )
    op.create_table(
        "resident",
        sa.Column(
            "id",
            sa.String(length=12),
            nullable=False,
            comment="Random; says nothing of the person",
        ),
        sa.Column(
            "locale",
            sa.String(length=2),
            nullable=True,
            comment="Language the resident chose or wrote in: sl en bs mk sq uk ru ar",
        ),
        sa.Column(
            "locale_chosen",
            sa.Boolean(),
            nullable=False,
            comment="Chosen by a tap, not taken from the Telegram app",
        ),
        sa.Column(
            "conversation",
            sa.String(length=12),
            nullable=False,
            comment="Sender id in Rasa; random, replaceable",
        ),
        sa.Column(
            "stopped_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Since when the resident wants no messages that they did not ask for",
        ),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), nullable=False, comment="First message"
        ),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, comment="Last message"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident")),
        sa.UniqueConstraint("conversation", name=op.f("uq_resident_conversation")),
        comment="A person who writes to the bot; pseudonymous: a random id",
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.String(length=12), nullable=False, comment="Random id"),
        sa.Column("login", sa.String(length=60), nullable=False, comment="Name typed to log in"),
        sa.Column("password_hash", sa.String(length=200), nullable=False, comment="argon2id"),
        sa.Column(
            "must_change",
            sa.Boolean(),
            nullable=False,
            comment="The password is for one use: a new one is asked for",
        ),
        sa.Column(
            "role", sa.String(length=12), nullable=False, comment="admin, coordinator or reviewer"
        ),
        sa.Column("locale", sa.String(length=2), nullable=False, comment="Desk language: sl, en"),
        sa.Column("active", sa.Boolean(), nullable=False, comment="May log in"),
        sa.Column(
            "failed_logins", sa.Integer(), nullable=False, comment="Since the last good one"
        ),
        sa.Column(
            "locked_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="After too many failed logins",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="When"),
        sa.CheckConstraint(
            "role in ('admin', 'coordinator', 'reviewer')", name=op.f("ck_staff_role")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_login")),
        comment="Accounts of the desk",
    )
    op.create_table(
        "survey",
        sa.Column("key", sa.String(length=40), nullable=False, comment="Name in commands"),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), nullable=False, comment="First import"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_survey")),
        comment="A consultation; its questions stand in its versions",
    )
    op.create_table(
        "topic",
        sa.Column("id", sa.String(length=60), nullable=False, comment="domain.topic"),
        sa.Column(
            "domain", sa.String(length=20), nullable=False, comment="Also a challenge category"
        ),
        sa.Column("place", sa.Integer(), nullable=False, comment="Order in the menu"),
        sa.Column(
            "state",
            sa.String(length=8),
            nullable=False,
            comment="whole (answered in eight languages) or link (official source only)",
        ),
        sa.Column("titles", sa.JSON(), nullable=False, comment="Label by language"),
        sa.Column(
            "links",
            sa.JSON(),
            nullable=False,
            comment="Official page by language; sl stands for all others",
        ),
        sa.Column(
            "sources",
            sa.JSON(),
            nullable=False,
            comment="Pages the answer rests on: url, page_date",
        ),
        sa.Column(
            "contacts",
            sa.JSON(),
            nullable=False,
            comment="Offices shown below the answer, as they stand in contacts.yml",
        ),
        sa.Column("related", sa.JSON(), nullable=False, comment="Topics worth offering next"),
        sa.Column("owner", sa.String(length=60), nullable=False, comment="Who keeps it right"),
        sa.Column(
            "checked_on", sa.Date(), nullable=False, comment="Last compared with its sources"
        ),
        sa.Column("check_by", sa.Date(), nullable=False, comment="To be compared again by"),
        sa.Column(
            "digest",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of the topic as loaded",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        comment="What people ask about; id is domain.topic and never reused",
    )
    op.create_index(op.f("ix_topic_domain"), "topic", ["domain"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", sa.String(length=12), nullable=False, comment="Random id"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When"),
        sa.Column(
            "staff_id",
            sa.String(length=12),
            nullable=True,
            comment="Who; empty: the command line or the house itself",
        ),
        sa.Column("deed", sa.String(length=40), nullable=False, comment="What was done"),
        sa.Column(
            "subject", sa.String(length=20), nullable=False, comment="To what kind of thing"
        ),
        sa.Column("subject_id", sa.String(length=60), nullable=False, comment="To which one"),
        sa.Column("detail", sa.JSON(), nullable=False, comment="Keys and counts"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_audit_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        comment="What staff and commands did; never a resident's words",
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)
    op.create_index("ix_audit_subject", "audit", ["subject", "subject_id"], unique=False)
    op.create_table(
        "challenge",
        sa.Column("id", sa.String(length=12), nullable=False, comment="Random id"),
        sa.Column(
            "title", sa.String(length=200), nullable=False, comment="In one line, in staff's words"
        ),
        sa.Column(
            "category", sa.String(length=20), nullable=False, comment="A topic domain, or other"
        ),
        sa.Column(
            "state",
            sa.String(length=8),
            nullable=False,
            comment="new (not read by staff); accepted; rejected",
        ),
        sa.Column(
            "created_by",
            sa.String(length=12),
            nullable=True,
            comment="Who of the staff wrote it; empty: a resident's report",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="When"),
        sa.CheckConstraint(
            "state in ('new', 'accepted', 'rejected')", name=op.f("ck_challenge_state")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["staff.id"], name=op.f("fk_challenge_created_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
        comment="Challenges of the Plan for an Inclusive Idrija",
    )
    op.create_index(op.f("ix_challenge_category"), "challenge", ["category"], unique=False)
    op.create_table(
        "consent",
        sa.Column("id", sa.String(length=12), nullable=False, comment="Random id"),
        sa.Column("resident_id", sa.String(length=12), nullable=False, comment="Who"),
        sa.Column(
            "version",
            sa.String(length=16),
            nullable=False,
            comment="Version of the consent text that was shown",
        ),
        sa.Column(
            "locale", sa.String(length=2), nullable=False, comment="Language in which it was shown"
        ),
        sa.Column("given", sa.Boolean(), nullable=False, comment="Yes or no"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When"),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["resident.id"],
            name=op.f("fk_consent_resident_id_resident"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        comment="Each yes and no to keeping words; the newest row counts",
    )
    op.create_index(op.f("ix_consent_resident_id"), "consent", ["resident_id"], unique=False)
    op.create_table(
        "contact",
        sa.Column("resident_id", sa.String(length=12), nullable=False, comment="Whose contact"),
        sa.Column(
            "bot", sa.String(length=16), nullable=False, comment="Which of our bots: resident"
        ),
        sa.Column(
            "chat_hash",
            sa.String(length=64),
            nullable=False,
            comment="HMAC-SHA256 of the chat id under the house's key",
        ),
        sa.Column(
            "chat_cipher",
            sa.LargeBinary(),
            nullable=False,
            comment="Chat id, AES-256-GCM under the house's key",
        ),
        sa.Column(
            "unreachable_since",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Since when Telegram says that the bot is blocked or the chat is gone",
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["resident.id"],
            name=op.f("fk_contact_resident_id_resident"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("resident_id", name=op.f("pk_contact")),
        sa.UniqueConstraint("bot", "chat_hash", name=op.f("uq_contact_bot")),
        comment="Where a resident is reached; the only table with the chat id",
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.String(length=12), nullable=False, comment="Random id"),
        sa.Column(
            "bot",
            sa.String(length=16),
            nullable=False,
            comment="Sent by: resident or coordinator bot",
        ),
        sa.Column("resident_id", sa.String(length=12), nullable=True, comment="To a resident, or"),
        sa.Column("staff_id", sa.String(length=12), nullable=True, comment="to one of the staff"),
        sa.Column(
            "kind",
            sa.String(length=20),
            nullable=False,
            comment="survey_invitation, staff_reply, staff_notice",
        ),
        sa.Column(
            "ref",
            sa.String(length=12),
            nullable=False,
            comment="What it is about: response, thread message or question",
        ),
        sa.Column(
            "priority",
            sa.Integer(),
            nullable=False,
            comment="Smaller goes first: 1 a reply to a person, 5 a survey",
        ),
        sa.Column(
            "state",
            sa.String(length=12),
            nullable=False,
            comment="queued; sending; sent; unreachable (blocked or gone); "
            "unknown (perhaps delivered: a person decides); "
            "failed (Telegram refuses it); dropped (opted out)",
        ),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False, comment="Not before"),
        sa.Column("tries", sa.Integer(), nullable=False, comment="How often it was tried"),
        sa.Column(
            "claimed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When a sender took it",
        ),
        sa.Column(
            "left_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Committed right before the call to Telegram; empty: it never left the house",
        ),
        sa.Column(
            "sent_at", sa.DateTime(timezone=True), nullable=True, comment="When Telegram took it"
        ),
        sa.Column(
            "message_id", sa.Integer(), nullable=True, comment="Telegram's id of the message"
        ),
        sa.Column("error", sa.String(length=200), nullable=True, comment="What Telegram said"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it was asked for",
        ),
        sa.CheckConstraint(
            "state in ('queued', 'sending', 'sent', 'unreachable', 'unknown', 'failed', "
            "'dropped')",
            name=op.f("ck_delivery_state"),
        ),
        sa.CheckConstraint(
            "(resident_id is null) <> (staff_id is null)", name=op.f("ck_delivery_addressee")
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["resident.id"],
            name=op.f("fk_delivery_resident_id_resident"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_delivery_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("kind", "ref", "resident_id", name="uq_delivery_resident"),
        sa.UniqueConstraint("kind", "ref", "staff_id", name="uq_delivery_staff"),
        comment="Messages that we begin; a row is sent once or ends in a named state",
    )
    op.create_index("ix_delivery_due", "delivery", ["bot", "state", "due"], unique=False)
    op.create_index(op.f("ix_delivery_resident_id"), "delivery", ["resident_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.String(length=12), nullable=False, comment="Random id"),
        sa.Column("resident_id", sa.String(length=12), nullable=False, comment="Who is writing"),
        sa.Column("form", sa.String(length=16), nullable=False, comment="report or human"),
        sa.Column(
            "slot", sa.String(length=16), nullable=False, comment="The question that is open"
        ),
        sa.Column(
            "state",
            sa.String(length=8),
            nullable=False,
            comment="open; done; broken (left in the middle: staff see it); "
            "dropped (not to be kept)",
        ),
        sa.Column(
            "started_at", sa.DateTime(timezone=True), nullable=False, comment="First question"
        ),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False, comment="Last reply"),
        sa.CheckConstraint(
            "state in ('open', 'done', 'broken', 'dropped')", name=op.f("ck_draft_state")
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["resident.id"],
            name=op.f("fk_draft_resident_id_resident"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        comment="A report or a question to a person while it is being written",
    )
    op.create_index("ix_draft_open", "draft", ["resident_id", "state"], unique=False)
    op.create_table(
        "question",
        sa.Column("id", sa.String(length=12), nullable=False, comment="Random id"),
        sa.Column("resident_id", sa.String(length=12), nullable=False, comment="Who asks"),
        sa.Column(
            "reason",
            sa.String(length=16),
            nullable=False,
            comment="unknown, person (asked for one), cue, silent (Rasa down), failed, draft",
        ),
        sa.Column(
            "cue",
            sa.String(length=20),
            nullable=True,
            comment="violence, self_harm, trafficking, child_in_danger, medical",
        ),
        sa.Column("urgent", sa.Boolean(), nullable=False, comment="On top of the queue"),
        sa.Column(
            "topic_id",
            sa.String(length=60),
            nullable=True,
            comment="The topic it is about, where one is known",
        ),
        sa.Column(
            "locale", sa.String(length=2), nullable=False, comment="Language of the resident"
        ),
        sa.Column(
            "state",
            sa.String(length=8),
            nullable=False,
            comment="open; answered; closed (needs no reply)",
        ),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), nullable=False, comment="When it was asked"
        ),
        sa.Column(
            "waiting_since",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="The resident's last unanswered word",
        ),
        sa.CheckConstraint(
            "state in ('open', 'answered', 'closed')", name=op.f("ck_question_state")
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["resident.id"],
            name=op.f("fk_question_resident_id_resident"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        comment="A question for a person: unknown to the bot, asked for, or a cue of danger",
    )
    op.create_index(
        "ix_question_queue", "question", ["state", "urgent", "waiting_since"], unique=False
    )
    op.create_index(op.f("ix_question_resident_id"), "question", ["resident_id"], unique=False)
    op.create_table(
        "revision",
        sa.Column("id", sa.String(length=12), nullable=False, comment="Random id"),
        sa.Column("topic_id", sa.String(length=60), nullable=False, comment="What it answers"),
        sa.Column("locale", sa.String(length=2), nullable=False, comment="Language"),
        sa.Column("markdown", sa.Text(), nullable=False, comment="The text"),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="SHA-256 of the text"),
        sa.Column(
            "origin", sa.String(length=8), nullable=False, comment="seed (repository) or desk"
        ),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), nullable=False, comment="When it came in"
        ),
        sa.Column(
            "published_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Since when it may be shown",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_revision_topic_id_topic"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        comment="Texts of answers with their history",
    )
    op.create_index(
        "ix_revision_current", "revision", ["topic_id", "locale", "published_at"], unique=False
    )
    op.create_table(
        "staff_contact",
        sa.Column("staff_id", sa.String(length=12), nullable=False, comment="Whose chat"),
        sa.Column(
            "code_hash",
            sa.String(length=64),
            nullable=True,
            comment="SHA-256 of the code that links a chat; used once",
        ),
        sa.Column(
            "code_expires",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Until when the code works",
        ),
        sa.Column(
            "chat_cipher",
            sa.LargeBinary(),
            nullable=True,
            comment="Chat id, AES-256-GCM; empty until linked",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name=op.f("fk_staff_contact_staff_id_staff"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_contact")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_staff_contact_code_hash")),
        comment="Telegram chats of staff, linked by a code from the desk",
    )
    op.create_table(
        "staff_session",
        sa.Column(
            "token_hash",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of the cookie's token",
        ),
        sa.Column("staff_id", sa.String(length=12), nullable=False, comment="Who"),
        sa.Column(
            "csrf", sa.String(length=64), nullable=False, comment="Token that every form carries"
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="Login"),
        sa.Column(
            "expires_at", sa.DateTime(timezone=True), nullable=False, comment="Logged out by then"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name=op.f("fk_staff_session_staff_id_staff"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_session")),
        comment="Logins; the cookie holds a random token, this its hash",
    )
    op.create_index(op.f("ix_staff_session_staff_id"), "staff_session", ["staff_id"], unique=False)
    op.create_table(
        "survey_version",
        sa.Column("id", sa.String(length=12), nullable=False, comment="Random id"),
        sa.Column("survey_key", sa.String(length=40), nullable=False, comment="Which survey"),
        sa.Column("number", sa.Integer(), nullable=False, comment="1, 2, 3 …"),
        sa.Column(
            "definition",
            sa.JSON(),
            nullable=False,
            comment="The survey as data: title, intro, questions, thanks, in eight languages",
        ),
        sa.Column(
            "digest", sa.String(length=64), nullable=False, comment="SHA-256 of the definition"
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it was imported",
        ),
        sa.ForeignKeyConstraint(
            ["survey_key"], ["survey.key"], name=op.f("fk_survey_version_survey_key_survey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_version")),
        sa.UniqueConstraint("survey_key", "number", name=op.f("uq_survey_version_survey_key")),
        comment="Questions, intro and consent text as they were sent",
    )
    op.create_table(
        "draft_words",
        sa.Column("draft_id", sa.String(length=12), nullable=False, comment="Which form"),
        sa.Column("slot", sa.String(length=16), nullable=False, comment="Which question"),
        sa.Column(
            "words", sa.Text(), nullable=False, comment="What the resident wrote, or a key tapped"
        ),
        sa.Column(
            "update_id", sa.BigInteger(), nullable=False, comment="The update that brought it"
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["draft.id"],
            name=op.f("fk_draft_words_draft_id_draft"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("draft_id", "slot", name=op.f("pk_draft_words")),
        comment="Replies within an open form, in the resident's words",
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.String(length=12), nullable=False, comment="Random id"),
        sa.Column("challenge_id", sa.String(length=12), nullable=False, comment="Of what"),
        sa.Column(
            "kind", sa.String(length=8), nullable=False, comment="report, reply or question"
        ),
        sa.Column(
            "ref",
            sa.String(length=12),
            nullable=False,
            comment="Row it comes from: draft, reply or thread message",
        ),
        sa.Column(
            "resident_id",
            sa.String(length=12),
            nullable=False,
            comment="Who said it: deleting the resident takes it out",
        ),
        sa.Column("words", sa.Text(), nullable=False, comment="What was said"),
        sa.Column("proposal", sa.Text(), nullable=True, comment="What would help, as said"),
        sa.Column("locale", sa.String(length=2), nullable=False, comment="Language of the words"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it was said"),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenge.id"],
            name=op.f("fk_evidence_challenge_id_challenge"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["resident.id"],
            name=op.f("fk_evidence_resident_id_resident"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("challenge_id", "kind", "ref", name=op.f("uq_evidence_challenge_id")),
        comment="What a challenge rests on, in residents' words",
    )
    op.create_index(op.f("ix_evidence_challenge_id"), "evidence", ["challenge_id"], unique=False)
    op.create_index("ix_evidence_ref", "evidence", ["kind", "ref"], unique=False)
    op.create_index(op.f("ix_evidence_resident_id"), "evidence", ["resident_id"], unique=False)
    op.create_table(
        "response",
        sa.Column(
            "id", sa.String(length=12), nullable=False, comment="Random; stands in button payloads"
        ),
        sa.Column("survey_key", sa.String(length=40), nullable=False, comment="Which survey"),
        sa.Column("version_id", sa.String(length=12), nullable=False, comment="Which questions"),
        sa.Column("resident_id", sa.String(length=12), nullable=False, comment="Who"),
        sa.Column(
            "locale", sa.String(length=2), nullable=False, comment="Language of the questions"
        ),
        sa.Column(
            "state",
            sa.String(length=8),
            nullable=False,
            comment="invited; started and paused (partial); finished; declined",
        ),
        sa.Column(
            "progress",
            sa.JSON(),
            nullable=False,
            comment="Which question is open and which have replies: keys, no text",
        ),
        sa.Column(
            "started_at", sa.DateTime(timezone=True), nullable=True, comment="First question shown"
        ),
        sa.Column(
            "finished_at", sa.DateTime(timezone=True), nullable=True, comment="Last question done"
        ),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False, comment="Last step"),
        sa.CheckConstraint(
            "state in ('invited', 'started', 'paused', 'finished', 'declined')",
            name=op.f("ck_response_state"),
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["resident.id"],
            name=op.f("fk_response_resident_id_resident"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["survey_key"], ["survey.key"], name=op.f("fk_response_survey_key_survey")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["survey_version.id"],
            name=op.f("fk_response_version_id_survey_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint("survey_key", "resident_id", name=op.f("uq_response_survey_key")),
        comment="A resident's pass through a survey; one each",
    )
    op.create_index("ix_response_open", "response", ["resident_id", "state"], unique=False)
    op.create_table(
        "thread_message",
        sa.Column("id", sa.String(length=12), nullable=False, comment="Random id"),
        sa.Column("question_id", sa.String(length=12), nullable=False, comment="Which thread"),
        sa.Column(
            "staff_id",
            sa.String(length=12),
            nullable=True,
            comment="Who of the staff wrote it; empty: the resident",
        ),
        sa.Column(
            "words",
            sa.Text(),
            nullable=False,
            comment="The text; empty where the resident has not agreed to keep words",
        ),
        sa.Column(
            "update_id",
            sa.BigInteger(),
            nullable=True,
            comment="The update that brought it: taken in once",
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When"),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["question.id"],
            name=op.f("fk_thread_message_question_id_question"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_thread_message_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_message")),
        sa.UniqueConstraint("update_id", name=op.f("uq_thread_message_update_id")),
        comment="What resident and staff wrote to each other",
    )
    op.create_index(
        "ix_thread_message_thread", "thread_message", ["question_id", "at"], unique=False
    )
    op.create_table(
        "reply",
        sa.Column("id", sa.String(length=12), nullable=False, comment="Random id"),
        sa.Column("response_id", sa.String(length=12), nullable=False, comment="Whose pass"),
        sa.Column(
            "question", sa.String(length=40), nullable=False, comment="Name of the question"
        ),
        sa.Column(
            "value",
            sa.JSON(none_as_null=True),
            nullable=True,
            comment="Key, list of keys or number; empty: text",
        ),
        sa.Column("words", sa.Text(), nullable=True, comment="Open replies as written"),
        sa.Column(
            "locale", sa.String(length=2), nullable=False, comment="Language of the question"
        ),
        sa.Column(
            "update_id", sa.BigInteger(), nullable=False, comment="The update that brought it"
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When"),
        sa.Column(
            "replaced_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When a later reply to the same question took its place",
        ),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["response.id"],
            name=op.f("fk_reply_response_id_response"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint(
            "response_id", "question", "update_id", name=op.f("uq_reply_response_id")
        ),
        comment="Replies to survey questions; earlier ones stay until the survey closes",
    )
    op.create_index(
        "ix_reply_current", "reply", ["response_id", "question", "replaced_at"], unique=False
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("reply")
    op.drop_table("thread_message")
    op.drop_table("response")
    op.drop_table("evidence")
    op.drop_table("draft_words")
    op.drop_table("survey_version")
    op.drop_table("staff_session")
    op.drop_table("staff_contact")
    op.drop_table("revision")
    op.drop_table("question")
    op.drop_table("draft")
    op.drop_table("delivery")
    op.drop_table("contact")
    op.drop_table("consent")
    op.drop_table("challenge")
    op.drop_table("audit")
    op.drop_table("topic")
    op.drop_table("survey")
    op.drop_table("staff")
    op.drop_table("resident")
    op.drop_table("pause")
    op.drop_table("inbound")
    op.drop_table("feedback")
    op.drop_table("domain")

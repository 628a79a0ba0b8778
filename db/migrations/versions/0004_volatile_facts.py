"""Know which facts of a topic change, and in which answer something was missing.

Every topic is answered in every language from now on: whether it was is no longer kept.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BEFORE = "unknown, person (asked for one), cue, silent (Rasa down), failed, draft"
AFTER = (
    "unknown, person (asked for one), missing (an answer did not help), cue, "
    "silent (Rasa down), failed, draft"
)


def upgrade() -> None:
    """Make the change."""
    # added and taken in place: making a table anew would delete, in SQLite, what hangs on it
    op.add_column(
        "topic",
        sa.Column(
            "volatile",
            sa.JSON(),
            nullable=True,
            comment="Letters of the facts that change: what rests on them is starred",
        ),
    )
    op.drop_column("topic", "state")
    op.add_column(
        "draft",
        sa.Column(
            "topic_id",
            sa.String(length=60),
            nullable=True,
            comment="The answer in which something was missing, where one was",
        ),
    )
    _describe(AFTER)


def downgrade() -> None:
    """Take the change back."""
    op.drop_column("draft", "topic_id")
    op.add_column(
        "topic",
        sa.Column(
            "state",
            sa.String(length=8),
            nullable=False,
            server_default="whole",
            comment="whole (answered in eight languages) or link (official source only)",
        ),
    )
    op.drop_column("topic", "volatile")
    _describe(BEFORE)


def _describe(comment: str) -> None:
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps no comments
        op.alter_column("question", "reason", existing_type=sa.String(length=16), comment=comment)

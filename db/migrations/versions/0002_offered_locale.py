"""Remember which language was taken or offered because a resident wrote in it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BEFORE = "Chosen by a tap, not taken from the Telegram app"
AFTER = "Chosen by a tap or by writing, not taken from the Telegram app"


def upgrade() -> None:
    """Make the change."""
    # added in place: making the table anew would delete, in SQLite, what hangs on it
    op.add_column(
        "resident",
        sa.Column(
            "offered_locale",
            sa.String(length=2),
            nullable=True,
            comment="Language last taken or offered because a message was written in it",
        ),
    )
    _describe(AFTER)


def downgrade() -> None:
    """Take the change back."""
    op.drop_column("resident", "offered_locale")
    _describe(BEFORE)


def _describe(comment: str) -> None:
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps no comments
        op.alter_column("resident", "locale_chosen", existing_type=sa.Boolean(), comment=comment)

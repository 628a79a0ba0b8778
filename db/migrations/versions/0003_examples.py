"""Keep taps on offers as examples, for staff to rewrite."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "example",
        sa.Column("id", sa.String(length=12), nullable=False, comment="Random id"),
        sa.Column(
            "resident_id", sa.String(length=12), nullable=False, comment="Who wrote and tapped"
        ),
        sa.Column("locale", sa.String(length=2), nullable=False, comment="Language of the words"),
        sa.Column(
            "words",
            sa.Text(),
            nullable=False,
            comment="What the resident wrote, with consent; empty once staff have decided",
        ),
        sa.Column(
            "offered", sa.JSON(), nullable=False, comment="Topics that were offered, in order"
        ),
        sa.Column(
            "topic",
            sa.String(length=60),
            nullable=True,
            comment="The topic that was tapped, or that staff put in its place",
        ),
        sa.Column(
            "state",
            sa.String(length=8),
            nullable=False,
            comment="offered; tapped (waits for staff); approved; rejected; "
            "taken (stands in a file)",
        ),
        sa.Column(
            "utterance",
            sa.Text(),
            nullable=True,
            comment="What staff wrote in place of the words; only this is trained",
        ),
        sa.Column(
            "staff_id", sa.String(length=12), nullable=True, comment="Who of the staff decided"
        ),
        sa.Column(
            "update_id",
            sa.BigInteger(),
            nullable=False,
            comment="The update that brought the words: taken in once",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the topics were offered",
        ),
        sa.Column(
            "decided_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When staff decided",
        ),
        sa.CheckConstraint(
            "state in ('offered', 'tapped', 'approved', 'rejected', 'taken')",
            name=op.f("ck_example_state"),
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["resident.id"],
            name=op.f("fk_example_resident_id_resident"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_example_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_example")),
        sa.UniqueConstraint("update_id", name=op.f("uq_example_update_id")),
        comment="Taps on offers; staff rewrite them before anything is trained",
    )
    op.create_index("ix_example_resident", "example", ["resident_id", "state"], unique=False)
    op.create_index("ix_example_queue", "example", ["state", "created_at"], unique=False)


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("example")

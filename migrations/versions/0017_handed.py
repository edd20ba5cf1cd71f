"""findings handed to units, and what wakes those that are followed."""

import sqlalchemy as sa
from alembic import op

import quality.core.db

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pattern_hand",
        sa.Column("pattern_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("at", quality.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["pattern_id"], ["pattern.id"], name=op.f("fk_pattern_hand_pattern_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_pattern_hand_unit_id")),
        sa.PrimaryKeyConstraint("pattern_id", name=op.f("pk_pattern_hand")),
    )
    op.create_index(op.f("ix_pattern_hand_unit_id"), "pattern_hand", ["unit_id"])
    op.create_table(
        "pattern_watch",
        sa.Column("pattern_id", sa.Integer(), nullable=False),
        sa.Column("since", quality.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=True),
        sa.Column("units", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["pattern_id"], ["pattern.id"], name=op.f("fk_pattern_watch_pattern_id")),
        sa.PrimaryKeyConstraint("pattern_id", name=op.f("pk_pattern_watch")),
    )


def downgrade() -> None:
    op.drop_table("pattern_watch")
    op.drop_table("pattern_hand")

"""findings merged into others, and cases taken out of them for good."""

import sqlalchemy as sa
from alembic import op

import quality.core.db

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pattern_merge",
        sa.Column("pattern_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("at", quality.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["into_id"], ["pattern.id"], name=op.f("fk_pattern_merge_into_id")),
        sa.ForeignKeyConstraint(["pattern_id"], ["pattern.id"], name=op.f("fk_pattern_merge_pattern_id")),
        sa.PrimaryKeyConstraint("pattern_id", name=op.f("pk_pattern_merge")),
    )
    op.create_index(op.f("ix_pattern_merge_into_id"), "pattern_merge", ["into_id"])
    op.create_table(
        "pattern_apart",
        sa.Column("pattern_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_pattern_apart_case_id")),
        sa.ForeignKeyConstraint(["pattern_id"], ["pattern.id"], name=op.f("fk_pattern_apart_pattern_id")),
        sa.PrimaryKeyConstraint("pattern_id", "case_id", name=op.f("pk_pattern_apart")),
    )
    op.create_index(op.f("ix_pattern_apart_case_id"), "pattern_apart", ["case_id"])


def downgrade() -> None:
    op.drop_table("pattern_apart")
    op.drop_table("pattern_merge")

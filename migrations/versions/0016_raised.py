"""causes, decisions and days of raised patterns."""

import sqlalchemy as sa
from alembic import op

import quality.core.db

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pattern", sa.Column("due_on", sa.Date(), nullable=True))
    op.add_column("pattern", sa.Column("returned_at", quality.core.db.UTCDateTime(timezone=True), nullable=True))
    op.create_table(
        "pattern_cause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("pattern_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("factor", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", quality.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_pattern_cause_by_id")),
        sa.ForeignKeyConstraint(["pattern_id"], ["pattern.id"], name=op.f("fk_pattern_cause_pattern_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_pattern_cause_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pattern_cause")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_pattern_cause_idempotency_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pattern_cause_public_id")),
    )
    op.create_index(op.f("ix_pattern_cause_pattern_id"), "pattern_cause", ["pattern_id"])
    op.create_table(
        "pattern_minute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("pattern_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("forum", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", quality.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_pattern_minute_by_id")),
        sa.ForeignKeyConstraint(["pattern_id"], ["pattern.id"], name=op.f("fk_pattern_minute_pattern_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pattern_minute")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_pattern_minute_idempotency_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pattern_minute_public_id")),
    )
    op.create_index(op.f("ix_pattern_minute_pattern_id"), "pattern_minute", ["pattern_id"])


def downgrade() -> None:
    op.drop_table("pattern_minute")
    op.drop_table("pattern_cause")
    op.drop_column("pattern", "returned_at")
    op.drop_column("pattern", "due_on")

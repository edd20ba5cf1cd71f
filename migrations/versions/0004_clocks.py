"""Pauses, escalation by level, the table of priorities, and the reporter's own view of harm."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

NEW_STEPS = {
    "effect": ((0, 0, 60, 30, 30), True),
    "effect_again": ((0, 0, 0, 90, 90), True),
    "reply": ((5, 5, 5, 3, 2), False),
    "to_deputy": ((3, 3, 3, 3, 3), False),
    "to_head": ((10, 10, 10, 10, 10), False),
    "to_list": ((20, 20, 20, 20, 20), False),
}
DEADLINE = sa.table(
    "deadline",
    sa.column("step", sa.String),
    sa.column("priority", sa.Integer),
    sa.column("days", sa.Integer),
    sa.column("calendar_days", sa.Boolean),
)


def upgrade() -> None:
    op.create_table(
        "case_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("asked", "reason", name="pausekind", native_enum=False, length=32), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_pause_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_pause")),
    )
    op.create_index(op.f("ix_case_pause_case_id"), "case_pause", ["case_id"])
    op.create_table(
        "case_escalation",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_escalation_case_id")),
        sa.PrimaryKeyConstraint("case_id", "due_on", "stage", name=op.f("pk_case_escalation")),
    )
    op.create_table(
        "priority_cell",
        sa.Column("potential", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recurrence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("potential", "recurrence", name=op.f("pk_priority_cell")),
    )
    op.add_column("case", sa.Column("paused_until", sa.Date(), nullable=True))
    op.add_column("case", sa.Column("clock_from", sa.Date(), nullable=True))
    op.add_column("case", sa.Column("reported_severity", sa.Integer(), nullable=True))
    if op.get_bind().scalar(sa.select(DEADLINE.c.step).limit(1)) is not None:
        op.bulk_insert(
            DEADLINE,
            [
                {"step": step, "priority": priority, "days": days, "calendar_days": in_calendar}
                for step, (row, in_calendar) in NEW_STEPS.items()
                for priority, days in enumerate(row)
            ],
        )


def downgrade() -> None:
    op.execute(sa.delete(DEADLINE).where(DEADLINE.c.step.in_(NEW_STEPS)))
    with op.batch_alter_table("case") as batch:
        batch.drop_column("reported_severity")
        batch.drop_column("clock_from")
        batch.drop_column("paused_until")
    op.drop_table("priority_cell")
    op.drop_table("case_escalation")
    op.drop_index(op.f("ix_case_pause_case_id"), table_name="case_pause")
    op.drop_table("case_pause")

"""How long reports take."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_time")),
    )
    op.create_index(op.f("ix_report_time_day"), "report_time", ["day"])


def downgrade() -> None:
    op.drop_index(op.f("ix_report_time_day"), table_name="report_time")
    op.drop_table("report_time")

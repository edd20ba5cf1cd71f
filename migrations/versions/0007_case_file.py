"""Photos and documents of cases."""

import sqlalchemy as sa
from alembic import op

from quality.cases.kinds import FileKind
from quality.core.db import Enumerated, UTCDateTime

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("held_by_id", sa.Integer(), nullable=True),
        sa.Column("held_for", sa.String(length=64), nullable=True),
        sa.Column("held_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("kind", Enumerated(FileKind), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("small_key", sa.String(length=32), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_file_case_id")),
        sa.ForeignKeyConstraint(["message_id"], ["case_message.id"], name=op.f("fk_case_file_message_id")),
        sa.ForeignKeyConstraint(["held_by_id"], ["person.id"], name=op.f("fk_case_file_held_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq_case_file_public_id")),
    )
    op.create_index(op.f("ix_case_file_case_id"), "case_file", ["case_id"])
    op.create_index("ix_case_file_held", "case_file", ["held_for", "held_by_id"])


def downgrade() -> None:
    op.drop_index("ix_case_file_held", table_name="case_file")
    op.drop_index(op.f("ix_case_file_case_id"), table_name="case_file")
    op.drop_table("case_file")

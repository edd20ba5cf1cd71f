"""how alike the cases of a story are."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "story_likeness",
        sa.Column("story", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("alike", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("story", name=op.f("pk_story_likeness")),
    )


def downgrade() -> None:
    op.drop_table("story_likeness")

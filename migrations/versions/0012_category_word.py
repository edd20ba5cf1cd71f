"""What words speak for which category."""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "category_word",
        sa.Column("stem", sa.String(length=40), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_category_word_category_id")
        ),
        sa.PrimaryKeyConstraint("stem", "category_id", name=op.f("pk_category_word")),
    )


def downgrade() -> None:
    op.drop_table("category_word")

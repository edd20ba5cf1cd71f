"""cases that were about somebody, and no salt left of what is erased."""

import sqlalchemy as sa
from alembic import op


revision = '0047'
down_revision = '0046'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('case_keeping', schema=None) as batch_op:
        batch_op.add_column(sa.Column('was_about', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.execute("UPDATE history_values SET salt = '' WHERE content IS NULL AND erased_at IS NOT NULL")


def downgrade() -> None:
    with op.batch_alter_table('case_keeping', schema=None) as batch_op:
        batch_op.drop_column('was_about')

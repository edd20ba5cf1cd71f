"""word of a case by its link."""

from alembic import op

revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f('ix_notice_link'), 'notice', ['link'])


def downgrade() -> None:
    op.drop_index(op.f('ix_notice_link'), 'notice')

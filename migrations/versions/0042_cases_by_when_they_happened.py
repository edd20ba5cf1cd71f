"""cases by when they happened."""

from alembic import op


revision = '0042'
down_revision = '0041'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_case_occurred', 'case', ['occurred_at', 'id'])


def downgrade() -> None:
    op.drop_index('ix_case_occurred', table_name='case')

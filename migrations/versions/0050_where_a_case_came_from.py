"""which merged finding brought a case, so that it leaves with it again."""

import sqlalchemy as sa
from alembic import op


revision = '0050'
down_revision = '0049'
branch_labels = None
depends_on = None

KNOWN = """
UPDATE pattern_case SET merged_from_id = (
    SELECT MIN(pattern_merge.pattern_id) FROM pattern_merge
    JOIN pattern_case AS source ON source.pattern_id = pattern_merge.pattern_id
    WHERE pattern_merge.into_id = pattern_case.pattern_id AND source.case_id = pattern_case.case_id
)
"""


def upgrade() -> None:
    with op.batch_alter_table('pattern_case', schema=None) as batch_op:
        batch_op.add_column(sa.Column('merged_from_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_pattern_case_merged_from_id'), 'pattern', ['merged_from_id'], ['id'])
    op.execute(KNOWN)


def downgrade() -> None:
    with op.batch_alter_table('pattern_case', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_pattern_case_merged_from_id'), type_='foreignkey')
        batch_op.drop_column('merged_from_id')

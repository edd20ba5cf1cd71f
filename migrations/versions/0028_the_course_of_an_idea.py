"""What has become of an idea."""

import sqlalchemy as sa
from alembic import op


revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('idea_course',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.Enum('trying', 'doing', 'done', 'not_now', 'worked', 'partly', 'failed', name='ideastep', native_enum=False, length=32), nullable=False),
    sa.Column('measure_id', sa.Integer(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_idea_course_case_id')),
    sa.ForeignKeyConstraint(['measure_id'], ['measure.id'], name=op.f('fk_idea_course_measure_id')),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_idea_course'))
    )
    with op.batch_alter_table('idea_course', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_idea_course_measure_id'), ['measure_id'], unique=False)


def downgrade():
    op.drop_table('idea_course')

"""What cases tell, as numbers, and what coordinators have said of it."""

import sqlalchemy as sa
from alembic import op


revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('case_words',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('marks', sa.LargeBinary(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('story', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_case_words_case_id')),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_case_words'))
    )
    with op.batch_alter_table('case_words', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_words_day'), ['day'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_words_story'), ['story'], unique=False)

    op.create_table('story_tie',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('first_case_id', sa.Integer(), nullable=False),
    sa.Column('second_case_id', sa.Integer(), nullable=False),
    sa.Column('together', sa.Boolean(), nullable=False),
    sa.Column('said_by_id', sa.Integer(), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['first_case_id'], ['case.id'], name=op.f('fk_story_tie_first_case_id')),
    sa.ForeignKeyConstraint(['said_by_id'], ['person.id'], name=op.f('fk_story_tie_said_by_id')),
    sa.ForeignKeyConstraint(['second_case_id'], ['case.id'], name=op.f('fk_story_tie_second_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_story_tie')),
    sa.UniqueConstraint('first_case_id', 'second_case_id', name=op.f('uq_story_tie_first_case_id_second_case_id'))
    )


def downgrade():
    op.drop_table('story_tie')
    op.drop_table('case_words')

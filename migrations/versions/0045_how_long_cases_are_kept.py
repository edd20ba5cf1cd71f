"""how long cases are kept."""

import sqlalchemy as sa
from alembic import op


revision = '0045'
down_revision = '0044'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('retention_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('schedule', sa.JSON(), nullable=False),
    sa.Column('others', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retention_run')),
    sa.UniqueConstraint('public_id', name=op.f('uq_retention_run_public_id'))
    )
    with op.batch_alter_table('retention_run', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_retention_run_at'), ['at'], unique=False)

    op.create_table('retention_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=32), nullable=False),
    sa.Column('access', sa.String(length=32), nullable=False),
    sa.Column('case_hash', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['retention_run.id'], name=op.f('fk_retention_line_run_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retention_line'))
    )
    with op.batch_alter_table('retention_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_retention_line_run_id'), ['run_id'], unique=False)

    op.create_table('case_keeping',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('years', sa.Integer(), nullable=True),
    sa.Column('held_why', sa.String(length=200), nullable=False),
    sa.Column('held_by_id', sa.Integer(), nullable=True),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_case_keeping_case_id')),
    sa.ForeignKeyConstraint(['held_by_id'], ['person.id'], name=op.f('fk_case_keeping_held_by_id')),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_case_keeping'))
    )
    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.add_column(sa.Column('names_gone_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('text_gone_at', sa.DateTime(timezone=True), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.drop_column('text_gone_at')
        batch_op.drop_column('names_gone_at')

    op.drop_table('case_keeping')
    with op.batch_alter_table('retention_line', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_retention_line_run_id'))

    op.drop_table('retention_line')
    with op.batch_alter_table('retention_run', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_retention_run_at'))

    op.drop_table('retention_run')

"""answers to who asks what is written of them."""

import sqlalchemy as sa
from alembic import op


revision = '0046'
down_revision = '0045'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('innsyn',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('reference', sa.String(length=120), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('proposed_by_id', sa.Integer(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('emptied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('idempotency_key', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_innsyn_decided_by_id')),
    sa.ForeignKeyConstraint(['proposed_by_id'], ['person.id'], name=op.f('fk_innsyn_proposed_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_innsyn')),
    sa.UniqueConstraint('idempotency_key', name=op.f('uq_innsyn_idempotency_key')),
    sa.UniqueConstraint('public_id', name=op.f('uq_innsyn_public_id'))
    )
    with op.batch_alter_table('innsyn', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_innsyn_proposed_by_id'), ['proposed_by_id'], unique=False)

    op.create_table('innsyn_case',
    sa.Column('innsyn_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_innsyn_case_case_id')),
    sa.ForeignKeyConstraint(['innsyn_id'], ['innsyn.id'], name=op.f('fk_innsyn_case_innsyn_id')),
    sa.PrimaryKeyConstraint('innsyn_id', 'case_id', name=op.f('pk_innsyn_case'))
    )
    with op.batch_alter_table('innsyn_case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_innsyn_case_case_id'), ['case_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('innsyn_case', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_innsyn_case_case_id'))

    op.drop_table('innsyn_case')
    with op.batch_alter_table('innsyn', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_innsyn_proposed_by_id'))

    op.drop_table('innsyn')

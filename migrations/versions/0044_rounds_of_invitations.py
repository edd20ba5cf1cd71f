"""rounds of invitations."""

import sqlalchemy as sa
from alembic import op


revision = '0044'
down_revision = '0043'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'invitation_round',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('once', sa.String(length=64), nullable=False),
        sa.Column('actor_id', sa.Integer(), nullable=False),
        sa.Column('unit_id', sa.Integer(), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('last_person_id', sa.Integer(), nullable=False),
        sa.Column('sent', sa.Integer(), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['actor_id'], ['person.id'], name=op.f('fk_invitation_round_actor_id')),
        sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_invitation_round_unit_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation_round')),
        sa.UniqueConstraint('once', name=op.f('uq_invitation_round_once')),
    )


def downgrade() -> None:
    op.drop_table('invitation_round')

"""People named to handle a case."""

import sqlalchemy as sa
from alembic import op


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('case_handler',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('named_by_id', sa.Integer(), nullable=True),
    sa.Column('named_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_case_handler_case_id')),
    sa.ForeignKeyConstraint(['named_by_id'], ['person.id'], name=op.f('fk_case_handler_named_by_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_case_handler_person_id')),
    sa.PrimaryKeyConstraint('case_id', 'person_id', name=op.f('pk_case_handler'))
    )
    with op.batch_alter_table('case_handler', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_handler_person_id'), ['person_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('case_handler', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_handler_person_id'))
    op.drop_table('case_handler')

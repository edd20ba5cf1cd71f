"""breaches of personal data."""

import sqlalchemy as sa
from alembic import op

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'breach',
        sa.Column('case_id', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('known_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('confidentiality', sa.Boolean(), nullable=False),
        sa.Column('integrity', sa.Boolean(), nullable=False),
        sa.Column('availability', sa.Boolean(), nullable=False),
        sa.Column('risk', sa.Enum('unlikely', 'likely', 'high', name='risk', native_enum=False, length=32), nullable=False),
        sa.Column('why', sa.Text(), nullable=False),
        sa.Column('reporting', sa.Enum('later', 'yes', 'no', name='reporting', native_enum=False, length=32), nullable=False),
        sa.Column('reported_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('reference', sa.String(length=80), nullable=False),
        sa.Column('late_why', sa.Text(), nullable=False),
        sa.Column('told', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_breach_case_id')),
        sa.PrimaryKeyConstraint('case_id', name=op.f('pk_breach')),
    )
    op.create_table(
        'breach_decision',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('case_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=False),
        sa.Column('risk', sa.Enum('unlikely', 'likely', 'high', name='risk', native_enum=False, length=32), nullable=False),
        sa.Column('reporting', sa.Enum('later', 'yes', 'no', name='reporting', native_enum=False, length=32), nullable=False),
        sa.Column('why', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_breach_decision_by_id')),
        sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_breach_decision_case_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_breach_decision')),
    )
    op.create_index(op.f('ix_breach_decision_case_id'), 'breach_decision', ['case_id'])


def downgrade() -> None:
    op.drop_table('breach_decision')
    op.drop_table('breach')

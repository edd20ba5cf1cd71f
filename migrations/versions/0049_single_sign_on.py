"""single sign-on."""

import sqlalchemy as sa
from alembic import op


revision = '0049'
down_revision = '0048'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'sso_binding',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('issuer', sa.String(length=255), nullable=False),
        sa.Column('subject', sa.String(length=255), nullable=False),
        sa.Column('bound_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sso_binding_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sso_binding')),
        sa.UniqueConstraint('issuer', 'subject', name=op.f('uq_sso_binding_issuer_subject')),
        sa.UniqueConstraint('person_id', 'issuer', name=op.f('uq_sso_binding_person_id_issuer')),
    )
    op.create_table(
        'sso_session',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('sign_in_id', sa.Integer(), nullable=False),
        sa.Column('issuer', sa.String(length=255), nullable=False),
        sa.Column('subject', sa.String(length=255), nullable=False),
        sa.Column('sid', sa.String(length=255), nullable=False),
        sa.Column('auth_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['sign_in_id'], ['sign_in.id'], name=op.f('fk_sso_session_sign_in_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sso_session')),
        sa.UniqueConstraint('sign_in_id', name=op.f('uq_sso_session_sign_in_id')),
    )
    with op.batch_alter_table('sso_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sso_session_issuer_sso_session_sid'), ['issuer', 'sid'], unique=False)
    op.create_table(
        'sso_trip',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('state_hash', sa.String(length=64), nullable=False),
        sa.Column('browser_hash', sa.String(length=64), nullable=False),
        sa.Column('address_hash', sa.String(length=64), nullable=False),
        sa.Column('nonce', sa.String(length=64), nullable=False),
        sa.Column('verifier', sa.String(length=64), nullable=False),
        sa.Column('purpose', sa.String(length=8), nullable=False),
        sa.Column('sign_in_id', sa.Integer(), nullable=True),
        sa.Column('link_hash', sa.String(length=64), nullable=False),
        sa.Column('target', sa.String(length=2000), nullable=False),
        sa.Column('carried', sa.Text(), nullable=False),
        sa.Column('own', sa.Boolean(), nullable=False),
        sa.Column('fresh', sa.Boolean(), nullable=False),
        sa.Column('again', sa.Boolean(), nullable=False),
        sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sso_trip')),
        sa.UniqueConstraint('state_hash', name=op.f('uq_sso_trip_state_hash')),
    )
    with op.batch_alter_table('sso_trip', schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f('ix_sso_trip_address_hash_sso_trip_started_at'), ['address_hash', 'started_at'], unique=False
        )
        batch_op.create_index(batch_op.f('ix_sso_trip_started_at'), ['started_at'], unique=False)


def downgrade() -> None:
    op.drop_table('sso_trip')
    op.drop_table('sso_session')
    op.drop_table('sso_binding')

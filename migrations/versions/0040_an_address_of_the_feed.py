"""an address of the feed."""

import sqlalchemy as sa
from alembic import op


revision = '0040'
down_revision = '0039'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('feed_address',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('hour', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fetches', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_feed_address_person_id')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_feed_address')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_feed_address_token_hash'))
    )


def downgrade() -> None:
    op.drop_table('feed_address')

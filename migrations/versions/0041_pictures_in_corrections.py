"""pictures in corrections."""

import sqlalchemy as sa
from alembic import op


revision = '0041'
down_revision = '0040'
branch_labels = None
depends_on = None

COLUMNS = ('added_in_id', 'dropped_in_id')


def upgrade() -> None:
    with op.batch_alter_table('note_picture', schema=None) as batch_op:
        for name in COLUMNS:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(batch_op.f(f'fk_note_picture_{name}'), 'note_version', [name], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('note_picture', schema=None) as batch_op:
        for name in COLUMNS:
            batch_op.drop_constraint(batch_op.f(f'fk_note_picture_{name}'), type_='foreignkey')
            batch_op.drop_column(name)

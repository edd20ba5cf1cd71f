"""sums of the kept counts, filled from them."""

import sqlalchemy as sa
from alembic import op


revision = '0043'
down_revision = '0042'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, column, target in (('unit_count', 'unit_id', 'unit'), ('category_count', 'category_id', 'category')):
        op.create_table(
            table,
            sa.Column('id', sa.Integer(), nullable=False),
            sa.Column('grain', sa.String(length=5), nullable=False),
            sa.Column('starts_on', sa.Date(), nullable=False),
            sa.Column(column, sa.Integer(), nullable=False),
            sa.Column('kind', sa.String(length=32), nullable=False),
            sa.Column('severity', sa.Integer(), nullable=False),
            sa.Column('access', sa.String(length=32), nullable=False),
            sa.Column('count', sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint([column], [f'{target}.id'], name=op.f(f'fk_{table}_{column}')),
            sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
            sa.UniqueConstraint('grain', 'starts_on', column, 'kind', 'severity', 'access', name=f'uq_{table}_cell'),
        )
        cell = f'grain, starts_on, {column}, kind, severity, access'
        op.execute(
            f'INSERT INTO {table} ({cell}, count) '
            f'SELECT {cell}, sum(count) FROM case_count GROUP BY {cell} HAVING sum(count) <> 0'
        )


def downgrade() -> None:
    op.drop_table('category_count')
    op.drop_table('unit_count')

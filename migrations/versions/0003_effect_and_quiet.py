"""Verdicts on measures, quiet units, seasons ahead, and the detector's check of itself."""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('measure_verdict',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('measure_id', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.String(length=16), nullable=False),
    sa.Column('said_on', sa.Date(), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=False),
    sa.Column('answer_on', sa.Date(), nullable=True),
    sa.Column('weeks_before', sa.Integer(), nullable=False),
    sa.Column('before', sa.Integer(), nullable=False),
    sa.Column('weeks_after', sa.Integer(), nullable=False),
    sa.Column('after', sa.Integer(), nullable=False),
    sa.Column('due', sa.Double(), nullable=False),
    sa.Column('ratio', sa.Double(), nullable=True),
    sa.Column('low', sa.Double(), nullable=True),
    sa.Column('high', sa.Double(), nullable=True),
    sa.Column('days_between', sa.Double(), nullable=True),
    sa.Column('days_since', sa.Integer(), nullable=True),
    sa.Column('method_version', sa.String(length=16), nullable=False),
    sa.Column('inputs_hash', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['measure_id'], ['measure.id'], name=op.f('fk_measure_verdict_measure_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measure_verdict'))
    )
    with op.batch_alter_table('measure_verdict', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_measure_verdict_measure_id'), ['measure_id'], unique=False)

    op.create_table('quiet_unit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('observed', sa.Integer(), nullable=False),
    sa.Column('expected', sa.Double(), nullable=False),
    sa.Column('found_on', sa.Date(), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_quiet_unit_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quiet_unit'))
    )
    with op.batch_alter_table('quiet_unit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_quiet_unit_unit_id'), ['unit_id'], unique=False)

    op.create_table('season_ahead',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('category_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('last_year', sa.Integer(), nullable=False),
    sa.Column('year_before', sa.Integer(), nullable=False),
    sa.Column('usual', sa.Double(), nullable=False),
    sa.Column('told_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['category_id'], ['category.id'], name=op.f('fk_season_ahead_category_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_season_ahead_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_season_ahead')),
    sa.UniqueConstraint('category_id', 'unit_id', 'year', name=op.f('uq_season_ahead_category_id_unit_id_year'))
    )
    op.create_table('pattern_check',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('months', sa.Double(), nullable=False),
    sa.Column('false_files', sa.Integer(), nullable=False),
    sa.Column('dial', sa.Double(), nullable=False),
    sa.Column('method_version', sa.String(length=16), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pattern_check')),
    sa.UniqueConstraint('day', name=op.f('uq_pattern_check_day'))
    )


def downgrade():
    op.drop_table('pattern_check')
    op.drop_table('season_ahead')
    op.drop_table('quiet_unit')
    op.drop_table('measure_verdict')

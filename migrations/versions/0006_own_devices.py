"""Locked sessions, and phones of one's own that stay signed in."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them."""
    with op.batch_alter_table("sign_in") as table:
        table.add_column(sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("challenge", sa.String(120), nullable=False, server_default=""))
        table.add_column(sa.Column("challenge_ends_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "own_device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sign_in_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("pin_hash", sa.String(200), nullable=False),
        sa.Column("credential_id", sa.String(1400), nullable=False),
        sa.Column("public_key", sa.String(2000), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["sign_in_id"], ["sign_in.id"], name=op.f("fk_own_device_sign_in_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_device")),
        sa.UniqueConstraint("sign_in_id", name=op.f("uq_own_device_sign_in_id")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("own_device")
    with op.batch_alter_table("sign_in") as table:
        table.drop_column("challenge_ends_at")
        table.drop_column("challenge")
        table.drop_column("locked_at")

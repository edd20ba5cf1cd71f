"""tokens of what is counted."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

COUNTS, PLACES = ("case_count", "unit_count", "category_count"), ("unit", "category")
# A trigger sees every writer: a command, a hand in the database, the release before this one.
ACTS = {"added": ("INSERT", ("new",)), "changed": ("UPDATE", ("old", "new")), "removed": ("DELETE", ("old",))}
NEW_TOKEN = "ON CONFLICT (what, starts_on, slot) DO UPDATE SET token = excluded.token"
WHOLE = "'1970-01-01'"

# Whoever writes takes a row that nobody has locked, or adds one: writers at the same time wait for none, and so never
# for each other. There come to be as many rows of a step as have ever been writing in it at once.
POSTGRESQL = f"""
CREATE FUNCTION draw_token(kind varchar, day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    drawn bigint := (random() * 281474976710655)::bigint;
BEGIN
    UPDATE change_token SET token = drawn WHERE what = kind AND starts_on = day AND slot = (
        SELECT slot FROM change_token WHERE what = kind AND starts_on = day
        ORDER BY slot LIMIT 1 FOR UPDATE SKIP LOCKED
    );
    IF NOT FOUND THEN
        INSERT INTO change_token (what, starts_on, slot, token)
        VALUES (kind, day, (random() * 2147483647)::int, drawn);
    END IF;
END $$;
CREATE FUNCTION change_token() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_ARGV[0] = 'whole' THEN
        PERFORM draw_token(TG_TABLE_NAME::varchar, {WHOLE});
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM draw_token(grain, starts_on)
        FROM (SELECT grain, starts_on FROM gone UNION SELECT grain, starts_on FROM come) AS touched;
    ELSIF TG_OP = 'INSERT' THEN
        PERFORM draw_token(grain, starts_on) FROM (SELECT DISTINCT grain, starts_on FROM come) AS touched;
    ELSE
        PERFORM draw_token(grain, starts_on) FROM (SELECT DISTINCT grain, starts_on FROM gone) AS touched;
    END IF;
    RETURN NULL;
END $$
"""
SEEN = {"new": "NEW TABLE AS come", "old": "OLD TABLE AS gone"}


def upgrade() -> None:
    op.create_table(
        "change_token",
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("what", "starts_on", "slot", name=op.f("pk_change_token")),
    )
    _first_tokens()
    if op.get_bind().dialect.name == "sqlite":
        for table in (*COUNTS, *PLACES):
            for act, (event, rows) in ACTS.items():
                op.execute(
                    f"CREATE TRIGGER {table}_{act} AFTER {event} ON {table} BEGIN {_sqlite(table, rows)} END"
                )
        return
    op.execute(POSTGRESQL)
    for table in (*COUNTS, *PLACES):
        for act, (event, rows) in ACTS.items():
            name = f"{table}_{act}"
            seen = "REFERENCING " + " ".join(SEEN[each] for each in rows) if table in COUNTS else ""
            argument = "" if table in COUNTS else "'whole'"
            op.execute(
                f"CREATE TRIGGER {name} AFTER {event} ON {table} {seen} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION change_token({argument})"
            )
            op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def _first_tokens() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    drawn = "random() & 281474976710655" if sqlite else "(random() * 281474976710655)::bigint"
    steps = " UNION ".join(f"SELECT grain, starts_on FROM {table}" for table in COUNTS)
    into = "INSERT INTO change_token (what, starts_on, slot, token)"
    op.execute(f"{into} SELECT grain, starts_on, 0, {drawn} FROM ({steps}) AS steps")
    for table in PLACES:
        op.execute(f"{into} VALUES ('{table}', {WHOLE}, 0, {drawn})")


def _sqlite(table: str, rows: tuple[str, ...]) -> str:
    cells = [f"{row}.grain, {row}.starts_on" for row in rows] if table in COUNTS else [f"'{table}', {WHOLE}"]
    return " ".join(
        f"INSERT INTO change_token (what, starts_on, slot, token) "
        f"VALUES ({cell}, 0, random() & 281474976710655) {NEW_TOKEN};"
        for cell in cells
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in (*COUNTS, *PLACES):
            for act in ACTS:
                op.execute(f"DROP TRIGGER {table}_{act}")
    else:
        op.execute("DROP FUNCTION change_token CASCADE")
        op.execute("DROP FUNCTION draw_token")
    op.drop_table("change_token")

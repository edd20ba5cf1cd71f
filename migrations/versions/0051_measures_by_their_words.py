"""measures by their words."""

from alembic import op


revision = '0051'
down_revision = '0050'
branch_labels = None
depends_on = None

# A table of three letters each finds a word inside a compound; a title is kept in its own table alone.
SQLITE = (
    "CREATE VIRTUAL TABLE measure_index USING fts5(title, content='measure', content_rowid='id', "
    "tokenize='trigram', detail='full')",
    "INSERT INTO measure_index(measure_index) VALUES ('rebuild')",
    "CREATE TRIGGER measure_added AFTER INSERT ON measure BEGIN "
    "INSERT INTO measure_index(rowid, title) VALUES (new.id, new.title); END",
    "CREATE TRIGGER measure_removed AFTER DELETE ON measure BEGIN "
    "INSERT INTO measure_index(measure_index, rowid, title) VALUES ('delete', old.id, old.title); END",
    "CREATE TRIGGER measure_retitled AFTER UPDATE OF title ON measure BEGIN "
    "INSERT INTO measure_index(measure_index, rowid, title) VALUES ('delete', old.id, old.title); "
    "INSERT INTO measure_index(rowid, title) VALUES (new.id, new.title); END",
)
# Where the database lets us have no extension, measures are looked through one by one.
POSTGRESQL = (
    "DO $$ BEGIN CREATE EXTENSION IF NOT EXISTS pg_trgm; "
    "CREATE INDEX measure_index ON measure USING gin (title gin_trgm_ops); "
    "EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN "
    "RAISE NOTICE 'no pg_trgm: measures are searched without an index'; END $$",
)


def upgrade() -> None:
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("measure_added", "measure_removed", "measure_retitled"):
            op.execute(f"DROP TRIGGER {name}")
        op.execute("DROP TABLE measure_index")
    else:
        op.execute("DROP INDEX IF EXISTS measure_index")

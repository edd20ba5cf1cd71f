"""Writes migrations/versions/0001_first.py anew from the models. For use until the first release alone."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "migrations/versions/0001_first.py"

SEARCH = """

SQLITE_SEARCH = (
    "CREATE VIRTUAL TABLE search_index USING fts5(stems, content='search_text', content_rowid='id', "
    "tokenize='unicode61 remove_diacritics 0', prefix='3')",
    "CREATE TRIGGER search_added AFTER INSERT ON search_text BEGIN "
    "INSERT INTO search_index(rowid, stems) VALUES (new.id, new.stems); END",
    "CREATE TRIGGER search_removed AFTER DELETE ON search_text BEGIN "
    "INSERT INTO search_index(search_index, rowid, stems) VALUES ('delete', old.id, old.stems); END",
    "CREATE TRIGGER search_changed AFTER UPDATE ON search_text BEGIN "
    "INSERT INTO search_index(search_index, rowid, stems) VALUES ('delete', old.id, old.stems); "
    "INSERT INTO search_index(rowid, stems) VALUES (new.id, new.stems); END",
)
POSTGRESQL_SEARCH = ("CREATE INDEX search_index ON search_text USING gin (to_tsvector('simple', stems))",)


def _search(dialect: str) -> tuple[str, ...]:
    return SQLITE_SEARCH if dialect == "sqlite" else POSTGRESQL_SEARCH
"""


def main() -> None:
    """Generate, add the search index, and note the head."""
    FILE.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"INSTANCE_PATH": folder, "SECRET_KEY": "x" * 40, "FLASK_APP": "wsgi"}
        command = [
            sys.executable,
            "-m",
            "flask",
            "db",
            "revision",
            "--autogenerate",
            "--rev-id",
            "0001",
            "-m",
            "first",
        ]
        subprocess.run(command, check=True, env=env, cwd=ROOT, stderr=subprocess.DEVNULL)
    text = FILE.read_text()
    text = text.replace("depends_on = None\n", "depends_on = None\n" + SEARCH, 1)
    text = text.replace(
        "\n\ndef downgrade() -> None:\n",
        "\n    for statement in _search(op.get_bind().dialect.name):\n        op.execute(statement)\n\n\n"
        "def downgrade() -> None:\n"
        '    if op.get_bind().dialect.name == "sqlite":\n        op.execute("DROP TABLE search_index")\n'
        '    else:\n        op.execute("DROP INDEX search_index")\n',
        1,
    )
    FILE.write_text(text)
    (ROOT / "migrations/current_head").write_text("0001\n")


if __name__ == "__main__":
    main()

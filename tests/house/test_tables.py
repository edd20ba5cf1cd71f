"""Foreign keys and relationships point down, and migrations stand in one numbered row."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.house.source import ROOMS, ROOT, Module, modules

SHARED = {"core"}


def models() -> list[Module]:
    return [
        module for module in modules() if module.room and (module.shelf == "models" or module.room in SHARED)
    ]


def classes() -> Iterator[tuple[Module, ast.ClassDef, str]]:
    """Every table class with the name of its table."""
    for module in models():
        for node in module.nodes:
            if isinstance(node, ast.ClassDef):
                named = [
                    str(statement.value.value)
                    for statement in node.body
                    if isinstance(statement, ast.Assign)
                    and isinstance(statement.value, ast.Constant)
                    and any(
                        isinstance(target, ast.Name) and target.id == "__tablename__"
                        for target in statement.targets
                    )
                ]
                # Flask-SQLAlchemy's own name where none is written.
                yield (
                    module,
                    node,
                    named[0] if named else re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", node.name).lower(),
                )


def assigned_tables() -> Iterator[tuple[str, str]]:
    """`Table("case_tags", …)` -> its name and room."""
    for module in models():
        for node in module.nodes:
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Table") and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield str(first.value), str(module.room)


def height(room: str | None) -> int:
    return ROOMS.index(room) if room in ROOMS else -1


def test_foreign_keys_point_down() -> None:
    home = {table: str(module.room) for module, _, table in classes()} | dict(assigned_tables())
    faults = []
    for module in models():
        for node in module.nodes:
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("ForeignKey") and node.args:
                target = node.args[0]
                if not isinstance(target, ast.Constant):
                    continue  # a column object had to be imported, so the room rule has seen it
                column = str(target.value)
                table = column.split(".")[0]
                if table not in home or height(home[table]) > height(module.room):
                    faults.append(f"{module.where}:{node.lineno}: {column} is unknown or in a higher room")
    assert faults == []


def test_relationships_point_down() -> None:
    home = {node.name: str(module.room) for module, node, _ in classes()}
    faults = []
    for module, owner, _ in classes():
        for node in ast.walk(owner):
            if not isinstance(node, ast.AnnAssign | ast.Assign) or node.value is None:
                continue
            if "relationship" not in ast.unparse(node.value):
                continue
            for word in re.findall(r"\w+", ast.unparse(node)):
                if height(home.get(word)) > height(module.room):
                    faults.append(f"{module.where}:{node.lineno}: {word} lives in {home[word]}")
    assert faults == []


def test_migrations_are_numbered_without_gaps_and_the_head_is_written_down() -> None:
    folder = ROOT / "migrations" / "versions"
    steps = (
        sorted(path for path in folder.glob("*.py") if path.name != "__init__.py") if folder.exists() else []
    )
    if not steps and not (ROOT / "quality" / "tables.py").exists():
        return  # before the first table there is nothing to migrate
    assert [path.name[:5] for path in steps] == [f"{number:04}_" for number in range(1, len(steps) + 1)]
    assert steps, "tables without a migration"
    previous = None
    for path in steps:
        values = _module_values(path.read_text(encoding="utf-8"))
        assert values.get("down_revision") == previous, path.name
        previous = values["revision"]
    assert (ROOT / "migrations" / "current_head").read_text(encoding="utf-8").strip() == previous


def _module_values(source: str) -> dict[str, object]:
    found: dict[str, object] = {}
    for node in ast.parse(source).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and isinstance(value, ast.Constant):
            found[target.id] = value.value
    return found

"""What the house tests read: the source as text and syntax trees. Nothing here imports the app."""

from __future__ import annotations

import ast
import functools
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

# Lowest first. A new room takes its place here; each may import its own and lower ones.
ROOMS = [
    "core",
    "organisation",
    "accounts",
    "cases",
    "patterns",
    "learning",
    "insights",
    "reports",
    "digests",
    "front",
    "demo",
]

# Lowest first; inside a room a shelf imports lower shelves, and its neighbours on the same level.
PURE = {"detect", "compose", "figures", "imports"}
DOORS = {"views", "api", "login"}
SHELVES: list[set[str]] = [
    {"kinds", "roles", "states", "defaults"},
    {"models"},
    {"policy"},
    PURE,
    {"mails"},
    {"queries"},
    {"services"},
    {"jobs"},
    {"forms"},
    DOORS,
]
LEVEL = {shelf: level for level, shelves in enumerate(SHELVES) for shelf in shelves}


@dataclass(frozen=True)
class Module:
    """One Python file: its dotted name, its place in the house, and its syntax tree."""

    name: str
    path: Path

    @property
    def where(self) -> str:
        return str(self.path.relative_to(ROOT))

    @functools.cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(encoding="utf-8"), self.where)

    @functools.cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree, which many rules ask for."""
        return tuple(ast.walk(self.tree))

    @property
    def room(self) -> str | None:
        return room_of(self.name)

    @property
    def shelf(self) -> str | None:
        return shelf_of(self.name)

    @functools.cached_property
    def imports(self) -> list[Import]:
        return [found for node in self.nodes for found in _imports(self, node)]


@dataclass(frozen=True)
class Import:
    """One imported name. `module` is the module it comes from, as far as the source tells."""

    module: str
    line: int


def _imports(module: Module, node: ast.AST) -> list[Import]:
    if isinstance(node, ast.Import):
        return [Import(alias.name, node.lineno) for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        start = node.module or ""
        if node.level:
            above = module.name.split(".") + (["__init__"] if module.path.name == "__init__.py" else [])
            start = ".".join([*above[: -node.level], *([start] if start else [])])
        names = [f"{start}.{alias.name}" for alias in node.names]
        return [Import(name if name in module_names() else start, node.lineno) for name in names]
    return []


def room_of(name: str) -> str | None:
    """`quality.cases.services` -> `cases`."""
    parts = name.split(".")
    return parts[1] if parts[0] == "quality" and len(parts) > 1 and parts[1] in ROOMS else None


def shelf_of(name: str) -> str | None:
    """`quality.patterns.detect.rates` -> `detect`."""
    parts = name.split(".")
    return parts[2] if room_of(name) and len(parts) > 2 else None


@functools.cache
def module_names() -> frozenset[str]:
    """Every module of the app, without reading any."""
    found = [ROOT / "config.py", ROOT / "wsgi.py", *sorted((ROOT / "quality").rglob("*.py"))]
    return frozenset(_dotted(path) for path in found if path.exists())


def _dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@functools.cache
def modules() -> tuple[Module, ...]:
    """Every module of the app."""
    found = []
    for name in sorted(module_names()):
        path = ROOT.joinpath(*name.split("."))
        found.append(Module(name, path / "__init__.py" if path.is_dir() else path.with_suffix(".py")))
    return tuple(found)


@functools.cache
def tracked_files() -> tuple[Path, ...]:
    """What is in the repository, or would be after `git add`."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(path for name in sorted(set(listed.split("\0"))) if name and (path := ROOT / name).is_file())


def tracked_text(*suffixes: str, under: str = "") -> dict[str, str]:
    """Path -> text of the tracked files that are text, optionally only those with a suffix or in a folder."""
    found = {}
    for path in tracked_files():
        name = str(path.relative_to(ROOT))
        if name.startswith(under) and (not suffixes or path.suffix in suffixes):
            content = path.read_bytes()
            if b"\0" not in content[:8000]:
                found[name] = content.decode("utf-8", errors="replace")
    return found


def document(name: str) -> str:
    """The text of one document of ours."""
    return (ROOT / name).read_text(encoding="utf-8")

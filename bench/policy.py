"""Flips each cell and each condition of the access policy, one at a time, and counts what the tests catch.

    python -m bench.policy [--quick]

Each flip first meets tests/security/test_acts.py, which asks no database and takes under a second. What passes
there meets tests/cases/test_policy.py in a copy of the tree, where the SQL is held against the Python. What no
test catches is printed; there should be none. `--quick` leaves the second part out.
"""

from __future__ import annotations

import argparse
import ast
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from quality.cases import policy
from tests.security import test_acts

ROOT = Path(__file__).parent.parent
POLICY = Path("quality/cases/policy.py")
PARTS = (
    "quality",
    "tests",
    "migrations",
    "templates",
    "static",
    "config.py",
    "pyproject.toml",
    "CHANGELOG.md",
)
LEVELS = ("NO", "CO", "ME", "LE", "TE", "ID")
# What opens nothing: the word in the log, which units a figure may be about, and what closing a case asks for.
LEFT_OUT = {"why", "counted_in", "closing_asks_more"}


def flips(source: str) -> Iterator[tuple[str, str]]:
    """Every changed source with a word on what was changed."""
    tree = ast.parse(source)
    yield from _cells(source, tree)
    for function in [node for node in tree.body if isinstance(node, ast.FunctionDef)]:
        if function.name not in LEFT_OUT:
            yield from _conditions(source, function)


def _cells(source: str, tree: ast.Module) -> Iterator[tuple[str, str]]:
    matrix = next(n for n in tree.body if isinstance(n, ast.AnnAssign) and ast.unparse(n.target) == "MATRIX")
    for node in ast.walk(matrix):
        if isinstance(node, ast.Name) and node.id in LEVELS:
            other = LEVELS[(LEVELS.index(node.id) + 1) % len(LEVELS)]
            yield f"cell, line {node.lineno}: {node.id} -> {other}", _put(source, node, other)


def _conditions(source: str, function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    for node in ast.walk(function):
        where = f"{function.name}, line {getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.If | ast.IfExp):
            test = ast.unparse(node.test)
            yield f"{where}: not {test}", _put(source, node.test, f"(not ({test}))")
        if isinstance(node, ast.BoolOp):
            yield from _without(source, node, where)


def _without(source: str, node: ast.BoolOp, where: str) -> Iterator[tuple[str, str]]:
    word = " and " if isinstance(node.op, ast.And) else " or "
    for value in node.values:
        left = word.join(f"({ast.unparse(each)})" for each in node.values if each is not value)
        yield f"{where}: without {ast.unparse(value)}", _put(source, node, f"({left})")


def _put(source: str, node: ast.expr, text: str) -> str:
    lines = source.splitlines(keepends=True)
    start = sum(len(line.encode()) for line in lines[: node.lineno - 1]) + node.col_offset
    end = sum(len(line.encode()) for line in lines[: (node.end_lineno or 1) - 1]) + (node.end_col_offset or 0)
    raw = source.encode()
    return (raw[:start] + text.encode() + raw[end:]).decode()


def checks() -> list[Callable[[], Any]]:
    """The tests that ask no database, each as something to call."""
    found: list[Callable[[], Any]] = []
    for name, test in vars(test_acts).items():
        if name.startswith("test_"):
            marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
            found += [partial(test, value) for value in marks[0].args[1]] if marks else [test]
    return found


def caught_at_once(text: str, tests: list[Callable[[], Any]]) -> bool:
    """Whether a test fails when the policy is this."""
    try:
        exec(compile(text, str(POLICY), "exec"), vars(policy))  # noqa: S102 - our own file with one word changed
        for test in tests:
            test()
    except Exception:
        return True
    return False


def caught_by_sql(folder: Path, text: str) -> bool:
    """Whether SQL and Python, or the lists, no longer agree."""
    (folder / POLICY).write_text(text, encoding="utf-8")
    run = [
        sys.executable,
        "-B",
        "-m",
        "pytest",
        "-x",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/cases/test_policy.py",
    ]
    return subprocess.run(run, cwd=folder, capture_output=True, check=False).returncode != 0


def _copy(folder: Path) -> None:
    for part in PARTS:
        if (ROOT / part).is_dir():
            ignored = shutil.ignore_patterns("node_modules", "__pycache__")
            shutil.copytree(ROOT / part, folder / part, ignore=ignored)
        else:
            shutil.copy(ROOT / part, folder / part)


def main() -> int:
    """Try them all; returns how many nobody caught."""
    parser = argparse.ArgumentParser(description="Flips the access policy and counts what the tests catch.")
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    source = (ROOT / POLICY).read_text(encoding="utf-8")
    found, tests = list(flips(source)), checks()
    if caught_at_once(source, tests):
        sys.exit("the tests fail on the policy as it is")
    left = [(what, text) for what, text in found if not caught_at_once(text, tests)]
    print(f"{len(found) - len(left)} of {len(found)} flips caught without a database")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not quick:
            _copy(folder)
            left = [(what, text) for what, text in left if not caught_by_sql(folder, text)]
            print(f"{len(found) - len(left)} of {len(found)} flips caught in all")
    for what, _ in left:
        print(f"not caught: {what}")
    return len(left)


if __name__ == "__main__":
    sys.exit(main())

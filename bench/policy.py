"""Flips each cell and each condition of the access policy, one at a time, and counts what the tests catch.

    python -m bench.policy [--sample N]

Each flip is made in a copy of the tree, and tests/security/test_acts.py with tests/cases/test_policy.py is run
against it. What no test catches is printed; there should be none.
"""

from __future__ import annotations

import argparse
import ast
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

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
TESTS = ("tests/security/test_acts.py", "tests/cases/test_policy.py")
LEVELS = ("NO", "CO", "ME", "LE", "TE", "ID")
# What nothing depends on: the order of a menu, and how many things are kept.
LEFT_OUT = {"why", "counted_in"}


def flips(source: str) -> Iterator[tuple[str, str]]:
    """Every changed source with a word on what was changed."""
    tree = ast.parse(source)
    yield from _cells(source, tree)
    for function in [node for node in tree.body if isinstance(node, ast.FunctionDef)]:
        if function.name not in LEFT_OUT:
            yield from _conditions(source, function)


def _cells(source: str, tree: ast.Module) -> Iterator[tuple[str, str]]:
    matrix = next(
        node for node in tree.body if isinstance(node, ast.AnnAssign) and "MATRIX" in ast.unparse(node.target)
    )
    for node in ast.walk(matrix):
        if isinstance(node, ast.Name) and node.id in LEVELS:
            other = LEVELS[(LEVELS.index(node.id) + 1) % len(LEVELS)]
            yield f"line {node.lineno}: {node.id} -> {other}", _put(source, node, other)


def _conditions(source: str, function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    for node in ast.walk(function):
        where = f"{function.name}, line {getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.If | ast.IfExp):
            yield (
                f"{where}: not {ast.unparse(node.test)}",
                _put(source, node.test, f"(not ({ast.unparse(node.test)}))"),
            )
        if isinstance(node, ast.BoolOp):
            for value in node.values:
                rest = [each for each in node.values if each is not value]
                word = " and " if isinstance(node.op, ast.And) else " or "
                left = word.join(f"({ast.unparse(each)})" for each in rest)
                yield f"{where}: without {ast.unparse(value)}", _put(source, node, f"({left})")


def _put(source: str, node: ast.expr, text: str) -> str:
    lines = source.splitlines(keepends=True)
    start = sum(len(line.encode()) for line in lines[: node.lineno - 1]) + node.col_offset
    end = sum(len(line.encode()) for line in lines[: (node.end_lineno or 1) - 1]) + (node.end_col_offset or 0)
    raw = source.encode()
    return (raw[:start] + text.encode() + raw[end:]).decode()


def main() -> int:
    """Try them all, or a sample; returns how many nobody caught."""
    parser = argparse.ArgumentParser(description="Flips the access policy and counts what the tests catch.")
    parser.add_argument("--sample", type=int, default=0)
    asked = parser.parse_args()
    source = (ROOT / POLICY).read_text(encoding="utf-8")
    found = list(flips(source))
    if asked.sample:
        found = random.Random(1).sample(found, min(asked.sample, len(found)))
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for part in PARTS:
            if (ROOT / part).is_dir():
                shutil.copytree(
                    ROOT / part, copy / part, ignore=shutil.ignore_patterns("node_modules", "__pycache__")
                )
            else:
                shutil.copy(ROOT / part, copy / part)
        for number, (what, text) in enumerate(found, 1):
            (copy / POLICY).write_text(text, encoding="utf-8")
            run = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *TESTS]
            caught = subprocess.run(run, cwd=copy, capture_output=True, check=False).returncode != 0
            missed += [] if caught else [what]
            print(f"{number}/{len(found)} {'caught' if caught else 'MISSED'}: {what}", flush=True)
    print(f"{len(found) - len(missed)} of {len(found)} flips caught")
    return len(missed)


if __name__ == "__main__":
    sys.exit(main())

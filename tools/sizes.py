"""Prints our sizes beside those of the houses we learn from. A number is a place to look, not a verdict."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
Function = ast.FunctionDef | ast.AsyncFunctionDef
BRANCHES = (
    ast.If,
    ast.For,
    ast.While,
    ast.ExceptHandler,
    ast.IfExp,
    ast.BoolOp,
    ast.comprehension,
    ast.match_case,
)
SQL_CALLS = {"select", "execute", "scalar", "scalars", "query"}

# Measured in 2026 on the projects' own files (app code only): lines for each file and each function as
# median/p90/max, % of functions over 50 lines, % with more than 10 branches, % annotated.
HOUSES = [
    ("healthchecks", "42/158/1584", "8/32/181", "3.3", "3.0", "100"),
    ("indico", "95/368/1323", "5/20/187", "1.4", "2.7", "2"),
    ("notify-admin", "87/530/6970", "5/27/199", "2.6", "1.6", "3"),
    ("notify-api", "80/416/2890", "9/35/221", "4.8", "0.9", "15"),
    ("warehouse", "89/484/2543", "8/41/1229", "7.2", "2.3", "26"),
    ("securedrop", "143/502/1911", "11/45/435", "8.1", "5.7", "72"),
    ("datasette", "155/978/3314", "9/49/492", "9.9", "9.9", "18"),
    ("funnel", "172/632/2931", "8/35/209", "5.0", "4.1", "100"),
]


@dataclass(frozen=True)
class Source:
    """One Python file of ours, read once."""

    path: str
    lines: int
    tree: ast.Module

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))


def tracked(*patterns: str) -> list[Path]:
    """What is in the repository."""
    command = ["git", "ls-files", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).is_file()]


def sources(*patterns: str) -> list[Source]:
    """The Python files under these patterns."""
    found = []
    for path in tracked(*patterns):
        text = path.read_text(encoding="utf-8")
        found.append(Source(str(path.relative_to(ROOT)), text.count("\n"), ast.parse(text)))
    return found


def length(function: Function) -> int:
    """Lines from `def` to the end, decorators left out."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def spread(values: Iterable[int]) -> str:
    """Median, nine out of ten, largest."""
    ordered = sorted(values)
    if not ordered:
        return "–"
    tenth = ordered[min(len(ordered) - 1, int(len(ordered) * 0.9))]
    return f"{statistics.median(ordered):g}/{tenth}/{ordered[-1]}"


def share(functions: list[Function], is_so: Callable[[Function], bool]) -> str:
    """How many of a hundred are so."""
    return f"{100 * sum(map(is_so, functions)) / len(functions):.1f}" if functions else "–"


def branches(function: Function) -> int:
    """Places where the function may go two ways."""
    return sum(isinstance(node, BRANCHES) for node in ast.walk(function))


def is_annotated(function: Function) -> bool:
    """Whether it says what it returns and takes."""
    words = [*function.args.args, *function.args.kwonlyargs]
    return function.returns is not None and all(
        word.annotation or word.arg in {"self", "cls"} for word in words
    )


def hidden_imports(source: Source) -> int:
    """Imports that hide inside functions."""
    return sum(
        isinstance(inner, ast.Import | ast.ImportFrom)
        for node in source.functions()
        for inner in ast.walk(node)
    )


def calls(source: Source, names: set[str]) -> int:
    """How often one of these is called."""
    found = (node.func for node in ast.walk(source.tree) if isinstance(node, ast.Call))
    return sum(getattr(func, "attr", getattr(func, "id", "")) in names for func in found)


def committing(source: Source) -> int:
    """How many functions commit."""
    return sum(
        "commit" in {getattr(node, "attr", "") for node in ast.walk(function)}
        for function in source.functions()
    )


def is_door(source: Source) -> bool:
    """Whether pages are answered from this file."""
    return bool(re.search(r"/(views|api)(\.py|/)", source.path))


def is_route(function: Function) -> bool:
    """Whether an address leads to it."""
    return any(
        isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"get", "post"}
        for node in function.decorator_list
    )


def houses(app: list[Source]) -> Table:
    """Ours in the first row, theirs below."""
    functions = [function for source in app for function in source.functions()]
    ours = (
        spread(source.lines for source in app),
        spread(map(length, functions)),
        share(functions, lambda function: length(function) > 50),
        share(functions, lambda function: branches(function) > 10),
        share(functions, is_annotated),
    )
    table = Table("house", "file lines", "function lines", "> 50 %", "> 10 branches %", "annotated %")
    table.add_row("Løft", *ours, style="bold", end_section=True)
    for row in HOUSES:
        table.add_row(*row)
    return table


def goals(app: list[Source], tests: list[Source]) -> Table:
    """Ours beside what we aim for and the best that was seen."""
    doors = [source for source in app if is_door(source)]
    routes = [function for source in doors for function in source.functions() if is_route(function)]
    cases = [node for source in tests for node in source.functions() if node.name.startswith("test_")]
    pages = [
        path.read_text(encoding="utf-8").count("\n")
        for path in tracked("templates/**.html", "templates/*.html")
    ]
    app_lines, test_lines = (sum(source.lines for source in group) for group in (app, tests))
    sql = sum(calls(source, SQL_CALLS) for source in app)
    in_doors = sum(calls(source, SQL_CALLS) for source in doors)
    table = Table("what", "ours", "goal", "best seen")
    rows = [
        ("Python file, lines", spread(s.lines for s in app), "80/160, look above 300", "42/158"),
        (
            "function, lines",
            spread(length(f) for s in app for f in s.functions()),
            "8/20, look above 40",
            "5/20",
        ),
        ("view function, lines", spread(map(length, routes)), "p90 18, look above 30", "5/18"),
        ("test function, lines", spread(map(length, cases)), "10, look above 40", "8/16"),
        ("template, lines", spread(pages), "40, look above 150", "15/96"),
        ("imports inside functions", str(sum(map(hidden_imports, app))), "0", "0"),
        ("SQL in views", f"{100 * in_doors / sql:.0f} %" if sql else "–", "0 %", "4 %"),
        ("places that commit", str(sum(map(committing, app))), "1", "5"),
        ("tests", str(len(cases)), "", "1755–3648"),
        (
            "test lines for each app line",
            f"{test_lines / app_lines:.2f}" if app_lines else "–",
            "1.2–1.8",
            "1.39–2.0",
        ),
        ("app lines, files", f"{app_lines}, {len(app)}", "", ""),
    ]
    for row in rows:
        table.add_row(*row)
    return table


def largest(app: list[Source]) -> Table:
    """Where to look first."""
    table = Table("file", "lines", "function", "lines")
    files = sorted(app, key=lambda source: -source.lines)[:6]
    functions = sorted(
        (
            (length(function), f"{source.path} {function.name}")
            for source in app
            for function in source.functions()
        ),
        reverse=True,
    )[:6]
    for source, (lines, name) in zip(files, functions, strict=False):
        table.add_row(source.path, str(source.lines), name, str(lines))
    return table


def main() -> None:
    """Print the three tables."""
    app, tests = sources("config.py", "wsgi.py", "quality/*.py"), sources("tests/*.py")
    console = Console()
    console.width = max(100, console.width)
    for title, table in (
        ("Beside other houses (median/p90/max)", houses(app)),
        ("Beside our goals (median/p90/max)", goals(app, tests)),
        ("Largest", largest(app)),
    ):
        table.title = title
        console.print(table)


if __name__ == "__main__":
    main()

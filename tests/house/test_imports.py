"""Who may import whom: rooms, shelves, roof, and where each library lives."""

from __future__ import annotations

import ast
from itertools import takewhile

from tests.house.source import DOORS, LEVEL, PURE, ROOMS, ROOT, Import, Module, modules, room_of, shelf_of

# What a page may look at in a higher room.
SEEN_FROM_THE_ROOF = {"queries", "services", "policy", "login"}

WEB = DOORS | {
    "forms",
    "quality.core.web",
    "quality.core.forms",
    "quality.core.errors",
    "quality.core.files",
    "quality.core.pictures",
    "quality.core.downloads",
    "quality.core.drawing",
    "quality.core.speech",
    "quality.app",
    "quality.commands",
}
# Library -> the shelves or modules that may import it.
HOMES: dict[str, set[str]] = {
    "flask": WEB,
    "flask_babel": WEB,
    "flask_login": WEB,
    "flask_wtf": WEB,
    "werkzeug": WEB | {"wsgi"},
    "wtforms": {"forms", "quality.core.forms"},
    "flask_migrate": {"quality.app", "quality.commands"},
    "flask_sqlalchemy": {"quality.core.db"},
    "apscheduler": {"quality.schedule"},
    "matplotlib": {"quality.core.charts"},
    "smtplib": {"quality.core.smtp"},
    "PIL": {"quality.core.images"},
    "pillow_heif": {"quality.core.images"},
    "segno": {"quality.core.codes"},
    "authlib": {"quality.accounts.login"},
    "joserfc": {"quality.accounts.login"},
    "webauthn": {"quality.accounts.login", "quality.accounts.passkeys"},
    "weasyprint": {"quality.core.pdf"},
    "xlsxwriter": {"quality.core.exports", "quality.core.workbooks"},
    "scipy": {"quality.patterns.detect", "jobs"},
    "numpy": {"quality.patterns.detect", "jobs"},
}
WITHOUT_SQL = PURE | {"views", "api", "forms"}
NOT_IN_THE_WEB = {"matplotlib", "scipy", "numpy", "apscheduler", "weasyprint"}


def fault(module: Module, found: Import, why: str) -> str:
    return f"{module.where}:{found.line}: imports {found.module}: {why}"


def inside(module: Module, homes: set[str]) -> bool:
    return module.shelf in homes or any(f"{module.name}.".startswith(f"{home}.") for home in homes)


def test_every_folder_is_a_room_in_the_order() -> None:
    folders = {path.parent.name for path in (ROOT / "quality").glob("*/*.py")}
    assert folders - {*ROOMS, "commands"} == set()


def test_every_file_in_a_room_stands_on_a_shelf() -> None:
    strays = [
        module.where
        for module in modules()
        if module.room not in {None, "core", "demo"} and module.shelf and module.shelf not in LEVEL
    ]
    assert strays == []


def test_rooms_import_lower_rooms_only() -> None:
    faults = [
        fault(module, found, "a higher room")
        for module in modules()
        if module.room
        for found in module.imports
        if (other := room_of(found.module))
        and ROOMS.index(other) > ROOMS.index(module.room)
        and not (module.shelf in DOORS and shelf_of(found.module) in SEEN_FROM_THE_ROOF)
    ]
    assert faults == []


def test_rooms_do_not_know_the_house_around_them() -> None:
    around = {
        "quality.app",
        "quality.tables",
        "quality.schedule",
        "quality.navigation",
        "quality.commands",
        "wsgi",
    }
    faults = [
        fault(module, found, "stands above the rooms")
        for module in modules()
        if module.room
        for found in module.imports
        if found.module in around
    ]
    assert faults == []


def test_only_commands_know_the_demo() -> None:
    faults = [
        fault(module, found, "demo data is for commands")
        for module in modules()
        if module.room != "demo" and not module.name.startswith("quality.commands")
        for found in module.imports
        if room_of(found.module) == "demo"
    ]
    assert faults == []


def test_shelves_import_lower_shelves_only() -> None:
    faults = [
        fault(module, found, "a higher shelf")
        for module in modules()
        if module.shelf in LEVEL
        for found in module.imports
        if room_of(found.module) == module.room
        and LEVEL.get(shelf_of(found.module) or "", -1) > LEVEL[str(module.shelf)]
    ]
    assert faults == []


def test_pure_shelves_know_no_tables() -> None:
    faults = [
        fault(module, found, "pure shelves take values")
        for module in modules()
        if module.shelf in PURE
        for found in module.imports
        if shelf_of(found.module) in {"models", "queries", "services"}
        or found.module in {"quality.core.db", "quality.core.clock", "flask"}
    ]
    assert faults == []


def test_nobody_but_the_app_imports_a_door() -> None:
    faults = [
        fault(module, found, "only quality/app.py may")
        for module in modules()
        if module.name != "quality.app"
        for found in module.imports
        if shelf_of(found.module) in {"views", "api"} and not is_same_folder(module, found)
    ]
    assert faults == []


def is_same_folder(module: Module, found: Import) -> bool:
    """A door that outgrew its file is a folder, and its files know each other."""
    return module.room == room_of(found.module) and module.shelf == shelf_of(found.module)


def test_libraries_stay_in_their_homes() -> None:
    faults = [
        fault(module, found, "not here")
        for module in modules()
        for found in module.imports
        if (homes := HOMES.get(found.module.split(".")[0])) and not inside(module, homes)
    ]
    assert faults == []


def test_no_sql_in_doors_and_pure_shelves() -> None:
    faults = [
        fault(module, found, "SQL belongs in queries and services")
        for module in modules()
        if module.shelf in WITHOUT_SQL
        for found in module.imports
        if found.module.split(".")[0] in {"sqlalchemy", "flask_sqlalchemy", "psycopg", "sqlite3"}
    ]
    assert faults == []


def test_the_web_process_is_light() -> None:
    """Nothing that wsgi.py imports, however far down, draws or calculates."""
    by_name = {module.name: module for module in modules()}
    waiting, seen = ["wsgi"], {"wsgi"}
    faults = []
    while waiting:
        module = by_name.get(waiting.pop())
        for found in module.imports if module else []:
            if module and found.module.split(".")[0] in NOT_IN_THE_WEB:
                faults.append(fault(module, found, "reached from wsgi.py"))
            if found.module not in seen:
                seen.add(found.module)
                waiting.append(found.module)
    assert faults == []


def test_nothing_is_imported_inside_a_function() -> None:
    faults = [
        f"{module.where}:{inner.lineno}"
        for module in modules()
        for function in module.nodes
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert faults == []


def test_no_circle_of_modules() -> None:
    graph = {
        module.name: sorted({found.module for found in module.imports} - {module.name})
        for module in modules()
    }
    done: set[str] = set()

    def circle_from(name: str, path: list[str]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in done or name not in graph:
            return []
        for following in graph[name]:
            if found := circle_from(following, [*path, name]):
                return found
        done.add(name)
        return []

    assert [circle for name in graph if (circle := circle_from(name, []))] == []


def test_package_roots_are_empty() -> None:
    roots = [ROOT / "quality", *(ROOT / "quality" / room for room in ROOMS)]
    full = [
        module.where
        for module in modules()
        if module.path.name == "__init__.py" and module.path.parent in roots and len(module.tree.body) > 1
    ]
    assert full == []


def test_every_module_says_what_lives_there() -> None:
    assert [module.where for module in modules() if not ast.get_docstring(module.tree)] == []


def test_imports_stand_at_the_top() -> None:
    def is_top(node: ast.stmt) -> bool:
        return isinstance(node, ast.Import | ast.ImportFrom | ast.Expr)

    faults = [
        f"{module.where}:{late.lineno}"
        for module in modules()
        for late in module.tree.body[len(list(takewhile(is_top, module.tree.body))) :]
        if isinstance(late, ast.Import | ast.ImportFrom)
    ]
    assert faults == []

"""Routes name their permission, and changes go one way: by POST, through one transaction."""

from __future__ import annotations

import ast
import functools

from tests.house.source import DOORS, Module, modules

PERMISSIONS = {"open_to_all", "signed_in", "needs"}
METHODS = {"get", "post"}
FORBIDDEN_METHODS = {"route", "put", "patch", "delete", "add_url_rule"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def called_name(node: ast.expr) -> str:
    """The last word of `needs`, `needs(Act.X)`, `access.needs(Act.X)`."""
    if isinstance(node, ast.Call):
        return called_name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def methods(function: Function) -> list[str]:
    """`get`, `post` or what else the function is routed by: `@bp.get("/…")`."""
    routed = METHODS | FORBIDDEN_METHODS
    return [
        decorator.func.attr
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in routed
    ]


@functools.cache
def routes() -> tuple[tuple[Module, Function], ...]:
    return tuple(
        (module, node)
        for module in modules()
        for node in module.nodes
        if isinstance(node, Function) and methods(node)
    )


def where(module: Module, node: ast.AST) -> str:
    return f"{module.where}:{getattr(node, 'lineno', 0)} {getattr(node, 'name', '')}"


def test_every_route_names_its_permission_once() -> None:
    faults = [
        where(module, function)
        for module, function in routes()
        if len([name for node in function.decorator_list if (name := called_name(node)) in PERMISSIONS]) != 1
    ]
    assert faults == []


def test_routes_stand_in_doors() -> None:
    allowed = {"quality.app", "quality.core.errors"}
    assert [
        where(*route) for route in routes() if route[0].shelf not in DOORS and route[0].name not in allowed
    ] == []


def test_routes_are_get_or_post() -> None:
    assert [where(*route) for route in routes() if set(methods(route[1])) - METHODS] == []
    calls = [
        where(module, node)
        for module in modules()
        for node in module.nodes
        if isinstance(node, ast.Call) and called_name(node) == "add_url_rule"
    ]
    assert calls == []


def test_a_get_route_changes_nothing() -> None:
    faults = [
        f"{where(module, function)} uses {called_name(call)}()"
        for module, function in routes()
        if methods(function) == ["get"]
        for call in ast.walk(function)
        if isinstance(call, ast.Call)
        and called_name(call) in {"transaction", "flush", "add", "commit"}
        # set.add and the like are harmless; only a session is meant
        and not (called_name(call) == "add" and not is_session(call.func))
    ]
    assert faults == []


def is_session(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and "session" in ast.unparse(node.value)


def test_only_the_transaction_commits() -> None:
    commits = [
        (module.name, getattr(node, "name", ""))
        for module in modules()
        for node in module.tree.body
        for inner in ast.walk(node)
        if isinstance(inner, ast.Attribute) and inner.attr == "commit"
    ]
    assert set(commits) <= {("quality.core.db", "transaction")}


def test_services_know_no_request() -> None:
    below = {"models", "policy", "queries", "services", "mails", "jobs"}
    faults = [
        where(module, node)
        for module in modules()
        if module.shelf in below
        for node in module.nodes
        if isinstance(node, ast.Name) and node.id in {"request", "current_person", "flash", "current_user"}
    ]
    assert faults == []

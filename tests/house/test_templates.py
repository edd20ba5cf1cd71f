"""Templates compile, find each other, and hold nothing that the content policy or an attacker would like."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, meta

from tests.house.source import ROOT, modules, tracked_text

FORBIDDEN = {
    "trusts what it is given": re.compile(r"\|\s*safe\b|autoescape\s+false|Markup\("),
    "style in the page": re.compile(r"""\sstyle\s*=|<style[\s>]"""),
    "script in the page": re.compile(r"<script(?![^>]*\ssrc=)|javascript:"),
    "handler in the page": re.compile(r"""<[^>{]*\son[a-z]+\s*="""),
    "English words in a Norwegian page": re.compile(r"\b(?:Lorem|ipsum|TODO|FIXME)\b"),
}
# Mail programs know no style sheets, so a mail carries its style with it.
IN_MAIL = {"style in the page"}


class AnyName(dict[str, Any]):
    """Filters and tests are the app's, which is not imported here: every name is taken to exist."""

    def get(self, key: str, default: Any = None) -> Any:
        return super().get(key) or _same

    def __contains__(self, key: object) -> bool:
        return True


def _same(value: Any, *_: Any, **__: Any) -> Any:
    return value


def environment() -> Environment:
    env = Environment(
        autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]
    )
    env.filters, env.tests = AnyName(env.filters), AnyName(env.tests)
    return env


def templates() -> dict[str, str]:
    return tracked_text(".html", ".txt", ".xml", ".svg", under="templates/")


def complaints(check: Callable[[str, str], str | None]) -> list[str]:
    return [f"{name}: {fault}" for name, text in templates().items() if (fault := check(name, text))]


def test_every_template_compiles_and_finds_the_others() -> None:
    env = environment()
    faults = []
    for name, text in templates().items():
        try:
            tree = env.parse(text, name)
            used = list(meta.find_referenced_templates(tree))
            env.compile(tree, name)
        except Exception as error:  # any fault in any template is to be named, not the first alone
            faults.append(f"{name}: {error}")
            continue
        faults += [
            f"{name}: there is no {other}"
            for other in used
            if other and not (ROOT / "templates" / other).exists()
        ]
    assert faults == []


def test_nothing_in_a_template_breaks_the_content_policy() -> None:
    faults = [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {why}"
        for name, text in templates().items()
        for why, pattern in FORBIDDEN.items()
        if not (name.startswith("templates/emails/") and why in IN_MAIL)
        for match in pattern.finditer(text)
    ]
    assert faults == []


def test_every_page_has_a_title() -> None:
    def check(name: str, text: str) -> str | None:
        is_page = Path(name).suffix == ".html" and '{% extends "base.html" %}' in text
        return "no {% block title %}" if is_page and "{% block title %}" not in text else None

    assert complaints(check) == []


def test_markup_is_made_of_constants() -> None:
    """Text turned into markup is where script gets in; core alone may do it with anything but a literal."""
    faults = [
        f"{module.where}:{node.lineno}"
        for module in modules()
        if module.room != "core"
        for node in module.nodes
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] == "Markup"
        and not (node.args and isinstance(node.args[0], ast.Constant))
    ]
    assert faults == []

"""The Nu HTML checker and axe: what is wrong with a page, one line a fault."""

from __future__ import annotations

import functools
import json
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.servers.browser import Scheme, overflow

MODULES = Path(__file__).parent.parent / "tools" / "node_modules"
DRESSES: tuple[tuple[Scheme, int], ...] = (("light", 320), ("dark", 1280))
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What colours and widths decide; the rest of a page is the same in every dress, but for what a width hides.
AXE_DRESS = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]
RUN_AXE = """async rules => {
  const found = await axe.run(document, {runOnly: rules, resultTypes: ['violations']});
  return found.violations.map(fault => [
    fault.id, fault.help, fault.nodes.slice(0, 5).map(node => String(node.target[0])).join(', ')]);
}"""


def _installed(relative: str) -> Path:
    path = MODULES / relative
    if not path.exists():
        pytest.fail("The page checkers are not installed: run tools/setup.sh tests", pytrace=False)
    return path


def check_html(pages: Mapping[str, str] | Iterable[str]) -> list[str]:
    """Errors in whole HTML documents, as "name:line: message". One start of Java for all of them."""
    named = dict(pages) if isinstance(pages, Mapping) else {str(n): text for n, text in enumerate(pages)}
    if not named:
        return []
    with tempfile.TemporaryDirectory(prefix="loft-html-") as folder:
        files = {Path(folder) / f"{number}.html": name for number, name in enumerate(named)}
        for path, name in files.items():
            path.write_text(named[name], encoding="utf-8")
        jar = _installed("vnu-jar/build/dist/vnu.jar")
        options = ["--format", "json", "--errors-only", "--exit-zero-always", "--stdout"]
        command = ["java", "-Xss2m", "-jar", str(jar), *options, *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        messages: list[dict[str, Any]] = json.loads(done.stdout)["messages"]
        names = {path.as_uri(): name for path, name in files.items()}
        return [
            f"{_name(names, message)}:{message.get('lastLine', 0)}: {message['message']}"
            for message in messages
        ]


def _name(names: dict[str, str], message: dict[str, Any]) -> str:
    url = str(message.get("url", "")).replace("file:/", "file:///").replace("file://///", "file:///")
    return names.get(url, url)


@functools.cache
def _axe_source() -> str:
    return _installed("axe-core/axe.min.js").read_text(encoding="utf-8")


def faults(page: Page, *dresses: tuple[Scheme, int]) -> list[str]:
    """What axe finds on the page, and how much wider than its window it is, in one dress after another."""
    found, rules = [], AXE_RULES
    for scheme, width in dresses or DRESSES:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        wrong = run_axe(page, rules)
        rules = AXE_DRESS
        if excess := overflow(page):
            wrong.append(f"{excess} px too wide")
        found += [f"{page.url} {scheme} {width}: {fault}" for fault in wrong]
    return found


def run_axe(page: Page, rules: list[str] = AXE_RULES) -> list[str]:
    """Violations on the page as it stands, as "rule: help (where)". Works under a strict content policy."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe_source())
    found = page.evaluate(RUN_AXE, rules)
    return [f"{rule}: {words} ({places})" for rule, words, places in found]

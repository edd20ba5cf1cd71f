"""What a phone must fetch to report for the first time: at most 130 KB."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.client import Client

STATIC = Path(__file__).parents[2] / "static"
MOST = 130_000
ALREADY_SMALL = {".woff2", ".png"}


def needed(page: str) -> set[str]:
    """The files a page loads before it can be used: linked, preloaded, and what the scripts import."""
    found = set(
        re.findall(r'<link[^>]+rel="(?:stylesheet|icon|manifest|preload)"[^>]*href="/static/([^"]+)"', page)
    )
    found |= set(re.findall(r'<script[^>]+src="/static/([^"]+)"', page))
    found |= {name.split("#")[0] for name in re.findall(r'(?:<use href|<img src)="/static/([^"]+)"', page)}
    waiting = [name for name in found if name.endswith(".js")]
    while waiting:
        text = (STATIC / waiting.pop()).read_text(encoding="utf-8")
        more = {
            f"js/{name}" for name in re.findall(r'^import [^;]*"\./([\w.]+)"', text, re.MULTILINE)
        } - found
        found |= more
        waiting += more
    return found


def weight(name: str) -> int:
    content = (STATIC / name).read_bytes()
    return len(content) if Path(name).suffix in ALREADY_SMALL else len(gzip.compress(content, 6))


@pytest.mark.parametrize("path", ["/report", "/report/improvement"])
def test_the_first_visit_of_a_report_form_is_light(client: Client, cast: Cast, path: str) -> None:
    page = client.sign_in(cast.employee).get(path).get_data(as_text=True)
    names = needed(page)
    assert {"css/loft.css", "js/outbox.js", "js/kept.js", "img/icons.svg"} <= names
    weights = {name: weight(name) for name in sorted(names)}
    total = len(gzip.compress(page.encode(), 6)) + sum(weights.values())
    assert total <= MOST, weights

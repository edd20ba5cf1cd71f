"""Addresses: the filter as it stands in one, and the cases behind a number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from quality.accounts.login import current_actor
from quality.core import clock
from quality.core.figures import Figure, Size
from quality.core.pictures import ticket
from quality.core.text import N_
from quality.core.web import once
from quality.insights.compose.asked import Asked
from quality.insights.queries.marks import DatedMark

QUERIES_KEPT = 2048
SEEN_FROM = {"pattern": "patterns.file", "note": "learning.show", "case": "cases.show"}

# The pages of numbers in the order of their tabs; "" is the trend page.
PARTS = {
    "": N_("Over tid"),
    "where": N_("Hvor"),
    "causes": N_("Årsaker"),
    "units": N_("Enheter"),
    "times": N_("Svartid"),
    "outcomes": N_("Virket det?"),
    "between": N_("Mellom enheter"),
}


def address(asked: Asked, **changes: str) -> dict[str, Any]:
    """The filter as it stands in the address, with some of it changed."""
    period = (
        {"months": str(asked.months)}
        if asked.months
        else {"from": f"{asked.since:%Y-%m}", "to": f"{asked.until:%Y-%m}"}
    )
    rate = {"rate": "1"} if asked.rate else {}
    whole: dict[str, Any] = asked.filters | {"grain": str(asked.steps.grain)} | rate | period | changes
    return {name: value for name, value in whole.items() if value}


def _encoded(values: Mapping[str, Any]) -> str:
    return _query(
        tuple((name, tuple(each) if isinstance(each, list) else each) for name, each in values.items())
    )


@lru_cache(maxsize=QUERIES_KEPT)
def _query(values: tuple[tuple[str, Any], ...]) -> str:
    """The same rows stand on page after page."""
    return urlencode(values, doseq=True)


def trends_url(asked: Asked, **changes: str) -> str:
    """The page with some of the filter changed."""
    return f"{once('trends', lambda: url_for('insights.trends'))}?{_encoded(address(asked, **changes))}"


def part_url(part: str, asked: Asked, **changes: str) -> str:
    """One of the pages beside it with some of the filter changed."""
    page = once(f"part_{part}", lambda: url_for("insights.part", part=part))
    return f"{page}?{_encoded(address(asked, **changes))}"


def cases_url(
    asked: Asked, since: dt.date | None = None, until: dt.date | None = None, **changes: str
) -> str:
    """The very cases behind a number."""
    days = {"from": since or asked.steps.first_day, "to": until or asked.steps.final_day}
    filters: dict[str, Any] = asked.filters | changes
    wanted = {"counted": "1"} | {name: value for name, value in filters.items() if value} | days
    return f"{once('cases', lambda: url_for('cases.index'))}?{_encoded(wanted)}"


def reader_today() -> str:
    """Who asks, with which rights, and the day: what was permitted to one is nobody else's, and not for ever."""
    actor = current_actor()
    held = sorted(
        (each.role, each.unit_id, sorted(each.unit_ids), each.deputy_for or 0) for each in actor.held
    )
    return f"{actor.id} {actor.unit_id} {held} {clock.local_date(clock.now())}"


def picture_urls(endpoint: str, figure: Figure, **values: Any) -> dict[str, str]:
    """The address of a picture at both sizes, with the ticket to what the page has counted already."""
    reader = reader_today()
    return {
        size: url_for(endpoint, size=size, seen=ticket(figure, Size(size), reader), **values)
        for size in ("narrow", "wide")
    }


def point_pictures(figure: Figure | None, address: str) -> dict[str, str]:
    """The same for what is shown in a meeting, by its address; none where nothing is drawn."""
    if figure is None:
        return {}
    # The address may have a `figure` of its own: the picture of a report.
    return {size: f"{url}&{address}" for size, url in picture_urls("insights.brief_picture", figure).items()}


def mark_url(mark: DatedMark) -> str:
    """Where a mark in the chart leads; "" for what is told in its own words."""
    return url_for(SEEN_FROM[mark.kind], public_id=mark.public_id) if mark.kind in SEEN_FROM else ""

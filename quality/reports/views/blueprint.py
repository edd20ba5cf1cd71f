"""The blueprint of the reports, and what several of its doors need."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, url_for

from quality.accounts.login import current_actor
from quality.core.web import language, say, spoken
from quality.reports import policy
from quality.reports.compose.columns import UNLISTED
from quality.reports.compose.periods import Period, title
from quality.reports.compose.shown import Reader
from quality.reports.models import Report

# Filters that find cases for those who read their text alone.
TOLD_IN_TEXT = frozenset({"cause", "other"})

bp = Blueprint("reports", __name__, url_prefix="/reports")


def reader_of(report: Report) -> Reader:
    """The person at the screen: exact numbers lead to their cases."""
    exact, reads = policy.exact(current_actor(), report), policy.reads_text(current_actor())

    def link(filters: dict[str, str]) -> str:
        if filters.items() & UNLISTED or (filters.keys() & TOLD_IN_TEXT and not reads):
            return ""
        days = {"from": report.since.isoformat(), "to": report.until.isoformat()}
        return f"{url_for('cases.index')}?{urlencode({'counted': '1'} | days | filters)}"

    return Reader(spoken, language(), exact, link if exact else None, report.kind in policy.OF_ALL)


def title_of(report: Report) -> str:
    """What people call the report."""
    return say(title(report.kind, Period(report.since, report.until)))

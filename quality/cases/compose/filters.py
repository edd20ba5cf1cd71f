"""What the address of a list of cases asks for."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

from quality.cases.kinds import CaseKind, Factor
from quality.cases.states import CaseState
from quality.core.text import all_of, clean_line
from quality.organisation.kinds import Service


@dataclass(frozen=True)
class Filter:
    """What the address asks for; empty fields ask nothing. Days are local and both inclusive."""

    q: str = ""
    units: tuple[str, ...] = ()
    category: str = ""
    kind: str = ""
    severity: str = ""
    state: str = ""
    service: str = ""
    cause: str = ""
    place: str = ""
    other: str = ""
    owner: str = ""
    answered: bool = False
    answerable: bool = False
    outward: bool = False
    since: dt.date | None = None
    until: dt.date | None = None
    counted: bool = False

    @property
    def active(self) -> bool:
        """Whether anything is asked for."""
        return any(getattr(self, each.name) for each in fields(self))


def read_filter(args: Mapping[str, str]) -> Filter:
    """The filter of an address; what makes no sense is left out."""
    kind = args.get("kind", "")
    severity = args.get("severity", "")
    state = args.get("state", "")
    return Filter(
        q=args.get("q", "").strip()[:200],
        units=all_of(args, "unit"),
        category=args.get("category", "")[:12],
        kind=kind if kind in set(CaseKind) else "",
        severity=severity if severity in {"0", "1", "2", "3", "4"} else "",
        state=state if state in {"open", "closed", *CaseState} else "",
        service=args.get("service", "") if args.get("service") in set(Service) else "",
        cause=args.get("cause", "") if args.get("cause") in set(Factor) else "",
        place=clean_line(args.get("place", ""), 80),
        other=args.get("other", "")[:40],
        owner=args.get("owner", "")[:40],
        answered=args.get("answered", "") == "1",
        answerable=args.get("answerable", "") == "1",
        outward=args.get("outward", "") == "1",
        since=read_day(args.get("from", ""), last=False),
        until=read_day(args.get("to", ""), last=True),
        counted=args.get("counted", "") == "1",
    )


def read_day(text: str, last: bool) -> dt.date | None:
    """A day, or the first or last day of a month, as 2026-11-23 or 2026-11; None when it is neither."""
    found = re.fullmatch(r"(20\d{2}|19\d{2})-(\d{2})(?:-(\d{2}))?", text, re.ASCII)
    if not found:
        return None
    year, month = int(found[1]), int(found[2])
    if not 1 <= month <= 12:
        return None
    days = calendar.monthrange(year, month)[1]
    day = int(found[3]) if found[3] else (days if last else 1)
    return dt.date(year, month, day) if 1 <= day <= days else None

"""Reading the address of the trend page: the period, its steps and the filters."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from quality.cases.kinds import CaseKind, Factor
from quality.cases.kinds.grave import SEVERITY_LABELS
from quality.core.text import N_, Message, all_of, clean_line
from quality.insights.kinds import DEFAULT_MONTHS, MONTHS_OFFERED, MOST_MONTHS, Grain
from quality.organisation.kinds import Service

NOT_UNDERSTOOD = N_("Vi forsto ikke perioden. Skriv måneder som 2026-03. Her er de siste 24 månedene.")
TURNED = N_("Fra-måneden var etter til-måneden, så vi byttet dem om.")
NOT_BEGUN = N_("Perioden har ikke begynt ennå. Her er de siste 24 månedene.")
CUT = N_("Vi viser høyst ti år om gangen.")
LEFT_OUT = N_("Noe i adressen kjente vi ikke igjen, så vi så bort fra det.")
KNOWN: dict[str, frozenset[str]] = {
    "kind": frozenset(CaseKind),
    "severity": frozenset(map(str, SEVERITY_LABELS)),
    "service": frozenset(Service),
    "cause": frozenset(Factor),
    "grain": frozenset(Grain),
}


@dataclass(frozen=True)
class Steps:
    """The months or weeks of a period, by their first days, and the last day that is counted."""

    grain: Grain
    starts: tuple[dt.date, ...]
    unfinished: bool

    def last_day(self, place: int) -> dt.date:
        """The last day of one step."""
        return _after(self.grain, self.starts[place]) - dt.timedelta(1)

    @property
    def first_day(self) -> dt.date:
        """The first day that is counted."""
        return self.starts[0]

    @property
    def final_day(self) -> dt.date:
        """The last day that is counted."""
        return self.last_day(len(self.starts) - 1)

    @property
    def year_before(self) -> tuple[dt.date, ...]:
        """The same steps a year before: the same months, or the weeks 52 weeks before."""
        if self.grain is Grain.MONTH:
            return tuple(add_months(start, -12) for start in self.starts)
        return tuple(start - dt.timedelta(364) for start in self.starts)

    def all_since(self, since: dt.date) -> list[dt.date]:
        """Every step from the one that begins on `since` to the last."""
        found = [since]
        while found[-1] < self.starts[-1]:
            found.append(_after(self.grain, found[-1]))
        return found

    @property
    def finished(self) -> int:
        """How many steps have ended."""
        return len(self.starts) - self.unfinished


@dataclass(frozen=True)
class Asked:
    """What the address asks for. Empty filters ask nothing; `remarks` say what made no sense.

    `outward`: what others will read, so the same cases are counted whoever asks. `beside` with it: the others, which
    reports count.
    """

    units: tuple[str, ...]
    category: str
    kind: str
    severity: str
    months: int | None
    since: dt.date
    until: dt.date
    steps: Steps
    remarks: tuple[Message, ...] = ()
    service: str = ""
    cause: str = ""
    place: str = ""
    rate: bool = False
    outward: bool = False
    beside: bool = False

    @property
    def filters(self) -> dict[str, str | list[str]]:
        """What narrows the numbers, by its name in addresses; the empty ones left out."""
        names = ("service", "category", "kind", "severity", "cause", "place")
        units: dict[str, str | list[str]] = {"unit": list(self.units)} if self.units else {}
        return units | {name: value for name in names if (value := str(getattr(self, name)))}


def read(args: Mapping[str, str], today: dt.date) -> Asked:
    """What the address asks for; what makes no sense is left out, and said."""
    since, until, months, remarks = _period(args, today.replace(day=1))
    chosen = {name: args.get(name, "") for name in KNOWN}
    if any(value and value not in KNOWN[name] for name, value in chosen.items()):
        remarks = (*remarks, Message(LEFT_OUT))
    known = {name: value if value in KNOWN[name] else "" for name, value in chosen.items()}
    return Asked(
        units=all_of(args, "unit"),
        category=args.get("category", "")[:12],
        kind=known["kind"],
        severity=known["severity"],
        months=months,
        since=since,
        until=until,
        steps=steps(Grain(known["grain"] or Grain.MONTH), since, until, today),
        remarks=remarks,
        service=known["service"],
        cause=known["cause"],
        place=clean_line(args.get("place", ""), 80),
        rate=args.get("rate") == "1",
    )


def steps(grain: Grain, since: dt.date, until: dt.date, today: dt.date) -> Steps:
    """Every step that begins in the months from `since` to `until`, and not after today."""
    end = min(add_months(until, 1) - dt.timedelta(1), today)
    start = since if grain is Grain.MONTH else since + dt.timedelta(-since.weekday() % 7)
    starts = []
    while start <= end:
        starts.append(start)
        start = _after(grain, start)
    # The first days of a month can hold no Monday yet; the week they lie in is shown then.
    found = tuple(starts) or (end - dt.timedelta(end.weekday()),)
    return Steps(grain, found, _after(grain, found[-1]) > today)


def _after(grain: Grain, start: dt.date) -> dt.date:
    return add_months(start, 1) if grain is Grain.MONTH else start + dt.timedelta(7)


def add_months(first: dt.date, count: int) -> dt.date:
    """The first of the month `count` months later."""
    year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
    return dt.date(year, month + 1, 1)


Found = tuple[dt.date, dt.date, int | None, tuple[Message, ...]]


def _period(args: Mapping[str, str], this_month: dt.date) -> Found:
    first, last = args.get("from", "").strip(), args.get("to", "").strip()
    months = args.get("months", "")
    if not first and not last:
        known = int(months) if months in {str(number) for number in MONTHS_OFFERED} else DEFAULT_MONTHS
        return _latest(this_month, known)
    until = _month(last) if last else this_month
    since = _month(first) if first else None if until is None else _back(until, DEFAULT_MONTHS)
    if since is None or until is None:
        return _latest(this_month, DEFAULT_MONTHS, NOT_UNDERSTOOD)
    if since > this_month and not last:
        return _latest(this_month, DEFAULT_MONTHS, NOT_BEGUN)
    remarks = []
    if since > until:
        since, until = until, since
        remarks.append(Message(TURNED))
    if since > this_month:
        return _latest(this_month, DEFAULT_MONTHS, NOT_BEGUN)
    until = min(until, this_month)
    if since < _back(until, MOST_MONTHS):
        since = _back(until, MOST_MONTHS)
        remarks.append(Message(CUT))
    return since, until, None, tuple(remarks)


def _latest(this_month: dt.date, months: int, remark: str = "") -> Found:
    return _back(this_month, months), this_month, months, (Message(remark),) if remark else ()


def _back(until: dt.date, months: int) -> dt.date:
    """The first of the months that end with `until`, never before the calendar of the counts."""
    return add_months(max(until, dt.date(1900, 1, 1)), 1 - months)


def _month(text: str) -> dt.date | None:
    """The first of a month written as 2026-03 or 2026-03-17."""
    found = re.fullmatch(r"((?:19|20)\d{2})-(\d{2})(?:-\d{2})?", text, re.ASCII)
    if not found or not 1 <= int(found[2]) <= 12:
        return None
    return dt.date(int(found[1]), int(found[2]), 1)

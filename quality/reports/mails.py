"""What people are told about reports: one sentence for each kind, never a figure. The daily mail carries them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from quality.accounts.models import Person
from quality.cases.models.measure import Measure
from quality.core.notices import News
from quality.core.text import N_
from quality.reports.kinds import ReportKind
from quality.reports.models import Report

READY = {
    ReportKind.TERTIAL: N_("Utkastet til tertialrapport er klart for kommentarer"),
    ReportKind.SAFETY: N_("Utkastet til årsrapport for arbeidsmiljøutvalget er klart for kommentarer"),
    ReportKind.CONTROL: N_("Utkastet til rapport om internkontroll er klart for kommentarer"),
    ReportKind.UNIT: N_("Utkastet til enhetens halvår er klart for kommentarer"),
}
WAITS = {
    ReportKind.TERTIAL: N_("Tertialrapporten venter på å bli godkjent"),
    ReportKind.SAFETY: N_("Årsrapporten til arbeidsmiljøutvalget venter på å bli godkjent"),
    ReportKind.CONTROL: N_("Rapporten om internkontroll venter på å bli godkjent"),
    ReportKind.UNIT: N_("Enhetens halvår venter på å bli godkjent"),
}
APPROVED = {
    ReportKind.TERTIAL: N_("Tertialrapporten er godkjent og kan leses"),
    ReportKind.SAFETY: N_("Årsrapporten til arbeidsmiljøutvalget er godkjent og kan leses"),
    ReportKind.CONTROL: N_("Rapporten om internkontroll er godkjent og kan leses"),
    ReportKind.UNIT: N_("Enhetens halvår er godkjent og kan leses"),
}


def link(report: Report) -> str:
    """The page of a report."""
    return f"/reports/{report.public_id}"


def ready(report: Report, people: Iterable[Person]) -> list[News]:
    """To those who write in it: the numbers are there."""
    key = f"report_ready:{report.public_id}"
    return [News(person.id, "report", READY[report.kind], link(report), key) for person in people]


def waits(report: Report, people: Iterable[Person], day: dt.date) -> list[News]:
    """To those who write in it and approve it: the day it was to be approved by is near or past."""
    key = f"report_waits:{report.public_id}:{day.isoformat()}"
    return [News(person.id, "report", WAITS[report.kind], link(report), key) for person in people]


def measure_given(report: Report, measure: Measure, owner: Person, actor_id: int) -> list[News]:
    """To the one who is to carry out what was decided."""
    text = N_("Du har fått ansvar for et tiltak som er bestemt i et møte")
    key = f"report_measure:{measure.public_id}"
    return [News(owner.id, "report", text, link(report), key)] if owner.id != actor_id else []


def measure_due(report: Report, measure: Measure) -> list[News]:
    """To its owner: the day has come."""
    text = N_("Fristen er her for et tiltak som er bestemt i et møte")
    key = f"report_measure_due:{measure.public_id}:{measure.due_on}"
    return [News(measure.owner_id, "report", text, link(report), key)] if measure.owner_id else []


def approved(report: Report, people: Iterable[Person], actor_id: int) -> list[News]:
    """To everybody it concerns: it can be read."""
    key = f"report_approved:{report.public_id}"
    return [
        News(person.id, "report", APPROVED[report.kind], link(report), key)
        for person in people
        if person.id != actor_id
    ]

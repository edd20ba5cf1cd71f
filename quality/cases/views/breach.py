"""Breaches of personal data: the assessment in one case, the register of all, and the register as a file."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Response, render_template
from flask_babel import gettext

from quality.accounts.login import current_actor, needs, signed_in
from quality.accounts.roles import Act
from quality.cases import policy, queries
from quality.cases.forms.breach import BreachForm
from quality.cases.kinds.breach import HARMED_LABELS, REPORTING_LABELS, RISK_LABELS, Harmed, Reporting, Risk
from quality.cases.queries import Seen
from quality.cases.queries import breach as reads
from quality.cases.services import breach as service
from quality.cases.views.blueprint import bp, look, tried
from quality.cases.views.handle import Answer
from quality.cases.views.lists import note_taken
from quality.core import clock, web
from quality.core.db import Session, db
from quality.core.downloads import csv_file
from quality.core.speech import word
from quality.core.text import N_, NotAllowedError
from quality.core.web import Page, back_to, page_number

COLUMNS = (
    N_("Sak"),
    N_("Enhet"),
    N_("Kategori"),
    N_("Kommunen visste"),
    N_("72 timer ute"),
    N_("Hva skjedde"),
    N_("Risiko"),
    N_("Hvorfor"),
    N_("Datatilsynet"),
    N_("Meldt"),
    N_("Referanse"),
    N_("Hvorfor senere"),
    N_("De berørte"),
)
SHOWN = 25
MINUTE = "%Y-%m-%d %H:%M"


@bp.get("/breaches")
@needs(Act.BREACH_READ)
def breaches() -> str:
    """Every breach, what is decided, and what waits."""
    lines, number = reads.register(db.session(), current_actor()), page_number()
    page = Page(lines[SHOWN * (number - 1) : SHOWN * number], number, SHOWN, len(lines))
    return render_template(
        "cases/breaches.html", page=page, now=clock.now(), risks=RISK_LABELS, reportings=REPORTING_LABELS
    )


@bp.get("/breaches.csv")
@needs(Act.BREACH_READ)
def breaches_file() -> Response:
    """The register to hand over; what was taken out stands in the access log."""
    actor, now = current_actor(), clock.now()
    lines = reads.register(db.session(), actor)
    note_taken([line.case for line in lines])
    columns, rows = [word(column) for column in COLUMNS], [_cells(line) for line in lines]
    return csv_file(f"brudd-{clock.local_date(now)}", columns, rows, actor.name, now=now)


def _local(at: dt.datetime | None) -> str:
    return at.astimezone(clock.OSLO).strftime(MINUTE) if at else ""


def _cells(line: reads.Line) -> list[Any]:
    row = line.row if line.read else None
    return [
        line.case.label,
        line.case.unit.name,
        line.case.category.name,
        _local(line.known_at),
        _local(line.due_at),
        ", ".join(gettext(HARMED_LABELS[each]) for each in line.harmed) if row else "",
        gettext(RISK_LABELS[row.risk]) if row else "",
        row.why if row else "",
        gettext(REPORTING_LABELS[row.reporting]) if row else gettext(REPORTING_LABELS[Reporting.LATER]),
        _local(row.reported_at) if row else "",
        row.reference if row else "",
        row.late_why if row else "",
        row.told if row else "",
    ]


@bp.get("/cases/<public_id>/breach")
@signed_in
def breach(public_id: str) -> str:
    """What stands of the breach, and the form to change it."""
    seen = _reading(public_id)
    line = reads.line_of(db.session(), seen.case)
    return _page(seen, _filled(line))


@bp.post("/cases/<public_id>/breach")
@signed_in
def save_breach(public_id: str) -> Answer:
    """Save it, and keep the decision."""
    form, actor = BreachForm(), current_actor()

    def work(session: Session) -> None:
        seen = queries.fetch(session, actor, public_id, lock=True)
        _permit(seen)
        row = reads.line_of(session, seen.case).row
        form.check_version(row.version if row else 0)
        service.assess_breach(session, actor, seen.case, _finding(form), now=clock.now())

    status = tried(form, work) if form.validate() else 400
    if status != 303:
        seen = _reading(public_id)
        row = reads.line_of(db.session(), seen.case).row
        form.version.data = str(row.version if row else 0)
        return _page(seen, form), status
    web.tell(N_("Vurderingen er lagret."))
    return back_to("cases.breach", public_id=public_id)


def _permit(seen: Seen) -> None:
    if not policy.may_assess_breach(current_actor(), seen.case, seen.ties):
        raise NotAllowedError(N_("Du kan se saken, men ikke gjøre dette med den."))


def _reading(public_id: str) -> Seen:
    seen = look(public_id, "breach")
    _permit(seen)
    return seen


def _finding(form: BreachForm) -> service.Finding:
    return service.Finding(
        known_at=_at(form.known_on.data, form.known_time.data),
        harmed=frozenset(Harmed(each) for each in form.harmed.data),
        risk=Risk(form.risk.data),
        why=form.why.data or "",
        reporting=Reporting(form.reporting.data),
        reported_at=_at(form.reported_on.data, form.reported_time.data) if form.reported_on.data else None,
        reference=form.reference.data or "",
        late_why=form.late_why.data or "",
        told=form.told.data or "",
    )


def _at(day: dt.date, time: dt.time | None) -> dt.datetime:
    return clock.at_local(day, time.hour if time else 12, time.minute if time else 0)


def _filled(line: reads.Line) -> BreachForm:
    known, row = line.known_at.astimezone(clock.OSLO), line.row
    told: dict[str, Any] = {"known_on": known.date(), "known_time": known.time(), "version": "0"}
    if row:
        sent = row.reported_at.astimezone(clock.OSLO) if row.reported_at else None
        told |= {"version": str(row.version), "harmed": [each.value for each in line.harmed]}
        told |= {"risk": row.risk.value, "why": row.why, "reporting": row.reporting.value}
        told |= {"reported_on": sent.date() if sent else None, "reported_time": sent.time() if sent else None}
        told |= {"reference": row.reference, "late_why": row.late_why, "told": row.told}
    return BreachForm(**told)


def _page(seen: Seen, form: BreachForm) -> str:
    session = db.session()
    return render_template(
        "cases/breach.html",
        form=form,
        label=seen.case.label,
        public_id=seen.case.public_id,
        line=reads.line_of(session, seen.case),
        log=reads.decisions(session, seen.case),
        now=clock.now(),
        risks=RISK_LABELS,
        reportings=REPORTING_LABELS,
    )

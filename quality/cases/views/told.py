"""What the forms for reporting tell, as the report that is registered."""

from __future__ import annotations

import datetime as dt

from quality.accounts.roles import Role
from quality.cases.defaults import UNSORTED
from quality.cases.forms.report import ImprovementForm, ReportForm, WhereForm
from quality.cases.kinds import CaseKind, Factor, Harm, Precision, Sender, Subtype
from quality.cases.services.register import Report
from quality.core import clock
from quality.core.text import N_, RefusedError

LONGEST_WAIT = dt.timedelta(days=30)


def harm_is_told(form: ReportForm) -> bool:
    """Whether how grave it was, and when, can be so; the form says what cannot."""
    if form.harm.data == Harm.YES and not form.severity.data:
        form.refuse(RefusedError(N_("Velg hvor alvorlig det var."), field="severity"))
    if (form.day.data or form.clock.data) and _moment(form)[0] > clock.now() + dt.timedelta(minutes=5):
        form.refuse(RefusedError(N_("Tidspunktet kan ikke være fram i tid."), field="day"))
    return not form.errors


def _moment(form: ReportForm) -> tuple[dt.datetime, Precision]:
    """When it happened and how exactly that is known; when it was written when nothing is said."""
    now = clock.now() - _ago(form)
    day, time = form.day.data, form.clock.data
    if time:
        return clock.at_local(day or clock.local_date(now), time.hour, time.minute), Precision.MINUTE
    if day and day != clock.local_date(now):
        return clock.at_local(day, 12), Precision.DAY
    return now, Precision.MINUTE


def _ago(form: ReportForm) -> dt.timedelta:
    """How long the report waited for a network, as the browser counts; never less than nothing, nor beyond reason."""
    said = form.ago.data or ""
    seconds = int(said) if said.isascii() and said.isdigit() and len(said) < 11 else 0
    return min(dt.timedelta(seconds=seconds), LONGEST_WAIT)


def deviation(form: ReportForm, unit_id: int) -> Report:
    """Something that went wrong, nearly did or may."""
    at, precision = _moment(form)
    return Report(
        kind=CaseKind.DEVIATION,
        description=form.text.data,
        unit_id=unit_id,
        harm=Harm(form.harm.data),
        severity=int(form.severity.data or 0),
        subtype=Subtype(form.subtype.data) if form.subtype.data else None,
        category=form.category.data or UNSORTED,
        place=_place(form),
        factors=tuple(Factor(value) for value in form.factors.data or ()),
        immediate_action=form.immediate_action.data or "",
        user_reference=form.user_reference.data or "",
        occurred_at=at,
        precision=precision,
        tell=tuple(Role(value) for value in form.tell.data or ()),
        confidential=_confidential(form),
        about_leader=form.about_leader.data,
        shielded=form.shield.data,
        once=_once(form),
    )


def improvement(form: ImprovementForm, unit_id: int) -> Report:
    """An idea, a change already made, or something that worked."""
    return Report(
        kind=CaseKind(form.kind.data),
        description=form.text.data,
        unit_id=unit_id,
        place=_place(form),
        before=form.before.data or "",
        gain=form.gain.data or "",
        confidential=_confidential(form),
        once=_once(form),
    )


def _place(form: WhereForm) -> str:
    return " ".join((form.place.data or "").split())


def _confidential(form: WhereForm) -> bool:
    return bool(form.sender.data == Sender.CONFIDENTIAL)


def _once(form: WhereForm) -> str | None:
    return form.once.data or None

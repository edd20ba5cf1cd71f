"""Doors of where a report was taken up and what was decided there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.queries import person_by_public_id, staff_of
from quality.accounts.roles import Act, Actor
from quality.cases.kinds import Strength
from quality.core import clock, web
from quality.core.db import Session, db, transaction
from quality.core.forms import Form
from quality.core.text import N_, ConflictError, RefusedError
from quality.core.web import back_to
from quality.patterns.queries.people import possible_owners
from quality.reports import policy
from quality.reports.forms import DecisionForm, MeetingForm, OutcomeForm, SelectChoice
from quality.reports.models import Report
from quality.reports.queries import listing, meetings
from quality.reports.services import taken_up
from quality.reports.views.blueprint import bp, title_of

Answer = Response | str | tuple[str, int]
Work = Callable[[Session, Actor, Report], Any]


@bp.get("/<public_id>/meetings/new")
@needs(Act.REPORT_WRITE)
def new_meeting(public_id: str) -> str:
    """Where was it taken up?"""
    return _page(_report(public_id), MeetingForm(), N_("Tatt opp"))


@bp.post("/<public_id>/meetings/new")
@needs(Act.REPORT_WRITE)
def take_up(public_id: str) -> Answer:
    """Write it down."""
    form = MeetingForm()

    def work(session: Session, actor: Actor, report: Report) -> None:
        said = taken_up.Meeting(
            form.forum.data or "", form.held_on.data, form.text.data or "", form.once.data or None
        )
        taken_up.take_up(session, actor, report, said, now=clock.now())

    return _done(public_id, form, N_("Tatt opp"), N_("Det er skrevet ned."), work)


@bp.get("/<public_id>/meetings/<meeting_id>/decisions/new")
@needs(Act.REPORT_WRITE)
def new_decision(public_id: str, meeting_id: str) -> str:
    """What was decided, who does it, and by when?"""
    report = _report(public_id)
    meetings.meeting(db.session(), report, meeting_id)
    return _page(report, _decision_form(report), N_("Ny beslutning"))


@bp.post("/<public_id>/meetings/<meeting_id>/decisions/new")
@needs(Act.REPORT_WRITE)
def decide(public_id: str, meeting_id: str) -> Answer:
    """Make it a measure."""
    form = _decision_form(_report(public_id))

    def work(session: Session, actor: Actor, report: Report) -> None:
        made = taken_up.Decision(
            form.title.data or "",
            person_by_public_id(session, form.owner.data),
            form.due_on.data,
            Strength(form.strength.data),
            form.once.data or None,
        )
        row = meetings.meeting(session, report, meeting_id)
        taken_up.decide(session, actor, report, row, made, now=clock.now())

    return _done(
        public_id,
        form,
        N_("Ny beslutning"),
        N_("Beslutningen er et tiltak nå. Den som eier det, får vite det."),
        work,
    )


@bp.post("/<public_id>/measures/<measure_id>/<any(finish, drop):verb>")
@needs(Act.REPORT_READ)
def move_measure(public_id: str, measure_id: str, verb: str) -> Response:
    """A decision is carried out, or will not be."""
    actor = current_actor()
    with transaction() as session:
        report = listing.fetch(session, actor, public_id)
        measure = meetings.measure(session, report, measure_id)
        taken_up.move_measure(session, actor, report, measure, verb, "", now=clock.now())
    web.tell(N_("Tiltaket er oppdatert."))
    return back_to("reports.show", public_id=public_id, _anchor="taken-up")


@bp.get("/<public_id>/measures/<measure_id>/outcome")
@needs(Act.REPORT_WRITE)
def outcome(public_id: str, measure_id: str) -> str:
    """Did it work?"""
    report = _report(public_id)
    measure = meetings.measure(db.session(), report, measure_id)
    return _page(report, OutcomeForm(), N_("Virket tiltaket?"), measure.title)


@bp.post("/<public_id>/measures/<measure_id>/outcome")
@needs(Act.REPORT_WRITE)
def judge(public_id: str, measure_id: str) -> Answer:
    """Keep what shows it."""
    form = OutcomeForm()

    def work(session: Session, actor: Actor, report: Report) -> None:
        measure = meetings.measure(session, report, measure_id)
        verb, text = form.verb.data, form.text.data or ""
        taken_up.move_measure(session, actor, report, measure, verb, text, now=clock.now())

    return _done(public_id, form, N_("Virket tiltaket?"), N_("Vurderingen er lagret."), work)


def _report(public_id: str) -> Report:
    return listing.fetch_for(db.session(), current_actor(), public_id, "take_up")


def _decision_form(report: Report) -> DecisionForm:
    """Owners are those who may read the report."""
    form = DecisionForm()
    people = possible_owners(db.session(), clock.local_date(clock.now()))
    if report.kind in policy.OF_UNIT:
        people = staff_of(db.session(), frozenset({report.unit_id}))
    form.owner.choices = [
        SelectChoice("", gettext("Velg")),
        *(SelectChoice(person.public_id, person.name) for person in people),
    ]
    return form


def _page(report: Report, form: Form, heading: str, lead: str = "") -> str:
    return render_template(
        "reports/form.html", report=report, form=form, heading=heading, lead=lead, title=title_of(report)
    )


def _done(public_id: str, form: Form, heading: str, receipt: str, work: Work) -> Answer:
    actor, report = current_actor(), _report(public_id)
    if not form.validate_on_submit():
        return _page(report, form, heading), 422
    try:
        with transaction() as session:
            work(session, actor, listing.fetch_for(session, actor, public_id, "take_up"))
    except RefusedError as error:
        form.refuse(error)
        return _page(report, form, heading), 409 if isinstance(error, ConflictError) else 422
    web.tell(receipt)
    return back_to("reports.show", public_id=public_id, _anchor="taken-up")

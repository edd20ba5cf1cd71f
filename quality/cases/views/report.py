"""The two doors in: what is asked, and what is asked about before it is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.cases.compose.channels import ALWAYS_ASKED, Channel, told_of
from quality.cases.compose.masking import id_numbers
from quality.cases.compose.people import hide_people
from quality.cases.forms.parts import offer
from quality.cases.forms.report import ImprovementForm, ReportForm, WhereForm
from quality.cases.models.case import Case
from quality.cases.queries import intake as privacy
from quality.cases.queries import mine
from quality.cases.queries.drafts import draft
from quality.cases.queries.telling import people_told
from quality.cases.services.drafts import delete_draft, drop_draft, keep_draft
from quality.cases.services.files import attach, drop_held
from quality.cases.services.register import Report, register_case
from quality.cases.services.timing import note_time
from quality.cases.views import channels, files
from quality.cases.views.blueprint import bp, tried
from quality.cases.views.names import category_name
from quality.cases.views.told import deviation, harm_is_told, improvement
from quality.core import clock
from quality.core.db import Session, db, transaction
from quality.core.text import N_, clean
from quality.core.web import TEXT_LIMIT, argument, back_to, tell

Answer = str | Response | tuple[str, int]


@bp.get("/report")
@needs(Act.CASE_REPORT)
def report() -> Answer:
    """Ask the three questions."""
    if request.args.get("kind") == "improvement":
        return redirect(url_for("cases.improve"))
    if kept := argument("draft"):
        return _go_on(kept)
    return _ask("cases/report.html", _led_here(ReportForm()))


@bp.post("/report")
@needs(Act.CASE_REPORT)
def send_report() -> Answer:
    """Register a deviation."""
    form = ReportForm()
    if unwanted := request.form.get("drop"):
        return _without(form, "cases/report.html", unwanted)
    if request.form.get("discard"):
        return _discard(form)
    fields = ("text", "immediate_action", "user_reference", "place")
    _hide_people(form, *fields)
    if found := _elsewhere(form, *fields):
        return _ask("cases/report.html", form, found=found), 400
    if request.form.get("save"):
        return _keep(form, "report")
    well = form.validate() and harm_is_told(form)
    if not files.hold(form) or not well:
        return _ask("cases/report.html", form), 400
    if warn := _people(form, *fields):
        return _ask("cases/report.html", form, warn), 400
    return _send(form, "cases/report.html", deviation)


@bp.get("/report/improvement")
@needs(Act.CASE_REPORT)
def improve() -> Answer:
    """Ask what is better or could be."""
    return _ask("cases/improve.html", _led_here(ImprovementForm()))


@bp.post("/report/improvement")
@needs(Act.CASE_REPORT)
def send_improvement() -> Answer:
    """Register an idea, an improvement or something that worked."""
    form = ImprovementForm()
    if unwanted := request.form.get("drop"):
        return _without(form, "cases/improve.html", unwanted)
    if request.form.get("discard"):
        return _discard(form)
    fields = ("text", "before", "gain", "place")
    _hide_people(form, *fields)
    if found := _elsewhere(form, *fields):
        return _ask("cases/improve.html", form, found=found), 400
    if request.form.get("save"):
        return _keep(form, "improve")
    well = form.validate()
    if not files.hold(form) or not well:
        return _ask("cases/improve.html", form), 400
    if warn := _people(form, *fields):
        return _ask("cases/improve.html", form, warn), 400
    return _send(form, "cases/improve.html", improvement)


def _led_here(form: WhereForm) -> WhereForm:
    """What the address that led here already says: a poster knows the unit and the place, a tally the category."""
    form.unit.data = argument("unit") or None
    form.place.data = argument("place")
    if isinstance(form, ReportForm):
        form.category.data, form.harm.data = argument("category", 12) or None, argument("harm", 8) or None
    return form


def _without(form: WhereForm, template: str, file_id: str) -> Answer:
    """Take a file off the form, and keep all the rest of it."""
    files.hold(form)
    files.drop(file_id)
    return _ask(template, form)


NOT_KEPT = frozenset(
    {"csrf_token", "once", "opened", "warned", "shown", "numbers", "save", "drop", "owner", "ago"}
)


def _keep(form: WhereForm, door: str) -> Answer:
    """Keep what stands in the form for later; nothing is asked of a draft."""
    fields = {
        name: [clean(value, TEXT_LIMIT) for value in values]
        for name, values in request.form.lists()
        if name in form and name not in NOT_KEPT
    }
    template = f"cases/{door}.html"

    def work(session: Session) -> None:
        keep_draft(session, current_actor(), form.key, door, fields, now=clock.now())

    if not files.hold(form) or tried(form, work) != 303:
        return _ask(template, form), 400
    tell(N_("Kladden er lagret. Den ligger her i 30 dager."))
    return back_to("cases.mine", sent=form.key)


def _go_on(public_id: str) -> Answer:
    """The form as it was kept."""
    row = draft(db.session(), current_actor(), public_id)
    kind = ReportForm if row.door == "report" else ImprovementForm
    kept: MultiDict[str, str] = MultiDict(
        (name, value) for name, values in row.fields.items() for value in values
    )
    kept["once"] = row.form
    return _ask(f"cases/{row.door}.html", kind(kept))


@bp.post("/report/drafts/<public_id>/delete")
@needs(Act.CASE_REPORT)
def remove_draft(public_id: str) -> Response:
    """Delete a draft."""
    with transaction() as session:
        delete_draft(session, current_actor(), draft(session, current_actor(), public_id))
    tell(N_("Kladden er slettet."))
    return back_to("cases.mine")


def _discard(form: WhereForm) -> Answer:
    """Forget what came with a form that belongs elsewhere; nothing else of it was kept."""
    with transaction() as session:
        drop_held(session, current_actor(), form.key)
        drop_draft(session, current_actor(), form.key)
    tell(N_("Det du skrev er slettet."))
    return back_to("cases.where_to", sent=form.key)


def _elsewhere(form: WhereForm, *names: str) -> list[Channel]:
    """The channels to ask about once before anything is stored; the lighter ones unless the page has shown them."""
    if form.belongs.data:
        return []
    shown = set((form.shown.data or "").splitlines())
    service = mine.service_of(db.session(), form.unit.data, current_actor().unit_id)
    found = told_of("\n".join(_texts(form, *names)), service)
    return [channel for channel in found if channel in ALWAYS_ASKED or channel not in shown]


def _ask(template: str, form: WhereForm, warn: Sequence[str] = (), found: Sequence[Channel] = ()) -> str:
    session, actor = db.session(), current_actor()
    units = mine.report_units(session, clock.local_date(clock.now()))
    own = next((unit for unit in units if unit.id == actor.unit_id), None)
    form.unit.choices = offer((unit.public_id, unit.name) for unit in units)
    chosen = next((unit for unit in units if unit.public_id == form.unit.data), own)
    if chosen is None:
        form.unit.choices[:0] = offer([("", gettext("Velg"))])
    else:
        form.unit.data = chosen.public_id
    unit_id = chosen.id if chosen else actor.unit_id
    places = mine.places_in(session, actor, unit_id)
    if isinstance(form, ReportForm):
        mains = mine.main_categories(session, unit_id)
        form.category.choices = offer((code, category_name(name)) for code, name in mains)
    ways = privacy.ways(session, unit_id, clock.local_date(clock.now()))
    if ways.confidant is None:
        form.sender.choices = form.sender.choices[:1]
    context = {
        "form": form,
        "chosen": chosen,
        "places": places,
        "warn": warn,
        "plain": [each for each in warn if not id_numbers(each)],
        "ways": ways,
        "held": files.held(form),
        "found": found,
        "lost": any(each.filename for each in request.files.values()),
        **channels.ways(),
    }
    return render_template(template, **context)


def _hide_people(form: WhereForm, *names: str) -> None:
    """Do what the reporter chose with what points at a person."""
    if form.numbers.data == "hide":
        found = people_told(db.session(), *_texts(form, *names))
        for name in names:
            form[name].data = hide_people(form[name].data or "", found)


def _people(form: WhereForm, *names: str) -> list[str]:
    """What to ask about once before it is stored: id numbers always, the rest unless the page has warned of it."""
    if form.numbers.data == "keep":
        return []
    warned = set((form.warned.data or "").splitlines())
    found = people_told(db.session(), *_texts(form, *names))
    return [each for each in found if id_numbers(each) or each not in warned]


def _texts(form: WhereForm, *names: str) -> list[str]:
    return [form[name].data or "" for name in names]


def _send(form: WhereForm, template: str, read: Callable[[Any, int], Report]) -> Answer:
    actor, made = current_actor(), list[Case]()

    def work(session: Session) -> None:
        now = clock.now()
        unit = mine.report_unit(session, actor, form.unit.data, clock.local_date(now))
        told = read(form, unit.id)
        lately = mine.told_lately(session, actor, unit.id, told.description, now)
        made.append(lately or register_case(session, actor, told, now=now))
        attach(session, actor, form.key, made[0])
        drop_draft(session, actor, form.key)
        if lately is None:
            note_time(session, form.opened.data or "", now=now)

    if tried(form, work) != 303:
        return _ask(template, form), 400
    return back_to("cases.receipt", public_id=made[0].public_id, sent=form.once.data or None)

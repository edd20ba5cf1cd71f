"""The two doors in, and the receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.queries import leaders_of
from quality.accounts.roles import Act, Role
from quality.cases.compose.channels import ALWAYS_ASKED, GRAVE, Channel, clocks, told_of
from quality.cases.compose.masking import id_numbers
from quality.cases.compose.people import hide_people
from quality.cases.defaults import UNSORTED
from quality.cases.forms.parts import offer
from quality.cases.forms.report import ImprovementForm, ReportForm, WhereForm
from quality.cases.kinds import CaseKind, Factor, Harm, Level, Precision, Sender, Subtype
from quality.cases.models.case import Case
from quality.cases.queries import fetch_for, mine
from quality.cases.queries import intake as privacy
from quality.cases.queries.drafts import draft
from quality.cases.queries.people import leaders_to_tell
from quality.cases.queries.telling import people_told, suggested
from quality.cases.services.assess import sort_by_reporter
from quality.cases.services.drafts import delete_draft, drop_draft, keep_draft
from quality.cases.services.files import attach, drop_held
from quality.cases.services.register import Report, register_case
from quality.cases.services.timing import note_time
from quality.cases.views import channels, files
from quality.cases.views.blueprint import bp, look, tried
from quality.cases.views.calls import calls_for
from quality.cases.views.names import category_name
from quality.cases.views.similar import like
from quality.core import clock
from quality.core.db import Session, db, transaction
from quality.core.text import N_, NotVisibleError, RefusedError, clean
from quality.core.web import TEXT_LIMIT, argument, back_to, tell
from quality.organisation.queries import leader_title

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
    well = form.validate() and _harm_is_told(form)
    if not files.hold(form) or not well:
        return _ask("cases/report.html", form), 400
    if warn := _people(form, *fields):
        return _ask("cases/report.html", form, warn), 400
    return _send(form, "cases/report.html", _deviation)


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
    return _send(form, "cases/improve.html", _improvement)


@bp.get("/cases/<public_id>/receipt")
@needs(Act.CASE_REPORT)
def receipt(public_id: str) -> str:
    """Number, who got it, and what happens next."""
    seen = look(public_id, "receipt", Level.TEXT)
    if seen.case.reporter_id != current_actor().id:
        raise NotVisibleError(public_id)
    session = db.session()
    leaders = leaders_to_tell(session, seen.case, clock.local_date(clock.now()))
    led = leaders == leaders_of(session, seen.case.unit, clock.local_date(clock.now()))
    title = leader_title(session, seen.case.unit) if led else ""
    return render_template(
        "cases/receipt.html",
        case=seen.case,
        leaders=leaders,
        title=title,
        led=led,
        calls=calls_for(seen.case),
        categories=_unsorted(seen.case),
        like=like(seen.case.description, seen.case.unit_id, seen.case.category.code, seen.case.id),
        clocks=clocks(seen.case.severity, seen.case.category.branch)
        if seen.case.kind is CaseKind.DEVIATION
        else [],
        grave=seen.case.severity >= GRAVE,
        **channels.ways(),
    )


@bp.post("/cases/<public_id>/sort")
@needs(Act.CASE_REPORT)
def sort(public_id: str) -> Response:
    """The reporter confirms what the case is about."""
    actor, code = current_actor(), request.form.get("category", "")
    with transaction() as session:
        seen = fetch_for(session, actor, public_id, Act.CASE_JUDGE, lock=True)
        sort_by_reporter(session, actor, seen.case, code[:12], now=clock.now())
    return back_to("cases.receipt", public_id=public_id)


def _unsorted(case: Case) -> list[tuple[str, str]]:
    """What a deviation that nobody has sorted may be about."""
    if case.kind is not CaseKind.DEVIATION or case.category.code != UNSORTED:
        return []
    return suggested(db.session(), case.description, case.unit_id)


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
    service = mine.service_of(db.session(), current_actor(), form.unit.data)
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


def _harm_is_told(form: ReportForm) -> bool:
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


LONGEST_WAIT = dt.timedelta(days=30)


def _ago(form: ReportForm) -> dt.timedelta:
    """How long the report waited for a network, as the browser counts; never less than nothing, nor beyond reason."""
    said = form.ago.data or ""
    seconds = int(said) if said.isascii() and said.isdigit() and len(said) < 11 else 0
    return min(dt.timedelta(seconds=seconds), LONGEST_WAIT)


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


def _deviation(form: ReportForm, unit_id: int) -> Report:
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


def _improvement(form: ImprovementForm, unit_id: int) -> Report:
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

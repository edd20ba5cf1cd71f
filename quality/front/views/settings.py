"""Settings: what is left to do, the municipality itself, and deadlines."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, abort, current_app, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.cases.defaults import DEADLINES, STEPS
from quality.cases.kinds.grave import RECURRENCE_LABELS, SEVERITY_LABELS
from quality.cases.queries.settings import deadlines as all_deadlines
from quality.cases.queries.settings import priority_table
from quality.cases.services import settings as case_settings
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.forms import Form, VersionedForm
from quality.core.svg import safe_svg
from quality.core.text import N_, ConflictError, RefusedError
from quality.core.web import back_to, open_to_all
from quality.front.forms.settings import DeadlineForm, PlaceForm, PriorityForm
from quality.front.kinds import STEP_GROUPS, STEP_LABELS
from quality.front.queries.settings import first_run
from quality.organisation.models import Municipality
from quality.organisation.queries import municipality
from quality.organisation.services.place import Choices, change_place

bp = Blueprint("settings", __name__)

BAD = 422
ARMS_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@bp.get("/settings")
@needs(Act.SETUP_READ)
def index() -> str:
    """What there is for the reader to set up, and how far it has come."""
    config = current_app.extensions["loft"]
    tasks = first_run(db.session(), current_actor(), clock.now(), bool(config.smtp_url))
    known = [task for task in tasks if task.endpoint in current_app.view_functions]
    return render_template("settings/index.html", tasks=known, done=sum(task.done for task in known))


@bp.get("/arms.svg")
@open_to_all
def arms() -> Response:
    """The municipality's arms, which everybody sees on the sign-in page."""
    place = municipality(db.session())
    if place is None or not place.arms_svg:
        abort(404)
    answer = Response(place.arms_svg, mimetype="image/svg+xml")
    answer.headers["Content-Security-Policy"] = ARMS_POLICY
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


def _place() -> Municipality:
    place = municipality(db.session())
    if place is None:
        abort(404)
    return place


@bp.get("/settings/place")
@needs(Act.SETTINGS_MANAGE)
def place_page() -> str:
    """Name, language, on-call phone and arms."""
    form = PlaceForm(obj=_place())
    form.version.data = str(_place().version)
    return render_template("settings/place.html", form=form, place=_place(), meanwhile=[])


@bp.post("/settings/place")
@needs(Act.SETTINGS_MANAGE)
def save_place() -> BaseResponse | tuple[str, int]:
    """Store them."""
    place, form = _place(), PlaceForm()
    code, meanwhile = BAD, []
    if form.validate_on_submit():
        try:
            form.check_version(place.version)
            upload = form.arms.data
            drawn = safe_svg(upload.read()) if upload else None
            choices = Choices(form.name.data or "", form.language.data, form.on_call_phone.data or "", drawn)
            with transaction() as session:
                change_place(session, current_actor().id, place, choices, now=clock.now())
        except ConflictError as error:
            values = {"name": place.name, "language": place.language, "on_call_phone": place.on_call_phone}
            meanwhile, code = form.clash(error, place.version, values), 409
        except RefusedError as error:
            form.refuse(error)
        else:
            web.tell(N_("Lagret."))
            return back_to("settings.place_page")
    return render_template("settings/place.html", form=form, place=place, meanwhile=meanwhile), code


def _deadline_values() -> dict[str, str]:
    rows = all_deadlines(db.session())
    days = {f"{step}_{priority}": str(row.days) for (step, priority), row in sorted(rows.items())}
    return days | {
        f"{step}_days": str(int(rows[step, 0].calendar_days)) for step in STEPS if (step, 0) in rows
    }


def _fingerprint(values: dict[str, str]) -> str:
    return hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()[:12]


def _tell_clash(form: VersionedForm, values: dict[str, str]) -> None:
    """Say at each field what stands there now where somebody else was first."""
    for name, value in values.items():
        if str(form[name].data) != value:
            form[name].errors = [gettext(N_("Her står det nå %(days)s."), days=value)]
    form.version.data = _fingerprint(values)


@bp.get("/settings/deadlines")
@needs(Act.SETTINGS_MANAGE)
def deadlines_page() -> str:
    """How many days each step may take."""
    values = _deadline_values()
    form = DeadlineForm(
        data={name: value if name.endswith("_days") else int(value) for name, value in values.items()}
    )
    form.version.data = _fingerprint(values)
    return _deadlines(form)


@bp.post("/settings/deadlines")
@needs(Act.SETTINGS_MANAGE)
def save_deadlines() -> BaseResponse | tuple[str, int]:
    """Store them; cases under way keep the dates they have."""
    values, form = _deadline_values(), DeadlineForm()
    if not form.validate_on_submit():
        return _deadlines(form), BAD
    if form.version.data != _fingerprint(values):
        _tell_clash(form, values)
        return _deadlines(form), 409
    days = {(step, level): form[f"{step}_{level}"].data for step in DEADLINES for level in range(5)}
    calendar = {step: form[f"{step}_days"].data == "1" for step in STEPS}
    with transaction() as session:
        case_settings.change_deadlines(session, current_actor(), days, calendar, now=clock.now())
    web.tell(N_("Fristene er lagret. De gjelder saker som meldes fra nå av."))
    return back_to("settings.deadlines_page")


def _deadlines(form: Form) -> str:
    return render_template(
        "settings/deadlines.html",
        form=form,
        groups=STEP_GROUPS,
        steps=STEP_LABELS,
        counted=STEPS,
        severities=SEVERITY_LABELS,
    )


def _priority_values() -> dict[str, str]:
    table = priority_table(db.session())
    return {f"cell_{row}_{column}": str(table[row][column - 1]) for row in range(5) for column in range(1, 6)}


@bp.get("/settings/priority")
@needs(Act.SETTINGS_MANAGE)
def priority_page() -> str:
    """Which priority follows from possible harm and recurrence."""
    values = _priority_values()
    form = PriorityForm(data=values)
    form.version.data = _fingerprint(values)
    return _priorities(form)


@bp.post("/settings/priority")
@needs(Act.SETTINGS_MANAGE)
def save_priority() -> BaseResponse | tuple[str, int]:
    """Store the table; cases keep their priority until they are assessed again."""
    values, form = _priority_values(), PriorityForm()
    if not form.validate_on_submit():
        return _priorities(form), BAD
    if form.version.data != _fingerprint(values):
        _tell_clash(form, values)
        return _priorities(form), 409
    cells = {
        (row, column): int(form[f"cell_{row}_{column}"].data) for row in range(5) for column in range(1, 6)
    }
    with transaction() as session:
        case_settings.change_priorities(session, current_actor(), cells, now=clock.now())
    web.tell(N_("Tabellen er lagret. Den gjelder saker som vurderes fra nå av."))
    return back_to("settings.priority_page")


def _priorities(form: Form) -> str:
    return render_template(
        "settings/priority.html", form=form, severities=SEVERITY_LABELS, recurrences=RECURRENCE_LABELS
    )

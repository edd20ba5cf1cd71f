"""Pages for the tree of units."""

from __future__ import annotations

from typing import TypeVar

from flask import Blueprint, current_app, render_template, request, url_for
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.queries import names
from quality.accounts.roles import Act
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.history import entries_of
from quality.core.text import N_, ConflictError, RefusedError, clean_line
from quality.core.web import back_to
from quality.front.forms.settings import CloseForm, MoveForm, NewUnitForm, UnitForm, pairs
from quality.front.kinds import UNIT_ACT_LABELS
from quality.front.queries.settings import leaderless
from quality.organisation.kinds import LEVEL_LABELS, SERVICE_LABELS, Service, UnitLevel
from quality.organisation.models import Unit
from quality.organisation.queries import depth, open_units, tree, unit_choices, unit_for_settings
from quality.organisation.services import units
from quality.organisation.services.units import UnitDetails

bp = Blueprint("units", __name__, url_prefix="/settings/units")

BAD = 422
AnyForm = TypeVar("AnyForm", NewUnitForm, MoveForm)
UNIT = "<string(maxlength=22):public_id>"


@bp.get("")
@needs(Act.UNITS_MANAGE)
def index() -> str:
    """The whole tree."""
    session, today = db.session(), clock.local_date(clock.now())
    return render_template(
        "settings/units.html",
        units=tree(session),
        depth=depth,
        today=today,
        leaderless={row.unit.id for row in leaderless(session, open_units(session, today), today)},
        levels=LEVEL_LABELS,
        services=SERVICE_LABELS,
        import_url=url_for("imports.index") if "imports.index" in current_app.view_functions else "",
    )


@bp.get("/new")
@needs(Act.UNITS_MANAGE)
def new() -> str:
    """Add a unit, below the one that the address names."""
    form = _with_parents(NewUnitForm(), None)
    form.parent.data = request.args.get("under", "")[:22]
    return render_template("settings/unit_new.html", form=form)


@bp.post("/new")
@needs(Act.UNITS_MANAGE)
def add() -> Response | tuple[str, int]:
    """Store the new unit."""
    form = _with_parents(NewUnitForm(), None)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                parent = unit_for_settings(session, form.parent.data)
                details = _details(form, UnitLevel(form.level.data))
                code = form.code.data or ""
                units.add_unit(session, current_actor().id, parent, code, details, now=clock.now())
        except RefusedError as error:
            form.refuse(error)
        else:
            web.tell(N_("%(name)s er lagt til."), name=details.name)
            return back_to("units.index")
    return render_template("settings/unit_new.html", form=form), BAD


@bp.get(f"/{UNIT}")
@needs(Act.UNITS_MANAGE)
def show(public_id: str) -> str:
    """Change, move or close a unit."""
    return _page(unit_for_settings(db.session(), public_id))


@bp.post(f"/{UNIT}")
@needs(Act.UNITS_MANAGE)
def change(public_id: str) -> Response | tuple[str, int]:
    """Store what a unit is."""
    unit, form = unit_for_settings(db.session(), public_id), UnitForm()
    code, meanwhile = BAD, []
    if form.validate_on_submit():
        try:
            form.check_version(unit.version)
            with transaction() as session:
                units.change_unit(
                    session, current_actor().id, unit, _details(form, unit.level), now=clock.now()
                )
        except ConflictError as error:
            values = {"name": unit.name, "service": unit.service or "", "fte": str(unit.fte or "")}
            meanwhile, code = form.clash(error, unit.version, values), 409
        except RefusedError as error:
            form.refuse(error)
        else:
            web.tell(N_("Lagret."))
            return back_to("units.show", public_id=public_id)
    return _page(unit, form=form, meanwhile=meanwhile), code


@bp.post(f"/{UNIT}/move")
@needs(Act.UNITS_MANAGE)
def move(public_id: str) -> Response | tuple[str, int]:
    """Put the unit under another."""
    unit = unit_for_settings(db.session(), public_id)
    form = _with_parents(MoveForm(prefix="move-"), unit)
    code = BAD
    if form.validate_on_submit():
        try:
            form.check_version(unit.version)
            with transaction() as session:
                parent = unit_for_settings(session, form.parent.data)
                units.move_unit(session, current_actor().id, unit, parent, now=clock.now())
        except RefusedError as error:
            form.refuse(error)
            code = 409 if isinstance(error, ConflictError) else BAD
        else:
            web.tell(N_("Enheten er flyttet."))
            return back_to("units.show", public_id=public_id)
    return _page(unit, move_form=form), code


@bp.post(f"/{UNIT}/close")
@needs(Act.UNITS_MANAGE)
def close(public_id: str) -> Response | tuple[str, int]:
    """Close the unit from a day on."""
    unit, form = unit_for_settings(db.session(), public_id), CloseForm(prefix="close-")
    code = BAD
    if form.validate_on_submit():
        try:
            form.check_version(unit.version)
            with transaction() as session:
                units.close_unit(session, current_actor().id, unit, form.closed_on.data, now=clock.now())
        except RefusedError as error:
            form.refuse(error)
            code = 409 if isinstance(error, ConflictError) else BAD
        else:
            web.tell(N_("Enheten legges ned. Sakene blir stående på den."))
            return back_to("units.show", public_id=public_id)
    return _page(unit, close_form=form), code


@bp.post(f"/{UNIT}/reopen")
@needs(Act.UNITS_MANAGE)
def reopen(public_id: str) -> Response:
    """Open the unit again."""
    with transaction() as session:
        unit = unit_for_settings(session, public_id)
        units.close_unit(session, current_actor().id, unit, None, now=clock.now())
    web.tell(N_("Enheten er åpen igjen."))
    return back_to("units.show", public_id=public_id)


def _with_parents(form: AnyForm, unit: Unit | None) -> AnyForm:
    rows = unit_choices(db.session(), clock.local_date(clock.now()))
    allowed = [row for row in rows if unit is None or not row.path.startswith(unit.path)]
    form.parent.choices = pairs((row.public_id, "– " * depth(row) + row.name) for row in allowed)
    if unit is not None and unit.parent is not None and not form.is_submitted():
        form.parent.data = unit.parent.public_id
    return form


def _details(form: UnitForm, level: UnitLevel) -> UnitDetails:
    service = Service(form.service.data) if form.service.data else None
    return UnitDetails(clean_line(form.name.data or "", 120), level, service, form.fte.data)


def _page(
    unit: Unit,
    form: UnitForm | None = None,
    move_form: MoveForm | None = None,
    close_form: CloseForm | None = None,
    meanwhile: list[tuple[str, str]] | None = None,
) -> str:
    session = db.session()
    story = entries_of(session, "unit", unit.id)
    wrong = form or move_form or close_form
    form = form or _filled(unit)
    move_form = move_form or _with_parents(MoveForm(prefix="move-", version=str(unit.version)), unit)
    close_form = close_form or CloseForm(prefix="close-", version=str(unit.version))
    return render_template(
        "settings/unit.html",
        unit=unit,
        form=form,
        move_form=move_form,
        close_form=close_form,
        wrong=wrong or form,
        meanwhile=meanwhile or [],
        levels=LEVEL_LABELS,
        today=clock.local_date(clock.now()),
        story=list(reversed(story)),
        names=names(session, {entry.actor_id for entry, _ in story}),
        acts=UNIT_ACT_LABELS,
    )


def _filled(unit: Unit) -> UnitForm:
    form = UnitForm(obj=unit)
    form.service.data, form.version.data = unit.service or "", str(unit.version)
    return form

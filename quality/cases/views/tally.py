"""The tally sheet, one tap each, and the board of the day and the month."""

from __future__ import annotations

import datetime as dt

from flask import jsonify, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs, signed_in
from quality.accounts.roles import Act
from quality.cases import policy
from quality.cases.compose.board import MARK_LABELS, MARK_SIGNS, Mark, shift_at
from quality.cases.compose.filters import read_day
from quality.cases.defaults import SHIFT_HOURS, SHIFT_SERVICES
from quality.cases.forms.parts import offer
from quality.cases.forms.tally import TallyForm
from quality.cases.kinds import SHIFT_LABELS, Shift
from quality.cases.models.tally import Tally
from quality.cases.queries import mine, posters, tally
from quality.cases.services import tally as counting
from quality.cases.services.tally import Told
from quality.cases.views.blueprint import bp, tried
from quality.core import clock, speech, web
from quality.core.db import Session, db, transaction
from quality.core.text import N_
from quality.core.web import argument, back_to
from quality.organisation.models import Unit

Answer = str | Response | tuple[str, int] | tuple[Response, int]
REFRESH_SECONDS = 60


@bp.get("/tally")
@needs(Act.CASE_REPORT)
def tally_sheet() -> Answer:
    """The sheet of a unit: a tap counts one."""
    form = TallyForm(request.args)
    return _sheet(form, argument("last", 40))


@bp.post("/tally")
@needs(Act.CASE_REPORT)
def tally_one() -> Answer:
    """Count one, for a page or for the script that spares it."""
    form, made = TallyForm(), list[Tally]()
    actor = current_actor()

    def work(session: Session) -> None:
        now = clock.now()
        unit = mine.report_unit(session, actor, form.unit.data, clock.local_date(now))
        made.append(counting.count_one(session, actor, unit, _told(form, unit), now=now))

    status = tried(form, work) if form.validate() else 400
    if _by_script():
        return _said(form, made[0]) if status == 303 else _refused(form, status)
    if status != 303:
        return _sheet(form), status
    kept = {"shift": form.shift.data or None, "place": made[0].place or None}
    day = made[0].day.isoformat() if form.day.data else None
    return back_to("cases.tally_sheet", unit=form.unit.data or None, last=made[0].public_id, day=day, **kept)


@bp.post("/tally/undo")
@needs(Act.CASE_REPORT)
def tally_undo() -> Answer:
    """Take back what one has just counted."""
    with transaction() as session:
        row = counting.undo(session, request.form.get("counted", "")[:40], now=clock.now())
        unit, type_id, day = row.unit, row.type.public_id, row.day
    if _by_script():
        return jsonify(today=_today(unit, day, type_id), said=gettext("Tatt tilbake."))
    web.tell(N_("Tatt tilbake."))
    return back_to("cases.tally_sheet", unit=unit.public_id)


@bp.post("/tally/remove")
@needs(Act.CASE_HANDLE)
def tally_remove() -> Response:
    """The leader corrects a figure."""
    with transaction() as session:
        row = counting.remove(session, current_actor(), request.form.get("counted", "")[:40], now=clock.now())
        unit = row.unit.public_id
    web.tell(N_("Tatt bort. Tavla er rettet."))
    return back_to("cases.board", unit=unit)


@bp.get("/board")
@signed_in
def board() -> str:
    """The day's and the month's board, for the morning meeting and for paper."""
    unit = tally.board_unit(db.session(), current_actor(), argument("unit", 40))
    units = tally.board_units(db.session(), current_actor(), clock.local_date(clock.now()))
    since = clock.local_date(clock.now()) - dt.timedelta(counting.BACK_DAYS)
    latest = tally.latest(db.session(), current_actor(), unit, since, web.language())
    leads = unit.id in current_actor().reach(Act.CASE_HANDLE)
    return render_template(
        "cases/board.html", leads=leads, units=units, latest=latest, shifts=SHIFT_LABELS, **_board(unit)
    )


@bp.get("/board/wall")
@signed_in
def wall() -> str:
    """The same for a screen on the wall: large, without anybody's words, and always fresh."""
    unit = tally.board_unit(db.session(), current_actor(), argument("unit", 40))
    return render_template("cases/wall.html", seconds=REFRESH_SECONDS, **_board(unit))


def _board(unit: Unit) -> dict[str, object]:
    now = clock.now()
    today = clock.local_date(now)
    month = clock.month_start(read_day(argument("month", 7), last=False) or today)
    found = tally.board(db.session(), current_actor(), unit, month, now, web.language())
    return {
        "board": found,
        "unit": unit,
        "month": month,
        "before": clock.month_start(month - dt.timedelta(1)),
        "after": clock.month_start(month + dt.timedelta(31)) if month < clock.month_start(today) else None,
        "now_day": found.of(today),
        "yesterday": found.of(today - dt.timedelta(1)),
        "marks": [(mark, MARK_SIGNS[mark], MARK_LABELS[mark]) for mark in Mark if mark is not Mark.AHEAD],
        "at": now,
    }


def _sheet(form: TallyForm, last: str = "") -> str:
    session, actor, now = db.session(), current_actor(), clock.now()
    today = clock.local_date(now)
    unit = mine.report_unit(session, actor, form.unit.data, today)
    form.unit.data = unit.public_id
    form.place.choices = offer([("", gettext("Ikke oppgitt")), *((name, name) for name in _places(unit))])
    shifts = unit.service in SHIFT_SERVICES
    if shifts and not form.shift.data:
        form.shift.data = shift_at(now.astimezone(clock.OSLO).hour, SHIFT_HOURS).value
    day = form.day.data or today
    figures = tally.counts(session, actor, unit.id, day, day)
    return render_template(
        "cases/tally.html",
        form=form,
        unit=unit,
        units=mine.report_units(session, today),
        types=tally.types_of(session, unit.id, web.language()),
        figures={type_id: count for (_, type_id), count in figures.items()},
        sees=policy.sees_tallies(actor, unit.id),
        shifts=shifts,
        day=day,
        last=tally.just_counted(session, last, now, counting.UNDO) if last else None,
    )


def _places(unit: Unit) -> list[str]:
    """Where it may be said to have happened: where posters hang, and where things have happened before."""
    known = mine.places_in(db.session(), current_actor(), unit.id)
    return list(dict.fromkeys([*posters.places_of(db.session(), unit.id), *known]))


def _told(form: TallyForm, unit: Unit) -> Told:
    shift = Shift(form.shift.data) if form.shift.data and unit.service in SHIFT_SERVICES else None
    place = form.place.data if form.place.data in _places(unit) else ""
    return Told(form.type.data, form.day.data, shift, place, form.once.data or None)


def _by_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _today(unit: Unit, day: dt.date, type_id: str) -> int | None:
    """What stands on the sheet after the tap; nothing where the person does not see the unit's figures."""
    if not policy.sees_tallies(current_actor(), unit.id):
        return None
    return tally.counts(db.session(), current_actor(), unit.id, day, day).get((day, type_id), 0)


def _said(form: TallyForm, row: Tally) -> Response:
    names = {line.public_id: line.name for line in tally.types_of(db.session(), row.unit_id, web.language())}
    name = names.get(row.type.public_id, row.type.name)
    said = gettext("Talt: %(name)s.", name=name)
    return jsonify(counted=row.public_id, said=said, today=_today(row.unit, row.day, row.type.public_id))


def _refused(form: TallyForm, status: int) -> tuple[Response, int]:
    sentences = [form.top_error, *(speech.word(str(error)) for field in form for error in field.errors)]
    return jsonify(said=next(each for each in (*sentences, gettext("Det gikk ikke")) if each)), status

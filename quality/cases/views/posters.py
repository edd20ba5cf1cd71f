"""Posters with a code: the leader's list, the page to print, and the door that a scan opens."""

from __future__ import annotations

from flask import Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.cases.forms.parts import offer
from quality.cases.forms.posters import PosterForm
from quality.cases.models.poster import Poster
from quality.cases.queries import mine
from quality.cases.queries import posters as reads
from quality.cases.services import posters
from quality.cases.views.blueprint import bp, tried
from quality.core import clock, codes, web
from quality.core.db import Session, db, transaction
from quality.core.text import N_
from quality.core.web import back_to, open_to_all

Answer = str | BaseResponse | tuple[str, int]


@bp.get("/posters")
@needs(Act.CASE_HANDLE)
def poster_list() -> str:
    """The posters of the units one leads, how often each was used, and a new one."""
    return _list(PosterForm())


@bp.post("/posters")
@needs(Act.CASE_HANDLE)
def poster_new() -> Answer:
    """Make a poster and show it for printing."""
    form, made, actor = _with_units(PosterForm()), list[Poster](), current_actor()

    def work(session: Session) -> None:
        now = clock.now()
        unit = mine.report_unit(session, actor, form.unit.data, clock.local_date(now))
        place = " ".join((form.place.data or "").split())
        made.append(posters.hang(session, actor, unit, place, now=now, once=form.once.data or None))

    status = tried(form, work) if form.validate() else 400
    if status != 303:
        return _list(form), status
    return back_to("cases.poster_page", public_id=made[0].public_id)


@bp.get("/posters/<public_id>")
@needs(Act.CASE_HANDLE)
def poster_page(public_id: str) -> str:
    """One poster, made for paper."""
    row = reads.poster(db.session(), current_actor(), public_id)
    return render_template("cases/poster.html", poster=row, address=_address(row))


@bp.get("/posters/<public_id>/code.svg")
@needs(Act.CASE_HANDLE)
def poster_code(public_id: str) -> Response:
    """The code as a drawing."""
    row = reads.poster(db.session(), current_actor(), public_id)
    return Response(codes.drawing(_address(row)), mimetype="image/svg+xml")


@bp.post("/posters/<public_id>/revoke")
@needs(Act.CASE_HANDLE)
def poster_revoke(public_id: str) -> BaseResponse:
    """Take a poster down."""
    actor = current_actor()
    with transaction() as session:
        posters.take_down(session, actor, reads.poster(session, actor, public_id), now=clock.now())
    web.tell(N_("Plakaten gjelder ikke lenger. Ta den ned fra veggen."))
    return back_to("cases.poster_list")


@bp.get("/q/<token>")
@open_to_all
def scan(token: str) -> BaseResponse:
    """What a phone opens: the form with unit and place set, after sign-in for those who are not signed in."""
    row = reads.scanned(db.session(), token)
    if row is None:
        web.tell(posters.REVOKED, "warning")
        return redirect(url_for("cases.report"), 302)
    _count(row)
    return redirect(url_for("cases.report", unit=row.unit.public_id, place=row.place or None), 302)


def _count(row: Poster) -> None:
    with transaction() as session:
        posters.note_opened(session, row)


def _address(row: Poster) -> str:
    return web.outside(url_for("cases.scan", token=row.token))


def _with_units(form: PosterForm) -> PosterForm:
    units = reads.poster_units(db.session(), current_actor())
    form.unit.choices = offer((unit.public_id, unit.name) for unit in units)
    return form


def _list(form: PosterForm) -> str:
    rows = reads.posters(db.session(), current_actor())
    return render_template("cases/posters.html", form=_with_units(form), rows=rows)

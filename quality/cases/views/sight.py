"""Who sees a case: the page, and what may be done about it. And the log of who has read what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs, signed_in
from quality.accounts.queries import person_by_email, person_by_public_id
from quality.accounts.roles import Act, Actor
from quality.cases import policy, queries
from quality.cases.forms.sight import ConcernForm, NameForm, ShieldForm
from quality.cases.kinds import Access, Level
from quality.cases.models.case import Case
from quality.cases.queries import Seen, readers
from quality.cases.queries.people import handlers_of, people_about, people_near
from quality.cases.services import shield as shielding
from quality.cases.views.blueprint import bp, look, tried
from quality.cases.views.names import grouped
from quality.core import clock, web
from quality.core.db import Session, db, transaction
from quality.core.forms import Form
from quality.core.text import N_, NotAllowedError, RefusedError
from quality.core.web import Page, back_to, page_number

Answer = str | Response | tuple[str, int]
SHOWN = 50
NOT_YOURS = N_("Du kan se saken, men ikke gjøre dette med den.")


@bp.get("/cases/<public_id>/sight")
@signed_in
def sight(public_id: str) -> str:
    """Who sees the case, and who has read it."""
    return _page(public_id)


@bp.post("/cases/<public_id>/shield")
@needs(Act.CASE_SHIELD)
def shield(public_id: str) -> Answer:
    """Close it to all but named people."""
    form, actor = ShieldForm(), current_actor()

    def work(session: Session) -> None:
        seen = queries.fetch(session, actor, public_id, lock=True)
        _permit(policy.may_shield(actor, seen.case, seen.ties))
        shielding.shield(session, actor, seen.case, follow=form.follow.data, now=clock.now())

    if tried(form, work) != 303:
        return _page(public_id, form), 409
    web.tell(N_("Saken er skjermet. Bare de som er navngitt i den ser den nå."))
    return redirect(url_for("cases.sight", public_id=public_id) if form.follow.data else "/", 303)


@bp.post("/cases/<public_id>/ask-shield")
@needs(Act.CASE_ASK_SHIELD)
def ask_shield(public_id: str) -> Response:
    """Ask those who may to close it."""
    actor = current_actor()
    with transaction() as session:
        seen = queries.fetch_for(session, actor, public_id, Act.CASE_ASK_SHIELD, lock=True)
        shielding.ask_shield(session, actor, seen.case, now=clock.now())
    web.tell(N_("De som kan skjerme saken har fått beskjed."))
    return back_to("cases.sight", public_id=public_id)


@bp.post("/cases/<public_id>/lift")
@signed_in
def lift(public_id: str) -> Response:
    """Open it again."""
    _do(public_id, policy.may_name, shielding.lift)
    web.tell(N_("Skjermingen er opphevet."))
    return back_to("cases.sight", public_id=public_id)


@bp.post("/cases/<public_id>/reveal")
@signed_in
def reveal(public_id: str) -> Response:
    """Let everybody who handles it see who reported it."""
    _do(public_id, lambda actor, case, _ties: case.reporter_id == actor.id, shielding.reveal)
    web.tell(N_("Navnet ditt vises nå for dem som jobber med saken."))
    return back_to("cases.sight", public_id=public_id)


@bp.post("/cases/<public_id>/handlers")
@signed_in
def name_handler(public_id: str) -> Answer:
    """Let one more handle it."""
    form, actor = NameForm(), current_actor()

    def work(session: Session) -> None:
        seen = queries.fetch(session, actor, public_id, lock=True)
        _permit(policy.may_name(actor, seen.case, seen.ties))
        person = person_by_email(session, form.email.data or "")
        if person is None:
            raise RefusedError(N_("Fant ingen ansatt med adressen."), field="email")
        shielding.name(session, actor, seen.case, person, now=clock.now())

    status = tried(form, work) if form.validate() else 400
    if status != 303:
        return _page(public_id, form), status
    return back_to("cases.sight", public_id=public_id)


@bp.post("/cases/<public_id>/handlers/<person_id>/remove")
@signed_in
def unname_handler(public_id: str, person_id: str) -> Response:
    """Take somebody off it."""
    _with_person(public_id, person_id, policy.may_name, shielding.unname)
    seen_still = _sees(public_id)
    return back_to("cases.sight", public_id=public_id) if seen_still else redirect("/", 303)


@bp.post("/cases/<public_id>/concerned")
@signed_in
def concern(public_id: str) -> Answer:
    """Write whom it is about."""
    form, actor = ConcernForm(), current_actor()

    def work(session: Session) -> None:
        seen = queries.fetch_for(session, actor, public_id, Act.CASE_HANDLE, lock=True)
        if form.person.data not in dict(people_near(session, seen.case)):
            raise RefusedError(N_("Velg hvem saken handler om."), field="person")
        person = person_by_public_id(session, form.person.data)
        shielding.concern(session, actor, seen.case, person, now=clock.now())

    status = tried(form, work) if form.validate() else 400
    if status != 303:
        return _page(public_id, form), status
    web.tell(N_("Lagret. Den saken handler om, ser den ikke lenger."))
    return back_to("cases.sight", public_id=public_id) if _sees(public_id) else redirect("/", 303)


@bp.post("/cases/<public_id>/concerned/<person_id>/remove")
@signed_in
def unconcern(public_id: str, person_id: str) -> Response:
    """Write that it is not about that person after all."""
    _with_person(public_id, person_id, _may_handle, shielding.unconcern)
    return back_to("cases.sight", public_id=public_id)


@bp.get("/access-log")
@needs(Act.LOG_READ)
def access_log() -> str:
    """Who has read or been refused which sensitive case, by number alone."""
    asked, refused, number = web.argument("q", 20), web.argument("refused") == "1", page_number()
    session = db.session()
    lines, total = readers.log(session, current_actor(), asked, refused, number, SHOWN)
    odd = readers.odd_readers(session, clock.now() - dt.timedelta(30))
    page = Page(lines, number, SHOWN, total)
    return render_template(
        "cases/access_log.html",
        page=page,
        asked=asked,
        refused=refused,
        odd=odd,
        relations=policy.RELATION_LABELS,
        surfaces=SURFACES,
    )


# What showed words of several cases at once.
SURFACES = {
    "search": N_("Søk"),
    "list": N_("Så dem i en liste"),
    "export": N_("Tok dem ut i en fil"),
    "innsyn": N_("Leste dem for å gi innsyn"),
    "pattern": N_("Så dem i et mønster"),
}

Verb = Callable[..., None]


def _may_handle(actor: Actor, case: Case, ties: policy.Ties) -> bool:
    return policy.may(actor, Act.CASE_HANDLE, case, ties)


def _do(public_id: str, may: Callable[..., bool], verb: Verb) -> None:
    actor = current_actor()
    with transaction() as session:
        seen = queries.fetch(session, actor, public_id, lock=True)
        _permit(may(actor, seen.case, seen.ties))
        verb(session, actor, seen.case, now=clock.now())


def _with_person(public_id: str, person_id: str, may: Callable[..., bool], verb: Verb) -> None:
    actor = current_actor()
    with transaction() as session:
        seen = queries.fetch(session, actor, public_id, lock=True)
        _permit(may(actor, seen.case, seen.ties))
        verb(session, actor, seen.case, person_by_public_id(session, person_id), now=clock.now())


def _permit(allowed: bool) -> None:
    if not allowed:
        raise NotAllowedError(NOT_YOURS)


def _sees(public_id: str) -> bool:
    return queries.sees(db.session(), current_actor(), public_id)


def _page(public_id: str, form: Form | None = None) -> str:
    actor, session = current_actor(), db.session()
    seen = look(public_id, "sight")
    case, can = seen.case, _can(actor, seen)
    concern_form = form if isinstance(form, ConcernForm) else ConcernForm(formdata=None)
    if can["concern"]:
        concern_form.person.choices = grouped(case, people_near(session, case))
    return render_template(
        "cases/sight.html",
        seen=seen,
        form=form or concern_form,
        can=can,
        label=case.label,
        shielded=case.access is Access.SHIELDED,
        named=handlers_of(session, case) if seen.level >= Level.TEXT else [],
        about=people_about(session, case) if can["concern"] else [],
        concern_form=concern_form,
        name_form=form if isinstance(form, NameForm) else NameForm(formdata=None),
        shield_form=form if isinstance(form, ShieldForm) else ShieldForm(formdata=None),
        readings=readers.readers(session, actor, seen) if can["readers"] else [],
        relations=policy.RELATION_LABELS,
    )


def _can(actor: Actor, seen: Seen) -> dict[str, bool]:
    case, ties = seen.case, seen.ties
    return {
        "shield": policy.may_shield(actor, case, ties),
        "ask": policy.may(actor, Act.CASE_ASK_SHIELD, case, ties),
        "name": policy.may_name(actor, case, ties),
        "concern": policy.may(actor, Act.CASE_HANDLE, case, ties),
        "readers": readers.may_see_readers(actor, seen),
        "reveal": case.reporter_id == actor.id and case.confidential_to_id is not None,
        "back": seen.level >= Level.META,
    }

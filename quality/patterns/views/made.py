"""Patterns that people see: made from cases, or nominated."""

from __future__ import annotations

from flask import render_template, request

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act, Actor
from quality.cases import queries as cases
from quality.cases.compose.filters import read_filter
from quality.cases.models.case import Case
from quality.cases.queries import listing
from quality.cases.services import reads
from quality.core import clock, web
from quality.core.db import Session, db, transaction
from quality.core.text import N_, NotAllowedError, RefusedError
from quality.patterns import forms
from quality.patterns.queries.alike import cases_like
from quality.patterns.queries.nominated import nomination_of
from quality.patterns.queries.people import cases_by_ids, selected_cases
from quality.patterns.services import make
from quality.patterns.views.doors import Answer, bp
from quality.patterns.views.pages import note_titles

OFFERED = 100


@bp.get("/patterns/new")
@bp.post("/patterns/new")
@needs(Act.PATTERN_REVIEW)
def make_it() -> Answer:
    """A pattern made by hand from cases."""
    form = forms.MadeForm()
    form.cases.choices = offered_cases()
    if not form.is_submitted():
        form.cases.data = [value for value, _ in form.cases.choices]
        form.numbers.data = " ".join(request.args.getlist("case"))
        return render_template("patterns/new.html", form=form)
    if not form.validate():
        return render_template("patterns/new.html", form=form), 400
    try:
        with transaction() as session:
            actor = current_actor()
            found = found_cases(session, actor, form.chosen(), "numbers")
            found += cases_by_ids(session, actor, form.cases.data or [])
            found = list({case.id: case for case in found}.values())
            pattern = make.make_pattern(
                session, actor, form.title.data or "", found, now=clock.now(), once=form.once.data
            )
    except RefusedError as error:
        form.refuse(error)
        return render_template("patterns/new.html", form=form), 400
    web.tell(N_("Mønsteret er laget. Det ligger blant funnene til dere har bestemt noe."))
    return web.back_to("patterns.file", public_id=pattern.public_id)


def found_cases(session: Session, actor: Actor, chosen: set[tuple[int, int]], field: str) -> list[Case]:
    """The cases with these numbers; refused where the person finds fewer."""
    found = selected_cases(session, actor, chosen)
    if len(found) < len(chosen):
        known = {(case.year, case.number) for case in found}
        lost = ", ".join(f"{year}-{number:04d}" for year, number in sorted(chosen - known))
        raise RefusedError(N_("Vi finner ikke disse sakene: %(cases)s"), field=field, cases=lost)
    return found


def offered_cases() -> list[tuple[str, str]]:
    """The cases that the rest of the address chooses, as the list of cases would show them; none without a filter.

    `alike` chooses those that tell the same as one case.
    """
    session, actor, wanted = db.session(), current_actor(), read_filter(request.args)
    if alike := request.args.get("alike", ""):
        rows = cases_like(session, actor, alike[:40])
    elif wanted.active:
        rows, _ = listing.cases(session, actor, wanted, 1, OFFERED)
    else:
        return []
    note_titles([row.id for row in rows if row.title and row.access in reads.SENSITIVE])
    return [
        (row.public_id, f"{row.year}-{row.number:04d} · {row.title or row.category} · {row.unit}")
        for row in rows
    ]


@bp.get("/patterns/nominate/<case_id>")
@bp.post("/patterns/nominate/<case_id>")
@needs(Act.CASE_NOMINATE)
def nominate(case_id: str) -> Answer:
    """A unit thinks that a case should be raised."""
    actor, form = current_actor(), forms.NominateForm()
    seen = cases.fetch_for(db.session(), actor, case_id, Act.CASE_NOMINATE)
    if not form.is_submitted() and nomination_of(db.session(), seen.case):
        web.tell(N_("Saken er alt foreslått. Kvalitetskoordinatoren har forslaget."))
        return web.back_to("cases.show", public_id=case_id)
    if not form.is_submitted():
        return render_template("patterns/nominate.html", form=form, case=seen.case)
    if not form.validate():
        return render_template("patterns/nominate.html", form=form, case=seen.case), 400
    try:
        _nominate(actor, case_id, form)
    except NotAllowedError:
        raise
    except RefusedError as error:
        form.refuse(error)
        return render_template("patterns/nominate.html", form=form, case=seen.case), 400
    web.tell(N_("Takk. Kvalitetskoordinatoren ser på forslaget."))
    return web.back_to("cases.show", public_id=case_id)


@bp.post("/patterns/nominate/<case_id>/withdraw")
@needs(Act.CASE_NOMINATE)
def withdraw(case_id: str) -> Answer:
    """Whoever suggested it takes it back; who comes too late is told so at the case."""
    actor = current_actor()
    try:
        with transaction() as session:
            seen = cases.fetch_for(session, actor, case_id, Act.CASE_NOMINATE)
            make.withdraw(session, actor, seen.case, now=clock.now())
        web.tell(N_("Forslaget er trukket tilbake."))
    except NotAllowedError:
        raise
    except RefusedError as error:
        web.tell(web.say(error.message), "warning")
    return web.back_to("cases.show", public_id=case_id)


def _nominate(actor: Actor, case_id: str, form: forms.NominateForm) -> None:
    with transaction() as session:
        seen = cases.fetch_for(session, actor, case_id, Act.CASE_NOMINATE)
        found = found_cases(session, actor, form.chosen(), "numbers")
        more = [cases.fetch_for(session, actor, each.public_id, Act.CASE_NOMINATE) for each in found]
        make.nominate(session, actor, seen, form.reason.data or "", now=clock.now(), more=more)

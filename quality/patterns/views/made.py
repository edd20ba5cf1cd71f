"""Patterns that people see: made from cases, or nominated."""

from __future__ import annotations

from flask import render_template, request

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.cases import queries as cases
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.text import N_, RefusedError
from quality.patterns import forms
from quality.patterns.queries.people import selected_cases
from quality.patterns.services import make
from quality.patterns.views.doors import Answer, bp


@bp.get("/patterns/new")
@bp.post("/patterns/new")
@needs(Act.PATTERN_REVIEW)
def make_it() -> Answer:
    """A pattern made by hand from cases."""
    form = forms.MadeForm()
    if not form.is_submitted():
        form.numbers.data = " ".join(request.args.getlist("case"))
        return render_template("patterns/new.html", form=form)
    if not form.validate():
        return render_template("patterns/new.html", form=form), 400
    try:
        with transaction() as session:
            actor = current_actor()
            chosen = form.chosen()
            found = selected_cases(session, actor, chosen)
            if len(found) < len(chosen):
                known = {(case.year, case.number) for case in found}
                lost = ", ".join(f"{year}-{number:04d}" for year, number in sorted(chosen - known))
                raise RefusedError(N_("Vi finner ikke disse sakene: %(cases)s"), field="numbers", cases=lost)
            pattern = make.make_pattern(
                session, actor, form.title.data or "", found, now=clock.now(), once=form.once.data
            )
    except RefusedError as error:
        form.refuse(error)
        return render_template("patterns/new.html", form=form), 400
    return web.back_to("patterns.file", public_id=pattern.public_id)


@bp.get("/patterns/nominate/<case_id>")
@bp.post("/patterns/nominate/<case_id>")
@needs(Act.CASE_NOMINATE)
def nominate(case_id: str) -> Answer:
    """A unit thinks that a case should be raised."""
    actor, form = current_actor(), forms.NominateForm()
    seen = cases.fetch_for(db.session(), actor, case_id, Act.CASE_NOMINATE)
    if not form.is_submitted():
        return render_template("patterns/nominate.html", form=form, case=seen.case)
    if not form.validate():
        return render_template("patterns/nominate.html", form=form, case=seen.case), 400
    with transaction() as session:
        seen = cases.fetch_for(session, actor, case_id, Act.CASE_NOMINATE)
        make.nominate(session, actor, seen, form.reason.data or "", now=clock.now())
    web.tell(N_("Takk. Kvalitetskoordinatoren ser på forslaget."))
    return web.back_to("front.home")

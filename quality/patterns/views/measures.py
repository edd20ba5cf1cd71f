"""Measures against a pattern."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.queries import person_by_public_id
from quality.accounts.roles import Act, Actor
from quality.cases.kinds import Strength
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.text import N_
from quality.organisation.kinds import UnitLevel
from quality.organisation.queries import all_units, unit_by_public_id
from quality.patterns import forms
from quality.patterns.models import Pattern
from quality.patterns.queries import file as files
from quality.patterns.queries.raised import unit_ids
from quality.patterns.services import act
from quality.patterns.views.doors import Answer, bp, form_page, offer_people


@bp.get("/patterns/<public_id>/measures/new")
@bp.post("/patterns/<public_id>/measures/new")
@needs(Act.PATTERN_OWN)
def add_measure(public_id: str) -> Answer:
    """Something to be done."""
    form, pattern = forms.MeasureForm(), files.fetch(db.session(), current_actor(), public_id)
    offer_people(form.owner, pattern, leaders_first=True)
    form.unit.choices = _places(pattern)

    def add(session: Any, actor: Actor, pattern: Pattern) -> None:
        plan = act.Plan(
            form.title.data or "",
            person_by_public_id(session, form.owner.data),
            unit_by_public_id(session, form.unit.data).id,
            form.due_on.data,
            Strength(form.strength.data),
            form.once.data,
        )
        act.add_measure(session, actor, pattern, plan, now=clock.now())

    return form_page(
        public_id,
        Act.PATTERN_OWN,
        form,
        add,
        N_("Tiltaket er lagt til."),
        heading=N_("Nytt tiltak"),
        verb=N_("Legg til tiltaket"),
        hints=form.hints,
    )


def _places(pattern: Pattern) -> dict[str, list[tuple[str, str]]]:
    """Where a measure may be: everywhere first, then the units of the pattern, then the other open ones."""
    session, day = db.session(), clock.local_date(clock.now())
    own, groups = unit_ids(session, pattern.id), dict[str, list[tuple[str, str]]]()
    wide = (UnitLevel.MUNICIPALITY, UnitLevel.AREA)
    for label in (gettext("Kommunen og områdene"), gettext("Enheter i mønsteret"), gettext("Andre enheter")):
        groups[label] = []
    everywhere, theirs, others = groups.values()
    for unit in all_units(session):
        if unit.closed_on and unit.closed_on <= day:
            continue
        group = everywhere if unit.level in wide else theirs if unit.id in own else others
        group.append((unit.public_id, unit.name))
    return {label: group for label, group in groups.items() if group}


@bp.post("/patterns/<public_id>/measures/<measure_id>/<any(finish, drop):verb>")
@needs(Act.PATTERN_READ)
def move_measure(public_id: str, measure_id: str, verb: str) -> Response:
    """A measure is carried out, or will not be."""
    with transaction() as session:
        pattern = files.fetch(session, current_actor(), public_id, to_change=True)
        measure = act.measure_of(session, pattern, measure_id)
        act.move_measure(session, current_actor(), pattern, measure, verb, "", now=clock.now())
    web.tell(N_("Tiltaket er oppdatert."))
    return web.back_to("patterns.file", public_id=public_id)


@bp.get("/patterns/<public_id>/measures/<measure_id>/outcome")
@bp.post("/patterns/<public_id>/measures/<measure_id>/outcome")
@needs(Act.PATTERN_OWN)
def judge_measure(public_id: str, measure_id: str) -> Answer:
    """Whether a measure worked."""
    form = forms.OutcomeForm()

    def judge(session: Any, actor: Actor, pattern: Pattern) -> None:
        measure = act.measure_of(session, pattern, measure_id)
        act.move_measure(
            session, actor, pattern, measure, form.verb.data, form.text.data or "", now=clock.now()
        )

    return form_page(
        public_id,
        Act.PATTERN_OWN,
        form,
        judge,
        N_("Vurderingen er lagret."),
        heading=N_("Virket tiltaket?"),
        verb=N_("Lagre"),
    )

"""Handing a finding to a unit or an area, and what its leader does with it."""

from __future__ import annotations

from typing import Any

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act, Actor
from quality.core import clock
from quality.core.db import db
from quality.core.text import N_
from quality.organisation.queries import open_units, unit_by_public_id
from quality.patterns import forms
from quality.patterns.models import Pattern
from quality.patterns.queries import file as files
from quality.patterns.queries.raised import areas, telling_units
from quality.patterns.services import hand
from quality.patterns.views.doors import Answer, bp, form_page


@bp.get("/patterns/<public_id>/hand")
@bp.post("/patterns/<public_id>/hand")
@needs(Act.PATTERN_REVIEW)
def hand_over(public_id: str) -> Answer:
    """Who is best placed to judge it."""
    session, actor = db.session(), current_actor()
    pattern = files.fetch(session, actor, public_id)
    form, day = forms.HandForm(), clock.local_date(clock.now())
    own = telling_units(session, actor, pattern, everywhere=True)
    among = {unit.id: unit for unit in [*own, *areas(session)]}
    form.unit.choices = [
        (unit.public_id, unit.name) for unit in (among.values() if among else open_units(session, day))
    ]
    return form_page(
        public_id,
        Act.PATTERN_REVIEW,
        form,
        _give(form),
        N_("Sendt. Lederen har fått beskjed."),
        heading=N_("Send til en enhet eller et område"),
        lead=N_("Lederen ser funnet, men ikke andre enheters saker. Du kan ta det tilbake."),
        verb=N_("Send"),
    )


def _give(form: forms.HandForm) -> Any:
    def give(session: Any, actor: Actor, pattern: Pattern) -> None:
        unit = unit_by_public_id(session, form.unit.data)
        hand.hand_over(session, actor, pattern, unit, now=clock.now())

    return give


@bp.get("/patterns/<public_id>/answer")
@bp.post("/patterns/<public_id>/answer")
@needs(Act.PATTERN_ANSWER)
def answer_it(public_id: str) -> Answer:
    """The unit deals with it itself."""
    form = forms.AnswerForm()
    return form_page(
        public_id,
        Act.PATTERN_ANSWER,
        form,
        lambda s, actor, p: hand.answer(s, actor, p, form.reason.data or "", now=clock.now()),
        N_("Takk. Det kommer tilbake hvis det blir dobbelt så mye, eller flere enheter."),
        heading=N_("Vi tar det selv"),
        lead=N_("Det kommer tilbake hvis det blir dobbelt så mye, eller flere enheter."),
        verb=N_("Lagre"),
    )


@bp.get("/patterns/<public_id>/pass-up")
@bp.post("/patterns/<public_id>/pass-up")
@needs(Act.PATTERN_ANSWER)
def pass_up(public_id: str) -> Answer:
    """The unit says that it concerns more than itself."""
    form = forms.PassUpForm()
    return form_page(
        public_id,
        Act.PATTERN_ANSWER,
        form,
        lambda s, actor, p: hand.pass_up(s, actor, p, form.reason.data or "", now=clock.now()),
        N_("Takk. Kvalitetskoordinatoren ser på forslaget."),
        heading=N_("Gjelder flere enn oss"),
        verb=N_("Send"),
        after="patterns.municipality",
    )

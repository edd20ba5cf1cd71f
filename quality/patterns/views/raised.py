"""What the municipality does about a raised pattern: causes, the log of decisions, and the owner's own list."""

from __future__ import annotations

from typing import Any

from flask import render_template

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act, Actor
from quality.cases.kinds import Factor
from quality.core import clock
from quality.core.db import db
from quality.core.text import N_
from quality.core.web import language, say
from quality.organisation.queries import unit_by_public_id
from quality.patterns import forms, policy
from quality.patterns.kinds import MINUTE_HELP, MinuteKind
from quality.patterns.models import Pattern
from quality.patterns.queries import file as files
from quality.patterns.queries import raised as lists
from quality.patterns.services import answer
from quality.patterns.states import PATTERN_STATE_LABELS
from quality.patterns.views.doors import Answer, bp, form_page


@bp.get("/patterns/<public_id>/causes/new")
@bp.post("/patterns/<public_id>/causes/new")
@needs(Act.PATTERN_ANSWER)
def add_cause(public_id: str) -> Answer:
    """Why it happens, as somebody who knows the unit sees it."""
    session, actor = db.session(), current_actor()
    pattern = files.fetch(session, actor, public_id)
    form = forms.CauseForm()
    everywhere = policy.may(actor, Act.PATTERN_OWN, pattern)
    form.unit.choices = [
        *([("", say(lists.EVERYWHERE))] if everywhere else []),
        *((unit.public_id, unit.name) for unit in lists.telling_units(session, actor, pattern, everywhere)),
    ]

    def add(session: Any, actor: Actor, pattern: Pattern) -> None:
        unit = unit_by_public_id(session, form.unit.data) if form.unit.data else None
        told = answer.Told(Factor(form.factor.data), form.text.data or "", unit, form.once.data)
        answer.add_cause(session, actor, pattern, told, now=clock.now())

    return form_page(
        public_id,
        Act.PATTERN_READ,
        form,
        add,
        N_("Årsaken er skrevet ned."),
        heading=N_("Hvorfor skjer det?"),
        lead=N_("Skriv det som gjør det lett å gjøre feil, ikke hvem som gjorde feil."),
        verb=N_("Lagre"),
    )


@bp.get("/patterns/<public_id>/minutes/new")
@bp.post("/patterns/<public_id>/minutes/new")
@needs(Act.PATTERN_OWN)
def add_minute(public_id: str) -> Answer:
    """A meeting, a decision, or a decision that is asked for."""
    form = forms.MinuteForm()
    if not form.is_submitted():
        form.held_on.data = clock.local_date(clock.now())

    def add(session: Any, actor: Actor, pattern: Pattern) -> None:
        said = answer.Said(
            MinuteKind(form.kind.data),
            form.held_on.data,
            form.forum.data or "",
            form.text.data or "",
            form.once.data,
        )
        answer.add_minute(session, actor, pattern, said, now=clock.now())

    return form_page(
        public_id,
        Act.PATTERN_OWN,
        form,
        add,
        N_("Skrevet ned."),
        heading=N_("Møte eller beslutning"),
        verb=N_("Lagre"),
        hints={value.value: text for value, text in MINUTE_HELP.items()},
    )


@bp.get("/patterns/mine")
@needs(Act.PATTERN_OWN)
def mine() -> str:
    """What the reader owns and is to carry out."""
    day = clock.local_date(clock.now())
    found = lists.mine(db.session(), current_actor(), day, language())
    return render_template("patterns/mine.html", mine=found, today=day, states=PATTERN_STATE_LABELS)

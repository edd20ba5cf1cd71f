"""The coordinator's decisions about a pattern, each a page with one question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.queries import names, person_by_public_id
from quality.accounts.roles import Act, Actor
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.forms import VersionedForm
from quality.core.text import N_, ConflictError, NotAllowedError, RefusedError
from quality.organisation.queries import open_units, unit_by_public_id
from quality.patterns import forms
from quality.patterns.detect.values import WORK
from quality.patterns.models import Pattern
from quality.patterns.queries import file as files
from quality.patterns.queries.common import common_to
from quality.patterns.queries.raised import areas, telling_units
from quality.patterns.services import act, decide, hand
from quality.patterns.states import PATTERN_MOVES, Origin
from quality.patterns.views.doors import Answer, bp, form_page, offer_people

BY_BUTTON: dict[str, Callable[..., Pattern]] = {
    "reconsider": decide.reconsider,
    "lower": decide.lower,
    "recall": hand.take_back,
    "check": act.check_effect,
    "return": decide.reopen,
}
RECEIPTS = {
    "reconsider": N_("Tatt opp igjen. Det ligger blant funnene dine nå."),
    "lower": N_("Angret. Bare kvalitetskoordinatorene ser det nå."),
    "recall": N_("Tatt tilbake. Enheten ser det ikke lenger."),
}


@bp.get("/patterns/<public_id>/raise")
@bp.post("/patterns/<public_id>/raise")
@needs(Act.PATTERN_REVIEW)
def raise_it(public_id: str) -> Answer:
    """Who will be told, and one button."""
    session, day = db.session(), clock.local_date(clock.now())
    pattern = files.fetch(session, current_actor(), public_id)
    leaders = decide.leaders_to_tell(session, pattern, day)
    people = names(session, set(leaders))
    return form_page(
        public_id,
        Act.PATTERN_REVIEW,
        VersionedForm(),
        lambda s, actor, p: decide.raise_pattern(s, actor, p, now=clock.now()),
        N_("Løftet. Lederne i enhetene har fått beskjed."),
        heading=N_("Løft til kommunenivå"),
        move="raise",
        verb=N_("Løft til kommunenivå"),
        told=[(people[number], unit.name) for number, unit in leaders.items()],
    )


@bp.get("/patterns/<public_id>/watch")
@bp.post("/patterns/<public_id>/watch")
@needs(Act.PATTERN_REVIEW)
def watch(public_id: str) -> Answer:
    """Until when to keep an eye on it, or until so many more come where they can be counted."""
    pattern = files.fetch(db.session(), current_actor(), public_id)
    form = forms.WatchForm()
    if not form.is_submitted():
        form.until.data = pattern.watch_until
        form.cases.data = pattern.watch.cases if pattern.watch else None
        form.spread.data = bool(pattern.watch and pattern.watch.units)
    if common_to(db.session(), pattern) is None:
        del form.cases, form.spread
    return form_page(
        public_id,
        Act.PATTERN_REVIEW,
        form,
        lambda s, actor, p: decide.watch(
            s,
            actor,
            p,
            form.until.data,
            now=clock.now(),
            cases=form.cases.data if form.cases else None,
            spread=bool(form.spread and form.spread.data),
        ),
        N_("Du følger dette nå."),
        heading=N_("Følg funnet"),
        move="watch",
        verb=N_("Følg"),
    )


@bp.get("/patterns/<public_id>/dismiss")
@bp.post("/patterns/<public_id>/dismiss")
@needs(Act.PATTERN_REVIEW)
def dismiss(public_id: str) -> Answer:
    """Why it is put away; only what the scan counts can come back by itself."""
    form = forms.DismissForm()
    pattern = files.fetch(db.session(), current_actor(), public_id)
    counted = pattern.origin is Origin.ENGINE and pattern.kind in WORK
    read = (
        N_("Grunnen blir husket, og den som foreslo det, kan lese den.")
        if pattern.origin is Origin.NOMINATED
        else N_("Grunnen blir husket. Du finner det igjen under «Avviste funn».")
    )
    again = N_("Det kommer tilbake hvis det blir dobbelt så mye, eller flere enheter.")
    return form_page(
        public_id,
        Act.PATTERN_REVIEW,
        form,
        lambda s, actor, p: decide.dismiss(s, actor, p, form.reason.data or "", now=clock.now()),
        N_("Avvist. Det kommer tilbake hvis det blir dobbelt så mye, eller flere enheter.")
        if counted
        else N_("Avvist. Du finner det under «Avviste funn»."),
        heading=N_("Avvis funnet"),
        lead=again if counted else read,
        move="dismiss",
        verb=N_("Avvis"),
    )


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
        ("", gettext("Velg")),
        *((unit.public_id, unit.name) for unit in (among.values() if among else open_units(session, day))),
    ]
    return form_page(
        public_id,
        Act.PATTERN_REVIEW,
        form,
        _give(form),
        N_("Sendt. Lederen har fått beskjed."),
        heading=N_("Send til en enhet eller et område"),
        lead=N_("Lederen ser funnet, men ikke andre enheters saker. Du kan ta det tilbake."),
        move="hand",
        verb=N_("Send"),
    )


def _give(form: forms.HandForm) -> Any:
    def give(session: Any, actor: Actor, pattern: Pattern) -> None:
        unit = unit_by_public_id(session, form.unit.data)
        hand.hand_over(session, actor, pattern, unit, now=clock.now())

    return give


@bp.get("/patterns/<public_id>/rename")
@bp.post("/patterns/<public_id>/rename")
@needs(Act.PATTERN_REVIEW)
def rename(public_id: str) -> Answer:
    """What it is called."""
    form = forms.RenameForm()
    if not form.is_submitted():
        form.title.data = files.fetch(db.session(), current_actor(), public_id).title
    return form_page(
        public_id,
        Act.PATTERN_REVIEW,
        form,
        lambda s, actor, p: decide.rename(s, actor, p, form.title.data or "", now=clock.now()),
        N_("Navnet er endret."),
        heading=N_("Gi mønsteret et navn"),
        verb=N_("Lagre"),
    )


@bp.get("/patterns/<public_id>/owner")
@bp.post("/patterns/<public_id>/owner")
@needs(Act.PATTERN_REVIEW)
def own(public_id: str) -> Answer:
    """Who answers for it."""
    form, pattern = forms.OwnerForm(), files.fetch(db.session(), current_actor(), public_id)
    offer_people(form.owner, pattern)
    if not form.is_submitted():
        form.owner.data = pattern.owner.public_id if pattern.owner else ""
        form.aim.data, form.due_on.data = pattern.aim, pattern.due_on
    return form_page(
        public_id,
        Act.PATTERN_REVIEW,
        form,
        lambda s, actor, p: decide.set_owner(
            s,
            actor,
            p,
            person_by_public_id(s, form.owner.data),
            form.aim.data or "",
            now=clock.now(),
            due_on=form.due_on.data,
        ),
        N_("Eieren er satt og har fått beskjed."),
        heading=N_("Sett eier"),
        move="own",
        verb=N_("Sett eier"),
    )


@bp.get("/patterns/<public_id>/finish")
@bp.post("/patterns/<public_id>/finish")
@needs(Act.PATTERN_REVIEW)
def finish(public_id: str) -> Answer:
    """Why it is closed."""
    form = forms.FinishForm()
    return form_page(
        public_id,
        Act.PATTERN_REVIEW,
        form,
        lambda s, actor, p: decide.finish(
            s, actor, p, form.how.data == "effect", form.reason.data or "", now=clock.now()
        ),
        N_("Avsluttet. De som meldte sakene, og lederne i enhetene, har fått beskjed."),
        heading=N_("Avslutt mønsteret"),
        lead=N_("De som meldte sakene, og lederne i enhetene, får beskjed, og kan lese det du skriver her."),
        move="finish",
        verb=N_("Avslutt"),
    )


@bp.post("/patterns/<public_id>/<any(reconsider, lower, recall, check, return):verb>")
@needs(Act.PATTERN_REVIEW, Act.PATTERN_OWN)
def change(public_id: str, verb: str) -> Response:
    """The moves that need no words; what is refused is said at the pattern."""
    form = VersionedForm()
    needed = next(Act(move.act) for move in PATTERN_MOVES if move.verb == verb)
    try:
        with transaction() as session:
            pattern = files.fetch_for(session, current_actor(), public_id, needed)
            form.check_version(pattern.version)
            BY_BUTTON[verb](session, current_actor(), pattern, now=clock.now())
        web.tell(RECEIPTS.get(verb, N_("Lagret.")))
    except (ConflictError, NotAllowedError):
        raise
    except RefusedError as error:
        web.tell(web.say(error.message), "warning")
    return web.back_to("patterns.file", public_id=public_id)

"""Measures: made in a case or several, changed, carried out, judged by somebody else, and listed."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs, signed_in
from quality.accounts.queries import person_by_public_id
from quality.accounts.roles import Act
from quality.cases import policy, queries
from quality.cases.forms.measures import ChangeMeasureForm, EffectForm, MeasureForm
from quality.cases.forms.parts import offer
from quality.cases.kinds import MEASURE_KIND_LABELS, STRENGTH_LABELS, STRENGTH_OF, MeasureKind, Strength
from quality.cases.models.case import Case
from quality.cases.models.measure import Measure
from quality.cases.queries import Seen
from quality.cases.queries import measures as listing
from quality.cases.queries.page import case_page, measure_in
from quality.cases.services import measures
from quality.cases.services.measures import Plan
from quality.cases.views.blueprint import bp, for_handling, note_read, tried
from quality.cases.views.handle import Answer
from quality.cases.views.names import can_have, category_name, owner_choices
from quality.core import clock, web
from quality.core.db import Session, db, transaction
from quality.core.text import N_, ConflictError, NotAllowedError, RefusedError, lower_first
from quality.core.web import Page, back_to, page_number, say
from quality.patterns.queries.owned import owned_measures, verdict_on
from quality.reports.queries import meetings

ENOUGH = 2
WEAK_RECEIPT = N_(
    "Tiltaket er lagt til som svakt: det hviler på at noen husker det. Kan dere gjøre feilen vanskeligere å gjøre?"
)


@bp.get("/measures")
@signed_in
def measure_list() -> str:
    """Mine, my unit's, late, or waiting for somebody to see whether they worked."""
    session, actor, number = db.session(), current_actor(), page_number()
    day = clock.local_date(clock.now())
    handles = actor.may(Act.CASE_HANDLE)
    shown = request.args.get("show", "")
    if shown not in listing.LISTS or (shown in ("unit", "effect") and not handles):
        shown = "unit" if handles else "mine"
    rows, total = listing.measures(session, actor, shown, day, number)
    note_read(listing.read_through(session, actor, rows) if rows else set(), "measures")
    return render_template(
        "cases/measures.html",
        page=Page(rows, number, listing.SHOWN, total),
        shown=shown,
        handles=handles,
        patterns=owned_measures(session, actor) if shown == "mine" else [],
        decisions=meetings.owned(session, actor) if shown == "mine" else [],
    )


@bp.get("/cases/<public_id>/measures/new")
@needs(Act.CASE_HANDLE)
def measure(public_id: str) -> str:
    """Ask what, who, when and of what kind."""
    return _measure_page(public_id, MeasureForm())


@bp.post("/cases/<public_id>/measures/new")
@needs(Act.CASE_HANDLE)
def send_measure(public_id: str) -> Answer:
    """Add a measure; the third that tells people the same is pointed out before it is added."""
    form, actor = MeasureForm(), current_actor()
    made: list[Measure] = []

    def work(session: Session) -> None:
        seen = queries.fetch_for(session, actor, public_id, Act.CASE_HANDLE, lock=True)
        if not can_have(seen.case, form.owner.data):
            raise RefusedError(N_("Velg hvem som har ansvaret."), field="owner")
        if form.kind.data not in list(MeasureKind):
            raise RefusedError(N_("Velg hva slags tiltak det er."), field="kind")
        owner = person_by_public_id(session, form.owner.data)
        plan = Plan(form.title.data, owner.id, form.due_on.data, kind=MeasureKind(form.kind.data))
        now, once = clock.now(), form.once.data or None
        also = _others(session, form.also.data or [])
        made.append(measures.add_measure(session, actor, seen.case, plan, now=now, once=once, also=also))

    if form.validate() and (before := _repeated(public_id, form)):
        return _measure_page(public_id, form, before)
    status = tried(form, work) if form.validate() else 400
    if status != 303:
        return _measure_page(public_id, form), status
    if made[0].strength is Strength.WEAK:
        web.tell(WEAK_RECEIPT, "warning")
    else:
        web.tell(N_("Tiltaket er lagt til, og den som har ansvaret får beskjed."))
    return redirect(web.safe_next(f"/cases/{public_id}"), 303)


def _others(session: Session, public_ids: list[str]) -> list[Case]:
    """The other cases that were ticked, each asked for as this one was."""
    actor = current_actor()
    wanted = sorted(set(public_ids[: listing.OFFERED]))
    return [queries.fetch_for(session, actor, each, Act.CASE_HANDLE, lock=True).case for each in wanted]


def _repeated(public_id: str, form: MeasureForm) -> list[str]:
    """What the unit has told people before, when this is the third time and nobody has said that they are sure."""
    if form.sure.data or form.kind.data not in list(MeasureKind):
        return []
    case = for_handling(public_id).case
    kind, _ = measures.named(form.title.data, MeasureKind(form.kind.data), Strength.WEAK)
    found = listing.repeated(db.session(), current_actor(), case, kind, clock.now())
    return found[:3] if len(found) >= ENOUGH else []


@bp.post("/cases/<public_id>/measures/<measure_id>")
@signed_in
def move_measure(public_id: str, measure_id: str) -> Response:
    """Take a measure one step; its owner may start and finish it. Whether it worked has its own page."""
    actor, verb = current_actor(), request.form.get("verb", "")
    try:
        with transaction() as session:
            seen, found = _fetch_measure(session, public_id, measure_id, verb)
            measures.move_measure(session, actor, seen.case, found, verb, now=clock.now())
    except ConflictError as error:
        web.tell(say(error.message), "warning")
    else:
        web.tell(N_("Tiltaket er oppdatert."))
    return redirect(web.safe_next(f"/cases/{public_id}"), 303)


def _fetch_measure(session: Session, public_id: str, measure_id: str, verb: str) -> tuple[Seen, Measure]:
    actor = current_actor()
    seen = queries.fetch(session, actor, public_id, lock=True)
    found = measure_in(session, seen.case, measure_id)
    if not policy.may_move_measure(actor, seen.case, seen.ties, found, verb):
        raise NotAllowedError(N_("Du kan se tiltaket, men ikke endre det."))
    return seen, found


@bp.get("/cases/<public_id>/measures/<measure_id>/change")
@needs(Act.CASE_HANDLE)
def change_measure(public_id: str, measure_id: str) -> str:
    """Ask for another owner or day."""
    seen = for_handling(public_id)
    found = measure_in(db.session(), seen.case, measure_id)
    owner = found.owner.public_id if found.owner and found.owner.active else ""
    form = ChangeMeasureForm(owner=owner, due_on=found.due_on, version=str(found.version))
    return _about_measure("cases/measure_change.html", seen, found, form)


@bp.post("/cases/<public_id>/measures/<measure_id>/change")
@needs(Act.CASE_HANDLE)
def send_change_measure(public_id: str, measure_id: str) -> Answer:
    """Save another owner or day."""
    form, actor = ChangeMeasureForm(), current_actor()

    def work(session: Session) -> None:
        seen = queries.fetch_for(session, actor, public_id, Act.CASE_HANDLE, lock=True)
        found = measure_in(session, seen.case, measure_id)
        form.check_version(found.version)
        if not can_have(seen.case, form.owner.data):
            raise RefusedError(N_("Velg hvem som har ansvaret."), field="owner")
        owner = person_by_public_id(session, form.owner.data)
        measures.change_measure(session, actor, seen.case, found, owner.id, form.due_on.data, now=clock.now())

    return _sent(public_id, measure_id, "cases/measure_change.html", form, work)


@bp.get("/cases/<public_id>/measures/<measure_id>/effect")
@needs(Act.CASE_HANDLE)
def effect(public_id: str, measure_id: str) -> str:
    """Ask whether it worked, beside what the counts say."""
    seen = for_handling(public_id)
    found = measure_in(db.session(), seen.case, measure_id)
    return _about_measure("cases/effect.html", seen, found, EffectForm(version=str(found.version)))


@bp.post("/cases/<public_id>/measures/<measure_id>/effect")
@needs(Act.CASE_HANDLE)
def send_effect(public_id: str, measure_id: str) -> Answer:
    """Save whether it worked."""
    form, actor = EffectForm(), current_actor()

    def work(session: Session) -> None:
        seen = queries.fetch_for(session, actor, public_id, Act.CASE_HANDLE, lock=True)
        found = measure_in(session, seen.case, measure_id)
        form.check_version(found.version)
        measures.move_measure(
            session, actor, seen.case, found, form.verb.data, now=clock.now(), note=form.text.data
        )

    return _sent(public_id, measure_id, "cases/effect.html", form, work)


def _sent(public_id: str, measure_id: str, template: str, form: Any, work: Any) -> Answer:
    status = tried(form, work) if form.validate() else 400
    if status != 303:
        seen = for_handling(public_id)
        found = measure_in(db.session(), seen.case, measure_id)
        form.version.data = str(found.version)
        return _about_measure(template, seen, found, form), status
    web.tell(N_("Tiltaket er oppdatert."))
    return back_to("cases.show", public_id=public_id)


def _about_measure(template: str, seen: Seen, found: Measure, form: Any) -> str:
    session, actor = db.session(), current_actor()
    if isinstance(form, ChangeMeasureForm):
        form.owner.choices = owner_choices(seen.case)
    page = case_page(session, actor, seen)
    return render_template(
        template,
        form=form,
        view=page.view,
        measure=next(line for line in page.measures if line.public_id == found.public_id),
        did_it=actor.id in (found.owner_id, found.done_by_id),
        figures=verdict_on(session, found.id),
        left=found.owner is not None and not found.owner.active,
    )


def kinds() -> dict[str, list[tuple[str, str]]]:
    """The kinds of measure under their strengths, the strongest first."""
    return {
        gettext(STRENGTH_LABELS[strength]): [
            (kind.value, gettext(MEASURE_KIND_LABELS[kind]))
            for kind in MeasureKind
            if STRENGTH_OF[kind] is strength
        ]
        for strength in (Strength.STRONG, Strength.MEDIUM, Strength.WEAK)
    }


def _measure_page(public_id: str, form: MeasureForm, before: list[str] | None = None) -> str:
    seen, session, actor = for_handling(public_id), db.session(), current_actor()
    form.owner.choices = owner_choices(seen.case)
    form.kind.choices = {"": [("", gettext("Velg"))], **kinds()}
    others = listing.alike_open(session, actor, seen.case)
    form.also.choices = offer(
        (each.case.public_id, f"{each.case.label} {each.case.title}") for each in others
    )
    page = case_page(session, actor, seen)
    return render_template(
        "cases/measure.html",
        form=form,
        view=page.view,
        next=web.safe_next(""),
        before=before or [],
        others={each.case.public_id: _about(each) for each in others},
    )


def _about(other: listing.Other) -> str:
    """What a case is about and where it was, in a few words."""
    name = category_name(other.category)
    if other.above:
        name = f"{category_name(other.above)}: {lower_first(name)}"
    return ", ".join(filter(None, (name, other.case.place)))

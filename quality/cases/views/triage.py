"""Deciding on new cases from the inbox: put together, put off, undone, and several at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.queries import person_by_public_id
from quality.accounts.roles import Act
from quality.cases import queries
from quality.cases.compose.filters import read_filter
from quality.cases.forms.tasks import TaskForm
from quality.cases.forms.triage import MergeForm, SnoozeForm
from quality.cases.kinds import Access, Level
from quality.cases.queries import Seen, flow, listing
from quality.cases.queries import inbox as inboxes
from quality.cases.queries.page import form_view
from quality.cases.services import merge as merging
from quality.cases.services import receive as receiving
from quality.cases.services import snooze as snoozing
from quality.cases.services import tasks as giving
from quality.cases.services import undo as undoing
from quality.cases.services.snooze import Until
from quality.cases.views.blueprint import bp, for_handling, offer_undo, tried
from quality.cases.views.names import can_have, owner_choices
from quality.core import clock, web
from quality.core.clock import add_working_days
from quality.core.db import Session, db, transaction
from quality.core.forms import Form
from quality.core.text import N_, NotAllowedError, NotVisibleError, RefusedError
from quality.core.web import back_to, say

Answer = str | Response | tuple[str, int]
AT_MOST = 100


@bp.get("/cases/<public_id>/merge")
@needs(Act.CASE_HANDLE)
def merge(public_id: str) -> str:
    """Ask which other case tells the same."""
    return _merge_page(public_id, MergeForm())


@bp.post("/cases/<public_id>/merge")
@needs(Act.CASE_HANDLE)
def send_merge(public_id: str) -> Answer:
    """Put this case together with another."""
    form, actor = MergeForm(), current_actor()

    def work(session: Session) -> None:
        both = _locked(session, {public_id, form.into.data})
        merging.merge(session, actor, both[public_id].case, both[form.into.data].case, now=clock.now())

    status = _tried_both(form, work) if form.validate() else 400
    if status != 303:
        return _merge_page(public_id, form), status
    web.tell(N_("Sakene er slått sammen. Begge som meldte får svaret ditt."))
    offer_undo([public_id])
    return redirect(web.safe_next(f"/cases/{public_id}"), 303)


def _tried_both(form: MergeForm, work: Callable[[Session], None]) -> int:
    """As tried(); another case that one may not know of is answered at its field."""
    try:
        return tried(form, work)
    except NotVisibleError:
        form.refuse(RefusedError(N_("Velg en av sakene i listen."), field="into"))
        return 400


def _locked(session: Session, public_ids: set[str]) -> dict[str, Seen]:
    """Cases to be changed together, always locked in the same order, so that two writers never wait in a circle."""
    actor = current_actor()
    return {
        each: queries.fetch_for(session, actor, each, Act.CASE_HANDLE, lock=True)
        for each in sorted(public_ids)
    }


def _merge_page(public_id: str, form: MergeForm) -> str:
    seen = for_handling(public_id)
    rows = flow.possible_originals(db.session(), current_actor(), seen.case)
    if rows and not form.into.data and not form.failed:
        form.into.data = rows[0].public_id
    return _page("cases/merge.html", form, seen, originals={row.public_id: row for row in rows})


@bp.post("/cases/<public_id>/unmerge")
@needs(Act.CASE_HANDLE)
def unmerge(public_id: str) -> Response:
    """Take a double out again, also from a case that has been shielded since."""
    with transaction() as session:
        both, actor = {public_id}, current_actor()
        into = merging.merged_with(session, queries.fetch(session, actor, public_id).case.id)
        if into and into.access is not Access.SHIELDED:
            both.add(into.public_id)
        merging.unmerge(session, actor, _locked(session, both)[public_id].case, now=clock.now())
    web.tell(N_("Saken er skilt ut igjen."))
    return back_to("cases.show", public_id=public_id)


@dataclass(frozen=True)
class Choice:
    """One of the common answers to how long a case is to wait, as a button."""

    value: str
    label: str
    until: Until


def _choices(today: dt.date) -> list[Choice]:
    tomorrow = add_working_days(today + dt.timedelta(1), 0)
    monday = add_working_days(today + dt.timedelta(7 - today.weekday()), 0)
    found = [
        Choice("tomorrow", N_("Til neste virkedag"), Until(day=tomorrow)),
        Choice("monday", N_("Til mandag"), Until(day=monday)),
        Choice("week", N_("En uke"), Until(day=add_working_days(today + dt.timedelta(7), 0))),
        Choice("three", N_("Til det kommer tre til av samme slag"), Until(more=3)),
        Choice("elsewhere", N_("Til en annen enhet melder det samme"), Until(elsewhere=True)),
    ]
    return [choice for choice in found if choice.value != "monday" or monday != tomorrow]


@bp.get("/cases/<public_id>/snooze")
@needs(Act.CASE_HANDLE)
def snooze(public_id: str) -> str:
    """Ask what is to bring the case back."""
    return _snooze_page(public_id, SnoozeForm())


@bp.post("/cases/<public_id>/snooze")
@needs(Act.CASE_HANDLE)
def send_snooze(public_id: str) -> Answer:
    """Put the case off."""
    form, actor = SnoozeForm(), current_actor()
    choices = {choice.value: choice.until for choice in _choices(clock.local_date(clock.now()))}

    def work(session: Session) -> None:
        seen = queries.fetch_for(session, actor, public_id, Act.CASE_HANDLE, lock=True)
        until = choices.get(request.form.get("until", ""), Until(day=form.day.data))
        snoozing.snooze(session, actor, seen.case, until, now=clock.now())

    status = tried(form, work) if form.validate() else 400
    if status != 303:
        return _snooze_page(public_id, form), status
    web.tell(N_("Saken er utsatt. Den kommer tilbake av seg selv, senest når fristen er her."))
    offer_undo([public_id])
    return redirect(web.safe_next(f"/cases/{public_id}"), 303)


def _snooze_page(public_id: str, form: SnoozeForm) -> str:
    choices = _choices(clock.local_date(clock.now()))
    return _page("cases/snooze.html", form, for_handling(public_id), choices=choices)


@bp.post("/cases/<public_id>/wake")
@needs(Act.CASE_HANDLE)
def wake(public_id: str) -> Response:
    """Bring the case back now."""
    with transaction() as session:
        seen = queries.fetch_for(session, current_actor(), public_id, Act.CASE_HANDLE, lock=True)
        snoozing.wake(session, current_actor(), seen.case, now=clock.now())
    web.tell(N_("Saken står blant de nye igjen."))
    return redirect(url_for("cases.inbox", at=public_id), 303)


@bp.post("/inbox/undo")
@needs(Act.CASE_HANDLE)
def undo() -> Response:
    """Take back what was just done."""
    ids = chosen_ids()
    refused = _each(
        ids, lambda session, seen: undoing.undo(session, current_actor(), seen.case, now=clock.now())
    )
    _tell_how_many(len(ids) - len(refused), refused, N_("Angret."), N_("%(number)s saker er som før."))
    return redirect(url_for("cases.inbox", at=ids[0] if ids else None), 303)


@bp.post("/inbox/selection")
@needs(Act.CASE_HANDLE)
def selection() -> Response:
    """Receive what was ticked, or go on to what is asked before the rest."""
    ids, what = [*chosen_ids(), *_whole_lists()], request.form.get("what", "")
    if len(ids := list(dict.fromkeys(ids))) > AT_MOST:
        web.tell(N_("Du kan ta %(number)s om gangen. De første er valgt."), "warning", number=AT_MOST)
        ids = ids[:AT_MOST]
    if not ids:
        web.tell(N_("Kryss av for sakene først."), "warning")
        return redirect(web.safe_next(url_for("cases.inbox")), 303)
    if what == "close":
        return redirect(url_for("cases.close_many", case=ids), 303)
    if what in ("give", "gather"):
        return redirect(url_for(f"cases.{what}", case=ids), 303)
    if what != "receive":
        raise RefusedError(N_("Velg hva du vil gjøre med sakene."))
    refused = _each(
        ids, lambda session, seen: receiving.receive(session, current_actor(), seen.case, now=clock.now())
    )
    done = [each for each in ids if each not in refused]
    _tell_how_many(
        len(done), refused, N_("Du har tatt imot saken."), N_("Du har tatt imot %(number)s saker.")
    )
    if done:
        offer_undo(done)
    return redirect(web.safe_next(url_for("cases.inbox")), 303)


def _whole_lists() -> list[str]:
    """All of the new, the open, or what the list of cases found by the filter in the address."""
    session, actor, day, found = db.session(), current_actor(), clock.local_date(clock.now()), []
    for each in request.form.getlist("all")[:2]:
        if each == "found":
            found += listing.to_handle(session, actor, read_filter(request.args), AT_MOST + 1)
        else:
            found += inboxes.all_of(session, actor, each, day, AT_MOST)
    return found


@bp.get("/inbox/give")
@needs(Act.CASE_HANDLE)
def give() -> str:
    """Say who gets these cases, and what is asked for."""
    return _give_page(TaskForm(), _read(chosen_ids()))


@bp.post("/inbox/give")
@needs(Act.CASE_HANDLE)
def send_give() -> Answer:
    """Give each of the cases to the same person."""
    form, actor, ids = TaskForm(), current_actor(), chosen_ids()
    if not form.validate() or not ids:
        return _give_page(form, _read(ids)), 400
    owner = person_by_public_id(db.session(), form.owner.data)
    errand = giving.Errand(form.what.data or "", owner.id, form.due_on.data)

    def work(session: Session, seen: Seen) -> None:
        if not can_have(seen.case, owner.public_id):
            raise RefusedError(N_("Velg hvem som skal gjøre det."), field="owner")
        once = f"{form.once.data}:{seen.case.id}"
        giving.give(session, actor, seen.case, errand, now=clock.now(), once=once)

    refused = _each(ids, work)
    done = [each for each in ids if each not in refused]
    _tell_how_many(
        len(done),
        refused,
        N_("%(name)s har fått saken og beskjed om det."),
        N_("%(name)s har fått %(number)s saker og beskjed om det."),
        name=owner.first_name,
    )
    if done:
        offer_undo(done)
    return back_to("cases.inbox")


def _give_page(form: TaskForm, rows: list[Seen]) -> str:
    if not rows:
        raise RefusedError(N_("Kryss av for sakene først."))
    form.owner.choices = owner_choices(rows[0].case)
    views = [form_view(db.session(), current_actor(), seen) for seen in rows]
    return render_template("cases/give.html", form=form, views=views)


@bp.get("/inbox/gather")
@needs(Act.CASE_HANDLE)
def gather() -> str:
    """Ask which of these cases is to stand, when they are all about one thing."""
    return _gather_page(MergeForm(), _read(chosen_ids()))


@bp.post("/inbox/gather")
@needs(Act.CASE_HANDLE)
def send_gather() -> Answer:
    """Put the cases together with the one that stands."""
    form, actor, ids = MergeForm(), current_actor(), chosen_ids()
    if not form.validate():
        return _gather_page(form, _read(ids)), 400
    into = form.into.data
    done, refused = [], {}
    for each in (each for each in ids if each != into):
        try:
            with transaction() as session:
                both = _locked(session, {each, into})
                merging.merge(session, actor, both[each].case, both[into].case, now=clock.now())
            done.append(each)
        except (RefusedError, NotVisibleError) as error:
            refused[each] = _why(error)
    _tell_how_many(len(done), refused, N_("Én sak er slått sammen."), N_("%(number)s saker er slått sammen."))
    if done:
        offer_undo(done)
    return back_to("cases.show", public_id=into) if done else back_to("cases.inbox")


def _gather_page(form: MergeForm, rows: list[Seen]) -> str:
    if len(rows) < 2:
        raise RefusedError(N_("Kryss av for minst to saker som handler om det samme."))
    rows = sorted(rows, key=lambda seen: (-seen.case.priority, seen.case.id))
    form.into.data = form.into.data or rows[0].case.public_id
    views = {seen.case.public_id: form_view(db.session(), current_actor(), seen) for seen in rows}
    return render_template("cases/gather.html", form=form, views=views)


def chosen_ids() -> list[str]:
    """The cases that were ticked, each once and in the page's order."""
    return list(dict.fromkeys(each[:40] for each in request.values.getlist("case") if each))[:AT_MOST]


def _read(public_ids: list[str]) -> list[Seen]:
    """The ticked cases that the person may handle; others are left out as if they were not there."""
    found = []
    for each in public_ids:
        try:
            seen = queries.fetch_for(db.session(), current_actor(), each, Act.CASE_HANDLE)
        except (NotVisibleError, NotAllowedError):
            continue
        if seen.level >= Level.TEXT:
            found.append(seen)
    return found


def _each(public_ids: list[str], work: Callable[[Session, Seen], object]) -> dict[str, str]:
    """Do the work for each case in a transaction of its own; returns why, for those that were refused."""
    refused: dict[str, str] = {}
    for each in public_ids:
        try:
            with transaction() as session:
                seen = queries.fetch_for(session, current_actor(), each, Act.CASE_HANDLE, lock=True)
                work(session, seen)
        except (RefusedError, NotVisibleError) as error:
            refused[each] = _why(error)
    return refused


def _why(error: RefusedError | NotVisibleError) -> str:
    return say(error.message) if isinstance(error, RefusedError) else gettext("Saken finnes ikke lenger.")


def _tell_how_many(done: int, refused: dict[str, str], one: str, many: str, **values: str) -> None:
    """A receipt with how many, and each reason why some were not."""
    if done:
        web.tell(one if done == 1 else many, number=done, **values)
    for sentence in dict.fromkeys(refused.values()):
        number = list(refused.values()).count(sentence)
        web.tell(N_("%(number)s ble ikke endret: %(why)s"), "warning", number=number, why=sentence)


def _page(template: str, form: Form, seen: Seen, **context: object) -> str:
    view = form_view(db.session(), current_actor(), seen)
    return render_template(template, form=form, view=view, next=web.safe_next(""), **context)

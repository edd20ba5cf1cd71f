"""Keeping the filters of a page under a name, for oneself or for others."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Act, Actor
from quality.cases.compose.masking import id_numbers
from quality.core.history import Happening, put, record
from quality.core.text import N_, ConflictError, NotAllowedError, RefusedError
from quality.insights.compose.saved import searches
from quality.insights.kinds import ViewPage
from quality.insights.models.saved import DefaultView, SavedView
from quality.insights.queries.saved import how_many

MOST, LONGEST = 50, 1500


@dataclass(frozen=True)
class Named:
    """What a view is called, what it shows, and the unit whose people have it too."""

    name: str
    address: str
    shared_in_id: int | None = None


def save_view(
    session: Session,
    actor: Actor,
    page: ViewPage,
    named: Named,
    *,
    now: dt.datetime,
    once: str | None = None,
) -> SavedView:
    """Keep a new one. Sent twice with the same `once`, it makes one."""
    if once and (known := session.scalar(sa.select(SavedView).where(SavedView.idempotency_key == once))):
        if known.owner_id != actor.id:
            raise ConflictError(N_("Skjemaet er brukt før. Last siden på nytt og send en gang til."))
        return known
    _check(actor, named, None)
    if how_many(session, actor) >= MOST:
        raise RefusedError(N_("Du har femti visninger. Slett en du ikke bruker, først."))
    view = SavedView(
        **vars(named), owner_id=actor.id, page=page, created_at=now, changed_at=now, idempotency_key=once
    )
    session.add(view)
    session.flush()
    _note(session, actor, view, "save", now, {"name": view.name, "shared_in": view.shared_in_id})
    return view


def change_view(session: Session, actor: Actor, view: SavedView, named: Named, *, now: dt.datetime) -> None:
    """Another name, another filter, or other people."""
    _check(actor, named, view.shared_in_id)
    if changed := put(view, vars(named)):
        view.changed_at = now
        session.flush()
        _note(session, actor, view, "edit", now, changed)


def delete_view(session: Session, actor: Actor, view: SavedView, *, now: dt.datetime) -> None:
    """Take it out of every list; restore_view() brings it back."""
    view.deleted_at = view.changed_at = now
    session.flush()
    _note(session, actor, view, "delete", now, {"name": view.name})


def restore_view(session: Session, actor: Actor, view: SavedView, *, now: dt.datetime) -> None:
    """Bring back one that was deleted."""
    view.deleted_at, view.changed_at = None, now
    session.flush()
    _note(session, actor, view, "restore", now, {})


def open_with(session: Session, actor: Actor, view: SavedView | None) -> None:
    """Let the person's figures open with this view; None for the plain page."""
    if view and view.page is not ViewPage.TRENDS:
        raise RefusedError(N_("Bare visninger av tall kan åpnes først."))
    own = session.get(DefaultView, actor.id)
    if own:
        session.delete(own)
        session.flush()
    if view:
        session.add(DefaultView(person_id=actor.id, view_id=view.id))
    session.flush()


def _check(actor: Actor, named: Named, before: int | None) -> None:
    if id_numbers(named.name):
        raise RefusedError(N_("Dette ligner et fødselsnummer. Velg et annet navn."), field="name")
    if len(named.address) > LONGEST:
        raise RefusedError(N_("Det er valgt for mye til å lagre. Velg færre enheter eller kategorier."))
    if named.shared_in_id is None:
        return
    if named.shared_in_id != before and not actor.may_in(Act.TRENDS_ANNOTATE, named.shared_in_id):
        raise NotAllowedError(N_("Du kan ikke dele visninger med den enheten."))
    if searches(named.address):
        raise RefusedError(
            N_("En delt visning kan ikke ha søkeord. Ta bort søket, eller lagre den bare for deg."),
            field="shared",
        )


def _note(
    session: Session, actor: Actor, view: SavedView, act: str, now: dt.datetime, values: dict[str, Any]
) -> None:
    record(session, Happening("saved_view", view.id, act, now, actor.id, values=values))

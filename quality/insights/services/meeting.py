"""Putting together what is to be shown in a meeting."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.core.claims import insert_once
from quality.core.db import new_public_id
from quality.core.history import Happening, record
from quality.core.text import N_, RefusedError
from quality.insights.models.meeting import MeetingPoint
from quality.insights.queries.meeting import points

MOST, LONGEST = 30, 1500


def add_point(session: Session, actor: Actor, address: str, title: str, *, now: dt.datetime) -> None:
    """Put a point last; one that is there already stays where it is."""
    if len(address) > LONGEST:
        raise RefusedError(N_("Det er valgt for mye til å lagre. Velg færre enheter eller kategorier."))
    there = points(session, actor)
    if len(there) >= MOST:
        raise RefusedError(N_("Det er nok til ett møte. Ta bort noe først."))
    values: dict[str, object] = {
        "public_id": new_public_id(),
        "person_id": actor.id,
        "position": there[-1].position + 1 if there else 1,
        "address": address,
        "title": title[:200],
        "added_at": now,
    }
    if insert_once(session, MeetingPoint, values):
        _note(session, actor, "add", now, title)


def move_point(session: Session, actor: Actor, point: MeetingPoint, step: int, *, now: dt.datetime) -> None:
    """One place earlier or later; at the end of the list nothing happens."""
    order = points(session, actor)
    at = order.index(point)
    to = at + step
    if not 0 <= to < len(order):
        return
    order[at], order[to] = order[to], order[at]
    for place, each in enumerate(order, 1):
        each.position = place
    session.flush()
    _note(session, actor, "move", now, point.title)


def remove_point(session: Session, actor: Actor, point: MeetingPoint, *, now: dt.datetime) -> None:
    """Take it out of the meeting; adding it again is as easy."""
    session.delete(point)
    session.flush()
    _note(session, actor, "remove", now, point.title)


def _note(session: Session, actor: Actor, act: str, now: dt.datetime, title: str) -> None:
    record(session, Happening("meeting", actor.id, act, now, actor.id, values={"title": title}))

"""Adding, changing, moving and closing units. A unit is never deleted, so that old cases keep theirs."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.core.history import Happening, record
from quality.core.text import N_, RefusedError
from quality.organisation.kinds import Service, UnitLevel
from quality.organisation.models import Municipality, Unit
from quality.organisation.queries import subtree

ORDER = list(UnitLevel)


@dataclass(frozen=True)
class UnitDetails:
    """What a unit is, apart from where in the tree."""

    name: str
    level: UnitLevel
    service: Service | None = None
    fte: Decimal | None = None


def add_unit(
    session: Session,
    actor_id: int,
    parent: Unit,
    code: str,
    details: UnitDetails,
    *,
    now: dt.datetime,
    opened_on: dt.date | None = None,
) -> Unit:
    """A new unit below another, last among its siblings."""
    _check(parent, details)
    if session.scalar(sa.select(Unit.id).where(Unit.code == code)):
        raise RefusedError(N_("En annen enhet har denne koden."), field="code")
    last = session.scalar(sa.select(sa.func.max(Unit.position))) or 0
    unit = Unit(code=code, parent_id=parent.id, position=last + 1, opened_on=opened_on, **asdict(details))
    session.add(unit)
    session.flush()
    unit.path = f"{parent.path}{unit.id}/"
    session.flush()
    _note(session, unit, "add", actor_id, now, {"name": unit.name, "parent": parent.name})
    return unit


def change_unit(
    session: Session, actor_id: int, unit: Unit, details: UnitDetails, *, now: dt.datetime
) -> None:
    """Rename a unit, or correct what it is."""
    if unit.parent is not None:
        _check(unit.parent, details)
    changes = {
        name: [getattr(unit, name), value]
        for name, value in asdict(details).items()
        if getattr(unit, name) != value
    }
    if not changes:
        return
    for name, (_, value) in changes.items():
        setattr(unit, name, value)
    if unit.level is UnitLevel.MUNICIPALITY:
        session.execute(sa.update(Municipality).values(name=unit.name, version=Municipality.version + 1))
    session.flush()
    _note(session, unit, "change", actor_id, now, {"changes": changes})


def move_unit(session: Session, actor_id: int, unit: Unit, parent: Unit, *, now: dt.datetime) -> None:
    """Put a unit with all below it under another. Who leads above it changes at once."""
    if unit.parent_id is None:
        raise RefusedError(N_("Kommunen står øverst og kan ikke flyttes."), field="parent")
    if parent.path.startswith(unit.path):
        raise RefusedError(N_("En enhet kan ikke ligge under seg selv."), field="parent")
    _check(parent, UnitDetails(unit.name, unit.level))
    if parent.id == unit.parent_id:
        return
    old, before = unit.path, unit.parent.name if unit.parent else ""
    unit.parent_id = parent.id
    for below in subtree(session, unit):
        below.path = f"{parent.path}{unit.id}/{below.path.removeprefix(old)}"
    session.flush()
    session.expire(unit, ["parent"])
    _note(session, unit, "move", actor_id, now, {"from": before, "to": parent.name})


def close_unit(session: Session, actor_id: int, unit: Unit, day: dt.date | None, *, now: dt.datetime) -> None:
    """Close a unit from a day on, or open it again with None. Its cases stay where they are."""
    if unit.parent_id is None:
        raise RefusedError(N_("Kommunen kan ikke legges ned."), field="closed_on")
    still_open = [row.name for row in subtree(session, unit) if row is not unit and not row.closed_on]
    if day and still_open:
        raise RefusedError(
            N_("%(name)s ligger under den og er åpen. Legg ned eller flytt den først."),
            field="closed_on",
            name=still_open[0],
        )
    if day and unit.opened_on and day < unit.opened_on:
        raise RefusedError(N_("Dagen er før enheten åpnet."), field="closed_on")
    unit.closed_on = day
    session.flush()
    _note(session, unit, "close" if day else "reopen", actor_id, now, {"day": day})


def _check(parent: Unit, details: UnitDetails) -> None:
    if parent.closed_on:
        raise RefusedError(N_("Enheten over er lagt ned."), field="parent")
    if ORDER.index(details.level) <= ORDER.index(parent.level):
        raise RefusedError(N_("Den må ligge lavere i kommunen enn enheten over."), field="level")


def _note(
    session: Session, unit: Unit, act: str, actor_id: int, now: dt.datetime, values: dict[str, object]
) -> None:
    record(session, Happening("unit", unit.id, act, now, actor_id or None, values=values))

"""Reads of the municipality and its units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.core.tabular import key
from quality.core.text import N_, NotVisibleError, RefusedError
from quality.organisation.imports import UnitFields
from quality.organisation.kinds import UnitLevel
from quality.organisation.models import Municipality, Unit


def municipality(session: Session) -> Municipality | None:
    """The municipality, or None in a new database."""
    return session.scalar(sa.select(Municipality).limit(1))


class Frame(NamedTuple):
    """What every page shows of the municipality."""

    name: str
    version: int
    has_arms: bool
    on_call_phone: str


FRAME = (
    Municipality.name,
    Municipality.version,
    sa.type_coerce(Municipality.arms_svg != "", sa.Boolean),
    Municipality.on_call_phone,
)


def frame(session: Session) -> Frame | None:
    """Name and arms, or None in a new database."""
    row = session.execute(sa.select(*FRAME).limit(1)).first()
    return Frame(*row) if row else None


def leader_title(session: Session, unit: Unit) -> str:
    """What the unit's leader is called, such as rektor; empty where the municipality has no word of its own."""
    place = municipality(session)
    titles = place.settings.get("leader_titles", {}) if place else {}
    return str(titles.get(unit.service or "", ""))


def all_units(session: Session) -> list[Unit]:
    """The whole tree in the organisation's own order, closed units included."""
    return list(session.scalars(sa.select(Unit).order_by(Unit.position, Unit.id)))


def open_units(session: Session, day: dt.date) -> list[Unit]:
    """Units that take reports on `day`: enhet and avdeling, in the organisation's own order."""
    query = sa.select(Unit).where(
        Unit.level.in_([UnitLevel.UNIT, UnitLevel.DEPARTMENT]),
        sa.or_(Unit.closed_on.is_(None), Unit.closed_on > day),
    )
    return list(session.scalars(query.order_by(Unit.position, Unit.id)))


def subtree_ids(session: Session, unit_ids: list[int]) -> dict[int, frozenset[int]]:
    """For each unit, the ids of itself and all below it."""
    paths = session.execute(sa.select(Unit.id, Unit.path)).all()
    return {root: frozenset(number for number, path in paths if f"/{root}/" in path) for root in unit_ids}


def unit_by_public_id(session: Session, public_id: str) -> Unit:
    """The unit; RefusedError when there is none."""
    unit = session.scalar(sa.select(Unit).where(Unit.public_id == public_id))
    if unit is None:
        raise RefusedError(N_("Enheten finnes ikke."))
    return unit


def ancestors(session: Session, unit: Unit) -> list[Unit]:
    """The units above, nearest first."""
    ids = [int(part) for part in unit.path.strip("/").split("/")[:-1]]
    found = {row.id: row for row in session.scalars(sa.select(Unit).where(Unit.id.in_(ids)))}
    return [found[number] for number in reversed(ids) if number in found]


def like_units(session: Session, unit: Unit, day: dt.date) -> list[Unit]:
    """Other open units of the same kind of service."""
    return [
        other for other in open_units(session, day) if other.service == unit.service and other.id != unit.id
    ]


def known_units(session: Session) -> dict[str, UnitFields]:
    """Every unit by its code, as an import compares it."""
    codes: dict[int | None, str] = {unit.id: unit.code for unit in all_units(session)}
    return {
        unit.code: UnitFields(
            unit.code,
            unit.name,
            unit.level,
            unit.service,
            unit.fte,
            codes.get(unit.parent_id, ""),
            unit.opened_on,
            unit.closed_on,
        )
        for unit in all_units(session)
    }


def units_by_code(session: Session) -> dict[str, int]:
    """Unit ids by code."""
    return {row.code: row.id for row in session.execute(sa.select(Unit.code, Unit.id))}


def unit_names(session: Session) -> dict[str, int]:
    """Unit ids by name as it is written; a name that several units have is left out."""
    found: dict[str, list[tuple[str, int]]] = {}
    for name, number in session.execute(sa.select(Unit.name, Unit.id)):
        found.setdefault(key(name), []).append((name, number))
    return dict(rows[0] for rows in found.values() if len(rows) == 1)


def units_by_name(session: Session) -> dict[str, int]:
    """Unit ids by name, case and runs of spaces left out."""
    return {key(name): number for name, number in unit_names(session).items()}


def unit_choices(session: Session, day: dt.date) -> list[Unit]:
    """Every unit that is open on `day`, each after the one above it."""
    return [unit for unit in tree(session) if not unit.closed_on or unit.closed_on > day]


def tree(session: Session) -> list[Unit]:
    """The whole tree from the top, each unit followed by those below it, in the organisation's own order."""
    below: dict[int | None, list[Unit]] = {}
    for unit in all_units(session):
        below.setdefault(unit.parent_id, []).append(unit)
    found: list[Unit] = []
    waiting = list(reversed(below.get(None, [])))
    while waiting:
        unit = waiting.pop()
        found.append(unit)
        waiting.extend(reversed(below.get(unit.id, [])))
    return found


def depth(unit: Unit) -> int:
    """How far below the top the unit is."""
    return unit.path.count("/") - 2


def subtree(session: Session, unit: Unit) -> list[Unit]:
    """The unit and all below it."""
    return list(session.scalars(sa.select(Unit).where(Unit.path.startswith(unit.path)).order_by(Unit.path)))


def unit_for_settings(session: Session, public_id: str) -> Unit:
    """The unit with the one above it; NotVisibleError when there is none."""
    query = sa.select(Unit).options(joinedload(Unit.parent)).where(Unit.public_id == public_id)
    unit = session.scalar(query)
    if unit is None:
        raise NotVisibleError(public_id)
    return unit


def units_by_ids(session: Session, unit_ids: Sequence[int]) -> list[Unit]:
    """These units in the tree's order."""
    return list(
        session.scalars(sa.select(Unit).where(Unit.id.in_(unit_ids)).order_by(Unit.position, Unit.name))
    )

"""Writing what a file of the organisation says."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.core.history import Happening, record, record_new
from quality.organisation.imports import UnitFields, UnitPlan
from quality.organisation.models import Municipality, Unit

FIELDS = ("name", "level", "service", "fte", "opened_on", "closed_on")


def bring_in_units(session: Session, actor_id: int | None, plan: UnitPlan, *, now: dt.datetime) -> None:
    """Add and change units as planned; the first root gives the municipality its name."""
    units = {unit.code: unit for unit in session.scalars(sa.select(Unit))}
    position = max((unit.position for unit in units.values()), default=-1) + 1
    for place, fields in enumerate(plan.add, start=position):
        unit = Unit(code=fields.code, position=place, **_values(fields))
        session.add(unit)
        units[unit.code] = unit
        _put_under(session, unit, units.get(fields.parent))
    record_new(
        session,
        [
            Happening("unit", units[new.code].id, "import", now, actor_id, values=_said(new))
            for new in plan.add
        ],
    )
    for fields in plan.change:
        unit = units[fields.code]
        for name, value in _values(fields).items():
            setattr(unit, name, value)
        _put_under(session, unit, units.get(fields.parent))
        record(session, Happening("unit", unit.id, "import", now, actor_id, values=_said(fields)))
    _draw_paths(units)
    _name_municipality(session, plan)
    session.flush()


def _values(fields: UnitFields) -> dict[str, object]:
    return {name: getattr(fields, name) for name in FIELDS}


def _said(fields: UnitFields) -> dict[str, object]:
    return {"code": fields.code, "parent": fields.parent} | {
        name: value if value is None else str(value) for name, value in _values(fields).items()
    }


def _put_under(session: Session, unit: Unit, parent: Unit | None) -> None:
    unit.parent_id = parent.id if parent else None
    session.flush()


def _draw_paths(units: dict[str, Unit]) -> None:
    """Paths from the parents; a moved branch takes all below it along."""
    by_id = {unit.id: unit for unit in units.values()}
    for unit in units.values():
        ids, above = [unit.id], unit.parent_id
        while above is not None:
            ids.append(above)
            above = by_id[above].parent_id
        unit.path = "/" + "/".join(str(number) for number in reversed(ids)) + "/"


def _name_municipality(session: Session, plan: UnitPlan) -> None:
    root = next((unit for unit in plan.add if not unit.parent), None)
    if root and session.scalar(sa.select(Municipality.id).limit(1)) is None:
        session.add(Municipality(name=root.name))

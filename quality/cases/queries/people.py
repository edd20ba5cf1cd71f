"""Who can be given something to do in a case."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person, RoleHeld
from quality.cases.models.case import Case, CaseConcern


def possible_owners(session: Session, case: Case) -> list[tuple[str, str]]:
    """Public id and name of those who can own a measure: the unit's staff and whoever holds a role in it or above."""
    ids = [int(part) for part in case.unit.path.strip("/").split("/")]
    holders = sa.select(RoleHeld.person_id).where(RoleHeld.unit_id.in_(ids))
    concerned = sa.select(CaseConcern.person_id).where(CaseConcern.case_id == case.id)
    query = (
        sa.select(Person.public_id, Person.first_name, Person.last_name, Person.title)
        .where(
            sa.or_(Person.unit_id == case.unit_id, Person.id.in_(holders)),
            Person.active,
            Person.id.not_in(concerned),
        )
        .order_by(Person.first_name, Person.last_name, Person.id)
    )
    return [(row.public_id, _name(row)) for row in session.execute(query)]


def _name(row: Any) -> str:
    name = f"{row.first_name} {row.last_name}"
    return f"{name}, {row.title}" if row.title else name

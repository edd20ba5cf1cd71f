"""Who has thanked the reporter of a case."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.cases.models.thanks import Thanks


def thanked_by(session: Session, case_id: int) -> list[tuple[int, str]]:
    """Id and name of those who gave thanks, the first first."""
    query = (
        sa.select(Thanks.person_id, Person.first_name, Person.last_name)
        .join(Person, Person.id == Thanks.person_id)
        .where(Thanks.case_id == case_id)
        .order_by(Thanks.id)
    )
    return [(row.person_id, f"{row.first_name} {row.last_name}") for row in session.execute(query)]

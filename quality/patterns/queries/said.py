"""Who said what a candidate carries with it: a unit that suggested it, had it or sent it on, or who put it away."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.core.clock import local_date
from quality.core.history import newest_entries
from quality.core.text import N_, Message
from quality.patterns.models import Pattern
from quality.patterns.queries.woken import COMES_BACK
from quality.patterns.states import PatternState

SAID = {
    "nominated": N_("%(name)s, %(unit)s, foreslo det %(day)s:"),
    "pass_up": N_("%(name)s, %(unit)s, sendte det videre %(day)s:"),
    "answer": N_("%(name)s, %(unit)s, tok det selv %(day)s:"),
    "dismiss": N_("%(name)s avviste det %(day)s:"),
}


def who_said(session: Session, patterns: Sequence[Pattern]) -> dict[int, Message]:
    """The words in front of what was said last about each candidate."""
    asked = [row.id for row in patterns if row.reason and row.state is PatternState.CANDIDATE]
    entries = newest_entries(session, "pattern", asked, COMES_BACK) if asked else {}
    ids = {entry.actor_id for entry, _ in entries.values() if entry.actor_id}
    people = (
        {row.id: row for row in session.scalars(sa.select(Person).where(Person.id.in_(ids)))} if ids else {}
    )
    found = {}
    for number, (entry, values) in entries.items():
        person = people.get(entry.actor_id or 0)
        if entry.act in SAID and person:
            unit = values.get("unit") or person.unit.name
            found[number] = Message(
                SAID[entry.act], {"name": person.name, "unit": unit, "day": local_date(entry.at)}
            )
    return found

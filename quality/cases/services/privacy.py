"""Choosing who takes confidential and shielded cases."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from quality.accounts.queries import person_by_email
from quality.accounts.roles import Actor
from quality.cases.queries.intake import confidants
from quality.core.clock import local_date
from quality.core.history import Happening, record
from quality.core.text import N_, RefusedError
from quality.organisation.models import Municipality


@dataclass(frozen=True)
class Privacy:
    """Whether anonymous reports are let in, whose id sees confidential names, and who takes shielded cases in."""

    anonymous: bool
    confidant: str
    intake: tuple[str, ...]
    alternates: tuple[str, ...]


def change_privacy(
    session: Session, actor: Actor, place: Municipality, wanted: Privacy, *, now: dt.datetime
) -> None:
    """Choose who takes confidential and shielded cases; the two groups share nobody."""
    able = {person.public_id: person.id for person in confidants(session, local_date(now))}
    if wanted.confidant and wanted.confidant not in able:
        raise RefusedError(N_("Velg en kvalitetskoordinator."), field="confidant")
    first = _people_by_email(session, wanted.intake, "intake")
    others = _people_by_email(session, wanted.alternates, "alternates")
    if set(first) & set(others):
        raise RefusedError(N_("Ingen kan stå i begge gruppene."), field="alternates")
    before = place.settings.get("privacy", {})
    groups = {"intake": first, "alternates": others}
    after = before | groups | {"anonymous": wanted.anonymous, "confidant": able.get(wanted.confidant)}
    if after == before:
        return
    place.settings = place.settings | {"privacy": after}
    session.flush()
    values = {"before": before, "after": after}
    record(session, Happening("place", place.id, "privacy", now, actor.id, values=values))


def _people_by_email(session: Session, emails: tuple[str, ...], field: str) -> list[int]:
    found = []
    for email in dict.fromkeys(emails):
        person = person_by_email(session, email)
        if person is None or not person.active:
            raise RefusedError(N_("Fant ingen ansatt med adressen %(email)s."), field=field, email=email)
        found.append(person.id)
    return found

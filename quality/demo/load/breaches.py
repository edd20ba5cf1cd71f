"""What the demo has decided about breaches of personal data; of those still open nothing yet."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.queries import actor_for, holders
from quality.accounts.roles import Role
from quality.cases.kinds import Access
from quality.cases.kinds.breach import Harmed, Reporting, Risk
from quality.cases.models.case import Case
from quality.cases.services.breach import Finding, assess_breach
from quality.cases.states import CaseState
from quality.core.clock import local_date

DAY = dt.timedelta(days=1)
FEW = "Opplysningene nådde én kollega med taushetsplikt, og ble slettet samme dag."
SOME = "Navn og adresse til flere familier gikk til feil mottaker, som har bekreftet at det er slettet."
MANY = "Helseopplysninger lå åpent i to dager. Vi vet ikke hvem som har lest dem."
TOLD = "Familiene er ringt, og har fått brev om hva som skjedde og hva vi har endret."
LATE = "Vi fikk først oversikt over hvem det gjaldt etter helgen."


def load_breaches(session: Session, now: dt.datetime) -> None:
    """Let the privacy officer assess each closed one: most are not reported, some are, and one too late."""
    day = local_date(now)
    officers = [
        person for people in holders(session, Role.PRIVACY_OFFICER, day).values() for person in people
    ]
    query = sa.select(Case).where(
        Case.registered_at < now - 7 * DAY,
        Case.access == Access.PRIVACY,
        Case.import_id.is_(None),
        Case.state == CaseState.CLOSED,
    )
    for number, case in enumerate(session.scalars(query.order_by(Case.id)).all()):
        if officers and case.closed_at:
            actor = actor_for(session, officers[0], day)
            assess_breach(
                session,
                actor,
                case,
                _finding(case, number),
                now=max(case.closed_at, case.registered_at + 5 * DAY),
            )


def _finding(case: Case, number: int) -> Finding:
    known = case.registered_at
    if number % 12 == 5:
        told = {"late_why": LATE, "told": TOLD, "reference": f"{known.year}/{4100 + number}"}
        harmed = frozenset({Harmed.CONFIDENTIALITY})
        return Finding(known, harmed, Risk.HIGH, MANY, Reporting.YES, known + 4 * DAY, **told)
    if number % 5 == 2:
        harmed, reference = frozenset({Harmed.CONFIDENTIALITY}), f"{known.year}/{3200 + number}"
        return Finding(known, harmed, Risk.LIKELY, SOME, Reporting.YES, known + 2 * DAY, reference)
    return Finding(
        known,
        frozenset({Harmed.AVAILABILITY if number % 3 else Harmed.CONFIDENTIALITY}),
        Risk.UNLIKELY,
        FEW,
        Reporting.NO,
    )

"""Assessing a breach of personal data: every time it is saved, the decision is kept with who and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases.kinds.breach import Harmed, Reporting, Risk
from quality.cases.models.breach import Breach, BreachDecision
from quality.cases.models.case import Case
from quality.cases.queries.breach import HOURS
from quality.cases.services.change import change
from quality.core.text import N_, RefusedError


@dataclass(frozen=True)
class Finding:
    """What is known, what risk it is, and who is told."""

    known_at: dt.datetime
    harmed: frozenset[Harmed]
    risk: Risk
    why: str
    reporting: Reporting
    reported_at: dt.datetime | None = None
    reference: str = ""
    late_why: str = ""
    told: str = ""


def assess_breach(session: Session, actor: Actor, case: Case, found: Finding, *, now: dt.datetime) -> Breach:
    """Save what stands of the breach now, and keep the decision."""
    _check(found, now)
    reported = found.reporting is Reporting.YES
    with change(session, actor, case, "breach", now) as values:
        row = session.get(Breach, case.id) or Breach(case_id=case.id)
        row.known_at, row.risk, row.why, row.reporting = (
            found.known_at,
            found.risk,
            found.why,
            found.reporting,
        )
        for each in Harmed:
            setattr(row, each.value, each in found.harmed)
        row.reported_at = found.reported_at if reported else None
        row.reference = found.reference if reported else ""
        row.late_why = found.late_why if reported else ""
        row.told = found.told
        session.add(row)
        decision = {"risk": found.risk, "reporting": found.reporting}
        session.add(BreachDecision(case_id=case.id, at=now, by_id=actor.id, why=found.why, **decision))
        session.flush()
        values |= {name: str(value) for name, value in decision.items()}
    return row


def _check(found: Finding, now: dt.datetime) -> None:
    if found.known_at > now:
        raise RefusedError(N_("Tidspunktet kan ikke være fram i tid."), field="known_on")
    if found.reporting is Reporting.NO and found.risk is not Risk.UNLIKELY:
        raise RefusedError(
            N_("Er det risiko for noen, skal bruddet meldes. Velg lite sannsynlig, eller meld det."),
            field="reporting",
        )
    if found.reporting is not Reporting.YES:
        return
    if found.reported_at is None:
        raise RefusedError(N_("Skriv når bruddet ble meldt."), field="reported_on")
    if not found.known_at <= found.reported_at <= now:
        raise RefusedError(
            N_("Det kan ikke være meldt før dere visste om det, eller fram i tid."), field="reported_on"
        )
    if found.reported_at - found.known_at > HOURS and not found.late_why:
        raise RefusedError(N_("Skriv hvorfor det ble meldt senere enn 72 timer."), field="late_why")

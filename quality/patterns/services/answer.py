"""What the municipality finds out about a raised pattern: causes from the units, meetings, decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Act, Actor
from quality.cases.compose.strength import only_tells
from quality.cases.kinds import Factor, Strength
from quality.cases.models.measure import Measure
from quality.cases.states import MeasureState
from quality.core.clock import local_date
from quality.core.text import N_, NotAllowedError, RefusedError
from quality.organisation.models import Unit
from quality.patterns import policy
from quality.patterns.compose import phrases
from quality.patterns.kinds import BLAME, TRAINING, MinuteKind
from quality.patterns.models import Pattern, PatternCause, PatternMinute
from quality.patterns.queries.raised import unit_ids
from quality.patterns.services.decide import note
from quality.patterns.states import RUNNING

OLDEST_MINUTE = dt.timedelta(days=366)
# Causes that put it on the one who stood there; alone they are no ground to act on.
ON_PEOPLE = frozenset({Factor.COMPETENCE, Factor.UNKNOWN})


@dataclass(frozen=True)
class Told:
    """A cause before it is written down; `unit` is empty where it holds for the whole municipality."""

    factor: Factor
    text: str
    unit: Unit | None
    once: str | None = None


def add_cause(
    session: Session, actor: Actor, pattern: Pattern, told: Told, *, now: dt.datetime
) -> PatternCause:
    """Write down why it happens; a leader may tell for an own unit that is part of it."""
    if not may_tell(session, actor, pattern, told.unit):
        raise NotAllowedError(
            N_("Du kan bare skrive årsaker for enheter du leder, og som er del av mønsteret.")
        )
    known = sa.select(PatternCause).where(PatternCause.idempotency_key == told.once)
    if told.once and (found := session.scalar(known)):
        return found
    _check_running(pattern)
    _check_explains(told.text)
    cause = PatternCause(
        pattern_id=pattern.id,
        unit_id=told.unit.id if told.unit else None,
        factor=told.factor,
        text=told.text,
        by_id=actor.id,
        at=now,
        idempotency_key=told.once,
    )
    session.add(cause)
    session.flush()
    where = told.unit.name if told.unit else ""
    note(session, actor, pattern, "cause", now, {"text": told.text, "unit": where})
    return cause


def _check_explains(text: str) -> None:
    """Refuse a cause that puts it on people, or says no more than that they were not taught."""
    if phrases.says_only(text, BLAME):
        raise RefusedError(
            N_(
                "«Menneskelig svikt» forklarer ikke hvorfor det skjer i flere enheter. "
                "Skriv hva som gjør det lett å gjøre feil: utstyr, tid, overlevering, lokaler eller rutine."
            ),
            field="text",
        )
    if phrases.says_only(text, TRAINING):
        raise RefusedError(
            N_(
                "Manglende opplæring alene forklarer ikke hvorfor det skjer i flere enheter. "
                "Skriv hva som gjør at folk ikke kan det eller ikke får det til: hvem, når, og hva som hindrer dem."
            ),
            field="text",
        )


def may_tell(session: Session, actor: Actor, pattern: Pattern, unit: Unit | None) -> bool:
    """Whether the person may write down causes here."""
    if policy.may(actor, Act.PATTERN_OWN, pattern):
        return True
    if unit is None or not policy.may_see(actor, pattern):
        return False
    return actor.may_in(Act.PATTERN_ANSWER, unit.id) and unit.id in unit_ids(session, pattern.id)


def _check_running(pattern: Pattern) -> None:
    if pattern.state not in RUNNING:
        raise RefusedError(N_("Mønsteret er ikke løftet, eller det er avsluttet."))


@dataclass(frozen=True)
class Said:
    """A line of the log before it is written down."""

    kind: MinuteKind
    held_on: dt.date
    forum: str
    text: str
    once: str | None = None


def add_minute(
    session: Session, actor: Actor, pattern: Pattern, said: Said, *, now: dt.datetime
) -> PatternMinute:
    """Write down a meeting, a decision, or a decision that is asked for. Sent twice, it is written once."""
    if not policy.may(actor, Act.PATTERN_OWN, pattern):
        raise NotAllowedError(N_("Bare eieren og kvalitetskoordinatoren kan gjøre dette."))
    known = sa.select(PatternMinute).where(PatternMinute.idempotency_key == said.once)
    if said.once and (found := session.scalar(known)):
        return found
    _check_running(pattern)
    today = local_date(now)
    if not today - OLDEST_MINUTE <= said.held_on <= today:
        raise RefusedError(N_("Velg en dag det siste året, ikke fram i tid."), field="held_on")
    if said.kind is MinuteKind.MEETING and not said.forum:
        raise RefusedError(N_("Skriv hvilket møte det var."), field="forum")
    minute = PatternMinute(
        pattern_id=pattern.id,
        kind=said.kind,
        held_on=said.held_on,
        forum=said.forum,
        text=said.text,
        by_id=actor.id,
        at=now,
        idempotency_key=said.once,
    )
    session.add(minute)
    session.flush()
    note(session, actor, pattern, f"minute_{said.kind.value}", now, {"text": said.text, "forum": said.forum})
    return minute


def check_measure(title: str, strength: Strength) -> None:
    """Refuse training and reminders that are called more than weak."""
    if strength is not Strength.WEAK and (only_tells(title) or phrases.says_only(title, TRAINING)):
        raise RefusedError(
            N_(
                "Opplæring og påminnelser alene er svake tiltak. Velg «Svakt», eller skriv hva som endres i "
                "utstyr, rutine eller organisering."
            ),
            field="strength",
        )


def lacking(found: Sequence[Measure], known: Sequence[PatternCause]) -> list[str]:
    """What is missing before anybody can say that something was done about it, one sentence each."""
    said = []
    if not known:
        said.append(N_("Skriv minst én årsak, helst fra flere av enhetene."))
    elif all(cause.factor in ON_PEOPLE for cause in known):
        said.append(
            N_("Årsakene handler bare om den enkelte. Skriv også hva som gjør det lett å gjøre feil.")
        )
    if not any(_changes(measure) for measure in found):
        said.append(
            N_(
                "Alle tiltakene er svake. Legg til ett som endrer utstyr, rutine, bemanning eller organisering."
            )
            if found
            else N_("Legg til minst ett tiltak.")
        )
    return said


def _changes(measure: Measure) -> bool:
    return measure.strength is not Strength.WEAK and measure.state is not MeasureState.DROPPED

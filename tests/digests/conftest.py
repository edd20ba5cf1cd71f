"""A municipality with something to say: a published note, a raised pattern, a case to receive and one to judge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.kinds import CaseKind, Harm
from quality.cases.models.case import Case
from quality.cases.services.register import Report, register_case
from quality.cases.states import CaseState
from quality.core.clock import at_local
from quality.core.db import transaction
from quality.core.mail import OutgoingMail
from quality.digests import jobs
from quality.digests.kinds import EditionKind
from quality.digests.models import Delivery, DeliveryState
from quality.digests.queries.editions import plans_here
from quality.digests.services.plans import set_plan
from quality.learning.models import Note, Uptake
from quality.learning.states import NoteState
from quality.patterns.models import Pattern, PatternUnit
from quality.patterns.states import Origin, PatternState
from tests.cast import Cast
from tests.conftest import NOW, Clock

SITE = "https://loft.example"
TUESDAY = dt.date(2026, 11, 24)
SECRET = "Ordet som bare står i saken: fjellrype."


@pytest.fixture
def ready(cast: Cast, time: Clock) -> Cast:
    """The cast, on Tuesday at eight, with the edition made on the Monday before."""
    jobs.compose(SITE, time.now)
    time.now = at_local(TUESDAY, 8)
    return cast


@pytest.fixture
def note(cast: Cast) -> Note:
    """A published note for home care north."""
    with transaction() as session:
        return add_note(session, cast, cast.north.id)


@pytest.fixture
def pattern(cast: Cast) -> Pattern:
    """A raised pattern in home care north and south."""
    with transaction() as session:
        return add_pattern(session, cast, PatternState.RAISED)


@pytest.fixture
def case(cast: Cast) -> Case:
    """Reported by the employee, not received yet."""
    with transaction() as session:
        report = Report(CaseKind.DEVIATION, SECRET, cast.north.id, Harm.NO)
        return register_case(session, cast.actor(cast.employee), report, now=NOW)


def add_note(session: Session, cast: Cast, *units: int, state: NoteState = NoteState.PUBLISHED) -> Note:
    note = Note(
        state=state,
        title="Fast mottaker per vakt",
        problem="Meldinger ble lest for sent.",
        action="Én på hver vakt leser meldingene.",
        effect="12 feil før, 2 etterpå.",
        author_id=cast.coordinator.id,
        created_at=NOW,
        changed_at=NOW,
        published_at=NOW,
    )
    session.add(note)
    session.flush()
    session.add_all(Uptake(note_id=note.id, unit_id=unit, opened_at=NOW, asked_at=NOW) for unit in units)
    session.flush()
    return note


def add_pattern(session: Session, cast: Cast, state: PatternState) -> Pattern:
    pattern = Pattern(
        series=f"s:{state}",
        origin=Origin.ENGINE,
        state=state,
        title="Fjellrype i overføringen",
        found_at=NOW,
        changed_at=NOW,
        raised_at=NOW,
    )
    session.add(pattern)
    session.flush()
    for unit in (cast.north, cast.south):
        session.add(PatternUnit(pattern_id=pattern.id, unit_id=unit.id))
    session.flush()
    return pattern


def close(session: Session, case: Case, at: dt.datetime) -> None:
    case = session.get_one(Case, case.id)
    case.state, case.closed_at, case.answered_at, case.answer = CaseState.CLOSED, at, at, SECRET
    session.flush()


def receivers(session: Session) -> list[int]:
    """Who has mail in the outbox, once for each mail."""
    return sorted(session.scalars(sa.select(OutgoingMail.person_id)).all())


def outcome(session: Session, person_id: int) -> DeliveryState | None:
    """What the newest edition gave the person."""
    query = sa.select(Delivery.state).where(Delivery.person_id == person_id).order_by(Delivery.id.desc())
    return session.scalar(query.limit(1))


def mail_to(session: Session, person_id: int) -> OutgoingMail:
    """The one mail to this person."""
    return session.scalars(sa.select(OutgoingMail).where(OutgoingMail.person_id == person_id)).one()


Compose = Callable[[], int]


@pytest.fixture
def compose(time: Clock) -> Compose:
    """Run the composing job at the time of the test."""
    return lambda: jobs.compose(SITE, time.now)


def change(cast: Cast, kind: EditionKind, now: dt.datetime, **changes: object) -> None:
    """Set some of an edition's plan, as a coordinator does."""
    with transaction() as session:
        plan = replace(plans_here(session)[kind], **changes)  # type: ignore[arg-type]
        set_plan(session, cast.actor(cast.coordinator), kind, plan, now=now)

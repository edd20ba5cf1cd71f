"""Row 1: what people were told of a case before it was closed to them, in notices and in mail that still waits."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Deputy, Person
from quality.cases.jobs import alerts
from quality.cases.kinds import Harm
from quality.cases.models.case import Case
from quality.cases.services import assess, shield, tasks
from quality.cases.services.assess import Assessment
from quality.cases.services.tasks import Errand
from quality.core.clock import at_local
from quality.core.db import transaction
from quality.core.mail import MailState, OutgoingMail
from quality.core.notices import News, Notice, tell
from quality.digests import jobs
from tests.cases.desk import make_case
from tests.cast import Cast
from tests.conftest import NOW, Clock

SITE = "https://loft.example"


def restrict(cast: Cast, case: Case, now: dt.datetime = NOW) -> None:
    with transaction() as session:
        shield.shield(session, cast.actor(cast.head), session.get_one(Case, case.id), follow=False, now=now)


def mark(cast: Cast, case: Case, person: Person) -> None:
    with transaction() as session:
        shield.concern(session, cast.actor(cast.head), session.get_one(Case, case.id), person, now=NOW)


def letters(session: Session, kind: str) -> dict[int | None, MailState]:
    rows = session.execute(
        sa.select(OutgoingMail.person_id, OutgoingMail.state).where(OutgoingMail.kind == kind)
    )
    return dict(rows.all())


def told(session: Session, case: Case) -> set[int]:
    """Whom a notice tells the number of the case."""
    return {row.person_id for row in session.scalars(sa.select(Notice)) if case.label in str(row.values)}


def test_the_mail_of_the_day_is_called_back_when_a_case_in_it_is_shielded(
    cast: Cast, session: Session, time: Clock
) -> None:
    time.now = at_local(dt.date(2026, 11, 25), 12)
    with transaction() as writing:
        case = make_case(writing, cast)
        tell(writing, [News(cast.leader.id, "x", "Noe annet", "/x", "x")], time.now)
    time.now = at_local(dt.date(2026, 11, 26), 8)
    assert jobs.daily(SITE, time.now) == 1
    restrict(cast, case, time.move(minutes=1))
    assert letters(session, "daily") == {cast.leader.id: MailState.CANCELLED}
    time.now = at_local(dt.date(2026, 11, 27), 8)
    jobs.daily(SITE, time.now)
    waits = sa.select(OutgoingMail).where(
        OutgoingMail.state == MailState.QUEUED, OutgoingMail.person_id == cast.leader.id
    )
    (mail,) = session.scalars(waits)
    assert "Noe annet" in mail.text
    assert case.label not in mail.text


def test_a_letter_about_a_serious_case_is_called_back_from_those_who_do_not_handle_it(
    cast: Cast, session: Session
) -> None:
    with transaction() as writing:
        case = make_case(writing, cast, harm=Harm.YES, severity=4)
    assert alerts.alert(SITE, NOW) == 3
    mark(cast, case, cast.leader)
    assert letters(session, "serious")[cast.leader.id] is MailState.CANCELLED
    assert letters(session, "serious")[cast.chief.id] is MailState.QUEUED
    restrict(cast, case)
    states = letters(session, "serious")
    assert {person for person, state in states.items() if state is MailState.QUEUED} <= {cast.head.id}


def test_who_was_given_a_part_of_a_case_is_told_its_number_no_longer(cast: Cast, session: Session) -> None:
    due_on = cast.day + dt.timedelta(3)
    with transaction() as writing:
        shielded, about = make_case(writing, cast), make_case(writing, cast)
        for case, person in ((shielded, cast.teacher), (about, cast.colleague)):
            tasks.give(writing, cast.actor(cast.leader), case, Errand("Se", person.id, due_on), now=NOW)
    assert cast.teacher.id in told(session, shielded)
    restrict(cast, shielded)
    assert told(session, shielded) <= {cast.head.id, cast.second_coordinator.id, cast.employee.id}
    mark(cast, about, cast.colleague)
    assert cast.colleague.id not in told(session, about)


def test_who_stands_in_for_somebody_is_told_nothing_of_a_case_about_that_person(
    cast: Cast, session: Session
) -> None:
    until = cast.day + dt.timedelta(7)
    with transaction() as writing:
        writing.add(
            Deputy(person_id=cast.leader.id, deputy_id=cast.teacher.id, from_on=cast.day, to_on=until)
        )
        writing.flush()
        case = make_case(writing, cast)
        link = f"/cases/{case.public_id}"
        tell(writing, [News(cast.teacher.id, "x", "Sak %(number)s", link, "x", {"number": case.label})], NOW)
    mark(cast, case, cast.leader)
    assert told(session, case) & {cast.leader.id, cast.teacher.id} == set()


def test_a_case_that_turns_out_to_be_about_privacy_is_taken_back_from_who_followed_it(
    cast: Cast, session: Session
) -> None:
    with transaction() as writing:
        case = make_case(writing, cast)
        link = f"/cases/{case.public_id}"
        tell(
            writing, [News(cast.colleague.id, "x", "Sak %(number)s", link, "x", {"number": case.label})], NOW
        )
    with transaction() as writing:
        row = writing.get_one(Case, case.id)
        assess.assess(writing, cast.actor(cast.leader), row, Assessment("P1", 1), now=NOW)
    assert cast.colleague.id not in told(session, case)
    assert cast.leader.id in told(session, case)

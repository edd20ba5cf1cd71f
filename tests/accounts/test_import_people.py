"""The people from a file."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from quality.accounts.models import Person, RoleHeld
from quality.accounts.queries import actor_for
from quality.accounts.roles import IMPORT_ROLES, Act, Role
from quality.cases.services.bring_in import BadRowsError, Source, bring_in
from quality.core.clock import local_date
from quality.core.db import transaction
from quality.core.mail import OutgoingMail
from quality.core.notices import Notice
from quality.core.tabular import Report
from quality.core.text import RefusedError
from tests.conftest import NOW
from tests.tables import ORGANISATION, PEOPLE, file_of, said


def take(kind: str, *lines: str, leave_out_bad: bool = False) -> Report:
    with transaction() as session:
        source = Source(kind, file_of(*lines, encoding="utf-8-sig"), "fil.csv", leave_out_bad=leave_out_bad)
        return bring_in(session, None, source, now=NOW)


@pytest.fixture
def units(app: Flask) -> None:
    take("organisation", *ORGANISATION)


def people(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count(Person.id))) or 0


def test_people_come_with_their_unit_and_role_and_nobody_is_told(units: None, session: Session) -> None:
    assert take("people", *PEOPLE).added == 2
    mona = session.scalars(sa.select(Person).where(Person.employee_number == "1")).one()
    actor = actor_for(session, mona, local_date(NOW))
    assert actor.may_in(Act.CASE_HANDLE, mona.unit_id)
    assert not session.scalar(sa.select(OutgoingMail.id))
    assert not session.scalar(sa.select(Notice.id))


def test_every_role_of_the_file_is_a_row_of_the_matrix(units: None) -> None:
    lines = [f"{n};A;B;;11;;{word}" for n, word in enumerate(IMPORT_ROLES)]
    assert take("people", PEOPLE[0], *lines).added == len(IMPORT_ROLES)


def test_the_same_file_again_changes_nothing(units: None, session: Session) -> None:
    take("people", *PEOPLE)
    report = take("people", *PEOPLE)
    assert (report.added, report.changed, report.same, people(session)) == (0, 0, 2, 2)


def test_a_changed_person_is_changed_and_keeps_given_roles(units: None, session: Session) -> None:
    take("people", *PEOPLE)
    report = take("people", PEOPLE[0], "1;Mona;Berg;mona@bjorkli.invalid;12;Rådgiver;")
    assert report.changed == 1
    mona = session.scalars(sa.select(Person).where(Person.employee_number == "1")).one()
    assert (mona.last_name, mona.unit.code) == ("Berg", "12")
    assert session.scalars(sa.select(RoleHeld.role)).all() == [Role.LEADER]


def test_one_who_has_left_is_not_let_in_again(units: None, session: Session) -> None:
    take("people", *PEOPLE)
    with transaction() as inside:
        inside.execute(sa.update(Person).values(active=False))
    report = take("people", *PEOPLE)
    assert [finding.flaw.label for finding in report.remarks] == ["registrert som sluttet"] * 2
    assert not session.scalar(sa.select(Person.id).where(Person.active))


def test_a_unit_may_be_given_by_its_name(units: None) -> None:
    report = take("people", PEOPLE[0], "3;A;B;; HJEMMETJENESTE  1;;")
    assert report.added == 1
    assert report.remarks[0].flaw.label == "enhet skrevet annerledes"


@pytest.mark.parametrize(
    ("line", "column", "flaw"),
    [
        ("3;A;B;;77;;", "enhetskode", "ukjent enhet"),
        ("3;A;B;;11;;keiser", "rolle", "ukjent rolle"),
        ("3;;B;;11;;", "fornavn", "tom celle"),
        ("3;A;B;ikke en adresse;11;;", "epost", "umulig e-postadresse"),
        ("3;A;B;Mona@bjorkli.invalid;11;;", "epost", "e-postadressen er i bruk"),
        ("1;A;B;;11;;", "ansattnr", "dobbelt nummer"),
        ("3;A;B", "epost", "for få felt"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_written(
    units: None, session: Session, line: str, column: str, flaw: str
) -> None:
    with pytest.raises(BadRowsError) as caught:
        take("people", *PEOPLE, line)
    assert said(caught.value.report) == [(4, column, flaw)]
    assert people(session) == 0
    assert take("people", *PEOPLE, line, leave_out_bad=True).added == 2


def test_people_wait_for_the_organisation(app: Flask) -> None:
    with pytest.raises(RefusedError, match="organisasjonen først"):
        take("people", *PEOPLE)

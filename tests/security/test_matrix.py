"""The access matrix of security.md 2.3, written out a second time and tried as Python, as SQL and as pages (row 1)."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.cases import policy
from quality.cases.kinds import Access, Level, Part, Strength
from quality.cases.models.case import Case, CaseConcern
from quality.cases.models.flow import CaseParty
from quality.cases.policy import Relation, Ties
from quality.cases.services.measures import Plan, add_measure
from quality.core.db import transaction
from tests.cases.desk import make_case
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW

LEVELS = {
    "0": Level.NONE,
    "C": Level.COUNT,
    "M": Level.META,
    "L": Level.LEARNING,
    "T": Level.TEXT,
    "I": Level.IDENTITY,
}
# K1 to K6; a second letter is the level once the learning text is shared.
EXPECTED = {
    Relation.EVERYBODY: "0L 0L 0L C C 0",
    Relation.SAME_UNIT: "T ML ML M C 0",
    Relation.REPORTER: "T T T T T T",
    Relation.MEASURE_OWNER: "T T T T T 0",
    Relation.LEADER: "I I I I I 0",
    Relation.HEAD: "T T T M M 0",
    Relation.INVOLVED: "T T T T M 0",
    Relation.COORDINATOR: "T T T T M C",
    Relation.SAFETY_REP: "L L T C C 0",
    Relation.PRIVACY_OFFICER: "L L L M I 0",
    Relation.HANDLER: "I I I I I I",
    Relation.AUDITOR: "M M M M M 0",
}
TEXTS = {
    "title": "Tittelkanari ba Ola komme.",
    "description": "Fortellerkanari sto på badet.",
    "immediate_action": "Straksingen løp.",
    "place": "Stedkanari",
}
SHARED_TEXT = "Lærekanari for alle."
REFERENCE = "JOURNALKANARI-1"


@dataclass
class Things:
    """A case of each access, shared or not, and somebody who is this to all of them and nothing more."""

    person: Person
    cases: list[Case]
    ties: Ties


def _who(cast: Cast, relation: Relation) -> Person:
    others = {
        Relation.SAME_UNIT: cast.colleague,
        Relation.LEADER: cast.leader,
        Relation.HEAD: cast.head,
        Relation.INVOLVED: cast.school_leader,
        Relation.COORDINATOR: cast.coordinator,
        Relation.SAFETY_REP: cast.safety_rep,
        Relation.PRIVACY_OFFICER: cast.privacy_officer,
        Relation.AUDITOR: cast.auditor,
    }
    return others.get(relation, cast.teacher)


def _things(session: Session, cast: Cast, relation: Relation) -> Things:
    person = _who(cast, relation)
    cases = [_case(session, cast, relation, person, a, shared) for a in Access for shared in (False, True)]
    ties = Ties(owns_measure=relation is Relation.MEASURE_OWNER, involved=relation is Relation.INVOLVED)
    return Things(person, cases, ties)


def _case(
    session: Session, cast: Cast, relation: Relation, person: Person, access: Access, shared: bool
) -> Case:
    reporter = person if relation is Relation.REPORTER else cast.south_leader
    case = make_case(session, cast, reporter, **TEXTS, user_reference=REFERENCE)
    if relation is Relation.HANDLER:
        case.handler_id = person.id
    if relation is Relation.INVOLVED:
        session.add(CaseParty(case_id=case.id, unit_id=cast.school.id, part=Part.OFFERED))
    if (
        relation is Relation.MEASURE_OWNER
    ):  # given before the case was shielded: nobody is given anything in it after
        add_measure(
            session,
            cast.actor(cast.leader),
            case,
            Plan("Matte", person.id, NOW.date(), Strength.STRONG),
            now=NOW,
        )
    case.access, case.shared, case.learning_text, case.safety = access, shared, SHARED_TEXT, False
    session.flush()
    return case


def _expected(relation: Relation, person: Person, case: Case) -> Level:
    """The cell, or what an employee has anyway when that is more."""
    place = list(Access).index(case.access)
    employed = Relation.SAME_UNIT if person.unit_id == case.unit_id else Relation.EVERYBODY
    cells = [EXPECTED[each].split()[place] for each in (relation, employed)]
    return max(LEVELS[cell[-1 if case.shared else 0]] for cell in cells)


@pytest.mark.parametrize("relation", Relation)
def test_every_cell_holds_in_python_and_in_sql(cast: Cast, relation: Relation) -> None:
    with transaction() as session:
        things = _things(session, cast, relation)
        actor = cast.actor(things.person)
        for case in things.cases:
            level = policy.level(actor, case, things.ties)
            assert level == _expected(relation, things.person, case), (relation, case.access, case.shared)
            for least in Level:
                if least > Level.NONE:
                    query = sa.select(Case.id).where(Case.id == case.id, policy.visible(actor, least))
                    assert (session.scalar(query) is not None) == (level >= least), (case.access, least)


@pytest.mark.parametrize("relation", Relation)
def test_every_cell_holds_on_the_page_field_by_field(client: Client, cast: Cast, relation: Relation) -> None:
    with transaction() as session:
        things = _things(session, cast, relation)
    client.sign_in(things.person)
    names_own = relation is Relation.REPORTER
    for case in things.cases:
        level, where = _expected(relation, things.person, case), (relation, case.access, case.shared)
        page = client.get(f"/cases/{case.public_id}", 404 if level < Level.META else 200).get_data(
            as_text=True
        )
        assert (case.label in page) == (level >= Level.META), where
        for text in TEXTS.values():
            shown = text.split()[0] in page
            assert shown == (level >= Level.TEXT), (*where, text)
        if level < Level.LEARNING:
            assert "Lærekanari" not in page, where
        assert (REFERENCE in page) == (level >= Level.PERSONS or names_own), where
        if not names_own:
            assert (cast.south_leader.name in page) == (level >= Level.IDENTITY), where


@pytest.mark.parametrize("relation", [each for each in Relation if each is not Relation.REPORTER])
def test_who_is_complained_about_finds_nothing_anywhere(
    client: Client, cast: Cast, relation: Relation
) -> None:
    with transaction() as session:
        things = _things(session, cast, relation)
        session.add_all(CaseConcern(case_id=case.id, person_id=things.person.id) for case in things.cases)
    client.sign_in(things.person)
    for case in things.cases[::3]:
        for tail in ("", "/receipt", "/close", "/assess", "/reject", "/measures/new"):
            code = client.http.get(f"/cases/{case.public_id}{tail}").status_code
            assert code in (403, 404), (relation, tail, code)
    for path in ("/cases", "/cases?counted=1", f"/cases?q={case.label}", "/cases?q=badet", "/mine", "/inbox"):
        page = client.http.get(path).get_data(as_text=True)
        for case in things.cases:
            assert case.public_id not in page, (relation, path)
        assert "kanari" not in page, (relation, path)

"""Who sees how much: the SQL and the Python agree for everybody, and no page tells more."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from flask import Flask

from quality.accounts.models import ReadLog
from quality.accounts.roles import Act, Actor, Role
from quality.cases import policy
from quality.cases.compose.filters import Filter
from quality.cases.kinds import Access, Level, Part, TaskState
from quality.cases.models.case import Case, CaseConcern, CaseHandler
from quality.cases.models.flow import CaseParty, CaseTask
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.models.retention import CaseKeeping
from quality.cases.policy import Ties
from quality.cases.queries.listing import cases
from quality.core.db import transaction
from tests.cases.desk import CANARY, make_case, spread, words
from tests.cast import Cast
from tests.client import Client


def ties_of(actor: Actor) -> dict[int, Ties]:
    owned = sa.select(CaseMeasure.case_id).join(Measure, Measure.id == CaseMeasure.measure_id)
    owned = owned.where(Measure.owner_id == actor.id)
    given = sa.select(CaseTask.case_id)
    given = given.where(CaseTask.owner_id == actor.id, CaseTask.state == TaskState.OPEN)
    handled = sa.select(CaseHandler.case_id).where(CaseHandler.person_id == actor.id)
    with transaction() as session:
        mine = {*session.scalars(owned), *session.scalars(given)}
        named = set(session.scalars(handled))
        party = [(row.case_id, row.unit_id, row.part) for row in session.scalars(sa.select(CaseParty))]
        about: dict[int, set[int]] = {}
        for case_id, person_id in session.execute(sa.select(CaseConcern.case_id, CaseConcern.person_id)):
            about.setdefault(case_id, set()).add(person_id)
        for case_id in session.scalars(sa.select(CaseKeeping.case_id).where(CaseKeeping.was_about)):
            about[case_id] = {actor.id, *actor.absent}
        plain = {
            id_: Ties(
                id_ in mine,
                actor.id in about.get(id_, set()),
                id_ in named,
                frozenset(about.get(id_, set()) & set(actor.absent)),
            )
            for id_ in session.scalars(sa.select(Case.id))
        }
        return {id_: replace(ties, **involved(actor, id_, ties, party)) for id_, ties in plain.items()}


def involved(actor: Actor, case_id: int, ties: Ties, party: list[tuple[int, int, Part]]) -> dict[str, bool]:
    units = {unit_id for each, unit_id, _ in party if each == case_id}
    offered = {unit_id for each, unit_id, part in party if each == case_id and part is Part.OFFERED}
    held = policy.standing(actor, ties)
    return {
        "involved": bool(units & held.units_as(Role.LEADER)),
        "involved_above": bool(offered & held.units_as(Role.HEAD)),
    }


def test_sql_and_python_agree_for_everybody_and_every_case(cast: Cast) -> None:
    made = spread(cast)
    with transaction() as session:
        session.add_all(CaseKeeping(case_id=case.id, was_about=True) for case in made[::7])
    for name, person in cast.everybody().items():
        actor = cast.actor(person)
        ties = ties_of(actor)
        for at_least in (Level.META, Level.LEARNING, Level.TEXT, Level.PERSONS, Level.IDENTITY):
            with transaction() as session:
                by_sql = set(session.scalars(sa.select(Case.id).where(policy.visible(actor, at_least))))
            by_python = {c.id for c in made if policy.level(actor, c, ties[c.id]) >= at_least}
            assert by_sql == by_python, (name, at_least)
        with transaction() as session:
            plain = set(session.scalars(sa.select(Case.id).where(policy.readable_plain(actor))))
        expected = {
            c.id
            for c in made
            if policy.level(actor, c, ties[c.id]) >= Level.TEXT
            and not policy.masked(actor, c, ties[c.id])
            and c.access is not Access.SHIELDED
        }
        assert plain == expected, name
        with transaction() as session:
            handled = set(session.scalars(sa.select(Case.id).where(policy.handleable(actor))))
            named = set(session.scalars(sa.select(Case.id).where(policy.named_to(actor))))
            part = set(session.scalars(sa.select(Case.id).where(policy.safety_part(actor))))
            out = set(session.scalars(sa.select(Case.id).where(policy.exportable(actor))))
        assert handled == {c.id for c in made if policy.may(actor, Act.CASE_HANDLE, c, ties[c.id])}, name
        assert out == {c.id for c in made if policy.may(actor, Act.CASE_EXPORT, c, ties[c.id])}, name
        assert named == {c.id for c in made if policy.names_reporter(actor, c, ties[c.id])}, name
        assert part == {c.id for c in made if policy.is_representative(actor, c, ties[c.id])}, name


def test_a_leader_reads_an_own_report_that_is_shielded_and_neither_handles_it_nor_takes_it_out(
    cast: Cast,
) -> None:
    actor = cast.actor(cast.leader)
    with transaction() as session:
        case = make_case(session, cast, cast.leader)
        case.access = Access.SHIELDED
        session.flush()
        assert policy.level(actor, case, Ties()) is Level.TEXT
        for act, clause in (
            (Act.CASE_HANDLE, policy.handleable),
            (Act.CASE_EXPORT, policy.exportable),
        ):
            assert not policy.may(actor, act, case, Ties())
            assert session.scalar(sa.select(Case.id).where(clause(actor))) is None


def test_a_page_never_tells_more_than_the_level(client: Client, cast: Cast) -> None:
    made = spread(cast)
    for name, person in cast.everybody().items():
        if not person.active or not person.demo_hint:
            continue
        client.sign_in(person)
        actor = cast.actor(person)
        ties = ties_of(actor)
        for case in made[::4]:  # each tie once at each access
            level = policy.level(actor, case, ties[case.id])
            answer = client.get(f"/cases/{case.public_id}", 404 if level < Level.META else 200)
            page = answer.get_data(as_text=True)
            assert (CANARY in page) == (level >= Level.TEXT), (name, case.access, level)
            if level >= Level.TEXT and not policy.names_reporter(actor, case, ties[case.id]):
                reporter = "Kari Prøve" if case.reporter_id == cast.employee.id else "Siv Prøve"
                assert reporter not in page, (name, case.access)


def test_the_list_is_as_long_as_what_may_be_seen_and_titles_only_where_text_is_read(cast: Cast) -> None:
    made = spread(cast)
    for name, person in cast.everybody().items():
        actor = cast.actor(person)
        ties = ties_of(actor)
        with transaction() as session:
            rows, total = cases(session, actor, Filter(), 1, 500)
        seen = {c.id for c in made if policy.level(actor, c, ties[c.id]) >= Level.META}
        assert {row.id for row in rows} == seen, name
        assert total == len(seen)
        plain = {
            c.id
            for c in made
            if policy.level(actor, c, ties[c.id]) >= Level.TEXT
            and not policy.masked(actor, c, ties[c.id])
            and c.access is not Access.SHIELDED
        }
        assert {row.id for row in rows if row.title} == plain, name


def test_a_coordinator_reads_a_personal_case_without_names_and_numbers_and_it_is_logged(
    client: Client, cast: Cast
) -> None:
    told = "Ola Prøve ga Solveig Hansen feil medisin. Ring 41234567."
    with transaction() as session:
        case = make_case(session, cast, description=told, user_reference="GE-1")
        assert case.access is Access.PERSONAL
    client.sign_in(cast.coordinator)
    page = words(client.get(f"/cases/{case.public_id}"))
    for secret in ("Ola", "Solveig", "Hansen", "41234567", "GE-1", "Kari"):
        assert secret not in page, secret
    assert "[navn] ga [navn]" in page
    assert "[tall]" in page
    with transaction() as session:
        log = session.scalars(sa.select(ReadLog)).all()
    assert [(row.actor_id, row.why, row.refused) for row in log] == [
        (cast.coordinator.id, "coordinator", False)
    ]


def test_a_refused_look_at_a_sensitive_case_is_logged(client: Client, cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast, user_reference="GE-1")
        plain = make_case(session, cast)
    client.sign_in(cast.outsider)
    client.get(f"/cases/{case.public_id}", 404)
    client.get(f"/cases/{plain.public_id}", 404)
    client.get("/cases/there-is-no-such", 404)
    with transaction() as session:
        log = session.scalars(sa.select(ReadLog)).all()
    assert [(row.actor_id, row.subject_id, row.refused) for row in log] == [(cast.outsider.id, case.id, True)]


def test_a_leader_who_is_concerned_neither_sees_nor_closes(app: Flask, client: Client, cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        session.add(CaseConcern(case_id=case.id, person_id=cast.leader.id))
    client.sign_in(cast.leader)
    client.get(f"/cases/{case.public_id}", 404)
    client.get(f"/cases/{case.public_id}/close", 404)
    client.post(f"/cases/{case.public_id}/receive", status=404)
    assert CANARY not in words(client.get("/inbox"))
    client.sign_in(cast.head)
    assert CANARY in words(client.get("/inbox")), "the leader above takes over"


def test_only_some_may_act(client: Client, cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast)
    page = f"/cases/{case.public_id}"
    may = {cast.leader.id: 303, cast.head.id: 303, cast.deputy.id: 303}
    for name, person in cast.everybody().items():
        if not person.active or not person.demo_hint:
            continue
        actor = cast.actor(person)
        allowed = policy.may(actor, Act.CASE_HANDLE, case, Ties())
        assert allowed == (person.id in may), name
        if not allowed:
            client.sign_in(person)
            answer = client.http.post(f"{page}/receive")
            assert answer.status_code in (403, 404), (name, answer.status_code)

"""Every act of security.md 2.3b, written out a second time: role x kind of case x act, with what turns it.

Nothing here asks a database, so that every cell is tried: each relation, access, shared or not, anonymous or not,
confidential or not, about the person or about whom the person stands in for.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from quality.accounts.roles import Act, Actor, Held, Role
from quality.cases import policy
from quality.cases.kinds import Access, Level
from quality.cases.models.case import Case
from quality.cases.models.measure import Measure
from quality.cases.policy import Relation, Ties
from tests.security.test_matrix import EXPECTED, LEVELS

ME, REPORTER, ABSENT, UNIT, OTHER_UNIT = 1, 2, 3, 10, 11

# Acts by relation; each also needs the text, but for those in KNOWN_OF, which need that the case is known of.
ACTS = {
    Relation.EVERYBODY: set(),
    Relation.SAME_UNIT: set(),
    Relation.REPORTER: {Act.CASE_COMMENT, Act.CASE_NOMINATE, Act.CASE_JUDGE, Act.CASE_ASK_SHIELD},
    Relation.MEASURE_OWNER: {Act.CASE_COMMENT},
    Relation.LEADER: {
        Act.CASE_HANDLE,
        Act.CASE_NOTE,
        Act.CASE_COMMENT,
        Act.CASE_NOMINATE,
        Act.CASE_ASK_SHIELD,
        Act.CASE_EXPORT,
    },
    Relation.HEAD: {
        Act.CASE_HANDLE,
        Act.CASE_NOTE,
        Act.CASE_COMMENT,
        Act.CASE_NOMINATE,
        Act.CASE_SHIELD,
        Act.CASE_EXPORT,
    },
    Relation.COORDINATOR: {
        Act.CASE_NOTE,
        Act.CASE_COMMENT,
        Act.CASE_NOMINATE,
        Act.CASE_ASK_SHIELD,
        Act.CASE_EXPORT,
    },
    Relation.SAFETY_REP: {Act.CASE_COMMENT, Act.CASE_NOMINATE},
    Relation.PRIVACY_OFFICER: {Act.CASE_COMMENT, Act.CASE_NOTE, Act.CASE_SHIELD, Act.CASE_EXPORT},
    Relation.HANDLER: {
        Act.CASE_HANDLE,
        Act.CASE_NOTE,
        Act.CASE_COMMENT,
        Act.CASE_NOMINATE,
        Act.CASE_EXPORT,
    },
    Relation.AUDITOR: set(),
    Relation.INVOLVED: set(),
}
KNOWN_OF = {Act.CASE_SHIELD, Act.CASE_EXPORT}
TRIED = sorted(set().union(*ACTS.values()))
ROLES = {
    Relation.LEADER: Role.LEADER,
    Relation.HEAD: Role.HEAD,
    Relation.COORDINATOR: Role.COORDINATOR,
    Relation.SAFETY_REP: Role.SAFETY_REP,
    Relation.PRIVACY_OFFICER: Role.PRIVACY_OFFICER,
    Relation.AUDITOR: Role.AUDITOR,
}
KEPT_WHEN_SHIELDED = {Relation.REPORTER, Relation.HANDLER}


def actor_as(
    relation: Relation, deputy_for: int | None = None, units: frozenset[int] = frozenset({UNIT})
) -> Actor:
    """Somebody who is this and nothing more; a role is held in the case's unit."""
    role = ROLES.get(relation)
    held = (Held(role, UNIT, units, deputy_for),) if role else ()
    home = UNIT if relation is Relation.SAME_UNIT else OTHER_UNIT
    return Actor(ME, "Jeg", home, "", "nb", held)


def case_for(relation: Relation, access: Access, shared: bool = False, anonymous: bool = False) -> Case:
    reporter = None if anonymous else ME if relation is Relation.REPORTER else REPORTER
    handler = ME if relation is Relation.HANDLER else None
    return Case(
        unit_id=UNIT,
        access=access,
        shared=shared,
        safety=False,
        anonymous=anonymous,
        reporter_id=reporter,
        handler_id=handler,
    )


def ties_for(relation: Relation, **more: object) -> Ties:
    own, involved = relation is Relation.MEASURE_OWNER, relation is Relation.INVOLVED
    return Ties(owns_measure=own, involved=involved, **more)  # type: ignore[arg-type]


def expected_level(relation: Relation, access: Access, shared: bool) -> Level:
    place = list(Access).index(access)
    base = Relation.SAME_UNIT if relation is Relation.SAME_UNIT else Relation.EVERYBODY
    cells = [EXPECTED[each].split()[place] for each in (relation, base)]
    return max(LEVELS[cell[-1 if shared else 0]] for cell in cells)


def expected_act(relation: Relation, access: Access, act: Act, level: Level) -> bool:
    if act not in ACTS[relation]:
        return False
    if act is Act.CASE_EXPORT and access is Access.SHIELDED:
        return relation is Relation.HANDLER
    if act in KNOWN_OF:
        privacy_only = relation is Relation.PRIVACY_OFFICER and access is not Access.PRIVACY
        return level >= Level.META and access is not Access.SHIELDED and not privacy_only
    if access is Access.SHIELDED:
        return relation in KEPT_WHEN_SHIELDED and act is not Act.CASE_ASK_SHIELD
    return level >= Level.TEXT


def cells() -> Iterator[tuple[Relation, Access, bool, bool]]:
    for relation, access, shared, anonymous in product(Relation, Access, (False, True), (False, True)):
        if not (anonymous and relation is Relation.REPORTER):
            yield relation, access, shared, anonymous


def test_every_level_and_every_act() -> None:
    tried = 0
    for relation, access, shared, anonymous in cells():
        actor, case, ties = (
            actor_as(relation),
            case_for(relation, access, shared, anonymous),
            ties_for(relation),
        )
        level = policy.level(actor, case, ties)
        where = (relation, access, shared, anonymous)
        assert level is expected_level(relation, access, shared), where
        for act in TRIED:
            assert policy.may(actor, act, case, ties) == expected_act(relation, access, act, level), (
                *where,
                act,
            )
            tried += 1
        for act in set(Act) - set(TRIED):
            if act is not Act.CASE_REPORT:
                assert policy.may(actor, act, case, ties) == (
                    level >= Level.TEXT and _of_role(actor, act, case)
                ), act
    assert tried == 276 * len(TRIED) == 2208


def _of_role(actor: Actor, act: Act, case: Case) -> bool:
    """Acts that are no acts on a case follow the role's reach; never in a shielded case."""
    return case.access is not Access.SHIELDED and actor.may_in(act, case.unit_id)


def test_the_name_and_the_mask_by_every_cell() -> None:
    for relation, access, shared, anonymous in cells():
        actor, case, ties = (
            actor_as(relation),
            case_for(relation, access, shared, anonymous),
            ties_for(relation),
        )
        where, level = (relation, access, shared, anonymous), expected_level(relation, access, shared)
        own = relation is Relation.REPORTER
        assert policy.names_reporter(actor, case, ties) == (
            not anonymous and (own or level is Level.IDENTITY)
        ), where
        plain = own or relation is Relation.MEASURE_OWNER or level >= Level.PERSONS
        assert policy.masked(actor, case, ties) == (access is Access.PERSONAL and not plain), where
        for confidant, names in (
            (99, own),
            (ME, own or (relation is Relation.COORDINATOR and level >= Level.META)),
        ):
            case.confidential_to_id = confidant
            assert policy.names_reporter(actor, case, ties) == (names and not anonymous), (*where, confidant)


def test_who_is_complained_about_has_nothing_but_an_own_report() -> None:
    for relation, access, shared, anonymous in cells():
        actor, case = actor_as(relation), case_for(relation, access, shared, anonymous)
        ties, own = ties_for(relation, concerned=True, named=True), relation is Relation.REPORTER
        assert policy.level(actor, case, ties) is (Level.TEXT if own else Level.NONE), (relation, access)
        for act in Act:
            allowed = own and act in ACTS[Relation.REPORTER]
            allowed = allowed and not (act is Act.CASE_ASK_SHIELD and access is Access.SHIELDED)
            assert policy.may(actor, act, case, ties) == allowed, (relation, access, act)
        assert not policy.may_name(actor, case, ties)
        assert not policy.is_representative(actor, case, ties)


@pytest.mark.parametrize("relation", ROLES)
def test_a_deputy_has_the_same_but_where_the_case_is_about_the_absent_one(relation: Relation) -> None:
    for access, shared in product(Access, (False, True)):
        case = case_for(relation, access, shared)
        own, deputy = actor_as(relation), actor_as(relation, ABSENT)
        assert policy.level(deputy, case, Ties()) is policy.level(own, case, Ties())
        about = Ties(absent=frozenset({ABSENT}))
        assert policy.level(deputy, case, about) is expected_level(Relation.EVERYBODY, access, shared)
        assert policy.level(own, case, about) is policy.level(own, case, Ties())
        for act in TRIED:
            assert policy.may(deputy, act, case, Ties()) == policy.may(own, act, case, Ties())
            assert not policy.may(deputy, act, case, about), (access, act)


@pytest.mark.parametrize("relation", ROLES)
def test_a_role_in_another_unit_gives_what_an_employee_has(relation: Relation) -> None:
    everywhere = {Relation.COORDINATOR, Relation.PRIVACY_OFFICER, Relation.AUDITOR}
    for access, shared in product(Access, (False, True)):
        case, away = case_for(relation, access, shared), actor_as(relation, units=frozenset({OTHER_UNIT}))
        level = policy.level(away, case, Ties())
        if relation not in everywhere:
            assert level is expected_level(Relation.EVERYBODY, access, shared)
            assert not [act for act in TRIED if policy.may(away, act, case, Ties())]


def test_the_handler_of_a_shielded_case_alone_lifts_and_names() -> None:
    for relation, access, shared, anonymous in cells():
        actor, case, ties = (
            actor_as(relation),
            case_for(relation, access, shared, anonymous),
            ties_for(relation),
        )
        allowed = relation is Relation.HANDLER and access is Access.SHIELDED
        assert policy.may_name(actor, case, ties) == allowed, (relation, access)
        case.handler_id = None
        named = ties_for(relation, named=True)
        assert policy.may_name(actor, case, named) == (access is Access.SHIELDED), (relation, access)
        assert policy.level(actor, case, named) is Level.IDENTITY


def test_the_representative_speaks_in_the_hms_part_of_the_own_area_and_nowhere_else() -> None:
    for relation, access, safety in product(Relation, Access, (False, True)):
        actor, case, ties = actor_as(relation), case_for(relation, access), ties_for(relation)
        case.safety = safety
        part = safety and access in (Access.SAFETY, Access.PERSONAL)
        speaks = relation is Relation.SAFETY_REP and part
        assert policy.is_representative(actor, case, ties) == speaks, (relation, access, safety)
        handles = expected_act(relation, access, Act.CASE_HANDLE, policy.level(actor, case, ties))
        assert policy.may_answer_representative(actor, case, ties) == (part and handles), (
            relation,
            access,
            safety,
        )
        if speaks and access is Access.PERSONAL:
            assert policy.level(actor, case, ties) is Level.TEXT
            assert policy.masked(actor, case, ties)
            assert not policy.names_reporter(actor, case, ties)


def test_the_hms_part_opens_the_text_of_a_case_about_a_user_to_the_representative_alone() -> None:
    for relation, access, shared, safety in product(Relation, Access, (False, True), (False, True)):
        actor, case, ties = actor_as(relation), case_for(relation, access, shared), ties_for(relation)
        case.safety = safety
        expected = expected_level(relation, access, shared)
        if relation is Relation.SAFETY_REP and safety and access is Access.PERSONAL:
            expected = Level.TEXT
        assert policy.level(actor, case, ties) is expected, (relation, access, shared, safety)


def test_what_is_shielded_is_not_shielded_again() -> None:
    case = case_for(Relation.HEAD, Access.SHIELDED)
    assert not policy.may(actor_as(Relation.HEAD), Act.CASE_SHIELD, case, Ties(named=True))


def test_files_are_for_who_reads_the_text_as_it_was_written() -> None:
    for relation, access, shared, anonymous in cells():
        actor = actor_as(relation)
        case, ties = case_for(relation, access, shared, anonymous), ties_for(relation)
        level = expected_level(relation, access, shared)
        plain = access is not Access.PERSONAL or not policy.masked(actor, case, ties)
        assert policy.sees_files(actor, case, ties) == (level >= Level.TEXT and plain), (relation, access)


def test_a_measure_is_started_and_finished_by_its_owner_and_otherwise_moved_by_handlers() -> None:
    for relation, access, verb in product(Relation, Access, ("start", "finish", "decide", "worked")):
        actor, case, ties = actor_as(relation), case_for(relation, access), ties_for(relation)
        handles = expected_act(relation, access, Act.CASE_HANDLE, policy.level(actor, case, ties))
        for owner in (ME, REPORTER):
            own = owner == ME and verb in ("start", "finish")
            moved = policy.may_move_measure(actor, case, ties, Measure(owner_id=owner), verb)
            assert moved == (handles or own), (relation, access, verb, owner)
        about = ties_for(relation, concerned=True)
        assert not policy.may_move_measure(actor, case, about, Measure(owner_id=ME), verb)

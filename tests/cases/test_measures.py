"""Measures: their kind and strength, several cases at once, reminders, and whether they worked."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import sqlalchemy as sa

from quality.accounts.models import Person, RoleHeld
from quality.cases.compose.strength import only_tells
from quality.cases.jobs.reminders import remind
from quality.cases.kinds import Access, Harm, MeasureKind, Strength
from quality.cases.models.case import Case
from quality.cases.models.measure import CaseMeasure, EffectCheck, Measure
from quality.cases.queries.measures import alike_open, repeated
from quality.cases.queries.people import people_near
from quality.cases.services import assess, measures
from quality.cases.services.assess import Assessment
from quality.cases.services.measures import Plan
from quality.cases.states import CaseState, MeasureState
from quality.core.db import transaction
from quality.core.notices import Notice
from quality.core.text import ConflictError, RefusedError
from quality.patterns.models import MeasureVerdict
from tests.cases.desk import counted, hidden, make_case, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock

TODAY = dt.date(2026, 11, 23)


def a_case(cast: Cast, severity: int = 0, category: str = "T2.2") -> Case:
    with transaction() as session:
        harm = Harm.YES if severity else Harm.NO
        case = make_case(session, cast, harm=harm, severity=severity)
        assess.assess(session, cast.actor(cast.leader), case, Assessment(category, severity), now=NOW)
        return case


def a_measure(cast: Cast, case: Case, owner: Person | None = None, **more: Any) -> Measure:
    told: dict[str, Any] = {"title": "Ny matte", "due_on": TODAY, "kind": MeasureKind.REMOVE} | more
    with transaction() as session:
        plan = Plan(owner_id=(owner or cast.colleague).id, **told)
        return measures.add_measure(
            session, cast.actor(cast.leader), session.get_one(Case, case.id), plan, now=NOW
        )


def step(
    cast: Cast, case: Case, measure: Measure, who: Person, verb: str, now: dt.datetime, **more: str
) -> Measure:
    with transaction() as session:
        found = session.get_one(Measure, measure.id)
        measures.move_measure(
            session, cast.actor(who), session.get_one(Case, case.id), found, verb, now=now, **more
        )
        return found


def kinds_told(person: Person) -> list[str]:
    with transaction() as session:
        kinds = ["measure_due", "effect_due"]
        query = sa.select(Notice.kind).where(Notice.person_id == person.id, Notice.kind.in_(kinds))
        return list(session.scalars(query.order_by(Notice.id)))


def test_whose_role_has_ended_is_given_nothing_and_may_still_be_who_it_is_about(
    client: Client, cast: Cast
) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        ended = sa.update(RoleHeld).where(RoleHeld.person_id == cast.head.id)
        session.execute(ended.values(to_on=TODAY - dt.timedelta(1)))
    client.sign_in(cast.leader)
    for page in ("measures/new", "tasks/new"):
        assert cast.head.public_id not in client.get(f"/cases/{case.public_id}/{page}").get_data(as_text=True)
    told = {"what": "Se på matta", "owner": cast.head.public_id, "due_on": TODAY.isoformat(), "once": "en"}
    client.post(f"/cases/{case.public_id}/tasks/new", told, 400)
    assert cast.head.public_id in dict(people_near(cast.session, case))


def test_who_is_to_have_it_is_chosen_from_the_likeliest_first(client: Client, cast: Cast) -> None:
    """The leader and the deputy, the staff, who leads above, and those with another role last."""
    case = a_case(cast)
    client.sign_in(cast.leader)
    for page in ("measures/new", "tasks/new"):
        shown = client.get(f"/cases/{case.public_id}/{page}").get_data(as_text=True)
        group = dict(re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', shown, re.DOTALL))
        near = ["Leder enheten", "Ansatte i enheten", "Ledere over enheten", "Andre roller i kommunen"]
        assert [name for name in group if name in near] == near
        parts = (cast.leader, cast.deputy), (cast.employee, cast.colleague), (cast.head, cast.chief)
        for name, people in zip(near, (*parts, (cast.admin, cast.privacy_officer)), strict=True):
            assert all(person.public_id in group[name] for person in people), name
        assert cast.leader.public_id not in group["Ansatte i enheten"]
        leads = group["Leder enheten"]
        assert leads.index(cast.leader.public_id) < leads.index(cast.deputy.public_id), "by name Dag is first"


@pytest.mark.parametrize(
    ("title", "weak"),
    [
        ("Tatt opp på personalmøte", True),
        ("Minne om rutinen på vaktskiftet", True),
        ("Informere alle om å lukke døra", True),
        ("Påminnelse på e-post", True),
        ("Ny sjekkliste tas opp på personalmøte", False),
        ("Montere sperre på døra", False),
        ("Opplæring i forflytning", False),
    ],
)
def test_what_only_tells_people_is_known_by_its_words(title: str, weak: bool) -> None:
    assert only_tells(title) is weak


def test_taken_up_at_a_meeting_is_weak_whatever_it_is_called(client: Client, cast: Cast) -> None:
    case = a_case(cast)
    client.sign_in(cast.leader)
    page = f"/cases/{case.public_id}"
    sent = {"title": "Tatt opp på personalmøte", "owner": cast.colleague.public_id, "due_on": "2026-12-01"}
    shown = words(client.follow(client.post(f"{page}/measures/new", sent | {"kind": "barrier"})))
    assert "Tiltaket er lagt til som svakt" in shown
    assert "Bare svake tiltak" in shown
    with transaction() as session:
        found = session.scalars(sa.select(Measure)).one()
        assert (found.kind, found.strength) == (MeasureKind.MEETING, Strength.WEAK)


def test_the_third_of_the_same_is_pointed_out_and_can_be_added(client: Client, cast: Cast) -> None:
    cases = [a_case(cast) for _ in range(3)]
    for case in cases[:2]:
        a_measure(cast, case, kind=MeasureKind.TRAINING, title="Kurs i forflytning")
    client.sign_in(cast.leader)
    path = f"/cases/{cases[2].public_id}/measures/new"
    sent = {
        "title": "Kurs igjen",
        "owner": cast.colleague.public_id,
        "due_on": "2026-12-01",
        "kind": "training",
    }
    shown = words(client.http.post(path, data=sent))
    assert "Dette er 3. gang på ett år" in shown
    assert "Kurs i forflytning" in shown
    with transaction() as session:
        assert session.scalar(sa.select(sa.func.count(Measure.id))) == 2
    client.post(path, sent | {"sure": "1"})
    with transaction() as session:
        assert session.scalar(sa.select(sa.func.count(Measure.id))) == 3


def test_what_was_tried_elsewhere_long_ago_or_otherwise_is_no_repetition(cast: Cast, time: Clock) -> None:
    fall, medicine = a_case(cast), a_case(cast, category="T1.1")
    a_measure(cast, medicine, kind=MeasureKind.TRAINING)
    a_measure(cast, fall, kind=MeasureKind.CHECKLIST)
    a_measure(cast, fall, kind=MeasureKind.TRAINING)
    with transaction() as session:
        found = session.get_one(Case, fall.id)
        assert len(repeated(session, cast.actor(cast.leader), found, MeasureKind.TRAINING, NOW)) == 1
        assert repeated(session, cast.actor(cast.leader), found, MeasureKind.CHECKLIST, NOW) == [], (
            "doing the same again is no telling"
        )
        assert (
            repeated(session, cast.actor(cast.leader), found, MeasureKind.TRAINING, time.move(days=366)) == []
        )


def test_one_measure_for_several_cases_moves_them_all(client: Client, cast: Cast) -> None:
    case, other = a_case(cast, severity=2), a_case(cast, severity=2)
    client.sign_in(cast.leader)
    path = f"/cases/{case.public_id}/measures/new"
    sent = {"title": "Ny matte", "owner": cast.colleague.public_id, "due_on": "2026-12-01", "kind": "remove"}
    client.post(path, sent | {"also": other.public_id})
    with transaction() as session:
        measure = session.scalars(sa.select(Measure)).one()
        assert session.scalar(sa.select(sa.func.count()).select_from(CaseMeasure)) == 2
    step(cast, case, measure, cast.colleague, "finish", NOW)
    with transaction() as session:
        states = session.scalars(sa.select(Case.state)).all()
    assert states == [CaseState.EFFECT, CaseState.EFFECT]


def test_the_likest_cases_are_offered_the_same_measure_first(client: Client, cast: Cast) -> None:
    with transaction() as session:
        told = {
            "other branch": ("T1.1", "", "Tablett lå igjen i dosetten."),
            "same branch": ("T2.1", "", "Snublet i en ledning."),
            "same leaf": ("T2.2", "", "Snublet i dørterskelen."),
            "same leaf and place": ("T2.2", "Bad", "Snublet i dørterskelen."),
            "this": ("T2.2", "Bad", "Falt i dusjen."),
        }
        cases = {
            name: make_case(session, cast, category=code, place=place, description=text)
            for name, (code, place, text) in told.items()
        }
        names = {case.id: name for name, case in cases.items()}
        found = alike_open(session, cast.actor(cast.leader), cases["this"])
        assert [names[each.case.id] for each in found] == [
            "same leaf and place", "same leaf", "same branch", "other branch"
        ]  # fmt: skip
        for number in range(4):
            make_case(session, cast, description=f"Stolen er knekt, nummer {number}.")
    page = words(client.sign_in(cast.leader).get(f"/cases/{cases['this'].public_id}/measures/new"))
    assert "Vis 2 til" in page, "six are shown, the rest is folded"
    assert "Fall: med skade, Bad" in page, "what each is about"


def test_a_case_says_which_others_its_measure_is_for_and_names_none_out_of_sight(
    client: Client, cast: Cast
) -> None:
    case, other = a_case(cast), a_case(cast)
    with transaction() as session:
        shielded = make_case(session, cast, description="Skjermet.")
        shielded.access = Access.SHIELDED
        shielded.handler_id = cast.head.id
    measure = a_measure(cast, case)
    with transaction() as session:
        session.add_all(CaseMeasure(case_id=each.id, measure_id=measure.id) for each in (other, shielded))
    page = client.sign_in(cast.leader).get(f"/cases/{case.public_id}")
    assert "Gjelder også én annen sak" in words(page)
    assert f"/cases/{other.public_id}" in page.get_data(as_text=True)
    assert shielded.label not in words(page)


def test_a_case_that_one_may_not_handle_gets_no_measure(client: Client, cast: Cast) -> None:
    case = a_case(cast)
    with transaction() as session:
        elsewhere = make_case(session, cast, unit_id=cast.school.id)
    client.sign_in(cast.leader)
    sent = {"title": "Ny matte", "owner": cast.colleague.public_id, "due_on": "2026-12-01", "kind": "remove"}
    client.post(f"/cases/{case.public_id}/measures/new", sent | {"also": elsewhere.public_id}, status=404)
    with transaction() as session:
        assert session.scalar(sa.select(Measure.id)) is None


def test_who_did_it_does_not_judge_whether_it_worked(client: Client, cast: Cast) -> None:
    case = a_case(cast, severity=2)
    measure = a_measure(cast, case, owner=cast.leader)
    step(cast, case, measure, cast.leader, "finish", NOW)
    page = f"/cases/{case.public_id}/measures/{measure.public_id}/effect"
    assert "Du gjorde dette tiltaket selv" in words(client.sign_in(cast.leader).get(page))
    with pytest.raises(RefusedError, match="En annen"):
        step(cast, case, measure, cast.leader, "worked", NOW, note="Det gikk bra.")
    client.sign_in(cast.deputy)
    shown = client.get(page)
    assert "Sakene er ikke talt ennå" in words(shown)
    left_out = "Ukene rett før tiltaket er ikke med"
    assert left_out not in words(shown)
    counts = {"weeks_before": 52, "before": 4, "weeks_after": 3, "after": 0, "due": 0.2}
    with transaction() as session:
        session.add(
            MeasureVerdict(
                measure_id=measure.id,
                method_version="x",
                inputs_hash="",
                verdict="too_early",
                said_on=NOW.date(),
                checked_on=NOW.date(),
                **counts,
            )
        )
    assert left_out in words(client.get(page))
    sent = hidden(shown, "version") | {"verb": "worked", "text": "Ingen fall siden."}
    assert "Virket. Ingen fall siden." in words(client.follow(client.post(page, sent)))
    with transaction() as session:
        check = session.scalars(sa.select(EffectCheck)).one()
        assert (check.by_id, check.outcome) == (cast.deputy.id, MeasureState.WORKED)


def test_a_grave_one_is_looked_at_twice(cast: Cast, time: Clock) -> None:
    case = a_case(cast, severity=3)
    measure = a_measure(cast, case)
    done = step(cast, case, measure, cast.colleague, "finish", NOW)
    assert done.effect_due_on == dt.date(2026, 12, 23), "30 days"
    first = step(cast, case, measure, cast.leader, "worked", time.move(days=30), note="Ingen.")
    assert first.effect_due_on == dt.date(2027, 2, 22), "90 days, counted from when it was done"
    second = step(cast, case, measure, cast.leader, "partly", time.move(days=60), note="Ett fall.")
    assert second.effect_due_on is None


def test_an_owner_is_reminded_once_a_day_that_was_set(cast: Cast, time: Clock) -> None:
    case = a_case(cast)
    measure = a_measure(cast, case, due_on=dt.date(2026, 11, 28))
    assert measure.due_on == dt.date(2026, 11, 30), "a Saturday moves to Monday"
    remind(time.move(days=4))
    assert kinds_told(cast.colleague) == []
    remind(time.move(days=3))
    remind(time.move(days=1))
    assert kinds_told(cast.colleague) == ["measure_due"]
    with transaction() as session:
        found = session.get_one(Measure, measure.id)
        owner, leader = cast.colleague.id, cast.actor(cast.leader)
        case_now = session.get_one(Case, case.id)
        measures.change_measure(session, leader, case_now, found, owner, dt.date(2026, 12, 4), now=time.now)
    remind(time.move(days=3))
    assert kinds_told(cast.colleague) == ["measure_due", "measure_due"]


def test_an_owner_who_has_left_is_replaced(client: Client, cast: Cast, time: Clock) -> None:
    case = a_case(cast)
    measure = a_measure(cast, case)
    with transaction() as session:
        session.get_one(Person, cast.colleague.id).active = False
    remind(time.now)
    assert kinds_told(cast.leader) == ["measure_due"], "somebody must know"
    client.sign_in(cast.leader)
    page = f"/cases/{case.public_id}/measures/{measure.public_id}/change"
    shown = client.get(page)
    assert "har sluttet. Velg en ny ansvarlig." in words(shown)
    sent = hidden(shown, "version") | {"due_on": "2026-12-01"}
    client.post(page, sent | {"owner": cast.colleague.public_id}, status=400)
    client.post(page, sent | {"owner": cast.employee.public_id})
    client.post(page, sent | {"owner": cast.leader.public_id}, status=409)
    with transaction() as session:
        assert session.get_one(Measure, measure.id).owner_id == cast.employee.id


def test_the_effect_is_asked_of_somebody_else(cast: Cast, time: Clock) -> None:
    case = a_case(cast, severity=2)
    measure = a_measure(cast, case, owner=cast.leader)
    step(cast, case, measure, cast.leader, "finish", NOW)
    remind(time.move(days=63))
    assert kinds_told(cast.leader) == []
    assert kinds_told(cast.head) == ["effect_due"]


def test_the_lists_hold_what_they_say(client: Client, cast: Cast, time: Clock) -> None:
    case = a_case(cast, severity=2)
    mine = a_measure(cast, case, owner=cast.leader, title="Mitt eget", due_on=dt.date(2026, 12, 1))
    done = a_measure(cast, case, title="Gjort alt", due_on=dt.date(2026, 12, 1))
    a_measure(cast, case, title="Kollegas tiltak", due_on=dt.date(2026, 12, 8))
    step(cast, case, done, cast.colleague, "finish", NOW)
    time.move(days=9)
    client.sign_in(cast.leader)
    pages = {show: words(client.get(f"/measures?show={show}")) for show in ("mine", "unit", "late", "effect")}
    names = ("Mitt eget", "Gjort alt", "Kollegas tiltak")
    found = {show: [name for name in names if name in page] for show, page in pages.items()}
    assert found == {
        "mine": ["Mitt eget"],
        "unit": ["Mitt eget", "Kollegas tiltak"],
        "late": ["Mitt eget"],
        "effect": ["Gjort alt"],
    }
    assert counted(client, "/measures") <= 9
    client.sign_in(cast.colleague)
    shown = words(client.get("/measures?show=unit"))
    assert "Kollegas tiltak" in shown
    assert "Mitt eget" not in shown, "an owner sees the own ones alone"
    assert "Ett tiltak du har ansvaret for" in words(client.get("/"))
    assert "Mitt eget" not in words(client.sign_in(cast.school_leader).get("/measures?show=unit"))
    assert mine.owner_id == cast.leader.id


def test_two_who_finish_the_same_are_told_kindly(client: Client, cast: Cast) -> None:
    case = a_case(cast)
    measure = a_measure(cast, case)
    client.sign_in(cast.leader)
    path = f"/cases/{case.public_id}/measures/{measure.public_id}"
    client.post(path, {"verb": "finish"})
    assert "endret av en annen" in words(client.follow(client.post(path, {"verb": "finish"})))
    with pytest.raises(ConflictError):
        step(cast, case, measure, cast.leader, "drop", NOW)

"""Annotations: who writes and reads them, and where they stand in charts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Act
from quality.cases.kinds import Access, CaseKind, Harm
from quality.cases.services import measures
from quality.cases.services.counting import Tally
from quality.cases.services.register import Report, register_case
from quality.core.db import transaction
from quality.core.history import entries_of, verify
from quality.core.text import NotAllowedError, NotVisibleError
from quality.insights import policy
from quality.insights.compose.asked import read
from quality.insights.kinds import AnnotationKind
from quality.insights.models.annotation import Annotation
from quality.insights.queries import ground
from quality.insights.queries.marks import DatedMark, fetch_to_change, marks_for, scope_of, written
from quality.insights.services.annotations import Said, annotate, delete_annotation
from quality.organisation.models import Unit
from quality.patterns.services import decide, make
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW

DAY = dt.date(2026, 5, 4)


def write(session: Session, cast: Cast, unit: Unit, title: str = "Ny rutine", **more: Any) -> Annotation:
    said = Said(AnnotationKind.ROUTINE, title, more.pop("on", DAY), unit.id, **more)
    return annotate(session, cast.actor(cast.coordinator), said, now=NOW)


def shown(session: Session, cast: Cast, who: str, outward: bool = False, **args: str) -> list[DatedMark]:
    actor = cast.actor(cast.everybody()[who])
    where = ground(session, actor)
    asked = read({"months": "24"} | args, cast.day)
    period = (asked.steps.first_day, asked.steps.final_day)
    return marks_for(session, actor, scope_of(asked, where), period, outward=outward)


def titles(found: list[DatedMark]) -> list[str]:
    return [mark.title for mark in found]


def test_whoever_gets_numbers_of_a_unit_reads_what_is_written_of_it_and_above(
    session: Session, cast: Cast
) -> None:
    with transaction():
        for unit in (cast.municipality, cast.health, cast.north, cast.school):
            write(session, cast, unit, unit.name)
    paths = {unit.id: unit.path for unit in session.scalars(sa.select(Unit))}
    seen = {}
    for who, person in cast.everybody().items():
        actor = cast.actor(person)
        rows, total = written(session, actor, 1, 50)
        assert total == len(rows)
        every = session.scalars(sa.select(Annotation))
        assert {row.id for row in rows} == {row.id for row in every if policy.reads(actor, row, paths)}, who
        seen[who] = {row.title for row in rows}
    area = {"Bjørkli kommune", "Helse og omsorg"}
    assert seen["employee"] == seen["leader"] == seen["deputy"] == {*area, "Hjemmetjenesten nord"}
    assert seen["outsider"] == area
    assert seen["teacher"] == {"Bjørkli kommune", "Moen skole"}
    assert len(seen["coordinator"]) == len(seen["auditor"]) == 4


def test_who_may_write_for_a_unit_is_who_leads_it_or_above_it(session: Session, cast: Cast) -> None:
    said = Said(AnnotationKind.CAMPAIGN, "Kampanje", DAY, cast.north.id)
    may = set()
    for who, person in cast.everybody().items():
        try:
            with transaction():
                row = annotate(session, cast.actor(person), said, now=NOW)
            assert policy.may_annotate(cast.actor(person), row)
            may.add(who)
        except NotAllowedError:
            pass
    assert may == {"leader", "deputy", "head", "coordinator", "second_coordinator"}


def test_a_reader_may_not_change_and_a_stranger_does_not_know(session: Session, cast: Cast) -> None:
    with transaction():
        row = write(session, cast, cast.north)
        area = write(session, cast, cast.health)
    with pytest.raises(NotVisibleError):
        fetch_to_change(session, cast.actor(cast.school_leader), row.public_id)
    with pytest.raises(NotAllowedError):
        fetch_to_change(session, cast.actor(cast.leader), area.public_id)
    assert fetch_to_change(session, cast.actor(cast.leader), row.public_id).id == row.id


def test_a_chart_shows_what_is_about_it(session: Session, cast: Cast) -> None:
    sorts = {sort.code: sort.id for sort in ground(session, cast.actor(cast.coordinator)).sorts}
    with transaction():
        write(session, cast, cast.municipality, "Hele kommunen")
        write(session, cast, cast.south, "Sør", category_id=sorts["T2"])
        write(session, cast, cast.north, "Fall nord", category_id=sorts["T2.1"])
        write(session, cast, cast.school, "Skole", on=DAY + dt.timedelta(1))
        write(session, cast, cast.north, "For lenge siden", on=dt.date(2019, 1, 1))
        begun = write(session, cast, cast.north, "Varer", on=dt.date(2019, 1, 1), until_on=DAY)
        write(session, cast, cast.north, "Tatt bort").deleted_at = NOW
    north = cast.north.public_id
    assert titles(shown(session, cast, "coordinator")) == [
        "Varer",
        "Hele kommunen",
        "Sør",
        "Fall nord",
        "Skole",
    ]
    assert titles(shown(session, cast, "coordinator", unit=north)) == ["Varer", "Hele kommunen", "Fall nord"]
    assert titles(shown(session, cast, "coordinator", category="T2.1")) == [
        "Varer",
        "Hele kommunen",
        "Sør",
        "Fall nord",
        "Skole",
    ]
    assert titles(shown(session, cast, "coordinator", category="H1")) == ["Varer", "Hele kommunen", "Skole"]
    assert titles(shown(session, cast, "outsider")) == ["Hele kommunen", "Sør"]
    assert begun.until_on == DAY


def test_what_was_done_comes_by_itself_to_who_may_see_it(session: Session, cast: Cast) -> None:
    with transaction():
        told = Report(
            CaseKind.DEVIATION, "Fall på badet", cast.north.id, Harm.NO, category="T2.1", occurred_at=NOW
        )
        case, other = (register_case(session, cast.actor(cast.employee), told, now=NOW) for _ in range(2))
        plan = measures.Plan("Matte på badet", cast.leader.id, cast.day)
        measure = measures.add_measure(session, cast.actor(cast.leader), case, plan, now=NOW)
        measures.move_measure(session, cast.actor(cast.leader), case, measure, "finish", now=NOW)
        coordinator = cast.actor(cast.coordinator)
        pattern = make.make_pattern(session, coordinator, "Fall om natten", [case, other], now=NOW)
        decide.raise_pattern(session, coordinator, pattern, now=NOW)
    north = cast.north.public_id
    assert titles(shown(session, cast, "leader", unit=north)) == ["Matte på badet", "Fall om natten"]
    assert titles(shown(session, cast, "leader", unit=north, outward=True)) == ["Fall om natten"]
    assert titles(shown(session, cast, "colleague", unit=north)) == []
    assert titles(shown(session, cast, "coordinator")) == ["Fall om natten"]
    with transaction():
        tally = Tally(session, case)
        case.access = Access.SHIELDED
        session.flush()
        tally.settle()
    assert titles(shown(session, cast, "leader", unit=north)) == ["Fall om natten"]


def test_deleting_can_be_taken_back_and_all_is_in_the_history(
    client: Client, session: Session, cast: Cast
) -> None:
    with transaction():
        row = write(session, cast, cast.north, "Ny nattrutine")
    client.sign_in(cast.leader)
    page = client.follow(client.post(f"/trends/marks/{row.public_id}/delete")).get_data(as_text=True)
    assert "Merknaden er slettet" in page
    assert "Ny nattrutine" not in page
    client.get(f"/trends/marks/{row.public_id}/edit", status=404)
    back = client.follow(client.post(f"/trends/marks/{row.public_id}/restore")).get_data(as_text=True)
    assert "Ny nattrutine" in back
    acts = [entry.act for entry, _ in entries_of(session, "annotation", row.id)]
    assert acts == ["write", "delete", "restore"]
    assert list(verify(session)) == []


def test_the_chart_names_its_marks_by_number_and_word(client: Client, cast: Cast) -> None:
    with transaction() as session:
        told = Report(CaseKind.DEVIATION, "Fall", cast.north.id, Harm.NO, category="T2.1", occurred_at=NOW)
        register_case(session, cast.actor(cast.employee), told, now=NOW)
        write(session, cast, cast.north, "Ny nattrutine", on=NOW.date())
    page = client.sign_in(cast.employee).get("/trends").get_data(as_text=True)
    assert "<strong>1</strong> 23. nov. 2026: Ny nattrutine" in page
    assert "ny rutine · Hjemmetjenesten nord" in page
    assert "Ny merknad" not in page
    assert "Ny nattrutine" in client.get("/trends/marks").get_data(as_text=True)


def form(cast: Cast, **more: str) -> dict[str, str]:
    return {
        "title": "Ny rutine",
        "kind": "routine",
        "from_on": "2026-05-04",
        "unit": cast.north.public_id,
        "category": "T2",
        "once": "a",
    } | more


def test_writing_twice_by_a_second_click_makes_one(client: Client, session: Session, cast: Cast) -> None:
    client.sign_in(cast.leader)
    for _ in range(2):
        client.post("/trends/marks/new", form(cast))
    assert session.scalar(sa.select(sa.func.count(Annotation.id))) == 1


WRONG: tuple[tuple[dict[str, str], str], ...] = (
    ({"title": ""}, "Skriv kort hva som skjedde"),
    ({"title": "x" * 300}, "høyst 120 tegn"),
    ({"words": "x" * 1001}, "for lang"),
    ({"from_on": "i går"}, "ikke en dato"),
    ({"from_on": "1066-10-14"}, "mellom 2000 og 2099"),
    ({"until_on": "2026-05-03"}, "kan ikke være før den første"),
    ({"title": "Kari 01017012345"}, "ligner et fødselsnummer"),
    ({"unit": "ingen"}, "i listen"),
    ({"kind": "annet"}, "i listen"),
    ({"category": "X9"}, "i listen"),
)


def test_what_makes_no_sense_is_told_and_kept(client: Client, cast: Cast) -> None:
    client.sign_in(cast.leader)
    for wrong, said in WRONG:
        page = client.post("/trends/marks/new", form(cast, **wrong), status=422)
        assert said in page.get_data(as_text=True), said


def test_others_units_are_not_on_offer(client: Client, cast: Cast) -> None:
    client.sign_in(cast.leader)
    page = client.get(f"/trends/marks/new?unit={cast.south.public_id}&category=T2").get_data(as_text=True)
    assert "Hjemmetjenesten sør" not in page
    client.post("/trends/marks/new", form(cast, unit=cast.south.public_id), status=422)


def test_poison_text_is_a_title_like_others(client: Client, session: Session, cast: Cast) -> None:
    client.sign_in(cast.leader)
    client.post("/trends/marks/new", form(cast, title="$\\foo$ \x00\u202e<b>fet</b>"))
    row = session.scalars(sa.select(Annotation)).one()
    assert row.title == "$\\foo$ <b>fet</b>"
    assert "&lt;b&gt;" in client.get("/trends/marks").get_data(as_text=True)
    client.get("/trends/wide.svg")


def test_whoever_saves_second_is_told_what_stands_there(client: Client, session: Session, cast: Cast) -> None:
    with transaction():
        row = write(session, cast, cast.north, "Først")
    old = str(row.version)
    client.sign_in(cast.leader)
    path = f"/trends/marks/{row.public_id}/edit"
    client.post(path, form(cast, title="Mitt", version=old))
    page = client.post(path, form(cast, title="Ditt", version=old), status=409).get_data(as_text=True)
    assert "Noen andre har lagret" in page
    assert [entry.act for entry, _ in entries_of(session, "annotation", row.id)] == ["write", "edit"]


def test_readers_are_offered_no_form(client: Client, session: Session, cast: Cast) -> None:
    with transaction():
        row = write(session, cast, cast.municipality)
    for who in ("employee", "safety_rep", "chief", "auditor", "archivist", "admin"):
        client.sign_in(cast.everybody()[who])
        assert "/delete" not in client.get("/trends/marks").get_data(as_text=True)
        client.get("/trends/marks/new", status=403)
        client.post(f"/trends/marks/{row.public_id}/delete", status=403)
        assert not cast.actor(cast.everybody()[who]).may(Act.TRENDS_ANNOTATE)


def test_one_taken_away_is_gone_for_everybody(session: Session, cast: Cast) -> None:
    with transaction():
        row = write(session, cast, cast.north)
        delete_annotation(session, cast.actor(cast.leader), row, now=NOW)
    assert written(session, cast.actor(cast.coordinator), 1, 10) == ([], 0)
    assert shown(session, cast, "leader") == []

"""Lists, search and the inbox: what is found, by whom, and that counts and lists agree."""

from __future__ import annotations

import datetime as dt
import html
import io
import re

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from quality.accounts.models import Person, ReadLog, RoleHeld
from quality.accounts.roles import Role
from quality.cases import policy
from quality.cases.compose.filters import Filter, read_day, read_filter
from quality.cases.kinds import Access, CaseKind, Harm
from quality.cases.models.case import Case, CaseConcern
from quality.cases.models.category import Category
from quality.cases.models.clock import Escalation
from quality.cases.models.count import CaseCount
from quality.cases.queries import listing
from quality.cases.queries.inbox import inbox
from quality.cases.queries.listing import cases
from quality.cases.services import close, receive
from quality.cases.views import lists
from quality.core.db import transaction
from quality.core.history import entries_of
from quality.front.queries import home
from tests.cases.desk import make_case, spread, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock

TODAY = dt.date(2026, 11, 23)


def found(session: Session, cast: Cast, person: Person, **wanted: object) -> list[int]:
    rows, total = cases(session, cast.actor(person), Filter(**wanted), 1, 500)  # type: ignore[arg-type]
    assert total == len(rows)
    return sorted(row.id for row in rows)


def test_the_list_behind_what_is_told_outside_points_at_no_case_about_staff(cast: Cast) -> None:
    spread(cast)
    with transaction() as session:
        whole = session.scalars(sa.select(Case).where(Case.access == Access.SERVICE)).all()
        for case in whole[::2]:
            session.add(CaseConcern(case_id=case.id, person_id=cast.teacher.id))
    with transaction() as session:
        access = {case.id: case.access for case in session.scalars(sa.select(Case))}
        for name, person in cast.everybody().items():
            both = found(session, cast, person), found(session, cast, person, outward=True)
            lacking = {access[case] for case in set(both[0]) - set(both[1])}
            assert lacking <= policy.NOT_OUTWARD, name
            assert not {access[case] for case in both[1]} & policy.NOT_OUTWARD, name


def test_counts_and_the_lists_behind_them_agree_for_everybody(cast: Cast) -> None:
    spread(cast)
    for name, person in cast.everybody().items():
        actor = cast.actor(person)
        query = sa.select(CaseCount.unit_id, sa.func.sum(CaseCount.count)).where(
            CaseCount.grain == "month", policy.countable(actor, CaseCount)
        )
        with transaction() as session:
            numbers = dict(session.execute(query.group_by(CaseCount.unit_id)).all())
            for unit in (cast.north, cast.school):
                listed = found(session, cast, person, units=(unit.public_id,), counted=True)
                hidden_from = session.scalar(
                    sa.select(sa.func.count(Case.id)).where(
                        Case.unit_id == unit.id, policy.countable(actor, Case), policy.kept_away(actor)
                    )
                )
                assert len(listed) + (hidden_from or 0) == numbers.get(unit.id, 0), name


def test_every_filter_narrows(cast: Cast) -> None:
    with transaction() as session:
        fall = make_case(session, cast, category="T2.2", harm=Harm.YES, severity=3)
        idea = make_case(session, cast, kind=CaseKind.IDEA, harm=None)
        old = make_case(session, cast, category="T2", occurred_at=NOW - dt.timedelta(days=40))
        away = make_case(session, cast, unit_id=cast.school.id)
        closed = make_case(session, cast)
        receive.receive(session, cast.actor(cast.leader), closed, now=NOW)
        answer = close.Closing("Fikset.", close.CanLearn.NO)
        close.close(session, cast.actor(cast.leader), closed, answer, now=NOW)
        everything = sorted([fall.id, idea.id, old.id, away.id, closed.id])
        all_seen = cast.coordinator
        assert found(session, cast, all_seen) == everything
        assert found(session, cast, all_seen, category="T2") == [fall.id, old.id]
        assert found(session, cast, all_seen, category="T") == [fall.id, old.id]
        assert found(session, cast, all_seen, category="T2.2") == [fall.id]
        assert found(session, cast, all_seen, kind="idea") == [idea.id]
        assert found(session, cast, all_seen, severity="3") == [fall.id]
        assert found(session, cast, all_seen, state="closed") == [closed.id]
        assert closed.id not in found(session, cast, all_seen, state="open")
        assert found(session, cast, all_seen, units=(cast.school.code,)) == [away.id]
        assert away.id not in found(session, cast, all_seen, units=(cast.health.public_id,))
        assert found(session, cast, all_seen, units=("no-such",)) == []
        assert found(session, cast, all_seen, until=dt.date(2026, 10, 31)) == [old.id]
        assert old.id not in found(session, cast, all_seen, since=dt.date(2026, 11, 1))
        assert found(session, cast, all_seen, q="2026-0002") == [idea.id]


def test_a_merged_category_is_found_under_the_one_it_became(cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast, category="T2.3")
        goal = session.scalars(sa.select(Category).where(Category.code == "T2.1")).one()
        session.scalars(sa.select(Category).where(Category.code == "T2.3")).one().merged_into_id = goal.id
        session.flush()
        assert found(session, cast, cast.coordinator, category="T2.1") == [case.id]


@pytest.mark.parametrize(
    ("text", "last", "day"),
    [
        ("2026-02", True, dt.date(2026, 2, 28)),
        ("2026-02", False, dt.date(2026, 2, 1)),
        ("2026-02-03", True, dt.date(2026, 2, 3)),
        ("2026-02-30", True, None),
        ("2026-13", False, None),
        ("٢٠٢٦-02", False, None),
        ("x", False, None),
        ("9999-01", False, None),
    ],
)
def test_days_and_months_in_addresses(text: str, last: bool, day: dt.date | None) -> None:
    assert read_day(text, last) == day


def test_an_address_that_makes_no_sense_asks_nothing() -> None:
    sent = {"kind": "tally", "severity": "9", "state": "gone", "from": "yesterday", "counted": "yes"}
    assert read_filter(sent) == Filter()


@pytest.mark.parametrize("asked", ["badet matta", "BADET", "mattene", "kanarifug", "kanarifugler på bad"])
def test_search_finds_stems_and_beginnings(cast: Cast, asked: str) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        make_case(session, cast, description="Nøkkel mangler i skapet.")
        assert found(session, cast, cast.leader, q=asked) == [case.id]


@pytest.mark.parametrize(
    "asked", ["zebra", "'\" OR 1=1", "*", "badet NOT matta", "a:b & | !", "(", "--", "\\"]
)
def test_search_takes_any_text(cast: Cast, asked: str) -> None:
    with transaction() as session:
        make_case(session, cast)
        assert found(session, cast, cast.leader, q=asked) == []


def test_search_never_finds_by_what_the_reader_may_not_read(cast: Cast) -> None:
    made = spread(cast)
    for name, person in cast.everybody().items():
        with transaction() as session:
            plain = set(session.scalars(sa.select(Case.id).where(policy.readable_plain(cast.actor(person)))))
            assert set(found(session, cast, person, q="kanarifugl")) == plain, name
    assert made


def test_what_a_search_shows_of_sensitive_cases_is_logged(client: Client, cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast, user_reference="GE-1")
        make_case(session, cast)
    client.sign_in(cast.leader).get("/search?q=kanarifugl")
    with transaction() as session:
        log = session.execute(sa.select(ReadLog.subject_id, ReadLog.surface)).all()
    assert [tuple(row) for row in log] == [(case.id, "search")]


def test_the_list_page_keeps_its_filter_and_pages(client: Client, cast: Cast) -> None:
    with transaction() as session:
        for _ in range(51):
            make_case(session, cast)
    client.sign_in(cast.leader)
    page = client.get("/cases?state=open&kind=deviation")
    assert "51 saker" in words(page)
    assert "state=open&amp;kind=deviation&amp;page=2" in page.get_data(as_text=True)
    assert words(client.get("/cases?state=open&page=3")).count("2026-0001") == 1
    assert "Ingen treff" in words(client.get("/cases?q=zebra"))
    client.get("/cases?page=99999999999999999999&severity=1e9&from=x")


def test_every_way_on_from_the_list_keeps_all_its_units(client: Client, cast: Cast) -> None:
    with transaction() as session:
        here, there = make_case(session, cast), make_case(session, cast, unit_id=cast.south.id)
        make_case(session, cast, unit_id=cast.school.id)
    asked = f"/cases?unit={cast.north.public_id}&unit={cast.south.public_id}&state=open"
    ways = [*ways_on(client.sign_in(cast.coordinator), asked), *ways_on(client.sign_in(cast.head), asked)]
    assert {way for way, _ in ways} >= {"/cases.csv", "/cases.xlsx", "/inbox/selection", "/patterns/new"}
    for way, query in ways:
        assert query.count("unit=") == 2, way
    taken = client.get(f"/cases.csv?{dict(ways)['/cases.csv']}").get_data(as_text=True)
    assert [each.label for each in (here, there) if each.label not in taken] == []


def test_a_unit_that_the_filter_does_not_offer_can_be_taken_away(client: Client, cast: Cast) -> None:
    page = client.sign_in(cast.head).get(f"/cases?unit={cast.health.public_id}").get_data(as_text=True)
    boxes = re.findall(rf'<input[^>]*name="unit" value="{cast.health.public_id}"[^>]*>', page)
    assert [("checkbox" in box, "checked" in box) for box in boxes[:1]] == [(True, True)]


def ways_on(client: Client, address: str) -> list[tuple[str, str]]:
    """Where the page leads and sends with its filter: path and query."""
    page = html.unescape(client.get(address).get_data(as_text=True))
    return re.findall(r'(?:href|action)="(/[^"?]+)[?]([^"]*state=open[^"]*)"', page)


def test_the_inbox_puts_new_first_then_the_nearest_clock(cast: Cast, time: Clock) -> None:
    with transaction() as session:
        late, soon, new = (make_case(session, cast) for _ in range(3))
        for case in (soon, late):
            receive.receive(session, cast.actor(cast.leader), case, now=NOW)
        late.next_due_on, soon.next_due_on = TODAY - dt.timedelta(1), TODAY
        make_case(session, cast, unit_id=cast.school.id)
        session.flush()
        shown = inbox(session, cast.actor(cast.leader), TODAY)
        assert [row.public_id for row in shown.new] == [new.public_id]
        assert [row.public_id for row in shown.due] == [late.public_id, soon.public_id]
        assert (shown.waiting.new, shown.waiting.late, shown.waiting.open) == (1, 1, 2)


def test_a_head_gets_the_cases_of_a_unit_without_a_leader_and_those_long_overdue(cast: Cast) -> None:
    with transaction() as session:
        make_case(session, cast)
        assert inbox(session, cast.actor(cast.head), TODAY).new == []
        overdue = make_case(session, cast)
        overdue.next_due_on = TODAY - dt.timedelta(20)
        session.flush()
        assert inbox(session, cast.actor(cast.head), TODAY).escalated == [], "the heads are not told yet"
        session.add(Escalation(case_id=overdue.id, due_on=overdue.next_due_on, stage="to_head", at=NOW))
        session.flush()
        shown = inbox(session, cast.actor(cast.head), TODAY)
        assert [row.public_id for row in shown.escalated] == [overdue.public_id]
        first = {
            part: home(session, cast.actor(person), NOW).waits for part, person in cast.everybody().items()
        }
        told = [
            part for part, waits in first.items() if any("lenge over" in wait.text.text for wait in waits)
        ]
        assert told == ["head"], "the head alone reads on the first page that it has risen"
        session.execute(sa.delete(RoleHeld).where(RoleHeld.role == Role.LEADER))
        assert len(inbox(session, cast.actor(cast.head), TODAY).new) == 2


def test_a_list_is_counted_so_far_and_behind_a_number_to_the_end(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "LISTED_AT_MOST", 2)
    monkeypatch.setattr(lists, "SHOWN", 1)
    with transaction() as session:
        for _ in range(2):
            make_case(session, cast)
    client.sign_in(cast.leader)
    assert "Over 2 saker" not in client.get("/cases").get_data(as_text=True)
    with transaction() as session:
        make_case(session, cast)
    assert "Over 2 saker" in client.get("/cases").get_data(as_text=True)
    assert "3 saker" in client.get("/cases?counted=1").get_data(as_text=True)


def test_a_list_of_any_length_is_sent_as_csv_once_it_stands_in_the_log(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "TAKEN_OUT_AT_MOST", 2)
    with transaction() as session:
        told = [make_case(session, cast, user_reference="GE-1" if turn else "").label for turn in range(3)]
    answer = client.sign_in(cast.leader).http.get("/cases.csv")
    with transaction() as session:
        late = make_case(session, cast).label
        assert session.scalar(sa.select(sa.func.count()).where(ReadLog.surface == "export")) == 2
        entries = entries_of(session, "person", cast.leader.id)
        assert [values for entry, values in entries if entry.act == "export"] == [{"rows": 3}]
    text = answer.get_data(as_text=True)
    answer.close()
    assert [label for label in [*told, late] if label in text] == told, "what was logged, and nothing else"
    assert text.rstrip().splitlines()[-1].startswith("Tatt ut av Mona Prøve")
    book = load_workbook(io.BytesIO(client.get("/cases.xlsx").get_data()))
    assert sum(str(row[0].value).startswith("2026-") for row in book.active.iter_rows(min_row=2)) == 2
    assert "(Excel tar de 2 nyeste, CSV tar alle)" in client.get("/cases").get_data(as_text=True)


def test_the_list_of_an_address_is_taken_out_in_a_file_and_that_stands_in_the_log(
    client: Client, cast: Cast
) -> None:
    with transaction() as session:
        fall = make_case(session, cast, description="=Fall på badet.", category="T2.2")
        personal = make_case(session, cast, description="Solveig falt.", user_reference="GE-1")
        idea = make_case(session, cast, kind=CaseKind.IDEA, harm=None, description="Ny hylle.")
        away = make_case(session, cast, unit_id=cast.school.id, description="Rømte.")
        complaint = make_case(session, cast, description="Om Mona.")
        session.add(CaseConcern(case_id=complaint.id, person_id=cast.leader.id))
    text = client.sign_in(cast.leader).get("/cases.csv?kind=deviation").get_data().decode("utf-8-sig")
    assert text.splitlines()[0] == "Sak;Type;Tittel;Kategori;Enhet;Følge;Skjedde;Status;Neste frist"
    assert f"{fall.label};Avvik;'=Fall på badet;" in text
    assert f"{personal.label};Avvik;Solveig falt;" in text
    assert [each.label for each in (idea, away, complaint) if each.label in text] == []
    assert text.rstrip().splitlines()[-1] == "Tatt ut av Mona Prøve 2026-11-23 09:00"
    taken = sa.select(ReadLog.subject_id).where(ReadLog.surface == "export")
    with transaction() as session:
        assert session.scalars(taken).all() == [personal.id]
        entries = entries_of(session, "person", cast.leader.id)
        assert [values for entry, values in entries if entry.act == "export"] == [{"rows": 2}]
    masked = client.sign_in(cast.coordinator).get("/cases.csv").get_data(as_text=True)
    assert personal.label in masked
    with transaction() as session:
        assert session.scalars(taken).all() == [personal.id] * 2, "without its words too"
    assert "Solveig" not in masked
    book = load_workbook(io.BytesIO(client.get("/cases.xlsx?q=hylle").get_data()))
    assert [row[0].value for row in book.active.iter_rows(min_row=2)][:1] == [idea.label]
    for person in (cast.employee, cast.auditor, cast.safety_rep):
        told = client.sign_in(person).get("/cases.csv").get_data(as_text=True)
        assert "2026-0" not in told, "a file holds what one may take out, which for them is nothing"

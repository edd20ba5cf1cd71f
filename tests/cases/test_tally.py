"""Counting with one tap, taking it back, and who sees the figures."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.compose.board import CROSS, Mark, days_of, mark_of, shift_at
from quality.cases.compose.board import Sight as Seen
from quality.cases.defaults import SHIFT_HOURS, TALLIES
from quality.cases.kinds import Harm, Shift, Strength
from quality.cases.models.case import Case, CaseConcern
from quality.cases.models.tally import Tally, TallyType
from quality.cases.queries.tally import board, counts, types_of
from quality.cases.services import tally
from quality.cases.services.measures import Plan, add_measure
from quality.cases.services.tally import Told, count_one
from quality.cases.services.tally_types import TypeWords, add_type, change_type, retire_type
from quality.core.db import db, transaction
from quality.core.history import entries_of
from quality.core.text import ConflictError, NotAllowedError, NotVisibleError, RefusedError
from quality.organisation.kinds import Service
from tests.cases.desk import counted, make_case, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock

MONTH = NOW.date().replace(day=1)
JSON = {"Accept": "application/json"}


def kind(name: str = "Fall") -> TallyType:
    return db.session.scalars(sa.select(TallyType).where(TallyType.name == name)).one()


def tallies() -> list[Tally]:
    query = sa.select(Tally).where(Tally.undone_at.is_(None)).order_by(Tally.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def tap(cast: Cast, **more: object) -> Tally:
    with transaction() as session:
        told = Told(kind().public_id, **more)  # type: ignore[arg-type]
        return count_one(session, cast.actor(cast.employee), cast.north, told, now=NOW)


def test_one_tap_on_the_first_page_counts_one_in_ones_own_unit(client: Client, cast: Cast) -> None:
    page = client.sign_in(cast.employee).get("/").get_data(as_text=True)
    assert kind().public_id in page
    answer = client.post("/tally", {"type": kind().public_id, "once": "a" * 20})
    (row,) = tallies()
    assert (row.unit_id, row.day, row.place, row.shift) == (cast.north.id, NOW.date(), "", None)
    assert "Talt: Fall." in words(client.follow(answer))


def test_the_same_tap_sent_twice_counts_once_and_another_tap_counts_again(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    for once in ("a" * 20, "a" * 20, "b" * 20):
        client.post("/tally", {"type": kind().public_id, "once": once, "shift": "night"})
    assert [row.shift for row in tallies()] == [Shift.NIGHT, Shift.NIGHT]


def test_a_form_used_for_one_thing_does_not_count_another(cast: Cast) -> None:
    tap(cast, once="a" * 20)
    told = Told(kind("Medisin").public_id, once="a" * 20)
    with pytest.raises(ConflictError), transaction() as session:
        count_one(session, cast.actor(cast.employee), cast.north, told, now=NOW)


def test_the_script_gets_the_new_figure_and_can_take_it_back(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    told = client.http.post(
        "/tally", data={"type": kind().public_id, "once": "a" * 20}, headers=JSON
    ).get_json()
    assert (told["today"], told["said"]) == (1, "Talt: Fall.")
    told = client.http.post("/tally/undo", data={"counted": told["counted"]}, headers=JSON).get_json()
    assert (told["today"], tallies()) == (0, [])
    refused = client.http.post("/tally", data={"type": "nothing"}, headers=JSON)
    assert (refused.status_code, refused.get_json()["said"]) == (
        400,
        "Dette telles ikke lenger i enheten. Velg noe annet.",
    )


def test_undo_works_without_script_and_ends(client: Client, cast: Cast, time: Clock) -> None:
    client.sign_in(cast.employee)
    answer = client.post("/tally", {"type": kind().public_id})
    (row,) = tallies()
    assert row.public_id in client.follow(answer).get_data(as_text=True)
    client.post("/tally/undo", {"counted": row.public_id})
    client.post("/tally/undo", {"counted": row.public_id})
    assert tallies() == []
    late = tap(cast)
    time.move(minutes=31)
    client.sign_in(cast.employee).post("/tally/undo", {"counted": late.public_id}, 400)
    assert len(tallies()) == 1


def test_no_column_of_a_tally_leads_to_a_person(cast: Cast) -> None:
    targets = {key.target_fullname for column in Tally.__table__.columns for key in column.foreign_keys}
    assert targets == {"tally_type.id", "unit.id"}
    assert entries_of(cast.session, "tally", tap(cast).id) == []


def test_the_future_and_the_long_past_are_refused(cast: Cast) -> None:
    for days in (1, -8):
        with pytest.raises(RefusedError):
            tap(cast, day=NOW.date() + dt.timedelta(days))
    assert tap(cast, day=NOW.date() - dt.timedelta(7))


def test_what_the_service_does_not_count_is_refused(cast: Cast) -> None:
    for public_id in (kind("Uhell i lek").public_id, "no-such"):
        with pytest.raises(RefusedError), transaction() as session:
            count_one(session, cast.actor(cast.employee), cast.north, Told(public_id), now=NOW)


def test_a_place_that_nobody_was_offered_is_left_out(client: Client, cast: Cast) -> None:
    with transaction() as session:
        for number in range(2):
            make_case(session, cast, place="Bad", description=f"Noe {number}")
    client.sign_in(cast.employee)
    for place in ("Bad", "Olas rom"):
        client.post("/tally", {"type": kind().public_id, "place": place})
    assert [row.place for row in tallies()] == ["Bad", ""]


SEEING = {"employee", "colleague", "leader", "deputy", "head", "coordinator", "safety_rep", "main_safety_rep"}


def test_figures_are_exact_for_their_own_and_nothing_for_others(client: Client, cast: Cast) -> None:
    tap(cast)
    for part, person in cast.everybody().items():
        if part == "former":
            continue
        sees = part in SEEING | {"second_coordinator", "privacy_officer", "auditor"}
        found = counts(db.session(), cast.actor(person), cast.north.id, NOW.date(), NOW.date())
        assert found == ({(NOW.date(), kind().public_id): 1} if sees else {}), part
        for path in ("/board", "/board/wall"):
            answer = client.sign_in(person).http.get(f"{path}?unit={cast.north.public_id}")
            assert answer.status_code == (200 if sees else 404), (part, path)


def test_somebody_from_another_unit_may_count_but_gets_no_figure(client: Client, cast: Cast) -> None:
    client.sign_in(cast.teacher)
    data = {"type": kind().public_id, "unit": cast.north.public_id}
    told = client.http.post("/tally", data=data, headers=JSON).get_json()
    assert (told["today"], len(tallies())) == (None, 1)
    assert "data-today" not in client.get(f"/tally?unit={cast.north.public_id}").get_data(as_text=True)


def test_the_leader_corrects_a_figure_and_the_history_says_so(client: Client, cast: Cast) -> None:
    row = tap(cast)
    client.sign_in(cast.south_leader).post("/tally/remove", {"counted": row.public_id}, 404)
    client.sign_in(cast.leader)
    assert "Rett et tall" in words(client.get("/board"))
    client.post("/tally/remove", {"counted": row.public_id})
    client.post("/tally/remove", {"counted": row.public_id})
    assert tallies() == []
    assert [entry.actor_id for entry, _ in entries_of(db.session(), "tally", row.id)] == [cast.leader.id]
    with pytest.raises(NotVisibleError), transaction() as session:
        tally.remove(session, cast.actor(cast.employee), row.public_id, now=NOW)


def test_a_tally_that_became_harm_opens_the_report_filled_in(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    page = client.get("/tally").get_data(as_text=True)
    assert f"/report?category=T2&amp;unit={cast.north.public_id}&amp;harm=yes" in page
    form = client.get(f"/report?category=T2&unit={cast.school.public_id}&harm=yes").get_data(as_text=True)
    assert f'<option selected value="{cast.school.public_id}">' in form
    for name, value in (("harm", "yes"), ("category", "T2")):
        assert re.search(rf'<input checked [^>]*name="{name}"[^>]*value="{value}"', form)


# The board


def test_a_day_is_marked_by_its_worst_harm() -> None:
    assert [mark_of(*told) for told in ((0, []), (1, []), (0, [0]), (9, [0, 1]), (0, [2, 3]), (0, [4]))] == [
        Mark.CALM,
        Mark.NOTED,
        Mark.NOTED,
        Mark.HARM,
        Mark.SERIOUS,
        Mark.SERIOUS,
    ]


def test_every_day_of_the_longest_month_has_its_own_place_in_the_cross() -> None:
    days = days_of(dt.date(2026, 10, 1), dt.date(2026, 10, 12), Seen({}, {}))
    assert len({(day.column, day.row) for day in days}) == 31 <= len(CROSS)
    assert [day.mark for day in days[11:13]] == [Mark.CALM, Mark.AHEAD]


@pytest.mark.parametrize(
    ("hour", "shift"), [(0, "night"), (6, "night"), (7, "day"), (15, "evening"), (23, "night")]
)
def test_the_shift_is_the_one_that_has_begun(hour: int, shift: str) -> None:
    assert shift_at(hour, SHIFT_HOURS) == shift


def show(session: Session, cast: Cast) -> dict[str, Mark]:
    found = board(session, cast.actor(cast.employee), cast.north, MONTH, NOW, "nb")
    return {day.day.isoformat(): day.mark for day in found.days}


def test_the_board_shows_tallies_and_harm_of_the_unit_alone(cast: Cast) -> None:
    yesterday = NOW - dt.timedelta(days=1)
    with transaction() as session:
        make_case(session, cast, harm=Harm.YES, severity=2, occurred_at=yesterday)
        make_case(session, cast, unit_id=cast.south.id, harm=Harm.YES, severity=4, occurred_at=NOW)
        tap_at = Told(kind().public_id)
        row = count_one(session, cast.actor(cast.employee), cast.north, tap_at, now=NOW)
        marks = show(session, cast)
        assert (marks["2026-11-22"], marks["2026-11-23"]) == (Mark.HARM, Mark.NOTED)
        tally.undo(session, row.public_id, now=NOW)
        assert show(session, cast)["2026-11-23"] == Mark.CALM


def test_follow_ups_are_due_measures_and_their_words_are_for_readers_of_the_case(
    client: Client, cast: Cast
) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        for title, days in (("Ny matte", 0), ("Senere", 1)):
            plan = Plan(title, cast.colleague.id, NOW.date() + dt.timedelta(days), Strength.STRONG)
            add_measure(session, cast.actor(cast.leader), case, plan, now=NOW)
    assert "Ny matte" in words(client.sign_in(cast.leader).get("/board"))
    seen = words(client.sign_in(cast.deputy).get("/board/wall"))
    assert "Ny matte" not in seen
    assert "1 tiltak å følge opp i dag" in seen
    other = words(client.sign_in(cast.safety_rep).get("/board"))
    assert "Ny matte" not in other
    assert f"Tiltak i sak {case.label}" in other
    assert "Senere" not in words(client.sign_in(cast.leader).get("/board"))


def test_a_case_about_the_reader_is_not_on_the_board(cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast, reporter=cast.colleague, harm=Harm.YES, severity=3)
        session.add(CaseConcern(case_id=case.id, person_id=cast.employee.id))
        session.flush()
        assert show(session, cast)["2026-11-23"] == Mark.CALM
    assert db.session.get_one(Case, case.id)


def test_the_board_asks_the_database_little(client: Client, cast: Cast) -> None:
    for number in range(6):
        tap(cast, once=f"{number}" * 20)
    client.sign_in(cast.leader)
    assert counted(client, "/board") <= 13
    assert counted(client, "/board/wall") <= 11
    assert counted(client, "/tally") <= 12


# The list of what is counted


def test_every_default_has_its_names_and_a_category(cast: Cast) -> None:
    assert db.session.scalar(sa.select(sa.func.count(TallyType.id))) == len(TALLIES)
    assert all(all(told.names) for told in TALLIES)
    english = [line.name for line in types_of(db.session(), cast.north.id, "en")]
    assert english[:2] == ["Falls", "Medicine"]


def test_a_retired_type_is_no_longer_offered_and_what_was_counted_stays(client: Client, cast: Cast) -> None:
    tap(cast)
    page = f"/settings/tallies/{kind().public_id}"
    client.sign_in(cast.admin).post(f"{page}/retire", {"retired": "1"})
    assert "Ute av bruk" in words(client.get("/settings/tallies"))
    client.sign_in(cast.employee)
    assert "Fall" not in words(client.get("/tally")).split("Ble noen")[0]
    assert "Fall" in words(client.get("/board"))
    client.sign_in(cast.admin).post(f"{page}/retire", {"retired": "0"})
    assert "Fall" in words(client.sign_in(cast.employee).get("/tally"))


def test_types_are_added_and_changed_by_who_manages_settings(client: Client, cast: Cast) -> None:
    client.sign_in(cast.admin)
    data = {
        "name": "Tomt lager",
        "nn": "Tomt lager",
        "en": "Empty store",
        "category": "B9",
        "services": "school",
    }
    for _ in range(2):
        client.post("/settings/tallies/new", data | {"once": "c" * 20})
    row = kind("Tomt lager")
    assert "Tomt lager" in words(client.sign_in(cast.teacher).get("/tally"))
    client.sign_in(cast.admin)
    client.post(f"/settings/tallies/{row.public_id}", data | {"name": "Fall", "version": "1"}, 422)
    client.post(f"/settings/tallies/{row.public_id}", data | {"version": "9"}, 409)
    client.post(
        f"/settings/tallies/{row.public_id}", data | {"name": "Lager", "services": "nav", "version": "1"}
    )
    assert "Lager" not in words(client.sign_in(cast.teacher).get("/tally"))


def test_nobody_else_changes_what_is_counted(cast: Cast) -> None:
    told = TypeWords("Nytt", "T1", services=frozenset({Service.SCHOOL}))
    with transaction() as session:
        for change in (
            lambda: add_type(session, cast.actor(cast.leader), told, now=NOW),
            lambda: change_type(session, cast.actor(cast.leader), kind(), told, now=NOW),
            lambda: retire_type(session, cast.actor(cast.leader), kind(), True, now=NOW),
        ):
            with pytest.raises(NotAllowedError):
                change()


def test_an_older_database_gets_the_default_list_by_a_button(client: Client, cast: Cast) -> None:
    with transaction() as session:
        for table in ("tally_type_label", "tally_type_service", "tally_type"):
            session.execute(sa.text(f"DELETE FROM {table}"))
    client.sign_in(cast.admin)
    assert "Ingenting telles ennå" in words(client.get("/settings/tallies"))
    for _ in range(2):
        client.post("/settings/tallies/defaults")
    assert db.session.scalar(sa.select(sa.func.count(TallyType.id))) == len(TALLIES)

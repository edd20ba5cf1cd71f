"""One search: stems, beginnings, misspellings, numbers, and only what its reader may read."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from quality.cases.compose.spelling import distance, marked, nearest
from quality.cases.jobs.vocabulary import gather
from quality.cases.kinds import Access, Level
from quality.cases.models.case import Case, CaseConcern
from quality.cases.models.measure import Measure
from quality.cases.models.word import SearchWord
from quality.cases.policy import Ties, level
from quality.cases.queries.search import measures
from quality.cases.services.measures import Plan, add_measure
from quality.core.db import db, transaction
from quality.learning.services.publishing import publish_note
from quality.learning.services.writing import Content, Source, submit_note, write_note
from quality.patterns.services import decide, make
from tests.cases.desk import counted, make_case, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW

TEXT = "Trygghetsalarmen virket ikke da nattevakten prøvde den."


@pytest.fixture
def case(cast: Cast) -> Case:
    with transaction() as session:
        found = make_case(session, cast, description=TEXT)
        make_case(session, cast, description="Trygghetsalarmen hang løst på veggen i gangen.")
    return found


def hits(client: Client, asked: str) -> str:
    return words(client.get(f"/search?q={asked}"))


@pytest.mark.parametrize(
    ("one", "other", "limit", "far"),
    [
        ("medisin", "medisin", 2, 0),
        ("medsin", "medisin", 2, 1),
        ("mdeisin", "medisin", 1, 1),
        ("alram", "alarm", 1, 1),
        ("fall", "dispenser", 2, 3),
        ("abc", "xyz", 2, 3),
        ("", "a", 1, 1),
    ],
)
def test_letters_apart(one: str, other: str, limit: int, far: int) -> None:
    assert distance(one, other, limit) == far == distance(other, one, limit)


def test_the_nearest_word_is_the_commonest_of_those_alike_and_short_words_have_none() -> None:
    known = [("medisin", 3), ("medisan", 9), ("medium", 50)]
    assert nearest("medisn", known) == "medisan"
    assert nearest("fal", [("fall", 9)]) is None
    assert nearest("nøkkelring", known) is None


def test_what_was_asked_for_is_marked_once_and_nothing_is_lost() -> None:
    bits = marked("Alarmen gikk. Ingen hørte alarmer før kvelden.", ["alarm"])
    assert [bit for bit, hit in bits if hit] == ["Alarmen", "alarmer"]
    assert "".join(bit for bit, _ in bits) == "Alarmen gikk. Ingen hørte alarmer før kvelden."
    assert marked("<b>Fall</b>", ["fall"])[1] == ("Fall", True)
    assert len("".join(bit for bit, _ in marked("ord " * 400 + "fall", ["fall"]))) < 300


@pytest.mark.parametrize("asked", ["trygghetsalarm", "trygghetsalarmene virket", "trygghetsal", "NATTEVAKT"])
def test_other_endings_and_beginnings_find_it(client: Client, cast: Cast, case: Case, asked: str) -> None:
    page = client.sign_in(cast.leader).get(f"/search?q={asked}").get_data(as_text=True)
    assert case.public_id in page
    assert "<mark>" in page


def test_a_misspelling_finds_what_was_meant_and_says_so(client: Client, cast: Cast, case: Case) -> None:
    client.sign_in(cast.leader)
    assert "Ingen treff" in hits(client, "tryghetsalarm")
    assert gather(NOW) == gather(NOW) > 0
    page = hits(client, "tryghetsalarm")
    assert "treff på ord som ligner" in page
    assert case.label in page
    assert "ligner" not in hits(client, "trygghetsalarm")


def test_a_misspelling_finds_nothing_for_who_may_not_read_it(client: Client, cast: Cast, case: Case) -> None:
    gather(NOW)
    for person in (cast.teacher, cast.colleague, cast.admin):
        page = hits(client.sign_in(person), "tryghetsalarm")
        assert "ligner" not in page
        assert case.label not in page


def test_words_of_one_case_alone_are_not_kept(cast: Cast, case: Case) -> None:
    gather(NOW)
    kept = set(db.session.scalars(sa.select(SearchWord.word)))
    assert "nattevakt" not in kept
    assert any(word.startswith("trygghetsalarm") for word in kept)


def test_a_number_leads_to_its_case_and_to_nothing_for_others(client: Client, cast: Cast, case: Case) -> None:
    answer = client.sign_in(cast.leader).get(f"/search?q={case.label}", 302)
    assert answer.headers["Location"] == f"/cases/{case.public_id}"
    assert case.public_id not in hits(client.sign_in(cast.teacher), case.label)


@pytest.mark.parametrize(
    "access", [Access.SERVICE, Access.SAFETY, Access.PERSONAL, Access.PRIVACY, Access.SHIELDED]
)
def test_a_search_matches_for_nobody_who_may_not_read_the_text(
    client: Client, cast: Cast, case: Case, access: Access
) -> None:
    with transaction() as session:
        row = session.get_one(Case, case.id)
        row.access = access
        session.add(CaseConcern(case_id=row.id, person_id=cast.deputy.id))
    for part, person in cast.everybody().items():
        if part == "former":
            continue
        shown = case.label in hits(client.sign_in(person), "nattevakten")
        reads = level(cast.actor(person), row, Ties(concerned=person.id == cast.deputy.id)) >= Level.TEXT
        assert reads or not shown, part
    if access is not Access.SHIELDED:  # a shielded case is not among what is listed, not even to its reporter
        assert case.label in hits(client.sign_in(cast.employee), "nattevakten")


def test_notes_patterns_and_measures_are_found_by_those_who_may(
    client: Client, cast: Cast, case: Case
) -> None:
    with transaction() as session:
        plan = Plan("Bytte batteri i alarmene", cast.colleague.id, NOW.date())
        add_measure(session, cast.actor(cast.leader), session.get_one(Case, case.id), plan, now=NOW)
        writer, other = cast.actor(cast.coordinator), cast.actor(cast.second_coordinator)
        content = Content("Prøv alarmen hver mandag", "Alarmer feilet.", "Fast dag.", "Ingen feil siden.")
        note = write_note(session, writer, content, [cast.south.id], Source(), now=NOW)
        submit_note(session, writer, note, now=NOW)
        publish_note(session, other, note, now=NOW)
        draft = Content("Alarm i kladd", "A.", "B.", "C.")
        write_note(session, writer, draft, [cast.south.id], Source(), now=NOW)
        rows = list(session.scalars(sa.select(Case)))
        pattern = make.make_pattern(session, writer, "Alarmer svikter", rows, now=NOW)
        decide.raise_pattern(session, writer, pattern, now=NOW)
    page = hits(client.sign_in(cast.leader), "alarm")
    for title in ("Bytte batteri i alarmene", "Prøv alarmen hver mandag", "Alarmer svikter"):
        assert title in page, title
    assert "Alarm i kladd" not in page
    other_page = hits(client.sign_in(cast.teacher), "alarm")
    assert "Prøv alarmen hver mandag" in other_page
    assert "Bytte batteri" not in other_page
    assert "Alarmer svikter" not in other_page


def test_filters_stand_in_the_address_and_narrow(client: Client, cast: Cast, case: Case) -> None:
    client.sign_in(cast.leader)
    assert case.label in hits(client, "trygghetsalarm&state=open")
    assert case.label not in hits(client, "trygghetsalarm&state=closed")
    assert case.label not in hits(client, f"trygghetsalarm&unit={cast.school.public_id}")


def test_odd_words_are_answered(client: Client, cast: Cast, case: Case) -> None:
    client.sign_in(cast.leader)
    for asked in ("", "%20", "%25_%27%22*", "x" * 300, "OR+AND+NOT", "-", "2026-99999999", "æ" * 50):
        client.get(f"/search?q={asked}")


def test_a_search_asks_the_database_little(client: Client, cast: Cast, case: Case) -> None:
    client.sign_in(cast.leader)
    assert counted(client, "/search?q=trygghetsalarm") <= 12


def test_a_measure_is_found_inside_a_compound_by_all_its_words_and_by_its_new_title(
    cast: Cast, case: Case
) -> None:
    with transaction() as session:
        plan = Plan("Nøkkelskap på Øvre", cast.employee.id, NOW.date())
        where, leader = session.get_one(Case, case.id), cast.actor(cast.leader)
        measure = add_measure(session, leader, where, plan, now=NOW)

    def found(*stems: str) -> list[str]:
        return [row.title for row in measures(db.session(), leader, list(stems))]

    assert found("skap", "øvre") == found("på") == ["Nøkkelskap på Øvre"]
    assert found("skap", "nedre") == []
    with transaction() as session:
        session.get_one(Measure, measure.id).title = "Kodelås"
    assert found("skap") == []
    assert found("kodelås") == ["Kodelås"]


def test_the_choices_come_when_somebody_narrows_and_what_was_found_stays(
    client: Client, cast: Cast, case: Case
) -> None:
    plain = client.sign_in(cast.leader).get("/search?q=trygghetsalarm").get_data(as_text=True)
    assert 'type="submit" name="narrow" value="1"' in plain
    assert 'name="category"' not in plain
    opened = client.get("/search?q=trygghetsalarm&narrow=1").get_data(as_text=True)
    assert 'value="trygghetsalarm"' in opened
    assert case.public_id in opened
    assert 'name="category"' in opened
    assert 'name="narrow"' not in opened


@pytest.mark.parametrize("asked", ["kind=deviation", "from=2020-01-01", "state=open"])
def test_what_a_search_is_narrowed_by_stands_open(client: Client, cast: Cast, case: Case, asked: str) -> None:
    page = client.sign_in(cast.leader).get(f"/search?q=trygghetsalarm&{asked}").get_data(as_text=True)
    assert case.public_id in page
    assert 'name="category"' in page

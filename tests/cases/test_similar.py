"""Seen this before: likeness, who is shown what, and following instead of doubling."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from quality.cases.compose.likeness import alike, telling
from quality.cases.jobs.vocabulary import gather
from quality.cases.kinds import CanLearn
from quality.cases.models.case import Case, CaseConcern
from quality.cases.models.follower import CaseFollower
from quality.cases.services import close, receive, talk
from quality.core.db import db, transaction
from quality.core.notices import Notice
from quality.learning.services.publishing import publish_note
from quality.learning.services.writing import Content, Source, submit_note, write_note
from tests.cases.desk import make_case, queries, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW
from tests.stage import staged

ALARM = "Trygghetsalarmen på soverommet virket ikke da nattevakten prøvde den."
AGAIN = "Nattevakten fant at trygghetsalarmen på soverommet ikke virket."


@pytest.fixture
def case(cast: Cast) -> Case:
    """An open case about an alarm among others about something else; the vocabulary knows their words."""
    tell(cast)
    with transaction() as session:
        return session.scalars(sa.select(Case).where(Case.description == ALARM)).one()


@staged
def tell(cast: Cast) -> None:
    with transaction() as session:
        for number in range(40):
            make_case(
                session, cast, description=f"Nøkkelen hang ikke på plass {number}.", unit_id=cast.south.id
            )
        make_case(session, cast, description=ALARM, category="T3.6")
        make_case(session, cast, description=AGAIN + " Igjen.", unit_id=cast.school.id)
    gather(NOW)


def like(client: Client, cast: Cast, text: str = AGAIN, **more: str) -> str:
    answer = client.http.post("/report/similar", data={"text": text, "unit": cast.north.public_id, **more})
    assert answer.status_code == 200
    return " ".join(words(answer).split())


def test_the_rarest_words_say_most_and_ordinary_ones_nothing() -> None:
    texts = {"alarm": 3, "nattevakt": 2, "bruker": 90, "ukjent": 0}
    assert telling(["bruker", "alarm", "nattevakt", "alarm", "ny"], texts, 100) == ["nattevakt", "alarm"]
    assert alike(["a", "b"], ["a", "b"]) == 1
    assert alike(list("abcde"), list("abcx")) == pytest.approx(3 / 5)
    assert alike(list("abcde"), list("ab")) == 0, "two words of five may be about anything"
    assert alike(list("abcde"), list("ab"), akin=True) == pytest.approx(2 / 5), "but not in the same category"
    assert alike(["a", "b", "c"], ["a"]) == alike([], ["a"]) == alike(list("abcdefghij"), ["a", "b"]) == 0


def test_who_may_read_the_text_is_shown_the_title(client: Client, cast: Cast, case: Case) -> None:
    page = like(client.sign_in(cast.leader), cast)
    assert "1 sak ligner" in page
    assert case.title in page
    assert "Nøkkelen" not in page
    assert like(client, cast, "Noe helt annet om en bil i grøfta.") == ""


def test_who_reported_it_is_not_asked_whether_it_concerns_them_too(
    client: Client, cast: Cast, case: Case
) -> None:
    page = like(client.sign_in(cast.employee), cast)
    assert case.title in page
    assert "Du har meldt den. Skriv i den hvis det skjer igjen." in page
    assert "Gjelder meg også" not in page
    assert "Gjelder meg også" in like(client.sign_in(cast.leader), cast)


def test_who_may_not_read_it_gets_no_match_on_words(client: Client, cast: Cast, case: Case) -> None:
    assert like(client.sign_in(cast.colleague), cast) == ""
    page = like(client, cast, "Noe helt annet.", category="T3")
    assert "Trygghetsalarm og velferdsteknologi" in page
    assert "uke 48" in page
    assert "soverom" not in page
    assert like(client, cast, "Noe helt annet.", category="T1") == ""
    assert like(client, cast, "Noe helt annet.", category="T3.1") == "", "a leaf of the same main category"
    with transaction() as session:
        make_case(session, cast, category="U")
    assert like(client, cast, "Noe helt annet.", category="U") == "", "unsorted is not a likeness"
    assert like(client.sign_in(cast.teacher), cast, category="T3") == ""


def test_a_person_complained_about_is_shown_nothing(client: Client, cast: Cast, case: Case) -> None:
    with transaction() as session:
        session.add(CaseConcern(case_id=case.id, person_id=cast.leader.id))
    assert like(client.sign_in(cast.leader), cast, category="T3") == ""


def test_what_solved_it_before_is_shown_as_far_as_it_may_be_read(
    client: Client, cast: Cast, case: Case
) -> None:
    with transaction() as session:
        leader, row = cast.actor(cast.leader), session.get_one(Case, case.id)
        receive.receive(session, leader, row, now=NOW)
        closing = close.Closing("Alle alarmer prøves nå hver mandag.", CanLearn.YES)
        close.close(session, leader, row, closing, now=NOW)
        writer, other = cast.actor(cast.coordinator), cast.actor(cast.second_coordinator)
        content = Content(
            "Prøv alarmen", "Trygghetsalarmen virket ikke på soverommet.", "Fast dag.", "Ingen."
        )
        note = write_note(session, writer, content, [cast.south.id], Source(), now=NOW)
        submit_note(session, writer, note, now=NOW)
        publish_note(session, other, note, now=NOW)
    page = like(client.sign_in(cast.leader), cast)
    assert "Lignende er løst før" in page
    assert "Alle alarmer prøves nå hver mandag." in page
    assert "Prøv alarmen" in page
    other_page = like(client.sign_in(cast.colleague), cast)
    assert "Prøv alarmen" in other_page
    assert "Alle alarmer" not in other_page


def test_the_receipt_says_it_without_script(client: Client, cast: Cast, case: Case) -> None:
    client.sign_in(cast.leader)
    data = {
        "text": AGAIN,
        "harm": "no",
        "unit": cast.north.public_id,
        "visibility": "named",
        "numbers": "keep",
    }
    page = words(client.follow(client.post("/report", data)))
    assert "1 sak ligner" in page
    assert case.title in page


def follow(client: Client, case: Case, status: int = 303, **more: str) -> None:
    client.post(f"/cases/{case.public_id}/follow", more, status)


def followers() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(CaseFollower)) or 0


def test_following_counts_once_a_person_and_opens_nothing(client: Client, cast: Cast, case: Case) -> None:
    client.sign_in(cast.colleague)
    for _ in range(2):
        follow(client, case)
    assert followers() == 1
    assert ALARM not in words(client.get(f"/cases/{case.public_id}"))
    assert "Gjelder én til" in words(client.sign_in(cast.leader).get(f"/cases/{case.public_id}"))
    client.sign_in(cast.employee)
    follow(client, case)
    assert followers() == 1, "nobody follows an own case"
    follow(client.sign_in(cast.teacher), case, 404)
    client.sign_in(cast.colleague)
    follow(client, case, stop="1")
    assert followers() == 0


def told(person_id: int) -> list[Notice]:
    return list(
        db.session.scalars(
            sa.select(Notice).where(Notice.person_id == person_id, Notice.kind == "case_followed")
        )
    )


def test_followers_hear_that_there_is_an_answer_and_never_what(
    client: Client, cast: Cast, case: Case
) -> None:
    follow(client.sign_in(cast.colleague), case)
    follow(client.sign_in(cast.deputy), case)
    with transaction() as session:
        session.add(CaseConcern(case_id=case.id, person_id=cast.deputy.id))
        session.flush()
        talk.answer(
            session, cast.actor(cast.leader), session.get_one(Case, case.id), "Byttet i dag.", now=NOW
        )
    assert [notice.values for notice in told(cast.colleague.id)] == [{"number": case.label}]
    assert told(cast.deputy.id) == []


def test_a_closed_case_is_not_followed(client: Client, cast: Cast, case: Case) -> None:
    with transaction() as session:
        receive.withdraw(session, cast.actor(cast.employee), session.get_one(Case, case.id), now=NOW)
    follow(client.sign_in(cast.colleague), case, 400)


def test_odd_text_is_answered_and_little_is_asked(client: Client, cast: Cast, case: Case) -> None:
    client.sign_in(cast.leader)
    for text in ("", "\x00", "x" * 30_000, "' OR 1=1 --", "a b c", "😀 " * 50):
        assert client.http.post("/report/similar", data={"text": text}).status_code == 200
    assert client.http.post("/report/similar", data={"text": "a", "unit": "no-such"}).status_code == 400
    like(client, cast)
    with queries() as sent:
        like(client, cast)
    assert len(sent) <= 8, sent


def test_whoever_neither_reads_it_nor_works_there_cannot_say_that_it_concerns_them(
    client: Client, cast: Cast, case: Case
) -> None:
    page = f"/cases/{case.public_id}"
    assert "Gjelder meg også" in words(client.sign_in(cast.colleague).get(page))
    assert "Gjelder meg også" not in words(client.sign_in(cast.auditor).get(page))
    follow(client, case, 403)
    assert followers() == 0


def test_the_leaders_page_tells_what_solved_it_before(client: Client, cast: Cast, case: Case) -> None:
    with transaction() as session:
        leader, row = cast.actor(cast.leader), session.get_one(Case, case.id)
        receive.receive(session, leader, row, now=NOW)
        close.close(session, leader, row, close.Closing("Alarmen ble byttet.", CanLearn.NO), now=NOW)
        double = make_case(session, cast, description=row.description)
        receive.receive(session, leader, double, now=NOW)
        close.close(session, leader, double, close.Closing("Alarmen ble byttet.", CanLearn.NO), now=NOW)
        again = make_case(session, cast, description=AGAIN)
    page = f"/cases/{again.public_id}"
    told = words(client.sign_in(cast.leader).get(page))
    assert told.count("Alarmen ble byttet.") == 1, "the same answer to the same is told once"
    assert "Alarmen ble byttet." not in words(client.sign_in(cast.employee).get(page))

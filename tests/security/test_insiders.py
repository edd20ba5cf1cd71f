"""What an insider tries: to see more than the matrix gives, to use another's form, to rise by a file."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person, ReadLog, RoleHeld
from quality.accounts.roles import Role
from quality.cases.jobs import imports
from quality.cases.jobs.reminders import remind
from quality.cases.kinds import Access
from quality.cases.models.case import Case, CaseConcern, CaseMessage
from quality.cases.models.measure import Measure
from quality.core.db import transaction
from quality.core.mail import Mail, queue
from quality.core.notices import Notice
from quality.learning import policy
from quality.learning.models import Note
from quality.learning.services.publishing import publish_note
from quality.learning.services.writing import Source, edit_note, submit_note, write_note
from quality.organisation.models import Import
from quality.patterns.states import PatternState
from tests.cases.desk import CANARY, hidden, make_case, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock
from tests.learning.conftest import CONTENT, draft, submitted
from tests.patterns.factories import finding

__all__ = ["draft", "submitted"]


def sensitive(session: Session, cast: Cast, access: Access = Access.PERSONAL, count: int = 1) -> list[Case]:
    cases = [make_case(session, cast) for _ in range(count)]
    for case in cases:
        case.access = access
    session.flush()
    return cases


def test_a_pattern_lists_personal_cases_without_names_and_the_look_is_logged(
    client: Client, cast: Cast, session: Session
) -> None:
    """Row 1: a coordinator reads personal cases without names; the list of a pattern is no way around."""
    with transaction() as session:
        cases = sensitive(session, cast, count=3)
        for case in cases:
            case.title = f"{CANARY} falt hos Solveig Hansen"
        pattern = finding(session, cast, cases, NOW, PatternState.RAISED)
        path = f"/patterns/{pattern.public_id}"
    page = words(client.sign_in(cast.coordinator).get(path))
    assert cases[0].label in page
    for word in ("Solveig", "Hansen"):
        assert word not in page
    logged = session.scalars(sa.select(ReadLog.subject_id).where(ReadLog.actor_id == cast.coordinator.id))
    assert set(logged) == {case.id for case in cases}


def test_a_head_gets_no_reporters_name_in_the_inbox(client: Client, cast: Cast) -> None:
    """Row 1: the leader above reads the text (T), not who told (I), also where the unit has no leader."""
    with transaction() as session:
        session.execute(sa.delete(RoleHeld).where(RoleHeld.person_id == cast.leader.id))
        make_case(session, cast)
    page = words(client.sign_in(cast.head).get("/inbox"))
    assert CANARY in page
    assert "Kari" not in page


def test_a_coordinator_who_is_a_head_as_well_gets_no_masked_title_in_the_inbox(
    client: Client, cast: Cast
) -> None:
    with transaction() as session:
        session.execute(sa.delete(RoleHeld).where(RoleHeld.person_id == cast.leader.id))
        session.add(RoleHeld(person_id=cast.coordinator.id, role=Role.HEAD, unit_id=cast.health.id))
        sensitive(session, cast)
    page = words(client.sign_in(cast.coordinator).get("/inbox"))
    assert CANARY not in page
    assert "Kari" not in page


def told(session: Session, person: Person, since: int) -> list[str]:
    query = sa.select(Notice.kind).where(Notice.person_id == person.id, Notice.id > since)
    return list(session.scalars(query))


def last_notice(session: Session) -> int:
    return session.scalar(sa.select(sa.func.max(Notice.id))) or 0


def test_who_is_complained_about_is_told_nothing_more_and_the_leader_above_is(
    client: Client, cast: Cast, session: Session, time: Clock
) -> None:
    """Overrides of 2.1: notices are a surface as well."""
    with transaction() as writing:
        case = make_case(writing, cast)
        writing.add(CaseConcern(case_id=case.id, person_id=cast.leader.id))
        start = last_notice(writing)
    client.sign_in(cast.employee)
    client.post(f"/cases/{case.public_id}/message", {"kind": "reply", "text": "Mer å fortelle."})
    remind(time.move(days=30))
    session.expire_all()
    assert told(session, cast.leader, start) == []
    assert told(session, cast.head, start) != []


def test_a_shielded_case_sends_word_to_its_handler_alone(
    client: Client, cast: Cast, session: Session, time: Clock
) -> None:
    with transaction() as writing:
        case = sensitive(writing, cast, Access.SHIELDED)[0]
        case.handler_id = cast.outsider.id
        start = last_notice(writing)
    client.sign_in(cast.employee)
    client.post(f"/cases/{case.public_id}/message", {"kind": "reply", "text": "Mer å fortelle."})
    remind(time.move(days=30))
    session.expire_all()
    people = set(session.scalars(sa.select(Notice.person_id).where(Notice.id > start)))
    assert people == {cast.outsider.id}


def test_somebody_elses_mail_does_not_tell_which_case_is_whose(client: Client, cast: Cast) -> None:
    """Row 34: the outbox is for operating mail; who reported what is level I."""
    with transaction() as session:
        case = make_case(session, cast)
        text = f"Lena svarte deg i sak {case.label}: http://x.invalid/cases/{case.public_id}"
        mail = queue(
            session,
            Mail("daily", "kari@x.invalid", "Nytt", text, f"<p>{text}</p>", "k", cast.employee.id),
            NOW,
        )
        assert mail
    for person in (cast.coordinator, cast.admin):
        client.sign_in(person)
        for tail in ("", "/html"):
            page = client.http.get(f"/outbox/{mail.public_id}{tail}").get_data(as_text=True)
            assert "svarte deg i sak" in page
            assert case.label not in page
            assert case.public_id not in page


def test_a_measure_is_not_given_to_who_is_complained_about_or_to_anybody_at_all(
    client: Client, cast: Cast, session: Session
) -> None:
    """Row 3: the owner comes from the list that was offered; a measure opens the case to its owner."""
    with transaction() as writing:
        case = make_case(writing, cast)
        writing.add(CaseConcern(case_id=case.id, person_id=cast.colleague.id))
    client.sign_in(cast.leader)
    for person in (cast.colleague, cast.teacher):
        data = {"title": "Matte", "owner": person.public_id, "due_on": "2026-12-01", "kind": "remove"}
        client.post(f"/cases/{case.public_id}/measures/new", data, 400)
    assert session.scalars(sa.select(Measure)).all() == []


def test_anothers_form_key_gives_nothing_of_theirs_and_loses_nothing_of_mine(
    client: Client, cast: Cast, session: Session
) -> None:
    """Row 19: the same key from another person is refused, in every form that makes something."""
    data = {"text": "Noe", "harm": "no", "unit": cast.north.public_id, "once": "samme-nokkel"}
    mine = client.sign_in(cast.employee).post("/report", data).headers["Location"]
    assert client.post("/report", data).headers["Location"] == mine
    answer = client.sign_in(cast.colleague).post("/report", data, 400)
    assert "brukt før" in words(answer)
    assert session.scalar(sa.select(sa.func.count(Case.id))) == 1
    path = mine.partition("/receipt")[0]
    note = {"kind": "note", "text": "Internt", "once": "k2"}
    client.sign_in(cast.leader).post(f"{path}/message", note)
    client.post(f"{path}/message", note)
    client.sign_in(cast.deputy).post(f"{path}/message", note | {"text": "Mitt"}, 409)
    assert session.scalars(sa.select(CaseMessage.text)).all() == ["Internt"]


def people_file(*rows: str) -> dict[str, object]:
    header = "ansattnr;fornavn;etternavn;epost;enhetskode;stilling;rolle"
    content = "\r\n".join([header, *rows]).encode()
    return {"kind": "people", "file": (io.BytesIO(content), "folk.csv")}


@pytest.mark.parametrize("kind", ["people", "organisation"])
def test_a_coordinator_brings_in_old_cases_and_neither_people_nor_units(
    client: Client, cast: Cast, session: Session, kind: str
) -> None:
    """Row 3 and 2.3b: people, units and their roles are the administrator's; a file is no way around."""
    file = people_file(f"9001;Ny;Person;ny@x.invalid;{cast.north.code};;enhetsleder") | {"kind": kind}
    client.sign_in(cast.coordinator)
    client.post("/import", file, 400)
    page = client.get("/import").get_data(as_text=True)
    assert 'value="cases"' in page
    assert f'value="{kind}"' not in page
    assert session.scalar(sa.select(sa.func.count(Import.id))) == 0


def test_an_administrators_file_is_not_shown_to_a_coordinator(client: Client, cast: Cast) -> None:
    file = people_file(f"9001;Ny;Person;ny@x.invalid;{cast.north.code};;enhetsleder")
    path = client.sign_in(cast.admin).post("/import", file).headers["Location"]
    client.get(path)
    client.sign_in(cast.coordinator).get(path, 404)
    client.post(f"{path}/start", status=404)


def test_an_administrator_brings_in_people_with_their_roles(
    client: Client, cast: Cast, session: Session, time: Clock
) -> None:
    file = people_file(f"9001;Ny;Person;ny@x.invalid;{cast.north.code};;personvernombud")
    path = client.sign_in(cast.admin).post("/import", file).headers["Location"]
    client.post(f"{path}/start")
    imports.run(time.now)
    assert session.scalar(sa.select(Person.id).where(Person.employee_number == "9001"))


def test_an_approver_publishes_what_was_read_and_not_what_was_put_in_afterwards(
    client: Client, cast: Cast, session: Session, submitted: Note
) -> None:
    path = f"/learning/{submitted.public_id}"
    seen = hidden(client.sign_in(cast.second_coordinator).get(path), "version")
    with transaction() as writing:
        note = writing.get_one(Note, submitted.id)
        changed = CONTENT.__class__(**(vars(CONTENT) | {"problem": "Kari gjorde det."}))
        edit_note(writing, cast.actor(cast.coordinator), note, changed, [cast.north.id], now=NOW)
    client.post(f"{path}/publish", seen, 422)
    client.post(f"{path}/publish", hidden(client.get(path), "version"))


def test_units_are_not_proposed_for_cases_that_nobody_may_know_of(client: Client, cast: Cast) -> None:
    """Row 30: a ticked box is a number as well."""
    with transaction() as session:
        source = make_case(session, cast, category="T1.1")
        for access in (Access.SHIELDED, Access.PRIVACY, Access.PERSONAL):
            for _ in range(3):
                make_case(session, cast, unit_id=cast.school.id, category="T1.1").access = access
    page = client.sign_in(cast.leader).get(f"/learning/new?case={source.public_id}").get_data(as_text=True)
    box = re.search(rf'<input[^>]*name="units"[^>]*value="{cast.school.id}"[^>]*>', page)
    assert box
    assert "checked" not in box.group()


def test_shielded_cases_are_not_counted_where_categories_are_changed(client: Client, cast: Cast) -> None:
    """Row 30."""
    with transaction() as session:
        for _ in range(7):
            make_case(session, cast, category="T1.1").access = Access.SHIELDED
    page = words(client.sign_in(cast.admin).get("/settings/categories/T1.1"))
    assert "7" not in re.findall(r"\b\d+\b", page)


def test_places_named_a_few_times_are_offered_in_the_own_unit_alone(client: Client, cast: Cast) -> None:
    with transaction() as session:
        for _ in range(3):
            make_case(session, cast, place="Stua til Solveig")
    place = "Stua til Solveig"
    assert place in client.sign_in(cast.colleague).get("/report").get_data(as_text=True)
    client.sign_in(cast.teacher)
    answer = client.post("/report", {"unit": cast.north.public_id, "text": ""}, 400)
    assert place not in answer.get_data(as_text=True)


def test_a_pattern_does_not_show_who_is_complained_about_that_one_is_missing(
    client: Client, cast: Cast
) -> None:
    with transaction() as session:
        cases = sensitive(session, cast, Access.SERVICE, 4)
        session.add(CaseConcern(case_id=cases[0].id, person_id=cast.leader.id))
        pattern = finding(session, cast, cases, NOW, PatternState.RAISED)
        path = f"/patterns/{pattern.public_id}"
    page = words(client.sign_in(cast.leader).get(path))
    assert cases[1].label in page
    assert cases[0].label not in page
    assert not re.search(r"1 (sak|til|annen)\b", page), page


def test_a_deputy_has_the_role_between_the_days_alone(client: Client, cast: Cast, time: Clock) -> None:
    with transaction() as session:
        case = make_case(session, cast)
    client.sign_in(cast.deputy).get(f"/cases/{case.public_id}/assess")
    time.move(days=400)
    client.sign_in(cast.deputy)
    assert client.http.get(f"/cases/{case.public_id}/assess").status_code in (403, 404)
    assert CANARY not in client.http.get(f"/cases/{case.public_id}").get_data(as_text=True)


def test_a_role_that_has_ended_or_not_begun_opens_nothing(client: Client, cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        held = session.scalars(sa.select(RoleHeld).where(RoleHeld.person_id == cast.leader.id)).one()
    for span in ((None, cast.day - dt.timedelta(1)), (cast.day + dt.timedelta(1), None)):
        with transaction() as session:
            row = session.get_one(RoleHeld, held.id)
            row.from_on, row.to_on = span
        client.sign_in(cast.leader)
        assert CANARY not in client.http.get(f"/cases/{case.public_id}").get_data(as_text=True)
        client.get("/inbox", status=403)


@pytest.mark.parametrize("stands_in", [False, True])
def test_who_a_case_is_about_neither_reads_nor_approves_what_is_written_of_it(
    client: Client, cast: Cast, stands_in: bool
) -> None:
    """Row 1: nor does who stands in for that person. Everybody reads it when another has approved it."""
    with transaction() as session:
        case = make_case(session, cast)
        session.add(CaseConcern(case_id=case.id, person_id=cast.leader.id))
        session.flush()
        actor, source = cast.actor(cast.coordinator), Source(cast.north.id, None, case.id)
        note = write_note(session, actor, CONTENT, [cast.north.id], source, now=NOW)
        submit_note(session, actor, note, now=NOW)
    reader = cast.deputy if stands_in else cast.leader
    path = f"/learning/{note.public_id}"
    told = set(cast.session.scalars(sa.select(Notice.person_id).where(Notice.link == path)))
    assert told == {cast.second_coordinator.id}
    assert not policy.sees(cast.actor(reader), note)
    client.sign_in(reader).get(path, 404)
    client.post(f"{path}/publish", status=404)
    assert CONTENT.title not in words(client.get("/learning"))
    client.sign_in(cast.head).get(path)
    with transaction() as session:
        publish_note(session, cast.actor(cast.second_coordinator), session.get_one(Note, note.id), now=NOW)
    client.sign_in(reader).get(path)

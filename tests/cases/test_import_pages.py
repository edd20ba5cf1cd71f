"""Bringing files in from the pages: checked first, then by the job."""

from __future__ import annotations

import io
import re

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from quality.accounts.models import Person
from quality.cases.jobs import imports
from quality.cases.models.case import Case
from quality.core.db import transaction
from quality.organisation.kinds import ImportState
from quality.organisation.models import Import, ImportMapping, Unit
from tests.cast import Cast
from tests.client import Client, errors_in
from tests.conftest import Clock

HEADER = "id;event_date;unit_code;category;text;state"
GOOD = "1;2026-09-01;1030;Feil dose;Bruker fikk to tabletter.;closed"
BAD = "2;2026-09-01;1030;Diverse;Noe annet.;closed"


def send(client: Client, *lines: str, kind: str = "cases", status: int = 303, **more: str) -> TestResponse:
    file = FileStorage(io.BytesIO("\r\n".join(lines).encode()), "gamle.csv", "file")
    boundary, body = encode_multipart({"kind": kind, "file": file} | more)
    # Ready bytes, since the test client leaves the temporary file of a large form open.
    return client.post("/import", body, status, content_type=f"multipart/form-data; boundary={boundary}")


def text_of(answer: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def only_import(session: Session) -> Import:
    return session.scalars(sa.select(Import).execution_options(populate_existing=True)).one()


def test_a_file_is_checked_started_and_brought_in(
    client: Client, cast: Cast, session: Session, time: Clock
) -> None:
    client.sign_in(cast.coordinator)
    checked = send(client, HEADER, GOOD)
    page = client.follow(checked)
    assert "1 nye 0 endret 0 uendret 0 avvist" in text_of(page)
    assert session.scalar(sa.select(Case.id)) is None
    address = checked.headers["Location"]
    client.post(f"{address}/start")
    waiting = client.get(address)
    assert waiting.headers["Refresh"] == "2"
    assert "Venter på tur" in text_of(waiting)
    assert imports.run(time.now) == 1
    done = client.get(address)
    assert "Filen er hentet inn" in text_of(done)
    assert "Refresh" not in done.headers
    row = only_import(session)
    assert (row.state, row.content) == (ImportState.DONE, None)
    assert session.scalars(sa.select(Case.import_id)).all() == [row.id]
    assert imports.run(time.now) == 0


def test_bad_rows_are_left_out_only_when_somebody_says_so(
    client: Client, cast: Cast, session: Session, time: Clock
) -> None:
    client.sign_in(cast.coordinator)
    address = send(client, HEADER, GOOD, BAD).headers["Location"]
    page = text_of(client.get(address))
    assert "Hent inn uten den ene raden" in page
    assert "Rad 3 category Kategorien «Diverse» har ingen kategori hos oss." in page
    client.post(f"{address}/start", status=400)
    client.post(f"{address}/start", {"leave_out_bad": "yes"})
    imports.run(time.now)
    assert session.scalars(sa.select(Case.external_id)).all() == ["1"]


def test_unknown_categories_are_sorted_on_the_page_and_the_mapping_kept(
    client: Client, cast: Cast, session: Session, time: Clock
) -> None:
    client.sign_in(cast.coordinator)
    address = send(client, HEADER, GOOD, BAD).headers["Location"]
    client.post(f"{address}/categories", {"word_0": "R1", "keep_as": "Gamlesystemet"})
    assert "2 nye 0 endret 0 uendret 0 avvist" in text_of(client.get(address))
    client.post(f"{address}/drop")
    saved = session.scalars(sa.select(ImportMapping)).one()
    again = send(client, HEADER, GOOD, BAD, mapping=str(saved.id)).headers["Location"]
    assert "2 nye" in text_of(client.get(again))


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([""], "Filen er tom."),
        (["bare tekst"], "Rad 1 må ha kolonnenavn"),
        (["id;noe", "1;2"], "kolonnen «Hendelsesdato» mangler"),
        ([HEADER, "1;" + "x" * 6_000_000], "større enn 5 MB"),
        ([HEADER, *[GOOD] * 20_001], "mer enn 20000 rader"),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_sentence(
    client: Client, cast: Cast, session: Session, lines: list[str], sentence: str
) -> None:
    answer = send(client.sign_in(cast.coordinator), *lines, status=400)
    assert sentence in " ".join(errors_in(answer))
    assert session.scalar(sa.select(Import.id)) is None


def test_nothing_chosen_gets_a_sentence_by_each_field(client: Client, cast: Cast) -> None:
    answer = client.sign_in(cast.coordinator).post("/import", {}, 400)
    assert errors_in(answer) == ["Velg hva filen inneholder", "Velg en fil"]


def test_a_dropped_file_is_gone(client: Client, cast: Cast, session: Session, time: Clock) -> None:
    client.sign_in(cast.coordinator)
    address = send(client, HEADER, GOOD).headers["Location"]
    client.post(f"{address}/drop")
    row = only_import(session)
    assert (row.state, row.content) == (ImportState.DROPPED, None)
    client.post(f"{address}/start", status=400)


def test_a_file_nobody_brought_in_is_thrown_away_after_a_week(
    client: Client, cast: Cast, session: Session, time: Clock
) -> None:
    send(client.sign_in(cast.coordinator), HEADER, GOOD)
    imports.run(time.move(days=8))
    assert only_import(session).content is None


@pytest.mark.parametrize(
    "part", ["employee", "leader", "head", "safety_rep", "chief", "auditor", "archivist"]
)
def test_others_may_not_bring_in_anything(client: Client, cast: Cast, part: str) -> None:
    person: Person = getattr(cast, part)
    client.sign_in(person).get("/import", 403)


def test_an_admin_brings_in_units_but_neither_brings_in_nor_sees_cases(
    client: Client, cast: Cast, session: Session, time: Clock
) -> None:
    address = send(client.sign_in(cast.coordinator), HEADER, GOOD).headers["Location"]
    client.sign_in(cast.admin).get(address, 404)
    client.post(f"{address}/start", status=404)
    send(client, HEADER, GOOD, status=400)
    unit = send(client, "kode;overordnet;navn;nivå", "1040;1000;Skoler;kommunalområde", kind="organisation")
    assert "nye" in text_of(client.follow(unit))


def test_units_and_people_come_in_the_same_way(
    client: Client, cast: Cast, session: Session, time: Clock
) -> None:
    client.sign_in(cast.admin)
    unit = send(client, "kode;overordnet;navn;nivå", "99;1010;Ny enhet;enhet", kind="organisation")
    client.post(f"{unit.headers['Location']}/start")
    people = send(client, "ansattnr;fornavn;etternavn;enhetskode", "7;Ny;Moen;1030", kind="people")
    client.post(f"{people.headers['Location']}/start")
    assert imports.run(time.now) == 2
    assert session.scalar(sa.select(Unit.id).where(Unit.code == "99"))
    assert session.scalar(sa.select(Person.id).where(Person.employee_number == "7"))


def test_an_import_left_by_a_worker_that_stopped_is_taken_up_again(
    client: Client, cast: Cast, session: Session, time: Clock
) -> None:
    client.sign_in(cast.coordinator)
    address = send(client, HEADER, GOOD).headers["Location"]
    client.post(f"{address}/start")
    with transaction() as inside:
        inside.execute(sa.update(Import).values(state=ImportState.RUNNING, claimed_at=time.now))
    assert imports.run(time.now) == 0
    assert imports.run(time.move(minutes=3)) == 1
    assert only_import(session).state == ImportState.DONE


def test_a_worker_killed_half_way_leaves_nothing_and_the_next_does_it_all(
    client: Client, cast: Cast, session: Session, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in(cast.coordinator)
    address = send(client, HEADER, GOOD).headers["Location"]
    client.post(f"{address}/start")
    bring_in = imports.bring_in

    def killed(*args: object, **kwargs: object) -> None:
        bring_in(*args, **kwargs)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(imports, "bring_in", killed)
    with pytest.raises(KeyboardInterrupt):
        imports.run(time.now)
    assert (only_import(session).state, session.scalar(sa.select(Case.id))) == (ImportState.RUNNING, None)
    monkeypatch.setattr(imports, "bring_in", bring_in)
    assert imports.run(time.move(minutes=3)) == 1
    assert len(session.scalars(sa.select(Case.id)).all()) == 1


def test_what_changed_since_the_check_stops_the_import(
    client: Client, cast: Cast, session: Session, time: Clock, app: Flask
) -> None:
    client.sign_in(cast.coordinator)
    address = send(client, HEADER, GOOD).headers["Location"]
    client.post(f"{address}/start")
    with transaction() as inside:
        inside.execute(sa.update(Unit).where(Unit.code == "1030").values(code="1031"))
    assert imports.run(time.now) == 0
    assert "1 rader er feil. Ingenting er hentet inn." in text_of(client.get(address))
    assert only_import(session).content is None

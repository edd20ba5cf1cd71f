"""Posters: made and revoked by the unit's leader, scanned by anybody."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import sqlalchemy as sa

from quality.cases.models.poster import Poster
from quality.core.codes import drawing
from quality.core.db import db, transaction
from quality.core.history import entries_of
from quality.organisation.models import Municipality
from tests.cases.desk import counted, words
from tests.cast import Cast
from tests.client import Client


def hung() -> list[Poster]:
    query = sa.select(Poster).order_by(Poster.id).execution_options(populate_existing=True)
    return list(db.session.scalars(query))


def hang(client: Client, cast: Cast, place: str = "Vaktrom 2. etasje") -> Poster:
    client.sign_in(cast.leader).post("/posters", {"unit": cast.north.public_id, "place": place})
    return hung()[-1]


def test_a_scan_opens_the_form_with_unit_and_place(client: Client, cast: Cast) -> None:
    row = hang(client, cast)
    answer = client.sign_in(cast.teacher).get(f"/q/{row.token}", 302)
    page = client.follow(answer).get_data(as_text=True)
    assert f'<option selected value="{cast.north.public_id}">' in page
    assert "Vaktrom 2. etasje" in page
    assert hung()[0].opened == 1


def test_a_scan_by_a_stranger_leads_through_sign_in_to_the_form(client: Client, cast: Cast) -> None:
    row = hang(client, cast, "Kjøkken & bad")
    client.http = client.app.test_client()
    form = client.get(f"/q/{row.token}", 302).headers["Location"]
    door = client.get(form, 302).headers["Location"]
    assert urlsplit(door).path == "/sign-in"
    assert parse_qs(urlsplit(door).query)["next"] == [form]
    entered = client.http.post(
        "/sign-in/demo", data={"person": cast.employee.public_id, "next": form}
    ).headers["Location"]
    page = client.get(entered).get_data(as_text=True)
    assert "Kjøkken &amp; bad" in page


def test_a_scan_by_who_would_rather_be_nobody_keeps_unit_and_place(client: Client, cast: Cast) -> None:
    row = hang(client, cast)
    with transaction() as session:
        session.scalars(sa.select(Municipality)).one().settings = {"privacy": {"anonymous": True}}
    client.http = client.app.test_client()
    door = client.get(client.get(f"/q/{row.token}", 302).headers["Location"], 302).headers["Location"]
    page = client.get(door).get_data(as_text=True)
    found = re.search(r'href="(/anonymous\?[^"]*)"', page)
    assert found
    form = client.get(html.unescape(found[1])).get_data(as_text=True)
    assert f'<option selected value="{cast.north.public_id}">' in form
    assert re.search(r'<input[^>]*name="place"[^>]*value="Vaktrom 2. etasje"', form)
    for odd in ("unit=%FF", "_external=1&_scheme=x", "endpoint=x", "place=" + "x" * 500):
        client.get(f"/anonymous?{odd}")


def test_a_revoked_or_invented_code_opens_an_empty_form_and_says_so(client: Client, cast: Cast) -> None:
    row = hang(client, cast)
    for _ in range(2):
        client.post(f"/posters/{row.public_id}/revoke")
    acts = [entry.act for entry, _ in entries_of(db.session(), "poster", row.id)]
    assert acts == ["hang", "take_down"]
    client.sign_in(cast.teacher)
    for token in (row.token, "no-such", "x" * 300):
        page = client.follow(client.get(f"/q/{token}", 302))
        assert "Plakaten gjelder ikke lenger" in words(page)
        assert "Vaktrom" not in words(page)
    assert hung()[0].opened == 0


def test_only_who_leads_the_unit_makes_sees_and_revokes(client: Client, cast: Cast) -> None:
    row = hang(client, cast)
    for person, code in ((cast.south_leader, 404), (cast.employee, 404), (cast.coordinator, 404)):
        client.sign_in(person)
        for path in (f"/posters/{row.public_id}", f"/posters/{row.public_id}/code.svg"):
            client.get(path, code)
        client.post(f"/posters/{row.public_id}/revoke", status=code)
    client.sign_in(cast.south_leader)
    assert "Vaktrom" not in words(client.get("/posters"))
    client.post("/posters", {"unit": cast.north.public_id, "place": "Smug"}, 400)
    assert "Vaktrom" in words(client.sign_in(cast.deputy).get("/posters"))
    assert len(hung()) == 1


def test_one_place_has_one_poster_however_often_it_is_asked_for(client: Client, cast: Cast) -> None:
    first, second = hang(client, cast, "Bad"), hang(client, cast, " Bad ")
    assert first.id == second.id
    data = {"unit": cast.north.public_id, "once": "p" * 20, "place": "Gang"}
    for _ in range(2):
        client.post("/posters", data)
    assert len(hung()) == 2


def test_the_code_is_a_drawing_of_the_address_alone(client: Client, cast: Cast) -> None:
    row = hang(client, cast)
    answer = client.get(f"/posters/{row.public_id}/code.svg")
    assert answer.mimetype == "image/svg+xml"
    address = f"{client.app.extensions['loft'].public_url.rstrip('/')}/q/{row.token}"
    assert answer.data == drawing(address)
    assert address in words(client.get(f"/posters/{row.public_id}"))
    assert cast.leader.first_name not in address


def test_places_with_a_poster_are_offered_on_the_tally_sheet(client: Client, cast: Cast) -> None:
    hang(client, cast, "Medisinrom")
    assert "Medisinrom" in words(client.sign_in(cast.employee).get("/tally"))


def test_the_list_asks_the_database_little(client: Client, cast: Cast) -> None:
    for place in ("A", "B", "C"):
        hang(client, cast, place)
    assert counted(client, "/posters") <= 8
    with transaction() as session:
        assert session.scalar(sa.select(sa.func.count(Poster.id))) == 3

"""Saved views: kept, shared, opened by each role, and what became of what they show."""

from __future__ import annotations

import datetime as dt
from html import unescape

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.kinds import CaseKind, Harm
from quality.cases.models.category import Category
from quality.cases.services.register import Report, register_case
from quality.core.db import transaction
from quality.core.history import entries_of
from quality.core.text import NotAllowedError, NotVisibleError, RefusedError
from quality.insights import policy
from quality.insights.compose.saved import kept, pairs_of
from quality.insights.kinds import ViewPage
from quality.insights.models.saved import SavedView
from quality.insights.queries.saved import fetch_view, fetch_view_to_keep, saved_views
from quality.insights.services.saved import MOST, Named, delete_view, save_view
from quality.organisation.models import Unit
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW

TRENDS = ViewPage.TRENDS


def save(session: Session, cast: Cast, who: str, address: str = "category=T2", **more: object) -> SavedView:
    page = more.pop("page", TRENDS)
    named = Named(str(more.pop("name", "Fall")), address, **more)  # type: ignore[arg-type]
    return save_view(session, cast.actor(cast.everybody()[who]), page, named, now=NOW)  # type: ignore[arg-type]


def test_the_filter_is_kept_without_what_nobody_chose() -> None:
    pairs = [
        ("unit", "b"),
        ("unit", "a"),
        ("q", ""),
        ("page", "3"),
        ("view", "x"),
        ("9", "x"),
        ("x", " \x00 "),
    ]
    assert kept(pairs) == "unit=a&unit=b"
    assert pairs_of(kept([("q", "fall & brudd")])) == [("q", "fall & brudd")]


def test_a_shared_view_is_on_offer_where_it_is_shared_and_below(session: Session, cast: Cast) -> None:
    with transaction():
        save(session, cast, "employee", name="Min")
        save(session, cast, "leader", name="Nord", shared_in_id=cast.north.id)
        save(session, cast, "head", name="Helse", shared_in_id=cast.health.id)
        save(session, cast, "coordinator", name="Alle", shared_in_id=cast.municipality.id)
        save(session, cast, "coordinator", name="Mønstre", shared_in_id=cast.north.id, page=ViewPage.PATTERNS)
    paths = {unit.id: unit.path for unit in session.scalars(sa.select(Unit))}
    every = list(session.scalars(sa.select(SavedView)))
    seen = {}
    for who, person in cast.everybody().items():
        actor = cast.actor(person)
        found = saved_views(session, actor)
        assert {view.id for view in found} == {v.id for v in every if policy.may_open(actor, v, paths)}, who
        seen[who] = {view.name for view in found}
    assert seen["employee"] == {"Min", "Nord", "Helse", "Alle"}
    assert seen["colleague"] == {"Nord", "Helse", "Alle"}
    assert seen["leader"] == seen["deputy"] == {"Nord", "Helse", "Alle", "Mønstre"}
    assert seen["outsider"] == {"Helse", "Alle"}
    assert seen["teacher"] == {"Alle"}
    assert seen["chief"] == {"Alle"}
    assert seen["coordinator"] == {"Alle", "Mønstre"}


def test_a_shared_address_shows_each_reader_its_own_numbers(client: Client, cast: Cast) -> None:
    with transaction() as session:
        for unit, count in ((cast.north, 3), (cast.south, 2), (cast.school, 1)):
            for _ in range(count):
                told = Report(CaseKind.DEVIATION, "Fall", unit.id, Harm.NO, category="T2.1", occurred_at=NOW)
                register_case(session, cast.actor(cast.coordinator), told, now=NOW)
        view = save(
            session, cast, "coordinator", shared_in_id=cast.municipality.id, address="category=T2&months=12"
        )
    told = {
        "employee": 3,
        "leader": 3,
        "outsider": 2,
        "teacher": 1,
        "head": 5,
        "school_head": 1,
        "coordinator": 6,
    }
    told |= {"chief": 0, "auditor": 6, "safety_rep": 3, "main_safety_rep": 6, "admin": 0, "archivist": 0}
    for who, number in told.items():
        client.sign_in(cast.everybody()[who])
        page = client.follow(client.get(f"/trends/views/{view.public_id}", status=302)).get_data(as_text=True)
        shown = f"Til sammen {number} sak" if number else "Ingen saker i perioden"
        assert shown in page, who
        assert 'value="T2" selected' in page


def test_what_is_not_shared_is_nobody_elses(client: Client, session: Session, cast: Cast) -> None:
    with transaction():
        mine = save(session, cast, "leader")
        shared = save(session, cast, "head", shared_in_id=cast.health.id)
    with pytest.raises(NotVisibleError):
        fetch_view(session, cast.actor(cast.coordinator), mine.public_id)
    client.sign_in(cast.coordinator)
    for path in ("", "/edit"):
        client.get(f"/trends/views/{mine.public_id}{path}", status=404)
    for verb in ("delete", "keep", "first", "restore"):
        client.post(f"/trends/views/{mine.public_id}/{verb}", status=404)
    with pytest.raises(NotAllowedError):
        fetch_view_to_keep(session, cast.actor(cast.leader), shared.public_id)
    client.sign_in(cast.leader).get(f"/trends/views/{shared.public_id}/edit", status=403)
    client.post(f"/trends/views/{shared.public_id}/delete", status=403)


@pytest.mark.parametrize("who", ["employee", "safety_rep", "chief", "auditor", "admin"])
def test_only_those_who_lead_share_and_only_with_their_own(session: Session, cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowedError), transaction():
        save(session, cast, who, shared_in_id=cast.north.id)
    with pytest.raises(NotAllowedError), transaction():
        save(session, cast, "leader", shared_in_id=cast.health.id)


def test_a_view_is_saved_opened_changed_and_saved_for_all(
    client: Client, session: Session, cast: Cast
) -> None:
    client.sign_in(cast.leader)
    page = client.get("/trends?category=T2&months=12").get_data(as_text=True)
    assert "/trends/views/new?of=trends&category=T2&months=12" in unescape(page)
    form = {"name": "Fall hos oss", "shared": cast.north.public_id, "once": "a"}
    for _ in range(2):
        answer = client.post("/trends/views/new?of=trends&category=T2&months=12", form)
    view = session.scalars(sa.select(SavedView)).one()
    assert view.address == "category=T2&months=12"
    opened = client.follow(answer).get_data(as_text=True)
    assert 'aria-current="page">Fall hos oss' in opened
    changed = client.get(f"/trends?category=T1&view={view.public_id}").get_data(as_text=True)
    assert "Lagre for alle" in changed
    version = {"address": "category=T1", "version": "1"}
    client.post(f"/trends/views/{view.public_id}/keep", version)
    session.refresh(view)
    assert view.address == "category=T1"
    client.post(f"/trends/views/{view.public_id}/keep", version, status=409)
    assert "Lagre for alle" not in client.sign_in(cast.colleague).get(
        f"/trends?category=T1.1&view={view.public_id}"
    ).get_data(as_text=True)
    assert [entry.act for entry, _ in entries_of(session, "saved_view", view.id)] == ["save", "edit"]


def test_the_figures_open_with_the_view_one_has_chosen(client: Client, session: Session, cast: Cast) -> None:
    with transaction():
        view = save(session, cast, "leader", shared_in_id=cast.north.id)
    client.sign_in(cast.colleague).get("/trends")
    client.post(f"/trends/views/{view.public_id}/first")
    assert f"view={view.public_id}" in client.get("/trends", status=302).headers["Location"]
    assert "Åpnes først" in client.get("/trends/views").get_data(as_text=True)
    client.get("/trends?months=24")
    with transaction():
        delete_view(session, cast.actor(cast.leader), view, now=NOW)
    client.get("/trends")
    client.sign_in(cast.leader).post(f"/trends/views/{view.public_id}/restore")
    client.sign_in(cast.colleague).get("/trends", status=302)
    client.post(f"/trends/views/{view.public_id}/plain")
    client.get("/trends")


def tell_of_merged(session: Session, cast: Cast) -> None:
    """A case in each of two categories, of which the first has become the second since."""
    for code in ("T1.1", "T1.2"):
        told = Report(CaseKind.DEVIATION, "Dose", cast.north.id, Harm.NO, category=code, occurred_at=NOW)
        register_case(session, cast.actor(cast.employee), told, now=NOW)
    old, new = (
        session.scalars(sa.select(Category).where(Category.code == c)).one() for c in ("T1.1", "T1.2")
    )
    old.merged_into_id, old.retired_on = new.id, NOW.date()


def test_a_unit_closed_and_a_category_merged_since_are_told_of(client: Client, cast: Cast) -> None:
    with transaction() as session:
        tell_of_merged(session, cast)
        address = f"category=T1.1&months=12&unit={cast.north.public_id}"
        view = save(session, cast, "coordinator", address=address)
        cast.north.closed_on = dt.date(2026, 11, 1)
        session.merge(cast.north)
    client.sign_in(cast.coordinator)
    page = client.follow(client.get(f"/trends/views/{view.public_id}", status=302)).get_data(as_text=True)
    assert "er slått sammen med" in page
    assert "ble lagt ned 1. nov. 2026" in page
    assert "Til sammen 2 saker" in page
    assert f'value="{cast.north.public_id}" checked' in page
    client.get("/trends?unit=gone&category=X9&view=gone")


def test_views_of_cases_and_patterns_tell_of_what_is_no_more(client: Client, cast: Cast) -> None:
    with transaction() as session:
        tell_of_merged(session, cast)
        address = f"category=T1.1&unit={cast.north.public_id}"
        of_cases = save(session, cast, "coordinator", address=address, page=ViewPage.CASES)
        address = f"area={cast.health.public_id}"
        of_patterns = save(session, cast, "coordinator", address=address, page=ViewPage.PATTERNS)
        for unit in (cast.north, cast.health):
            unit.closed_on = dt.date(2026, 11, 1)
            session.merge(unit)
    client.sign_in(cast.coordinator)
    page = client.follow(client.get(f"/trends/views/{of_cases.public_id}", status=302)).get_data(as_text=True)
    assert "er slått sammen med" in page
    assert "Hjemmetjenesten nord ble lagt ned 1. nov. 2026" in page
    assert "2 saker" in page
    assert f'name="unit" value="{cast.north.public_id}"' in page, "choosing something else keeps the unit"
    page = client.follow(client.get(f"/trends/views/{of_patterns.public_id}", status=302)).get_data(
        as_text=True
    )
    assert "Helse og omsorg ble lagt ned 1. nov. 2026" in page


def test_cases_and_patterns_have_views_of_their_own(client: Client, cast: Cast) -> None:
    with transaction() as session:
        save(session, cast, "coordinator", "state=open", page=ViewPage.CASES, name="Åpne nå")
        save(session, cast, "coordinator", "late=1", page=ViewPage.PATTERNS, name="Over tiden")
    client.sign_in(cast.coordinator)
    cases = client.get("/cases").get_data(as_text=True)
    assert "Åpne nå" in cases
    assert "Over tiden" not in cases
    assert "Over tiden" in client.get("/patterns/municipality").get_data(as_text=True)


def test_words_somebody_searched_for_are_not_shared(session: Session, cast: Cast) -> None:
    with transaction():
        save(session, cast, "leader", "q=Kari", page=ViewPage.CASES)
    with pytest.raises(RefusedError), transaction():
        save(session, cast, "leader", "q=Kari", page=ViewPage.CASES, shared_in_id=cast.north.id)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": ""}, "Gi visningen et navn"),
        ({"name": "x" * 81}, "høyst 80 tegn"),
        ({"name": "01017012345"}, "ligner et fødselsnummer"),
        ({"name": "Fall", "shared": "gone"}, "i listen"),
    ],
)
def test_a_bad_name_is_told(client: Client, cast: Cast, form: dict[str, str], said: str) -> None:
    page = client.sign_in(cast.leader).post("/trends/views/new?of=trends", {"once": "a"} | form, status=422)
    assert said in page.get_data(as_text=True)


def test_odd_addresses_are_refused_in_words(client: Client, cast: Cast) -> None:
    client.sign_in(cast.leader)
    client.get("/trends/views/new?of=banan", status=404)
    long = "&".join(f"unit={number:0200d}" for number in range(9))
    page = client.post(f"/trends/views/new?of=trends&{long}", {"name": "Alt", "once": "a"}, status=422)
    assert "for mye til å lagre" in page.get_data(as_text=True)
    client.get(f"/trends?{long}&%1F=1&q=%F0%9F")


def test_fifty_are_enough(session: Session, cast: Cast) -> None:
    with transaction():
        for number in range(MOST):
            save(session, cast, "employee", name=str(number))
    with pytest.raises(RefusedError), transaction():
        save(session, cast, "employee")

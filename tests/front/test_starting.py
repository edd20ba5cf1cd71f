"""A municipality that begins with nothing, and categories of its own."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from quality.cases.defaults import CATEGORIES
from quality.cases.models.category import Category, CategoryLabel, CategoryService, Deadline
from quality.cases.queries import categories_for
from quality.organisation.kinds import Service
from quality.organisation.models import Unit
from tests.cast import Cast
from tests.client import Client


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    return client.sign_in(cast.admin)


def text(client: Client, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def codes(session: Session) -> list[str]:
    return list(session.scalars(sa.select(Category.code).order_by(Category.position)))


def test_the_first_admin_brings_categories_and_deadlines_and_is_shown_the_way(
    app: Flask, client: Client, session: Session
) -> None:
    names = ["--first-name=Eva", "--last-name=Først", "--email=eva@bjorkli.invalid"]
    result = app.test_cli_runner().invoke(args=["person", "create-admin", *names, "--municipality=Bjørkli"])
    link = result.output[result.output.index("/account/password/") :].strip()
    client.post(link, {"password": "to hester i en åker", "again": "to hester i en åker"})
    assert len(codes(session)) == len(CATEGORIES)
    assert session.scalar(sa.select(sa.func.count()).select_from(Deadline))
    assert "Gjør kommunen klar til bruk" in text(client, "/")
    assert "Alle enheter har leder" not in text(client, "/settings")


def test_a_municipality_without_categories_takes_the_standard_list_on_the_page(
    admin: Client, session: Session
) -> None:
    for model in (CategoryLabel, CategoryService, Deadline):
        session.execute(sa.delete(model))
    session.execute(sa.update(Category).values(parent_id=None))
    session.execute(sa.text("DELETE FROM tally_type_service"))
    session.execute(sa.text("DELETE FROM tally_type_label"))
    session.execute(sa.text("DELETE FROM tally_type"))
    session.execute(sa.delete(Category))
    session.commit()
    assert "Ingen kategorier ennå" in text(admin, "/settings/categories")
    admin.post("/settings/categories/defaults", {})
    assert "Legemiddel" in text(admin, "/settings/categories")
    admin.post("/settings/categories/defaults", {})
    assert len(codes(session)) == len(CATEGORIES)


def test_a_subcategory_gets_the_next_code_and_stands_last_under_its_main_category(
    admin: Client, session: Session
) -> None:
    admin.post("/settings/categories/new", {"under": "T2", "name": "Fra seng", "nn": "Frå seng", "en": ""})
    ordered = codes(session)
    assert ordered[ordered.index("T2.3") + 1] == "T2.4"
    assert ordered[ordered.index("T2.4") + 1] == "T3"
    page = text(admin, "/settings/categories/T2.4")
    assert "Frå seng" in page
    assert "la den til" in page


def test_a_main_category_is_offered_to_the_services_it_was_made_for(admin: Client, session: Session) -> None:
    new = {"under": "B", "name": "Svømmehall", "services": ["school"]}
    admin.post("/settings/categories/new", new)
    assert codes(session)[codes(session).index("B9") + 1] == "B10"
    offered = {
        unit.service: {row.code for row in categories_for(session, unit)}
        for unit in session.scalars(sa.select(Unit))
    }
    assert {service for service, shown in offered.items() if "B10" in shown} == {Service.SCHOOL}


@pytest.mark.parametrize(
    "wrong",
    [{"under": ""}, {"under": "U"}, {"under": "T2.1"}, {"under": "Z"}, {"name": ""}, {"name": "Med skade"}],
)
def test_a_wrong_category_is_refused_and_what_was_typed_stays(
    admin: Client, session: Session, wrong: dict[str, str]
) -> None:
    page = admin.post("/settings/categories/new", {"under": "T2", "name": "Fra seng"} | wrong, status=422)
    assert len(codes(session)) == len(CATEGORIES)
    assert f'value="{wrong.get("name", "Fra seng")}"' in page.get_data(as_text=True)


def test_deadlines_that_were_never_written_are_written_on_the_page(admin: Client, session: Session) -> None:
    page = text(admin, "/settings/deadlines")
    fields = dict(re.findall(r'name="(\w+_\d)"[^>]*value="(\d+)"', page))
    session.execute(sa.delete(Deadline))
    session.commit()
    fields |= {"receive_days": "0", "answer_days": "1", "close_days": "0"}
    again = re.search(r'name="version"[^>]*value="([^"]+)"', text(admin, "/settings/deadlines"))
    assert again
    admin.post("/settings/deadlines", fields | {"version": again[1]})
    assert session.scalar(sa.select(sa.func.count()).select_from(Deadline)) == len(fields) - 3
    assert session.get_one(Deadline, ("answer", 0)).calendar_days

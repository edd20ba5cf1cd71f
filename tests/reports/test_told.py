"""The numbers of the whole municipality for those who do not have its cases."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from quality.cases.models.category import Category
from quality.cases.services.recount import rebuild
from quality.core.db import transaction
from quality.reports.models import Report
from quality.reports.services.writing import approve
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW
from tests.reports.conftest import tell

Made = Callable[..., Report]


def page_of(client: Client, person: object, address: str = "") -> str:
    return client.sign_in(person).get(f"/reports/numbers{address}").get_data(as_text=True)  # type: ignore[arg-type]


@pytest.mark.usefixtures("year")
def test_who_does_not_have_the_cases_gets_frozen_numbers_without_small_ones(
    client: Client, cast: Cast, made: Made
) -> None:
    made()
    for person in (cast.chief, cast.head, cast.school_head):
        page = page_of(client, person)
        assert "2. tertial 2026" in page
        assert "Det er meldt" in page
        assert "vises ikke" in page
        assert "/cases?" not in page, "no way from a number to cases"
        told = [int(number) for number in re.findall(r'<td class="l-num">(\d+)</td>', page)]
        assert told
        assert "Hele kommunen" in client.get("/trends").get_data(as_text=True)
    assert "/reports/numbers" not in client.sign_in(cast.coordinator).get("/trends").get_data(as_text=True)


@pytest.mark.usefixtures("year")
def test_looking_again_after_a_late_case_gives_nothing(client: Client, cast: Cast, made: Made) -> None:
    made()
    before = page_of(client, cast.chief)
    with transaction() as session:
        ids = dict(session.execute(sa.select(Category.code, Category.id)).all())
        tell(session, 900, NOW - dt.timedelta(100), cast.school.id, ids["T2.1"])
        session.flush()
        rebuild(session)
    after = page_of(client, cast.chief)
    assert re.findall(r"<t[dh].*?>(.*?)</t", before) == re.findall(r"<t[dh].*?>(.*?)</t", after)


@pytest.mark.usefixtures("year")
def test_leaders_get_them_when_the_report_is_approved_and_others_never(
    client: Client, cast: Cast, made: Made
) -> None:
    report = made()
    assert "Ingen tall ennå" in page_of(client, cast.leader)
    with transaction() as session:
        approve(session, cast.actor(cast.chief), session.get_one(Report, report.id), now=NOW)
    assert "Det er meldt" in page_of(client, cast.leader)
    assert "Det er meldt" in page_of(client, cast.leader, "?since=banan")
    for person in (cast.employee, cast.safety_rep, cast.admin):
        client.sign_in(person).get("/reports/numbers", status=403)
        assert "/reports/numbers" not in client.get("/trends").get_data(as_text=True)

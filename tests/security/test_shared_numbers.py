"""An address of numbers that is shared: opened by everybody in the cast, who each see what they may and no more."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from quality.accounts.roles import Act
from quality.cases.models.category import Category
from quality.cases.services.recount import rebuild
from quality.core import kept
from quality.core.db import transaction
from quality.insights.queries import ground
from quality.reports import policy
from quality.reports.kinds import ReportKind
from quality.reports.models import Report
from quality.reports.services.writing import approve
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW
from tests.reports.conftest import made as made
from tests.reports.conftest import tell

Made = Callable[..., Report]
MANY, FEW = 137, 3
TITLE = "Hemmelig tittel"
# Who cannot sign in, and who has the role of another.
ALIKE = {"former", "colleague", "second_coordinator", "home_leader", "archivist"}
# Each page with a filter as one may send it to a colleague: of a unit, of several, of things that go together.
SHARED = (
    "",
    "?unit={school}&unit={home}&category=T&months=36",
    "/where?service=school&months=12",
    "/causes?unit={school}&cause=routine",
    "/units?service=school&rate=1",
    "/between?unit={school}",
    ".csv?unit={school}",
    "/brief?unit={school}&own=1",
    "/brief?unit={school}&part=where&block=grid&inside=1",
)


@pytest.fixture
def told(cast: Cast) -> None:
    """137 cases in the school in the summer, three of them very serious, and three in the nursing home."""
    at = dt.datetime(2026, 6, 3, 10, tzinfo=dt.UTC)
    with transaction() as session:
        category = session.scalars(sa.select(Category.id).where(Category.code == "T2.1")).one()
        for turn in range(MANY):
            severity = 4 if turn < FEW else 1
            tell(session, turn, at, cast.school.id, category, severity=severity, title=TITLE)
        for turn in range(FEW):
            tell(session, MANY + turn, at, cast.home.id, category, severity=1, title=TITLE)
        session.flush()
        rebuild(session)


def visible(page: str) -> str:
    """What stands on the page, without its addresses and without the lists of what one may choose."""
    page = re.sub(r"<(script|style|select|head)\b.*?</\1>", " ", page, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.usefixtures("told")
def test_an_address_of_numbers_shows_each_reader_only_what_is_theirs(
    client: Client, cast: Cast, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept.artist, "draw", lambda figure, size: b"picture")
    places = {"school": cast.school.public_id, "home": cast.home.public_id}
    addresses = [f"/trends{each.format(**places)}" for each in SHARED]
    seen: dict[str, bool] = {}
    for name, person in cast.everybody().items():
        if name in ALIKE:
            continue
        actor = cast.actor(person)
        within = ground(session, actor).within
        reads = actor.may(Act.TRENDS_READ)
        client.sign_in(person)
        for address in addresses:
            answer = client.http.get(address)
            inside_only = "inside=1" in address and not actor.may(Act.TRENDS_ANNOTATE)
            assert answer.status_code == (200 if reads and not inside_only else 403), (name, address)
            text = visible(answer.get_data(as_text=True))
            assert TITLE not in text
            for unit in (cast.school, cast.home):
                if unit.id not in within:
                    assert unit.name not in text, (name, address)
            if cast.school.id not in within:
                assert str(MANY) not in text, (name, address)
            else:
                seen[name] = seen.get(name, False) or str(MANY) in text
    assert seen["school_leader"]
    assert seen["coordinator"]
    assert {"leader", "employee", "head", "safety_rep"}.isdisjoint(seen)


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("kind", list(ReportKind))
def test_an_address_of_a_report_opens_for_its_readers_with_the_numbers_they_may_have(
    client: Client, cast: Cast, made: Made, kind: ReportKind
) -> None:
    report = made(kind)
    with transaction() as session:
        approver = cast.leader if kind is ReportKind.UNIT else cast.chief
        approve(session, cast.actor(approver), session.get_one(Report, report.id), now=NOW)
        report = session.get_one(Report, report.id)
    for name, person in cast.everybody().items():
        if name in ALIKE:
            continue
        actor = cast.actor(person)
        client.sign_in(person)
        sees = policy.may_see(actor, report)
        expected = 403 if not actor.may(Act.REPORT_READ) else 200 if sees else 404
        here = f"/reports/{report.public_id}"
        for address in (here, f"{here}/report.csv"):
            answer = client.http.get(address)
            assert answer.status_code == expected, (name, address)
            assert TITLE.encode() not in answer.data
        if expected == 200 and kind is ReportKind.TERTIAL:
            page = client.http.get(here).get_data(as_text=True)
            row = page[page.index('<th scope="row">Svært alvorlig</th>') :][:220]
            assert (f">{FEW}<" in row) == policy.exact(actor, report), name
            assert ("vises ikke" in row) != policy.exact(actor, report), name
            book = load_workbook(io.BytesIO(client.http.get(f"{here}/report.xlsx").data))
            numbers = {
                cell for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line[1:2]
            }
            assert MANY + FEW in numbers
            assert FEW not in numbers
        if kind is not ReportKind.TERTIAL:
            continue
        numbers_page = client.http.get("/reports/numbers").status_code
        may = actor.may(Act.REPORT_READ) and policy.reads_numbers(actor)
        assert numbers_page == (200 if may else 403), name
        assert client.http.get("/reports").status_code == (200 if actor.may(Act.REPORT_READ) else 403)

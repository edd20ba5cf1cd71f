"""The access matrix on every surface (security.md 2.5): each relation and kind, on lists, search, files, mail and all.

`test_matrix` has the case's own page field by field; here nothing else may show what that level does not open.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from quality.accounts.models import Person
from quality.cases import policy
from quality.cases.jobs.reminders import remind
from quality.cases.jobs.vocabulary import gather
from quality.cases.kinds import Access, FileKind, Level
from quality.cases.models.case import Case
from quality.cases.models.file import CaseFile
from quality.cases.policy import Relation
from quality.cases.queries.ties import read_ties
from quality.cases.services import files
from quality.core import files as shelves
from quality.core.db import transaction
from quality.core.downloads import XLSX
from quality.core.mail import OutgoingMail
from quality.core.notices import Notice
from quality.digests.jobs import compose, daily
from quality.learning.models import Note
from quality.learning.services.feeding import make_address
from quality.learning.states import NoteState
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock
from tests.core.test_images import photo
from tests.security.test_matrix import TEXTS, Things, _things

# Every way to more than one case, by what it is to whoever uses it. Pages, attachments and mail have their own checks.
SURFACES = {
    "list": (
        *("/", "/cases", "/inbox", "/mine", "/tasks", "/approvals", "/safety", "/unowned", "/notices"),
        *("/measures?show=mine", "/measures?show=unit", "/measures?show=late", "/patterns", "/report"),
        *("/learning", "/learning/month", "/learning?effect=used", "/access-log"),
        *("/settings/retention", "/settings/retention/cases", "/innsyn"),
    ),
    "count": ("/cases?counted=1", "/board", "/trends"),
    "search": ("/cases?q=badet", "/search?q=badte", "/search?q=kanari"),
    "chart": ("/trends/wide.svg",),
    "export": (
        *("/cases.csv", "/cases.xlsx", "/trends.csv", "/breaches.csv"),
        *("/patterns/municipality.csv", "/patterns/municipality.xlsx"),
    ),
    "suggestion": ("/report/similar", "/report/hints"),
    "preview": ("/close-many", "/inbox/give", "/inbox/gather"),
    "feed": ("",),
    "API": ("/report/similar", "/report/hints"),
}
ASKED = ("list", "count", "search", "chart", "export")
JSON = {"Accept": "application/json"}
# What hangs on one case: nothing of it may say more than its own page. A person tries a sixth of them on each kind, the
# next person others.
OF_ONE = (
    *(
        "",
        "/receipt",
        "/sight",
        "/safety",
        "/close",
        "/assess",
        "/send",
        "/merge",
        "/snooze",
        "/reject",
        "/out",
    ),
    *("/pause", "/measures/new", "/tasks/new", "/approve", "/reopen", "/decline", "/extend"),
)


@pytest.fixture
def picture() -> str:
    return shelves.keep(files.make_ready(photo()).content)


def _mark(things: Things, picture: str) -> None:
    """Give every case words of its own and a photo; what was told before its kind was set is forgotten."""
    with transaction() as session:
        session.execute(sa.delete(Notice))
        for case in things.cases:
            found = session.get_one(Case, case.id)
            found.title = f"Kanari{case.id:04d} hos Solveig"
            row = {"kind": FileKind.PHOTO, "key": picture, "digest": "0" * 64, "size": 9}
            session.add(CaseFile(case_id=case.id, small_key=picture, **row))
            session.add(_note_of(found, things.person))


def _note_of(case: Case, author: Person) -> Note:
    """What was learnt of the case, in its own words."""
    return Note(
        state=NoteState.PUBLISHED,
        title="Ro på rommet",
        case_id=case.id,
        source_unit_id=case.unit_id,
        author_id=author.id,
        created_at=NOW,
        changed_at=NOW,
        published_at=NOW,
    )


def _levels(cast: Cast, person: Person, cases: list[Case]) -> Iterator[tuple[Case, Level, bool]]:
    """Each case with how much of it the person may see, and whether without names."""
    actor = cast.actor(person)
    with transaction() as session:
        book = read_ties(session, [person.id], [case.id for case in cases])
        for case in session.scalars(sa.select(Case).where(Case.id.in_([case.id for case in cases]))):
            ties = book.of(actor, case.id)
            yield case, policy.level(actor, case, ties), policy.masked(actor, case, ties)


@pytest.mark.parametrize("relation", Relation)
def test_no_surface_tells_more_than_the_cell(
    client: Client, cast: Cast, time: Clock, picture: str, relation: Relation
) -> None:
    with transaction() as session:
        things = _things(session, cast, relation)
        things.cases = [case for case in things.cases if not case.shared]
    _mark(things, picture)
    gather(NOW)
    remind(time.move(days=30))
    daily("http://x.invalid", time.now)
    compose("http://x.invalid", time.now + dt.timedelta(7))
    with transaction() as session:
        feed = f"/learning/feed/{make_address(session, cast.actor(things.person), now=NOW)}"
    client.sign_in(things.person)
    levels = list(_levels(cast, things.person, things.cases))
    pages = _pages(client, cast, things, feed)
    assert {surface for surface, _ in pages} == set(SURFACES)
    assert "Ro på rommet" in pages["feed", feed]
    for (surface, path), page in pages.items():
        for case, level, masked in levels:
            where, reporter = (surface, path, case.access, level), case.reporter_id == things.person.id
            plain = level >= Level.TEXT and not masked and (case.access is not Access.SHIELDED or reporter)
            assert plain or f"Kanari{case.id:04d}" not in page, where
            known = level >= Level.META or path == "/access-log"
            assert known or (case.label not in page and case.public_id not in page), where
        assert relation is Relation.REPORTER or cast.south_leader.last_name not in re.findall(
            r"meldt av (\w+)", page
        )
    _check_ones(client, levels, list(Relation).index(relation))
    _check_mail(things.person, levels)


def _pages(client: Client, cast: Cast, things: Things, feed: str) -> dict[tuple[str, str], str]:
    """What the person gets on each surface, as text; a workbook as the text of its cells."""
    found = {(name, path): text_of(client.http.get(path)) for name in ASKED for path in SURFACES[name]}
    found["feed", feed] = text_of(client.http.get(feed))
    told = {
        "text": TEXTS["description"],
        "unit": cast.north.public_id,
        "category": things.cases[0].category.code,
    }
    found["search", "/innsyn/find"] = text_of(client.http.post("/innsyn/find", data={"asked": "Kanari"}))
    for path in SURFACES["suggestion"]:
        found["suggestion", path] = text_of(client.http.post(path, data=told))
        found["API", path] = text_of(client.http.post(path, data=told, headers=JSON))
    chosen = "&".join(f"case={case.public_id}" for case in things.cases)
    for path in SURFACES["preview"]:
        page = text_of(client.http.get(f"{path}?{chosen}"))
        found["preview", path] = page.replace("&amp;", "&").replace(chosen, "")  # the address itself
    return found


def text_of(answer: TestResponse) -> str:
    """A page as it is, a workbook as the text of its cells."""
    if answer.mimetype != XLSX:
        return answer.get_data(as_text=True)
    sheets = load_workbook(io.BytesIO(answer.get_data()), read_only=True)
    return "\n".join(
        str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row
    )


def test_a_workbook_holds_what_its_reader_may_take_out(client: Client, cast: Cast) -> None:
    """The walk above would also be content with a workbook that it could not read."""
    with transaction() as session:
        things = _things(session, cast, Relation.LEADER)
    client.sign_in(things.person)
    book = text_of(client.http.get("/cases.xlsx"))
    shielded = [case for case in things.cases if case.access is Access.SHIELDED]
    for case in things.cases:
        assert (case.label in book) == (case not in shielded), case.access
    assert TEXTS["title"] in book


def _check_ones(client: Client, levels: list[tuple[Case, Level, bool]], turn: int) -> None:
    for place, (case, level, masked) in enumerate(levels):
        for tail in OF_ONE[(place + turn) % 6 :: 6]:
            answer = client.http.get(f"/cases/{case.public_id}{tail}")
            where, page = (tail, case.access, level, answer.status_code), answer.get_data(as_text=True)
            assert level >= Level.META or answer.status_code in (403, 404), where
            assert level >= Level.TEXT or f"Kanari{case.id:04d}" not in page, where
            assert not masked or "Solveig" not in page, where
            assert level >= Level.META or case.label not in page, where
        seen = level >= Level.TEXT and not masked
        with transaction() as session:
            file = session.scalars(sa.select(CaseFile).where(CaseFile.case_id == case.id)).one()
        for tail in ("", "/small"):
            code = client.http.get(f"/cases/{case.public_id}/files/{file.public_id}{tail}").status_code
            assert code == (200 if seen else 404), (case.access, level, tail)


def _check_mail(person: Person, levels: list[tuple[Case, Level, bool]]) -> None:
    """Mail never holds a text; a number reaches those alone for whom the case exists."""
    with transaction() as session:
        sent = session.scalars(sa.select(OutgoingMail).where(OutgoingMail.person_id == person.id)).all()
        body = " ".join(f"{mail.subject} {mail.text} {mail.html}" for mail in sent)
    for case, level, _ in levels:
        assert "Kanari" not in body
        assert level >= Level.META or case.label not in body, (case.access, level)

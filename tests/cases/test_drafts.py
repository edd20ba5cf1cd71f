"""Drafts: kept on the server when the writer says so, seen by that person alone, and gone once sent."""

from __future__ import annotations

import io

import sqlalchemy as sa

from quality.cases.jobs.files import forget_unsent
from quality.cases.models.case import Case
from quality.cases.models.draft import CaseDraft
from quality.cases.models.file import CaseFile
from quality.core.db import transaction
from tests.cases.desk import hidden, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock
from tests.core.test_images import photo

TOLD = {"text": "Matta på badet", "factors": ["equipment", "routine"], "place": "bad 2", "day": "2026-11-20"}


def count(table: type[Case] | type[CaseDraft] | type[CaseFile]) -> int:
    with transaction() as session:
        return session.scalar(sa.select(sa.func.count(table.id))) or 0


def the_draft() -> str:
    with transaction() as session:
        return session.scalars(sa.select(CaseDraft.public_id)).one()


def test_a_draft_is_kept_gone_on_with_and_sent(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    sent = client.post("/report", TOLD | {"save": "1", "files": (io.BytesIO(photo()), "x")})
    page = words(client.follow(sent))
    assert "Kladden er lagret." in page
    assert "Matta på badet" in page
    form = client.get(f"/report?draft={the_draft()}")
    text = form.get_data(as_text=True)
    assert "Matta på badet</textarea>" in text
    assert 'value="bad 2"' in text
    assert text.count("checked") == 3  # the two factors, and sent with name
    assert "/report/files/" in text
    once = hidden(form, "once")
    client.post("/report", TOLD | once | {"text": "Matta på badet er løs", "save": "1"})
    assert (count(CaseDraft), count(CaseFile)) == (1, 1)
    client.post("/report", TOLD | once | {"harm": "no"})
    assert (count(Case), count(CaseDraft), count(CaseFile)) == (1, 0, 1)
    assert "Kladder" not in words(client.get("/mine"))


def test_a_draft_of_an_improvement_opens_its_own_form(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    client.post("/report/improvement", {"text": "Heng opp en liste", "gain": "Ro", "save": "1"})
    assert "Heng opp en liste" in words(client.get(f"/report?draft={the_draft()}"))
    assert "Ro</textarea>" in client.get(f"/report?draft={the_draft()}").get_data(as_text=True)


def test_a_draft_is_its_writers_alone_and_can_be_deleted(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    client.post("/report", TOLD | {"save": "1", "files": (io.BytesIO(photo()), "x")})
    for other in (cast.leader, cast.admin):
        client.sign_in(other).get(f"/report?draft={the_draft()}", 404)
        client.post(f"/report/drafts/{the_draft()}/delete", status=404)
        assert "Matta" not in words(client.get("/mine"))
    client.sign_in(cast.employee).post(f"/report/drafts/{the_draft()}/delete")
    assert (count(CaseDraft), count(CaseFile)) == (0, 0)


def test_what_belongs_elsewhere_is_not_kept_as_a_draft_either(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    client.post("/report", {"text": "Jeg vil varsle om korrupsjon.", "save": "1"}, status=400)
    assert count(CaseDraft) == 0


def test_a_draft_and_its_photo_live_for_thirty_days(client: Client, cast: Cast, time: Clock) -> None:
    client.sign_in(cast.employee)
    client.post("/report", TOLD | {"save": "1", "files": (io.BytesIO(photo()), "x")})
    forget_unsent(time.move(days=29))
    assert (count(CaseDraft), count(CaseFile)) == (1, 1)
    forget_unsent(time.move(days=2))
    assert (count(CaseDraft), count(CaseFile)) == (0, 0)


def test_poison_in_a_draft_is_stored_clean(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    client.post(
        "/report", {"text": "\x00\u202e" + "x" * 30_000, "save": "1", "harm": "\x00", "unit": "9" * 3000}
    )
    assert client.get(f"/report?draft={the_draft()}").status_code == 200
    for odd in ("x", "9" * 40, "%F0%9F%92%A9"):
        client.get(f"/report?draft={odd}", 404)


def test_what_was_typed_comes_back_when_the_session_has_ended(client: Client, cast: Cast) -> None:
    page = client.post("/report", {"text": "Falt på badet i går", "harm": "no"}, status=401)
    assert "Falt på badet i går" in words(page)
    assert count(Case) == 0


def test_a_text_of_ten_megabytes_gets_a_sentence(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    page = client.post("/report", {"text": "x" * 300_000, "harm": "no"}, status=413)
    assert "kort ned teksten" in words(page)

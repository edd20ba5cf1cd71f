"""Photos and documents: sent with a report or a message, kept without metadata, and seen by those who may."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from config import Config
from quality.accounts.models import Person
from quality.cases.jobs.files import forget_unsent
from quality.cases.kinds import Access, FileKind, MessageKind
from quality.cases.models.case import Case
from quality.cases.models.file import CaseFile
from quality.core import files
from quality.core.db import transaction
from quality.core.text import RefusedError
from tests.cases.desk import hidden, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock
from tests.core.test_images import photo

TOLD = "Matta på badet er ødelagt."
PDF = b"%PDF-1.7\n<script>alert(1)</script>"


def sending(content: bytes, name: str = "IMG_1.jpg", **more: Any) -> dict[str, Any]:
    return {"text": TOLD, "harm": "no", "files": (io.BytesIO(content), name)} | more


def rows() -> list[CaseFile]:
    with transaction() as session:
        return list(session.scalars(sa.select(CaseFile).order_by(CaseFile.id)))


def the_case() -> Case:
    with transaction() as session:
        return session.scalars(sa.select(Case)).one()


def on_disk(config: Config) -> list[Path]:
    return sorted((config.instance_path / "files").glob("*/*"))


def got(client: Client, path: str) -> TestResponse:
    return client.http.get(path)


@pytest.fixture(autouse=True)
def tidy(config: Config, app: Flask) -> None:
    for path in on_disk(config):
        path.unlink()


def test_a_photo_comes_with_the_report(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee).post("/report", sending(photo(size=(2400, 1200))))
    case, (file,) = the_case(), rows()
    assert (file.case_id, file.kind, file.held_by_id, file.held_at) == (case.id, FileKind.PHOTO, None, None)
    page = client.get(f"/cases/{case.public_id}").get_data(as_text=True)
    assert f"/cases/{case.public_id}/files/{file.public_id}/small" in page
    answer = got(client, f"/cases/{case.public_id}/files/{file.public_id}")
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert len(got(client, f"/cases/{case.public_id}/files/{file.public_id}/small").data) < len(answer.data)


def test_the_name_of_a_file_says_nothing(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee).post("/report", sending(PDF, "../../Kari Hansen.svg"))
    case, (file,) = the_case(), rows()
    assert file.kind is FileKind.PDF
    answer = got(client, f"/cases/{case.public_id}/files/{file.public_id}")
    assert answer.mimetype == "application/pdf"
    assert re.fullmatch(r'attachment; filename="loft-[\w-]{8}\.pdf"', answer.headers["Content-Disposition"])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg onload='alert(1)'/>", "Filen er ikke et bilde vi kan lese. Send JPEG, PNG, WEBP eller HEIC."),
        (b"%PDF-" + b"x" * 5000, "Filene er for store. De kan være høyst 10 MB til sammen."),
    ],
)
def test_a_photo_that_is_none_gets_a_sentence_and_nothing_typed_is_lost(
    client: Client,
    cast: Cast,
    config: Config,
    monkeypatch: pytest.MonkeyPatch,
    content: bytes,
    sentence: str,
) -> None:
    monkeypatch.setattr("quality.cases.services.files.MOST_BYTES", 5000)
    client.sign_in(cast.employee)
    page = client.post("/report", sending(content, immediate_action="Tok bort matta"), status=400)
    assert words(page).count(sentence) >= 1
    assert TOLD in words(page)
    assert "Tok bort matta" in page.get_data(as_text=True)
    assert rows() == []
    assert on_disk(config) == []


def test_one_of_several_files_that_is_wrong_is_named_and_the_others_are_kept(
    client: Client, cast: Cast
) -> None:
    client.sign_in(cast.employee)
    sent = [(photo(), "bad.jpg"), (b"hei", "liste.jpg"), (PDF, "ark.pdf")]
    files = [(io.BytesIO(content), name) for content, name in sent]
    page = words(client.post("/report", {"text": TOLD, "harm": "no", "once": "f1", "files": files}, 400))
    assert "liste.jpg: Filen er ikke et bilde vi kan lese." in page
    assert "bad.jpg" not in page
    assert [row.kind for row in rows()] == [FileKind.PHOTO, FileKind.PDF]
    client.post("/report", {"text": TOLD, "harm": "no", "once": "f1"})
    assert [row.case_id for row in rows()] == [the_case().id] * 2


def test_a_photo_is_not_asked_for_again_when_something_else_is_wrong(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    page = client.post("/report", sending(photo(), harm=""), status=400)
    (file,) = rows()
    assert f"/report/files/{file.public_id}" in page.get_data(as_text=True)
    assert got(client, f"/report/files/{file.public_id}").mimetype == "image/jpeg"
    client.post("/report", {**hidden(page, "once"), "text": TOLD, "harm": "no"})
    assert [row.case_id for row in rows()] == [the_case().id]


def test_a_photo_can_be_taken_off_the_form_again(client: Client, cast: Cast, config: Config) -> None:
    client.sign_in(cast.employee)
    page = client.post("/report", sending(photo(), harm=""), status=400)
    sent = {**hidden(page, "once"), "text": TOLD, "drop": rows()[0].public_id}
    assert TOLD in words(client.post("/report", sent, status=200))
    assert rows() == []
    assert on_disk(config) == []


def test_what_somebody_has_not_sent_yet_is_theirs_alone(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee).post("/report", sending(photo(), harm=""), status=400)
    (file,) = rows()
    client.sign_in(cast.leader)
    client.get(f"/report/files/{file.public_id}", 404)
    client.post("/report", {"text": "x", "drop": file.public_id}, status=404)
    client.post("/report", {"once": file.held_for, "text": "Noe annet", "harm": "no"})
    assert [row.case_id for row in rows()] == [None]


def test_sent_twice_the_photo_is_there_once(client: Client, cast: Cast, config: Config) -> None:
    client.sign_in(cast.employee)
    for once in ("a", "a", "b"):
        client.post("/report", sending(photo(), once=once))
    assert [row.case_id for row in rows()] == [the_case().id]
    assert len(on_disk(config)) == 2


def test_more_than_ten_files_are_too_many(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    many = [(io.BytesIO(PDF + bytes([number])), "x.pdf") for number in range(11)]
    page = client.post("/report", {"text": TOLD, "harm": "no", "files": many}, status=400)
    assert "Du kan sende høyst 10 filer." in words(page)


def with_a_photo(client: Client, cast: Cast, access: Access) -> tuple[Case, str]:
    client.sign_in(cast.employee).post("/report", sending(photo(), text=f"{TOLD} {access}"))
    with transaction() as session:
        case = session.scalars(sa.select(Case).order_by(Case.id.desc())).first()
        assert case
        case.access = access
    return case, f"/cases/{case.public_id}/files/{rows()[-1].public_id}"


READERS = {
    Access.IMPROVEMENT: {"employee", "colleague", "leader", "head", "coordinator", "safety_rep"},
    Access.SERVICE: {"employee", "leader", "head", "coordinator"},
    Access.SAFETY: {"employee", "leader", "head", "coordinator", "safety_rep"},
    Access.PERSONAL: {"employee", "leader"},
    Access.PRIVACY: {"employee", "leader", "privacy_officer"},
    Access.SHIELDED: {"employee"},
}
PARTS = ["employee", "colleague", "leader", "head", "coordinator", "safety_rep", "privacy_officer"]


def test_a_photo_is_seen_with_the_text_but_not_where_names_are_hidden(client: Client, cast: Cast) -> None:
    made = {access: with_a_photo(client, cast, access) for access in READERS}
    seen: dict[Access, set[str]] = {access: set() for access in READERS}
    for part in PARTS:
        client.sign_in(cast.everybody()[part])
        for access, (case, path) in made.items():
            shown = path in got(client, f"/cases/{case.public_id}").get_data(as_text=True)
            assert got(client, path).status_code == (200 if shown else 404), (part, access)
            seen[access] |= {part} if shown else set()
    assert seen == READERS


def test_a_file_opens_through_its_own_case_alone(client: Client, cast: Cast) -> None:
    first, path = with_a_photo(client, cast, Access.SERVICE)
    client.post("/report", sending(PDF, text="Noe helt annet."))
    with transaction() as session:
        other = session.scalars(sa.select(Case).where(Case.id != first.id)).one()
    for ending in ("", "/small"):
        client.get(path.replace(first.public_id, other.public_id) + ending, 404)


def test_reading_the_photo_of_a_sensitive_case_is_logged(client: Client, cast: Cast) -> None:
    _, path = with_a_photo(client, cast, Access.PERSONAL)
    client.sign_in(cast.leader)
    got(client, path)
    with transaction() as session:
        log = session.execute(sa.text("SELECT actor_id, surface FROM read_log WHERE surface = 'file'")).all()
    assert [tuple(row) for row in log] == [(cast.leader.id, "file")]


def write(client: Client, case: Case, kind: MessageKind, person: Person) -> None:
    sent = {"text": f"Se bildet, {kind}.", "kind": kind.value, "files": (io.BytesIO(photo()), "x")}
    client.sign_in(person).post(f"/cases/{case.public_id}/message", sent)


def test_photos_come_with_messages_and_those_of_a_note_stay_among_handlers(
    client: Client, cast: Cast
) -> None:
    client.sign_in(cast.employee).post("/report", {"text": TOLD, "harm": "no"})
    case = the_case()
    write(client, case, MessageKind.NOTE, cast.leader)
    (note,) = rows()
    assert note.message_id is not None
    path = f"/cases/{case.public_id}/files/{note.public_id}"
    assert path in client.get(f"/cases/{case.public_id}").get_data(as_text=True)
    client.sign_in(cast.employee)
    assert path not in client.get(f"/cases/{case.public_id}").get_data(as_text=True)
    client.get(path, 404)


def test_a_message_with_a_broken_photo_keeps_its_words(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee).post("/report", {"text": TOLD, "harm": "no"})
    sent = {"text": "Se bildet.", "kind": "reply", "files": (io.BytesIO(b"nothing"), "x.jpg")}
    page = client.post(f"/cases/{the_case().public_id}/message", sent, status=400)
    assert "Filen er ikke et bilde vi kan lese." in words(page)
    assert "Se bildet." in words(page)


def test_a_message_sent_twice_has_its_photo_once(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee).post("/report", {"text": TOLD, "harm": "no"})
    for _ in range(2):
        sent = {"text": "Se her.", "kind": "reply", "once": "a", "files": (io.BytesIO(photo()), "x")}
        client.post(f"/cases/{the_case().public_id}/message", sent)
    assert len(rows()) == 1


def test_what_was_never_sent_is_removed_after_a_day(
    client: Client, cast: Cast, config: Config, time: Clock
) -> None:
    client.sign_in(cast.employee).post("/report", sending(photo()))
    client.post("/report", sending(PDF, harm="", once="b"), status=400)
    stray = files.keep(b"nobody knows me")
    half = on_disk(config)[0].with_suffix(".part")
    half.write_bytes(b"half")
    assert forget_unsent(time.now) == 0
    long_ago = (time.now - dt.timedelta(days=2)).timestamp()
    for path in on_disk(config):
        os.utime(path, (long_ago, long_ago))
    assert forget_unsent(time.move(days=2)) == 2
    assert [row.case_id for row in rows()] == [the_case().id]
    assert len(on_disk(config)) == 2
    assert stray not in {path.name for path in on_disk(config)}


def test_a_full_disk_leaves_nothing_behind_and_says_so(
    app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("quality.core.files.os.fsync", full)
    with pytest.raises(RefusedError):
        files.keep(b"x")
    assert on_disk(config) == []


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "0" * 31, "0" * 32 + "\n", "A" * 32])
def test_a_key_is_never_a_path(app: Flask, key: str) -> None:
    with pytest.raises(LookupError):
        files.read(key)

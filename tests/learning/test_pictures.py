"""Pictures in a note: with words for what they show, approved with it, and seen by those who may read it."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
from typing import Any

import pytest
import sqlalchemy as sa

from quality.core import files
from quality.core.db import transaction
from quality.core.images import picture
from quality.core.text import NotVisibleError, RefusedError
from quality.learning.jobs import follow
from quality.learning.models import Note, NotePicture, NoteVersion
from quality.learning.services.picturing import FOLDER, add_picture, drop_picture
from quality.learning.services.publishing import publish_note, withdraw_note
from quality.learning.services.writing import submit_note
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock
from tests.core.test_images import photo
from tests.learning.conftest import CONTENT


def sending(content: bytes, alt: str = "Tavla ved døra") -> dict[str, Any]:
    return {"picture-picture": (io.BytesIO(content), "IMG_1.jpg"), "picture-alt": alt}


def add(cast: Cast, note: Note) -> NotePicture:
    with transaction() as session:
        found = session.get_one(Note, note.id)
        made = picture(photo())
        return add_picture(session, cast.actor(cast.coordinator), found, made, "Tavla ved døra", now=NOW)


def test_a_picture_is_put_in_shown_with_its_words_and_taken_out(
    cast: Cast, client: Client, draft: Note
) -> None:
    address = f"/learning/{draft.public_id}"
    client.sign_in(cast.coordinator).post(f"{address}/pictures", sending(photo()))
    page = client.get(address).text
    source = re.search(r'<img src="(/learning/[^"]+/pictures/[^"]+)" alt="Tavla ved døra"', page)
    assert source
    answer = client.get(source.group(1))
    assert answer.mimetype == "image/jpeg"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert b"Exif" not in answer.data
    client.post(f"{source.group(1)}/drop")
    client.get(source.group(1), status=404)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"picture-alt": "Tavla"}, "Velg et bilde først"),
        (sending(b"<svg onload=alert(1)>"), "ikke et bilde vi kan lese"),
        (sending(b"%PDF-1.7"), "ikke et bilde vi kan lese"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(
    cast: Cast, client: Client, draft: Note, form: dict[str, Any], sentence: str
) -> None:
    answer = client.sign_in(cast.coordinator).post(f"/learning/{draft.public_id}/pictures", form, status=422)
    assert sentence in answer.text


def test_a_picture_without_words_is_refused(cast: Cast, client: Client, draft: Note) -> None:
    form = sending(photo(), alt=" ")
    answer = client.sign_in(cast.coordinator).post(f"/learning/{draft.public_id}/pictures", form, status=422)
    assert "Skriv hva bildet viser" in answer.text


def test_it_is_seen_by_those_who_read_the_note_and_nobody_else(
    cast: Cast, client: Client, draft: Note
) -> None:
    made = add(cast, draft)
    address = f"/learning/{draft.public_id}/pictures/{made.public_id}"
    client.sign_in(cast.employee).get(address, status=404)
    with transaction() as session:
        note = session.get_one(Note, draft.id)
        submit_note(session, cast.actor(cast.coordinator), note, now=NOW)
        publish_note(session, cast.actor(cast.second_coordinator), note, now=NOW)
    client.get(address)
    client.post(f"{address}/drop", status=403)
    with transaction() as session:
        withdraw_note(session, cast.actor(cast.coordinator), session.get_one(Note, draft.id), "Feil", now=NOW)
    client.get(address, status=404)


def correct(cast: Cast, client: Client, note: Note, **more: Any) -> str:
    """Send a correction of a published note; the address where it is decided."""
    data = {"title": CONTENT.title, "problem": CONTENT.problem, "action": CONTENT.action, "why": "Feil bilde"}
    address, version = f"/learning/{note.public_id}", str(note.version)
    client.sign_in(cast.coordinator).post(f"{address}/correct", data | {"version": version} | more)
    made = cast.session.scalars(sa.select(NoteVersion)).one()
    return f"{address}/correct/{made.public_id}"


def sources(page: str) -> list[str]:
    return re.findall(r'<img src="(/learning/[^"]+/pictures/[^"]+)"', page)


def with_picture(cast: Cast, note: Note) -> NotePicture:
    """A published note that shows a picture."""
    made = add(cast, note)
    with transaction() as session:
        found = session.get_one(Note, note.id)
        submit_note(session, cast.actor(cast.coordinator), found, now=NOW)
        publish_note(session, cast.actor(cast.second_coordinator), found, now=NOW)
    return made


def test_a_correction_replaces_a_picture_once_another_has_approved(
    cast: Cast, client: Client, draft: Note
) -> None:
    old = with_picture(cast, draft)
    address = f"/learning/{draft.public_id}"
    new = {"picture": (io.BytesIO(photo()), "ny.jpg"), "alt": "Den nye tavla", "out": [old.public_id]}
    waiting = correct(cast, client, draft, **new)
    (before,) = sources(client.get(address).text)
    (second, first) = sources(client.get(waiting).text)
    assert first == before
    client.sign_in(cast.employee).get(second, status=404)
    assert sources(client.get(address).text) == [before]
    client.sign_in(cast.second_coordinator).get(second)
    client.post(f"{waiting}/approve")
    assert sources(client.sign_in(cast.employee).get(address).text) == [second]
    client.get(second)
    client.get(before, status=404)


def test_a_correction_that_is_put_away_leaves_the_pictures_as_they_were(
    cast: Cast, client: Client, draft: Note
) -> None:
    old = with_picture(cast, draft)
    new = {"picture": (io.BytesIO(photo()), "ny.jpg"), "alt": "Ny", "out": [old.public_id]}
    client.post(f"{correct(cast, client, draft, **new)}/drop")
    rows = cast.session.scalars(sa.select(NotePicture)).all()
    assert [(row.id, row.dropped_in_id) for row in rows] == [(old.id, None)]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"alt": ""}, "Skriv hva bildet viser"),
        ({"picture": (io.BytesIO(b"%PDF-1.7"), "a.pdf")}, "ikke et bilde vi kan lese"),
    ],
)
def test_a_correction_with_what_is_no_picture_or_no_words_for_it_keeps_what_was_typed(
    cast: Cast, client: Client, published: Note, more: dict[str, Any], sentence: str
) -> None:
    sent = {"picture": (io.BytesIO(photo()), "ny.jpg"), "alt": "Ny", "version": str(published.version)}
    words = {"title": CONTENT.title, "problem": "Det jeg skrev", "action": "Noe", "why": "Feil"}
    page = client.sign_in(cast.coordinator).post(
        f"/learning/{published.public_id}/correct", words | sent | more, status=409
    )
    assert sentence in page.text
    assert "Det jeg skrev" in page.text


def test_a_published_note_takes_no_picture_that_nobody_has_approved(cast: Cast, published: Note) -> None:
    with pytest.raises(RefusedError):
        add(cast, published)


def test_whoever_put_a_picture_in_does_not_approve_it(cast: Cast, submitted: Note) -> None:
    with transaction() as session:
        note = session.get_one(Note, submitted.id)
        add_picture(session, cast.actor(cast.second_coordinator), note, picture(photo()), "T", now=NOW)
    note = cast.session.get_one(Note, submitted.id, populate_existing=True)
    with pytest.raises(RefusedError):
        publish_note(cast.session, cast.actor(cast.second_coordinator), note, now=NOW)


def test_whoever_takes_a_picture_out_does_not_approve_the_note(cast: Cast, submitted: Note) -> None:
    shown = add(cast, submitted)
    with transaction() as session:
        note, found = session.get_one(Note, submitted.id), session.get_one(NotePicture, shown.id)
        drop_picture(session, cast.actor(cast.second_coordinator), note, found, now=NOW)
    note = cast.session.get_one(Note, submitted.id, populate_existing=True)
    with pytest.raises(RefusedError):
        publish_note(cast.session, cast.actor(cast.second_coordinator), note, now=NOW)


def test_a_note_has_at_most_three(cast: Cast, draft: Note) -> None:
    for _ in range(3):
        add(cast, draft)
    with pytest.raises(RefusedError):
        add(cast, draft)


def test_files_that_no_note_has_are_swept_and_the_others_stay(cast: Cast, draft: Note, time: Clock) -> None:
    kept, stray = add(cast, draft).key, files.keep(b"nobody knows me", FOLDER)
    old = (NOW - dt.timedelta(days=2)).timestamp()
    for path in files.beside(FOLDER).glob("??/*"):
        os.utime(path, (old, old))
    follow(time.now)
    assert files.read(kept, FOLDER)
    with pytest.raises(NotVisibleError):
        files.read(stray, FOLDER)
    assert cast.session.scalar(sa.select(sa.func.count(NotePicture.id))) == 1

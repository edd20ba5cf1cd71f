"""What belongs elsewhere: one page before the form, a question before sending, and nothing stored."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa

from quality.cases.compose.channels import WAYS, Channel, clocks, told_of
from quality.cases.models.case import Case
from quality.cases.models.file import CaseFile
from quality.core.db import db, transaction
from quality.organisation.kinds import Service
from quality.organisation.models import Municipality
from tests.cases.desk import hidden, words
from tests.cast import Cast
from tests.client import Client
from tests.core.test_images import photo

WHISTLE = "Jeg vil varsle om Kanarifuglen i økonomiavdelingen."


@pytest.mark.parametrize(
    ("text", "service", "channel"),
    [
        ("Jeg vil varsle om juks.", None, Channel.WHISTLE),
        ("Dette er korrupsjon.", None, Channel.WHISTLE),
        ("Sjefen min kjefter på meg.", None, Channel.STAFF),
        ("Avdelingslederen trakasserer meg.", None, Channel.STAFF),
        ("Eg blir plaga av ein avdelingsleiar.", None, Channel.STAFF),
        ("En elev blir mobbet i friminuttet.", Service.SCHOOL, Channel.PUPIL),
        ("Dette burde vært en bekymringsmelding.", None, Channel.CONCERN),
        ("Skriv i journalen at hun falt.", None, Channel.JOURNAL),
        ("Mannen var bevisstløs.", None, Channel.EMERGENCY),
        ("Lyspæra er gått. Ring vaktmester.", None, Channel.FACILITIES),
        ("Brevet gikk til feil mottaker.", None, Channel.BREACH),
        ("Lyset verkar ikkje i gangen.", None, Channel.FACILITIES),
    ],
)
def test_words_make_think_of_a_channel(text: str, service: Service | None, channel: Channel) -> None:
    assert told_of(text, service) == [channel]


@pytest.mark.parametrize(
    "text",
    [
        "Brannvarslingen virket ikke.",
        "Vi fikk ikke varslet legevakta.",
        "Bruker falt på badet. Matta var våt.",
        "En elev blir mobbet i friminuttet.",
        "Lederen og en kollega ble plaget av en bruker.",
    ],
)
def test_ordinary_words_do_not(text: str) -> None:
    assert told_of(text, Service.HOME_CARE) == []


@pytest.mark.parametrize(
    ("severity", "branch", "found"),
    [
        (3, "H", [Channel.INJURY]),
        (4, "T", [Channel.HEALTH]),
        (3, "U", [Channel.INJURY, Channel.HEALTH]),
        (2, "H", []),
        (0, "P", [Channel.BREACH]),
        (4, "B", []),
    ],
)
def test_what_the_law_asks_at_once(severity: int, branch: str, found: list[Channel]) -> None:
    assert clocks(severity, branch) == found


def everywhere() -> str:
    """Every text that the database holds."""
    with transaction() as session:
        found = []
        for table in db.metadata.tables.values():
            for row in session.execute(sa.select(table)):
                found.append(str(tuple(row)))
    return "\n".join(found)


def test_what_is_whistleblowing_is_asked_about_before_a_trace_of_it_is_stored(
    client: Client, cast: Cast
) -> None:
    client.sign_in(cast.employee)
    told = {"text": WHISTLE, "harm": "no", "shown": "whistle", "warned": "x"}
    page = client.post("/report", told | {"files": (io.BytesIO(photo()), "x.jpg")}, status=400)
    assert "Hører dette hjemme et annet sted?" in words(page)
    assert "Bruk kommunens varslingskanal." in words(page)
    assert "Sender du likevel, må du velge bildene på nytt." in words(page)
    assert "Kanarifuglen" in words(page)  # what was typed is still in the form
    client.http.post("/report/hints", data={"text": WHISTLE})
    with transaction() as session:
        assert session.scalar(sa.select(sa.func.count(CaseFile.id))) == 0
    assert "Kanarifuglen" not in everywhere()


def test_it_can_be_deleted_or_sent_all_the_same(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    told = {"text": WHISTLE, "harm": "no"}
    page = client.post("/report", told, status=400)
    gone = client.post("/report", told | hidden(page, "once") | {"discard": "1"})
    assert "Det du skrev er slettet." in words(client.follow(gone))
    assert "Kanarifuglen" not in everywhere()
    client.post("/report", told | {"belongs": "here"})
    assert "Kanarifuglen" in everywhere()


def test_photos_of_what_is_deleted_go_with_it(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    page = client.post("/report", {"text": "Noe.", "files": (io.BytesIO(photo()), "x.jpg")}, status=400)
    client.post("/report", hidden(page, "once") | {"text": WHISTLE, "discard": "1"})
    with transaction() as session:
        assert session.scalar(sa.select(sa.func.count(CaseFile.id))) == 0


def test_lighter_hints_are_asked_about_only_if_the_page_has_not_shown_them(
    client: Client, cast: Cast
) -> None:
    client.sign_in(cast.employee)
    told = {"text": "Lyspæra i gangen er gått.", "harm": "no"}
    client.post("/report", told, status=400)
    client.post("/report", told | {"shown": "facilities"})
    with transaction() as session:
        assert session.scalar(sa.select(sa.func.count(Case.id))) == 1


def test_the_answer_that_it_belongs_here_is_kept_through_the_next_question(
    client: Client, cast: Cast
) -> None:
    client.sign_in(cast.employee)
    told = {"text": "Så kom Mona og lyspæra var gått.", "harm": "no", "belongs": "here"}
    page = client.post("/report", told, status=400)
    assert "Kan noen kjennes igjen?" in words(page)
    assert hidden(page, "belongs") == {"belongs": "here"}


def test_the_page_shows_the_municipalitys_own_channels(client: Client, cast: Cast) -> None:
    client.sign_in(cast.admin)
    form = hidden(client.get("/settings/channels"), "version")
    for wrong in (
        {"whistle_url": "javascript:alert(1)"},
        {"whistle_phone": "ring meg"},
        {"whistle_who": "x" * 201},
    ):
        client.post("/settings/channels", form | wrong, status=422)
    told = {
        "whistle_who": "Varslingsutvalget",
        "whistle_phone": "412 34 567",
        "whistle_url": "https://varsle.invalid/",
    }
    client.post("/settings/channels", form | told)
    client.post("/settings/channels", form | {"whistle_who": "En annen"}, status=409)
    shown = client.sign_in(cast.employee).get("/report/where")
    assert "Varslingsutvalget" in words(shown)
    assert 'href="tel:41234567"' in shown.get_data(as_text=True)
    assert all(way.title in words(shown) for way in WAYS.values())
    assert "Varslingsutvalget" in words(client.post("/report", {"text": WHISTLE, "harm": "no"}, status=400))
    told_while_writing = client.http.post("/report/hints", data={"text": WHISTLE}).get_json()["elsewhere"]
    assert told_while_writing == [
        {
            "channel": "whistle",
            "title": "Varsling",
            "who": "Varslingsutvalget",
            "url": "/report/where#whistle",
        }
    ]


def test_a_grave_report_shows_whom_to_call_and_what_the_law_asks(client: Client, cast: Cast) -> None:
    with transaction() as session:
        session.scalars(sa.select(Municipality)).one().on_call_phone = "72 00 00 00"
    client.sign_in(cast.employee)
    told = {"text": "Ansatt ble klemt i døra.", "harm": "yes", "severity": "3", "category": "H2"}
    page = words(client.follow(client.post("/report", told)))
    assert "Ring vakttelefonen 72 00 00 00" in page
    assert "Lederen varsler Arbeidstilsynet og politiet." in page
    plain = words(client.follow(client.post("/report", told | {"text": "Kutt i fingeren.", "severity": "1"})))
    assert "vakttelefonen" not in plain
    assert "Arbeidstilsynet" not in plain

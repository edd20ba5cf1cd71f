"""The pages of digests: for those who manage them, for each person's own choices, and the way out of a mail."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.core.clock import at_local
from quality.core.db import transaction
from quality.core.history import entries_of
from quality.core.notices import News, tell
from quality.digests.kinds import DEFAULT_PLANS
from quality.digests.models import Delivery, DeliveryState, Edition, Subscription
from quality.learning.models import Note
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock
from tests.digests.conftest import Compose, add_note, mail_to, outcome

WEEK = "weekly/2026-W48"
PLAN = {"on": "y", "rhythm": "week", "weekday": "1", "hour": "8", "things": "3"}


def save(client: Client, kind: str, status: int = 303, **changes: object) -> str:
    """Save the plan of an edition as the form has it now, with these changes; what the answer says."""
    page = text(client, f"/digests/plans/{kind}")
    version = page.split('name="version"')[1].split('value="')[1].split('"')[0]
    topics = [topic.value for topic in DEFAULT_PLANS[kind].topics] if kind in DEFAULT_PLANS else []
    data = PLAN | {"version": version, "topics": topics} | changes
    return client.post(f"/digests/plans/{kind}", data, status=status).text


def text(client: Client, path: str) -> str:
    return client.get(path).get_data(as_text=True)


@pytest.mark.parametrize(
    "path", ["/digests", "/digests/preview", f"/digests/{WEEK}", f"/digests/{WEEK}/edit"]
)
def test_only_those_who_manage_digests_see_them(ready: Cast, client: Client, path: str) -> None:
    for person in (ready.employee, ready.leader, ready.head, ready.chief, ready.admin):
        client.sign_in(person).get(path, status=403)
    client.sign_in(ready.coordinator).get(path)


def test_the_next_edition_is_shown_before_anybody_has_made_it(cast: Cast, client: Client) -> None:
    assert "24. nov. 2026 kl. 08:00" in text(client.sign_in(cast.coordinator), "/digests")
    client.post(f"/digests/{WEEK}/hold")
    assert "Holdes tilbake" in text(client, "/digests")


def test_a_held_edition_waits_and_goes_when_let_go(
    ready: Cast, note: Note, client: Client, session: Session, compose: Compose
) -> None:
    client.sign_in(ready.coordinator).post(f"/digests/{WEEK}/hold")
    compose()
    assert outcome(session, ready.employee.id) is None
    client.post(f"/digests/{WEEK}/release")
    assert compose() > 0
    edition = session.scalars(
        sa.select(Edition).where(Edition.period == "2026-W48", Edition.kind == "weekly")
    ).one()
    acts = [entry.act for entry, _ in entries_of(session, "edition", edition.id)]
    assert acts == ["hold", "release", "finish"]
    client.post(f"/digests/{WEEK}/hold", status=400)


def test_what_is_dropped_is_left_out_and_what_is_pinned_comes_first(
    ready: Cast, note: Note, client: Client, session: Session, compose: Compose
) -> None:
    with transaction():
        other = add_note(session, ready, ready.north.id)
        other.title = "Nøkler i samme rekkefølge"
    edit = f"/digests/{WEEK}/edit"
    assert other.title in text(client.sign_in(ready.coordinator), edit)
    client.post(edit, {"pinned": [str(other.id)], "dropped": [str(note.id)], "version": "1"})
    compose()
    words = mail_to(session, ready.employee.id).text
    assert other.title in words
    assert note.title not in words


def test_a_months_edition_goes_along_with_the_week_in_one_mail(
    ready: Cast, note: Note, session: Session, compose: Compose, client: Client, time: Clock
) -> None:
    client.sign_in(ready.coordinator)
    save(client, "monthly", rhythm="month")
    time.now = at_local(dt.date(2026, 12, 1), 7)
    compose()
    with transaction():
        add_note(session, ready, ready.school.id).title = "Lest høyt i hver klasse"
    time.move(hours=2)
    compose()
    words = mail_to(session, ready.employee.id).text
    assert words.index("UKENS LÆRING") < words.index("MÅNEDENS LÆRING")
    assert "Lest høyt i hver klasse" in words, "another kind of service, so only the month has it"


def test_a_plan_that_cannot_be_is_refused_in_words(ready: Cast, client: Client) -> None:
    client.sign_in(ready.coordinator)
    answer = save(client, "monthly", 400, hour="3", things="999", rhythm="month")
    assert "Velg en time fra 7 til 15." in answer
    assert "Velg et antall fra 1 til 10." in answer
    save(client, "weekly", 409, version="0")
    client.get("/digests/plans/daily", status=404)


def test_the_introduction_stands_first_in_the_mail(
    ready: Cast, note: Note, client: Client, session: Session, compose: Compose
) -> None:
    page = text(client.sign_in(ready.coordinator), f"/digests/{WEEK}/edit")
    assert 'name="version"' in page
    data = {"introduction": "Kjære alle. {{ 7 * 7 }} <b>", "version": "1"}
    client.post(f"/digests/{WEEK}/edit", data)
    client.post(f"/digests/{WEEK}/edit", data, status=409)
    compose()
    mail = mail_to(session, ready.employee.id)
    assert "Kjære alle. {{ 7 * 7 }} <b>" in mail.text, "plain text, never a template"
    assert "{{ 7 * 7 }} &lt;b&gt;" in mail.html


def test_a_long_introduction_is_refused_and_kept(ready: Cast, client: Client) -> None:
    data = {"introduction": "å" * 601, "version": "1"}
    answer = client.sign_in(ready.coordinator).post(f"/digests/{WEEK}/edit", data, status=400)
    assert "Kort ned til 600 tegn." in answer.get_data(as_text=True)
    assert "å" * 601 in answer.get_data(as_text=True)


def test_a_preview_is_real_and_leaves_nothing(
    ready: Cast, note: Note, client: Client, session: Session
) -> None:
    with transaction():
        tell(session, [News(ready.employee.id, "x", "Noe hemmelig", "/x", "k")], NOW)
    page = text(client.sign_in(ready.coordinator), f"/digests/preview?person={ready.employee.public_id}")
    assert "Dette virket: Fast mottaker per vakt" in page
    assert "Noe hemmelig" not in page
    assert "Én beskjed som bare personen selv får lese." in page
    assert session.scalar(sa.select(sa.func.count(Delivery.id))) == 0
    assert session.scalar(sa.select(sa.func.count(Subscription.person_id))) == 0
    assert "Ingenting nytt" in text(client, f"/digests/preview?person={ready.teacher.public_id}")
    client.get(f"/digests/preview?person={ready.former.public_id}", status=404)


def test_a_person_is_found_by_parts_of_the_name(ready: Cast, client: Client) -> None:
    page = text(client.sign_in(ready.coordinator), "/digests/preview?q=prøve+KAR")
    assert "Kari Prøve" in page
    assert "Mona Prøve" not in page


def test_the_log_tells_who_got_it_and_why_others_did_not(
    ready: Cast, note: Note, client: Client, session: Session, compose: Compose
) -> None:
    with transaction():
        session.get_one(type(ready.colleague), ready.colleague.id).email = None
    compose()
    page = text(client.sign_in(ready.coordinator), f"/digests/{WEEK}")
    for sentence in ("I kø", "Ingenting nytt", "Mangler e-postadresse"):
        assert sentence in page
    only = text(client, f"/digests/{WEEK}?outcome=no_address")
    assert "Ola Prøve" in only
    assert "Kari Prøve" not in only
    assert f"/digests/{WEEK}" in text(client, "/digests")


@pytest.mark.parametrize("period", ["2026-W99", "2026-48ab", "zzzzzzzz", "2026-W40"])
def test_a_week_without_an_edition_is_not_found(ready: Cast, client: Client, period: str) -> None:
    client.sign_in(ready.coordinator).get(f"/digests/weekly/{period}", status=404)


def test_a_person_chooses_what_to_get(
    ready: Cast, note: Note, client: Client, session: Session, compose: Compose
) -> None:
    client.sign_in(ready.employee).get("/me/mail")
    client.post("/me/mail", {"daily": "y"})
    client.sign_in(ready.colleague).post(
        "/me/mail", {"weekly": "y", "daily": "y", "paused_until": "2026-12-01"}
    )
    assert 'value="2026-12-01"' in text(client, "/me/mail")
    compose()
    assert outcome(session, ready.employee.id) is DeliveryState.STOPPED
    assert outcome(session, ready.colleague.id) is DeliveryState.PAUSED


def test_a_pause_ends_by_itself(
    ready: Cast, note: Note, client: Client, session: Session, compose: Compose, time: Clock
) -> None:
    client.sign_in(ready.colleague).post(
        "/me/mail", {"weekly": "y", "daily": "y", "paused_until": "2026-12-01"}
    )
    compose()
    time.move(days=7)
    compose()
    assert outcome(session, ready.colleague.id) is DeliveryState.QUEUED


def test_a_pause_of_years_is_refused(ready: Cast, client: Client) -> None:
    answer = client.sign_in(ready.employee).post("/me/mail", {"paused_until": "2036-01-01"}, status=400)
    assert "En pause kan vare i høyst ett år." in answer.get_data(as_text=True)


def test_one_click_stops_without_signing_in(
    ready: Cast, note: Note, client: Client, session: Session, compose: Compose, time: Clock
) -> None:
    compose()
    path = mail_to(session, ready.employee.id).unsubscribe_url.removeprefix("https://loft.example")
    client.app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert "Vil du slutte å få det som går hver uke?" in text(client, path)
        session.expire_all()
        assert session.get_one(Subscription, ready.employee.id).weekly, "looking changes nothing"
        answer = client.post(path, {"List-Unsubscribe": "One-Click"}, status=200)
        assert "Da er det gjort." in answer.get_data(as_text=True)
    finally:
        client.app.config["WTF_CSRF_ENABLED"] = False
    time.move(days=7)
    compose()
    session.expire_all()
    assert outcome(session, ready.employee.id) is DeliveryState.STOPPED
    assert session.get_one(Subscription, ready.employee.id).daily


def test_an_unknown_token_stops_nothing(ready: Cast, client: Client) -> None:
    client.get("/unsubscribe/abc", status=404)
    client.post("/unsubscribe/abc", status=404)

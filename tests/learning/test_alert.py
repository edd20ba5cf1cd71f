"""Stop-alerts: sent at once, with a receipt from each unit."""

from __future__ import annotations

import sqlalchemy as sa

from quality.core.db import transaction
from quality.core.mail import OutgoingMail
from quality.core.notices import Notice
from quality.learning import jobs
from quality.learning.mails import Site
from quality.learning.models import AlertReceipt, StopAlert
from quality.learning.queries import alerts
from quality.learning.services.alerts import Words, send
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock

WORDS = Words("Ikke bruk løftestolen", "Feste kan løsne.", "Sett den bort til den er kontrollert.")


def warn(cast: Cast, once: str | None = None) -> StopAlert:
    units = [cast.north.id, cast.home.id]
    site = Site("https://loft.example", "Bjørkli kommune")
    with transaction() as session:
        return send(session, cast.actor(cast.coordinator), WORDS, units, site=site, now=NOW, once=once)


def test_the_leaders_get_it_at_once_by_mail_and_in_the_product(cast: Cast) -> None:
    alert = warn(cast, once="a")
    warn(cast, once="a")
    mails = cast.session.scalars(sa.select(OutgoingMail).where(OutgoingMail.kind == "alert")).all()
    leaders = {cast.leader.id, cast.deputy.id, cast.home_leader.id}
    assert {mail.person_id for mail in mails} <= leaders
    assert {cast.leader.id, cast.home_leader.id} <= {mail.person_id for mail in mails}
    assert all(WORDS.action in mail.text and alert.public_id in mail.text for mail in mails)
    assert len(mails) == len({mail.person_id for mail in mails})


def test_a_unit_gives_its_receipt_and_is_left_in_peace(cast: Cast, client: Client, time: Clock) -> None:
    alert = warn(cast)
    address = f"/learning/alerts/{alert.public_id}"
    client.sign_in(cast.leader)
    assert alert.title in client.get("/learning").text
    client.post(f"{address}/receipt/{cast.north.public_id}", {"words": "Stolen er låst inne."})
    client.post(f"{address}/receipt/{cast.home.public_id}", status=404)
    page = client.sign_in(cast.coordinator).get(address).text
    assert "Stolen er låst inne." in page
    assert "1 av 2 enheter har kvittert" in page
    jobs.remind(time.move(days=1))
    jobs.remind(time.now)
    late = cast.session.scalars(sa.select(Notice).where(Notice.text.contains("kvittering"))).all()
    assert [notice.person_id for notice in late] == [cast.home_leader.id]


def test_a_danger_that_is_over_reminds_nobody(cast: Cast, client: Client, time: Clock) -> None:
    alert = warn(cast)
    client.sign_in(cast.coordinator).post(f"/learning/alerts/{alert.public_id}/end")
    jobs.remind(time.move(days=1))
    assert alerts.without_receipt(cast.session, time.now.date()) == []
    assert (
        "Faren er over." in client.sign_in(cast.coordinator).get(f"/learning/alerts/{alert.public_id}").text
    )


def test_other_units_do_not_know_of_it(cast: Cast, client: Client) -> None:
    alert = warn(cast)
    client.sign_in(cast.teacher).get(f"/learning/alerts/{alert.public_id}", status=404)
    assert alert.title not in client.get("/learning/alerts").text
    client.sign_in(cast.employee).get(f"/learning/alerts/{alert.public_id}")
    client.get("/learning/alerts/new", status=403)


def test_what_may_identify_is_looked_at_before_it_goes(cast: Cast, client: Client) -> None:
    data = {
        "title": "Stopp",
        "danger": "Bruker falt 3. mai på rom 12.",
        "action": "Se etter.",
        "units": [str(cast.north.id)],
    }
    client.sign_in(cast.coordinator)
    shown = client.post("/learning/alerts/new", data, status=422).text
    assert "<strong>3. mai</strong>" in shown
    assert cast.session.scalar(sa.select(sa.func.count(StopAlert.id))) == 0
    client.post("/learning/alerts/new", data | {"sure": "y"})
    assert cast.session.scalar(sa.select(sa.func.count(StopAlert.id))) == 1


def test_the_first_receipt_stands(cast: Cast, client: Client) -> None:
    address = f"/learning/alerts/{warn(cast).public_id}"
    receipt = f"{address}/receipt/{cast.north.public_id}"
    client.sign_in(cast.leader).post(receipt, {"words": "Stolen er låst inne."})
    second = client.sign_in(cast.deputy).post(receipt, {"words": "Vi venter <b>med det."}, 409).text
    assert "har allerede kvittert" in second
    assert "Vi venter &lt;b&gt;med det." in second
    page = client.sign_in(cast.coordinator).get(address).text
    assert "Stolen er låst inne." in page
    assert "Vi venter" not in page


def test_too_long_a_receipt_is_asked_for_again_with_what_was_written(cast: Cast, client: Client) -> None:
    address = f"/learning/alerts/{warn(cast).public_id}"
    long = "Stolen er låst inne. " * 30
    page = client.sign_in(cast.leader).post(f"{address}/receipt/{cast.north.public_id}", {"words": long}, 422)
    assert long.strip() in page.text
    assert "for lang" in page.text
    assert "har kvittert" in page.text
    assert (
        cast.session.scalar(
            sa.select(sa.func.count(AlertReceipt.unit_id)).where(AlertReceipt.at.is_not(None))
        )
        == 0
    )


def test_a_unit_that_was_asked_today_waits_until_tomorrow(cast: Cast, time: Clock) -> None:
    """The look for whom to remind finds nobody once it has run, so that a second run has nothing to do."""
    warn(cast)
    day = time.move(days=1).date()
    assert len(alerts.without_receipt(cast.session, day)) == 2
    jobs.remind(time.now)
    assert alerts.without_receipt(cast.session, day) == []
    assert len(alerts.without_receipt(cast.session, time.move(days=1).date())) == 2

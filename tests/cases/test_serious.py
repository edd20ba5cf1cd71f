"""Serious cases: the number to ring, and a mail at once to whoever is on duty, and at the worst further up."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import sqlalchemy as sa

from quality.accounts.models import Person
from quality.cases.jobs.alerts import alert
from quality.cases.kinds import Access, Harm
from quality.cases.models.case import Case, CaseConcern
from quality.cases.models.duty import Duty
from quality.cases.services import assess, duty
from quality.cases.services.assess import Assessment
from quality.core.db import transaction
from quality.core.mail import MailState, OutgoingMail
from quality.core.text import NotAllowedError, RefusedError
from quality.organisation.models import Municipality, Unit
from tests.cases.desk import CANARY, hidden, make_case, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock

TODAY = dt.date(2026, 11, 23)
URL = "https://loft.invalid"


def on_duty(cast: Cast, person: Person, unit: Unit, days: int = 7, start: dt.date = TODAY) -> Duty:
    with transaction() as session:
        until = start + dt.timedelta(days)
        admin = cast.actor(cast.admin)
        return duty.put_on_duty(session, admin, person, unit, "900 00 001", start, until, now=NOW)


def serious(cast: Cast, severity: int = 3, **more: Any) -> Case:
    with transaction() as session:
        return make_case(session, cast, harm=Harm.YES, severity=severity, **more)


def mailed() -> dict[str, str]:
    with transaction() as session:
        rows = session.scalars(sa.select(OutgoingMail).where(OutgoingMail.kind == "serious"))
        return {row.to_address.partition("@")[0]: row.text for row in rows}


def test_whoever_is_on_duty_is_mailed_at_once_and_once(cast: Cast, time: Clock) -> None:
    on_duty(cast, cast.south_leader, cast.health)
    on_duty(cast, cast.teacher, cast.municipality)
    on_duty(cast, cast.outsider, cast.health, start=TODAY + dt.timedelta(10))
    case = serious(cast)
    assert alert(URL, time.now) == 1
    assert alert(URL, time.move(minutes=1)) == 0
    found = mailed()
    assert set(found) == {"siv"}, "the nearest branch, today"
    assert case.label in found["siv"]
    assert "900 00 001" in found["siv"]
    assert CANARY not in found["siv"]
    assert f"/cases/{case.public_id}" not in found["siv"], "who may not see the case gets no link to it"


def test_the_gravest_goes_to_leader_head_and_chief_as_well(cast: Cast, time: Clock) -> None:
    case = serious(cast, 4)
    assert alert(URL, time.now) == 3
    found = mailed()
    assert set(found) == {"mona", "harald", "kaare"}
    assert f"/cases/{case.public_id}" in found["mona"]
    assert f"/cases/{case.public_id}" not in found["kaare"]


def test_a_case_that_turns_out_worse_is_told_again(cast: Cast, time: Clock) -> None:
    on_duty(cast, cast.south_leader, cast.health)
    with transaction() as session:
        case = make_case(session, cast)
    assert alert(URL, time.now) == 0
    for potential, mails in ((3, 1), (4, 4), (4, 0)):
        with transaction() as session:
            view = Assessment("T2.2", 0, potential, 4)
            assess.assess(session, cast.actor(cast.leader), session.get_one(Case, case.id), view, now=NOW)
        assert alert(URL, time.now) == mails


@pytest.mark.parametrize("access", [Access.PERSONAL, Access.PRIVACY])
def test_where_a_sensitive_case_lies_is_not_told_by_mail(cast: Cast, time: Clock, access: Access) -> None:
    on_duty(cast, cast.teacher, cast.health)
    with transaction() as session:
        case = make_case(session, cast, harm=Harm.YES, severity=3)
        case.access = access
    alert(URL, time.now)
    assert "Hjemmetjenesten nord" not in mailed()["tor"]
    assert "Mona" not in mailed()["tor"]
    assert case.label in mailed()["tor"]


def test_nobody_is_told_of_a_case_about_themselves_or_a_shielded_one(cast: Cast, time: Clock) -> None:
    on_duty(cast, cast.south_leader, cast.health)
    about, shielded = serious(cast, 4), serious(cast, 4)
    with transaction() as session:
        session.add_all(
            CaseConcern(case_id=about.id, person_id=p.id) for p in (cast.leader, cast.south_leader)
        )
        session.get_one(Case, shielded.id).access = Access.SHIELDED
    alert(URL, time.now)
    assert set(mailed()) == {"harald", "kaare"}
    assert all(shielded.label not in text for text in mailed().values())


def test_an_alert_from_yesterday_is_no_alert(cast: Cast, time: Clock) -> None:
    on_duty(cast, cast.south_leader, cast.health)
    serious(cast)
    assert alert(URL, time.move(days=2)) == 0
    assert alert(URL, time.move(days=-3)) == 0, "nor after a clock has jumped back"


def test_the_number_stands_on_the_receipt_and_in_the_case(client: Client, cast: Cast) -> None:
    with transaction() as session:
        session.scalars(sa.select(Municipality)).one().on_call_phone = "12 34 56 78"
    case, light = serious(cast), serious(cast, 1)
    client.sign_in(cast.employee)
    assert "12 34 56 78" in words(client.get(f"/cases/{case.public_id}/receipt")), "the municipality's own"
    on_duty(cast, cast.south_leader, cast.health)
    shown = words(client.get(f"/cases/{case.public_id}/receipt"))
    assert "Siv Prøve: 900 00 001" in shown
    assert "Ring vakta" not in words(client.get(f"/cases/{light.public_id}/receipt"))
    client.sign_in(cast.leader)
    assert "900 00 001" in words(client.get(f"/cases/{case.public_id}"))


def test_the_leader_meets_it_first_and_reads_who_has_been_told(
    client: Client, cast: Cast, time: Clock
) -> None:
    on_duty(cast, cast.south_leader, cast.health)
    serious(cast, 1)
    case = serious(cast, 4)
    client.sign_in(cast.leader)
    first = words(client.get("/"))
    assert first.index("Én alvorlig sak venter på at du tar imot") < first.index("2 nye saker å ta imot")
    assert "Varslet på e-post" not in words(client.get(f"/cases/{case.public_id}")), "nobody is told yet"
    alert(URL, time.now)
    told = "Varslet på e-post: Harald Prøve, Kåre Prøve, Mona Prøve, Siv Prøve"
    assert told in words(client.get(f"/cases/{case.public_id}"))
    with transaction() as session:
        session.execute(
            sa.update(OutgoingMail)
            .where(OutgoingMail.person_id == cast.chief.id)
            .values(state=MailState.CANCELLED)
        )
    assert "Kåre" not in words(client.get(f"/cases/{case.public_id}"))
    client.post(f"/cases/{case.public_id}/receive")
    assert "alvorlig" not in words(client.get("/"))
    assert "Varslet på e-post" not in words(client.sign_in(cast.employee).get(f"/cases/{case.public_id}"))


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"to_on": "2026-11-20"}, "Siste dag er før første dag."),
        ({"from_on": "2026-11-01", "to_on": "2026-11-20"}, "Vakta er over allerede."),
        ({"to_on": "2029-01-01"}, "høyst ett år"),
        ({"phone": "ring meg"}, "Bruk bare tall"),
        ({"person": "ukjent"}, "Velg"),
        ({"from_on": "31.02.2026"}, "Det er ikke en dato"),
    ],
)
def test_a_duty_makes_sense(client: Client, cast: Cast, more: dict[str, str], sentence: str) -> None:
    client.sign_in(cast.admin)
    form = hidden(client.get("/settings/duty"), "once")
    told = {"person": cast.leader.public_id, "unit": cast.health.public_id, "phone": "900 00 001"}
    told |= {"from_on": "2026-11-23", "to_on": "2026-11-30"}
    assert sentence in words(client.post("/settings/duty", form | told | more, status=422))
    for _ in range(2):
        client.post("/settings/duty", form | told)
    page = client.get("/settings/duty")
    assert words(page).count("900 00 001") == 1, "sent twice, it is one"
    end = re.search(r"/settings/duty/\d+/end", page.get_data(as_text=True))
    assert end
    client.post(end.group())
    assert "900 00 001" not in words(client.get("/settings/duty"))


def test_only_who_changes_settings_puts_people_on_duty(cast: Cast) -> None:
    with transaction() as session:
        with pytest.raises(NotAllowedError):
            duty.put_on_duty(
                session, cast.actor(cast.leader), cast.leader, cast.health, "1", TODAY, TODAY, now=NOW
            )
        with pytest.raises(RefusedError, match="sluttet"):
            duty.put_on_duty(
                session, cast.actor(cast.admin), cast.former, cast.health, "1", TODAY, TODAY, now=NOW
            )

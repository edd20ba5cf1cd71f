"""Inviting many at once: whom it reaches, once each, and going on after a stop."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts import jobs
from quality.accounts.models import AccountLink, InvitationRound, Person
from quality.accounts.queries.invitations import look
from quality.accounts.services import invitations, people
from quality.core.db import transaction
from quality.core.mail import OutgoingMail
from quality.core.text import RefusedError
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW

BASE = "https://loft.example"


def newcomers(cast: Cast, count: int) -> None:
    with transaction() as session:
        for number in range(count):
            details = people.PersonDetails("Ny", f"Nilsen{number}", cast.north.id, f"ny{number}@a.invalid")
            people.add_person(session, cast.actor(cast.admin), details, now=NOW)


def invited(session: Session) -> list[str]:
    query = sa.select(OutgoingMail.to_address).where(OutgoingMail.kind == "invitation")
    return list(session.scalars(query))


def order(cast: Cast, once: str = "a") -> None:
    with transaction() as session:
        invitations.begin(session, cast.actor(cast.admin), cast.municipality, once, now=NOW)


def test_everybody_without_a_password_is_invited_once_and_nobody_else(cast: Cast, session: Session) -> None:
    newcomers(cast, 2)
    before = look(session, cast.municipality, NOW).count
    order(cast)
    assert jobs.invite(BASE, NOW) == before
    assert jobs.invite(BASE, NOW) == 0
    sent = invited(session)
    assert len(sent) == len(set(sent)) == before
    assert {"ny0@a.invalid", "ny1@a.invalid"} <= set(sent)
    assert look(session, cast.municipality, NOW).count == 0
    row = session.scalars(sa.select(InvitationRound)).one()
    assert (row.sent, row.ended_at) == (before, NOW)


def test_the_page_tells_how_many_and_orders_the_round(client: Client, cast: Cast, session: Session) -> None:
    newcomers(cast, 3)
    admin = client.sign_in(cast.admin)
    page = admin.get(f"/people/invitations?unit={cast.north.public_id}").get_data(as_text=True)
    count = look(session, cast.north, NOW).count
    assert f"{count} personer i {cast.north.name} får en invitasjon" in page
    admin.post("/people/invitations", {"unit": cast.north.public_id, "once": "x"})
    assert "En runde er i gang" in admin.get("/people/invitations").get_data(as_text=True)
    jobs.invite(BASE, NOW)
    assert "Ferdig" in admin.get("/people/invitations").get_data(as_text=True)
    admin.post("/people/invitations", {"unit": cast.north.public_id, "once": "y"}, status=422)
    admin.post("/people/invitations", {"unit": "nowhere", "once": "z"}, status=422)


def test_the_same_form_twice_orders_one_round_and_another_waits(cast: Cast, session: Session) -> None:
    newcomers(cast, 1)
    order(cast)
    order(cast)
    with pytest.raises(RefusedError, match="i gang"):
        order(cast, "b")
    assert session.scalar(sa.select(sa.func.count(InvitationRound.id))) == 1


def test_a_stop_half_way_goes_on_with_the_rest(
    cast: Cast, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "AT_ONCE", 2)
    newcomers(cast, 5)
    waiting = look(session, cast.north, NOW).count
    order(cast)
    with transaction() as write:
        assert invitations.carry_on(write, BASE, now=NOW) == 2
    jobs.invite(BASE, NOW + dt.timedelta(minutes=1))
    sent = invited(session)
    assert len(sent) == len(set(sent)) >= waiting
    assert session.scalar(sa.select(sa.func.count(AccountLink.id))) == len(sent)


def test_who_lost_the_right_meanwhile_invites_nobody(cast: Cast, session: Session) -> None:
    newcomers(cast, 1)
    order(cast)
    with transaction() as write:
        write.get_one(Person, cast.admin.id).active = False
    assert jobs.invite(BASE, NOW) == 0
    assert invited(session) == []
    assert session.scalars(sa.select(InvitationRound)).one().ended_at == NOW


def test_only_who_manages_people_reaches_the_page(client: Client, cast: Cast) -> None:
    client.sign_in(cast.coordinator).get("/people/invitations", status=403)

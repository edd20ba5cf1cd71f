"""Tables of people, the roles they hold, and their ways in."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quality.accounts.roles import Role
from quality.core.db import Enumerated, Key, Model, PublicId
from quality.organisation.models import Unit


class Person(Model):
    """Somebody employed by the municipality. A left person keeps the row and loses every right."""

    __tablename__ = "person"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    version: Mapped[int] = mapped_column(default=1)
    employee_number: Mapped[str | None] = mapped_column(sa.String(32), unique=True)
    first_name: Mapped[str] = mapped_column(sa.String(60))
    last_name: Mapped[str] = mapped_column(sa.String(60))
    email: Mapped[str | None] = mapped_column(sa.String(254), unique=True)
    title: Mapped[str] = mapped_column(sa.String(80), default="")
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    language: Mapped[str] = mapped_column(sa.String(2), default="nb")
    active: Mapped[bool] = mapped_column(default=True)
    password_hash: Mapped[str] = mapped_column(sa.String(200), default="")
    demo_hint: Mapped[str] = mapped_column(sa.String(200), default="")
    shortcuts: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    created_at: Mapped[dt.datetime]
    left_at: Mapped[dt.datetime | None]

    unit: Mapped[Unit] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


class RoleHeld(Model):
    """A role in a unit, from a day to a day."""

    __tablename__ = "role_held"
    __table_args__ = (sa.Index(None, "role", "unit_id"),)

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(Enumerated(Role))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    from_on: Mapped[dt.date | None]
    to_on: Mapped[dt.date | None]

    person: Mapped[Person] = relationship()
    unit: Mapped[Unit] = relationship()


class Deputy(Model):
    """Somebody who stands in for another, with all of the other's roles, first to last day included."""

    __tablename__ = "deputy"

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(sa.String(120), default="")

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    deputy: Mapped[Person] = relationship(foreign_keys=[deputy_id])


class SignIn(Model):
    """A server-side session. Only the hash of its token is kept; a revoked one is dead at the next request."""

    __tablename__ = "sign_in"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    created_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    device: Mapped[str] = mapped_column(sa.String(120), default="")
    locked_at: Mapped[dt.datetime | None]
    challenge: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")
    challenge_ends_at: Mapped[dt.datetime | None]


class OwnDevice(Model):
    """A phone of the person's own: its session stays for 30 days, asleep behind a PIN or a passkey."""

    __tablename__ = "own_device"

    id: Mapped[Key]
    sign_in_id: Mapped[int] = mapped_column(sa.ForeignKey("sign_in.id"), unique=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    pin_hash: Mapped[str] = mapped_column(sa.String(200), default="")
    credential_id: Mapped[str] = mapped_column(sa.String(1400), default="")
    public_key: Mapped[str] = mapped_column(sa.String(2000), default="")
    sign_count: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime]


class SsoBinding(Model):
    """An account at the sign-in service that belongs to a person here. The service's own id for it, never an e-mail."""

    __tablename__ = "sso_binding"
    __table_args__ = (
        sa.UniqueConstraint("issuer", "subject"),
        sa.UniqueConstraint("person_id", "issuer"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    issuer: Mapped[str] = mapped_column(sa.String(255))
    subject: Mapped[str] = mapped_column(sa.String(255))
    bound_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime]

    person: Mapped[Person] = relationship(lazy="raise")


class SsoSession(Model):
    """A session that began, or was opened again, at the sign-in service: which one there, and since when."""

    __tablename__ = "sso_session"
    __table_args__ = (sa.Index(None, "issuer", "sid"),)

    id: Mapped[Key]
    sign_in_id: Mapped[int] = mapped_column(sa.ForeignKey("sign_in.id"), unique=True)
    issuer: Mapped[str] = mapped_column(sa.String(255))
    subject: Mapped[str] = mapped_column(sa.String(255))
    sid: Mapped[str] = mapped_column(sa.String(255), default="")
    auth_at: Mapped[dt.datetime | None]


class SsoTrip(Model):
    """Somebody is at the sign-in service: what was sent along, what for, and where to go on to. Used once, and soon."""

    __tablename__ = "sso_trip"
    __table_args__ = (sa.Index(None, "address_hash", "started_at"),)

    id: Mapped[Key]
    state_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    browser_hash: Mapped[str] = mapped_column(sa.String(64))
    address_hash: Mapped[str] = mapped_column(sa.String(64))
    nonce: Mapped[str] = mapped_column(sa.String(64))
    verifier: Mapped[str] = mapped_column(sa.String(64))
    purpose: Mapped[str] = mapped_column(sa.String(8))
    sign_in_id: Mapped[int | None]
    link_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    target: Mapped[str] = mapped_column(sa.String(2000), default="")
    carried: Mapped[str] = mapped_column(sa.Text, default="")
    own: Mapped[bool] = mapped_column(default=False)
    fresh: Mapped[bool] = mapped_column(default=False)
    again: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[dt.datetime] = mapped_column(index=True)


class SignInTry(Model):
    """A failed sign-in, counted per account and per address."""

    __tablename__ = "sign_in_try"
    __table_args__ = (sa.Index(None, "account_hash", "at"), sa.Index(None, "address_hash", "at"))

    id: Mapped[Key]
    account_hash: Mapped[str] = mapped_column(sa.String(64))
    address_hash: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[dt.datetime]


class AccountLink(Model):
    """A single-use link by mail: invitation or new password. Only the hash of its token is kept."""

    __tablename__ = "account_link"

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    purpose: Mapped[str] = mapped_column(sa.String(16))
    created_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]


class InvitationRound(Model):
    """An order to invite everybody in a unit, and below it, who has no password: who asked, and how far it has come."""

    __tablename__ = "invitation_round"

    id: Mapped[Key]
    once: Mapped[str] = mapped_column(sa.String(64), unique=True)
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    asked_at: Mapped[dt.datetime]
    last_person_id: Mapped[int] = mapped_column(default=0)
    sent: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[dt.datetime | None]

    actor: Mapped[Person] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")


class ReadLog(Model):
    """The access log: who read or was refused what, when and why they could. Never the text."""

    __tablename__ = "read_log"
    __table_args__ = (sa.Index(None, "subject", "subject_id", "at"),)

    id: Mapped[Key]
    at: Mapped[dt.datetime]
    actor_id: Mapped[int]
    subject: Mapped[str] = mapped_column(sa.String(16))
    subject_id: Mapped[int]
    why: Mapped[str] = mapped_column(sa.String(32))
    surface: Mapped[str] = mapped_column(sa.String(32))
    refused: Mapped[bool] = mapped_column(default=False)

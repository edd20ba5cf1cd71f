"""Tables of learning notes and the uptake ledger."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quality.accounts.models import Person
from quality.cases.models.case import CaseConcern
from quality.core.db import Enumerated, Key, Model, PublicId
from quality.learning.states import NoteState, UptakeState, VersionState
from quality.organisation.models import Unit


class Note(Model):
    """What others can learn, in its own words: nothing of a case is in it but what its author wrote."""

    __tablename__ = "note"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[NoteState] = mapped_column(Enumerated(NoteState), default=NoteState.DRAFT, index=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    problem: Mapped[str] = mapped_column(sa.Text, default="")
    action: Mapped[str] = mapped_column(sa.Text, default="")
    effect: Mapped[str] = mapped_column(sa.Text, default="")
    needs: Mapped[str] = mapped_column(sa.Text, default="")
    adapting: Mapped[str] = mapped_column(sa.Text, default="")
    positive: Mapped[bool] = mapped_column(default=False)
    category_id: Mapped[int | None] = mapped_column(sa.ForeignKey("category.id"))
    source_unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    pattern_id: Mapped[int | None] = mapped_column(sa.ForeignKey("pattern.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    editor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    approver_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    published_at: Mapped[dt.datetime | None]
    reminded_on: Mapped[dt.date | None]
    finished_at: Mapped[dt.datetime | None]
    replaced_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("note.id"))
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)

    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    contact: Mapped[Person | None] = relationship(foreign_keys=[contact_id])
    about: Mapped[list[CaseConcern]] = relationship(
        primaryjoin="foreign(CaseConcern.case_id) == Note.case_id", viewonly=True
    )

    __mapper_args__ = {"version_id_col": version}


class NotePicture(Model):
    """A picture in a note, and what it shows in words. Seen by those who may read the note.

    `added_in_id` is the correction that it waits in, unseen by others than those who decide on it; `dropped_in_id` the
    one that takes it out. Both are empty once the correction is decided.
    """

    __tablename__ = "note_picture"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    note_id: Mapped[int] = mapped_column(sa.ForeignKey("note.id"), index=True)
    alt: Mapped[str] = mapped_column(sa.String(200))
    key: Mapped[str] = mapped_column(sa.String(32))
    width: Mapped[int]
    height: Mapped[int]
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[dt.datetime]
    added_in_id: Mapped[int | None] = mapped_column(sa.ForeignKey("note_version.id"))
    dropped_in_id: Mapped[int | None] = mapped_column(sa.ForeignKey("note_version.id"))


class NoteUnit(Model):
    """A unit that the author means the note for; publishing opens its row in the ledger."""

    __tablename__ = "note_unit"

    note_id: Mapped[int] = mapped_column(sa.ForeignKey("note.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)


class Uptake(Model):
    """One unit's answer to one note. The unit is asked when it has room for it (`asked_at`), at most two at a time."""

    __tablename__ = "uptake"
    __table_args__ = (sa.UniqueConstraint("note_id", "unit_id"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    version: Mapped[int] = mapped_column(default=1)
    note_id: Mapped[int] = mapped_column(sa.ForeignKey("note.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    state: Mapped[UptakeState] = mapped_column(Enumerated(UptakeState), default=UptakeState.UNSEEN)
    words: Mapped[str] = mapped_column(sa.Text, default="")
    measure_id: Mapped[int | None] = mapped_column(sa.ForeignKey("measure.id"))
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    opened_at: Mapped[dt.datetime]
    asked_at: Mapped[dt.datetime | None]
    remind_on: Mapped[dt.date | None] = mapped_column(index=True)
    reminders: Mapped[int] = mapped_column(default=0, server_default="0")
    seen_at: Mapped[dt.datetime | None]
    answered_at: Mapped[dt.datetime | None]

    unit: Mapped[Unit] = relationship()

    __mapper_args__ = {"version_id_col": version}


class NoteEffect(Model):
    """What the counts say of a note where it is in use: at its source and in each unit that took it up.

    `since` is the day it was first in use there, and stays. `answer_on` is set while a better answer lies ahead.
    """

    __tablename__ = "note_effect"

    note_id: Mapped[int] = mapped_column(sa.ForeignKey("note.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True, index=True)
    at_source: Mapped[bool]
    since: Mapped[dt.date]
    verdict: Mapped[str] = mapped_column(sa.String(16))
    said_on: Mapped[dt.date]
    checked_on: Mapped[dt.date]
    answer_on: Mapped[dt.date | None]
    weeks_before: Mapped[int]
    before: Mapped[int]
    weeks_after: Mapped[int]
    after: Mapped[int]
    due: Mapped[float]


class Gain(Model):
    """What was won by taking a note up, or by an improvement that is done; said by a doer, confirmed by the leader.

    Hours and kroner are for a year. It belongs to an uptake or to a case, never to both.
    """

    __tablename__ = "gain"
    __table_args__ = (
        sa.CheckConstraint("(uptake_id IS NULL) <> (case_id IS NULL)", name="of_one"),
        sa.CheckConstraint("hours >= 0 AND kroner >= 0", name="not_negative"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    version: Mapped[int] = mapped_column(default=1)
    uptake_id: Mapped[int | None] = mapped_column(sa.ForeignKey("uptake.id"), unique=True)
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"), unique=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    hours: Mapped[int] = mapped_column(default=0)
    kroner: Mapped[int] = mapped_column(default=0)
    quality: Mapped[bool] = mapped_column(default=False)
    safety: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str] = mapped_column(sa.Text, default="")
    claimed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    claimed_at: Mapped[dt.datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    confirmed_at: Mapped[dt.datetime | None]

    claimed_by: Mapped[Person] = relationship(foreign_keys=[claimed_by_id])

    __mapper_args__ = {"version_id_col": version}


class NoteVersion(Model):
    """What a note said before a correction, or shall say once another than its writer has approved it."""

    __tablename__ = "note_version"
    __table_args__ = (sa.UniqueConstraint("note_id", "number"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    version: Mapped[int] = mapped_column(default=1)
    note_id: Mapped[int] = mapped_column(sa.ForeignKey("note.id"))
    number: Mapped[int]
    state: Mapped[VersionState] = mapped_column(Enumerated(VersionState))
    content: Mapped[dict[str, Any]]
    why: Mapped[str] = mapped_column(sa.Text, default="")
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    approver_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[dt.datetime]
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)

    author: Mapped[Person] = relationship(foreign_keys=[author_id])

    __mapper_args__ = {"version_id_col": version}


class NoteThanks(Model):
    """That a person has thanked for a note.

    Not in the table of thanks for a case: that one lies in a room that knows no notes, stands in the case's own story
    and goes with it when it is emptied, while these are counted in the open for as long as the note lives.
    """

    __tablename__ = "note_thanks"

    note_id: Mapped[int] = mapped_column(sa.ForeignKey("note.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    at: Mapped[dt.datetime]


class NoteQuestion(Model):
    """What somebody asks the contact person of a note, and the answer; between the two of them."""

    __tablename__ = "note_question"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    version: Mapped[int] = mapped_column(default=1)
    note_id: Mapped[int] = mapped_column(sa.ForeignKey("note.id"), index=True)
    asker_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[dt.datetime]
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    answered_at: Mapped[dt.datetime | None]
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)

    asker: Mapped[Person] = relationship(foreign_keys=[asker_id])

    __mapper_args__ = {"version_id_col": version}


class StopAlert(Model):
    """A warning to many units at once: what is dangerous, and what to do now. In its own words, never a case's."""

    __tablename__ = "stop_alert"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    title: Mapped[str] = mapped_column(sa.String(120))
    danger: Mapped[str] = mapped_column(sa.Text)
    action: Mapped[str] = mapped_column(sa.Text)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    sent_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)

    author: Mapped[Person] = relationship(foreign_keys=[author_id])


class AlertReceipt(Model):
    """A unit that a stop-alert went to, and its receipt: who has seen it, when, and what the unit did."""

    __tablename__ = "alert_receipt"

    alert_id: Mapped[int] = mapped_column(sa.ForeignKey("stop_alert.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True, index=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    words: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[dt.datetime | None]
    reminded_on: Mapped[dt.date | None]

    unit: Mapped[Unit] = relationship()


class FeedAddress(Model):
    """A person's own address of the feed. Only the hash of its token is kept; the row goes when it is stopped.

    `hour` and `fetches` count how often it is read, so that one address cannot keep the server busy.
    """

    __tablename__ = "feed_address"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    made_at: Mapped[dt.datetime]
    hour: Mapped[dt.datetime | None]
    fetches: Mapped[int] = mapped_column(default=0)


class NoteRead(Model):
    """That a person has opened a note, so that a digest does not bring it again."""

    __tablename__ = "note_read"

    note_id: Mapped[int] = mapped_column(sa.ForeignKey("note.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    at: Mapped[dt.datetime]

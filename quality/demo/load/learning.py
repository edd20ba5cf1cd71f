"""The learning notes and what each unit has answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import cycle

import sqlalchemy as sa

from quality.cases.models.category import Category
from quality.core.clock import at_local, local_date
from quality.demo.load.people import Town
from quality.demo.stories.notes import GAINS
from quality.demo.values import DemoNote, DemoUptake
from quality.learning.mails import Site
from quality.learning.models import AlertReceipt, Note, Uptake
from quality.learning.queries import gains
from quality.learning.services.alerts import Words, acknowledge, send
from quality.learning.services.answering import Answer, answer_uptake, see_note
from quality.learning.services.gaining import Claim, claim_gain
from quality.learning.services.publishing import publish_note
from quality.learning.services.writing import Content, Source, submit_note, write_note
from quality.learning.states import TAKEN_UP, UptakeState
from quality.organisation.kinds import Service
from quality.organisation.models import Unit


def load_notes(town: Town, notes: Iterable[DemoNote], patterns: dict[str, int], now: dt.datetime) -> None:
    """Write, approve and publish each note on its day, and give the units' answers."""
    for told in notes:
        note = _published(town, told, patterns)
        for row in told.uptakes:
            _answer(town, told, note, row, now)
        _claim_gains(town, told, note, now)


def _published(town: Town, told: DemoNote, patterns: dict[str, int]) -> Note:
    session, at = town.session, at_local(told.published_on, 9)
    category = session.scalar(sa.select(Category.id).where(Category.code == told.category.partition(".")[0]))
    content = Content(
        title=told.title,
        problem=told.problem,
        action=told.action,
        effect=told.effect,
        needs=told.needs,
        adapting=told.adapting,
        positive=told.positive,
        category_id=category,
        contact_id=town.people[told.contact],
    )
    units = [town.units[row.unit] for row in told.uptakes]
    source = Source(town.units[told.source_unit], patterns.get(told.pattern or ""))
    note = write_note(session, town.actor(told.author), content, units, source, now=at)
    submit_note(session, town.actor(told.author), note, now=at)
    publish_note(session, town.actor(told.approver), note, now=at)
    return note


def _answer(town: Town, told: DemoNote, note: Note, row: DemoUptake, now: dt.datetime) -> None:
    session = town.session
    query = sa.select(Uptake).where(Uptake.note_id == note.id, Uptake.unit_id == town.units[row.unit])
    uptake = session.scalars(query).one()
    state = UptakeState(row.state)
    if state is UptakeState.UNSEEN:
        return
    leader = _leader(town, row.unit)
    at = at_local(row.answered_on, 10) if row.answered_on else at_local(told.published_on, 14)
    see_note(session, town.actor(leader), note, now=at)
    if state is not UptakeState.SEEN:
        due = local_date(max(now, at)) + dt.timedelta(30) if state is UptakeState.TRYING else None
        answer = Answer(state, row.words, due_on=due)
        answer_uptake(session, town.actor(leader), uptake, note, answer, now=at)


def _claim_gains(town: Town, told: DemoNote, note: Note, now: dt.datetime) -> None:
    """Every second unit that took it up has said what it has won."""
    if told.key not in GAINS:
        return
    taken_up = [row for row in told.uptakes if row.state in TAKEN_UP]
    for row in taken_up[::2]:
        actor = town.actor(_leader(town, row.unit))
        query = sa.select(Uptake.public_id)
        query = query.where(Uptake.note_id == note.id, Uptake.unit_id == town.units[row.unit])
        subject = gains.of_uptake(town.session, actor, town.session.scalars(query).one())
        claim_gain(town.session, actor, subject, Claim(*GAINS[told.key]), now=now)


ALERT = Words(
    "Ikke bruk taklift med grått oppheng",
    "Et oppheng på en taklift løsnet under forflytning. Ingen ble skadet. Samme type henger flere steder.",
    "Se på merket på opphenget. Er det grått, bruk mobil lift til det er byttet.",
)
RECEIPTS = ("Vi har to. Begge er tatt ned.", "Sjekket alle rom, ingen grå hos oss.", "Byttet samme dag.")
ALERT_DAYS = 6


def load_alert(town: Town, coordinator: str, site: Site, now: dt.datetime) -> None:
    """A warning sent some days ago to those who lift people; most have given their receipt."""
    session, at = town.session, now - dt.timedelta(ALERT_DAYS)
    lifts = sa.select(Unit).where(Unit.service.in_([Service.NURSING_HOME, Service.SUPPORTED_HOUSING]))
    units = list(session.scalars(lifts.order_by(Unit.position)))
    alert = send(session, town.actor(coordinator), ALERT, [unit.id for unit in units], site=site, now=at)
    for hours, (unit, words) in enumerate(zip(units[:-1], cycle(RECEIPTS), strict=False), start=1):
        actor = town.actor(_leader(town, unit.code))
        receipt = session.get_one(AlertReceipt, (alert.id, unit.id))
        acknowledge(session, actor, alert, receipt, words, now=at + dt.timedelta(hours=hours))


def _leader(town: Town, unit: str) -> str:
    return next(name for name, leads in town.leads.items() if unit in leads)

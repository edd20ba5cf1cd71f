"""What each of many people may be told: read for a batch at once, then held against each reader's own rights."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, load_only

from quality.accounts.models import Person
from quality.accounts.queries import actors_for, holders
from quality.accounts.roles import Act, Actor, Role
from quality.cases.compose.progress import GOOD, JUDGED_FOR
from quality.cases.kinds import Level
from quality.cases.models.case import Case
from quality.cases.policy import level, may
from quality.cases.queries.ties import TieBook, read_ties
from quality.cases.states import OPEN, TAKEN, CaseState
from quality.core.clock import local_date
from quality.core.mail import MailState, OutgoingMail
from quality.core.notices import unmailed
from quality.core.text import Message
from quality.digests.compose.values import Gathered, NoteFact, NoticeFact, PatternFact, Review
from quality.digests.models import Delivery, Subscription
from quality.learning.models import Note, NoteRead, Uptake
from quality.learning.policy import sees
from quality.learning.states import ANSWERED, ASKING, TAKEN_UP, NoteState
from quality.organisation.kinds import Service
from quality.organisation.models import Unit
from quality.patterns.models import Pattern, PatternUnit, QuietUnit
from quality.patterns.policy import may_see
from quality.patterns.states import RUNNING, PatternState

FRESH_DAYS = 35
NOTICE_DAYS = 14
SEEN_OF_CASES = (
    "public_id",
    "unit_id",
    "happened_unit_id",
    "reporter_id",
    "handler_id",
    "access",
    "shared",
    "safety",
    "state",
    "next_due_on",
    "answered_at",
    "verdict",
    "text_gone_at",
)


@dataclass(frozen=True)
class Shelf:
    """What is the same for every reader of a batch, each with the units it concerns."""

    day: dt.date
    services: dict[int, Service | None]
    unit_names: dict[int, str]
    notes: list[Note]
    concerned: dict[int, dict[int, bool]]
    patterns: list[Pattern]
    pattern_units: dict[int, frozenset[int]]
    led_by_somebody: frozenset[int]
    taken_up: dict[int, int]
    quiet: dict[int, str]
    review: Review


@dataclass(frozen=True)
class Known:
    """What belongs to single readers of a batch, by person."""

    read: set[tuple[int, int]]
    sent: dict[int, dict[str, set[int]]]
    notices: dict[int, tuple[NoticeFact, ...]]
    open_cases: dict[int, list[Case]]
    answered_cases: dict[int, list[Case]]
    ties: TieBook
    about_somebody: set[int]
    follows: dict[int, frozenset[str]]


@dataclass(frozen=True)
class Gathering:
    """All that was read for a batch of people."""

    actors: dict[int, Actor]
    shelf: Shelf
    known: Known

    def of(self, person_id: int) -> Gathered:
        """What this one person may be told."""
        return _for_one(self.actors[person_id], self.shelf, self.known)


def gather(
    session: Session, people: Sequence[Person], now: dt.datetime, fresh: dt.datetime | None = None
) -> Gathering:
    """Read what a batch of people may be told of what is not older than `fresh`; some fifteen queries however many.

    What was sent is remembered for twice as long, so that nothing is told twice.
    """
    fresh = fresh or now - dt.timedelta(FRESH_DAYS)
    actors = actors_for(session, people, local_date(now))
    return Gathering(actors, _shelf(session, fresh, now), _known(session, actors, now, fresh))


def _for_one(actor: Actor, shelf: Shelf, known: Known) -> Gathered:
    sent = known.sent.get(actor.id, {})
    mine = _to_handle(actor, shelf, known)
    answered = tuple(
        case.id
        for case in known.answered_cases[actor.id]
        if level(actor, case, known.ties.of(actor, case.id)) >= Level.TEXT
    )
    notes = list(_notes(actor, shelf, known, sent.get("notes", set())))
    led = tuple(sorted(actor.units_as(Role.LEADER, Role.HEAD)))
    return Gathered(
        notes=tuple(note for note in notes if note.near),
        learned=tuple(notes),
        patterns=tuple(_patterns(actor, shelf, sent.get("patterns", set()))),
        notices=known.notices.get(actor.id, ()),
        answered=tuple(number for number in answered if number not in sent.get("answered", set())),
        new=sum(case.state is CaseState.REPORTED for case in mine),
        overdue=sum(
            case.state in TAKEN and case.next_due_on is not None and case.next_due_on < shelf.day
            for case in mine
        ),
        unanswered=sum(case.state in TAKEN and case.answered_at is None for case in mine),
        asking=_asking(actor, shelf),
        led=led,
        quiet=tuple(shelf.quiet[unit] for unit in led if unit in shelf.quiet),
        review=shelf.review if actor.everywhere(Act.PATTERN_READ) else None,
    )


def _notes(actor: Actor, shelf: Shelf, known: Known, sent: set[int]) -> Iterable[NoteFact]:
    for note in shelf.notes:
        concerned = shelf.concerned[note.id]
        near = _nearness(actor, shelf, concerned, known.follows.get(actor.id, frozenset()))
        is_old = note.id in sent or (note.id, actor.id) in known.read or note.author_id == actor.id
        if not is_old and sees(actor, note) and note.published_at:
            yield NoteFact(
                note.id,
                f"/learning/{note.public_id}",
                note.title,
                note.effect or note.action or note.problem,
                note.positive or bool(note.effect),
                near,
                note.published_at,
                len(concerned),
                shelf.taken_up.get(note.id, 0),
            )


def _nearness(actor: Actor, shelf: Shelf, concerned: dict[int, bool], follows: frozenset[str]) -> int:
    """3: the reader's answer is asked for; 2: about the reader's unit; 1: about units like it or of a kind that the
    reader follows; 0: about others.
    """
    answers_for = actor.reach(Act.UPTAKE_ANSWER)
    if any(unit in answers_for and not answered for unit, answered in concerned.items()):
        return 3
    if actor.unit_id in concerned:
        return 2
    service = shelf.services.get(actor.unit_id)
    kinds = {shelf.services.get(unit) for unit in concerned}
    return int(service is None or service in kinds or any(kind in follows for kind in kinds if kind))


def _patterns(actor: Actor, shelf: Shelf, sent: set[int]) -> Iterable[PatternFact]:
    own = actor.units_as(Role.LEADER, Role.HEAD) | {actor.unit_id}
    for pattern in shelf.patterns:
        units = shelf.pattern_units.get(pattern.id, frozenset())
        touched = sorted(units & own, key=lambda unit: (unit != actor.unit_id, unit))
        if touched and pattern.id not in sent and may_see(actor, pattern):
            name = shelf.unit_names[touched[0]]
            yield PatternFact(pattern.id, f"/patterns/{pattern.public_id}", name, len(units))


def _to_handle(actor: Actor, shelf: Shelf, known: Known) -> list[Case]:
    """The open cases that wait for this person, as the inbox has them: a head stands in where no leader is."""
    led = actor.units_as(Role.LEADER)
    below = actor.units_as(Role.HEAD) - led
    found = [case for unit in led for case in known.open_cases[unit]]
    found += [
        case
        for unit in below
        for case in known.open_cases[unit]
        if unit not in shelf.led_by_somebody or case.id in known.about_somebody
    ]
    return [case for case in found if may(actor, Act.CASE_HANDLE, case, known.ties.of(actor, case.id))]


def _asking(actor: Actor, shelf: Shelf) -> int:
    answers_for = actor.reach(Act.UPTAKE_ANSWER)
    return sum(
        any(unit in answers_for and not answered for unit, answered in shelf.concerned[note.id].items())
        for note in shelf.notes
    )


def _shelf(session: Session, fresh: dt.datetime, now: dt.datetime) -> Shelf:
    units = session.execute(sa.select(Unit.id, Unit.name, Unit.service)).all()
    notes = list(
        session.scalars(
            sa.select(Note)
            .where(Note.state == NoteState.PUBLISHED, Note.published_at.between(fresh, now))
            .order_by(Note.id)
        )
    )
    patterns = list(
        session.scalars(
            sa.select(Pattern)
            .where(Pattern.state.in_(RUNNING), Pattern.raised_at.between(fresh, now))
            .order_by(Pattern.raised_at.desc(), Pattern.id)
        )
    )
    pattern_units: dict[int, set[int]] = defaultdict(set)
    query = sa.select(PatternUnit.pattern_id, PatternUnit.unit_id)
    for pattern_id, unit_id in session.execute(query.where(PatternUnit.pattern_id.in_(_ids(patterns)))):
        pattern_units[pattern_id].add(unit_id)
    day = local_date(now)
    return Shelf(
        day,
        {number: service for number, _, service in units},
        {number: name for number, name, _ in units},
        notes,
        _concerned(session, notes),
        patterns,
        {number: frozenset(found) for number, found in pattern_units.items()},
        frozenset(holders(session, Role.LEADER, day)),
        _taken_up(session, notes),
        _quiet(session),
        _review(session),
    )


def _concerned(session: Session, notes: list[Note]) -> dict[int, dict[int, bool]]:
    """For each note its units, and whether each is done with it or not asked yet."""
    found: dict[int, dict[int, bool]] = {note.id: {} for note in notes}
    query = sa.select(Uptake.note_id, Uptake.unit_id, Uptake.state, Uptake.asked_at)
    for note_id, unit_id, state, asked in session.execute(query.where(Uptake.note_id.in_(_ids(notes)))):
        found[note_id][unit_id] = asked is None or state not in ASKING
    return found


def _taken_up(session: Session, notes: list[Note]) -> dict[int, int]:
    """How many units use what each note tells."""
    query = sa.select(Uptake.note_id, sa.func.count(Uptake.id))
    query = query.where(Uptake.note_id.in_(_ids(notes)), Uptake.state.in_(TAKEN_UP))
    return dict(session.execute(query.group_by(Uptake.note_id)).all())


def _quiet(session: Session) -> dict[int, str]:
    """Units that report less than they use to, by id, with their names."""
    query = sa.select(Unit.id, Unit.name).join(QuietUnit, QuietUnit.unit_id == Unit.id)
    return dict(session.execute(query.where(QuietUnit.ended_on.is_(None))).all())


def _review(session: Session) -> Review:
    """How patterns, notes and mail stand in the whole municipality."""
    found = sa.select(
        sa.func.count(sa.case((Pattern.state == PatternState.CANDIDATE, 1))),
        sa.func.count(sa.case((Pattern.state.in_(RUNNING), 1))),
        sa.func.count(sa.case((sa.and_(Pattern.state.in_(RUNNING), Pattern.owner_id.is_(None)), 1))),
    )
    asked = sa.select(
        sa.func.count(Uptake.id),
        sa.func.count(sa.case((Uptake.state.in_(ANSWERED), 1))),
        sa.func.count(sa.case((Uptake.state.in_(TAKEN_UP), 1))),
    )
    asked = asked.join(Note, Note.id == Uptake.note_id).where(Note.state == NoteState.PUBLISHED)
    trouble = sa.select(sa.func.count(OutgoingMail.id)).where(
        OutgoingMail.state.in_([MailState.FAILED, MailState.UNCERTAIN])
    )
    return Review(*session.execute(found).one(), *session.execute(asked).one(), session.scalar(trouble) or 0)


def _follows(session: Session, person_ids: list[int]) -> dict[int, frozenset[str]]:
    query = sa.select(Subscription.person_id, Subscription.follows)
    rows = session.execute(query.where(Subscription.person_id.in_(person_ids)))
    return {person_id: frozenset(kinds) for person_id, kinds in rows if kinds}


def _known(session: Session, actors: dict[int, Actor], now: dt.datetime, fresh: dt.datetime) -> Known:
    ids = list(actors)
    led = {unit for actor in actors.values() for unit in actor.units_as(Role.LEADER, Role.HEAD)}
    open_cases: dict[int, list[Case]] = defaultdict(list)
    for case in session.scalars(_cases().where(Case.unit_id.in_(led), Case.state.in_(OPEN))):
        open_cases[case.unit_id].append(case)
    answered: dict[int, list[Case]] = defaultdict(list)
    closed = _cases().where(
        Case.reporter_id.in_(ids),
        Case.state == CaseState.CLOSED,
        Case.verdict.is_(None),
        Case.kind.not_in(GOOD),
        Case.closed_at.between(max(fresh, now - JUDGED_FOR), now),
    )
    for case in session.scalars(closed.where(Case.import_id.is_(None)).order_by(Case.id)):
        answered[case.reporter_id or 0].append(case)
    ties = read_ties(session, ids)
    read = sa.select(NoteRead.note_id, NoteRead.person_id).where(NoteRead.person_id.in_(ids))
    return Known(
        read={(note, person) for note, person in session.execute(read)},
        sent=_sent(session, ids, fresh - (now - fresh)),
        notices=pending_notices(session, ids, now),
        open_cases=open_cases,
        answered_cases=answered,
        ties=ties,
        about_somebody={case for case, _ in ties.about},
        follows=_follows(session, ids),
    )


def _cases() -> sa.Select[Case]:
    return sa.select(Case).options(load_only(*(getattr(Case, name) for name in SEEN_OF_CASES)))


def _sent(session: Session, person_ids: list[int], since: dt.datetime) -> dict[int, dict[str, set[int]]]:
    """What earlier digests brought each person; one that was called back brought nothing."""
    query = (
        sa.select(Delivery.person_id, Delivery.items)
        .join(OutgoingMail, OutgoingMail.id == Delivery.mail_id)
        .where(
            Delivery.person_id.in_(person_ids),
            Delivery.at > since,
            OutgoingMail.state != MailState.CANCELLED,
        )
    )
    found: dict[int, dict[str, set[int]]] = {}
    for person_id, items in session.execute(query):
        for kind, numbers in items.items():
            found.setdefault(person_id, {}).setdefault(kind, set()).update(numbers)
    return found


def pending_notices(
    session: Session, person_ids: list[int], now: dt.datetime
) -> dict[int, tuple[NoticeFact, ...]]:
    """What each person has been told in the product and no mail has carried, oldest first."""
    found: dict[int, list[NoticeFact]] = defaultdict(list)
    for row in unmailed(session, person_ids, since=now - dt.timedelta(NOTICE_DAYS)):
        found[row.person_id].append(NoticeFact(row.id, Message(row.text, row.values), row.link))
    return {person_id: tuple(notices) for person_id, notices in found.items()}


def _ids(things: Sequence[Note] | Sequence[Pattern]) -> list[int]:
    return [thing.id for thing in things]

"""The editions that have gone lately, as the worker and the mail server would have left them."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.core.clock import local_date
from quality.core.mail import MailState, OutgoingMail
from quality.digests.kinds import EditionKind, Plan, Rhythm
from quality.digests.mails import Site
from quality.digests.models import Edition
from quality.digests.queries.editions import plans_here
from quality.digests.queries.periods import due_at, first_day, period_of
from quality.digests.services.choices import choices
from quality.digests.services.editions import finish
from quality.digests.services.write import deliver_batch
from quality.organisation.queries import municipality

WEEKS = 3
# Every so manieth person, in the order they came, has made a choice or cannot be reached.
PAUSED, SAYS_NO, NO_ADDRESS = 37, 53, 97
TAKEN, UNKNOWN = "250 2.0.0 Ok: queued", "550 5.1.1 User unknown"
HUNG_UP = "Connection unexpectedly closed"
INTRODUCTION = (
    "Takk til alle som har meldt fra. Her er det andre enheter har tatt i bruk, og hvem du kan spørre."
)


def load_editions(session: Session, public_url: str, now: dt.datetime) -> None:
    """Write what went in the last weeks, the last month and the last four months, each at its own time."""
    place = municipality(session)
    site = Site(public_url, place.name if place else "")
    _choose(session, now)
    gone = sorted(
        (due_at(plan, period), kind, period)
        for kind, plan in plans_here(session).items()
        for period in _gone(plan, now)
    )
    for at in sorted({row[0] for row in gone}):
        editions = [_edition(kind, period, due) for due, kind, period in gone if due == at]
        session.add_all(editions)
        session.flush()
        _send(session, editions, site, at)
    _answer(session)
    last = max(row[0] for row in gone)
    older = OutgoingMail.created_at < last - dt.timedelta(days=1)
    session.execute(sa.update(OutgoingMail).where(older).values(text="", html=""))


def _edition(kind: str, period: str, due: dt.datetime) -> Edition:
    words = INTRODUCTION if kind == EditionKind.MONTHLY else ""
    return Edition(kind=kind, period=period, due_at=due, introduction=words)


def _gone(plan: Plan, now: dt.datetime) -> list[str]:
    """The periods whose edition has gone: of weeks the last few, else the last one."""
    found: list[str] = []
    day = local_date(now)
    while len(found) < (WEEKS if plan.rhythm is Rhythm.WEEK else 1):
        period = period_of(plan.rhythm, day)
        if due_at(plan, period) <= now:
            found.append(period)
        day = first_day(plan.rhythm, period) - dt.timedelta(1)
    return found


def _choose(session: Session, now: dt.datetime) -> None:
    """Some are away, some have said no, and some have no address."""
    people = list(session.scalars(sa.select(Person).where(Person.demo_hint == "").order_by(Person.id)))
    chosen = choices(session, [person.id for person in people[::PAUSED] + people[::SAYS_NO]])
    for person in people[::PAUSED]:
        chosen[person.id].paused_until = local_date(now) + dt.timedelta(12)
    for person in people[::SAYS_NO]:
        chosen[person.id].weekly = False
    for person in people[NO_ADDRESS::NO_ADDRESS]:
        person.email = None
    session.flush()


def _send(session: Session, editions: list[Edition], site: Site, at: dt.datetime) -> None:
    people = list(session.scalars(sa.select(Person.id)))
    deliver_batch(session, editions, people, site=site, now=at)
    for edition in editions:
        finish(session, edition, now=at + dt.timedelta(minutes=10))


def _answer(session: Session) -> None:
    """What the mail server said: nearly all were taken, one is unknown there, and one line was lost."""
    taken = {"state": MailState.SENT, "tries": 1, "sent_at": OutgoingMail.created_at, "answer": TAKEN}
    session.execute(sa.update(OutgoingMail).values(taken))
    last = session.scalars(sa.select(OutgoingMail).order_by(OutgoingMail.id.desc()).offset(40).limit(2))
    odd = ((MailState.FAILED, UNKNOWN), (MailState.UNCERTAIN, HUNG_UP))
    for mail, (state, answer) in zip(last, odd, strict=True):
        mail.state, mail.answer, mail.sent_at = state, answer, None
    session.flush()

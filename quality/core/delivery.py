"""Delivering the outbox: mail is claimed, handed over, and settled, so that a kill loses and doubles none."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.core.db import transaction
from quality.core.files import beside
from quality.core.hands import hand, left_behind
from quality.core.mail import MailState, OutgoingMail, due
from quality.core.smtp import AWAY, Line, OnTheWay, Outcome, hand_over, words_of
from quality.core.text import clean_line

PAUSES_MINUTES = (1, 5, 15, 60, 120, 240, 480, 520)
SENDING_LIMIT = dt.timedelta(minutes=15)
RUN_SECONDS = 240
LIMIT = 1000
IN_HAND = 200
HAND_SECONDS = 60
HANDS = "outbox"
ENDED = "The process ended while it was being sent."
LONGEST_WAIT = dt.timedelta(hours=1)

log = logging.getLogger(__name__)


def deliver(smtp_url: str, mail_from: str, now: dt.datetime, limit: int = LIMIT) -> int:
    """Hand over what is due; returns how many were sent. Without an SMTP server nothing is touched.

    So many at a time are claimed before they are sent and settled after, and a file tells of each as it is begun and
    answered: a kill leaves at most the one on the line as uncertain, which is never sent again by itself, and the rest
    goes. While the server is away nothing is claimed: the mail waits, with growing pauses, for as long as that lasts.
    """
    if not smtp_url:
        return 0
    pick_up(now)
    line, sent, end = Line(smtp_url), 0, time.monotonic() + RUN_SECONDS
    try:
        while limit > 0 and line.is_worth_trying and time.monotonic() < end:
            waiting = _due(now, min(limit, IN_HAND))
            if not waiting:
                break
            line.open()
            sent += _deliver_some(line, waiting, mail_from, now)
            limit -= len(waiting)
    except AWAY as error:
        log.warning("the mail server is away: %s", error)
        _wait(words_of(error), now)
    finally:
        line.close()
    return sent


def _deliver_some(line: Line, mail_ids: list[int], mail_from: str, now: dt.datetime) -> int:
    """Claim these, hand them over, and settle what came of each; those that were not begun go back to the queue."""
    with hand(beside(HANDS)) as mine:
        outcomes: dict[int, Outcome] = {}
        end = time.monotonic() + HAND_SECONDS
        try:
            for row in _claim(mail_ids, mine.name, now):
                if not line.is_worth_trying or time.monotonic() > end:
                    break
                outcome = hand_over(line.open(), row, mail_from, mine)
                mine.end(row.id, outcome.state, outcome.answer)
                outcomes[row.id] = outcome
                line.count(outcome.state is MailState.SENT)
        except AWAY:
            _settle(mine.name, outcomes, now)
            raise
        _settle(mine.name, outcomes, now)
    return sum(outcome.state is MailState.SENT for outcome in outcomes.values())


def pick_up(now: dt.datetime) -> int:
    """Settle what processes that ended had in hand; returns how many.

    What was on the line is uncertain, what was answered is what the answer says, and what was never begun is queued
    again. Where the machine itself went down, the last lines may be lost, and all without an answer is uncertain.
    """
    settled = 0
    for left in left_behind(beside(HANDS)):
        outcomes = {
            number: Outcome(MailState(state), answer) for number, (state, answer) in left.ended.items()
        }
        with transaction() as session:
            unknown = [row.id for row in _held(session, left.name) if row.id not in outcomes]
        for number in unknown:
            if number in left.begun or not left.whole:
                outcomes[number] = Outcome(MailState.UNCERTAIN, ENDED)
        settled += _settle(left.name, outcomes, now)
    return settled + _flag_lost(now)


def _flag_lost(now: dt.datetime) -> int:
    """Mark what has been on its way for too long, and no file tells of, as uncertain; returns how many."""
    with transaction() as session:
        result = session.execute(
            sa.update(OutgoingMail)
            .where(OutgoingMail.state == MailState.SENDING, OutgoingMail.claimed_at < now - SENDING_LIMIT)
            .values(state=MailState.UNCERTAIN, answer=ENDED)
        )
        return int(result.rowcount)  # type: ignore[attr-defined]


def _due(now: dt.datetime, limit: int) -> list[int]:
    with transaction() as session:
        query = sa.select(OutgoingMail.id).where(due(now))
        return list(session.scalars(query.order_by(OutgoingMail.next_try_at, OutgoingMail.id).limit(limit)))


def _claim(mail_ids: list[int], name: str, now: dt.datetime) -> Sequence[OnTheWay]:
    """Sign those that nobody else has taken or called back meanwhile, and read them."""
    with transaction() as session:
        session.execute(
            sa.update(OutgoingMail)
            .where(OutgoingMail.id.in_(mail_ids), due(now))
            .values(state=MailState.SENDING, claimed_at=now, tries=OutgoingMail.tries + 1, hand=name)
            .execution_options(synchronize_session=False)
        )
        return _held(session, name)


def _held(session: Session, name: str) -> Sequence[OnTheWay]:
    columns = (getattr(OutgoingMail, column) for column in OnTheWay._fields)
    query = sa.select(*columns).where(_in_hand(name)).order_by(OutgoingMail.next_try_at, OutgoingMail.id)
    return [OnTheWay(*row) for row in session.execute(query)]


def _in_hand(name: str) -> sa.ColumnElement[bool]:
    return sa.and_(OutgoingMail.hand == name, OutgoingMail.state == MailState.SENDING)


def _settle(name: str, outcomes: Mapping[int, Outcome], now: dt.datetime) -> int:
    """Write down what came of what this hand holds; what was not begun waits again as if it had not been taken."""
    with transaction() as session:
        query = sa.select(OutgoingMail.id, OutgoingMail.tries, OutgoingMail.next_try_at, OutgoingMail.answer)
        rows = [
            _settled(*row, outcomes.get(row.id), now) for row in session.execute(query.where(_in_hand(name)))
        ]
        if rows:
            session.execute(sa.update(OutgoingMail), rows)
        return len(rows)


def _settled(
    mail_id: int, tries: int, next_try_at: dt.datetime, answer: str, outcome: Outcome | None, now: dt.datetime
) -> dict[str, object]:
    row: dict[str, object] = {"id": mail_id, "tries": tries, "next_try_at": next_try_at, "sent_at": None}
    if outcome is None:
        return row | {"state": MailState.QUEUED, "tries": tries - 1, "answer": answer}
    row |= {"state": outcome.state, "answer": clean_line(outcome.answer, 300)}
    if outcome.state is MailState.SENT:
        row["sent_at"] = now
    elif outcome.state is MailState.QUEUED and tries > len(PAUSES_MINUTES):
        row["state"] = MailState.FAILED
    elif outcome.state is MailState.QUEUED:
        row["next_try_at"] = now + dt.timedelta(minutes=PAUSES_MINUTES[tries - 1])
    return row


def _wait(why: str, now: dt.datetime) -> None:
    """Put what is due off while the server is away: half as long again as the oldest has waited, at most an hour."""
    with transaction() as session:
        oldest = session.scalar(sa.select(sa.func.min(OutgoingMail.created_at)).where(due(now)))
        if oldest is None:
            return
        pause = min(max((now - oldest) / 2, dt.timedelta(minutes=1)), LONGEST_WAIT)
        session.execute(
            sa.update(OutgoingMail)
            .where(due(now))
            .values(next_try_at=now + pause, answer=clean_line(why, 300))
            .execution_options(synchronize_session=False)
        )

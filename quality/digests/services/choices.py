"""What a person has chosen to be sent."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.core.clock import local_date
from quality.core.text import N_, NotVisibleError, RefusedError
from quality.digests.kinds import Rhythm, choice_for
from quality.digests.models import Subscription

LONGEST_PAUSE = dt.timedelta(366)


def choices(session: Session, person_ids: Iterable[int]) -> dict[int, Subscription]:
    """What each has chosen; those without a choice get the calm default and a token of their own."""
    wanted = set(person_ids)
    found = _read(session, wanted)
    missing = sorted(wanted - found.keys())
    if not missing:
        return found
    insert = pg_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    rows = [{"person_id": person_id, "stop_token": secrets.token_urlsafe(32)} for person_id in missing]
    session.execute(insert(Subscription).on_conflict_do_nothing(), rows)
    return _read(session, wanted)


def _read(session: Session, person_ids: set[int]) -> dict[int, Subscription]:
    query = sa.select(Subscription).where(Subscription.person_id.in_(person_ids))
    rows = session.scalars(query.execution_options(populate_existing=True))
    return {row.person_id: row for row in rows}


def choose(
    session: Session,
    actor: Actor,
    *,
    weekly: bool,
    monthly: bool,
    daily: bool,
    follows: Iterable[str] = (),
    paused_until: dt.date | None,
    now: dt.datetime,
) -> Subscription:
    """Set a person's own choices."""
    today = local_date(now)
    if paused_until and paused_until - today > LONGEST_PAUSE:
        raise RefusedError(N_("En pause kan vare i høyst ett år."), field="paused_until")
    row = choices(session, [actor.id])[actor.id]
    row.weekly, row.monthly, row.daily = weekly, monthly, daily
    row.follows = sorted(set(follows))
    row.paused_until = paused_until if paused_until and paused_until > today else None
    session.flush()
    return row


def stop(session: Session, token: str, chosen: Iterable[str]) -> None:
    """Stop these choices of the person whose mail carried the token; nobody needs to sign in for that."""
    row = session.scalar(sa.select(Subscription).where(Subscription.stop_token == token))
    if row is None:
        raise NotVisibleError("token")
    for choice in chosen:
        setattr(row, choice, False)
    session.flush()


def wants(choice: Subscription, rhythm: Rhythm | None) -> bool:
    """Whether the person wants what goes in this rhythm; None is the day's mail."""
    return bool(getattr(choice, choice_for(rhythm)))


def is_silent(choice: Subscription, rhythm: Rhythm | None, day: dt.date) -> bool:
    """Whether the person has asked not to be sent what goes in this rhythm on this day."""
    return not wants(choice, rhythm) or is_paused(choice, day)


def is_paused(choice: Subscription, day: dt.date) -> bool:
    """Whether the person is on a pause; the day named is the first with mail again."""
    return choice.paused_until is not None and day < choice.paused_until

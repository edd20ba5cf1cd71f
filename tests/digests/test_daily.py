"""What is new to a person comes in one mail a day, on working days, and with the weekly on its day."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.core.clock import at_local
from quality.core.db import transaction
from quality.core.mail import OutgoingMail
from quality.core.notices import News, mark_read, tell
from quality.digests import jobs
from quality.digests.kinds import EditionKind
from quality.digests.models import Edition, Subscription
from quality.digests.services import editions, write
from quality.learning.models import Note
from tests.cast import Cast
from tests.conftest import Clock
from tests.digests.conftest import SITE, TUESDAY, mail_to

THURSDAY = dt.date(2026, 11, 26)


def news(session: Session, person_id: int, key: str, at: dt.datetime) -> None:
    with transaction():
        tell(session, [News(person_id, "x", f"Beskjed {key}", f"/x/{key}", key)], at)


def this_week(session: Session, time: Clock) -> Edition:
    """Everybody's edition of the week."""
    return editions.open_edition(session, EditionKind.WEEKLY, "2026-W48", time.now)


def mails(session: Session, person_id: int) -> list[str]:
    query = sa.select(OutgoingMail.kind).where(OutgoingMail.person_id == person_id).order_by(OutgoingMail.id)
    return list(session.scalars(query))


@pytest.fixture
def thursday(cast: Cast, time: Clock) -> Cast:
    """The cast, on a Thursday at seven, when this week's edition has gone."""
    jobs.compose(SITE, time.now)
    time.now = at_local(TUESDAY, 8)
    jobs.compose(SITE, time.now)
    time.now = at_local(THURSDAY, 7)
    return cast


def test_everything_of_a_day_is_one_mail(thursday: Cast, session: Session, time: Clock) -> None:
    for number in range(8):
        news(session, thursday.employee.id, f"k{number}", time.now - dt.timedelta(hours=number + 1))
    assert jobs.daily(SITE, time.now) == 1
    mail = mail_to(session, thursday.employee.id)
    assert mail.subject == "Løft: 8 nye beskjeder til deg"
    assert "Og 2 til, som du finner i Løft." in mail.text
    assert mail.unsubscribe_url.endswith("?kind=daily")
    for _ in range(3):
        assert jobs.daily(SITE, time.move(minutes=5)) == 0


def test_the_same_sentence_of_many_cases_stands_once_with_their_numbers(
    thursday: Cast, session: Session, time: Clock
) -> None:
    with transaction():
        for number in range(12):
            values = {"number": f"2026-{number:04d}"}
            told = News(
                thursday.employee.id, "x", "Sak %(number)s venter", f"/x/{number}", f"k{number}", values
            )
            tell(session, [told], time.now - dt.timedelta(hours=1))
    assert jobs.daily(SITE, time.now) == 1
    mail = mail_to(session, thursday.employee.id)
    assert mail.subject == "Løft: 12 nye beskjeder til deg"
    assert mail.text.count("venter") == 1
    assert "Det samme gjelder 2026-0001, 2026-0002," in mail.text
    assert "og 3 til" in mail.text
    assert "/x/8" in mail.html, "each of those named leads to its case"


def test_what_comes_later_in_the_day_waits_for_the_next(
    thursday: Cast, session: Session, time: Clock
) -> None:
    news(session, thursday.employee.id, "late", time.now + dt.timedelta(hours=1))
    assert jobs.daily(SITE, time.move(hours=3)) == 0
    time.now = at_local(THURSDAY + dt.timedelta(1), 7)
    assert jobs.daily(SITE, time.now) == 1


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        (dt.date(2026, 11, 28), 7),
        (dt.date(2026, 12, 25), 7),
        (dt.date(2027, 5, 17), 7),
        (THURSDAY, 6),
        (THURSDAY, 22),
    ],
)
def test_days_off_and_nights_are_silent(
    thursday: Cast, session: Session, time: Clock, day: dt.date, hour: int
) -> None:
    time.now = at_local(day, hour)
    news(session, thursday.employee.id, "k", time.now - dt.timedelta(hours=30))
    assert jobs.daily(SITE, time.now) == 0


def test_nothing_new_is_no_mail_and_neither_is_what_was_read(
    thursday: Cast, session: Session, time: Clock
) -> None:
    assert jobs.daily(SITE, time.now) == 0
    news(session, thursday.employee.id, "k", time.now - dt.timedelta(hours=1))
    with transaction():
        mark_read(session, thursday.employee.id, "/x/k", time.now)
    assert jobs.daily(SITE, time.now) == 0


def test_old_news_is_not_mailed(thursday: Cast, session: Session, time: Clock) -> None:
    news(session, thursday.employee.id, "k", time.now - dt.timedelta(days=15))
    assert jobs.daily(SITE, time.now) == 0


def test_no_and_pause_are_kept(thursday: Cast, session: Session, time: Clock) -> None:
    for person in (thursday.employee, thursday.colleague, thursday.former):
        news(session, person.id, "k", time.now - dt.timedelta(hours=1))
    with transaction():
        session.get_one(Subscription, thursday.employee.id).daily = False
        session.get_one(Subscription, thursday.colleague.id).paused_until = THURSDAY + dt.timedelta(1)
    assert jobs.daily(SITE, time.now) == 0


def test_on_its_day_the_weekly_takes_the_news_along(
    ready: Cast, note: Note, session: Session, time: Clock
) -> None:
    for person in (ready.employee, ready.teacher):
        news(session, person.id, "k", time.now - dt.timedelta(hours=2))
    assert jobs.daily(SITE, at_local(TUESDAY, 7)) == 0
    jobs.compose(SITE, time.now)
    assert jobs.daily(SITE, time.move(minutes=5)) == 0
    assert mails(session, ready.employee.id) == ["edition"]
    assert mails(session, ready.teacher.id) == ["edition"]
    assert "Beskjed k" in mail_to(session, ready.employee.id).text
    assert jobs.daily(SITE, at_local(TUESDAY + dt.timedelta(1), 7)) == 0, "and not again the day after"


def test_those_who_want_no_weekly_get_the_days_mail(ready: Cast, session: Session, time: Clock) -> None:
    news(session, ready.employee.id, "k", time.now - dt.timedelta(hours=2))
    with transaction():
        session.add(Subscription(person_id=ready.employee.id, weekly=False, stop_token="t"))
    assert jobs.daily(SITE, at_local(TUESDAY, 7)) == 1
    jobs.compose(SITE, time.now)
    assert mails(session, ready.employee.id) == ["daily"]


def test_a_held_edition_gives_two_mails_on_no_day(
    ready: Cast, note: Note, session: Session, time: Clock
) -> None:
    """Held over Tuesday morning, let go at ten: who got the day's mail gets the edition on Wednesday."""
    news(session, ready.employee.id, "k", time.now - dt.timedelta(hours=2))
    actor = ready.actor(ready.coordinator)
    with transaction():
        editions.hold(session, actor, this_week(session, time), now=time.now)
    assert jobs.daily(SITE, at_local(TUESDAY, 7)) == 1
    with transaction():
        session.execute(sa.update(OutgoingMail).values(created_at=at_local(TUESDAY, 7)))
        editions.release(session, actor, this_week(session, time), now=time.now)
    time.move(hours=2)
    jobs.compose(SITE, time.now)
    assert mails(session, ready.employee.id) == ["daily"]
    assert mails(session, ready.colleague.id) == ["edition"]
    time.now = at_local(TUESDAY + dt.timedelta(1), 7)
    news(session, ready.employee.id, "second", time.now - dt.timedelta(hours=1))
    assert jobs.daily(SITE, time.now) == 0
    jobs.compose(SITE, time.move(hours=1))
    assert mails(session, ready.employee.id) == ["daily", "edition"]
    assert session.scalars(
        sa.select(Edition.composed_at).where(Edition.period == "2026-W48", Edition.kind == "weekly")
    ).one()


def test_killed_in_the_middle_the_rest_goes_and_nothing_twice(
    thursday: Cast, session: Session, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 4)
    everybody = [person.id for person in thursday.everybody().values() if person.active]
    for number in everybody:
        news(session, number, "k", time.now - dt.timedelta(hours=1))
    real, calls = write.mark_mailed, []

    def dies(*args: object) -> None:
        calls.append(1)
        real(*args)  # type: ignore[arg-type]
        if len(calls) == 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(write, "mark_mailed", dies)
        with pytest.raises(KeyboardInterrupt):
            jobs.daily(SITE, time.now)
    assert jobs.daily(SITE, time.now) == len(everybody) - 8
    found = Counter(session.scalars(sa.select(OutgoingMail.person_id)).all())
    assert found == Counter(everybody)


def test_after_weeks_down_only_this_weeks_edition_goes(
    cast: Cast, note: Note, session: Session, time: Clock
) -> None:
    jobs.compose(SITE, time.now)
    time.now = at_local(dt.date(2026, 12, 9), 7)
    assert jobs.compose(SITE, time.now) == 0, "not before the day begins"
    assert jobs.compose(SITE, time.move(hours=2)) > 0
    query = sa.select(Edition.kind, Edition.period).where(Edition.composed_at.is_not(None))
    assert set(session.execute(query).all()) == {
        ("weekly", "2026-W50"),
        ("leaders", "2026-W50"),
        ("monthly", "2026-12"),
        ("coordinators", "2026-12"),
    }
    time.now = at_local(dt.date(2026, 12, 14), 9)
    assert jobs.compose(SITE, time.now) == 0, "Monday belongs to no edition"


def test_a_new_installation_begins_with_the_next_edition(
    cast: Cast, note: Note, session: Session, time: Clock
) -> None:
    time.now = at_local(TUESDAY + dt.timedelta(1), 9)
    assert [jobs.compose(SITE, time.now) for _ in range(2)] == [0, 0]
    assert dict(session.execute(sa.select(Edition.kind, Edition.period)).all()) == {
        "weekly": "2026-W49",
        "leaders": "2026-W49",
        "monthly": "2026-12",
        "coordinators": "2026-12",
        "tertial": "2027-T1",
    }

"""When editions go and to whom is the municipality's own, and may be changed at any time."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from contextlib import suppress
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import RoleHeld
from quality.accounts.roles import Role
from quality.core.clock import at_local, local_date
from quality.core.db import transaction
from quality.core.letters import translate
from quality.core.mail import MailState, OutgoingMail
from quality.core.text import RefusedError
from quality.digests import jobs
from quality.digests.compose.audience import why
from quality.digests.kinds import DEFAULT_PLANS, EditionKind, Plan, Rhythm, Topic
from quality.digests.models import Delivery, DeliveryState, Edition
from quality.digests.queries.editions import kinds_for, outstanding, plans_here
from quality.digests.services.plans import add_plan, set_plan
from quality.learning.models import Note
from quality.organisation.kinds import Service
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock
from tests.digests.conftest import SITE, TUESDAY, Compose, add_note, change, mail_to, outcome
from tests.digests.test_pages import save, text

K, R = EditionKind, Rhythm


def said(plans: dict[str, Plan], kind: EditionKind) -> str:
    return translate(why(plans, kind), "nb")


def test_each_edition_tells_how_often_it_goes_and_to_whom() -> None:
    assert [said(DEFAULT_PLANS, kind) for kind in K] == [
        "Ukens læring går hver uke til alle som ikke får Lederens uke.",
        "Lederens uke går hver uke til enhetsledere og kommunalsjefer.",
        "Månedens læring går hver måned til alle som ikke får Koordinatorens måned.",
        "Koordinatorens måned går hver måned til kvalitetskoordinatorer.",
        "Tertialet for ledelsen går hvert tertial til kommunedirektøren og kommunalsjefer.",
    ]
    schools = replace(DEFAULT_PLANS[K.MONTHLY], services=(Service.SCHOOL, Service.KINDERGARTEN))
    assert said({**DEFAULT_PLANS, K.MONTHLY: schools}, K.MONTHLY) == (
        "Månedens læring går hver måned til alle (Skole og Barnehage)."
    ), "it is for named receivers as well, and stands before the coordinators'"


def test_nobody_gets_two_that_go_as_often(cast: Cast, session: Session, time: Clock) -> None:
    change(cast, K.TERTIAL, time.now, rhythm=R.MONTH)
    day = local_date(time.now)
    plans = plans_here(session)
    for person in cast.everybody().values():
        rhythms = Counter(plans[kind].rhythm for kind in kinds_for(session, person.id, day))
        assert set(rhythms.values()) == {1}
    assert kinds_for(session, cast.head.id, day) == [K.LEADERS, K.TERTIAL]
    assert kinds_for(session, cast.coordinator.id, day) == [K.WEEKLY, K.COORDINATORS]
    assert kinds_for(session, cast.employee.id, day) == [K.WEEKLY, K.MONTHLY]


def test_leaders_get_everybodys_week_when_their_own_is_off(
    ready: Cast, note: Note, session: Session, compose: Compose, time: Clock
) -> None:
    change(ready, K.LEADERS, time.now, on=False)
    compose()
    assert "UKENS LÆRING" in mail_to(session, ready.leader.id).text


def test_an_edition_for_some_services_reaches_them_alone(
    ready: Cast, note: Note, session: Session, compose: Compose, time: Clock
) -> None:
    change(ready, K.WEEKLY, time.now, services=(Service.SCHOOL,))
    compose()
    assert outcome(session, ready.teacher.id)
    assert outcome(session, ready.employee.id) is None


def test_an_edition_that_nobody_would_get_is_refused(ready: Cast, client: Client) -> None:
    client.sign_in(ready.coordinator)
    answer = save(client, "monthly", 400, rhythm="week")
    assert "Da får ingen Månedens læring: Ukens læring går til de samme like ofte." in answer
    answer = save(client, "monthly", 400, rhythm="week", roles=["leader"])
    assert "Lederens uke går til de samme like ofte." in answer
    save(client, "monthly", rhythm="week", roles=["coordinator"])


def test_the_coordinator_is_told_what_changes_and_when_the_next_goes(ready: Cast, client: Client) -> None:
    client.sign_in(ready.coordinator)
    save(client, "weekly", rhythm="tertial", hour="9")
    assert (
        "Lagret. Ukens læring går hvert tertial til alle som ikke får Tertialet for ledelsen. "
        "Den neste går 5. jan. 2027 kl. 09:00."
    ) in text(client, "/digests")
    save(client, "leaders", on="")
    assert "Lagret. Lederens uke sendes ikke lenger." in text(client, "/digests")


OWN = {
    "name": "Skolens måned",
    "rhythm": "month",
    "weekday": "1",
    "hour": "8",
    "things": "3",
    "on": "y",
    "services": ["school"],
    "topics": ["learned"],
}


def test_a_municipality_adds_an_edition_of_its_own(
    ready: Cast, note: Note, client: Client, session: Session, compose: Compose, time: Clock
) -> None:
    page = text(client.sign_in(ready.coordinator), "/digests/plans/new")
    assert "Hva den heter" in page
    version = page.split('name="version"')[1].split('value="')[1].split('"')[0]
    client.post("/digests/plans/new", OWN | {"version": version})
    told = text(client, "/digests")
    why_this = "Skolens måned går hver måned til alle (Skole) som ikke får Koordinatorens måned."
    assert f"{why_this} Den neste går 1. des. 2026 kl. 08:00." in told
    assert "Handler om det kommunen har lært på tvers." in told
    client.post("/digests/plans/new", OWN | {"version": version}, status=409)
    time.now = at_local(dt.date(2026, 12, 1), 8)
    compose()
    mail = mail_to(session, ready.teacher.id)
    assert mail.subject == "Nytt i Løft: én ting til deg", "no words of anybody's own in a subject"
    assert why_this in mail.text
    assert "Skolens måned, måned 12 i 2026" in text(client.sign_in(ready.coordinator), "/digests")
    assert "Mottakere" in text(client, "/digests/own1/2026-12")
    time.now = at_local(dt.date(2026, 12, 3), 8)
    compose()
    assert outcome(session, ready.teacher.id) is DeliveryState.QUEUED, "and no Månedens læring besides"


def test_an_edition_without_a_name_or_a_topic_is_refused_in_words(ready: Cast, client: Client) -> None:
    client.sign_in(ready.coordinator)
    answer = client.post("/digests/plans/new", OWN | {"name": " ", "topics": []}, status=400).text
    assert "Gi utgaven et navn." in answer
    assert "Velg minst én ting." in answer


def test_an_own_edition_is_renamed_and_there_are_six_at_most(
    ready: Cast, session: Session, time: Clock
) -> None:
    actor, own = ready.actor(ready.coordinator), Plan(1, on=False, topics=(Topic.NOTES,), name="Vår uke")
    with transaction():
        kinds = [add_plan(session, actor, own, now=time.now) for _ in range(6)]
        set_plan(session, actor, kinds[2], replace(own, name="Deres uke"), now=time.now)
        with pytest.raises(RefusedError, match="høyst seks"):
            add_plan(session, actor, own, now=time.now)
    assert [plan.name for plan in plans_here(session).values() if plan.name][1:4] == [
        "Vår uke",
        "Deres uke",
        "Vår uke",
    ]


def test_topics_keep_their_order_and_new_ones_stand_last(ready: Cast, session: Session, time: Clock) -> None:
    change(ready, K.LEADERS, time.now, topics=(Topic.NOTES, Topic.ANSWERS, Topic.WAITING))
    assert plans_here(session)[K.LEADERS].topics == (Topic.WAITING, Topic.ANSWERS, Topic.NOTES)


def test_the_mail_tells_the_rhythm_and_the_receivers_there_are(
    ready: Cast, note: Note, session: Session, compose: Compose, time: Clock
) -> None:
    change(ready, K.MONTHLY, time.now, on=False)
    change(ready, K.WEEKLY, time.now, rhythm=R.MONTH, weekday=2)
    time.now = at_local(dt.date(2026, 12, 2), 8)
    compose()
    words = mail_to(session, ready.employee.id).text
    assert "Ukens læring går hver måned til alle som ikke får Koordinatorens måned." in words
    assert "?kind=monthly" in words, "whoever says no says no to what goes less often"


def test_the_words_of_an_edition_follow_it_into_its_new_rhythm(
    ready: Cast, client: Client, session: Session, time: Clock
) -> None:
    client.sign_in(ready.coordinator)
    client.post(f"/digests/{K.MONTHLY}/2026-12/edit", {"introduction": "Kjære alle.", "version": "1"})
    change(ready, K.MONTHLY, time.now, rhythm=R.TERTIAL)
    edition = session.scalars(sa.select(Edition).where(Edition.introduction != "")).one()
    assert (edition.period, edition.due_at) == ("2027-T1", at_local(dt.date(2027, 1, 7), 8))


def compose_the_first(patch: pytest.MonkeyPatch, now: dt.datetime) -> None:
    """Four people get their editions; then the run is over."""
    goes = iter([True, True] + [False] * 20)
    patch.setattr(jobs, "BATCH", 4)
    patch.setattr(jobs, "_goes", lambda _session, _edition: next(goes))
    patch.setattr(random, "shuffle", lambda batches: batches.reverse())
    jobs.compose(SITE, now)


def test_what_has_begun_ends_as_it_was_when_the_rhythm_is_changed(
    ready: Cast, note: Note, session: Session, monkeypatch: pytest.MonkeyPatch, time: Clock
) -> None:
    with monkeypatch.context() as patch:
        compose_the_first(patch, time.now)
    change(ready, K.WEEKLY, time.now, rhythm=R.TERTIAL)
    jobs.compose(SITE, time.move(minutes=5))
    gone = session.scalars(sa.select(Edition).where(Edition.composed_at.is_not(None))).all()
    assert {(edition.kind, edition.period) for edition in gone} == {
        ("weekly", "2026-W48"),
        ("leaders", "2026-W48"),
    }
    assert outcome(session, ready.employee.id) is DeliveryState.QUEUED


def test_an_edition_turned_on_again_after_its_time_waits_for_the_next(
    ready: Cast, note: Note, session: Session, compose: Compose, time: Clock
) -> None:
    for kind in (K.WEEKLY, K.MONTHLY):
        change(ready, kind, time.now, on=False)
    time.move(days=16)
    change(ready, K.WEEKLY, time.now, on=True)
    compose()
    assert outcome(session, ready.employee.id) is None
    time.move(days=5)
    compose()
    assert outcome(session, ready.employee.id) is DeliveryState.QUEUED


def test_an_edition_turned_off_and_on_again_after_its_time_is_passed_over(
    ready: Cast, note: Note, session: Session, compose: Compose, client: Client, time: Clock
) -> None:
    change(ready, K.WEEKLY, time.now, on=False)
    change(ready, K.WEEKLY, time.move(days=2), on=True)
    compose()
    assert outcome(session, ready.employee.id) is None, "the week's was due on Tuesday, and this is Thursday"
    page = text(client.sign_in(ready.coordinator), "/digests")
    assert "Ukens læring: 1. des. 2026 kl. 08:00" in page
    assert "Ble ikke sendt" in page
    client.post(f"/digests/{K.WEEKLY}/2026-W48/hold", status=400)
    time.move(days=5)
    compose()
    assert outcome(session, ready.employee.id) is DeliveryState.QUEUED


def test_an_edition_turned_off_and_on_again_half_way_goes_to_the_rest(
    ready: Cast, note: Note, session: Session, monkeypatch: pytest.MonkeyPatch, time: Clock
) -> None:
    with monkeypatch.context() as patch:
        compose_the_first(patch, time.now)
    change(ready, K.WEEKLY, time.now, on=False)
    change(ready, K.WEEKLY, time.move(days=1), on=True)
    jobs.compose(SITE, time.now)
    assert outcome(session, ready.employee.id) is DeliveryState.QUEUED


def test_somebody_who_got_the_other_edition_of_the_week_gets_no_second(
    ready: Cast, note: Note, session: Session, compose: Compose, time: Clock
) -> None:
    """The leaders' edition went; then the leader stops being one, while everybody's is still under way."""
    compose()
    edition = session.scalars(
        sa.select(Edition).where(Edition.kind == K.WEEKLY, Edition.period == "2026-W48")
    ).one()
    with transaction():
        session.execute(sa.delete(RoleHeld).where(RoleHeld.person_id == ready.leader.id))
    assert ready.leader.id not in outstanding(session, edition)


def test_an_edition_moved_to_a_later_day_after_it_went_shows_the_next(
    ready: Cast, note: Note, compose: Compose, client: Client, time: Clock
) -> None:
    compose()
    time.move(days=1)
    client.sign_in(ready.coordinator)
    save(client, "weekly", weekday="4")
    assert "Den neste går 4. des. 2026 kl. 08:00." in text(client, "/digests")


def test_what_was_written_for_an_edition_that_went_meanwhile_is_shown_again(
    ready: Cast, note: Note, compose: Compose, client: Client
) -> None:
    client.sign_in(ready.coordinator)
    compose()
    path, data = "/digests/weekly/2026-W48/edit", {"introduction": "Kjære alle.", "version": "1"}
    answer = client.post(path, data, status=400).text
    assert "Utgaven har gått ut og kan ikke endres." in answer
    assert "Kjære alle." in answer


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_is_changed_when_nothing_is_doubled_and_nothing_lost(
    cast: Cast, session: Session, time: Clock, seed: int
) -> None:
    """Eighteen weeks in which the plans are changed at random, often in the middle of a period or of a day."""
    pick, notes = random.Random(seed), []
    jobs.compose(SITE, time.now)
    start = TUESDAY - dt.timedelta(1)
    for day in range(18 * 7):
        if day % 21 == 0:
            with transaction():
                notes.append(add_note(session, cast, cast.north.id))
                notes[-1].published_at = at_local(start + dt.timedelta(day), 7)
        for hour in (9, 13):
            now = at_local(start + dt.timedelta(day), hour)
            if pick.random() < 0.06:
                with suppress(RefusedError):
                    change(
                        cast,
                        pick.choice([K.WEEKLY, K.LEADERS, K.MONTHLY]),
                        now,
                        rhythm=pick.choice(list(R)),
                        weekday=pick.randrange(5),
                        hour=pick.choice([8, 9, 12]),
                        things=10,
                        roles=pick.choice([(), (), (Role.LEADER, Role.HEAD)]),
                    )
            jobs.compose(SITE, now)
    with transaction():
        session.execute(sa.update(OutgoingMail).values(state=MailState.SENT))
    _settle(cast, start + dt.timedelta(18 * 7))
    got = _deliveries(session)
    told = Counter((person, note) for person, _, _, items in got for note in items.get("notes", []))
    assert set(told.values()) == {1}, "no note twice"
    assert {note for person, note in told if person == cast.employee.id} == {note.id for note in notes}
    assert set(Counter((person, local_date(at)) for person, _, at, _ in got).values()) == {1}, (
        "one mail a day"
    )
    every = sa.select(Delivery.person_id, Edition.period).join(Edition, Edition.id == Delivery.edition_id)
    assert set(Counter(session.execute(every).all()).values()) == {1}, "one edition a period"


def _settle(cast: Cast, day: dt.date) -> None:
    """Everybody's edition every week again, and two weeks of it."""
    change(cast, K.MONTHLY, at_local(day), on=False)
    change(cast, K.LEADERS, at_local(day), on=False)
    change(cast, K.WEEKLY, at_local(day), rhythm=R.WEEK, roles=(), weekday=1)
    for later in range(14):
        jobs.compose(SITE, at_local(day + dt.timedelta(later), 13))


def _deliveries(session: Session) -> list[tuple[int, str, dt.datetime, dict[str, list[int]]]]:
    query = (
        sa.select(Delivery.person_id, Edition.period, Delivery.at, Delivery.items)
        .join(Edition, Edition.id == Delivery.edition_id)
        .where(Delivery.state == DeliveryState.QUEUED)
    )
    return [tuple(row) for row in session.execute(query)]

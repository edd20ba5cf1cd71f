"""Deciding on new cases: sent on, put together, put off, given out, undone. What each does and who is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.cases import policy
from quality.cases.jobs import flow as jobs
from quality.cases.kinds import Access, CanLearn, Level, Part, Rejection
from quality.cases.models.case import Case, CaseConcern, CaseMessage
from quality.cases.models.flow import CaseParty, CaseSnooze, CaseTask
from quality.cases.queries import fetch, flow
from quality.cases.queries.inbox import count_waiting
from quality.cases.services import close, flags, merge, receive, recount, snooze, talk, tasks, transfer, undo
from quality.cases.services.close import Closing
from quality.cases.services.snooze import Until
from quality.cases.services.tasks import Errand
from quality.cases.states import CaseState
from quality.core.db import transaction
from quality.core.history import entries_of
from quality.core.notices import Notice
from quality.core.text import ConflictError, NotVisibleError, RefusedError
from tests.cases.desk import make_case
from tests.cases.test_handle import counts, told
from tests.cast import Cast
from tests.conftest import NOW, Clock

TODAY = dt.date(2026, 11, 23)


def level(cast: Cast, session: Session, person: Person, case: Case) -> Level:
    try:
        return fetch(session, cast.actor(person), case.public_id, Level.META).level
    except NotVisibleError:
        return Level.NONE


def unread(session: Session, person: Person) -> list[str]:
    query = sa.select(Notice.kind).where(Notice.person_id == person.id, Notice.read_at.is_(None))
    return list(session.scalars(query.order_by(Notice.id)))


def test_a_case_sent_on_is_read_by_the_other_unit_and_owned_by_the_sender_until_taken(cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        assert level(cast, session, cast.south_leader, case) is Level.NONE
        offer = transfer.send(
            session, cast.actor(cast.leader), case, cast.south, "Det er deres rute.", now=NOW
        )
        assert (case.state, case.unit_id, offer.back_on) == (
            CaseState.TRANSFERRED,
            cast.north.id,
            dt.date(2026, 11, 25),
        )
        assert level(cast, session, cast.south_leader, case) is Level.TEXT
        assert unread(session, cast.south_leader) == ["case_offered"]
        assert told(session, cast.employee.id) == ["case_sent_on"]
        transfer.accept(session, cast.actor(cast.south_leader), case, now=NOW)
        assert (case.state, case.unit_id, case.happened_unit_id) == (
            CaseState.RECEIVED,
            cast.south.id,
            cast.north.id,
        )
        assert level(cast, session, cast.leader, case) is Level.TEXT, "it happened there"
        assert level(cast, session, cast.south_leader, case) is Level.IDENTITY
        assert counts(session) == {False: 1}
        assert recount.differences(session) == []


def test_a_case_taken_over_leaves_what_the_sender_had_settled(cast: Cast) -> None:
    """Who handled it there no longer does, and a unit that owns the case does not read along as well."""
    with transaction() as session:
        case, leader = make_case(session, cast), cast.actor(cast.leader)
        case.handler_id = cast.colleague.id
        for unit in (cast.south, cast.home):
            transfer.involve(session, leader, case, unit, now=NOW)
        transfer.send(session, leader, case, cast.south, "Det er deres rute.", now=NOW)
        transfer.accept(session, cast.actor(cast.south_leader), case, now=NOW)
        assert case.handler_id is None
        parties = sa.select(CaseParty.unit_id, CaseParty.part).where(CaseParty.case_id == case.id)
        assert session.execute(parties).all() == [(cast.home.id, Part.CONCERNS)]


def test_the_other_unit_sends_it_back_with_a_reason_and_reads_it_no_more(cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        transfer.send(session, cast.actor(cast.leader), case, cast.south, "Deres?", now=NOW)
        with pytest.raises(RefusedError):
            transfer.decline(session, cast.actor(cast.south_leader), case, "", now=NOW)
        transfer.decline(session, cast.actor(cast.south_leader), case, "Vi kjører ikke der.", now=NOW)
        assert case.state is CaseState.REPORTED
        assert level(cast, session, cast.south_leader, case) is Level.NONE
        assert "case_sent_back" in unread(session, cast.leader)
        with pytest.raises(ConflictError):
            transfer.accept(session, cast.actor(cast.south_leader), case, now=NOW)


@pytest.mark.parametrize(("days", "back"), [(2, False), (3, True)])
def test_a_case_that_nobody_takes_comes_back_after_two_working_days(
    cast: Cast, time: Clock, days: int, back: bool
) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        talk.answer(session, cast.actor(cast.leader), case, "Takk.", now=NOW)
        transfer.send(session, cast.actor(cast.leader), case, cast.south, "Deres?", now=NOW)
    for _ in range(2):
        jobs.bring_back(time.move(days=days if time.now == NOW else 0))
    with transaction() as session:
        found = session.get_one(Case, case.id)
        assert found.state is (CaseState.HANDLING if back else CaseState.TRANSFERRED)
        assert unread(session, cast.leader).count("case_returned") == int(back)


def test_who_was_offered_a_case_keeps_no_word_of_it_once_it_is_back(cast: Cast) -> None:
    with transaction() as session:
        case, leader = make_case(session, cast), cast.actor(cast.leader)
        transfer.send(session, leader, case, cast.south, "Deres?", now=NOW)
        assert told(session, cast.south_leader.id) == ["case_offered"]
        transfer.recall(session, leader, case, now=NOW)
        assert level(cast, session, cast.south_leader, case) is Level.NONE
        assert told(session, cast.south_leader.id) == []


def test_a_case_about_the_leader_it_is_sent_to_is_not_counted_there(cast: Cast) -> None:
    with transaction() as session:
        case, receiver = make_case(session, cast), cast.actor(cast.south_leader)
        transfer.send(session, cast.actor(cast.leader), case, cast.south, "Deres?", now=NOW)
        assert count_waiting(session, receiver, TODAY).offered == 1
        session.add(CaseConcern(case_id=case.id, person_id=receiver.id))
        session.flush()
        assert count_waiting(session, receiver, TODAY).offered == 0


def test_what_is_sent_cannot_be_closed_until_it_is_fetched_back(cast: Cast) -> None:
    with transaction() as session:
        case, leader = make_case(session, cast), cast.actor(cast.leader)
        receive.receive(session, leader, case, now=NOW)
        transfer.send(session, leader, case, cast.south, "Deres?", now=NOW)
        with pytest.raises(ConflictError, match="annen enhet"):
            close.close(session, leader, case, Closing("Nei.", CanLearn.NO), now=NOW)
        session.rollback()


def test_a_shielded_case_goes_nowhere(cast: Cast) -> None:
    leader = cast.actor(cast.leader)
    with transaction() as session:
        case, other = make_case(session, cast), make_case(session, cast, description="En annen.")
        case.access = Access.SHIELDED
        for verb in (
            lambda: transfer.send(session, leader, case, cast.south, "Deres?", now=NOW),
            lambda: transfer.involve(session, leader, case, cast.south, now=NOW),
            lambda: merge.merge(session, leader, case, other, now=NOW),
            lambda: merge.merge(session, leader, other, case, now=NOW),
        ):
            with pytest.raises(RefusedError):
                verb()
        session.rollback()


def test_who_is_complained_about_is_not_asked_to_take_the_case(cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        session.add(CaseConcern(case_id=case.id, person_id=cast.south_leader.id))
        transfer.send(session, cast.actor(cast.leader), case, cast.south, "Deres?", now=NOW)
        assert told(session, cast.south_leader.id) == []
        assert level(cast, session, cast.south_leader, case) is Level.NONE


def test_a_unit_that_reads_along_sees_the_text_and_changes_nothing(cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast, user_reference="GE-1")
        transfer.involve(session, cast.actor(cast.leader), case, cast.south, now=NOW)
        seen = fetch(session, cast.actor(cast.south_leader), case.public_id)
        assert policy.masked(cast.actor(cast.south_leader), case, seen.ties), (
            "no person's name leaves the unit"
        )
        assert not any(
            policy.may(cast.actor(cast.south_leader), act, case, seen.ties) for act in policy.HANDLERS
        )
        with pytest.raises(ConflictError):
            transfer.involve(session, cast.actor(cast.leader), case, cast.south, now=NOW)


def doubles(session: Session, cast: Cast) -> tuple[Case, Case]:
    return make_case(session, cast), make_case(session, cast, cast.colleague, description="Samme matte.")


def test_a_double_counts_once_and_both_reporters_are_answered(cast: Cast) -> None:
    with transaction() as session:
        (first, second), leader = doubles(session, cast), cast.actor(cast.leader)
        assert counts(session) == {False: 2}
        merge.merge(session, leader, second, first, now=NOW)
        assert (second.state, counts(session)) == (CaseState.MERGED, {False: 1})
        assert told(session, cast.colleague.id) == ["case_merged"]
        talk.answer(session, leader, first, "Ny matte er bestilt.", now=NOW)
        close.close(session, leader, first, Closing("Ny matte ligger der.", CanLearn.NO), now=NOW)
        assert told(session, cast.employee.id) == ["case_answer", "case_closed"]
        assert told(session, cast.colleague.id) == ["case_merged", "case_answer", "case_answer"]
        query = sa.select(CaseMessage.text).where(CaseMessage.case_id == second.id).order_by(CaseMessage.id)
        assert list(session.scalars(query)) == ["Ny matte er bestilt.", "Ny matte ligger der."]
        assert counts(session) == {True: 1}


def test_a_double_comes_out_again_as_it_was(cast: Cast) -> None:
    with transaction() as session:
        (first, second), leader = doubles(session, cast), cast.actor(cast.leader)
        talk.answer(session, leader, second, "Takk.", now=NOW)
        merge.merge(session, leader, second, first, now=NOW)
        with pytest.raises(RefusedError):
            merge.merge(session, leader, first, make_case(session, cast, description="Tredje."), now=NOW)
        merge.unmerge(session, leader, second, now=NOW)
        assert second.state is CaseState.HANDLING
        assert recount.differences(session) == []
        with pytest.raises(ConflictError):
            merge.unmerge(session, leader, second, now=NOW)


def test_cases_of_two_units_are_not_put_together(cast: Cast) -> None:
    with transaction() as session:
        case, other = make_case(session, cast), make_case(session, cast, unit_id=cast.south.id)
        with pytest.raises(RefusedError, match="samme enhet"):
            merge.merge(session, cast.actor(cast.leader), case, other, now=NOW)
        with pytest.raises(RefusedError, match="annen sak"):
            merge.merge(session, cast.actor(cast.leader), case, case, now=NOW)


def test_the_graver_of_two_stands_with_its_own_deadlines(cast: Cast) -> None:
    with transaction() as session:
        (light, grave), leader = doubles(session, cast), cast.actor(cast.leader)
        grave.priority, dates = 3, (grave.receive_due_on, grave.answer_due_on, grave.close_due_on)
        session.flush()
        assert light.public_id not in [
            row.public_id for row in flow.possible_originals(session, leader, grave)
        ]
        with pytest.raises(RefusedError, match="høyere prioritet"):
            merge.merge(session, leader, grave, light, now=NOW)
        merge.merge(session, leader, light, grave, now=NOW)
        assert light.state is CaseState.MERGED
        assert (grave.receive_due_on, grave.answer_due_on, grave.close_due_on) == dates
        assert policy.closing_needs_approval(grave)


def test_what_is_shut_or_put_together_already_takes_no_other(cast: Cast) -> None:
    with transaction() as session:
        (first, second), leader = doubles(session, cast), cast.actor(cast.leader)
        third, shut = (make_case(session, cast, description=f"Nr. {n}.") for n in (3, 4))
        merge.merge(session, leader, second, first, now=NOW)
        receive.receive(session, leader, shut, now=NOW)
        close.close(session, leader, shut, Closing("Gjort.", CanLearn.NO), now=NOW)
        for case, into in ((second, third), (third, second), (third, shut), (shut, third)):
            with pytest.raises(ConflictError):
                merge.merge(session, leader, case, into, now=NOW)
        merge.merge(session, leader, third, first, now=NOW)
        assert counts(session) == {False: 1, True: 1}


def test_a_double_of_a_closed_case_is_not_undone_but_taken_out_and_waits_again(cast: Cast) -> None:
    with transaction() as session:
        (first, second), leader = doubles(session, cast), cast.actor(cast.leader)
        due = second.next_due_on
        merge.merge(session, leader, second, first, now=NOW)
        receive.receive(session, leader, first, now=NOW)
        close.close(session, leader, first, Closing("Ny matte ligger der.", CanLearn.NO), now=NOW)
        with pytest.raises(ConflictError, match="sent å angre"):
            undo.undo(session, leader, second, now=NOW)
        merge.unmerge(session, leader, second, now=NOW)
        assert (first.state, second.state) == (CaseState.CLOSED, CaseState.REPORTED)
        assert second.next_due_on == due
        assert told(session, cast.colleague.id) == ["case_merged", "case_answer"], "the answer stays"


@pytest.mark.parametrize(
    ("until", "day"),
    [
        (Until(day=dt.date(2026, 11, 24)), dt.date(2026, 11, 24)),
        (Until(day=dt.date(2027, 3, 1)), dt.date(2026, 11, 26)),
        (Until(more=3), dt.date(2026, 11, 26)),
    ],
)
def test_a_case_is_never_put_off_beyond_its_deadline(cast: Cast, until: Until, day: dt.date) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        found = snooze.snooze(session, cast.actor(cast.leader), case, until, now=NOW)
        assert found.until_on == day
        assert case.receive_due_on == dt.date(2026, 11, 26)


@pytest.mark.parametrize("until", [Until(), Until(day=TODAY), Until(more=0), Until(more=99)])
def test_what_never_wakes_is_refused(cast: Cast, until: Until) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        with pytest.raises(RefusedError):
            snooze.snooze(session, cast.actor(cast.leader), case, until, now=NOW)


@pytest.mark.parametrize(
    ("until", "units", "awake"),
    [
        (Until(more=2), ["north"], False),
        (Until(more=2), ["north", "north"], True),
        (Until(more=2), ["north", "south"], False),
        (Until(elsewhere=True), ["north", "north"], False),
        (Until(elsewhere=True), ["south"], True),
        (Until(day=dt.date(2026, 11, 25)), ["north", "south"], False),
    ],
)
def test_more_of_the_same_or_its_spreading_wakes_a_case(
    cast: Cast, time: Clock, until: Until, units: list[str], awake: bool
) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        snooze.snooze(session, cast.actor(cast.leader), case, until, now=NOW)
        for number, unit in enumerate(units):
            more = make_case(session, cast, description=f"Nr. {number}.", unit_id=getattr(cast, unit).id)
            more.registered_at = NOW + dt.timedelta(hours=1)
    for _ in range(2):
        jobs.wake(time.move(hours=2))
    with transaction() as session:
        assert (session.get(CaseSnooze, case.id) is None) == awake
        acts = [entry.act for entry, _ in entries_of(session, "case", case.id)]
        assert acts.count("wake") == int(awake)


def test_whatever_is_done_with_a_case_ends_its_sleep(cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        snooze.snooze(session, cast.actor(cast.leader), case, Until(more=3), now=NOW)
        receive.receive(session, cast.actor(cast.deputy), case, now=NOW)
        assert session.get(CaseSnooze, case.id) is None
        with pytest.raises(ConflictError):
            snooze.snooze(session, cast.actor(cast.leader), case, Until(more=3), now=NOW)


def test_a_task_opens_the_case_while_it_is_open(cast: Cast) -> None:
    errand = Errand("Sjekk de andre badene", cast.outsider.id, TODAY)
    with transaction() as session:
        case, leader = make_case(session, cast, user_reference="GE-1"), cast.actor(cast.leader)
        assert level(cast, session, cast.outsider, case) is Level.NONE
        for _ in range(2):
            task = tasks.give(session, leader, case, errand, now=NOW, once="same")
        assert session.scalar(sa.select(sa.func.count(CaseTask.id))) == 1
        assert case.state is CaseState.RECEIVED
        assert level(cast, session, cast.outsider, case) is Level.TEXT
        assert told(session, cast.outsider.id) == ["task_new"]
        with pytest.raises(RefusedError):
            tasks.finish(session, cast.actor(cast.outsider), case, task, "", now=NOW)
        tasks.finish(session, cast.actor(cast.outsider), case, task, "Alle er hele.", now=NOW)
        assert level(cast, session, cast.outsider, case) is Level.NONE
        assert "task_ended" in told(session, cast.leader.id)
        with pytest.raises(ConflictError):
            tasks.cancel(session, leader, case, task, now=NOW)


def test_a_task_goes_to_nobody_who_left_and_not_into_the_past(cast: Cast) -> None:
    with transaction() as session:
        case, leader = make_case(session, cast), cast.actor(cast.leader)
        for errand in (
            Errand("Sjekk", cast.former.id, TODAY),
            Errand("", cast.colleague.id, TODAY),
            Errand("Sjekk", cast.colleague.id, TODAY - dt.timedelta(1)),
        ):
            with pytest.raises(RefusedError):
                tasks.give(session, leader, case, errand, now=NOW)


Verb = Callable[[Session, Cast, Case], object]


def _merge_away(session: Session, cast: Cast, case: Case) -> None:
    other = make_case(session, cast, description="Den som står.")
    merge.merge(session, cast.actor(cast.leader), case, other, now=NOW)


UNDOABLE: dict[str, Verb] = {
    "receive": lambda s, c, case: receive.receive(s, c.actor(c.leader), case, now=NOW),
    "reject": lambda s, c, case: receive.reject(
        s, c.actor(c.leader), case, Rejection.MISTAKE, "Feil.", now=NOW
    ),
    "merge": _merge_away,
    "transfer": lambda s, c, case: transfer.send(s, c.actor(c.leader), case, c.south, "Deres?", now=NOW),
    "snooze": lambda s, c, case: snooze.snooze(s, c.actor(c.leader), case, Until(more=2), now=NOW),
}


@pytest.mark.parametrize("verb", UNDOABLE)
def test_what_was_just_done_can_be_undone(cast: Cast, verb: str) -> None:
    with transaction() as session:
        case = make_case(session, cast, cast.colleague)
        due, waiting = case.next_due_on, unread(session, cast.leader)
        UNDOABLE[verb](session, cast, case)
        assert undo.undo(session, cast.actor(cast.leader), case, now=NOW + dt.timedelta(seconds=9)) == verb
        assert (case.state, case.received_at, case.next_due_on) == (CaseState.REPORTED, None, due)
        assert told(session, cast.colleague.id) == [], "nobody had read it"
        assert told(session, cast.south_leader.id) == []
        assert unread(session, cast.leader).count("case_new") >= waiting.count("case_new")
        assert recount.differences(session) == []
        assert session.scalar(sa.select(sa.func.count(CaseMessage.id))) == 0
        with pytest.raises(ConflictError):
            undo.undo(session, cast.actor(cast.leader), case, now=NOW)


def test_undo_is_for_who_did_it_and_for_a_while(cast: Cast) -> None:
    with transaction() as session:
        case, leader = make_case(session, cast), cast.actor(cast.leader)
        receive.receive(session, leader, case, now=NOW)
        for actor, minutes in ((cast.actor(cast.head), 1), (leader, 11)):
            with pytest.raises(ConflictError, match="sent å angre"):
                undo.undo(session, actor, case, now=NOW + dt.timedelta(minutes=minutes))
        talk.add_note(session, leader, case, "Mer skjedde.", now=NOW)
        with pytest.raises(ConflictError, match="sent å angre"):
            undo.undo(session, leader, case, now=NOW)


def test_marks_stand_beside_the_state(cast: Cast) -> None:
    with transaction() as session:
        case, leader = make_case(session, cast), cast.actor(cast.leader)
        for on in (True, True, False, True):
            flags.set_urgent(session, leader, case, on, now=NOW)
        acts = [entry.act for entry, _ in entries_of(session, "case", case.id)]
        assert acts == ["register", "flag", "unflag", "flag"]
        flags.send_out(session, leader, case, flags.Channel.PROPERTY, "FDV 12", now=NOW)
        assert case.state is CaseState.REPORTED
        assert told(session, cast.employee.id) == ["case_sent_out"]

"""What was won by taking a note up, or by an improvement: said by a doer, confirmed by the leader, summed."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from quality.accounts.models import Person
from quality.cases.kinds import CaseKind, Harm
from quality.cases.models.case import Case
from quality.cases.services import shield
from quality.cases.services.register import Report, register_case
from quality.core.db import transaction
from quality.core.notices import Notice
from quality.core.text import ConflictError, NotAllowedError, NotVisibleError, RefusedError
from quality.learning.models import Gain, Note, Uptake
from quality.learning.queries import gains
from quality.learning.services.answering import Answer, answer_uptake
from quality.learning.services.gaining import Claim, claim_gain, confirm_gain
from quality.learning.states import UptakeState
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW

CLAIM = Claim(hours=40, kroner=12_000, safety=True, words="Færre doble turer.")


@pytest.fixture
def adopted(cast: Cast, published: Note) -> Uptake:
    """Home care north uses it."""
    with transaction() as session:
        row = session.scalars(
            sa.select(Uptake).where(Uptake.note_id == published.id, Uptake.unit_id == cast.north.id)
        ).one()
        answer_uptake(session, cast.actor(cast.leader), row, published, Answer(UptakeState.ADOPTED), now=NOW)
    return row


@pytest.fixture
def improvement(cast: Cast) -> Case:
    """Told by the employee of home care north."""
    with transaction() as session:
        report = Report(CaseKind.IMPROVEMENT, "Vi flyttet skapet.", cast.north.id, Harm.NO)
        return register_case(session, cast.actor(cast.employee), report, now=NOW)


def say(cast: Cast, person: Person, uptake: Uptake, claim: Claim = CLAIM) -> Gain:
    with transaction() as session:
        subject = gains.claimable(gains.of_uptake(session, cast.actor(person), uptake.public_id))
        return claim_gain(session, cast.actor(person), subject, claim, now=NOW)


def confirm(cast: Cast, person: Person, uptake: Uptake) -> Gain:
    with transaction() as session:
        subject = gains.of_uptake(session, cast.actor(person), uptake.public_id)
        return confirm_gain(session, cast.actor(person), subject, now=NOW)


def told(cast: Cast, person: Person) -> set[str]:
    return set(cast.session.scalars(sa.select(Notice.kind).where(Notice.person_id == person.id)))


def test_what_a_doer_says_counts_when_the_leader_has_confirmed_it(
    cast: Cast, published: Note, adopted: Uptake
) -> None:
    say(cast, cast.employee, adopted)
    won = gains.won_by_note(cast.session, published)
    assert won
    assert (won.hours, won.confirmed, won.waiting) == (0, 0, 1)
    assert "gain_claimed" in told(cast, cast.leader)
    confirm(cast, cast.leader, adopted)
    won = gains.won_by_note(cast.session, published)
    assert won
    assert (won.hours, won.kroner, won.safety, won.confirmed, won.waiting) == (40, 12_000, 1, 1, 0)
    assert "gain_confirmed" in told(cast, cast.employee)


def test_a_leaders_own_word_counts_at_once(cast: Cast, published: Note, adopted: Uptake) -> None:
    say(cast, cast.leader, adopted)
    won = gains.won_by_note(cast.session, published)
    assert won
    assert won.confirmed == 1


def test_what_is_said_anew_waits_anew(cast: Cast, published: Note, adopted: Uptake) -> None:
    say(cast, cast.leader, adopted)
    say(cast, cast.employee, adopted, Claim(hours=400, words="Vi regnet feil."))
    won = gains.won_by_note(cast.session, published)
    assert won
    assert (won.hours, won.waiting) == (0, 1)


def test_others_neither_say_nor_confirm(cast: Cast, adopted: Uptake) -> None:
    with pytest.raises(NotAllowedError):
        say(cast, cast.outsider, adopted)
    say(cast, cast.employee, adopted)
    for person in (cast.employee, cast.south_leader, cast.coordinator):
        with pytest.raises(NotAllowedError):
            confirm(cast, person, adopted)


def test_it_is_confirmed_once(cast: Cast, adopted: Uptake) -> None:
    say(cast, cast.employee, adopted)
    confirm(cast, cast.leader, adopted)
    with pytest.raises(ConflictError):
        confirm(cast, cast.leader, adopted)


@pytest.mark.parametrize(("claim", "field"), [(Claim(words="Bra"), "hours"), (Claim(hours=3), "words")])
def test_a_claim_says_what_and_how_it_is_known(cast: Cast, adopted: Uptake, claim: Claim, field: str) -> None:
    with pytest.raises(RefusedError) as refused:
        say(cast, cast.employee, adopted, claim)
    assert refused.value.field == field


def test_a_unit_that_stops_using_it_leaves_the_sum(cast: Cast, published: Note, adopted: Uptake) -> None:
    say(cast, cast.leader, adopted)
    with transaction() as session:
        row = session.get_one(Uptake, adopted.id)
        answer = Answer(UptakeState.NOT_RELEVANT, "Passet ikke.")
        answer_uptake(session, cast.actor(cast.leader), row, published, answer, now=NOW)
    assert gains.won_by_note(cast.session, published) is None
    assert gains.won_in_all(cast.session) is None


def test_the_pages_take_a_claim_and_its_confirmation(
    cast: Cast, client: Client, published: Note, adopted: Uptake
) -> None:
    address = f"/learning/uptake/{adopted.public_id}/gain"
    client.sign_in(cast.employee).get(address)
    assert "Fortell kort hvordan" in client.post(address, {"hours": "5", "version": "0"}, status=422).text
    assert (
        "timer fra 0" in client.post(address, {"hours": "-5", "words": "x", "version": "0"}, status=422).text
    )
    client.post(address, {"hours": "5", "words": "Målt i to uker.", "version": "0"})
    assert (
        "Noen andre har lagret"
        in client.post(address, {"hours": "6", "words": "x", "version": "0"}, status=422).text
    )
    client.sign_in(cast.leader).post(f"{address}/confirm")
    page = " ".join(client.sign_in(cast.teacher).get(f"/learning/{published.public_id}").text.split())
    assert "Vunnet: <strong>5 timer i året</strong>. Bekreftet av lederne for 1." in page
    assert "<strong>5 timer i året</strong>" in client.get("/learning").text


def test_an_improvement_is_claimed_by_whoever_told_of_it(
    cast: Cast, client: Client, improvement: Case
) -> None:
    address = f"/learning/cases/{improvement.public_id}/gain"
    client.sign_in(cast.employee).post(
        address, {"kroner": "900", "words": "Billigere innkjøp.", "version": "0"}
    )
    assert "Venter på at lederen bekrefter" in client.get(f"/cases/{improvement.public_id}").text
    client.sign_in(cast.leader).post(f"{address}/confirm")
    assert "900 kr i året" in client.get(f"/cases/{improvement.public_id}").text
    won = gains.won_in_all(cast.session)
    assert won
    assert won.kroner == 900
    for person, status in ((cast.colleague, 403), (cast.teacher, 404)):
        client.sign_in(person).get(address, status=status)


def test_a_case_that_is_no_improvement_has_nothing_to_win(cast: Cast) -> None:
    with transaction() as session:
        report = Report(CaseKind.DEVIATION, "Dosen ble glemt.", cast.north.id, Harm.NO)
        case = register_case(session, cast.actor(cast.employee), report, now=NOW)
    with pytest.raises(NotAllowedError):
        gains.claimable(gains.of_case(cast.session, cast.actor(cast.employee), case.public_id))
    with pytest.raises(NotVisibleError):
        gains.of_case(cast.session, cast.actor(cast.teacher), case.public_id)


@pytest.mark.parametrize("how", ["about", "shielded"])
def test_a_leader_who_may_not_know_of_the_case_is_not_asked_to_confirm(
    cast: Cast, improvement: Case, how: str
) -> None:
    with transaction() as session:
        head, case = cast.actor(cast.head), session.get_one(Case, improvement.id)
        if how == "about":
            shield.concern(session, head, case, cast.leader, now=NOW)
        else:
            shield.shield(session, head, case, follow=True, now=NOW)
    with transaction() as session:
        teller = cast.actor(cast.employee)
        subject = gains.claimable(gains.of_case(session, teller, improvement.public_id))
        claim_gain(session, teller, subject, CLAIM, now=NOW)
    assert "gain_claimed" not in told(cast, cast.leader)
    assert "gain_claimed" in told(cast, cast.head)

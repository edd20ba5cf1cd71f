"""Improvements on their short path: an idea is tried, done or left, and somebody says whether it worked."""

from __future__ import annotations

import sqlalchemy as sa

from quality.cases.kinds import CaseKind, Harm, IdeaStep
from quality.cases.models.case import Case
from quality.cases.models.idea import IdeaCourse
from quality.cases.models.measure import EffectCheck, Measure
from quality.cases.services import close
from quality.cases.states import CaseState, MeasureState
from quality.core.db import db, transaction
from quality.core.history import entries_of
from quality.core.notices import Notice
from tests.cases.desk import counted, hidden, make_case, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW

THANKS = "Takk, Siri har den til jul."
WHY = "Vi har ikke folk til det før sommeren."


def a_case(cast: Cast, kind: CaseKind = CaseKind.IDEA) -> Case:
    with transaction() as session:
        harm = Harm.NO if kind is CaseKind.DEVIATION else None
        return make_case(session, cast, kind=kind, harm=harm, description="Tralle på hvert rom.")


def send(client: Client, case: Case, page: str, **values: str) -> str:
    """Fill in a form of the case, as the page has it, and go where it leads."""
    path = f"/cases/{case.public_id}/{page}"
    names = ["version", "once"] if page in ("idea/try", "idea/do") else ["version"]
    return words(client.follow(client.post(path, hidden(client.get(path), *names) | values)))


def begin(client: Client, cast: Cast, case: Case, verb: str = "try", **more: str) -> str:
    told = {"title": "Tralle på rom 4", "owner": cast.colleague.public_id, "due_on": "2026-12-18"}
    client.sign_in(cast.leader)
    return send(client, case, f"idea/{verb}", **(told | {"text": THANKS} | more))


def finish(client: Client, case: Case) -> None:
    with transaction() as session:
        measure = session.scalars(sa.select(Measure)).one().public_id
    client.post(f"/cases/{case.public_id}/measures/{measure}", {"verb": "finish"})


def conclude(client: Client, case: Case, outcome: str = "worked", **more: str) -> str:
    told = {"outcome": outcome, "answer": "Ingen venter på tralla lenger.", "can_learn": "yes"}
    return send(client, case, "idea/worked", **(told | more))


def step_of(case: Case) -> IdeaStep | None:
    db.session.expire_all()
    row = db.session.get(IdeaCourse, case.id)
    return row.step if row else None


def fresh(case: Case) -> Case:
    db.session.expire_all()
    return db.session.get_one(Case, case.id)


def acts(case: Case) -> list[str]:
    return [entry.act for entry, _ in entries_of(db.session(), "case", case.id)]


def told(cast: Cast) -> list[str]:
    query = sa.select(Notice.kind).where(Notice.person_id == cast.employee.id).order_by(Notice.id)
    return list(db.session.scalars(query))


def test_a_new_idea_can_be_tried_at_once(client: Client, cast: Cast) -> None:
    case = a_case(cast)
    client.sign_in(cast.leader)
    shown = words(client.get(f"/cases/{case.public_id}"))
    for offer in ("Prøves", "Gjøres", "Ikke nå", "Ta imot"):
        assert offer in shown
    shown = begin(client, cast, case)
    assert "Forslaget prøves" in shown
    assert "Gjennomført" in shown
    found = fresh(case)
    assert (step_of(case), found.state) == (IdeaStep.TRYING, CaseState.MEASURES)
    assert found.received_at
    assert found.answered_at
    measure = db.session.scalars(sa.select(Measure)).one()
    assert (measure.title, measure.owner_id) == ("Tralle på rom 4", cast.colleague.id)
    assert acts(case)[-2:] == ["add_measure", "try_idea"]
    assert told(cast)[-1] == "idea_tried"


def test_who_had_the_idea_reads_it_in_plain_words(client: Client, cast: Cast) -> None:
    case = a_case(cast)
    begin(client, cast, case)
    client.sign_in(cast.employee)
    for page in ("/mine", f"/cases/{case.public_id}"):
        shown = words(client.get(page))
        assert "Forslaget ditt prøves nå." in shown
        assert THANKS in shown


def test_an_idea_can_be_done_without_a_trial(client: Client, cast: Cast) -> None:
    case = a_case(cast)
    begin(client, cast, case, "do")
    assert step_of(case) is IdeaStep.DOING
    assert acts(case)[-1] == "do_idea"
    assert told(cast)[-1] == "idea_taken_up"
    client.sign_in(cast.employee)
    assert "Forslaget ditt gjøres nå." in words(client.get("/mine"))


def test_sent_twice_it_is_begun_once_and_a_second_mind_is_told(client: Client, cast: Cast) -> None:
    case = a_case(cast)
    client.sign_in(cast.leader)
    path = f"/cases/{case.public_id}/idea/try"
    form = hidden(client.get(path), "version", "once") | {
        "title": "Tralle",
        "owner": cast.colleague.public_id,
        "due_on": "2026-12-18",
        "text": THANKS,
    }
    for _ in range(2):
        assert client.post(path, form).status_code == 303
    assert db.session.scalar(sa.select(sa.func.count(Measure.id))) == 1
    old = form | {"once": "another"}
    assert client.http.post(path, data=old).status_code == 409
    new = form | hidden(client.get(path), "version", "once")
    answer = client.http.post(path, data=new)
    assert answer.status_code == 409
    assert "allerede bestemt" in words(answer)
    assert db.session.scalar(sa.select(sa.func.count(Measure.id))) == 1


def test_not_now_needs_a_reason_which_is_the_answer(client: Client, cast: Cast) -> None:
    case = a_case(cast)
    client.sign_in(cast.leader)
    path = f"/cases/{case.public_id}/idea/not-now"
    answer = client.http.post(path, data=hidden(client.get(path), "version") | {"text": " "})
    assert answer.status_code == 400
    assert "Skriv hvorfor" in words(answer)
    shown = send(client, case, "idea/not-now", text=WHY)
    assert "Forslaget ligger" in shown
    found = fresh(case)
    assert (found.state, found.answer, step_of(case)) == (CaseState.CLOSED, WHY, IdeaStep.NOT_NOW)
    assert acts(case)[-2:] == ["not_now", "close"]
    assert told(cast)[-1] == "idea_set_aside"
    client.sign_in(cast.employee)
    assert "Ikke nå. Se hvorfor." in words(client.get("/mine"))
    shown = words(client.get(f"/cases/{case.public_id}"))
    assert WHY in shown
    assert "Løste det problemet?" not in shown


def test_what_was_left_can_be_taken_up_again(client: Client, cast: Cast) -> None:
    case = a_case(cast)
    client.sign_in(cast.leader)
    send(client, case, "idea/not-now", text=WHY)
    shown = send(client, case, "reopen", text="Nå har vi folk.")
    assert "Prøves" in shown
    assert step_of(case) is None
    begin(client, cast, case)
    assert step_of(case) is IdeaStep.TRYING


def test_a_trial_can_be_given_up(client: Client, cast: Cast) -> None:
    case = a_case(cast)
    begin(client, cast, case)
    send(client, case, "idea/not-now", text=WHY)
    assert db.session.scalars(sa.select(Measure.state)).one() is MeasureState.DROPPED
    assert (fresh(case).state, step_of(case)) == (CaseState.CLOSED, IdeaStep.NOT_NOW)


def test_a_dropped_measure_leaves_the_idea_to_be_decided_anew(client: Client, cast: Cast) -> None:
    case = a_case(cast)
    begin(client, cast, case)
    measure = db.session.scalars(sa.select(Measure)).one().public_id
    client.post(f"/cases/{case.public_id}/measures/{measure}", {"verb": "drop"})
    assert step_of(case) is None
    assert "Hva blir det til?" in words(client.get(f"/cases/{case.public_id}"))


def test_carried_out_by_its_owner_it_is_told_and_asked_about(client: Client, cast: Cast) -> None:
    case = a_case(cast)
    begin(client, cast, case)
    client.sign_in(cast.colleague)
    finish(client, case)
    assert step_of(case) is IdeaStep.DONE
    assert told(cast)[-1] == "idea_done"
    client.sign_in(cast.leader)
    page = client.get(f"/cases/{case.public_id}").get_data(as_text=True)
    assert f"/cases/{case.public_id}/idea/worked" in page
    assert "/effect" not in page, "one question, one door"
    assert counted(client, f"/cases/{case.public_id}") <= 20
    client.sign_in(cast.employee)
    assert "Nå ser vi om det virker." in words(client.get("/mine"))


def test_it_worked_closes_with_an_answer_and_what_others_can_learn(client: Client, cast: Cast) -> None:
    case = a_case(cast)
    begin(client, cast, case)
    client.sign_in(cast.colleague)
    finish(client, case)
    client.sign_in(cast.leader)
    conclude(client, case, learning_text="Én tralle per rom.")
    found = fresh(case)
    assert (found.state, step_of(case)) == (CaseState.CLOSED, IdeaStep.WORKED)
    assert (found.can_learn, found.learning_text) == ("yes", "Én tralle per rom.")
    assert db.session.scalars(sa.select(Measure.state)).one() is MeasureState.WORKED
    assert acts(case)[-3:] == ["move_measure", "idea_worked", "close"]
    assert told(cast)[-1] == "case_closed"
    client.sign_in(cast.employee)
    assert "Forslaget ditt er gjennomført, og det virket." in words(client.get("/mine"))


def test_who_did_it_says_so_without_judging_the_measure(client: Client, cast: Cast) -> None:
    case = a_case(cast)
    begin(client, cast, case, owner=cast.leader.public_id)
    finish(client, case)
    conclude(client, case, "failed")
    assert (fresh(case).state, step_of(case)) == (CaseState.CLOSED, IdeaStep.FAILED)
    assert db.session.scalars(sa.select(Measure.state)).one() is MeasureState.DONE
    assert db.session.scalar(sa.select(sa.func.count(EffectCheck.id))) == 0


def test_nobody_says_whether_it_worked_before_it_is_carried_out(client: Client, cast: Cast) -> None:
    case = a_case(cast)
    begin(client, cast, case)
    path = f"/cases/{case.public_id}/idea/worked"
    told = {"outcome": "partly", "answer": "Vet ikke.", "can_learn": "no"}
    answer = client.http.post(path, data=hidden(client.get(path), "version") | told)
    assert answer.status_code == 409
    assert "ikke gjennomført ennå" in words(answer)
    assert fresh(case).state is CaseState.MEASURES


def test_not_solved_says_the_reporter_and_the_idea_is_decided_anew(client: Client, cast: Cast) -> None:
    case = a_case(cast)
    begin(client, cast, case)
    finish(client, case)
    conclude(client, case, "partly")
    with transaction() as session:
        found = session.get_one(Case, case.id)
        close.judge(session, cast.actor(cast.employee), found, close.Verdict.UNSOLVED, now=NOW)
    assert (fresh(case).state, step_of(case)) == (CaseState.REOPENED, None)


def test_what_was_done_or_worked_is_thanked_for_and_closed_in_one_step(client: Client, cast: Cast) -> None:
    client.sign_in(cast.leader)
    for kind in (CaseKind.IMPROVEMENT, CaseKind.WORKED):
        case = a_case(cast, kind)
        assert "Takk og lukk" in words(client.get(f"/cases/{case.public_id}"))
        send(client, case, "close", answer="Takk, dette tar vi med.", can_learn="yes")
        found = fresh(case)
        assert found.state is CaseState.CLOSED
        assert found.received_at


def test_the_path_is_for_ideas_and_for_who_handles_them(client: Client, cast: Cast) -> None:
    idea, fall = a_case(cast), a_case(cast, CaseKind.DEVIATION)
    client.sign_in(cast.leader)
    for page in ("try", "do", "not-now", "worked"):
        path = f"/cases/{fall.public_id}/idea/{page}"
        client.get(path, 404)
        sent = {"version": str(fall.version), "title": "x", "owner": "x", "due_on": "2026-12-18", "text": "x"}
        sent |= {"outcome": "worked", "answer": "x", "can_learn": "no"}
        client.post(path, sent, 404)
    client.sign_in(cast.employee)
    for page in ("try", "do", "not-now", "worked"):
        client.get(f"/cases/{idea.public_id}/idea/{page}", 403)
        client.post(f"/cases/{idea.public_id}/idea/{page}", status=403)
    assert step_of(idea) is None

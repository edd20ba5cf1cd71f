"""Where a case stands, told simply: the five steps, what comes next, and what happened last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from quality.cases.kinds import CaseKind, IdeaStep, MessageKind, Verdict
from quality.cases.states import MEASURE_OPEN, CaseState, MeasureState
from quality.core.text import N_, Message

# How long the reporter may say whether it helped.
JUDGED_FOR = dt.timedelta(30)

# What went well when it was told: it is answered and shared, and there is nothing to solve.
GOOD = frozenset({CaseKind.IMPROVEMENT, CaseKind.WORKED})

DROPPED = frozenset({CaseState.REJECTED, CaseState.WITHDRAWN})
ELSEWHERE = frozenset({CaseState.TRANSFERRED, CaseState.MERGED})


def steps_done(state: CaseState, answered: bool, judged: bool) -> int:
    """How many of Sendt, Sett, Svar, Tiltak and Virket det? are behind; the next one is what happens now."""
    if state is CaseState.REPORTED:
        return 1
    if state is CaseState.CLOSED:
        return 5 if judged else 4
    if state is CaseState.EFFECT:
        return 4
    return 3 if answered else 2


def asks_verdict(
    kind: CaseKind, state: CaseState, closed_at: dt.datetime | None, verdict: Verdict | None, now: dt.datetime
) -> bool:
    """Whether the reporter is asked if it helped: closed lately, nothing said yet, and something was to be solved."""
    lately = closed_at is not None and now - closed_at <= JUDGED_FOR
    return state is CaseState.CLOSED and verdict is None and lately and kind not in GOOD


def next_step(state: CaseState, answered: bool) -> str:
    """What the leader does next: receive, answer, close, or nothing."""
    if state is CaseState.REPORTED:
        return "receive"
    if state is CaseState.CLOSED or state in DROPPED | ELSEWHERE:
        return ""
    return "close" if answered else "answer"


@dataclass(frozen=True)
class Last:
    """The latest message of a case, as far as the reporter sees it."""

    kind: MessageKind | None
    who: str
    at: dt.datetime | None


_WROTE = {
    MessageKind.QUESTION: N_("%(who)s spør deg om noe."),
    MessageKind.ANSWER: N_("%(who)s svarte deg."),
    MessageKind.CLOSING: N_("%(who)s svarte deg og lukket saken."),
    MessageKind.REPLY: N_("Du skrev."),
}
_STANDS = {
    CaseState.REPORTED: N_("Sendt. Ingen har tatt den imot ennå."),
    CaseState.RECEIVED: N_("Tatt imot."),
    CaseState.WITHDRAWN: N_("Du trakk saken tilbake."),
    CaseState.REJECTED: N_("Ikke tatt videre. Se hvorfor."),
    CaseState.TRANSFERRED: N_("Sendt til en annen enhet. Du får beskjed når noen overtar den."),
    CaseState.MERGED: N_("Slått sammen med en annen sak om det samme. Du får svaret her."),
    CaseState.REOPENED: N_("Åpnet igjen. Den jobbes med på nytt."),
    CaseState.MEASURES: N_("Det gjøres noe med det nå."),
    CaseState.EFFECT: N_("Tiltaket er gjort. Nå sjekkes det om det virket."),
    CaseState.CLOSED: N_("Saken er lukket."),
}


_IDEAS = {
    IdeaStep.TRYING: N_("Forslaget ditt prøves nå."),
    IdeaStep.DOING: N_("Forslaget ditt gjøres nå."),
    IdeaStep.DONE: N_("Forslaget ditt er gjennomført. Nå ser vi om det virker."),
    IdeaStep.NOT_NOW: N_("Ikke nå. Se hvorfor. Forslaget kan tas opp igjen."),
    IdeaStep.WORKED: N_("Forslaget ditt er gjennomført, og det virket."),
    IdeaStep.PARTLY: N_("Forslaget ditt er gjennomført, og det virket delvis."),
    IdeaStep.FAILED: N_("Forslaget ditt er prøvd, men det virket ikke. Se hva vi lærte."),
}


def of_idea(step: IdeaStep) -> str:
    """Where an idea is, to the one who had it."""
    return _IDEAS[step]


def stands_still(state: CaseState) -> str:
    """Where a case is that nobody here has anything more to do with now; "" for all others."""
    return _STANDS[state] if state in DROPPED | ELSEWHERE else ""


def what_happened(state: CaseState, last: Last, step: IdeaStep | None = None) -> Message:
    """The last thing that happened, in one sentence to the reporter; an unread question comes before an idea's step."""
    settled = DROPPED | {CaseState.REOPENED, CaseState.TRANSFERRED}
    if step and state not in settled and last.kind is not MessageKind.QUESTION:
        return Message(of_idea(step))
    if state in settled or last.kind is None:
        return Message(_STANDS.get(state, N_("Jobbes med.")))
    return Message(_WROTE[last.kind], {"who": last.who})


@dataclass(frozen=True)
class Facts:
    """What has come of a case so far."""

    answered: bool
    stopped: bool
    shared: bool
    measures: Sequence[MeasureState]
    verdict: Verdict | None
    step: IdeaStep | None = None
    closed: bool = False
    good: bool = False
    idea: bool = False


@dataclass(frozen=True)
class Returned:
    """One kind of feedback: what it is called, whether it has come, and a sentence about it."""

    label: str
    done: bool
    text: Message


MADE = frozenset({MeasureState.DONE, MeasureState.WORKED, MeasureState.PARTLY, MeasureState.FAILED})


def feedback(facts: Facts) -> list[Returned]:
    """The kinds of feedback of domain.md section 9, each as something that has come or not: of what went well two.

    Of an idea there is nothing to stop at once.
    """
    made = sum(state in MADE for state in facts.measures)
    ahead = sum(state in MEASURE_OPEN for state in facts.measures)
    worked = (
        MeasureState.WORKED in facts.measures
        or facts.verdict is Verdict.SOLVED
        or facts.step is IdeaStep.WORKED
    )
    found = [
        Returned(
            N_("Du får svar"),
            facts.answered,
            Message(N_("Du har fått svar.") if facts.answered else N_("Svaret kommer innen fristen.")),
        ),
        Returned(
            N_("Stanset med en gang"),
            facts.stopped,
            Message(
                N_("Noe ble gjort der og da.")
                if facts.stopped
                else N_("Ingen har skrevet at noe ble gjort der og da.")
            ),
        ),
        Returned(
            N_("Fortalt videre"),
            facts.shared,
            Message(
                N_("Andre har fått vite det, uten navn.") if facts.shared else N_("Ikke delt med andre ennå.")
            ),
        ),
        Returned(N_("Gjort noe med"), made > 0, _made(made, ahead, facts.closed)),
        Returned(
            N_("Virket det?"),
            worked,
            Message(N_("Ja, det virket.") if worked else N_("Det er ikke vist ennå.")),
        ),
    ]
    if facts.good:
        return [found[0], found[2]]
    return [found[0], *found[2:]] if facts.idea else found


def _made(made: int, ahead: int, closed: bool) -> Message:
    if made:
        return Message(N_("%(count)s tiltak er gjort."), {"count": made})
    if ahead:
        return Message(N_("%(count)s tiltak er på vei."), {"count": ahead})
    return Message(N_("Saken ble lukket uten eget tiltak.") if closed else N_("Ingen tiltak ennå."))

"""Where a case stands, told simply: the five steps, what comes next, and what happened last."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from quality.cases.kinds import MessageKind
from quality.cases.states import CaseState
from quality.core.text import N_, Message

DROPPED = frozenset({CaseState.REJECTED, CaseState.WITHDRAWN})


def steps_done(state: CaseState, answered: bool, judged: bool) -> int:
    """How many of Sendt, Sett, Svar, Tiltak and Virket det? are behind; the next one is what happens now."""
    if state is CaseState.REPORTED:
        return 1
    if state is CaseState.CLOSED:
        return 5 if judged else 4
    if state is CaseState.EFFECT:
        return 4
    return 3 if answered else 2


def next_step(state: CaseState, answered: bool) -> str:
    """What the leader does next: receive, answer, close, or nothing."""
    if state is CaseState.REPORTED:
        return "receive"
    if state is CaseState.CLOSED or state in DROPPED:
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
    CaseState.REOPENED: N_("Åpnet igjen. Den jobbes med på nytt."),
    CaseState.MEASURES: N_("Det gjøres noe med det nå."),
    CaseState.EFFECT: N_("Tiltaket er gjort. Nå sjekkes det om det virket."),
}


def what_happened(state: CaseState, last: Last) -> Message:
    """The last thing that happened, in one sentence to the reporter."""
    if state in DROPPED or state is CaseState.REOPENED or last.kind is None:
        return Message(_STANDS.get(state, N_("Jobbes med.")))
    return Message(_WROTE[last.kind], {"who": last.who})

"""The life of a pattern as a table of moves."""

from __future__ import annotations

from enum import StrEnum

from quality.accounts.roles import Act
from quality.core.states import Move, move
from quality.core.text import N_


class PatternState(StrEnum):
    """Where a pattern is; hidden from all but coordinators until it is raised."""

    CANDIDATE = "candidate"
    WATCHED = "watched"
    HANDED = "handed"
    DISMISSED = "dismissed"
    RAISED = "raised"
    OWNED = "owned"
    MEASURES = "measures"
    EFFECT = "effect"
    FINISHED = "finished"


class Origin(StrEnum):
    """Who found it."""

    ENGINE = "engine"
    COORDINATOR = "coordinator"
    NOMINATED = "nominated"


P = PatternState
HIDDEN = frozenset({P.CANDIDATE, P.WATCHED, P.HANDED, P.DISMISSED})
RAISED = frozenset({P.RAISED, P.OWNED, P.MEASURES, P.EFFECT, P.FINISHED})
RUNNING = RAISED - {P.FINISHED}

PATTERN_MOVES: tuple[Move, ...] = (
    move(
        "raise",
        {P.CANDIDATE, P.WATCHED, P.HANDED, P.DISMISSED},
        P.RAISED,
        Act.PATTERN_REVIEW,
        N_("Løft til kommunenivå"),
        "primary",
    ),
    move("watch", {P.CANDIDATE, P.WATCHED, P.DISMISSED}, P.WATCHED, Act.PATTERN_REVIEW, N_("Følg")),
    move("merge", {P.CANDIDATE, P.WATCHED, P.HANDED}, P.DISMISSED, Act.PATTERN_REVIEW, N_("Slå sammen")),
    move("dismiss", {P.CANDIDATE, P.WATCHED}, P.DISMISSED, Act.PATTERN_REVIEW, N_("Avvis")),
    move("hand", {P.CANDIDATE, P.WATCHED, P.DISMISSED}, P.HANDED, Act.PATTERN_REVIEW, N_("Send til enhet")),
    move("recall", {P.HANDED}, P.CANDIDATE, Act.PATTERN_REVIEW, N_("Ta tilbake")),
    move("answer", {P.HANDED}, P.DISMISSED, Act.PATTERN_ANSWER, N_("Vi tar det selv"), "primary"),
    move("pass_up", {P.HANDED}, P.CANDIDATE, Act.PATTERN_ANSWER, N_("Gjelder flere enn oss")),
    move("withdraw", {P.CANDIDATE}, P.DISMISSED, Act.CASE_NOMINATE, N_("Trekk tilbake forslaget")),
    move("reconsider", {P.WATCHED, P.DISMISSED}, P.CANDIDATE, Act.PATTERN_REVIEW, N_("Vurder på nytt")),
    move("lower", {P.RAISED, P.OWNED}, P.CANDIDATE, Act.PATTERN_REVIEW, N_("Angre at det er løftet")),
    move("own", {P.RAISED, P.OWNED, P.MEASURES, P.EFFECT}, P.OWNED, Act.PATTERN_REVIEW, N_("Sett eier")),
    move("act", {P.RAISED, P.OWNED, P.EFFECT}, P.MEASURES, Act.PATTERN_OWN, N_("Sett i gang tiltak")),
    move("check", {P.MEASURES}, P.EFFECT, Act.PATTERN_OWN, N_("Se om det virket")),
    move("finish", RUNNING, P.FINISHED, Act.PATTERN_REVIEW, N_("Avslutt")),
    move("return", {P.FINISHED}, P.OWNED, Act.PATTERN_REVIEW, N_("Åpne igjen")),
)

# What can be done with a finding that is no work: there is nothing to raise, follow or hand over, but what was before
# it became information has its way back.
INFORMATION_VERBS = frozenset({"dismiss", "reconsider", "recall", "answer", "pass_up", "lower", "finish"})

# What is not done with a finding that lives on in another before it is taken up again by itself.
NOT_MERGED_VERBS = frozenset({"raise", "watch", "hand"})


def moves_of(*, work: bool, merged: bool) -> tuple[Move, ...]:
    """The moves there are for what is to be worked on, or for what is told as information; `merged` into another."""
    if not work:
        return tuple(row for row in PATTERN_MOVES if row.verb in INFORMATION_VERBS)
    return tuple(row for row in PATTERN_MOVES if not (merged and row.verb in NOT_MERGED_VERBS))


PATTERN_STATE_LABELS = {
    P.CANDIDATE: N_("Nytt funn"),
    P.WATCHED: N_("Følges"),
    P.HANDED: N_("Hos enheten"),
    P.DISMISSED: N_("Avvist"),
    P.RAISED: N_("Løftet, mangler eier"),
    P.OWNED: N_("Har eier"),
    P.MEASURES: N_("Tiltak pågår"),
    P.EFFECT: N_("Effekt kontrolleres"),
    P.FINISHED: N_("Avsluttet"),
}
ORIGIN_LABELS = {
    Origin.ENGINE: N_("Funnet av Løft"),
    Origin.COORDINATOR: N_("Laget av koordinator"),
    Origin.NOMINATED: N_("Foreslått av enhet"),
}

# What the timeline says that somebody did; nobody's name means Løft itself.
HAPPENED = {
    "find": N_("fant dette"),
    "return": N_("åpnet det igjen"),
    "join": N_("la til saker som kom etterpå"),
    "raise": N_("løftet det til kommunenivå"),
    "lower": N_("angret at det ble løftet"),
    "watch": N_("følger det"),
    "dismiss": N_("avviste det"),
    "hand": N_("sendte det til enheten"),
    "recall": N_("tok det tilbake"),
    "answer": N_("tar det selv"),
    "pass_up": N_("sendte det videre"),
    "wake": N_("så at det var tid for å se på det igjen"),
    "reconsider": N_("tok det opp igjen"),
    "merge": N_("slo det sammen med"),
    "joined": N_("slo et annet funn sammen med dette"),
    "parted": N_("tok saker ut igjen til"),
    "split": N_("delte av saker til"),
    "took_out": N_("tok ut en sak"),
    "added": N_("la til saker"),
    "rename": N_("endret navnet"),
    "own": N_("satte eier"),
    "act": N_("la til et tiltak"),
    "check": N_("begynte å se etter effekt"),
    "finish": N_("avsluttet det"),
    "coordinator": N_("laget mønsteret"),
    "nominated": N_("foreslo at saken løftes"),
    "withdraw": N_("trakk forslaget tilbake"),
    "cause": N_("skrev en årsak"),
    "minute_meeting": N_("tok det opp i et møte"),
    "minute_decision": N_("skrev ned en beslutning"),
    "minute_asked": N_("ba om en beslutning"),
    "returned": N_("så at det kom tilbake"),
    "measure_finish": N_("utførte et tiltak"),
    "measure_drop": N_("tok bort et tiltak"),
    "measure_worked": N_("vurderte at tiltaket virket"),
    "measure_partly": N_("vurderte at tiltaket virket delvis"),
    "measure_failed": N_("vurderte at tiltaket ikke virket"),
}

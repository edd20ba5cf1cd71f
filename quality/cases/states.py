"""The lives of a case and of a measure, as tables of moves."""

from __future__ import annotations

from enum import StrEnum

from quality.accounts.roles import Act
from quality.core.states import Move, move
from quality.core.text import N_


class CaseState(StrEnum):
    """Where a case is."""

    REPORTED = "reported"
    RECEIVED = "received"
    HANDLING = "handling"
    MEASURES = "measures"
    EFFECT = "effect"
    CLOSED = "closed"
    REOPENED = "reopened"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"
    MERGED = "merged"


class MeasureState(StrEnum):
    """Where a measure is; finished when its effect is shown."""

    PROPOSED = "proposed"
    DECIDED = "decided"
    ONGOING = "ongoing"
    DONE = "done"
    WORKED = "worked"
    PARTLY = "partly"
    FAILED = "failed"
    DROPPED = "dropped"


C, M = CaseState, MeasureState

OPEN = frozenset({C.REPORTED, C.RECEIVED, C.HANDLING, C.MEASURES, C.EFFECT, C.REOPENED, C.TRANSFERRED})
TAKEN = OPEN - {C.REPORTED, C.TRANSFERRED}
UNCOUNTED = frozenset({C.REJECTED, C.WITHDRAWN, C.MERGED})

# What can be sent to another unit or put together with another case, and so come back to where it was.
MOVABLE = (C.REPORTED, C.RECEIVED, C.HANDLING, C.MEASURES, C.REOPENED)


def back_to(state: CaseState) -> str:
    """The verb that puts a case back to where it was before it was sent on, merged, rejected or received."""
    return f"back_to_{state}"


CASE_MOVES: tuple[Move, ...] = (
    move("receive", {C.REPORTED}, C.RECEIVED, Act.CASE_HANDLE, N_("Ta imot"), "primary"),
    move("handle", {C.RECEIVED, C.REOPENED}, C.HANDLING, Act.CASE_HANDLE, N_("Start behandling")),
    move(
        "act",
        {C.RECEIVED, C.HANDLING, C.REOPENED, C.EFFECT},
        C.MEASURES,
        Act.CASE_HANDLE,
        N_("Sett i gang tiltak"),
    ),
    move("check", {C.MEASURES}, C.EFFECT, Act.CASE_HANDLE, N_("Kontroller effekten")),
    move("close", TAKEN, C.CLOSED, Act.CASE_HANDLE, N_("Lukk saken"), "primary"),
    move("reopen", {C.CLOSED}, C.REOPENED, Act.CASE_HANDLE, N_("Åpne igjen")),
    move("object", {C.CLOSED}, C.REOPENED, Act.CASE_JUDGE, N_("Ikke løst")),
    move("reject", {C.REPORTED, C.RECEIVED}, C.REJECTED, Act.CASE_HANDLE, N_("Avvis"), "danger"),
    move("withdraw", {C.REPORTED, C.TRANSFERRED}, C.WITHDRAWN, Act.CASE_JUDGE, N_("Trekk tilbake")),
    move("transfer", MOVABLE, C.TRANSFERRED, Act.CASE_HANDLE, N_("Send videre")),
    move("accept", {C.TRANSFERRED}, C.RECEIVED, Act.CASE_HANDLE, N_("Overta saken"), "primary"),
    move("merge", MOVABLE, C.MERGED, Act.CASE_HANDLE, N_("Slå sammen")),
    move(
        back_to(C.REPORTED),
        {C.TRANSFERRED, C.MERGED, C.REJECTED, C.RECEIVED},
        C.REPORTED,
        Act.CASE_HANDLE,
        N_("Angre"),
    ),
    move(
        back_to(C.RECEIVED), {C.TRANSFERRED, C.MERGED, C.REJECTED}, C.RECEIVED, Act.CASE_HANDLE, N_("Angre")
    ),
    *(
        move(back_to(state), {C.TRANSFERRED, C.MERGED}, state, Act.CASE_HANDLE, N_("Angre"))
        for state in MOVABLE[2:]
    ),
)

MEASURE_MOVES: tuple[Move, ...] = (
    move("decide", {M.PROPOSED}, M.DECIDED, Act.CASE_HANDLE, N_("Bestem")),
    move("start", {M.PROPOSED, M.DECIDED}, M.ONGOING, Act.CASE_HANDLE, N_("Start")),
    move("finish", {M.PROPOSED, M.DECIDED, M.ONGOING}, M.DONE, Act.CASE_HANDLE, N_("Utført"), "primary"),
    move("worked", {M.DONE, M.PARTLY, M.FAILED}, M.WORKED, Act.CASE_HANDLE, N_("Virket")),
    move("partly", {M.DONE, M.WORKED, M.FAILED}, M.PARTLY, Act.CASE_HANDLE, N_("Virket delvis")),
    move("failed", {M.DONE, M.WORKED, M.PARTLY}, M.FAILED, Act.CASE_HANDLE, N_("Virket ikke")),
    move("drop", {M.PROPOSED, M.DECIDED, M.ONGOING}, M.DROPPED, Act.CASE_HANDLE, N_("Ikke gjennomfør")),
)

CASE_STATE_LABELS = {
    C.REPORTED: N_("Meldt"),
    C.RECEIVED: N_("Mottatt"),
    C.HANDLING: N_("Under behandling"),
    C.MEASURES: N_("Tiltak pågår"),
    C.EFFECT: N_("Effekt kontrolleres"),
    C.CLOSED: N_("Lukket"),
    C.REOPENED: N_("Gjenåpnet"),
    C.REJECTED: N_("Avvist"),
    C.WITHDRAWN: N_("Trukket tilbake"),
    C.TRANSFERRED: N_("Sendt til en annen enhet"),
    C.MERGED: N_("Slått sammen"),
}
REPORTER_LABELS = {
    C.REPORTED: N_("Sendt"),
    C.RECEIVED: N_("Lest"),
    C.HANDLING: N_("Jobbes med"),
    C.MEASURES: N_("Jobbes med"),
    C.EFFECT: N_("Sjekkes om det virket"),
    C.CLOSED: N_("Besvart og lukket"),
    C.REOPENED: N_("Åpnet igjen"),
    C.REJECTED: N_("Ikke tatt videre"),
    C.WITHDRAWN: N_("Trukket tilbake"),
    C.TRANSFERRED: N_("Sendt videre"),
    C.MERGED: N_("Slått sammen"),
}
MEASURE_STATE_LABELS = {
    M.PROPOSED: N_("Foreslått"),
    M.DECIDED: N_("Bestemt"),
    M.ONGOING: N_("Pågår"),
    M.DONE: N_("Utført"),
    M.WORKED: N_("Virket"),
    M.PARTLY: N_("Virket delvis"),
    M.FAILED: N_("Virket ikke"),
    M.DROPPED: N_("Ikke gjennomført"),
}
MEASURE_OPEN = frozenset({M.PROPOSED, M.DECIDED, M.ONGOING})

# Why a verb came too late, by the state that somebody else has put the case in.
TOO_LATE = {
    C.REPORTED: N_("Saken er ikke tatt imot ennå. Ta den imot først."),
    C.RECEIVED: N_("Saken er allerede tatt imot."),
    C.HANDLING: N_("Saken er allerede under behandling."),
    C.MEASURES: N_("Saken har allerede tiltak i gang."),
    C.EFFECT: N_("Effekten av tiltakene blir allerede kontrollert."),
    C.CLOSED: N_("Saken er allerede lukket."),
    C.REOPENED: N_("Saken er åpnet igjen."),
    C.REJECTED: N_("Saken er allerede avvist."),
    C.WITHDRAWN: N_("Den som meldte har trukket saken tilbake."),
    C.TRANSFERRED: N_("Saken er sendt til en annen enhet. Hent den tilbake før du gjør noe med den."),
    C.MERGED: N_("Saken er allerede slått sammen med en annen."),
}
MEASURE_TOO_LATE = N_("Tiltaket er endret av en annen. Se hva som står nå.")

# What the history says somebody did, after the name.
DEED_LABELS = {
    "register": N_("meldte fra"),
    "import": N_("hentet saken fra et annet system"),
    "receive": N_("tok imot"),
    "reject": N_("tok ikke saken videre"),
    "withdraw": N_("trakk saken tilbake"),
    "ask": N_("spurte"),
    "reply": N_("skrev"),
    "answer": N_("svarte"),
    "note": N_("skrev notat"),
    "assess": N_("vurderte saken"),
    "breach": N_("vurderte bruddet på personvernet"),
    "forget_breach": N_("slettet begrunnelsen for vurderingen av bruddet, fordi tiden for å ha den var ute"),
    "forget_names": N_("slettet navnet på den som meldte, fordi tiden for å ha det var ute"),
    "forget_text": N_("slettet teksten i saken, fordi tiden for å ha den var ute"),
    "hold": N_("bestemte at saken ikke skal slettes"),
    "let_go": N_("lot sletteplanen gjelde saken igjen"),
    "sort": N_("valgte kategori"),
    "add_measure": N_("la til tiltak"),
    "move_measure": N_("endret tiltak"),
    "change_measure": N_("endret frist eller ansvarlig for tiltak"),
    "close": N_("lukket saken"),
    "hand_over": N_("overførte saken til en annen"),
    "ask_close": N_("ba om godkjenning av lukkingen"),
    "return_close": N_("sendte lukkingen tilbake"),
    "judge": N_("vurderte svaret"),
    "try_idea": N_("prøver forslaget"),
    "do_idea": N_("gjør som foreslått"),
    "not_now": N_("lar forslaget ligge nå"),
    "idea_worked": N_("så at forslaget virket"),
    "idea_partly": N_("så at forslaget virket delvis"),
    "idea_failed": N_("så at forslaget ikke virket"),
    "reopen": N_("åpnet saken igjen"),
    "pause": N_("satte klokka på pause"),
    "resume": N_("startet klokka igjen"),
    "extend": N_("flyttet fristen"),
    "shield": N_("skjermet saken"),
    "lift": N_("opphevet skjermingen"),
    "ask_shield": N_("ba om at saken skjermes"),
    "name": N_("ga tilgang til"),
    "unname": N_("tok bort tilgangen for"),
    "concern": N_("skrev hvem saken handler om"),
    "unconcern": N_("rettet hvem saken handler om"),
    "safety_ask": N_("ba om tiltak som verneombud"),
    "safety_say": N_("kommenterte som verneombud"),
    "safety_answer": N_("svarte verneombudet"),
    "reveal": N_("viste navnet sitt"),
    "escalate": N_("varslet neste nivå om at fristen er ute"),
    "transfer": N_("sendte saken videre"),
    "accept": N_("overtok saken"),
    "decline": N_("sendte saken tilbake"),
    "recall": N_("hentet saken tilbake"),
    "return": N_("hentet saken tilbake, for ingen hadde svart"),
    "involve": N_("lot en enhet til få lese saken"),
    "send_out": N_("meldte saken videre ut av Løft"),
    "merge": N_("slo saken sammen med en annen"),
    "absorb": N_("la en annen sak inn i denne"),
    "unmerge": N_("skilte saken ut igjen"),
    "release": N_("skilte en sak ut igjen"),
    "snooze": N_("utsatte saken"),
    "wake": N_("tok saken fram igjen"),
    "give_task": N_("ga bort en oppgave"),
    "end_task": N_("gjorde ferdig en oppgave"),
    "return_task": N_("ga en oppgave tilbake"),
    "cancel_task": N_("trakk tilbake en oppgave"),
    "flag": N_("merket saken"),
    "unflag": N_("tok bort et merke"),
    "undo": N_("angret"),
    "mail": N_("sendte e-post"),
}
OTHER_DEED = N_("endret saken")

# Who is told when a deadline is out and nothing happens, one level at a time.
LEVEL_LABELS = {
    "to_deputy": N_("Leder og stedfortreder"),
    "to_head": N_("Kommunalsjef"),
    "to_list": N_("Kommunens liste"),
}

"""The lives of a learning note and of an uptake, as data."""

from __future__ import annotations

from enum import StrEnum

from quality.accounts.roles import Act
from quality.core.states import Move, move
from quality.core.text import N_


class NoteState(StrEnum):
    """Where a note is. Approved by another than its author before anybody else sees it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    OUTDATED = "outdated"
    WITHDRAWN = "withdrawn"


class UptakeState(StrEnum):
    """What a unit has answered."""

    UNSEEN = "unseen"
    SEEN = "seen"
    TRYING = "trying"
    ADOPTED = "adopted"
    ADAPTED = "adapted"
    HAD_IT = "had_it"
    NOT_RELEVANT = "not_relevant"
    NO_ANSWER = "no_answer"


class VersionState(StrEnum):
    """Where a text of a note is: it stood before, waits for a second person, stands now, or was not taken."""

    EARLIER = "earlier"
    PROPOSED = "proposed"
    DROPPED = "dropped"


N, U = NoteState, UptakeState

NOTE_MOVES: tuple[Move, ...] = (
    move("submit", {N.DRAFT}, N.SUBMITTED, Act.NOTE_WRITE, N_("Send til godkjenning"), "primary"),
    move("return", {N.SUBMITTED}, N.DRAFT, Act.NOTE_APPROVE, N_("Send tilbake")),
    move("publish", {N.SUBMITTED}, N.PUBLISHED, Act.NOTE_APPROVE, N_("Godkjenn og publiser"), "primary"),
    move("outdate", {N.PUBLISHED}, N.OUTDATED, Act.NOTE_WRITE, N_("Merk som utdatert")),
    move(
        "withdraw",
        {N.DRAFT, N.SUBMITTED, N.PUBLISHED, N.OUTDATED},
        N.WITHDRAWN,
        Act.NOTE_WRITE,
        N_("Trekk tilbake"),
    ),
)

NOTE_STATE_LABELS = {
    N.DRAFT: N_("Utkast"),
    N.SUBMITTED: N_("Venter på godkjenning"),
    N.PUBLISHED: N_("Publisert"),
    N.OUTDATED: N_("Utdatert"),
    N.WITHDRAWN: N_("Trukket tilbake"),
}
UPTAKE_LABELS = {
    U.UNSEEN: N_("Ikke sett"),
    U.SEEN: N_("Sett"),
    U.TRYING: N_("Prøver"),
    U.ADOPTED: N_("Tatt i bruk"),
    U.ADAPTED: N_("Tilpasset"),
    U.HAD_IT: N_("Hadde det fra før"),
    U.NOT_RELEVANT: N_("Ikke aktuelt"),
    U.NO_ANSWER: N_("Ikke svart"),
}
# What a note may finish on. Silence after two reminders is an answer too, and is counted as what it is.
ANSWERED = frozenset({U.ADOPTED, U.ADAPTED, U.HAD_IT, U.NOT_RELEVANT, U.NO_ANSWER})
TAKEN_UP = frozenset({U.ADOPTED, U.ADAPTED})
ASKING = frozenset({U.UNSEEN, U.SEEN})
ANSWERS = (U.TRYING, U.ADOPTED, U.ADAPTED, U.HAD_IT, U.NOT_RELEVANT)
NEEDS_WORDS = frozenset({U.ADAPTED, U.NOT_RELEVANT})

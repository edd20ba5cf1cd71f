"""Kinds, severities, sensitivity, factors and measures: the words of a case."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from quality.accounts.roles import Role
from quality.core.text import N_


class CaseKind(StrEnum):
    """What is told."""

    DEVIATION = "deviation"
    IDEA = "idea"
    IMPROVEMENT = "improvement"
    WORKED = "worked"


class Subtype(StrEnum):
    """What sort of deviation."""

    EVENT = "event"
    NEAR_MISS = "near_miss"
    HAZARD = "hazard"


class Access(StrEnum):
    """Sensitivity, the column of the access matrix (security.md 2.2, K1 to K6)."""

    IMPROVEMENT = "improvement"
    SERVICE = "service"
    SAFETY = "safety"
    PERSONAL = "personal"
    PRIVACY = "privacy"
    SHIELDED = "shielded"


class Level(IntEnum):
    """How much of a case somebody may see, each including those before it."""

    NONE = 0
    COUNT = 1
    META = 2
    LEARNING = 3
    TEXT = 4
    PERSONS = 5
    IDENTITY = 6


class Source(StrEnum):
    """Where the report came from."""

    EMPLOYEE = "employee"
    USER = "user"
    NEXT_OF_KIN = "next_of_kin"
    CITIZEN = "citizen"
    SUPERVISION = "supervision"
    SAFETY_ROUND = "safety_round"
    SURVEY = "survey"
    OTHER_SYSTEM = "other_system"


class Factor(StrEnum):
    """A contributing factor."""

    ROUTINE = "routine"
    COMPETENCE = "competence"
    COMMUNICATION = "communication"
    STAFFING = "staffing"
    EQUIPMENT = "equipment"
    SURROUNDINGS = "surroundings"
    ORGANISATION = "organisation"
    USER_SITUATION = "user_situation"
    EXTERNAL = "external"
    UNKNOWN = "unknown"


class Precision(StrEnum):
    """How exactly the time of an event is known."""

    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"


class Harm(StrEnum):
    """The reporter's answer to «Ble noen skadet?»."""

    NO = "no"
    NEARLY = "nearly"
    YES = "yes"


class Shift(StrEnum):
    """When in the day something was counted."""

    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"


class Sender(StrEnum):
    """Who sees that one reports. Anonymous reports have a form of their own, without a session."""

    NAMED = "named"
    CONFIDENTIAL = "confidential"


class MessageKind(StrEnum):
    """Who a message in a case is for. Only a note stays among those who handle it."""

    QUESTION = "question"
    REPLY = "reply"
    ANSWER = "answer"
    CLOSING = "closing"
    NOTE = "note"


class Verdict(StrEnum):
    """The reporter's judgement of the answer."""

    SOLVED = "solved"
    PARTLY = "partly"
    UNSOLVED = "unsolved"


class Strength(StrEnum):
    """How much a measure relies on people remembering; system-level measures outrank person-level ones."""

    WEAK = "weak"
    MEDIUM = "medium"
    STRONG = "strong"


class MeasureKind(StrEnum):
    """What sort of measure; its strength follows."""

    INFORM = "inform"
    MEETING = "meeting"
    TRAINING = "training"
    OTHER_WEAK = "other_weak"
    CHECKLIST = "checklist"
    STAFFING = "staffing"
    ROUTINE = "routine"
    OTHER_MEDIUM = "other_medium"
    REMOVE = "remove"
    BARRIER = "barrier"
    STANDARD = "standard"
    TOGETHER = "together"
    OTHER_STRONG = "other_strong"


class IdeaStep(StrEnum):
    """Where an idea is on its short path. An idea that nobody has decided on has none."""

    TRYING = "trying"
    DOING = "doing"
    DONE = "done"
    NOT_NOW = "not_now"
    WORKED = "worked"
    PARTLY = "partly"
    FAILED = "failed"


class CanLearn(StrEnum):
    """«Kan andre lære av dette?»."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class FileKind(StrEnum):
    """What a file is. A photo is shown, a document is downloaded."""

    PHOTO = "photo"
    PDF = "pdf"


class Rejection(StrEnum):
    """Why a case is not taken further."""

    MISTAKE = "mistake"
    DOUBLE = "double"
    ELSEWHERE = "elsewhere"


class Part(StrEnum):
    """What a unit that does not own a case has to do with it."""

    CONCERNS = "concerns"
    OFFERED = "offered"


class Flag(StrEnum):
    """A word at the side of a case that says something besides its state."""

    URGENT = "urgent"
    SENT_OUT = "sent_out"


class Channel(StrEnum):
    """Where a case is also told of, outside Løft."""

    PROPERTY = "property"
    WELFARE = "welfare"
    DATA_PROTECTION = "data_protection"
    LABOUR = "labour"
    COUNTY = "county"
    POLICE = "police"
    OTHER = "other"


class TaskState(StrEnum):
    """Where a part of a case that somebody was given is."""

    OPEN = "open"
    DONE = "done"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class Near(StrEnum):
    """What a person is to the unit that has a case, the likeliest to get something to do in it first."""

    LEADS = "leads"
    STAFF = "staff"
    ABOVE = "above"
    OTHER = "other"


KIND_LABELS = {
    CaseKind.DEVIATION: N_("Avvik"),
    CaseKind.IDEA: N_("Forbedringsforslag"),
    CaseKind.IMPROVEMENT: N_("Gjennomført forbedring"),
    CaseKind.WORKED: N_("Dette fungerte"),
}
SUBTYPE_LABELS = {
    Subtype.EVENT: N_("Hendelse"),
    Subtype.NEAR_MISS: N_("Nestenhendelse"),
    Subtype.HAZARD: N_("Farlig forhold"),
}
ACCESS_LABELS = {
    Access.IMPROVEMENT: N_("Forbedring"),
    Access.SERVICE: N_("Tjeneste og kvalitet"),
    Access.SAFETY: N_("HMS"),
    Access.PERSONAL: N_("Gjelder bruker, pasient eller elev"),
    Access.PRIVACY: N_("Personvern"),
    Access.SHIELDED: N_("Skjermet"),
}
LEVEL_LABELS = {
    Level.NONE: N_("Ingenting"),
    Level.COUNT: N_("Bare antall"),
    Level.META: N_("Nummer, kategori og status"),
    Level.LEARNING: N_("Det som er delt som læring"),
    Level.TEXT: N_("Teksten"),
    Level.PERSONS: N_("Teksten og hvem det gjelder"),
    Level.IDENTITY: N_("Alt, også hvem som meldte"),
}
SOURCE_LABELS = {
    Source.EMPLOYEE: N_("Ansatt"),
    Source.USER: N_("Bruker"),
    Source.NEXT_OF_KIN: N_("Pårørende"),
    Source.CITIZEN: N_("Innbygger"),
    Source.SUPERVISION: N_("Tilsyn"),
    Source.SAFETY_ROUND: N_("Vernerunde"),
    Source.SURVEY: N_("Undersøkelse"),
    Source.OTHER_SYSTEM: N_("Annet system"),
}
FACTOR_LABELS = {
    Factor.ROUTINE: N_("Rutine eller oppgave"),
    Factor.COMPETENCE: N_("Kompetanse og opplæring"),
    Factor.COMMUNICATION: N_("Kommunikasjon og overlevering"),
    Factor.STAFFING: N_("Bemanning og tid"),
    Factor.EQUIPMENT: N_("Utstyr og IKT"),
    Factor.SURROUNDINGS: N_("Lokaler og omgivelser"),
    Factor.ORGANISATION: N_("Organisering og ledelse"),
    Factor.USER_SITUATION: N_("Situasjonen til bruker eller elev"),
    Factor.EXTERNAL: N_("Noen utenfor kommunen"),
    Factor.UNKNOWN: N_("Vet ikke"),
}
# Whom a reporter may ask to have told besides the leader; each hears of it only where the matrix lets them know.
ALSO_TOLD = (Role.SAFETY_REP, Role.HEAD, Role.COORDINATOR, Role.PRIVACY_OFFICER)
SENDER_LABELS = {Sender.NAMED: N_("Med navn"), Sender.CONFIDENTIAL: N_("Fortrolig")}
HARM_LABELS = {Harm.NO: N_("Nei"), Harm.NEARLY: N_("Nesten"), Harm.YES: N_("Ja")}
SHIFT_LABELS = {Shift.DAY: N_("Dagvakt"), Shift.EVENING: N_("Kveldsvakt"), Shift.NIGHT: N_("Nattevakt")}
MESSAGE_LABELS = {
    MessageKind.QUESTION: N_("Spørsmål til melder"),
    MessageKind.REPLY: N_("Svar fra melder"),
    MessageKind.ANSWER: N_("Svar til melder"),
    MessageKind.CLOSING: N_("Svar ved lukking"),
    MessageKind.NOTE: N_("Internt notat"),
}
VERDICT_LABELS = {
    Verdict.SOLVED: N_("Løst"),
    Verdict.PARTLY: N_("Delvis løst"),
    Verdict.UNSOLVED: N_("Ikke løst"),
}
REJECTION_LABELS = {
    Rejection.MISTAKE: N_("Meldt ved en feil"),
    Rejection.DOUBLE: N_("Meldt før"),
    Rejection.ELSEWHERE: N_("Hører hjemme et annet sted"),
}
STRENGTH_LABELS = {Strength.WEAK: N_("Svakt"), Strength.MEDIUM: N_("Middels"), Strength.STRONG: N_("Sterkt")}
STRENGTH_HELP = {
    Strength.WEAK: N_("Informere, minne om, opplæring"),
    Strength.MEDIUM: N_("Sjekkliste, bemanning, endret rutine"),
    Strength.STRONG: N_("Fjerne faren, teknisk sperre, gjøre det likt overalt"),
}
MEASURE_KIND_LABELS = {
    MeasureKind.INFORM: N_("Informere eller minne om"),
    MeasureKind.MEETING: N_("Ta det opp på møte"),
    MeasureKind.TRAINING: N_("Opplæring"),
    MeasureKind.OTHER_WEAK: N_("Annet som hviler på at noen husker det"),
    MeasureKind.CHECKLIST: N_("Sjekkliste"),
    MeasureKind.STAFFING: N_("Bemanning eller fordeling av oppgaver"),
    MeasureKind.ROUTINE: N_("Ny eller endret rutine"),
    MeasureKind.OTHER_MEDIUM: N_("Annet som gjør det lettere å gjøre rett"),
    MeasureKind.REMOVE: N_("Fjerne faren"),
    MeasureKind.BARRIER: N_("Teknisk sperre"),
    MeasureKind.STANDARD: N_("Gjøre det likt overalt"),
    MeasureKind.TOGETHER: N_("Felles endring for flere enheter"),
    MeasureKind.OTHER_STRONG: N_("Annet som gjør feilen umulig"),
}
_KINDS = list(MeasureKind)
STRENGTH_OF = {
    kind: strength
    for strength, kinds in (
        (Strength.WEAK, _KINDS[:4]),
        (Strength.MEDIUM, _KINDS[4:8]),
        (Strength.STRONG, _KINDS[8:]),
    )
    for kind in kinds
}
NEAR_LABELS = {
    Near.LEADS: N_("Leder enheten"),
    Near.STAFF: N_("Ansatte i enheten"),
    Near.ABOVE: N_("Ledere over enheten"),
    Near.OTHER: N_("Andre roller i kommunen"),
}
FLAG_LABELS = {Flag.URGENT: N_("Haster"), Flag.SENT_OUT: N_("Meldt videre")}
CHANNEL_LABELS = {
    Channel.PROPERTY: N_("Eiendom og drift (FDV)"),
    Channel.WELFARE: N_("NAV"),
    Channel.DATA_PROTECTION: N_("Datatilsynet"),
    Channel.LABOUR: N_("Arbeidstilsynet"),
    Channel.COUNTY: N_("Statsforvalteren"),
    Channel.POLICE: N_("Politiet"),
    Channel.OTHER: N_("Et annet sted"),
}
TASK_STATE_LABELS = {
    TaskState.OPEN: N_("Gjenstår"),
    TaskState.DONE: N_("Ferdig"),
    TaskState.RETURNED: N_("Gitt tilbake"),
    TaskState.CANCELLED: N_("Trukket tilbake"),
}
CAN_LEARN_LABELS = {CanLearn.YES: N_("Ja"), CanLearn.NO: N_("Nei"), CanLearn.UNSURE: N_("Usikker")}


def access_for(kind: CaseKind, branch: str, concerns_user: bool) -> Access:
    """The sensitivity that follows from the answers; `branch` is the first letter of the category code."""
    if kind is not CaseKind.DEVIATION:
        return Access.IMPROVEMENT
    if concerns_user:
        return Access.PERSONAL
    return {"H": Access.SAFETY, "P": Access.PRIVACY}.get(branch, Access.SERVICE)

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

SEVERITY_LABELS = {
    0: N_("Ingen"),
    1: N_("Liten"),
    2: N_("Moderat"),
    3: N_("Alvorlig"),
    4: N_("Svært alvorlig"),
}
SEVERITY_HELP = {
    0: N_("Ingen skade, ingen følge"),
    1: N_("Forbigående, trengte ikke behandling"),
    2: N_("Behandling eller oppfølging, kort fravær"),
    3: N_("Sykehus, mulig varig mén eller alvorlig vold"),
    4: N_("Død eller varig mén"),
}


class Field(StrEnum):
    """What a deviation can harm; each level of harm has its own words in each."""

    PERSON = "person"
    SERVICE = "service"
    PRIVACY = "privacy"
    PROPERTY = "property"


FIELD_LABELS = {
    Field.PERSON: N_("Person"),
    Field.SERVICE: N_("Tjeneste og rettigheter"),
    Field.PRIVACY: N_("Personvern"),
    Field.PROPERTY: N_("Bygg, miljø og penger"),
}
# What each level of harm means in each field, and an example (domain.md section 3).
ANCHORS: dict[Field, tuple[tuple[str, str], ...]] = {
    Field.PERSON: (
        (N_("Ingen skade"), N_("Beboeren snublet, men tok seg for.")),
        (N_("Forbigående, trengte ikke behandling"), N_("Et blåmerke etter et fall.")),
        (N_("Behandling eller oppfølging, kort fravær"), N_("Måtte sy tre sting, borte i to dager.")),
        (
            N_("Sykehus, mulig varig mén eller alvorlig vold"),
            N_("Lårhalsbrudd, eller slått i hodet på jobb."),
        ),
        (N_("Død eller varig mén"), N_("Et dødsfall som kunne vært unngått.")),
    ),
    Field.SERVICE: (
        (N_("Ingen følge"), N_("Vedtaket manglet en side, og det ble rettet samme dag.")),
        (N_("Liten forsinkelse"), N_("Besøket kom en time for sent.")),
        (N_("Brukeren fikk ikke tjenesten"), N_("Et hjemmebesøk falt helt ut.")),
        (N_("Brudd på lov eller rettighet"), N_("En elev sto uten spesialundervisning i to måneder.")),
        (N_("Mange uten forsvarlig tjeneste"), N_("En hel avdeling uten sykepleier gjennom natta.")),
    ),
    Field.PRIVACY: (
        (N_("Ingen opplysninger ute"), N_("En skjerm sto åpen, men ingen så den.")),
        (N_("Én person, ikke sensitivt, rettet"), N_("En e-post med et telefonnummer til feil kollega.")),
        (N_("Flere personer, eller sensitivt internt"), N_("En klasseliste med diagnoser på fellesområdet.")),
        (N_("Sensitivt på avveie"), N_("En epikrise sendt til feil innbygger.")),
        (N_("Stort omfang eller særlig sårbare"), N_("Adressen til noen som lever på hemmelig adresse.")),
    ),
    Field.PROPERTY: (
        (N_("Ubetydelig"), N_("En pære gikk.")),
        (N_("Under 10 000 kroner"), N_("Et knust vindu.")),
        (N_("10 000 til 100 000 kroner"), N_("En vannskade i ett rom.")),
        (N_("0,1 til 1 million kroner"), N_("En brann i et kjøkken.")),
        (N_("Over 1 million kroner, eller forurensning"), N_("Kloakk i drikkevannskilden.")),
    ),
}
# The fields that matter most by branch of the category, the first ones shown at once.
FIELDS_OF = {
    "T": (Field.PERSON, Field.SERVICE),
    "H": (Field.PERSON,),
    "P": (Field.PRIVACY,),
    "B": (Field.PROPERTY, Field.PERSON),
    "F": (Field.SERVICE, Field.PROPERTY),
    "S": (Field.SERVICE, Field.PROPERTY),
}

RECURRENCE_LABELS = {
    1: N_("Nesten aldri (sjeldnere enn hvert tiende år)"),
    2: N_("Sjelden (høyst én gang i året)"),
    3: N_("Av og til (månedlig til årlig)"),
    4: N_("Ofte (ukentlig til månedlig)"),
    5: N_("Hele tiden"),
}

# Rows: possible harm 0-4; columns: recurrence 1-5. A lookup, not a product, for the reasons in domain.md section 3.
PRIORITY = (
    (0, 0, 0, 1, 1),
    (0, 1, 1, 1, 2),
    (1, 1, 2, 2, 3),
    (2, 2, 3, 3, 4),
    (3, 3, 4, 4, 4),
)


Lookup = tuple[tuple[int, ...], ...]


def priority(actual: int, potential: int | None, recurrence: int | None, table: Lookup = PRIORITY) -> int:
    """0 to 4: the worse of what happened and what the table says could happen (domain.md section 3)."""
    if potential is None or recurrence is None:
        return actual
    return max(actual, table[potential][recurrence - 1])


class Risk(StrEnum):
    """Whether a breach of personal data is likely to harm those whom the data are about."""

    UNLIKELY = "unlikely"
    LIKELY = "likely"
    HIGH = "high"


RISK_LABELS = {
    Risk.UNLIKELY: N_("Lite sannsynlig"),
    Risk.LIKELY: N_("Sannsynlig"),
    Risk.HIGH: N_("Høy risiko"),
}


class Reporting(StrEnum):
    """Whether the supervisory authority is told of a breach."""

    LATER = "later"
    YES = "yes"
    NO = "no"


REPORTING_LABELS = {
    Reporting.LATER: N_("Ikke avgjort ennå"),
    Reporting.YES: N_("Meldt"),
    Reporting.NO: N_("Skal ikke meldes"),
}


class Harmed(StrEnum):
    """What a breach did to the data."""

    CONFIDENTIALITY = "confidentiality"
    INTEGRITY = "integrity"
    AVAILABILITY = "availability"


HARMED_LABELS = {
    Harmed.CONFIDENTIALITY: N_("Noen har fått se dem som ikke skulle"),
    Harmed.INTEGRITY: N_("De er endret eller feil"),
    Harmed.AVAILABILITY: N_("De er borte eller utilgjengelige"),
}


def access_for(kind: CaseKind, branch: str, concerns_user: bool) -> Access:
    """The sensitivity that follows from the answers; `branch` is the first letter of the category code."""
    if kind is not CaseKind.DEVIATION:
        return Access.IMPROVEMENT
    if concerns_user:
        return Access.PERSONAL
    return {"H": Access.SAFETY, "P": Access.PRIVACY}.get(branch, Access.SERVICE)

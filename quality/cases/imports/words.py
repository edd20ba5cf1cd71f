"""The words that other systems use, and what they are called here."""

from __future__ import annotations

from quality.cases.kinds import Factor
from quality.cases.states import CaseState

# Field -> the headers it goes under, as bokmål systems and English ones write them.
HEADERS: dict[str, tuple[str, ...]] = {
    "id": ("saksnr", "saksnummer", "sak", "id", "case id", "avviksnr", "nummer"),
    "occurred": ("hendelsesdato", "dato for hendelse", "skjedde", "event_date", "event date", "occurred"),
    "registered": ("registrert", "registrert dato", "meldt dato", "registered", "created"),
    "unit": ("enhet", "enhetskode", "avdeling", "unit_code", "unit", "department"),
    "category": ("hovedkategori", "kategori", "category", "main category"),
    "subcategory": ("underkategori", "subcategory"),
    "severity": ("alvorlighet", "alvorlighetsgrad", "alvorsgrad", "konsekvens", "severity"),
    "place": ("sted", "hendelsessted", "place", "location"),
    "cause": ("årsak", "årsakskategori", "cause"),
    "title": ("tittel", "overskrift", "title", "subject"),
    "text": ("beskrivelse", "hendelsesbeskrivelse", "hva skjedde", "text", "description"),
    "reporter": ("meldt av", "melder", "reporter", "reported by"),
    "handler": ("saksbehandler", "behandler", "handler", "assigned to"),
    "state": ("status", "state"),
    "measure": ("tiltak", "measure", "action"),
    "closed": ("lukket", "lukket dato", "avsluttet", "closed", "closed_date"),
}
REQUIRED = ("id", "occurred", "unit", "category", "text")

# «Main > sub», or the sub-category alone where a system has one level. Where the old word does not tell which leaf,
# the case gets the main category rather than a leaf that may be wrong.
CATEGORIES: dict[str, str] = {
    "legemiddel > ikke gitt": "T1.1",
    "legemiddel > feil dose": "T1.2",
    "legemiddel > feil legemiddel": "T1.3",
    "legemiddel > feil bruker": "T1.4",
    "legemiddel > feil tidspunkt": "T1.5",
    "legemiddel > oppbevaring": "T1.9",
    "fall og skade > fall inne": "T2",
    "fall og skade > fall ute": "T2.3",
    "fall og skade > kutt og klem": "H2",
    "fall og skade > forflytning": "H2.3",
    "fall og skade > lekeskade": "T5.2",
    "rutine og samhandling > brutt rutine": "R2",
    "rutine og samhandling > opplæring": "R4",
    "rutine og samhandling > overføring": "T4.1",
    "rutine og samhandling > epikrise": "T4.4",
    "rutine og samhandling > pårørende": "T4.5",
    "vold og trusler > slag og spark": "H1.1",
    "vold og trusler > trusler": "H1.2",
    "vold og trusler > trakassering": "H1.3",
    "vold og trusler > utagering": "H1",
    "vold og trusler > alenearbeid": "H3.2",
    "bygg og utstyr > hjelpemiddel": "H7",
    "bygg og utstyr > kjøretøy": "B9",
    "bygg og utstyr > brannvern": "B1",
    "bygg og utstyr > heis og dør": "B3",
    "bygg og utstyr > inneklima": "H5",
    "kvalitet i tjeneste > uteblitt besøk": "T3.1",
    "kvalitet i tjeneste > ernæring": "T3.2",
    "kvalitet i tjeneste > hygiene og smitte": "T3.5",
    "kvalitet i tjeneste > klage": "T6.4",
    "kvalitet i tjeneste > ventetid": "F1",
    "bemanning og arbeidstid > aml-brudd": "H3.1",
    "bemanning og arbeidstid > pauser": "H3.1",
    "bemanning og arbeidstid > turnus": "H3.3",
    "bemanning og arbeidstid > vikar": "H3.3",
    "bemanning og arbeidstid > sykefravær": "H3.3",
    "informasjon og ikt > arkiv": "F2",
    "informasjon og ikt > personvern": "P2",
    "informasjon og ikt > feilsending": "P1",
    "informasjon og ikt > nett og pålogging": "P4",
    "informasjon og ikt > fagsystem": "P4",
}

SEVERITIES: dict[str, int] = {
    "ingen": 0,
    "lav": 1,
    "liten": 1,
    "middels": 2,
    "moderat": 2,
    "høy": 3,
    "alvorlig": 3,
    "kritisk": 4,
    "svært alvorlig": 4,
    "none": 0,
    "low": 1,
    "medium": 2,
    "high": 3,
    "critical": 4,
    **{str(number): number for number in range(5)},
}

STATES: dict[str, CaseState] = {
    "ny": CaseState.REPORTED,
    "meldt": CaseState.REPORTED,
    "mottatt": CaseState.RECEIVED,
    "under behandling": CaseState.HANDLING,
    "åpen": CaseState.HANDLING,
    "lukket": CaseState.CLOSED,
    "avsluttet": CaseState.CLOSED,
    "avvist": CaseState.REJECTED,
    "new": CaseState.REPORTED,
    "open": CaseState.HANDLING,
    "closed": CaseState.CLOSED,
    "rejected": CaseState.REJECTED,
}

# «Menneskelig feil» says who, not why: a cause that leads nowhere is not known.
CAUSES: dict[str, Factor] = {
    "menneskelig feil": Factor.UNKNOWN,
    "ukjent": Factor.UNKNOWN,
    "rutine ikke fulgt": Factor.ROUTINE,
    "rutine mangler": Factor.ROUTINE,
    "manglende opplæring": Factor.COMPETENCE,
    "kommunikasjonssvikt": Factor.COMMUNICATION,
    "bemanning": Factor.STAFFING,
    "tidspress": Factor.STAFFING,
    "utstyrsfeil": Factor.EQUIPMENT,
    "it-system": Factor.EQUIPMENT,
    "fysisk miljø": Factor.SURROUNDINGS,
    "organisering": Factor.ORGANISATION,
    "ledelse": Factor.ORGANISATION,
}

ANONYMOUS = frozenset({"anonym", "anonymous"})

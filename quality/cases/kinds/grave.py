"""How grave a case is: harm in each field, how often, and the priority that follows."""

from __future__ import annotations

from enum import StrEnum

from quality.core.text import N_

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

"""What is said of a breach of personal data."""

from __future__ import annotations

from enum import StrEnum

from quality.core.text import N_


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

"""The invented municipality: its areas and units, with the kind of service of each."""

from dataclasses import dataclass
from datetime import date, timedelta

MUNICIPALITY = "Bjørkvåg kommune"
DOMAIN = "bjorkvag.invalid"
NEWCOMER = "3230"

HOME_CARE, NURSING_HOME, SUPPORTED_HOUSING = "home_care", "nursing_home", "supported_housing"
SERVICES = (
    *(HOME_CARE, NURSING_HOME, SUPPORTED_HOUSING, "day_centre", "health_service", "school", "kindergarten"),
    *("property", "cleaning", "water", "roads_parks", "child_welfare", "nav", "culture", "administration"),
)


@dataclass(frozen=True, slots=True)
class DemoArea:
    """A kommunalområde."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """An enhet: `full_time` is its årsverk."""

    code: str
    name: str
    area: str
    service: str
    full_time: float
    opened_on: date


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """The municipality as the loader takes it."""

    name: str
    areas: tuple[DemoArea, ...]
    units: tuple[DemoUnit, ...]


AREAS = (
    DemoArea("20", "Helse og omsorg"),
    DemoArea("25", "Velferd og mestring"),
    DemoArea("30", "Oppvekst og læring"),
    DemoArea("40", "Teknisk drift"),
    DemoArea("50", "Kultur og samfunn"),
    DemoArea("60", "Organisasjon og økonomi"),
)

_UNITS = (
    ("2110", "Hjemmetjenesten nord", "20", "home_care", 38.5, 2012),
    ("2120", "Hjemmetjenesten sør", "20", "home_care", 42.0, 2012),
    ("2210", "Solsiden sykehjem, avd. 1", "20", "nursing_home", 31.2, 2008),
    ("2220", "Solsiden sykehjem, avd. 2", "20", "nursing_home", 29.4, 2008),
    ("2230", "Åsheim bo- og helsesenter", "20", "nursing_home", 46.8, 2015),
    ("2310", "Legevakt og helsestasjon", "20", "health_service", 24.1, 2012),
    ("2320", "Rehabilitering og hverdagsmestring", "20", "health_service", 16.3, 2017),
    ("2510", "Tunet bofellesskap", "25", "supported_housing", 34.0, 2010),
    ("2520", "Bekkefaret bofellesskap", "25", "supported_housing", 26.7, 2016),
    ("2530", "Verkstedet aktivitetssenter", "25", "day_centre", 13.5, 2012),
    ("2540", "NAV Bjørkvåg", "25", "nav", 17.8, 2011),
    ("2550", "Barneverntjenesten", "25", "child_welfare", 18.6, 2012),
    ("3110", "Granmo skole", "30", "school", 41.0, 2005),
    ("3120", "Sjøbakken skole", "30", "school", 52.3, 2005),
    ("3130", "Bjørkvåg ungdomsskole", "30", "school", 44.5, 2005),
    ("3210", "Tusseladden barnehage", "30", "kindergarten", 19.0, 2006),
    ("3220", "Myrull barnehage", "30", "kindergarten", 22.4, 2009),
    (NEWCOMER, "Fjæra barnehage", "30", "kindergarten", 17.2, 0),
    ("4110", "Eiendomsdrift", "40", "property", 21.0, 2012),
    ("4120", "Renhold", "40", "cleaning", 27.6, 2012),
    ("4210", "Vann og avløp", "40", "water", 15.8, 2012),
    ("4220", "Vei, park og anlegg", "40", "roads_parks", 18.2, 2012),
    ("5110", "Kultur, bibliotek og kulturskole", "50", "culture", 15.4, 2012),
    ("5120", "Plan og byggesak", "50", "administration", 13.0, 2012),
    ("6110", "Kommunedirektørens stab", "60", "administration", 29.5, 2012),
)

UNIT_CODES = tuple(row[0] for row in _UNITS)
SERVICE_OF = {row[0]: row[3] for row in _UNITS}
FULL_TIME = {row[0]: row[4] for row in _UNITS}
AREA_OF = {row[0]: row[2] for row in _UNITS}
STAFF_UNIT = "6110"


def newcomer_opens(end: date) -> date:
    """The new kindergarten opens in August, between one and two years before `end`."""
    year_ago = end - timedelta(days=365)
    opens = date(year_ago.year, 8, 15)
    return opens if opens <= year_ago else date(year_ago.year - 1, 8, 15)


def organisation(end: date) -> DemoOrganisation:
    """The municipality as it is on `end`."""
    units = tuple(
        DemoUnit(code, name, area, service, posts, date(year, 1, 1) if year else newcomer_opens(end))
        for code, name, area, service, posts, year in _UNITS
    )
    return DemoOrganisation(MUNICIPALITY, AREAS, units)

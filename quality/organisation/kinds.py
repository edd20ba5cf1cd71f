"""Levels of the organisation and kinds of service."""

from __future__ import annotations

from enum import StrEnum

from quality.core.text import N_


class UnitLevel(StrEnum):
    """A place in the tree."""

    MUNICIPALITY = "municipality"
    AREA = "area"
    UNIT = "unit"
    DEPARTMENT = "department"


class Service(StrEnum):
    """Kind of service; what makes two units alike."""

    HOME_CARE = "home_care"
    NURSING_HOME = "nursing_home"
    SUPPORTED_HOUSING = "supported_housing"
    DAY_CENTRE = "day_centre"
    HEALTH_SERVICE = "health_service"
    SCHOOL = "school"
    KINDERGARTEN = "kindergarten"
    PROPERTY = "property"
    CLEANING = "cleaning"
    WATER = "water"
    ROADS_PARKS = "roads_parks"
    CHILD_WELFARE = "child_welfare"
    NAV = "nav"
    CULTURE = "culture"
    ADMINISTRATION = "administration"


LEVEL_LABELS = {
    UnitLevel.MUNICIPALITY: N_("Kommune"),
    UnitLevel.AREA: N_("Kommunalområde"),
    UnitLevel.UNIT: N_("Enhet"),
    UnitLevel.DEPARTMENT: N_("Avdeling"),
}

SERVICE_LABELS = {
    Service.HOME_CARE: N_("Hjemmetjeneste"),
    Service.NURSING_HOME: N_("Sykehjem"),
    Service.SUPPORTED_HOUSING: N_("Bofellesskap"),
    Service.DAY_CENTRE: N_("Dagsenter"),
    Service.HEALTH_SERVICE: N_("Helsetjeneste"),
    Service.SCHOOL: N_("Skole"),
    Service.KINDERGARTEN: N_("Barnehage"),
    Service.PROPERTY: N_("Eiendom"),
    Service.CLEANING: N_("Renhold"),
    Service.WATER: N_("Vann og avløp"),
    Service.ROADS_PARKS: N_("Park og vei"),
    Service.CHILD_WELFARE: N_("Barnevern"),
    Service.NAV: N_("NAV"),
    Service.CULTURE: N_("Kultur"),
    Service.ADMINISTRATION: N_("Administrasjon"),
}


class ImportState(StrEnum):
    """How far a file has come."""

    CHECKED = "checked"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    DROPPED = "dropped"


IMPORT_KIND_LABELS = {
    "organisation": N_("Organisasjonen"),
    "people": N_("Ansatte"),
    "cases": N_("Gamle saker"),
}
IMPORT_STATE_LABELS = {
    ImportState.CHECKED: N_("Prøvd, ikke hentet inn"),
    ImportState.WAITING: N_("Venter på tur"),
    ImportState.RUNNING: N_("Hentes inn"),
    ImportState.DONE: N_("Hentet inn"),
    ImportState.FAILED: N_("Ikke hentet inn"),
    ImportState.DROPPED: N_("Kastet"),
}

"""How much is reported: by unit, weekday, season and category."""

from datetime import date, timedelta
from random import Random

from quality.demo.organisation import AREA_OF, FULL_TIME, NEWCOMER, SERVICE_OF, newcomer_opens

CASES_A_YEAR = 1530
KINDS = (("deviation", 775), ("idea", 85), ("improvement", 55), ("worked", 85))

# cases a year for each full post, roughly
_EAGERNESS = {
    "home_care": 3.3,
    "nursing_home": 3.1,
    "supported_housing": 2.6,
    "day_centre": 1.6,
    "health_service": 1.7,
    "school": 1.5,
    "kindergarten": 1.5,
    "property": 1.3,
    "cleaning": 0.9,
    "water": 1.9,
    "roads_parks": 1.9,
    "child_welfare": 1.1,
    "nav": 1.3,
    "culture": 1.2,
    "administration": 1.2,
}
_ROUND_THE_CLOCK = ("home_care", "nursing_home", "supported_housing", "health_service")
_SOME_WEEKENDS = {"water": 0.4, "roads_parks": 0.5, "culture": 0.5}
_WEEKDAY = (1.12, 1.06, 1.02, 1.0, 0.95, 0.74, 0.7)
_MONTH = (1.08, 1.02, 1.04, 0.98, 0.94, 0.96, 0.74, 0.98, 1.08, 1.08, 1.1, 0.9)

# what each kind of service reports, by weight
_MIXES = """
home_care T1.1:14 T1.2:5 T1.3:2 T1.4:2 T1.5:7 T1.6:6 T1.7:5 T1.8:1 T2.1:9 T2.2:4 T2.3:3 T3.1:17 T3.2:2
  T3.3:2 T3.4:3 T3.5:2 T3.6:8 T3.7:1 T4.1:4 T4.2:3 T4.3:3 T4.4:5 T6.1:1 T6.2:1 T6.3:3 T6.4:1 H1.2:1
  H1.3:2 H2.1:2 H2.2:1 H2.3:3 H2.5:4 H3.1:2 H3.2:2 H3.3:4 H4:1 H5:1 H7:1 P1:1 P2:1 P3:1 P4:2 P5:1 B3:3
  B7:1 B8:1 B9:2 S1:1 S3:1 R1:1 R2:1 R3:1 R4:2
nursing_home T1.1:13 T1.2:5 T1.3:4 T1.4:4 T1.5:7 T1.6:5 T1.7:5 T1.8:4 T2.1:16 T2.2:6 T2.3:4 T3.2:6
  T3.3:5 T3.4:4 T3.5:4 T3.6:3 T3.7:3 T4.1:3 T4.2:2 T4.3:2 T4.4:5 T6.1:1 T6.3:1 T6.4:1 H1.1:6 H1.2:1
  H1.3:3 H2.1:3 H2.2:1 H2.3:5 H3.1:3 H3.2:2 H3.3:6 H4:1 H5:1 H6:1 H7:1 P1:1 P2:2 P4:2 B1:2 B2:1 B3:1
  B4:2 B7:1 S1:1 S2:1 S3:1 R1:1 R2:2 R3:1 R4:2 B6:1
supported_housing B3:1 R1:1 T1.1:11 T1.2:4 T1.3:3 T1.4:3 T1.5:5 T1.6:4 T1.7:3 T1.8:2 T2.1:6 T2.2:3 T2.3:2 T3.1:3
  T3.2:2 T3.3:1 T3.4:2 T3.5:2 T3.6:2 T3.7:5 T4.1:1 T4.2:1 T4.3:3 T4.4:4 T6.1:1 T6.2:1 T6.3:4 T7.2:1
  T7.3:2 H1.1:13 H1.2:4 H1.3:3 H1.5:3 H2.3:2 H3.1:2 H3.2:4 H3.3:5 B1:2 B4:1 S3:1 R2:1 R3:1 R4:2 B7:1
day_centre B1:2 T2.2:5 T2.3:3 T4.3:4 T5.3:5 T6.3:3 B2:1 B4:3 F4:2 R1:1 R4:2
health_service R4:1 T1.7:3 T3.4:4 T3.5:5 T4.1:5 T4.2:4 T4.3:3 T4.4:5 T6.1:2 H1.2:3 H1.3:3 H2.1:4 H3.1:1
  H3.3:2 P1:3 P2:2 P4:4 P5:3 P6:1 B1:1 B3:2 B4:2 S1:1 S2:1 S3:1 R2:1 P7:1
school T5.1:6 T5.2:18 T5.3:6 T5.4:11 T5.5:7 T4.3:2 H1.1:16 H1.2:4 H1.3:5 H1.4:2 H1.5:5 H2.1:1 H2.2:2
  H2.4:1 H3.2:1 H3.3:4 H4:2 H5:8 H6:1 H7:1 P1:4 P3:2 P4:3 P5:1 P6:1 P7:2 B1:4 B2:2 B3:3 B4:3 B5:5 B6:2
  B7:2 F2:1 F4:1 F5:1 S2:1 S3:1 R1:1 R2:2 R3:1 R4:1
kindergarten B3:3 T5.1:8 T5.2:14 T5.3:3 T5.4:5 T5.5:13 T4.3:1 H2.1:1 H2.2:1 H2.3:6 H3.3:5 H4:1 H5:4 H7:1 P1:3
  P4:1 P6:1 P7:1 B1:3 B2:2 B4:3 B5:11 B6:1 B7:3 F2:1 F4:1 R1:1 R2:2 R3:1 R4:1 B8:1
property R2:1 H1.5:2 H2.1:2 H2.2:2 H2.3:2 H2.4:4 H3.1:1 H6:3 H7:2 P6:1 P7:1 B1:6 B2:5 B3:5 B5:4 B6:3 B8:2
  B9:3 F1:1 F3:3 F5:1 F6:1 S1:2 R1:1 R3:1
cleaning R4:2 H2.1:4 H2.2:4 H2.3:6 H2.4:2 H3.2:2 H3.3:5 H5:2 H6:6 H7:3 B4:7 R1:1 R2:1 R3:3
water B6:24 B2:2 B8:4 B9:4 H2.1:1 H2.4:4 H2.5:3 H3.1:2 H3.2:3 H6:3 H7:4 F3:2 F6:1 S1:4 S2:2 S3:3 R4:1
roads_parks R1:1 B7:22 B5:4 B8:4 B9:9 H2.2:2 H2.4:5 H2.5:5 H3.2:2 H4:1 H6:1 H7:4 P3:1 F3:1 F6:1 S1:2 R4:2
child_welfare T7.1:8 T7.2:7 T7.3:2 T6.1:3 T6.2:2 T6.4:2 T4.3:3 H1.2:4 H1.4:3 H2.5:2 H5:1 P1:4 P2:2 P3:1
  P4:2 P5:1 F2:2
nav T6.1:4 T6.2:3 T6.4:2 T7.1:3 T7.2:4 T7.3:7 T4.3:2 H1.2:8 H1.3:3 H1.4:2 H1.5:2 H2.5:1 H3.2:2 H5:1 P1:4
  P2:2 P3:1 P4:3 P5:2 P6:2 B7:1 F1:2 F2:1 F4:1 R2:1
culture R2:1 H1.3:1 H1.4:1 H1.5:3 H2.4:2 H3.2:2 H4:1 H5:3 H6:1 P1:1 P3:1 P4:2 P6:1 P7:1 B1:4 B2:2 B3:4 B4:3
  B6:1 B9:1 F1:1 F2:1 F3:2 F4:5 F5:2 F6:2 S2:1 R1:1 T6.4:1
administration B1:1 T6.1:2 T6.2:1 T6.4:2 H1.2:2 H1.4:2 H4:2 H5:3 P1:6 P2:3 P4:4 P5:3 P6:5 P7:3 B3:2 F1:7 F2:6
  F3:4 F4:4 F5:3 F6:3 S1:2 S2:3 S3:2
"""

CAMPAIGN_AREA, CAMPAIGN_DAYS_AGO, CAMPAIGN_LENGTH = "30", 262, 28
QUIET_UNIT, QUIET_DAYS = "2520", 230


def _parsed(mix: str) -> tuple[str, tuple[str, ...], tuple[int, ...]]:
    service, *parts = mix.split()
    pairs = [part.split(":") for part in parts]
    return service, tuple(code for code, _ in pairs), tuple(int(weight) for _, weight in pairs)


MIX = {
    service: (codes, weights)
    for service, codes, weights in map(_parsed, _MIXES.strip().replace("\n  ", " ").split("\n"))
}
_BASE = {unit: FULL_TIME[unit] * _EAGERNESS[service] for unit, service in SERVICE_OF.items()}
_WHOLE = sum(_BASE.values())


def in_campaign(unit: str, day: date, end: date) -> bool:
    """Whether `unit` was asked, that day, to report everything."""
    days_ago = (end - day).days
    return (
        AREA_OF[unit] == CAMPAIGN_AREA and CAMPAIGN_DAYS_AGO - CAMPAIGN_LENGTH < days_ago <= CAMPAIGN_DAYS_AGO
    )


def _open_share(service: str, day: date) -> float:
    if service in _ROUND_THE_CLOCK:
        return 1.0
    if day.weekday() >= 5:
        return _SOME_WEEKENDS.get(service, 0.0)
    if service == "school" and _school_is_off(day):
        return 0.04
    return 1.3


def _school_is_off(day: date) -> bool:
    return (6, 20) <= (day.month, day.day) <= (8, 15) or (day.month, day.day) >= (12, 21)


def rates(day: date, end: date) -> dict[str, float]:
    """Expected number of reports that day from each unit."""
    calm = CASES_A_YEAR / 365 / _WHOLE * _WEEKDAY[day.weekday()] * _MONTH[day.month - 1]
    grown = 1.14 - 0.28 * (end - day).days / 1096
    return {
        unit: base * calm * grown * _open_share(SERVICE_OF[unit], day) * _special(unit, day, end)
        for unit, base in _BASE.items()
    }


def _special(unit: str, day: date, end: date) -> float:
    if unit == NEWCOMER and day < newcomer_opens(end):
        return 0.0
    if unit == QUIET_UNIT and end - day < timedelta(QUIET_DAYS):
        return 0.03
    return 3.4 if in_campaign(unit, day, end) else 1.0


def how_many(rng: Random, expected: float) -> int:
    """A Poisson draw, by counting arrivals within the day."""
    count, passed = -1, 0.0
    while passed < expected:
        passed += rng.expovariate(1.0)
        count += 1
    return count

"""What lies on the desks of the demo this week: new cases to decide on, answers to begin from, who is on duty, and how
long it has taken to report."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.queries import actor_for, holders, leaders_of
from quality.accounts.roles import Actor, Role
from quality.cases.kinds import CaseKind, Harm, MeasureKind
from quality.cases.models.case import Case
from quality.cases.models.timing import ReportTime
from quality.cases.services import answers, duty, files, transfer
from quality.cases.services.measures import Plan, add_measure
from quality.cases.services.register import Report, register_case
from quality.core.clock import local_date
from quality.demo.load.people import Town
from quality.organisation.models import Unit

HOME_CARE, NURSING_HOME, HEALTH = "2120", "2210", "20"
HOUR = dt.timedelta(hours=1)
PICTURES = Path(__file__).parents[1] / "pictures"  # drawn for this; they show nobody's home
# Two that tell the same, one that belongs elsewhere, and an idea; some with a picture.
NEW = (
    (
        20,
        CaseKind.DEVIATION,
        "Nøkkelboksen i Fjellveien 12 sitter fast. Kom ikke inn på kveldsrunden før jeg fikk tak i naboen.",
        "",
    ),
    (
        9,
        CaseKind.DEVIATION,
        "Fikk ikke opp nøkkelboksen i Fjellveien 12 i natt heller. Koden virker, men lokket henger.",
        "key-box",
    ),
    (
        6,
        CaseKind.DEVIATION,
        "Lyset i trappa ved inngang B er gått. Det er helt mørkt når vi kommer på jobb.",
        "dark-stairs",
    ),
    (
        3,
        CaseKind.IDEA,
        "Kan vi ha et ekstra sett brodder i hver bil? To måtte snu i dag fordi de hadde glemt sine.",
        "ice-spikes",
    ),
)
# Two that one measure will do for, so many days old.
UNLOCKED = (
    (9, "Døra til medisinrommet smekker ikke i lås. Jeg fant den åpen da jeg kom på vakt."),
    (7, "Medisinrommet sto ulåst igjen i kveld. Ingenting manglet, men hvem som helst kunne gått inn."),
)
LOCK = "Vaktmester bytter låsen, og setter på en pumpe som lukker døra"
ELSEWHERE = "Epikrisen kom til oss, men brukeren er skrevet ut til dere. Medisinlisten ligger ved."
REASON = "Brukeren bor hjemme nå, så dere må rydde i medisinlisten sammen med fastlegen."
ANSWERS = (
    (
        "Utstyr er ordnet",
        "Hei {navn}. Takk for at du sa fra. Vi har gjort dette: {tiltak}. Si fra hvis det ikke holder.\n\n{leder}",
    ),
    (
        "Tas opp i gruppa",
        "Hei {navn}. Vi har gått gjennom saken sammen og blitt enige om hva vi gjør annerledes. [Skriv hva]\n\n{leder}",
    ),
)
PHONE = "900 00 101"
# Seconds from form opened to receipt, as they may fall over a quarter.
PACES = (18, 22, 24, 26, 27, 29, 30, 31, 33, 34, 36, 38, 39, 41, 44, 47, 52, 58, 71, 104)


def load_desk(town: Town, now: dt.datetime) -> int:
    """Put it all there; gives how many cases it was."""
    session = town.session
    home = session.scalars(sa.select(Unit).where(Unit.code == HOME_CARE)).one()
    staff = _staff(session, home)
    for number, (hours, kind, text, picture) in enumerate(NEW):
        report = Report(kind, text, home.id, Harm.NO if kind is CaseKind.DEVIATION else None)
        reporter = actor_for(session, staff[number % len(staff)], town.day)
        case = register_case(session, reporter, report, now=now - hours * HOUR)
        if picture:
            _attach(session, reporter, case, picture, now)
    _one_for_both(session, home, staff, now)
    _answers(session, town.day, now)
    _duty(session, town.day, now)
    session.add_all(
        ReportTime(day=town.day - dt.timedelta(4 * number), seconds=seconds)
        for number, seconds in enumerate(PACES)
    )
    return len(NEW) + len(UNLOCKED) + _sent_here(session, home, now)


def _one_for_both(session: Session, home: Unit, staff: list[Person], now: dt.datetime) -> None:
    """The leader has let one measure count for both."""
    day = local_date(now)
    leader = actor_for(session, leaders_of(session, home, day)[0], day)
    cases = []
    for number, (days, text) in enumerate(UNLOCKED):
        report = Report(CaseKind.DEVIATION, text, home.id, Harm.NO, category="B3", place="Medisinrommet")
        at = now - dt.timedelta(days)
        cases.append(register_case(session, actor_for(session, staff[number + 1], day), report, now=at))
    plan = Plan(LOCK, staff[3].id, day + dt.timedelta(6), kind=MeasureKind.BARRIER)
    add_measure(session, leader, cases[0], plan, now=now - dt.timedelta(4), also=cases[1:])


def _attach(session: Session, reporter: Actor, case: Case, picture: str, now: dt.datetime) -> None:
    ready = files.make_ready((PICTURES / f"{picture}.png").read_bytes())
    files.hold(session, reporter, picture, [ready], now=now)
    files.attach(session, reporter, picture, case)


def _staff(session: Session, unit: Unit) -> list[Person]:
    query = sa.select(Person).where(Person.unit_id == unit.id, Person.active).order_by(Person.id)
    return list(session.scalars(query.limit(6)))


def _sent_here(session: Session, home: Unit, now: dt.datetime) -> int:
    """A case that the nursing home thinks is home care's."""
    day = local_date(now)
    nursing = session.scalar(sa.select(Unit).where(Unit.code == NURSING_HOME))
    leader = next(iter(leaders_of(session, nursing, day)), None) if nursing else None
    if nursing is None or leader is None:
        return 0
    reporter = actor_for(session, _staff(session, nursing)[0], day)
    report = Report(CaseKind.DEVIATION, ELSEWHERE, nursing.id, Harm.NO)
    case: Case = register_case(session, reporter, report, now=now - 8 * HOUR)
    transfer.send(session, actor_for(session, leader, day), case, home, REASON, now=now - 2 * HOUR)
    return 1


def _held(session: Session, role: Role, day: dt.date) -> list[Actor]:
    people = [person for found in holders(session, role, day).values() for person in found]
    return [actor_for(session, person, day) for person in people]


def _answers(session: Session, day: dt.date, now: dt.datetime) -> None:
    for coordinator in _held(session, Role.COORDINATOR, day)[:1]:
        for name, text in ANSWERS:
            answers.write_template(session, coordinator, None, name, text, now=now)


def _duty(session: Session, day: dt.date, now: dt.datetime) -> None:
    """The head of health has the duty this week."""
    area = session.scalars(sa.select(Unit).where(Unit.code == HEALTH)).one()
    for admin in _held(session, Role.ADMIN, day)[:1]:
        for person in holders(session, Role.HEAD, day).get(area.id, [])[:1]:
            duty.put_on_duty(session, admin, person, area, PHONE, day, day + dt.timedelta(6), now=now)

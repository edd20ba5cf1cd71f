"""How far the setting-up of a municipality has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person, RoleHeld
from quality.accounts.queries import holds_on
from quality.accounts.roles import Act, Actor, Role
from quality.cases.defaults import DEADLINES
from quality.cases.models.closing import AnswerTemplate
from quality.cases.queries.duty import duties
from quality.cases.queries.intake import intake
from quality.cases.queries.retention import coming, in_use
from quality.cases.queries.settings import category_tree, deadlines
from quality.cases.queries.tally import all_types
from quality.core.clock import local_date
from quality.core.mail import MailState, OutgoingMail
from quality.core.runs import UNWELL, job_states, worker_silent
from quality.core.text import N_, Message
from quality.front.kinds import JOB_LABELS
from quality.front.queries.unowned import unowned
from quality.organisation.kinds import ImportState
from quality.organisation.models import Import, Unit
from quality.organisation.queries import municipality, open_units


@dataclass(frozen=True)
class Task:
    """One thing to set up: where, what stands there now, and whether that will do."""

    endpoint: str
    title: str
    state: Message
    done: bool
    hint: str = ""


@dataclass(frozen=True)
class Leaderless:
    """An open unit without a leader, and the heads above it who answer meanwhile."""

    unit: Unit
    meanwhile: list[str]


def leaderless(session: Session, units: Iterable[Unit], day: dt.date) -> list[Leaderless]:
    """Those of these open units that have lost their leader, or have nobody at all at or above them: one query."""
    running = sa.and_(holds_on(day), Person.active).label("runs")
    query = sa.select(RoleHeld.unit_id, RoleHeld.role, running, Person.first_name, Person.last_name)
    query = query.join(Person, Person.id == RoleHeld.person_id).order_by(RoleHeld.id)
    rows = session.execute(query.where(RoleHeld.role.in_([Role.LEADER, Role.HEAD]))).all()
    had = {row.unit_id for row in rows if row.role is Role.LEADER}
    led = {row.unit_id for row in rows if row.role is Role.LEADER and row.runs}
    heads: dict[int, list[str]] = {}
    for row in rows:
        if row.role is Role.HEAD and row.runs:
            heads.setdefault(row.unit_id, []).append(f"{row.first_name} {row.last_name}")
    found = []
    for unit in units:
        path = [int(part) for part in unit.path.strip("/").split("/")]
        above = next((heads[unit_id] for unit_id in reversed(path) if unit_id in heads), [])
        if not led.intersection(path) and (not above or had.intersection(path)):
            found.append(Leaderless(unit, above))
    return found


def first_run(session: Session, actor: Actor, now: dt.datetime, mail_is_set_up: bool) -> list[Task]:
    """The list of the settings page for this person, in the order a new municipality takes it."""
    sets, day = actor.may(Act.SETTINGS_MANAGE), local_date(now)
    return [
        *(_organisation(session, day) if actor.may(Act.UNITS_MANAGE) else []),
        *(_people(session, day) if actor.may(Act.PEOPLE_MANAGE) else []),
        *([_categories(session), _tallies(session), _deadlines(session)] if sets else []),
        *([_answers(session)] if actor.may(Act.ANSWER_SHARE) else []),
        *([_duty(session, day)] if sets else []),
        *([_unowned(session, actor, day)] if _oversees(actor) else []),
        *([_place(session), _titles(session), _channels(session)] if sets else []),
        *([_privacy(session)] if actor.may(Act.PRIVACY_MANAGE) else []),
        *([_retention(session, day)] if actor.may(Act.RETENTION_MANAGE) else []),
        *([_old_cases(session)] if actor.may(Act.IMPORT_CASES) else []),
        *([_mail(session, mail_is_set_up)] if actor.may(Act.MAIL_READ) else []),
        *([_jobs(session, now)] if sets else []),
    ]


def _organisation(session: Session, day: dt.date) -> list[Task]:
    count = len(open_units(session, day))
    state = Message(N_("%(count)s lagt inn"), {"count": count}) if count else Message(N_("Ikke begynt"))
    return [
        Task(
            "units.index", N_("Enheter"), state, bool(count), N_("Legg inn for hånd, eller hent fra en fil.")
        )
    ]


def _people(session: Session, day: dt.date) -> list[Task]:
    count = session.scalar(sa.select(sa.func.count(Person.id)).where(Person.active)) or 0
    enough = count > 1
    state = Message(N_("%(count)s personer"), {"count": count}) if enough else Message(N_("Ikke begynt"))
    return [
        Task(
            "people.index",
            N_("Personer og roller"),
            state,
            enough,
            N_("Inviter dem når rollene er på plass."),
        ),
        _leaders(session, day),
    ]


def _leaders(session: Session, day: dt.date) -> Task:
    units = open_units(session, day)
    without, begun = leaderless(session, units, day), bool(units)
    state = Message(N_("Alle enheter har leder") if begun else N_("Ikke begynt"))
    if without:
        state = Message(N_("%(count)s uten leder"), {"count": len(without)})
    names = ", ".join(row.unit.name for row in without[:3])
    return Task(
        "units.index",
        N_("Ledere"),
        state,
        begun and not without,
        names or N_("Saker må ha en som svarer."),
    )


def _categories(session: Session) -> Task:
    used = sum(1 for row in category_tree(session) if not row.category.retired_on)
    state = Message(N_("%(count)s i bruk"), {"count": used})
    return Task(
        "categories.index", N_("Kategorier"), state, bool(used), N_("Gi dem navn dere kjenner igjen.")
    )


def _tallies(session: Session) -> Task:
    used = sum(1 for row in all_types(session) if row.type.retired_on is None)
    state = Message(N_("%(count)s i bruk"), {"count": used}) if used else Message(N_("Valgfritt"))
    return Task(
        "tallies.index", N_("Det som telles"), state, True, N_("Det lille og hyppige, med ett trykk.")
    )


def _deadlines(session: Session) -> Task:
    rows = deadlines(session)
    standard = {
        (step, priority): days for step, row in DEADLINES.items() for priority, days in enumerate(row)
    }
    own = N_("Egne frister") if rows else N_("Mangler")
    state = Message(
        N_("Vanlige frister") if {key: row.days for key, row in rows.items()} == standard else own
    )
    return Task(
        "settings.deadlines_page", N_("Frister"), state, bool(rows), N_("Hvor lenge hvert steg kan ta.")
    )


def _answers(session: Session) -> Task:
    query = sa.select(sa.func.count(AnswerTemplate.id)).where(
        AnswerTemplate.unit_id.is_(None), AnswerTemplate.retired_on.is_(None)
    )
    count = session.scalar(query) or 0
    state = Message(N_("%(count)s for alle"), {"count": count}) if count else Message(N_("Valgfritt"))
    return Task(
        "cases.answer_list", N_("Svarmaler"), state, True, N_("Et svar å begynne med når en sak lukkes.")
    )


def _oversees(actor: Actor) -> bool:
    return actor.may(Act.PEOPLE_MANAGE) or actor.may(Act.PATTERN_REVIEW)


def _unowned(session: Session, actor: Actor, day: dt.date) -> Task:
    count = len(unowned(session, actor, day))
    state = Message(N_("%(count)s saker"), {"count": count}) if count else Message(N_("Ingen"))
    return Task(
        "unowned.index", N_("Uten ansvarlig"), state, not count, N_("Åpne saker som ingen svarer for.")
    )


def _duty(session: Session, day: dt.date) -> Task:
    count = len(duties(session, day))
    state = Message(N_("%(count)s lagt inn"), {"count": count}) if count else Message(N_("Valgfritt"))
    return Task("duty.index", N_("Vaktordning"), state, True, N_("Hvem som varsles om alvorlige saker."))


def _place(session: Session) -> Task:
    place = municipality(session)
    complete = bool(place and place.arms_svg and place.on_call_phone)
    state = Message(N_("Ferdig")) if complete else Message(N_("Våpen eller vakttelefon mangler"))
    return Task(
        "settings.place_page", N_("Navn, våpen og språk"), state, complete, place.name if place else ""
    )


def _titles(session: Session) -> Task:
    place = municipality(session)
    count = len(place.settings.get("leader_titles", {})) if place else 0
    state = Message(N_("%(count)s egne titler"), {"count": count}) if count else Message(N_("Standard"))
    return Task("titles.show", N_("Titler"), state, True, N_("Rektor, styrer, avdelingsleder."))


def _channels(session: Session) -> Task:
    place = municipality(session)
    ready = bool(place and place.settings.get("channels"))
    state = Message(N_("Ferdig") if ready else N_("Ikke begynt"))
    hint = N_("Varsling, personalsak, elever, akutt fare: hvem tar imot hos dere?")
    return Task("channels.show", N_("Hvor melder jeg fra?"), state, ready, hint)


def _privacy(session: Session) -> Task:
    ready = bool(intake(session))
    state = Message(N_("Noen tar imot") if ready else N_("Ikke satt opp"))
    hint = N_("Hvem som ser navn i fortrolige meldinger, og hvem som tar imot skjermede saker.")
    return Task("privacy.show", N_("Fortrolig og skjermet"), state, ready, hint)


def _retention(session: Session, day: dt.date) -> Task:
    waiting = coming(municipality(session), day)
    ready = in_use(session, day) or waiting is not None
    state = Message(N_("I bruk") if ready else N_("Ikke tatt i bruk"))
    if waiting:
        state = Message(N_("Endres %(day)s"), {"day": f"{waiting.from_on:%d.%m.%Y}"})
    hint = N_("Hvor lenge saker beholdes før navn og tekst slettes.")
    return Task("retention.index", N_("Oppbevaring"), state, ready, hint)


def _old_cases(session: Session) -> Task:
    query = sa.select(sa.func.count(Import.id)).where(
        Import.kind == "cases", Import.state == ImportState.DONE
    )
    count = session.scalar(query) or 0
    state = Message(N_("Valgfritt"))
    if count:
        state = Message(
            N_("Én fil hentet inn") if count == 1 else N_("%(count)s filer hentet inn"), {"count": count}
        )
    hint = N_("Hent inn fra det gamle systemet, så ser Løft mønstre fra første dag.")
    return Task("imports.index", N_("Gamle saker"), state, True, hint)


def _mail(session: Session, set_up: bool) -> Task:
    stuck = session.scalar(
        sa.select(sa.func.count(OutgoingMail.id)).where(
            OutgoingMail.state.in_([MailState.FAILED, MailState.UNCERTAIN])
        )
    )
    if stuck:
        return Task("outbox.index", N_("E-post"), Message(N_("%(count)s må ses på"), {"count": stuck}), False)
    state = Message(N_("Sender")) if set_up else Message(N_("Ikke satt opp"))
    hint = "" if set_up else N_("Den som drifter Løft, setter SMTP_URL. Imens ligger e-posten i utboksen.")
    return Task("outbox.index", N_("E-post"), state, set_up, hint)


def _jobs(session: Session, now: dt.datetime) -> Task:
    unwell = sum(state.health in UNWELL for state in job_states(session, JOB_LABELS, now))
    state = Message(N_("%(count)s må ses på"), {"count": unwell}) if unwell else Message(N_("Går"))
    silent = worker_silent(session, now)
    if silent:
        state = Message(N_("Står stille"))
    hint = N_("E-post, frister, mønstre og utsendelser.")
    return Task("jobs.index", N_("Det som går av seg selv"), state, not silent and not unwell, hint)

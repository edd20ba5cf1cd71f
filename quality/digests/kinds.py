"""The kinds of editions, what each tells, and when and to whom it goes unless the municipality says otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from quality.accounts.roles import Role
from quality.core.text import N_, Message
from quality.organisation.kinds import Service


class EditionKind(StrEnum):
    """The editions that Løft comes with."""

    WEEKLY = "weekly"
    LEADERS = "leaders"
    MONTHLY = "monthly"
    COORDINATORS = "coordinators"
    TERTIAL = "tertial"


class Rhythm(StrEnum):
    """How often: every ISO week, or on the first such weekday of the month or of the four months."""

    WEEK = "week"
    MONTH = "month"
    TERTIAL = "tertial"


class Topic(StrEnum):
    """What an edition may tell of; each reader gets what there is of it."""

    WORKED = "worked"
    WAITING = "waiting"
    ONE_NOTE = "one_note"
    SILENCE = "silence"
    ANSWERS = "answers"
    PATTERN = "pattern"
    NOTES = "notes"
    REVIEW = "review"
    RAISED = "raised"
    LEARNED = "learned"


@dataclass(frozen=True)
class Plan:
    """When an edition goes, to whom, what it tells and how much. `weekday`: Monday is 0; `hour` in Norway.

    It goes to everybody who holds one of the roles and works in one of the services; none named is all. `since`: a
    rhythm begins with the first edition that is due after it was chosen. `name`: of one of the municipality's own.
    """

    weekday: int
    hour: int = 8
    things: int = 3
    on: bool = True
    rhythm: Rhythm = Rhythm.WEEK
    roles: tuple[Role, ...] = ()
    services: tuple[Service, ...] = ()
    topics: tuple[Topic, ...] = ()
    since: dt.datetime | None = None
    name: str = ""

    @property
    def is_for_all(self) -> bool:
        """Whether it goes to everybody whom no other edition takes."""
        return not self.roles and not self.services


K, R, T = EditionKind, Rhythm, Topic
DEFAULT_PLANS: dict[str, Plan] = {
    K.WEEKLY: Plan(1, topics=(T.WORKED, T.WAITING, T.ANSWERS, T.PATTERN, T.NOTES)),
    K.LEADERS: Plan(
        1,
        things=4,
        roles=(Role.LEADER, Role.HEAD),
        topics=(T.WAITING, T.ONE_NOTE, T.SILENCE, T.ANSWERS, T.PATTERN),
    ),
    K.MONTHLY: Plan(3, rhythm=R.MONTH, topics=(T.LEARNED,)),
    K.COORDINATORS: Plan(
        1, things=6, rhythm=R.MONTH, roles=(Role.COORDINATOR,), topics=(T.REVIEW, T.LEARNED)
    ),
    K.TERTIAL: Plan(
        1, things=6, rhythm=R.TERTIAL, roles=(Role.CHIEF, Role.HEAD), topics=(T.RAISED, T.LEARNED)
    ),
}

KIND_LABELS = {
    K.WEEKLY: N_("Ukens læring"),
    K.LEADERS: N_("Lederens uke"),
    K.MONTHLY: N_("Månedens læring"),
    K.COORDINATORS: N_("Koordinatorens måned"),
    K.TERTIAL: N_("Tertialet for ledelsen"),
}
TOPIC_LABELS = {
    T.WORKED: N_("noe som virket"),
    T.WAITING: N_("det som venter på mottakeren"),
    T.ONE_NOTE: N_("ett læringsnotat"),
    T.SILENCE: N_("et spørsmål om stillhet"),
    T.ANSWERS: N_("svar på egne saker"),
    T.PATTERN: N_("mønstre i egen enhet"),
    T.NOTES: N_("nytt fra lignende enheter"),
    T.REVIEW: N_("hvordan funn, notater og e-post står til"),
    T.RAISED: N_("løftede mønstre"),
    T.LEARNED: N_("det kommunen har lært på tvers"),
}
RHYTHM_LABELS = {R.WEEK: N_("Hver uke"), R.MONTH: N_("Hver måned"), R.TERTIAL: N_("Hvert tertial")}
OFTEN = {R.WEEK: N_("hver uke"), R.MONTH: N_("hver måned"), R.TERTIAL: N_("hvert tertial")}
# Those who may be named as receivers; everybody is an employee.
RECEIVERS = {
    Role.LEADER: N_("enhetsledere"),
    Role.HEAD: N_("kommunalsjefer"),
    Role.COORDINATOR: N_("kvalitetskoordinatorer"),
    Role.CHIEF: N_("kommunedirektøren"),
    Role.SAFETY_REP: N_("verneombud"),
    Role.MAIN_SAFETY_REP: N_("hovedverneombudet"),
    Role.PRIVACY_OFFICER: N_("personvernombudet"),
}

SETTING = "editions"


def choice_for(rhythm: Rhythm | None) -> str:
    """Which of a person's choices an edition of this rhythm is part of; None is the day's mail."""
    if rhythm is None:
        return "daily"
    return "weekly" if rhythm is Rhythm.WEEK else "monthly"


OWN = "own"
MOST_OWN = 6


def label(plans: Mapping[str, Plan], kind: str) -> Message:
    """What an edition is called."""
    name = plans[kind].name
    return Message("%(name)s", {"name": name}) if name else Message(KIND_LABELS[EditionKind(kind)])


def subject(kind: str) -> Message:
    """What an edition is called in the subject of a mail, where no words of the municipality's own may stand."""
    return Message(KIND_LABELS[EditionKind(kind)] if kind in DEFAULT_PLANS else N_("Nytt"))


def plans(settings: Mapping[str, Any]) -> dict[str, Plan]:
    """Each kind's plan, from what the municipality has set, and the editions of its own; what is not understood keeps
    its default.
    """
    chosen = settings.get(SETTING) or {}
    own = [kind for kind in own_kinds() if (chosen.get(kind) or {}).get("name")]
    defaults = {**DEFAULT_PLANS, **dict.fromkeys(own, Plan(1, on=False))}
    return {kind: _plan(default, chosen.get(kind) or {}) for kind, default in defaults.items()}


def own_kinds() -> list[str]:
    """What the municipality's own editions are called in the database."""
    return [f"{OWN}{number}" for number in range(1, MOST_OWN + 1)]


_READ: dict[str, Callable[[Any], Any]] = {
    "weekday": int,
    "hour": int,
    "things": int,
    "on": bool,
    "rhythm": Rhythm,
    "roles": lambda names: tuple(Role(name) for name in names),
    "services": lambda names: tuple(Service(name) for name in names),
    "topics": lambda names: tuple(Topic(name) for name in names),
    "since": lambda at: dt.datetime.fromisoformat(at) if at else None,
    "name": str,
}


def _plan(default: Plan, chosen: Mapping[str, Any]) -> Plan:
    known: dict[str, Any] = {}
    for name, read in _READ.items():
        if name in chosen:
            with suppress(ValueError, TypeError):
                known[name] = read(chosen[name])
    return replace(default, **known)


def kept(plan: Plan) -> dict[str, Any]:
    """A plan as the municipality's settings hold it."""
    return {
        "weekday": plan.weekday,
        "hour": plan.hour,
        "things": plan.things,
        "on": plan.on,
        "rhythm": plan.rhythm.value,
        "roles": [role.value for role in plan.roles],
        "services": [service.value for service in plan.services],
        "topics": [topic.value for topic in plan.topics],
        "since": plan.since.isoformat() if plan.since else None,
        "name": plan.name,
    }

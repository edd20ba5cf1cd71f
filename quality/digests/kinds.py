"""The kinds of editions, who each is for, and when it goes unless the municipality says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from quality.accounts.roles import Role
from quality.core.text import N_


class EditionKind(StrEnum):
    """An edition. Nobody is in the audience of two that go in the same rhythm."""

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


K = EditionKind
RHYTHMS = {
    K.WEEKLY: Rhythm.WEEK,
    K.LEADERS: Rhythm.WEEK,
    K.MONTHLY: Rhythm.MONTH,
    K.COORDINATORS: Rhythm.MONTH,
    K.TERTIAL: Rhythm.TERTIAL,
}
LEADS = frozenset({Role.LEADER, Role.HEAD})
# Who gets it: holders of one of these roles; for everybody's weekly, those who hold none of the leaders'.
AUDIENCES: dict[EditionKind, frozenset[Role]] = {
    K.LEADERS: LEADS,
    K.COORDINATORS: frozenset({Role.COORDINATOR}),
    K.TERTIAL: frozenset({Role.CHIEF, Role.HEAD}),
}
WITHOUT: dict[EditionKind, frozenset[Role]] = {K.WEEKLY: LEADS}
# What the same person gets on the same day stands in one mail, in this order.
ORDER = tuple(EditionKind)

KIND_LABELS = {
    K.WEEKLY: N_("Ukens læring"),
    K.LEADERS: N_("Lederens uke"),
    K.MONTHLY: N_("Månedens læring"),
    K.COORDINATORS: N_("Koordinatorens måned"),
    K.TERTIAL: N_("Tertialet for ledelsen"),
}
KIND_HELP = {
    K.WEEKLY: N_("Til alle som ikke leder: høyst tre ting, noe som virket først."),
    K.LEADERS: N_("Til enhetsledere og kommunalsjefer: det som venter, ett notat og ett spørsmål."),
    K.MONTHLY: N_("Til alle: det kommunen har lært på tvers, og hvem som bruker det."),
    K.COORDINATORS: N_("Til kvalitetskoordinatorer: funn, eiere, svar fra enhetene og utsendelser."),
    K.TERTIAL: N_("Til kommunedirektør og kommunalsjefer: løftede mønstre og det som må bestemmes."),
}

# Why somebody got it, in one sentence.
KIND_WHY = {
    K.WEEKLY: N_("Ukens læring går til alle som ikke er ledere."),
    K.LEADERS: N_("Lederens uke går til enhetsledere og kommunalsjefer."),
    K.MONTHLY: N_("Månedens læring går til alle."),
    K.COORDINATORS: N_("Koordinatorens måned går til kvalitetskoordinatorer."),
    K.TERTIAL: N_("Tertialet for ledelsen går til kommunedirektøren og kommunalsjefene."),
}


def roles_in(kind: EditionKind, roles: frozenset[Role]) -> bool:
    """Whether somebody with these roles is in the audience."""
    wanted, without = AUDIENCES.get(kind), WITHOUT.get(kind, frozenset())
    return (wanted is None or bool(roles & wanted)) and not roles & without


@dataclass(frozen=True)
class Plan:
    """When an edition goes and how long it may be. `weekday`: Monday is 0; `hour` in Norway."""

    weekday: int
    hour: int = 8
    things: int = 3
    on: bool = True


DEFAULT_PLANS = {
    K.WEEKLY: Plan(1),
    K.LEADERS: Plan(1, things=4),
    K.MONTHLY: Plan(3),
    K.COORDINATORS: Plan(1, things=6),
    K.TERTIAL: Plan(1, things=6),
}
SETTING = "editions"


def plans(settings: Mapping[str, Any]) -> dict[EditionKind, Plan]:
    """Each kind's plan, from what the municipality has set; what is not understood keeps its default."""
    chosen = settings.get(SETTING) or {}
    return {kind: _plan(DEFAULT_PLANS[kind], chosen.get(kind.value) or {}) for kind in EditionKind}


def _plan(default: Plan, chosen: Mapping[str, Any]) -> Plan:
    known = {name: chosen[name] for name in asdict(default) if name in chosen}
    return replace(default, **known)

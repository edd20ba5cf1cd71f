"""Who an edition is for: nobody gets two that go as often, and each receiver can be told why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quality.core.text import N_, Message
from quality.digests.kinds import OFTEN, RECEIVERS, TOPIC_LABELS, Plan, label
from quality.organisation.kinds import SERVICE_LABELS


def first_in_line(plans: Mapping[str, Plan], kind: str) -> list[str]:
    """The editions that go as often as this one and take their receivers before it: those for named receivers go
    before those for everybody, and else they stand in their own order.
    """
    mine = plans[kind]
    ranked = sorted(plans, key=lambda name: plans[name].is_for_all)
    before = ranked[: ranked.index(kind)]
    return [name for name in before if plans[name].on and plans[name].rhythm is mine.rhythm]


def takes_all(plans: Mapping[str, Plan], kind: str) -> str | None:
    """The edition that leaves this one without receivers, if there is one."""
    return next((name for name in first_in_line(plans, kind) if _covers(plans[name], plans[kind])), None)


def _covers(one: Plan, other: Plan) -> bool:
    return all(
        not own or (asked and set(asked) <= set(own))
        for own, asked in ((one.roles, other.roles), (one.services, other.services))
    )


def why(plans: Mapping[str, Plan], kind: str) -> Message:
    """How often an edition goes and to whom, in one sentence."""
    plan, others = plans[kind], _meeting(plans, kind)
    values = {
        "edition": label(plans, kind),
        "often": Message(OFTEN[plan.rhythm]),
        "receivers": _receivers(plan),
    }
    if not others:
        return Message(N_("%(edition)s går %(often)s til %(receivers)s."), values)
    values["others"] = listed([label(plans, other) for other in others])
    return Message(N_("%(edition)s går %(often)s til %(receivers)s som ikke får %(others)s."), values)


def _meeting(plans: Mapping[str, Plan], kind: str) -> list[str]:
    """Those before it that may have receivers in common with it."""
    mine = plans[kind]
    return [
        name
        for name in first_in_line(plans, kind)
        if not mine.services or not plans[name].services or set(mine.services) & set(plans[name].services)
    ]


def _receivers(plan: Plan) -> Message:
    who = listed([Message(RECEIVERS[role]) for role in plan.roles]) if plan.roles else Message(N_("alle"))
    if not plan.services:
        return who
    where = listed([Message(SERVICE_LABELS[service]) for service in plan.services])
    return Message("%(who)s (%(where)s)", {"who": who, "where": where})


def about(plan: Plan) -> Message:
    """What an edition tells of, in one sentence."""
    topics = listed([Message(TOPIC_LABELS[topic]) for topic in plan.topics])
    return Message(N_("Handler om %(topics)s."), {"topics": topics})


def listed(names: Sequence[Message]) -> Message:
    """Names in a row, with a word before the last."""
    *rest, last = names
    if not rest:
        return last
    first = rest[0]
    for name in rest[1:]:
        first = Message("%(first)s, %(next)s", {"first": first, "next": name})
    return Message(N_("%(some)s og %(last)s"), {"some": first, "last": last})

"""Who may see a pattern and do what with it, once as SQL and once as Python.

Seeing a pattern never gives sight of its cases: those are asked for through cases.policy, one by one.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from quality.accounts.roles import Act, Actor
from quality.core.db import one_of
from quality.patterns.models import Pattern, PatternHand
from quality.patterns.states import RAISED


def visible(actor: Actor) -> ColumnElement[bool]:
    """Patterns the person may see, as SQL; the twin of may_see()."""
    if actor.everywhere(Act.PATTERN_REVIEW):
        return sa.true()
    ways: list[ColumnElement[bool]] = []
    if actor.everywhere(Act.PATTERN_READ):
        ways.append(one_of(Pattern.state, RAISED))
    if own := actor.reach(Act.PATTERN_ANSWER):
        handed = sa.select(PatternHand.pattern_id).where(PatternHand.unit_id.in_(own))
        ways.append(Pattern.id.in_(handed))
    return sa.or_(sa.false(), *ways)


def may_see(actor: Actor, pattern: Pattern) -> bool:
    """Whether the person may see the pattern: reviewers all, readers the raised ones, leaders what they were handed."""
    if actor.everywhere(Act.PATTERN_REVIEW):
        return True
    if actor.everywhere(Act.PATTERN_READ) and pattern.state in RAISED:
        return True
    return was_handed(actor, pattern)


def was_handed(actor: Actor, pattern: Pattern) -> bool:
    """Whether it was handed to a unit that the person answers for."""
    return pattern.hand is not None and pattern.hand.unit_id in actor.reach(Act.PATTERN_ANSWER)


def owns(actor: Actor, pattern: Pattern) -> bool:
    """Whether the person is the owner, or stands in for the owner today."""
    if pattern.owner_id is None:
        return False
    return pattern.owner_id == actor.id or any(held.deputy_for == pattern.owner_id for held in actor.held)


def may(actor: Actor, act: Act, pattern: Pattern) -> bool:
    """Whether the person may do this with the pattern; always also needs to see it."""
    if not may_see(actor, pattern):
        return False
    if act is Act.CASE_NOMINATE:
        return False  # who suggested it does so from the case, and need not see the pattern
    if act is Act.PATTERN_ANSWER:
        return was_handed(actor, pattern)
    if act is Act.PATTERN_OWN:
        return actor.everywhere(Act.PATTERN_REVIEW) or (actor.may(act) and owns(actor, pattern))
    return actor.everywhere(act)

"""Who may read and write what stands in charts: once as SQL and once as Python."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlalchemy.sql import ColumnElement

from quality.accounts.roles import Act, Actor
from quality.cases import policy as cases
from quality.insights.models.annotation import Annotation
from quality.organisation.models import Unit


def readable(actor: Actor) -> ColumnElement[bool]:
    """Annotations of units that the person gets numbers of, and of what lies above these; the twin of reads()."""
    units = cases.counted_in(actor)
    if units is None:
        return sa.true()
    own = aliased(Unit)
    above = sa.select(Unit.id).join(own, own.path.startswith(Unit.path)).where(own.id.in_(units))
    return Annotation.unit_id.in_(above)


def reads(actor: Actor, annotation: Annotation, paths: Mapping[int, str]) -> bool:
    """Whether the person may read the annotation; `paths` are those of all units."""
    units = cases.counted_in(actor)
    if units is None:
        return True
    return any(paths[number].startswith(paths[annotation.unit_id]) for number in units)


def may_annotate(actor: Actor, annotation: Annotation) -> bool:
    """Whether the person may change or delete it: whoever may write one for that unit."""
    return actor.may_in(Act.TRENDS_ANNOTATE, annotation.unit_id)

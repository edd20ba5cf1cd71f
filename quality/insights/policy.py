"""Who may read and write what stands in charts: once as SQL and once as Python."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlalchemy.sql import ColumnElement

from quality.accounts.roles import Act, Actor
from quality.cases import policy as cases
from quality.insights.kinds import ViewPage
from quality.insights.models.annotation import Annotation
from quality.insights.models.saved import SavedView
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


def near(actor: Actor) -> frozenset[int]:
    """The units where the person works or has a role."""
    return frozenset({actor.unit_id, *(held.unit_id for held in actor.held)})


@lru_cache(maxsize=cases.ACTORS_KEPT)
def offered(actor: Actor) -> ColumnElement[bool]:
    """Saved views that are the person's own, or shared where the person belongs; the twin of may_open()."""
    own = aliased(Unit)
    above = sa.select(Unit.id).join(own, own.path.startswith(Unit.path)).where(own.id.in_(near(actor)))
    whose = sa.or_(SavedView.owner_id == actor.id, SavedView.shared_in_id.in_(above))
    return sa.and_(whose, SavedView.page.in_([page for page in ViewPage if _opens(actor, page)]))


def _opens(actor: Actor, page: ViewPage) -> bool:
    return actor.may(Act.PATTERN_READ if page is ViewPage.PATTERNS else Act.TRENDS_READ)


def may_open(actor: Actor, view: SavedView, paths: Mapping[int, str]) -> bool:
    """Whether the person is offered the view; `paths` are those of all units."""
    if not _opens(actor, view.page):
        return False
    if view.owner_id == actor.id:
        return True
    shared_in = paths.get(view.shared_in_id or 0)
    return shared_in is not None and any(paths[number].startswith(shared_in) for number in near(actor))


def may_keep(actor: Actor, view: SavedView) -> bool:
    """Whether the person may change or delete it: its owner, and whoever may share with the same people."""
    if view.owner_id == actor.id:
        return True
    return view.shared_in_id is not None and actor.may_in(Act.TRENDS_ANNOTATE, view.shared_in_id)

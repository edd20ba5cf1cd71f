"""Reads of saved views."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from quality.accounts.roles import Actor
from quality.cases import policy as cases
from quality.cases.models.category import Category
from quality.cases.queries import category_names
from quality.core.text import N_, Message, NotAllowedError, NotVisibleError, all_of
from quality.insights import policy
from quality.insights.compose.saved import kept
from quality.insights.kinds import ViewPage
from quality.insights.models.saved import DefaultView, SavedView
from quality.organisation.models import Unit

CLOSED = N_("%(unit)s ble lagt ned %(day)s. Det du ser her, er fra før det.")
MERGED = N_("%(old)s er slått sammen med %(new)s. Her er sakene for begge.")


@dataclass(frozen=True)
class Tabs:
    """The saved views of a page as its reader has them; `now` is the one that was opened, `changed` since then."""

    page: ViewPage
    views: list[SavedView]
    now: SavedView | None
    address: str
    mine: bool

    @property
    def changed(self) -> bool:
        """Whether the filter is another than the one that was kept."""
        return self.now is not None and self.now.address != self.address


def saved_views(session: Session, actor: Actor, page: ViewPage | None = None) -> list[SavedView]:
    """Those on offer, one's own first; of one page or all."""
    return list(session.scalars(_offered(actor, page)))


@lru_cache(maxsize=cases.ACTORS_KEPT)
def _offered(actor: Actor, page: ViewPage | None) -> sa.Select[SavedView]:
    query = (
        sa.select(SavedView)
        .options(joinedload(SavedView.shared_in), joinedload(SavedView.owner))
        .where(policy.offered(actor), SavedView.deleted_at.is_(None))
        .order_by((SavedView.owner_id == actor.id).desc(), SavedView.id)
    )
    return query if page is None else query.where(SavedView.page == page)


def tabs(session: Session, actor: Actor, page: str, address: Iterable[tuple[str, str]]) -> Tabs:
    """The views of a page, whose address says what is chosen and which view it began with. One query."""
    chosen = list(address)
    opened = next((value for name, value in chosen if name == "view"), "")
    views = saved_views(session, actor, ViewPage(page))
    now = next((view for view in views if view.public_id == opened), None)
    mine = now is not None and policy.may_keep(actor, now)
    return Tabs(ViewPage(page), views, now, kept(chosen), mine)


def past(session: Session, args: Mapping[str, str], today: dt.date, language: str) -> list[Message]:
    """What in an address is no more: units closed since it was kept, and a category merged into another."""
    units = (*all_of(args, "unit"), *all_of(args, "area"))
    closed = sa.select(Unit.name, Unit.closed_on).where(Unit.public_id.in_(units), Unit.closed_on <= today)
    rows = session.execute(closed.order_by(Unit.position)) if units else ()
    found = [Message(CLOSED, {"unit": name, "day": day}) for name, day in rows]
    heir, code = aliased(Category), args.get("category", "")[:12]
    merged = sa.select(Category.name, heir.name).join(heir, heir.id == Category.merged_into_id)
    if code and (pair := session.execute(merged.where(Category.code == code)).first()):
        names = category_names(session, language)
        found.append(Message(MERGED, {"old": names[pair[0]], "new": names[pair[1]]}))
    return found


def fetch_view(session: Session, actor: Actor, public_id: str) -> SavedView:
    """The view, for somebody it is on offer to; NotVisibleError for everybody else."""
    query = sa.select(SavedView).options(joinedload(SavedView.shared_in))
    view = session.scalar(
        query.where(SavedView.public_id == public_id, policy.offered(actor), SavedView.deleted_at.is_(None))
    )
    if view is None:
        raise NotVisibleError(public_id)
    return view


def fetch_view_to_keep(session: Session, actor: Actor, public_id: str, *, deleted: bool = False) -> SavedView:
    """The view for who may change it; `deleted` fetches one that was taken away, to bring it back."""
    gone = SavedView.deleted_at.is_not(None) if deleted else SavedView.deleted_at.is_(None)
    view = session.scalar(
        sa.select(SavedView).where(SavedView.public_id == public_id, gone, policy.offered(actor))
    )
    if view is None:
        raise NotVisibleError(public_id)
    if not policy.may_keep(actor, view):
        raise NotAllowedError(N_("Visningen er delt av noen andre. Lagre den under et eget navn."))
    return view


def default_view(session: Session, actor: Actor) -> SavedView | None:
    """The view that the person's figures open with, while it is on offer; most have none, which is quick to tell."""
    if session.scalar(sa.select(DefaultView.view_id).where(DefaultView.person_id == actor.id)) is None:
        return None
    query = (
        sa.select(SavedView)
        .join(DefaultView, DefaultView.view_id == SavedView.id)
        .where(DefaultView.person_id == actor.id, SavedView.deleted_at.is_(None), policy.offered(actor))
    )
    return session.scalar(query)


def how_many(session: Session, actor: Actor) -> int:
    """How many views the person has of their own."""
    own = sa.and_(SavedView.owner_id == actor.id, SavedView.deleted_at.is_(None))
    return session.scalar(sa.select(sa.func.count(SavedView.id)).where(own)) or 0

"""Lists of cases by filter, and the search in them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql import ColumnElement

from quality.accounts.roles import Actor
from quality.cases import policy
from quality.cases.compose.filters import Filter
from quality.cases.kinds import CaseKind, Factor, Level, Part
from quality.cases.models.case import Case, CaseFactor
from quality.cases.models.category import Category
from quality.cases.models.count import SearchText
from quality.cases.models.flow import CaseParty
from quality.cases.queries import category_above
from quality.cases.states import OPEN, UNCOUNTED, CaseState
from quality.core.clock import at_local
from quality.core.stems import stems
from quality.organisation.kinds import Service
from quality.organisation.models import Unit

WORDS_AT_MOST = 12
# Nobody leafs through more, and counting them all costs more than finding the first.
COUNTED_AT_MOST = 1000
LISTED_AT_MOST = 10_000
TEXT_SHOWN = 2000
NEWEST = 1000
# A database takes only so many values in one question.
TOGETHER = 500
NEWEST_FIRST = (Case.occurred_at.desc(), Case.id.desc())
NUMBER = re.compile(r"(20\d{2})-(\d{1,7})")


def cases(session: Session, actor: Actor, wanted: Filter, page: int, size: int) -> tuple[list[Any], int]:
    """A page of the list and how many there are in all. A title is there only for those who may read the text.

    Beyond LISTED_AT_MOST it is told only that there are more, but behind a number there are exactly as many as it says.
    """
    if wanted.q:
        return _found(session, actor, wanted, page, size)
    where = sa.and_(*_conditions(session, actor, wanted))
    # The page's ids first: an index finds the newest, without the names and texts of all that may be seen.
    newest = sa.select(Case.id).where(where).order_by(*NEWEST_FIRST).limit(size).offset((page - 1) * size)
    rows = list(session.execute(_select(actor, False).where(Case.id.in_(newest.correlate(None)))))
    if page == 1 and len(rows) < size:
        return rows, len(rows)
    counted = sa.select(Case.id).where(where)
    if not wanted.counted:
        counted = counted.limit(LISTED_AT_MOST + 1)
    return rows, session.scalar(sa.select(sa.func.count()).select_from(counted.subquery())) or 0


def taken_out(session: Session, actor: Actor, wanted: Filter) -> tuple[int, Iterator[int]]:
    """How many of the list's cases the person may take out in a file, and those of which that is written down."""
    where = _to_take_out(session, actor, wanted)
    sensitive = sa.select(Case.id).where(where, Case.access.in_(policy.SENSITIVE)).order_by(Case.id)
    number = session.scalar(sa.select(sa.func.count(Case.id)).where(where)) or 0
    return number, iter(session.scalars(sensitive, execution_options={"yield_per": TOGETHER}))


def each_to_take_out(session: Session, actor: Actor, wanted: Filter) -> Iterator[Any]:
    """The same cases one after the other, the newest first, however many."""
    query = _select(actor, False).where(_to_take_out(session, actor, wanted))
    return iter(session.execute(query, execution_options={"yield_per": TOGETHER}))


def to_take_out(session: Session, actor: Actor, wanted: Filter, at_most: int) -> list[Any]:
    """The list's own rows as far as the person may take them out in a file, the newest first."""
    where = _to_take_out(session, actor, wanted)
    ids = list(session.scalars(sa.select(Case.id).where(where).order_by(*NEWEST_FIRST).limit(at_most)))
    query = _select(actor, bool(wanted.q))
    parts = (ids[start : start + TOGETHER] for start in range(0, len(ids), TOGETHER))
    return [row for part in parts for row in session.execute(query.where(Case.id.in_(part)))]


def _to_take_out(session: Session, actor: Actor, wanted: Filter) -> ColumnElement[bool]:
    return sa.and_(*_conditions(session, actor, wanted), policy.exportable(actor))


def to_handle(session: Session, actor: Actor, wanted: Filter, at_most: int) -> list[str]:
    """Public ids of the list's open cases that the person may handle, beyond the page that is shown."""
    # The few that are open and near first: by date a database would leaf through all there are to find them.
    found = sa.select(Case.id).where(
        Case.id.in_(policy.open_and_near(actor)), *_conditions(session, actor, wanted), _handled(actor)
    )
    query = sa.select(Case.public_id).where(Case.id.in_(found.correlate(None)))
    return list(session.scalars(query.order_by(*NEWEST_FIRST).limit(at_most)))


def handled_among(session: Session, actor: Actor, case_ids: list[int]) -> set[int]:
    """Which of these cases are open and the person's to handle."""
    query = sa.select(Case.id).where(Case.id.in_(case_ids), _handled(actor))
    return set(session.scalars(query)) if case_ids else set()


def _handled(actor: Actor) -> ColumnElement[bool]:
    return sa.and_(Case.state.in_(OPEN), policy.handleable(actor))


@lru_cache(maxsize=2 * policy.ACTORS_KEPT)
def _select(actor: Actor, with_text: bool) -> sa.Select[*tuple[Any, ...]]:
    plain = policy.readable_plain(actor)
    return (
        sa.select(
            Case.id,
            Case.public_id,
            Case.year,
            Case.number,
            Case.kind,
            Case.severity,
            Case.state,
            Case.access,
            sa.case((plain, Case.title), else_="").label("title"),
            _beginning(plain, with_text),
            Case.occurred_at,
            Case.next_due_on,
            Category.name.label("category"),
            category_above().label("above"),
            Unit.name.label("unit"),
        )
        .join(Category, Category.id == Case.category_id)
        .join(Unit, Unit.id == Case.unit_id)
        .order_by(*NEWEST_FIRST)
    )


def _found(session: Session, actor: Actor, wanted: Filter, page: int, size: int) -> tuple[list[Any], int]:
    """A page of what was searched for: who may read what is looked at once, and the rest for the page alone."""
    words = _words(wanted.q)
    if words and wanted == Filter(q=wanted.q):
        postgres = _is_postgres(session)
        ids = list(session.scalars(_holding(actor, postgres), {"asked": _asked(words, postgres)}))
    else:
        ids = list(session.scalars(_matching(sa.and_(*_conditions(session, actor, wanted)))))
    shown = ids[(page - 1) * size : page * size]
    return (list(session.execute(_shown(actor), {"shown": shown})) if shown else []), len(ids)


def _matching(where: ColumnElement[bool]) -> sa.Select[int]:
    return sa.select(Case.id).where(where).order_by(*NEWEST_FIRST).limit(COUNTED_AT_MOST)


@lru_cache(maxsize=2 * policy.ACTORS_KEPT)
def _holding(actor: Actor, postgres: bool) -> sa.Select[int]:
    """Ids of the newest cases that hold the words `asked`, with nothing else asked for."""
    return _matching(_read_and_held(actor, postgres, sa.bindparam("asked")))


@lru_cache(maxsize=policy.ACTORS_KEPT)
def _shown(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    return _select(actor, True).where(Case.id.in_(sa.bindparam("shown", expanding=True)))


def _beginning(plain: ColumnElement[bool], with_text: bool) -> sa.Label[str]:
    """What was told, as far as a search shows where it was found; nothing in a list."""
    if not with_text:
        return sa.literal("").label("text")
    return sa.case((plain, sa.func.substr(Case.description, 1, TEXT_SHOWN)), else_="").label("text")


def _conditions(session: Session, actor: Actor, wanted: Filter) -> list[ColumnElement[bool]]:
    narrowed = [*_traits(wanted), *_numbers(actor, wanted), *_period(wanted)]
    if not wanted.q:
        return [_sight(actor, wanted), *narrowed]
    matches = _matches(session, actor, wanted.q)
    # Whoever reads a text sees its case: looking twice at who may costs as much as the search itself.
    if NUMBER.fullmatch(wanted.q) or wanted.counted:
        return [_sight(actor, wanted), *narrowed, matches]
    return [*narrowed, matches]


def _sight(actor: Actor, wanted: Filter) -> ColumnElement[bool]:
    """With `counted`, the very cases behind a number; otherwise all that may be seen."""
    if not wanted.counted:
        return policy.visible(actor, Level.META)
    return sa.and_(
        policy.countable(actor, Case), Case.state.not_in(UNCOUNTED), sa.not_(policy.kept_away(actor))
    )


def _traits(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.units:
        found.append(Case.unit_id.in_(_unit_ids(wanted.units)))
    if wanted.category:
        found.append(Case.category_id.in_(_category_ids(wanted.category)))
    if wanted.kind:
        found.append(Case.kind == CaseKind(wanted.kind))
    if wanted.severity:
        found.append(Case.severity == int(wanted.severity))
    if wanted.state == "open":
        found.append(Case.state.in_(OPEN))
    elif wanted.state:
        found.append(Case.state == CaseState(wanted.state))
    return found


def _numbers(actor: Actor, wanted: Filter) -> list[ColumnElement[bool]]:
    """What the pages of numbers narrow by besides; by what a text tells only for those who read it."""
    found: list[ColumnElement[bool]] = []
    if wanted.cause or wanted.other:
        found.append(policy.visible(actor, Level.TEXT))
    if wanted.service:
        found.append(Case.unit_id.in_(_of_service(wanted.service)))
    if wanted.cause:
        found.append(with_cause(wanted.cause))
    if wanted.place:
        found += [Case.place == wanted.place, policy.readable_plain(actor)]
    if wanted.owner:
        found.append(Case.unit_id.in_(sa.select(Unit.id).where(Unit.public_id == wanted.owner)))
    if wanted.other:
        found.append(_with_part(wanted.other))
    if wanted.answered:
        found.append(Case.answered_at.is_not(None))
    if wanted.answerable:
        found.append(sa.not_(answer_unknown()))
    if wanted.outward:
        # Not policy.about_somebody(): what the list lacks beside the list without this would name those cases.
        found.append(Case.access.not_in(sorted(policy.NOT_OUTWARD)))
    return found


def _period(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.since:
        found.append(Case.occurred_at >= at_local(wanted.since))
    if wanted.until:
        found.append(Case.occurred_at < at_local(wanted.until + dt.timedelta(1)))
    return found


def _unit_ids(names: Sequence[str]) -> sa.Select[*tuple[Any, ...]]:
    """The units of these public ids or codes, and all below them."""
    above = aliased(Unit)
    known = sa.or_(above.public_id.in_(names), above.code.in_(names))
    inside = sa.select(above.id).where(known, Unit.path.startswith(above.path))
    return sa.select(Unit.id).where(inside.exists())


def _of_service(service: str) -> sa.Select[*tuple[Any, ...]]:
    """The units of this kind of service, and all below them."""
    above = aliased(Unit)
    inside = sa.select(above.id).where(above.service == Service(service), Unit.path.startswith(above.path))
    return sa.select(Unit.id).where(inside.exists())


def _with_part(name: str) -> ColumnElement[bool]:
    """Cases that happened in this unit, or concern it, without being its own."""
    unit = sa.select(Unit.id).where(Unit.public_id == name).scalar_subquery()
    party = sa.select(CaseParty.case_id).where(CaseParty.unit_id == unit, CaseParty.part == Part.CONCERNS)
    return sa.and_(Case.unit_id != unit, sa.or_(Case.happened_unit_id == unit, Case.id.in_(party)))


def with_cause(cause: str) -> ColumnElement[bool]:
    """Deviations with this cause, the reporter's or the leader's, as SQL over `case`."""
    factor = sa.select(CaseFactor.case_id).where(
        CaseFactor.case_id == Case.id, CaseFactor.factor == Factor(cause)
    )
    return sa.and_(Case.kind == CaseKind.DEVIATION, factor.correlate(Case).exists())


def answer_unknown() -> ColumnElement[bool]:
    """Cases brought in as closed: whether and when they were answered nobody knows, as SQL over `case`."""
    return sa.and_(
        Case.external_system.is_not(None), Case.answered_at.is_(None), Case.state == CaseState.CLOSED
    )


def _category_ids(code: str) -> sa.Select[*tuple[Any, ...]]:
    """The category with what is below it and was merged into these; one merged away stands for its heir."""
    inside = sa.or_(Category.code == code, Category.code.startswith(f"{code}.", autoescape=True))
    if len(code) == 1:
        inside = Category.code.startswith(code, autoescape=True)
    heir = sa.select(Category.merged_into_id).where(Category.code == code)
    own = sa.select(Category.id).where(
        sa.or_(inside, Category.id.in_(heir)), Category.merged_into_id.is_(None)
    )
    return sa.select(Category.id).where(sa.or_(Category.id.in_(own), Category.merged_into_id.in_(own)))


def _matches(session: Session, actor: Actor, text: str) -> ColumnElement[bool]:
    """Cases with this number, or with all the words in a text that the person reads as it was written."""
    if number := NUMBER.fullmatch(text):
        return sa.and_(Case.year == int(number[1]), Case.number == int(number[2]))
    if not (words := _words(text)):
        return sa.false()
    postgres = _is_postgres(session)
    return _read_and_held(actor, postgres, sa.literal(_asked(words, postgres)))


def _words(text: str) -> list[str]:
    """The stems to look for; none where a number is asked for."""
    return [] if NUMBER.fullmatch(text) else stems(text).split()[:WORDS_AT_MOST]


def _is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _asked(words: list[str], postgres: bool) -> str:
    """Every stem, as the index is asked for them; the last may be the beginning of a word."""
    if postgres:
        return " & ".join([*words[:-1], f"{words[-1]}:*"])
    return " ".join(map(quoted, words)) + "*"


def _read_and_held(actor: Actor, postgres: bool, asked: ColumnElement[Any]) -> ColumnElement[bool]:
    # Found first and looked at then: a database that leafs through cases until enough match never ends on a rare word.
    hits = _hits(postgres, asked).cte("hits").prefix_with("MATERIALIZED", dialect="postgresql")
    return sa.and_(Case.id.in_(sa.select(hits.c.case_id)), policy.readable_plain(actor))


def _hits(postgres: bool, asked: ColumnElement[Any]) -> sa.Select[*tuple[Any, ...]]:
    """Ids of cases whose text holds what is asked for."""
    if postgres:
        vector = sa.func.to_tsvector(sa.literal_column("'simple'"), SearchText.stems)
        matches: ColumnElement[bool] = vector.op("@@")(
            sa.func.to_tsquery(sa.literal_column("'simple'"), asked)
        )
        return sa.select(SearchText.case_id).where(matches, SearchText.level <= int(Level.TEXT))
    index, matches = in_index("search_index", asked)
    rows = sa.select(index.c.rowid).where(matches)
    return sa.select(SearchText.case_id).where(SearchText.id.in_(rows), SearchText.level <= int(Level.TEXT))


def quoted(word: str) -> str:
    """A word as an index of SQLite is asked for it."""
    return f'"{word}"'


def in_index(name: str, asked: str | ColumnElement[Any]) -> tuple[sa.TableClause, ColumnElement[bool]]:
    """An index of words on SQLite, and what in it is asked for."""
    index = sa.table(name, sa.column("rowid"), sa.column(name))
    return index, index.c[name].op("MATCH")(asked)


def hits_of_any(session: Session, words: list[str]) -> sa.Select[*tuple[Any, ...]]:
    """Ids of the newest texts that hold one of the stems."""
    if _is_postgres(session):
        vector = sa.func.to_tsvector(sa.literal_column("'simple'"), SearchText.stems)
        asked = sa.func.to_tsquery(sa.literal_column("'simple'"), " | ".join(words))
        found = sa.select(SearchText.case_id).where(
            vector.op("@@")(asked), SearchText.level <= int(Level.TEXT)
        )
        return found.order_by(SearchText.id.desc()).limit(NEWEST)
    index, matches = in_index("search_index", " OR ".join(map(quoted, words)))
    newest = sa.select(index.c.rowid).where(matches).order_by(index.c.rowid.desc()).limit(NEWEST)
    return sa.select(SearchText.case_id).where(SearchText.id.in_(newest), SearchText.level <= int(Level.TEXT))

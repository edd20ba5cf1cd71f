"""What the detector reads of cases' texts: those it has not read, what it remembers, and words for a label."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.cases.kinds import Access, CaseKind
from quality.cases.models.case import Case
from quality.cases.states import UNCOUNTED
from quality.core.clock import at_local
from quality.patterns.detect.text.corpus import Corpus, Texts, lay_out_texts
from quality.patterns.detect.text.groups import Tie
from quality.patterns.models import CaseWords, StoryTie
from quality.patterns.queries.counts import AT_A_TIME, Categories

LABELLED = (Access.SERVICE, Access.SAFETY)


def readable() -> tuple[sa.ColumnElement[bool], ...]:
    """The cases whose texts the detector may know: counted deviations that nobody has shielded, with their words."""
    return (
        Case.kind == CaseKind.DEVIATION,
        Case.access != Access.SHIELDED,
        Case.text_gone_at.is_(None),
        Case.state.not_in(sorted(UNCOUNTED)),
    )


@dataclass(frozen=True)
class Unread:
    """A case whose text is new or changed."""

    case: int
    occurred_at: dt.datetime
    changed_at: dt.datetime
    title: str
    description: str


def unread(session: Session, since: dt.date, most: int) -> list[Unread]:
    """Cases that are new or changed since they were read, with their texts."""
    query = (
        sa.select(Case.id, Case.occurred_at, Case.changed_at, Case.title, Case.description)
        .outerjoin(CaseWords, CaseWords.case_id == Case.id)
        .where(*readable(), Case.occurred_at >= at_local(since))
        .where(sa.or_(CaseWords.case_id.is_(None), CaseWords.read_at < Case.changed_at))
    )
    rows = session.execute(query.order_by(Case.id).limit(most))
    return [Unread(*row) for row in rows]


def no_longer(session: Session, before: dt.date) -> list[int]:
    """Cases whose words are to be forgotten: too old to matter, or no longer to be read."""
    kept = sa.select(CaseWords.case_id).join(Case, Case.id == CaseWords.case_id).where(*readable())
    gone = sa.or_(CaseWords.day < before, CaseWords.case_id.not_in(kept))
    return list(session.scalars(sa.select(CaseWords.case_id).where(gone)))


def corpus(session: Session, categories: Categories, since: dt.date) -> tuple[Corpus, dict[str, str]]:
    """All that is remembered since a day, and which story each case tells."""
    query = (
        sa.select(
            CaseWords.case_id, CaseWords.day, Case.unit_id, Case.category_id, CaseWords.story, CaseWords.marks
        )
        .join(Case, Case.id == CaseWords.case_id)
        .where(*readable(), CaseWords.day >= since)
        .execution_options(yield_per=AT_A_TIME)
    )
    texts, stories = Texts(), {}
    for case, day, unit, category, story, marks in session.execute(query):
        texts.add(str(case), day, str(unit), categories.by_id[category].key, marks)
        if story is not None:
            stories[str(case)] = str(story)
    return lay_out_texts(texts), stories


def ties(session: Session) -> list[Tie]:
    """Every pair that a coordinator has put together or apart."""
    query = sa.select(StoryTie.first_case_id, StoryTie.second_case_id, StoryTie.together)
    return [Tie(str(one), str(other), together) for one, other, together in session.execute(query)]


def told_texts(session: Session, cases: Iterable[str]) -> list[tuple[str, str, str]]:
    """Unit, title and description of those cases that a label may take words from; never the sensitive ones."""
    query = sa.select(Case.unit_id, Case.title, Case.description).where(
        Case.id.in_([int(case) for case in cases]), Case.access.in_(LABELLED), *readable()
    )
    rows = session.execute(query.order_by(Case.id))
    return [(str(unit), title, description) for unit, title, description in rows]


def people_names(session: Session) -> frozenset[str]:
    """Every name of an employee, in lower case, so that no label is made of one."""
    rows = session.execute(sa.select(Person.first_name, Person.last_name))
    return frozenset(part for row in rows for name in row for part in name.lower().split())

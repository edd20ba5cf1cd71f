"""Patterns with their names filled in, ready for the sentences about them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.cases.kinds import FACTOR_LABELS, Factor
from quality.cases.models.category import Category, CategoryLabel
from quality.core.history import Entry
from quality.core.text import N_, Message
from quality.organisation.models import Unit
from quality.patterns import compose
from quality.patterns.compose import Earlier, Told
from quality.patterns.detect.values import Kind, Level
from quality.patterns.models import Pattern
from quality.patterns.queries.common import MAIN
from quality.patterns.queries.vanished import NOTHING, Vanished
from quality.patterns.states import Origin

LEAST_OF_A_STORY = 3


@dataclass(frozen=True)
class Names:
    """Units and categories by id, as the reader calls them, and whoever has done something with a pattern.

    A leaf is called with its main category.
    """

    units: dict[int, str]
    categories: dict[int, str]
    people: dict[int, str]


def names(session: Session, language: str, public_id: str = "") -> Names:
    """All of them in one query; people of the pattern with this id alone."""
    label = sa.and_(CategoryLabel.category_id == Category.id, CategoryLabel.language == language)
    called = sa.func.coalesce(CategoryLabel.name, Category.name)
    above = sa.case((Category.level > MAIN, Category.parent_id))
    query = sa.union_all(
        sa.select(sa.literal("unit"), Unit.id, Unit.name, sa.null()),
        sa.select(sa.literal("category"), Category.id, called, above).outerjoin(CategoryLabel, label),
        sa.select(
            sa.literal("person"), Person.id, Person.first_name + " " + Person.last_name, sa.null()
        ).where(Person.id.in_(_active_in(public_id))),
    )
    found: dict[str, dict[int, str]] = {"unit": {}, "category": {}, "person": {}}
    mains: dict[int, int] = {}
    for sort, number, name, main in session.execute(query):
        found[sort][number] = name
        if main:
            mains[number] = main
    full = {
        number: in_full(found["category"][main], found["category"][number]) for number, main in mains.items()
    }
    return Names(found["unit"], found["category"] | full, found["person"])


def in_full(main: str, leaf: str) -> str:
    """What a leaf is called outside its list: «Ikke gitt» says nothing without what was not given."""
    proper = leaf[1:2].isupper() or not leaf[1:2].isalpha()
    return f"{main}: {leaf if proper else leaf[:1].lower() + leaf[1:]}"


def _active_in(public_id: str) -> sa.Select[int | None]:
    return (
        sa.select(Entry.actor_id)
        .join(Pattern, Pattern.id == Entry.subject_id)
        .where(Entry.subject == "pattern", Pattern.public_id == public_id)
    )


def told(pattern: Pattern, known: Names, lost: Vanished = NOTHING) -> Told:
    """The stored finding as its sentences need it, without the members that the reader may not count."""
    evidence = pattern.evidence
    days = (
        (pattern.window_to - pattern.window_from).days + 1 if pattern.window_to and pattern.window_from else 0
    )
    return Told(
        what=_what(pattern, known),
        where=_where(evidence.get("node", ""), known),
        kind=Kind(pattern.kind),
        level=Level(evidence.get("level", Level.UNITS)),
        units=int(evidence.get("units", 0)) - len(lost.emptied),
        observed=pattern.observed - lost.within(pattern),
        expected=pattern.expected,
        weeks=round(days / 7),
        years=pattern.recurrence_years,
        earlier=tuple(
            Earlier(dt.date.fromisoformat(start), dt.date.fromisoformat(end), observed)
            for start, end, observed, _ in evidence.get("earlier", ())
        ),
    )


def same_story(pattern: Pattern, lost: Vanished = NOTHING) -> Message | None:
    """How many of a count's cases tell the same, for readers who may have that number; None where they do not."""
    story = pattern.evidence.get("story")
    if not story or not story["label"] or lost.days or int(story["cases"]) < LEAST_OF_A_STORY:
        return None
    total = pattern.observed
    return compose.same_story(min(int(story["cases"]), total), total, story["label"])


def title(pattern: Pattern, known: Names, lost: Vanished = NOTHING) -> str | Message:
    """What a person called it; else what was found, in the reader's language."""
    if pattern.title and pattern.title != pattern.evidence.get("title"):
        return pattern.title
    if pattern.origin is Origin.NOMINATED:
        return _suggested(pattern, known, lost)
    return compose.title(told(pattern, known, lost))


def _suggested(pattern: Pattern, known: Names, lost: Vanished) -> Message:
    """After its first case; what that was about, and where, is not told on when it may be one that is gone."""
    evidence = pattern.evidence
    about = pattern.category_id if lost.days else evidence.get("about")
    left = int(evidence.get("units", 0)) > len(lost.emptied)
    node = evidence.get("node", "")
    gone = node.isdigit() and int(node) in lost.emptied
    return compose.suggested(
        known.categories.get(about or 0, "") if left and evidence.get("about") else "",
        Message(N_("en enhet")) if gone else _where(node, known),
    )


def _what(pattern: Pattern, known: Names) -> str | Message:
    if pattern.cause:
        return compose.about_cause(
            FACTOR_LABELS[Factor(pattern.cause)] if pattern.cause in set(Factor) else pattern.cause
        )
    if pattern.place:
        return compose.about_place(pattern.place)
    if pattern.kind == Kind.THEME:
        return compose.about_story(pattern.evidence.get("label", ()))
    return known.categories.get(pattern.category_id or 0, "") or Message(N_("Flere slags avvik"))


def _where(node: str, known: Names) -> str:
    return known.units.get(int(node), "") if node.isdigit() else ""

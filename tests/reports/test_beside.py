"""A year beside its tertials and an edition beside the one before: no number of few follows from the two."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from quality.cases.kinds import CaseKind, Factor, Source, Verdict
from quality.reports.compose.facts import Area, Causes, Cell, Checks, Course, Facts, Spot, Voices
from quality.reports.compose.hiding import Told, hide, told_in
from quality.reports.compose.outcomes import answers
from quality.reports.compose.periods import Period, of
from quality.reports.compose.places import between
from quality.reports.compose.reported import categories
from quality.reports.compose.safety import injuries, safety_units
from quality.reports.compose.values import Part, Snapshot, plain, read
from quality.reports.compose.why import causes
from quality.reports.kinds import ReportKind

YEAR = of(dt.date(2026, 1, 1), 12)
TERTIALS = [YEAR.part(place, 3) for place in range(3)]
HOME = Area("home", "Hjemme", frozenset({1}), 100.0)


def course(month: dt.date, answered: bool, judged: bool, severity: int = 0) -> Course:
    done = month if answered else None
    verdict = Verdict.SOLVED if judged else None
    return Course(
        1, "H1.1", CaseKind.DEVIATION, None, severity, Source.EMPLOYEE, False, True, month, done,
        None, None, None, None, verdict, month,
    )  # fmt: skip


def facts(period: Period, courses: list[Course], **what: object) -> Facts:
    """What there is of the period, with all that came before it."""
    cells = Counter(Cell(1, each.code, each.month, each.kind, each.severity, True) for each in courses)
    mine = [each for each in courses if period.since <= each.month <= period.until]
    kind = ReportKind.CONTROL if period.months == 12 else ReportKind.TERTIAL
    return Facts(
        kind, period, period.until, "Bjørkli", "top", [Spot(1, "home", "Hjemme", None, 100.0, True)], [HOME],
        {"H1": "Skader"}, cells, mine, {}, [], [], [], [], Voices(), Checks(), **what,
    )  # type: ignore[arg-type]  # fmt: skip


def frozen(part: Part, period: Period, earlier: list[tuple[Period, Snapshot]]) -> Snapshot:
    """A report of one chapter, kept and read again."""
    found = hide(Snapshot(period.until, (part,)), period, told_in(earlier) if earlier else Told())
    return read(plain(found))


def year_of(made: Callable[[Facts], Part], courses: list[Course], **what: object) -> Snapshot:
    earlier = [(period, frozen(made(facts(period, courses, **what)), period, [])) for period in TERTIALS]
    return frozen(made(facts(YEAR, courses, **what)), YEAR, earlier)


def spread(*numbers: tuple[int, int, int]) -> list[Course]:
    """Reported, answered and judged in each tertial."""
    return [
        course(period.since, turn < answered, turn < judged)
        for period, (reported, answered, judged) in zip(TERTIALS, numbers, strict=True)
        for turn in range(reported)
    ]


def test_how_many_have_a_cause_in_a_year_gives_no_tertial_away() -> None:
    months = [period.since for period in TERTIALS]
    some = Counter(dict(zip(months, (20, 3, 15), strict=True)))
    found = year_of(causes, spread((40, 0, 0), (40, 0, 0), (40, 0, 0)), causes=Causes(some=some))
    known = found.tables["causes-known"]
    assert [row.cells[0] for row in known.rows] == [38, 82, 120]
    assert [row.hides(0) for row in known.rows] == [True, True, False]


@pytest.mark.parametrize(
    ("numbers", "hidden"),
    [
        (((40, 20, 0), (30, 3, 0), (40, 15, 0)), 1),
        (((40, 30, 20), (30, 20, 3), (40, 30, 15)), 6),
    ],
)
def test_how_many_were_answered_and_judged_in_a_year_gives_no_tertial_away(
    numbers: tuple[tuple[int, int, int], ...], hidden: int
) -> None:
    row = year_of(answers, spread(*numbers)).tables["answers"].rows[-1]
    assert row.cells[hidden] == 38
    assert row.hides(hidden)
    assert not row.hides(0)
    assert hidden == 1 or not row.hides(1)


@pytest.mark.parametrize(
    ("unknown", "told"),
    [(0, []), (12, [{}]), (3, [{}])],
)
def test_old_cases_without_a_known_answer_are_told_of_without_how_many(
    unknown: int, told: list[dict[str, int]]
) -> None:
    period = TERTIALS[0]
    lived = [course(period.since, turn >= 9, False) for turn in range(29)]
    old = [course(period.since, False, False)._replace(unknown=True) for _ in range(unknown)]
    said = answers(facts(period, [*lived, *old])).said
    assert [each.words.values for each in said if "annet system" in each.words.text] == told  # type: ignore[union-attr]


def test_how_many_were_grave_in_a_year_gives_no_tertial_away() -> None:
    courses = [
        course(period.since, False, False, 3 if turn < grave else 0)
        for period, grave in zip(TERTIALS, (9, 3, 9), strict=True)
        for turn in range(30)
    ]
    earlier = [(period, frozen(categories(facts(period, courses)), period, [])) for period in TERTIALS]
    assert [report.tables["categories"].rows[0].hides(1) for _, report in earlier] == [False, True, False]
    row = frozen(injuries(facts(YEAR, courses)), YEAR, earlier).tables["injuries"].rows[0]
    assert 21 in row.cells
    assert row.hides(row.cells.index(21))


def test_how_many_are_answered_is_hidden_when_few_are_left_later() -> None:
    period = TERTIALS[0]
    first, second = (
        [course(period.since, turn < answered, False) for turn in range(20)] for answered in (9, 17)
    )
    old = frozen(answers(facts(period, first)), period, [])
    assert not old.tables["answers"].rows[-1].hides(1)
    new = frozen(answers(facts(period, second)), period, [(period, old)])
    assert new.tables["answers"].rows[-1].hides(1)


def test_what_had_no_row_in_one_edition_has_no_number_in_the_next() -> None:
    period = TERTIALS[0]
    month = period.since
    spots = [Spot(at, f"u{at}", f"Enhet {at}", None, 50.0, True) for at in (1, 2, 3)]
    courses = spread((40, 0, 0), (0, 0, 0), (0, 0, 0))

    def edition(
        made: Callable[[Facts], Part], number: int, before: list[tuple[Period, Snapshot]]
    ) -> Snapshot:
        whole = facts(
            period,
            courses,
            causes=Causes(Counter({(month, Factor.ROUTINE): number, (month, Factor.STAFFING): 9})),
            pairs=Counter({(1, 2): number, (1, 3): 9}),
        )
        whole.spots[:] = spots
        return frozen(made(whole), period, before)

    for made, code in ((causes, "causes"), (between, "between")):
        first = edition(made, 4, [])
        assert [row.cells[0] for row in first.tables[code].rows] == [9]
        second = {row.cells[0]: row.hides(0) for row in edition(made, 5, [(period, first)]).tables[code].rows}
        assert second[5], code
        assert not second[9], code


def test_more_units_than_fit_on_a_page_are_told_in_the_table_alone() -> None:
    for many, drawn in ((24, 1), (25, 0)):
        told = facts(TERTIALS[0], spread((40, 0, 0), (0, 0, 0), (0, 0, 0)))
        told.spots[:] = [Spot(at, f"u{at}", f"Enhet {at}", None, 50.0, True) for at in range(1, many + 1)]
        told.areas[:] = [replace(HOME, unit_ids=frozenset(range(1, many + 1)))]
        part = safety_units(told)
        assert len(part.drawings) == drawn
        assert len(part.tables[0].rows) == many + 2


def test_a_category_among_the_others_is_remembered_as_hidden() -> None:
    period = TERTIALS[0]
    courses = spread((30, 0, 0), (0, 0, 0), (0, 0, 0))
    courses += [course(period.since, False, False)._replace(code="T4.1") for _ in range(4)]
    found = told_in([(period, frozen(categories(facts(period, courses)), period, []))])
    days = {"from": period.since.isoformat(), "to": period.until.isoformat()}
    assert frozenset(({"unit": "top", "category": "T4"} | days).items()) in found.hidden

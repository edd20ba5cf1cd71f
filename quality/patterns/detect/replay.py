"""Walks past days forward and finds what could have been found each day."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from quality.patterns.detect.effect import Question, Verdict, judge
from quality.patterns.detect.engine import find_patterns
from quality.patterns.detect.history import History, lay_out
from quality.patterns.detect.replay_files import (
    ReplayCase,
    ReplayMeasure,
    ReplayUnit,
    read_cases,
    read_measures,
    read_units,
    write_alerts,
    write_rows,
)
from quality.patterns.detect.text.corpus import Corpus, Text, make_corpus
from quality.patterns.detect.text.groups import gathered, regroup
from quality.patterns.detect.text.words import marked
from quality.patterns.detect.values import (
    Category,
    Count,
    Dimension,
    Findings,
    Kind,
    OpenFile,
    Scope,
    Settings,
    Unit,
    by_dimension,
)
from quality.patterns.detect.weeks import monday

Progress = Callable[[int, int], None]
FOLLOWED = timedelta(days=730)


def replay(
    in_dir: Path,
    out_dir: Path,
    start: date | None = None,
    end: date | None = None,
    step: int = 7,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> int:
    """Reads the contract's files; writes alerts.csv, verdicts.csv and clusters.csv; gives the number of alerts."""
    cases, units = read_cases(in_dir), read_units(in_dir)
    days = replay_days(cases, start, end, step)
    corpus = corpus_of(cases)
    nights = list(walk(cases, units, days, settings, progress, corpus))
    number = write_alerts(out_dir, ((f.day, file) for f in nights for file in (*f.files, *f.information)))
    said = verdicts(history_of(cases, units), read_measures(in_dir), days)
    write_rows(out_dir / "verdicts.csv", ("measure_id", "date", "verdict"), said)
    write_rows(out_dir / "clusters.csv", ("case_id", "cluster_id"), stories(corpus, nights))
    return number


def replay_days(cases: Sequence[ReplayCase], start: date | None, end: date | None, step: int) -> list[date]:
    """The evaluation days; without dates the whole history."""
    if not cases or step < 1:
        return []
    first = start or monday(cases[0].opened)
    last = end or cases[-1].opened
    return [first + timedelta(days=n) for n in range(0, (last - first).days + 1, step)]


def walk(
    cases: Sequence[ReplayCase],
    units: Sequence[ReplayUnit],
    days: Sequence[date],
    settings: Settings | None = None,
    progress: Progress | None = None,
    corpus: Corpus | None = None,
) -> Iterator[Findings]:
    """One night after the other, each knowing only what the nights before left on the desk."""
    history = history_of(cases, units)
    index = CaseIndex(cases)
    desk: tuple[OpenFile, ...] = ()
    for number, day in enumerate(days, start=1):
        findings = find_patterns(history, day, index.members, desk, settings, corpus)
        desk = findings.open_files
        yield findings
        if progress is not None:
            progress(number, len(days))


def corpus_of(cases: Iterable[ReplayCase]) -> Corpus:
    """The texts of a case list."""
    return make_corpus(
        Text(case.case_id, case.opened, case.unit, case.category, marked(case.title, case.description))
        for case in cases
    )


def verdicts(
    history: History, measures: Iterable[ReplayMeasure], days: Sequence[date]
) -> Iterator[tuple[str, str, str]]:
    """What is said of each measure day by day, whenever it changes."""
    for measure in measures:
        question = Question((measure.unit,), measure.implemented, measure.category)
        last: Verdict | None = None
        for day in days:
            if not timedelta(0) < day - measure.implemented <= FOLLOWED:
                continue
            verdict = judge(history, question, day, last).verdict
            if verdict is not last:
                yield measure.measure_id, day.isoformat(), verdict.value
            last = verdict


def stories(corpus: Corpus, nights: Iterable[Findings]) -> Iterator[tuple[str, str]]:
    """Which cases tell the same story, as the nights put them together; only what was known each day is used."""
    groups: dict[str, str] = {}
    for night in nights:
        themes = [file.members for file in night.files if file.signal.kind is Kind.THEME]
        groups |= gathered(regroup(corpus, night.day, groups), themes)
    yield from groups.items()


def history_of(cases: Sequence[ReplayCase], units: Sequence[ReplayUnit]) -> History:
    """The weekly counts of a case list."""
    known = {unit.path: unit.opened for unit in units}
    paths = sorted(known.keys() | {case.unit for case in cases})
    leaves = sorted({case.category for case in cases})
    day = cases[-1].opened + timedelta(days=8) if cases else date.min
    return lay_out(
        [_unit(path, known.get(path)) for path in paths],
        [Category(path, path.split("/")[0]) for path in leaves],
        by_dimension(_counts(cases)),
        day,
    )


def _unit(path: str, opened: date | None) -> Unit:
    parts = path.split("/")
    above = tuple("/".join(parts[: n + 1]) for n in range(len(parts) - 1))
    return Unit(path, above, above[-1] if above else "", opened)


def _counts(cases: Iterable[ReplayCase]) -> list[Count]:
    tally: Counter[tuple[str, Dimension, str, date]] = Counter()
    for case in cases:
        week = monday(case.opened)
        tally[case.unit, Dimension.CATEGORY, case.category, week] += 1
        if case.cause:
            tally[case.unit, Dimension.CAUSE, case.cause, week] += 1
        if case.place:
            tally[case.unit, Dimension.PLACE, case.place, week] += 1
    return [
        Count(unit, dimension, key, week, number) for (unit, dimension, key, week), number in tally.items()
    ]


class CaseIndex:
    """Which cases a scope holds."""

    def __init__(self, cases: Iterable[ReplayCase]) -> None:
        """Keeps each unit's cases in time order."""
        self._cases: dict[str, list[ReplayCase]] = defaultdict(list)
        for case in cases:
            self._cases[case.unit].append(case)
        self._days = {unit: [case.opened for case in kept] for unit, kept in self._cases.items()}

    def members(self, scope: Scope) -> list[str]:
        """The ids of the scope's cases."""
        return [
            case.case_id for unit in scope.units for case in self._between(unit, scope) if _in(case, scope)
        ]

    def _between(self, unit: str, scope: Scope) -> list[ReplayCase]:
        days = self._days.get(unit, [])
        return (
            self._cases[unit][bisect_left(days, scope.start) : bisect_right(days, scope.end)] if days else []
        )


def _in(case: ReplayCase, scope: Scope) -> bool:
    category = (
        scope.category is None
        or case.category == scope.category
        or case.category.split("/")[0] == scope.category
    )
    return category and scope.cause in (None, case.cause) and scope.place in (None, case.place)

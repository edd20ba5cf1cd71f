"""One night from weekly counts to files: the door that jobs, replay and bench use."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from quality.patterns.detect import reason
from quality.patterns.detect.files import Filed, file_signals, still_open
from quality.patterns.detect.history import History, settings_text
from quality.patterns.detect.naming import named
from quality.patterns.detect.nodes import Family
from quality.patterns.detect.regrouped import is_regrouped
from quality.patterns.detect.reporting import reporting_changes
from quality.patterns.detect.scan import LEAST_RATE, Candidate, Night, budget_a_year, look, scan
from quality.patterns.detect.subset import scan_areas, scan_subsets
from quality.patterns.detect.text.corpus import Corpus
from quality.patterns.detect.text.joint import Telling
from quality.patterns.detect.text.themes import LONGEST, PAST, Theme, find_themes
from quality.patterns.detect.values import (
    METHOD,
    WORK,
    Change,
    Dimension,
    Findings,
    Kind,
    Members,
    OpenFile,
    PatternFile,
    Scope,
    Settings,
    Signal,
    Status,
)
from quality.patterns.detect.weeks import monday

REACH = 10.0  # what is told alike seldom weighs more


def find_patterns(
    history: History,
    day: date,
    members: Members,
    on_desk: Sequence[OpenFile] = (),
    settings: Settings | None = None,
    corpus: Corpus | None = None,
    drawn: Collection[str] = (),
) -> Findings:
    """What the whole weeks before `day` show; `on_desk` is what the nights before left open.

    With the cases' texts it also finds the same story in several units. The files whose series are in `drawn` are
    drawn on to tonight though nothing is unusual in them any more.
    """
    settings = settings or Settings()
    known = history.until(day)
    cases = int(known.totals.sum())

    if known.weeks < settings.least_weeks or cases < settings.least_cases:
        return Findings(day, Status.LITTLE_DATA, known.weeks, cases, open_files=tuple(on_desk))
    settings = settings.for_weeks(known.weeks)
    night = look(known, settings)
    limit = budget_a_year(settings, len(known.units))
    told = corpus.until(monday(day), LONGEST + PAST) if corpus else None
    telling = Telling(told, monday(day)) if told and len(told.cases) else None
    themes = {theme.key: theme for theme in find_themes(told, day, limit)} if told else {}
    pairs: list[tuple[Candidate | Theme, Signal]] = [*_signals(night, limit, telling)]
    pairs += [(theme, theme.signal()) for theme in themes.values()]
    pairs.sort(key=lambda pair: (pair[1].kind is Kind.REPORTING, pair[1].false_a_year))

    def cases_of(scope: Scope) -> Iterable[str]:
        return themes[scope.theme].cases if scope.theme in themes else members(scope)

    filed = file_signals([signal for _, signal in pairs], on_desk, cases_of, settings, limit)
    stamp = inputs_hash(known, settings, told) if filed else ""
    made = [_file(night, *pairs[f.position], f, stamp) for f in filed]
    quiet = set(drawn) - {f.file.series_id for f in filed}
    return Findings(
        day,
        Status.OK,
        known.weeks,
        cases,
        tuple(f for f in made if f.signal.kind in WORK),
        tuple(f for f in made if f.signal.kind not in WORK),
        still_open(on_desk, filed, day, settings),
        reason.drawn_on(night, [file for file in on_desk if file.series_id in quiet]),
    )


def inputs_hash(history: History, settings: Settings, corpus: Corpus | None = None) -> str:
    """The fingerprint of all that a night's findings are computed from."""
    counted = history.digest(settings)
    if corpus is None:
        return counted
    return hashlib.sha256(f"{counted}\n{corpus.digest()}".encode()).hexdigest()


def _signals(night: Night, limit: float, telling: Telling | None) -> list[tuple[Candidate, Signal]]:
    told = [named(night, c) for c in candidates(night, limit, telling) if not is_regrouped(night, c)]
    told.sort(key=lambda c: (c.false_a_year, c.node, c.key, c.length))
    rises = [
        (c, reason.signal_of(night, c, Kind.SEASONAL if reason.is_seasonal(night, c) else Kind.RISE))
        for c in told
    ]
    return rises + [(c, reason.signal_of(night, c, Kind.REPORTING)) for c in reporting_changes(night)]


def candidates(night: Night, limit: float, telling: Telling | None) -> Iterator[Candidate]:
    """Every place's most unusual window, where the count and what its cases tell are rare enough together."""
    reach = limit * (REACH if telling else 1.0)
    best: dict[tuple[Family, str, str], Candidate] = {}
    for found in chain(scan(night, reach), scan_areas(night, reach), scan_subsets(night, reach)):
        place = found.family, found.node, found.key
        weighed = _weighed(night, found, telling) if telling else found
        known = best.get(place)
        if weighed.false_a_year <= limit and (known is None or weighed.false_a_year < known.false_a_year):
            best[place] = weighed
    yield from best.values()


def _weighed(night: Night, candidate: Candidate, telling: Telling) -> Candidate:
    """The candidate by what its cases tell; causes and places hold many stories and are left as they are."""
    if candidate.family.dimension is not Dimension.CATEGORY:
        return candidate
    rows = named(night, candidate).rows
    keys = night.views[Dimension.CATEGORY].table.keys
    units = [night.history.units[row].key for row in rows]
    weight = telling.weight(units, [keys[column] for column in candidate.columns], candidate.length)
    return replace(candidate, false_a_year=max(candidate.false_a_year / weight, LEAST_RATE))


def _file(
    night: Night, candidate: Candidate | Theme, signal: Signal, filed: Filed, stamp: str
) -> PatternFile:
    settings = settings_text(night.frame.settings)
    if isinstance(candidate, Theme):
        return PatternFile(
            filed.file.series_id,
            filed.change,
            signal,
            filed.members,
            candidate.weekly,
            candidate.earlier,
            candidate.unaffected,
            METHOD,
            settings,
            stamp,
        )
    if filed.change is Change.UPDATED and filed.file.kind is not Kind.REPORTING:
        candidate = reason.retold(night, candidate, filed.file)
        signal = reason.signal_of(night, candidate, filed.file.kind)
    return PatternFile(
        filed.file.series_id,
        filed.change,
        signal,
        filed.members,
        reason.weekly(night, candidate),
        reason.earlier(night, candidate),
        reason.unaffected(night, candidate),
        METHOD,
        settings,
        stamp,
    )

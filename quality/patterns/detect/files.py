"""From tonight's candidates to files on a desk: best first, nothing told twice."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from quality.patterns.detect.tails import upper_tail
from quality.patterns.detect.values import Change, Kind, Level, Members, OpenFile, Scope, Settings, Signal

WAKES_AT = 2.0
WIDE_UNITS = 3
SMALL_PART = 0.2
RARE_IN_CHOSEN_UNITS = 1e-5
SPREADS_IN_CHOSEN_UNITS = 1e-4
SPREADS_IN_AN_AREA = 1e-3
MUCH_STRONGER = 10.0
ALIKE = 0.7


@dataclass(frozen=True)
class Filed:
    """A signal (by its position tonight) that earned a place on the desk, and the file it belongs to."""

    position: int
    change: Change
    file: OpenFile
    members: tuple[str, ...]


def file_signals(
    signals: Sequence[Signal],
    on_desk: Sequence[OpenFile],
    members: Members,
    settings: Settings,
    limit: float,
) -> list[Filed]:
    """Joins each signal (best first) to a file, opens one for it, or lets it go as already told."""
    desk = {file.series_id: file for file in on_desk}
    told: dict[str, Filed] = {}
    for position, signal in enumerate(signals):
        cases = tuple(sorted(members(signal.scope)))
        if not cases:
            continue
        filed = _place(position, signal, cases, desk, members, settings, limit)
        if filed is not None and filed.file.series_id not in told:
            told[filed.file.series_id] = filed
            desk[filed.file.series_id] = filed.file
    return list(told.values())


def _place(
    position: int,
    signal: Signal,
    cases: tuple[str, ...],
    desk: dict[str, OpenFile],
    members: Members,
    settings: Settings,
    limit: float,
) -> Filed | None:
    if signal.kind is Kind.THEME:
        return _place_theme(position, signal, cases, desk, settings, limit)
    if _told_as_theme(signal, cases, desk, settings):
        return None
    near = {key: file for key, file in desk.items() if signal.kind in _hears(file)}
    shared = {key: file.members.intersection(cases) for key, file in near.items()}
    tails = _left(signal, near, shared)
    same = [key for key, file in near.items() if _about(file.scope) == _about(signal.scope)]
    known = _most(same, shared)
    if known is not None and near[known].muted_at_per_week is None:
        if shared[known] and _redrawn(signal, near[known]):
            return Filed(position, Change.REDRAWN, _moved(near[known], signal, cases), cases)
        grown = _grown(signal, near[known], settings) and _still_spreading(signal, tails)
        if grown or _meets(signal.scope, near[known].scope):
            return _joined(position, signal, cases, near[known], members, grown)
    if known is not None and _meets(signal.scope, near[known].scope):
        return _woken(position, signal, cases, near[known])
    known = _most([key for key in near if len(shared[key]) > settings.joined_share * len(cases)], shared)
    if known is not None:
        muted = near[known].muted_at_per_week is not None
        return None if muted else _joined(position, signal, cases, near[known], members, False)
    return (
        Filed(position, Change.NEW, _opened(signal, cases), cases)
        if _still_unusual(signal, tails, limit)
        else None
    )


def _place_theme(
    position: int,
    signal: Signal,
    cases: tuple[str, ...],
    desk: dict[str, OpenFile],
    settings: Settings,
    limit: float,
) -> Filed | None:
    """A story follows its file by its cases; where a count already tells of them there is nothing to add."""
    near = {key: file for key, file in desk.items() if file.kind is not Kind.REPORTING}
    shared = {key: file.members.intersection(cases) for key, file in near.items()}
    known = _most([key for key in near if len(shared[key]) > settings.joined_share * len(cases)], shared)
    if known is None:
        rare = signal.false_a_year <= limit
        return Filed(position, Change.NEW, _opened(signal, cases), cases) if rare else None
    if near[known].kind is not Kind.THEME:
        return None
    if near[known].muted_at_per_week is not None:
        return _woken(position, signal, cases, near[known])
    file = replace(_moved(near[known], signal, cases), told_at=near[known].told_at)
    return Filed(position, Change.UPDATED, file, cases)


def _told_as_theme(
    signal: Signal, cases: tuple[str, ...], desk: dict[str, OpenFile], settings: Settings
) -> bool:
    """Whether a file about a story already tells of these cases."""
    return signal.kind is Kind.RISE and any(
        len(file.members.intersection(cases)) > settings.joined_share * len(cases)
        for file in desk.values()
        if file.kind is Kind.THEME
    )


def _hears(file: OpenFile) -> set[Kind]:
    """Kinds of signal that a file already tells of: a rise covers its season, not the other way."""
    return {file.kind} | ({Kind.SEASONAL} if file.kind is Kind.RISE else set())


def _left(
    signal: Signal, near: dict[str, OpenFile], shared: dict[str, frozenset[str]]
) -> tuple[float, float] | None:
    """How unlikely a signal's count is, whole and without the excess of files already told; None if little is."""
    known: dict[str, float] = {}
    for key, cases in shared.items():
        for case in cases:
            known[case] = max(known.get(case, 0.0), near[key].excess_share)
    out = sum(known.values())
    if out <= SMALL_PART * (signal.observed - signal.expected):
        return None
    seen = np.array([float(signal.observed), max(signal.observed - out, 0.0)])
    whole, left = upper_tail(seen, np.full(2, signal.expected), np.full(2, signal.variance))
    return float(whole), float(left)


def _still_unusual(signal: Signal, tails: tuple[float, float] | None, limit: float) -> bool:
    """Whether what is left is rare enough for a file of its own."""
    if tails is None:
        return signal.false_a_year <= limit
    whole, left = tails
    return (
        left <= RARE_IN_CHOSEN_UNITS
        if signal.level is Level.UNITS
        else signal.false_a_year * left / whole <= limit
    )


def _still_spreading(signal: Signal, tails: tuple[float, float] | None) -> bool:
    """Whether what is left is rare enough to say that a known thing has spread."""
    rare = SPREADS_IN_CHOSEN_UNITS if signal.level is Level.UNITS else SPREADS_IN_AN_AREA
    return tails is None or tails[1] <= rare


def _about(scope: Scope) -> tuple[str | None, ...]:
    return scope.category, scope.cause, scope.place, scope.theme


def _most(keys: Sequence[str], shared: dict[str, frozenset[str]]) -> str | None:
    return max(keys, key=lambda key: (len(shared[key]), key)) if keys else None


def _meets(one: Scope, other: Scope) -> bool:
    """Whether the same thing is told of the same units in the same weeks, by either being within the other."""
    first, second = set(one.units), set(other.units)
    return (first <= second or second <= first) and one.start <= other.end


def _grown(signal: Signal, known: OpenFile, settings: Settings) -> bool:
    """From one unit to several, or to many more of them."""
    units, before = set(signal.scope.units), set(known.scope.units)
    new = len(units - before)
    return (
        len(units) >= WIDE_UNITS and new >= 2 and len(units | before) >= settings.spread_grown * len(before)
    )


def _redrawn(signal: Signal, known: OpenFile) -> bool:
    """Whether much stronger evidence now names other units than the file was told with."""
    units, before = set(signal.scope.units), set(known.scope.units)
    alike = len(units & before) / len(units | before)
    stronger = signal.false_a_year * MUCH_STRONGER <= known.told_at
    return min(len(units), len(before)) >= WIDE_UNITS and alike < ALIKE and stronger


def _joined(
    position: int, signal: Signal, cases: tuple[str, ...], known: OpenFile, members: Members, grown: bool
) -> Filed:
    if grown:
        return Filed(position, Change.WIDENED, _moved(known, signal, cases), cases)
    scope = replace(known.scope, start=signal.scope.start, end=signal.scope.end)
    kept = tuple(sorted(members(scope)))
    file = replace(known, scope=scope, members=known.members | set(kept), last_signal=signal.scope.end)
    return Filed(position, Change.UPDATED, file, kept)


def _woken(position: int, signal: Signal, cases: tuple[str, ...], known: OpenFile) -> Filed | None:
    """A dismissed file stays silent until the rate has doubled."""
    loud = per_week(signal) >= WAKES_AT * (known.muted_at_per_week or 0.0)
    return Filed(position, Change.WOKEN, _moved(known, signal, cases), cases) if loud else None


def still_open(
    on_desk: Sequence[OpenFile], filed: Sequence[Filed], day: date, settings: Settings
) -> tuple[OpenFile, ...]:
    """What the next night is to know: files go when they have been quiet, dismissed ones stay."""
    desk = {file.series_id: file for file in on_desk} | {f.file.series_id: f.file for f in filed}
    oldest = day - timedelta(weeks=settings.quiet_weeks)
    kept = [f for f in desk.values() if f.muted_at_per_week is not None or f.last_signal >= oldest]
    return tuple(sorted((f for f in kept if not _swallowed(f, kept)), key=lambda file: file.series_id))


def _swallowed(file: OpenFile, desk: Sequence[OpenFile]) -> bool:
    """Whether a wider file tells of the same thing in the same units and more."""
    units = set(file.scope.units)
    return file.muted_at_per_week is None and any(
        other.kind is file.kind
        and _about(other.scope) == _about(file.scope)
        and units < set(other.scope.units)
        for other in desk
    )


def per_week(signal: Signal) -> float:
    """Cases a week over the signal's window."""
    return 7 * signal.observed / ((signal.scope.end - signal.scope.start).days + 1)


def _opened(signal: Signal, cases: tuple[str, ...]) -> OpenFile:
    end = signal.scope.end
    return OpenFile(
        _series(signal),
        signal.kind,
        signal.level,
        signal.node,
        signal.scope,
        frozenset(cases),
        end,
        signal.excess_share,
        signal.false_a_year,
    )


def _moved(known: OpenFile, signal: Signal, cases: tuple[str, ...]) -> OpenFile:
    return replace(
        known,
        level=signal.level,
        node=signal.node,
        scope=signal.scope,
        members=known.members | set(cases),
        last_signal=signal.scope.end,
        excess_share=signal.excess_share,
        told_at=signal.false_a_year,
        muted_at_per_week=None,
    )


def _series(signal: Signal) -> str:
    scope = signal.scope
    about = [scope.category or "", scope.cause or "", scope.place or "", scope.theme or ""]
    text = "\n".join([signal.kind, signal.node, *scope.units, *about, scope.end.isoformat()])
    return hashlib.sha256(text.encode()).hexdigest()[:16]

"""From tonight's candidates to files on a desk: best first, nothing told twice."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from quality.patterns.detect.values import Change, Kind, Level, Members, OpenFile, Scope, Settings, Signal

WAKES_AT = 2.0
WIDE_UNITS = 3


@dataclass(frozen=True)
class Filed:
    """A signal (by its position tonight) that earned a place on the desk, and the file it belongs to."""

    position: int
    change: Change
    file: OpenFile
    members: tuple[str, ...]


def file_signals(
    signals: Sequence[Signal], on_desk: Sequence[OpenFile], members: Members, settings: Settings
) -> list[Filed]:
    """Joins each signal (best first) to a file, opens one for it, or lets it go as already told."""
    desk = {file.series_id: file for file in on_desk}
    told: dict[str, Filed] = {}
    for position, signal in enumerate(signals):
        cases = tuple(sorted(members(signal.scope)))
        if not cases:
            continue
        known = _home(signal, cases, desk, settings)
        if known is not None and known.series_id in told:
            continue
        filed = _filed(position, signal, cases, known, members)
        if filed is not None:
            told[filed.file.series_id] = filed
            desk[filed.file.series_id] = filed.file
    return list(told.values())


def still_open(
    on_desk: Sequence[OpenFile], filed: Sequence[Filed], day: date, settings: Settings
) -> tuple[OpenFile, ...]:
    """What the next night is to know: files go when they have been quiet, dismissed ones stay."""
    desk = {file.series_id: file for file in on_desk} | {f.file.series_id: f.file for f in filed}
    oldest = day - timedelta(weeks=settings.quiet_weeks)
    kept = [f for f in desk.values() if f.muted_at_per_week is not None or f.last_signal >= oldest]
    return tuple(sorted(kept, key=lambda file: file.series_id))


def per_week(signal: Signal) -> float:
    """Cases a week over the signal's window."""
    return 7 * signal.observed / ((signal.scope.end - signal.scope.start).days + 1)


def _filed(
    position: int, signal: Signal, cases: tuple[str, ...], known: OpenFile | None, members: Members
) -> Filed | None:
    if known is None:
        return Filed(position, Change.NEW, _opened(signal, cases), cases)
    if known.muted_at_per_week is not None:
        loud = per_week(signal) >= WAKES_AT * known.muted_at_per_week
        return Filed(position, Change.WOKEN, _moved(known, signal, cases), cases) if loud else None
    if known.level is Level.UNIT and len(signal.units) >= WIDE_UNITS:
        return Filed(position, Change.WIDENED, _moved(known, signal, cases), cases)
    scope = replace(known.scope, start=signal.scope.start, end=signal.scope.end)
    kept = tuple(sorted(members(scope)))
    file = replace(known, scope=scope, members=known.members | set(kept), last_signal=signal.scope.end)
    return Filed(position, Change.UPDATED, file, kept)


def _opened(signal: Signal, cases: tuple[str, ...]) -> OpenFile:
    end = signal.scope.end
    return OpenFile(
        _series(signal), signal.kind, signal.level, signal.node, signal.scope, frozenset(cases), end
    )


def _moved(known: OpenFile, signal: Signal, cases: tuple[str, ...]) -> OpenFile:
    return replace(
        known,
        level=signal.level,
        node=signal.node,
        scope=signal.scope,
        members=known.members | set(cases),
        last_signal=signal.scope.end,
        muted_at_per_week=None,
    )


def _home(
    signal: Signal, cases: tuple[str, ...], desk: dict[str, OpenFile], settings: Settings
) -> OpenFile | None:
    """The file that shares most of the signal's cases, or whose scope holds it."""
    kinds = {signal.kind} | ({Kind.RISE} if signal.kind is Kind.SEASONAL else set())
    shared = {
        key: len(file.members.intersection(cases)) / len(cases)
        for key, file in desk.items()
        if file.kind in kinds
    }
    near = [
        key
        for key, part in shared.items()
        if part > settings.joined_share or _nested(signal.scope, desk[key].scope)
    ]
    return desk[max(near, key=lambda key: (shared[key], key))] if near else None


def _nested(inner: Scope, outer: Scope) -> bool:
    same = (inner.category, inner.cause, inner.place) == (outer.category, outer.cause, outer.place)
    return same and set(inner.units) <= set(outer.units) and inner.start <= outer.end


def _series(signal: Signal) -> str:
    scope = signal.scope
    about = [scope.category or "", scope.cause or "", scope.place or ""]
    text = "\n".join([signal.kind, signal.node, *scope.units, *about, scope.end.isoformat()])
    return hashlib.sha256(text.encode()).hexdigest()[:16]

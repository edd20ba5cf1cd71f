"""How another system's file is to be read: columns, dates, units and words, kept as JSON and suggested."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from quality.cases.imports.words import CATEGORIES, CAUSES, HEADERS, REQUIRED, SEVERITIES, STATES
from quality.cases.kinds import Factor
from quality.cases.states import CaseState
from quality.core.tabular import DATE_FORMATS, FileError, key, parse_date
from quality.core.text import N_, RefusedError

JOINT = " > "


@dataclass(frozen=True)
class CaseMapping:
    """A way of reading. Words given here go before the ones that are known from before; an empty code refuses."""

    system: str
    columns: dict[str, str]
    date_format: str = "dd.mm.yyyy"
    units_by: str = "name"
    units: dict[str, str] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    severities: dict[str, int] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    causes: dict[str, str] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """The mapping as JSON."""
        return asdict(self)

    def all_categories(self) -> dict[str, str]:
        """Every category word and its code, the last part of a known word too when it means one thing only."""
        leaves: dict[str, set[str]] = {}
        for words, code in CATEGORIES.items():
            leaves.setdefault(words.split(JOINT)[-1], set()).add(code)
        single = {word: codes.pop() for word, codes in leaves.items() if len(codes) == 1}
        return single | CATEGORIES | {key(words): code for words, code in self.categories.items()}

    def all_severities(self) -> dict[str, int]:
        """Every severity word."""
        return SEVERITIES | {key(word): value for word, value in self.severities.items()}

    def all_states(self) -> dict[str, CaseState]:
        """Every status word."""
        return STATES | {key(word): CaseState(value) for word, value in self.states.items()}

    def all_causes(self) -> dict[str, Factor]:
        """Every cause word."""
        return CAUSES | {key(word): Factor(value) for word, value in self.causes.items()}


def category_words(main: str, sub: str = "") -> str:
    """A row's category as the mapping names it."""
    return JOINT.join(word for word in (main, sub) if word)


def from_plain(content: Any, codes: Iterable[str]) -> CaseMapping:
    """A mapping from JSON; RefusedError says which part of it makes no sense."""
    names = {part.name for part in fields(CaseMapping)}
    if not isinstance(content, dict) or not {"system", "columns"} <= set(content) <= names:
        raise RefusedError(N_("Oppsettet må ha «system» og «columns», og bare kjente deler."))
    for name, value in content.items():
        right = dict if name not in {"system", "date_format", "units_by"} else str
        if not isinstance(value, right):
            raise _makes_no_sense(name, value)
    mapping = CaseMapping(**content)
    for name, value, allowed in (
        ("date_format", mapping.date_format, DATE_FORMATS),
        ("units_by", mapping.units_by, ("name", "code")),
    ):
        if value not in allowed:
            raise _makes_no_sense(name, value)
    _check_words(mapping, set(codes))
    return mapping


def _check_words(mapping: CaseMapping, codes: set[str]) -> None:
    checks: tuple[tuple[str, Mapping[str, Any], Iterable[Any]], ...] = (
        ("categories", mapping.categories, codes | {""}),
        ("severities", mapping.severities, range(5)),
        ("states", mapping.states, [state.value for state in CaseState]),
        ("causes", mapping.causes, [factor.value for factor in Factor]),
    )
    for name, words, allowed in checks:
        known = set(allowed)
        for word, value in words.items():
            if not isinstance(value, str | int) or value not in known:
                raise _makes_no_sense(name, f"{word}: {value}")
    for name, header in mapping.columns.items():
        if name not in HEADERS or not isinstance(header, str):
            raise _makes_no_sense("columns", name)
    if not mapping.system.strip() or len(mapping.system) > 40:
        raise _makes_no_sense("system", mapping.system)


def _makes_no_sense(name: str, value: Any) -> RefusedError:
    return RefusedError(
        N_("Oppsettets «%(name)s» kan ikke være «%(value)s»."), name=name, value=str(value)[:80]
    )


def suggest(columns: Sequence[str], sample: Sequence[Sequence[str]], codes: Iterable[str]) -> CaseMapping:
    """What the headers and the first rows look like; FileError names a column that cannot be found."""
    places = {key(name): name for name in columns}
    found = {
        wanted: next(places[name] for name in names if name in places)
        for wanted, names in HEADERS.items()
        if any(name in places for name in names)
    }
    for wanted in REQUIRED:
        if wanted not in found:
            raise FileError(N_("Rad 1: kolonnen «%(name)s» mangler."), name=HEADERS[wanted][0].capitalize())
    fingerprint = hashlib.sha256("\n".join(map(key, columns)).encode()).hexdigest()[:6]
    mapping = CaseMapping(f"Tidligere system {fingerprint}", found)
    days = _column(mapping, "occurred", columns, sample)
    units = _column(mapping, "unit", columns, sample)
    known = set(codes)
    return replace(
        mapping,
        date_format=max(
            DATE_FORMATS, key=lambda form: sum(parse_date(day, form) is not None for day in days)
        ),
        units_by="code" if sum(unit in known for unit in units) * 2 > len(units) else "name",
    )


def _column(
    mapping: CaseMapping, name: str, columns: Sequence[str], sample: Sequence[Sequence[str]]
) -> list[str]:
    place = list(columns).index(mapping.columns[name])
    return [row[place].strip() for row in sample if len(row) > place]


def places_of(mapping: CaseMapping, columns: Sequence[str]) -> dict[str, int]:
    """Where each field stands in the file; FileError when it lacks a column that the mapping or Løft needs."""
    places = {key(name): place for place, name in enumerate(columns)}
    for wanted in REQUIRED:
        if wanted not in mapping.columns:
            raise FileError(N_("Oppsettet sier ikke hvilken kolonne som er «%(name)s»."), name=wanted)
    for name in mapping.columns.values():
        if key(name) not in places:
            raise FileError(N_("Rad 1: kolonnen «%(name)s» mangler."), name=name)
    return {wanted: places[key(name)] for wanted, name in mapping.columns.items()}


def spelled_out(mapping: CaseMapping, categories: Iterable[str]) -> CaseMapping:
    """The mapping with every category word of a file written down, those without a code empty, to be edited."""
    known = mapping.all_categories()
    words = {name: known.get(key(name), known.get(key(name.split(JOINT)[-1]), "")) for name in categories}
    return replace(mapping, categories=words)

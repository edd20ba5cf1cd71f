"""What the filter of the pages of numbers offers."""

from __future__ import annotations

from quality.cases.kinds import FACTOR_LABELS, KIND_LABELS
from quality.cases.kinds.grave import SEVERITY_LABELS
from quality.core.speech import word
from quality.insights.compose.asked import Asked
from quality.insights.kinds import GRAIN_LABELS, MONTHS_OFFERED
from quality.insights.queries import Ground, Place
from quality.insights.views.reading import names
from quality.organisation.kinds import SERVICE_LABELS


def choices(where: Ground, asked: Asked) -> dict[str, list[tuple[str, str]]]:
    """What the filter offers: value and word."""
    return {
        "unit": _units(where, asked),
        "category": [
            (sort.code, "\u2003" * (sort.level - 1) + names()[sort.name])
            for sort in where.sorts
            if sort.merged_into_id is None
        ],
        "service": [(str(value), word(SERVICE_LABELS[value])) for value in where.services()],
        "cause": [(str(value), word(label)) for value, label in FACTOR_LABELS.items() if value != "unknown"],
        "kind": [(str(value), word(label)) for value, label in KIND_LABELS.items()],
        "severity": [(str(value), word(label)) for value, label in SEVERITY_LABELS.items()],
        "months": [(str(value), word(label)) for value, label in MONTHS_OFFERED.items()],
        "grain": [(str(value), word(label)) for value, label in GRAIN_LABELS.items()],
    }


def _units(where: Ground, asked: Asked) -> list[tuple[str, str]]:
    places, chosen = where.offered(asked.since), where.picked(asked.units)
    if not chosen:
        return where.once(("choices", where.shut(asked.since)), lambda: _indented(places))
    return _indented([*(place for place in chosen if place not in places), *places])


def _indented(places: list[Place]) -> list[tuple[str, str]]:
    top = min((place.depth for place in places), default=0)
    return [(place.public_id, "\u2003" * (place.depth - top) + place.name) for place in places]

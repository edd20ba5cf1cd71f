"""A whole report from the facts: its chapters in the order of its kind."""

from __future__ import annotations

from collections.abc import Callable

from quality.reports.compose import control, outcomes, places, reported, safety, why
from quality.reports.compose.facts import Facts
from quality.reports.compose.hiding import Told, hide
from quality.reports.compose.values import Part, Snapshot
from quality.reports.kinds import RECIPES, Chapter

MAKERS: dict[Chapter, Callable[[Facts], Part]] = {
    Chapter.SYSTEM: control.system,
    Chapter.CONTROLS: control.controls,
    Chapter.VOLUME: reported.volume,
    Chapter.CATEGORIES: reported.categories,
    Chapter.CAUSES: why.causes,
    Chapter.SERIOUS: reported.serious,
    Chapter.ANSWERS: outcomes.answers,
    Chapter.IMPROVEMENTS: outcomes.improvements,
    Chapter.PATTERNS: outcomes.patterns,
    Chapter.BETWEEN: places.between,
    Chapter.SUPERVISION: control.supervision,
    Chapter.MEASURES: control.measures,
    Chapter.LEARNING: control.learning,
    Chapter.INJURIES: safety.injuries,
    Chapter.VIOLENCE: safety.violence,
    Chapter.WORKING_TIME: safety.working_time,
    Chapter.SAFETY_MEASURES: safety.safety_measures,
    Chapter.SAFETY_VOICES: safety.safety_voices,
    Chapter.SAFETY_UNITS: safety.safety_units,
}


def compose(facts: Facts, told: Told) -> Snapshot:
    """The report's numbers, sentences and figures, beside those that earlier reports have told."""
    return hide(counted(facts), facts.period, told)


def counted(facts: Facts) -> Snapshot:
    """The same before it is asked what to keep from whom."""
    made = tuple(MAKERS[chapter](facts) for chapter in RECIPES[facts.kind].chapters)
    return Snapshot(facts.day, made)

"""The kinds of reports as data: how long a period they tell of, for whom, and their chapters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from quality.core.text import N_


class ReportKind(StrEnum):
    """What is told of, and to whom."""

    TERTIAL = "tertial"
    SAFETY = "safety"
    CONTROL = "control"
    UNIT = "unit"


class Chapter(StrEnum):
    """A part of a report, with its sentences, figures, tables and a box for people's own words."""

    SYSTEM = "system"
    CONTROLS = "controls"
    VOLUME = "volume"
    CATEGORIES = "categories"
    CAUSES = "causes"
    SERIOUS = "serious"
    ANSWERS = "answers"
    IMPROVEMENTS = "improvements"
    PATTERNS = "patterns"
    BETWEEN = "between"
    SUPERVISION = "supervision"
    MEASURES = "measures"
    LEARNING = "learning"
    INJURIES = "injuries"
    VIOLENCE = "violence"
    WORKING_TIME = "working_time"
    SAFETY_MEASURES = "safety_measures"
    SAFETY_VOICES = "safety_voices"
    SAFETY_UNITS = "safety_units"


@dataclass(frozen=True)
class Recipe:
    """One kind: the months of its period, its chapters in order, and whether each unit has its own."""

    months: int
    chapters: tuple[Chapter, ...]
    of_unit: bool = False


C = Chapter
RECIPES: dict[ReportKind, Recipe] = {
    ReportKind.TERTIAL: Recipe(
        4,
        (
            C.VOLUME,
            C.CATEGORIES,
            C.CAUSES,
            C.SERIOUS,
            C.ANSWERS,
            C.IMPROVEMENTS,
            C.PATTERNS,
            C.BETWEEN,
            C.SUPERVISION,
        ),
    ),
    ReportKind.SAFETY: Recipe(
        12,
        (
            C.INJURIES,
            C.VIOLENCE,
            C.WORKING_TIME,
            C.SAFETY_MEASURES,
            C.SAFETY_VOICES,
            C.SAFETY_UNITS,
        ),
    ),
    ReportKind.CONTROL: Recipe(
        12,
        (
            C.SYSTEM,
            C.CONTROLS,
            C.SUPERVISION,
            C.VOLUME,
            C.CAUSES,
            C.SERIOUS,
            C.ANSWERS,
            C.PATTERNS,
            C.MEASURES,
        ),
    ),
    ReportKind.UNIT: Recipe(6, (C.VOLUME, C.CATEGORIES, C.ANSWERS, C.MEASURES, C.LEARNING), of_unit=True),
}

KIND_LABELS = {
    ReportKind.TERTIAL: N_("Tertialrapport"),
    ReportKind.SAFETY: N_("Årsrapport til arbeidsmiljøutvalget"),
    ReportKind.CONTROL: N_("Årsrapport om internkontroll"),
    ReportKind.UNIT: N_("Enhetens halvår"),
}
KIND_TITLES = {
    ReportKind.TERTIAL: N_("Tertialrapport %(period)s"),
    ReportKind.SAFETY: N_("Årsrapport til arbeidsmiljøutvalget %(period)s"),
    ReportKind.CONTROL: N_("Årsrapport om internkontroll %(period)s"),
    ReportKind.UNIT: N_("Slik gikk %(period)s"),
}
KIND_HELP = {
    ReportKind.TERTIAL: N_("Til kommunedirektør og kommunestyre, tre ganger i året"),
    ReportKind.SAFETY: N_("Til arbeidsmiljøutvalget, hvert år"),
    ReportKind.CONTROL: N_("Til kommunestyret hvert år, etter kommuneloven § 25-2"),
    ReportKind.UNIT: N_("Enhetens egen side, hvert halvår"),
}
CHAPTER_LABELS = {
    C.SYSTEM: N_("Slik er internkontrollen bygget opp"),
    C.CONTROLS: N_("Kontroller som er gjort"),
    C.VOLUME: N_("Meldt og lukket"),
    C.CATEGORIES: N_("Hva det handler om"),
    C.CAUSES: N_("Årsaker"),
    C.SERIOUS: N_("De alvorlige sakene"),
    C.ANSWERS: N_("Svar og frister"),
    C.IMPROVEMENTS: N_("Forbedringer"),
    C.PATTERNS: N_("Mønstre på tvers"),
    C.BETWEEN: N_("Mellom enheter"),
    C.SUPERVISION: N_("Tilsyn og revisjon"),
    C.MEASURES: N_("Virket tiltakene?"),
    C.LEARNING: N_("Læring"),
    C.INJURIES: N_("Skader, nestenulykker og farlige forhold"),
    C.VIOLENCE: N_("Vold, trusler og trakassering"),
    C.WORKING_TIME: N_("Arbeidstid og bemanning"),
    C.SAFETY_MEASURES: N_("Tiltak i HMS-saker"),
    C.SAFETY_VOICES: N_("Verneombud og vernerunder"),
    C.SAFETY_UNITS: N_("Hvor det meldes"),
}


class Measured(StrEnum):
    """What the numbers of a column are; a plain one counts no cases."""

    COUNT = "count"
    PLAIN = "plain"
    RATE = "rate"
    DAYS = "days"
    SHARE = "share"
    TEXT = "text"

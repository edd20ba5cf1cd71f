"""The grain of a series, and what can be said about one."""

from __future__ import annotations

from enum import StrEnum

from quality.core.text import N_


class Grain(StrEnum):
    """The step of a series; the values are those of the kept counts."""

    MONTH = "month"
    WEEK = "week"


class Finding(StrEnum):
    """What the rules say about a series."""

    EMPTY = "empty"
    SHORT = "short"
    FEW = "few"
    STEADY = "steady"
    HIGHER = "higher"
    LOWER = "lower"
    WAS_HIGHER = "was_higher"
    WAS_LOWER = "was_lower"
    PEAK = "peak"
    DIP = "dip"
    OFTEN_HIGH = "often_high"
    OFTEN_LOW = "often_low"
    UNSETTLED = "unsettled"


# What is no change, or nothing that can be told.
UNCHANGED = frozenset({Finding.EMPTY, Finding.SHORT, Finding.FEW, Finding.STEADY})


GRAIN_LABELS = {Grain.MONTH: N_("Måned for måned"), Grain.WEEK: N_("Uke for uke")}
MONTHS_OFFERED = {12: N_("Siste 12 måneder"), 24: N_("Siste 24 måneder"), 36: N_("Siste 36 måneder")}
DEFAULT_MONTHS = 24
MOST_MONTHS = 120


class AnnotationKind(StrEnum):
    """What sort of thing is marked in a chart."""

    ROUTINE = "routine"
    CAMPAIGN = "campaign"
    REORGANISATION = "reorganisation"
    MEASURE = "measure"
    NOTE = "note"
    OTHER = "other"


ANNOTATION_LABELS = {
    AnnotationKind.ROUTINE: N_("Ny rutine"),
    AnnotationKind.CAMPAIGN: N_("Kampanje"),
    AnnotationKind.REORGANISATION: N_("Omorganisering"),
    AnnotationKind.MEASURE: N_("Tiltak"),
    AnnotationKind.NOTE: N_("Læringsnotat"),
    AnnotationKind.OTHER: N_("Annet"),
}


class ViewPage(StrEnum):
    """The pages whose filters can be kept under a name."""

    TRENDS = "trends"
    CASES = "cases"
    PATTERNS = "patterns"


VIEW_PAGE_LABELS = {
    ViewPage.TRENDS: N_("Tall"),
    ViewPage.CASES: N_("Saker"),
    ViewPage.PATTERNS: N_("Mønstre"),
}

"""The chapters of the yearly report to the working environment committee: numbers by kind and place, never people."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from quality.cases.kinds import SUBTYPE_LABELS, Source
from quality.cases.kinds.grave import SEVERITY_LABELS
from quality.core.small_numbers import FEWEST_STAFF
from quality.core.text import N_, Message
from quality.organisation.kinds import SERVICE_LABELS
from quality.reports.compose.columns import CLOSED, GRAVE, GRAVELY, OPEN, RATE, REPORTED, whole
from quality.reports.compose.control import tried
from quality.reports.compose.facts import Course, Facts
from quality.reports.compose.tables import (
    bars,
    closed_with,
    earlier,
    in_main,
    main_of,
    pictured,
    rate,
    run,
    said,
    shown_areas,
    summed,
    told,
    with_code,
)
from quality.reports.compose.values import Column, Part, Row, Said, Table
from quality.reports.kinds import Chapter, Measured

BRANCH = "H"
VIOLENCE = "H1"
WORKING_TIME = "H3"
DESCRIBED = N_("Tallene er saker i kategorien HMS og arbeidsmiljø, uten personer.")
# More bars than these do not fit on a page; the table stands.
MOST_BARS = 25


def safety_courses(facts: Facts) -> list[Course]:
    """The health-and-safety cases of the period."""
    return [course for course in facts.courses if course.code.startswith(BRANCH)]


def injuries(facts: Facts) -> Part:
    """Injuries, near misses and hazards by kind."""
    courses = safety_courses(facts)
    table = _injuries(facts, courses)
    found = said(
        N_("Det er meldt én HMS-sak i %(period)s."),
        N_("Det er meldt %(count)s HMS-saker i %(period)s."),
        len(courses),
        [("injuries", -1, 0)],
        period=facts.period.name(),
    )
    if not courses:
        found = replace(found, words=Message(N_("Ingen HMS-saker er meldt i perioden.")))
    line = run(
        facts,
        "safety-months",
        facts.names.get(BRANCH, BRANCH),
        lambda cell: cell.code.startswith(BRANCH),
        [("injuries", -1, 0), ("injuries", -1, 7)],
        BRANCH,
    )
    drawings = (line.drawing, pictured("pareto", table))
    sentences = (found, Said(line.sentence, found.rests))
    return Part(Chapter.INJURIES, sentences, drawings, (table, _subtypes(facts, courses)))


def _injuries(facts: Facts, courses: list[Course]) -> Table:
    """Every sort of case with how grave it was and how it goes with it."""
    columns = (
        REPORTED,
        *(Column(label, kept=True) for label in SUBTYPE_LABELS.values()),
        GRAVELY,
        CLOSED,
        OPEN,
        *(column for _, column in earlier(facts, 1)),
    )
    rows = [
        _injury(facts, code, [each for each in courses if main_of(each.code) == code])
        for code in _sorts(facts)
    ]
    rows.append(summed(rows, columns, whole(facts) | {"category": BRANCH}))
    return Table("injuries", N_("HMS-saker etter slag"), N_("Slag"), columns, tuple(rows), DESCRIBED)


def _injury(facts: Facts, code: str, mine: list[Course]) -> Row:
    kinds, still = Counter(course.subtype for course in mine), sum(course.open for course in mine)
    numbers = (
        len(mine),
        *(kinds[subtype] for subtype in SUBTYPE_LABELS),
        sum(course.severity >= GRAVE for course in mine),
        len(mine) - still,
        still,
        *(facts.count(period, in_main(code)) for period, _ in earlier(facts, 1)),
    )
    address = whole(facts) | {"category": code}
    grave = told(facts, lambda cell: in_main(code)(cell) and cell.severity >= GRAVE)
    of_grave = (1 + len(SUBTYPE_LABELS), grave)
    return Row(
        facts.names[code], numbers, filters=address, told=told(facts, in_main(code)), told_of=(of_grave,)
    )


def _subtypes(facts: Facts, courses: list[Course]) -> Table:
    """Events, near misses and hazards, all kinds together: kind by kind they are too few to tell."""
    kinds = Counter(course.subtype for course in courses)
    rows = [Row(label, (kinds[subtype],)) for subtype, label in SUBTYPE_LABELS.items()]
    rows.append(Row(N_("Forslag og annet"), (kinds[None],)))
    columns = (REPORTED,)
    rows.append(summed(rows, columns, whole(facts) | {"category": BRANCH}))
    return Table("subtypes", N_("HMS-saker etter hva som skjedde"), N_("Hva"), columns, tuple(rows))


def _sorts(facts: Facts) -> list[str]:
    """The main categories of the branch, whether anything is reported of them or not."""
    return sorted(
        code for code in facts.names if code.startswith(BRANCH) and len(code) > 1 and "." not in code
    )


def _sorts_of(facts: Facts, main: str) -> list[str]:
    """All that lies below a main category and then itself, so that no row tells by being there."""
    return [*sorted(code for code in facts.names if main_of(code) == main and code != main), main]


def _row(facts: Facts, code: str, numbers: tuple[int, ...]) -> Row:
    """The row of a category. What is of the main one and no closer has nothing that a list can ask for."""
    if code == main_of(code):
        return Row(Message(N_("Ikke nærmere sortert")), numbers)
    return Row(facts.names[code], numbers, filters=whole(facts) | {"category": code})


def violence(facts: Facts) -> Part:
    """Violence by kind and gravity, and by kind of service."""
    courses = [course for course in safety_courses(facts) if main_of(course.code) == VIOLENCE]
    columns = (
        REPORTED,
        *(
            Column(label, filters={"severity": str(level)}, kept=True)
            for level, label in SEVERITY_LABELS.items()
        ),
    )
    rows = []
    for code in _sorts_of(facts, VIOLENCE):
        levels = Counter(course.severity for course in courses if course.code == code)
        numbers = (sum(levels.values()), *(levels[level] for level in SEVERITY_LABELS))
        rows.append(_row(facts, code, numbers))
    rows.append(summed(rows, columns, whole(facts) | {"category": VIOLENCE}))
    kinds = {spot.id: spot.service for spot in facts.spots}
    services = Counter(kinds.get(course.unit_id) for course in courses)
    there = set(kinds.values())
    places = [
        Row(SERVICE_LABELS[service], (services[service],)) for service in SERVICE_LABELS if service in there
    ]
    places.append(Row(N_("Andre"), (services[None],)))
    by_place = (REPORTED,)
    address = whole(facts) | {"category": VIOLENCE}
    places.append(summed(places, by_place, address))
    gravity = Counter(course.severity for course in courses)
    grades = [
        Row(label, (gravity[level],), filters=address | {"severity": str(level)})
        for level, label in SEVERITY_LABELS.items()
    ]
    grades.append(summed(grades, by_place, address))
    tables = (
        Table("violence", N_("Vold og trusler etter slag"), N_("Slag"), columns, tuple(rows), DESCRIBED),
        Table("violence-levels", N_("Vold og trusler etter følge"), N_("Følge"), by_place, tuple(grades)),
        Table(
            "violence-places", N_("Vold og trusler etter tjeneste"), N_("Tjeneste"), by_place, tuple(places)
        ),
    )
    found = said(
        N_("Én sak handler om vold, trusler eller trakassering."),
        N_("%(count)s saker handler om vold, trusler eller trakassering."),
        len(courses),
        [("violence", -1, 0)],
    )
    if not courses:
        found = replace(found, words=Message(N_("Ingen saker om vold eller trusler er meldt.")))
    rests = [("violence", -1, 0), ("injuries", _sorts(facts).index(VIOLENCE), 7)]
    line = run(facts, "violence-months", facts.names[VIOLENCE], in_main(VIOLENCE), rests, VIOLENCE)
    drawing = bars("violence-bars", N_("Vold og trusler etter tjeneste"), tables[2])
    return Part(Chapter.VIOLENCE, (found, Said(line.sentence, found.rests)), (line.drawing, drawing), tables)


def working_time(facts: Facts) -> Part:
    """Breaches of working time rules, lone work and shifts that were not covered."""
    before = earlier(facts, 1)
    columns = (REPORTED, CLOSED, OPEN, *(column for _, column in before))
    rows = []
    for code in _sorts_of(facts, WORKING_TIME):
        reported, closed = (
            facts.count(facts.period, with_code(code)),
            facts.count(facts.period, closed_with(code)),
        )
        past = [facts.count(period, with_code(code)) for period, _ in before]
        numbers = (reported, closed, reported - closed, *past)
        rows.append(_row(facts, code, numbers))
    address, counted = (
        whole(facts) | {"category": WORKING_TIME},
        facts.count(facts.period, in_main(WORKING_TIME)),
    )
    rows.append(summed(rows, columns, address))
    table = Table("working-time", N_("Arbeidstid og bemanning"), N_("Slag"), columns, tuple(rows), DESCRIBED)
    found = said(
        N_("Én sak handler om arbeidstid og bemanning."),
        N_("%(count)s saker handler om arbeidstid og bemanning."),
        counted,
        [("working-time", -1, 0)],
    )
    if not counted:
        found = replace(found, words=Message(N_("Ingen saker om arbeidstid og bemanning er meldt.")))
    rests = [("working-time", -1, 0), ("working-time", -1, 3)]
    line = run(
        facts, "working-time-months", facts.names[WORKING_TIME], in_main(WORKING_TIME), rests, WORKING_TIME
    )
    return Part(Chapter.WORKING_TIME, (found, Said(line.sentence, found.rests)), (line.drawing,), (table,))


def safety_measures(facts: Facts) -> Part:
    """Measures of health-and-safety cases."""
    found = [each for each in facts.measures if each.safety]
    return tried(facts, Chapter.SAFETY_MEASURES, found, "safety-measures")


def safety_voices(facts: Facts) -> Part:
    """What the safety representatives asked for and got, and what the safety rounds found."""
    voices = facts.voices
    rounds = sum(course.source is Source.SAFETY_ROUND for course in facts.courses)
    rows = (
        Row(N_("Kommentarer fra verneombud"), (voices.comments,)),
        Row(N_("Tiltak verneombud har bedt om"), (voices.requests,)),
        Row(N_("Av dem besvart"), (voices.answered,)),
        Row(N_("Av dem besvart innen fristen"), (voices.in_time,)),
    )
    asked = (Column(N_("Antall"), Measured.PLAIN),)
    table = Table("voices", N_("Det verneombudene har sagt"), N_("Hva"), asked, rows)
    found = (Row(N_("Funn fra vernerunder"), (rounds,)),)
    walked = Table("rounds", N_("Vernerunder"), N_("Hva"), (Column(N_("Antall")),), found)
    sentence = said(
        N_("Verneombud har bedt om ett tiltak. Besvart: %(answered)s."),
        N_("Verneombud har bedt om %(count)s tiltak. Besvart: %(answered)s."),
        voices.requests,
        answered=voices.answered,
    )
    if not voices.requests:
        sentence = Said(Message(N_("Verneombud har ikke bedt om tiltak.")))
    return Part(Chapter.SAFETY_VOICES, (sentence,), (), (table, walked))


def safety_units(facts: Facts) -> Part:
    """How much each unit reports; units with few people are told together."""
    columns = (REPORTED, RATE)
    counted = Counter(course.unit_id for course in safety_courses(facts))
    rows, silent = [], 0
    for area in shown_areas(facts):
        mine = [spot for spot in facts.spots if spot.id in area.unit_ids and spot.is_unit]
        big = [spot for spot in mine if spot.fte is None or spot.fte >= FEWEST_STAFF]
        placed: Counter[int] = Counter()
        for spot in big:
            placed[spot.id] = counted[spot.id]
            silent += not counted[spot.id]
            rows.append(
                Row(
                    spot.name,
                    (counted[spot.id], rate(counted[spot.id], spot.fte)),
                    filters={"unit": spot.public_id, "category": BRANCH},
                )
            )
        if len(big) < len(mine):
            rest = sum(counted[spot.id] for spot in mine) - sum(placed.values())
            name = Message(N_("%(area)s, resten"), {"area": area.name})
            rows.append(Row(name, (rest, None)))
    outside = sum(counted.values()) - sum(int(str(row.cells[0])) for row in rows)
    rows.append(Row(N_("Andre"), (outside, None)))
    rows.append(summed(rows, columns, whole(facts) | {"category": BRANCH}))
    note = N_("Enhetene står i kommunens egen rekkefølge. Flere meldinger kan bety at flere sier fra.")
    table = Table("safety-units", N_("HMS-saker i hver enhet"), N_("Enhet"), columns, tuple(rows), note)
    found = said(
        N_("Én enhet har ikke meldt noen HMS-sak."),
        N_("%(count)s enheter har ikke meldt noen HMS-sak."),
        silent,
        [("safety-units", row, 0) for row in range(len(rows))],
    )
    if not silent:
        found = replace(found, words=Message(N_("Alle enhetene har meldt HMS-saker.")))
    drawing = bars("safety-units-bars", N_("HMS-saker i hver enhet"), table)
    drawings = (drawing,) if len(drawing.labels) <= MOST_BARS else ()
    return Part(Chapter.SAFETY_UNITS, (found,), drawings, (table,))

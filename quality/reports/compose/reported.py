"""The chapters on what was reported: how much, what about, and how grave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from quality.cases.defaults import UNSORTED
from quality.cases.kinds import KIND_LABELS
from quality.cases.kinds.grave import SEVERITY_LABELS
from quality.core.small_numbers import LEAST
from quality.core.text import N_, Message
from quality.reports.compose.columns import (
    AREAS,
    CLOSED,
    GRAVE,
    GRAVELY,
    LATE,
    ON_SHEETS,
    OPEN,
    RATE,
    REPORTED,
    THEN,
    at,
    whole,
)
from quality.reports.compose.facts import Facts
from quality.reports.compose.monthly import NOTE, hidden_kinds, like_sheets
from quality.reports.compose.periods import of
from quality.reports.compose.places import squares
from quality.reports.compose.tables import (
    Run,
    bars,
    closed_in,
    closed_of_severity,
    days_to_close,
    earlier,
    in_main,
    inside,
    late,
    main_of,
    middle,
    month_name,
    of_kind,
    of_severity,
    pictured,
    rate,
    run,
    said,
    shown_areas,
    summed,
    told,
    within,
)
from quality.reports.compose.values import Column, Part, Row, Said, Table
from quality.reports.kinds import RECIPES, Chapter, Measured

MOST_CATEGORIES = 10
DRAWN_CATEGORIES = 3


def volume(facts: Facts) -> Part:
    """How many were reported and closed, by place and month by month."""
    before = earlier(facts, 2)
    columns = (REPORTED, CLOSED, OPEN, LATE, RATE, *(column for _, column in before))
    areas, rows = shown_areas(facts), []
    for area in areas:
        reported = facts.count(facts.period, inside(area))
        closed = facts.count(facts.period, closed_in(area))
        waiting = sum(late(course, facts.day) for course in within(area, facts.courses))
        past = (facts.count(period, inside(area)) for period, _ in before)
        numbers = (reported, closed, reported - closed, waiting, rate(reported, area.fte), *past)
        rows.append(Row(area.name, numbers, filters=at(area), told=told(facts, inside(area))))
    below = summed(rows, columns, whole(facts))
    reported, staffed = facts.count(facts.period), sum(area.fte or 0 for area in areas)
    total = Row(
        below.name,
        (*below.cells[:4], rate(reported, staffed), *below.cells[5:]),
        filters=below.filters,
        total=True,
        told=told(facts, lambda cell: True),
    )
    alone = Row(facts.place, total.cells, filters=whole(facts), told=total.told)
    table = Table(
        "volume",
        N_("Meldt, lukket og åpne"),
        AREAS if len(rows) > 1 else N_("Enhet"),
        columns,
        (*rows, total) if len(rows) > 1 else (alone,),
        THEN,
    )
    line = run(
        facts, "volume-months", Message(N_("Saker")), rests=[("volume", -1, place) for place in (0, 5, 6)]
    )
    drawings = [line.drawing]
    if len(rows) > 1:
        drawings.append(bars("volume-areas", N_("Meldt i hvert kommunalområde"), table))
    sentences = [*_volume_said(facts), Said(line.sentence, (("volume", -1, 0),))]
    return Part(Chapter.VOLUME, tuple(sentences), tuple(drawings), (table, _months(facts)))


def _volume_said(facts: Facts) -> list[Said]:
    reported, name = facts.count(facts.period), facts.period.name()
    closed = facts.count(facts.period, lambda cell: cell.closed)
    waiting = sum(late(course, facts.day) for course in facts.courses)
    if not reported:
        rests = (("volume", -1, 0),)
        return [Said(Message(N_("Ingen saker er meldt i %(period)s."), {"period": name}), rests)]
    found = [
        said(
            N_("Det er meldt én sak i %(period)s."),
            N_("Det er meldt %(count)s saker i %(period)s."),
            reported,
            [("volume", -1, 0)],
            period=name,
        ),
        _closed_said(reported, closed),
    ]
    if waiting:
        found.append(
            said(
                N_("Én åpen sak er over frist."),
                N_("%(count)s åpne saker er over frist."),
                waiting,
                [("volume", -1, 3)],
            )
        )
    return found


def _closed_said(reported: int, closed: int) -> Said:
    """How many of them are closed, in words where it is none or all."""
    rests = (("volume", -1, 0), ("volume", -1, 2))
    if closed == reported:
        return Said(Message(N_("Alle er lukket.") if closed > 1 else N_("Den er lukket.")), rests)
    if not closed:
        return Said(
            Message(N_("Ingen av dem er lukket ennå.") if reported > 1 else N_("Den er ikke lukket ennå.")),
            rests,
        )
    one, many = (
        N_("Én av dem er lukket, og %(open)s er åpne."),
        N_("%(count)s av dem er lukket, og %(open)s er åpne."),
    )
    return said(one, many, closed, rests, open=reported - closed)


def _months(facts: Facts) -> Table:
    """The count table month by month. On the municipality as sheets tell it, without sums over the months."""
    months, alike = facts.period.starts, like_sheets(facts)
    more = ON_SHEETS if alike else {}
    columns = [Column(label, filters={"kind": str(kind)} | more) for kind, label in KIND_LABELS.items()]
    columns.append(Column(N_("Alle"), filters=more))
    counted = [facts.monthly(months, of_kind(kind), on_sheets=alike) for kind in KIND_LABELS]
    few = hidden_kinds(facts, months)
    rows = []
    for place, month in enumerate(months):
        days = {"from": month.isoformat(), "to": of(month, 1).until.isoformat()}
        numbers = tuple(line[place] for line in counted)
        hidden = tuple(place in few.get(kind, ()) for kind in (*KIND_LABELS, None))
        rows.append(Row(month_name(month), (*numbers, sum(numbers)), hidden, whole(facts) | days))
    title, head = N_("Måned for måned"), N_("Måned")
    if alike:
        return Table("months", title, head, tuple(columns), tuple(rows), NOTE, like_sheets=True)
    rows.append(summed(rows, columns, whole(facts)))
    adds = ((len(KIND_LABELS), tuple(range(len(KIND_LABELS)))),)
    return Table("months", title, head, tuple(columns), tuple(rows), adds=adds)


def categories(facts: Facts) -> Part:
    """What is reported most, and whether any of it has changed.

    Outside a unit a category with few cases has no row of its own, since the row itself would tell that there are some.
    """
    before, of_unit = earlier(facts, 2), RECIPES[facts.kind].of_unit
    counted = Counter[str]()
    for cell, number in facts.cells.items():
        if cell.month >= before[-1][0].since:
            counted[main_of(cell.code)] += number if facts.period.since <= cell.month else 0
    order = sorted(counted, key=lambda code: (-counted[code], code))
    shown = [code for code in order[:MOST_CATEGORIES] if of_unit or counted[code] >= LEAST]
    columns = (
        REPORTED,
        GRAVELY,
        *(column for _, column in before),
        Column(N_("Utvikling siste to år"), Measured.TEXT),
    )
    rows: list[Row] = []
    runs: dict[str, Run] = {}
    for code in shown:
        name = facts.names.get(code, code)
        rests = [("categories", len(rows), place) for place in (0, 2, 3)]
        runs[code] = run(facts, f"category-{code}", name, in_main(code), rests, code)
        rows.append(_category_row(facts, name, (code,), runs[code].short, {"category": code}))
    if rows and (not of_unit or order[len(shown) :]):
        rows.append(_category_row(facts, Message(N_("Andre")), order[len(shown) :], None, None))
    if len(rows) > 1:
        rows.append(summed(rows, columns, whole(facts)))
    table = Table("categories", N_("Saker etter kategori"), N_("Kategori"), columns, tuple(rows))
    changed = [Said(found.sentence) for code, found in runs.items() if found.changed and code != UNSORTED]
    if rows and not changed:
        changed = [Said(Message(N_("Ingen av de største kategoriene har endret seg tydelig på to år.")))]
    sorts = [code for code in shown if code != UNSORTED]
    largest = [runs[code].drawing for code in sorts[:DRAWN_CATEGORIES]]
    drawn = [
        drawing for drawing in largest if drawing.median is not None
    ]  # too few to judge, too few to draw
    tables = [table] if rows else []
    if rows and (squared := squares(facts, shown, len(rows) - (len(rows) > 1))):
        tables.append(squared)
        drawn.insert(0, pictured("grid", squared))
    few = tuple(
        whole(facts) | {"category": code} for code in order if code not in shown and counted[code] < LEAST
    )
    return Part(Chapter.CATEGORIES, tuple(changed), tuple(drawn), tuple(tables), few)


def _category_row(
    facts: Facts,
    name: str | Message,
    codes: Sequence[str],
    development: Message | None,
    filters: dict[str, str] | None,
) -> Row:
    wanted = frozenset(codes)
    counted = [
        facts.count(facts.period, lambda cell: main_of(cell.code) in wanted),
        facts.count(facts.period, lambda cell: main_of(cell.code) in wanted and cell.severity >= GRAVE),
        *(facts.count(period, lambda cell: main_of(cell.code) in wanted) for period, _ in earlier(facts, 2)),
    ]
    address = None if filters is None else whole(facts) | filters
    return Row(name, (*counted, development), filters=address)


def serious(facts: Facts) -> Part:
    """How grave they were, and how it goes with the grave ones."""
    before = earlier(facts, 2)
    columns = (
        REPORTED,
        CLOSED,
        OPEN,
        Column(N_("Dager til lukket (median)"), Measured.DAYS),
        *(column for _, column in before),
    )
    rows = []
    for level, label in SEVERITY_LABELS.items():
        reported = facts.count(facts.period, of_severity(level))
        closed = facts.count(facts.period, closed_of_severity(level))
        past = [facts.count(period, of_severity(level)) for period, _ in before]
        days = days_to_close([course for course in facts.courses if course.severity == level])
        address = whole(facts) | {"severity": str(level)}
        numbers = (reported, closed, reported - closed, middle(days), *past)
        hidden = (False, False, False, len(days) < LEAST)
        rows.append(Row(label, numbers, hidden, address, told=told(facts, of_severity(level))))
    rows.append(summed(rows, columns, whole(facts)))
    table = Table("severity", N_("Saker etter følge"), N_("Følge"), columns, tuple(rows), THEN)
    grave = [course for course in facts.courses if course.severity >= GRAVE]
    sentence = Message(N_("Ingen saker hadde alvorlig følge."))
    rests = [("severity", level, place) for level in (GRAVE, GRAVE + 1) for place in (0, 2)]
    found = [Said(sentence, tuple(rests))]
    if grave:
        still = sum(course.open for course in grave)
        found = [
            said(
                N_("Én sak hadde alvorlig eller svært alvorlig følge. Åpne av dem: %(open)s."),
                N_("%(count)s saker hadde alvorlig eller svært alvorlig følge. Åpne av dem: %(open)s."),
                len(grave),
                rests,
                open=still,
            )
        ]
    drawing = bars("severity-bars", N_("Saker etter følge"), table)
    return Part(Chapter.SERIOUS, tuple(found), (drawing,), (table,))

"""The chapters that tell of all kinds of cases, each made from the facts: sentences, pictures and tables."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from quality.cases.defaults import UNSORTED
from quality.cases.kinds import KIND_LABELS, SEVERITY_LABELS, CaseKind, IdeaStep, Verdict
from quality.core.small_numbers import LEAST
from quality.core.text import N_, Message
from quality.patterns.states import PATTERN_STATE_LABELS, PatternState
from quality.reports.compose.facts import Area, Course, Facts, Gained
from quality.reports.compose.periods import of
from quality.reports.compose.tables import (
    Run,
    bars,
    closed_in,
    closed_of_severity,
    earlier,
    guarded,
    in_main,
    inside,
    late,
    main_of,
    middle,
    month_name,
    of_severity,
    rate,
    run,
    said,
    share,
    shown_areas,
    summed,
    told,
    within,
)
from quality.reports.compose.values import Column, Part, Row, Said, Table
from quality.reports.kinds import RECIPES, Chapter, Measured

REPORTED = Column(N_("Meldt"), filters={})
CLOSED = Column(N_("Lukket"), filters={"state": "closed"}, kept=True)
OPEN = Column(N_("Åpne"), filters={"state": "open"})
LATE = Column(N_("Over frist"))
RATE = Column(N_("Per 100 årsverk"), Measured.RATE, of=0)
MOST_CATEGORIES = 10
DRAWN_CATEGORIES = 3
GRAVE = 3
AREAS = N_("Kommunalområde")
THEN = N_("Lukket, åpne og over frist er slik de sto den dagen tallene ble hentet.")


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


def whole(facts: Facts) -> dict[str, str]:
    """What all cases of the report have in common, as the list of cases asks for it."""
    return {"unit": facts.place_id}


def at(area: Area) -> dict[str, str] | None:
    """What the area's cases have in common; those right under the root have nothing that a list can ask for."""
    return {"unit": area.public_id} if area.public_id else None


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
    """The count table month by month."""
    columns = [Column(label, filters={"kind": str(kind)}) for kind, label in KIND_LABELS.items()]
    columns.append(Column(N_("Alle"), filters={}))
    rows = []
    for month in facts.period.starts:
        counted = Counter[CaseKind]()
        for cell, number in facts.cells.items():
            if cell.month == month:
                counted[cell.kind] += number
        days = {"from": month.isoformat(), "to": of(month, 1).until.isoformat()}
        numbers = tuple(counted[kind] for kind in KIND_LABELS)
        rows.append(Row(month_name(month), (*numbers, sum(numbers)), filters=whole(facts) | days))
    rows.append(summed(rows, columns, whole(facts)))
    adds = ((len(KIND_LABELS), tuple(range(len(KIND_LABELS)))),)
    return Table("months", N_("Måned for måned"), N_("Måned"), tuple(columns), tuple(rows), adds=adds)


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
        Column(N_("Alvorlig eller svært alvorlig")),
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
    return Part(Chapter.CATEGORIES, tuple(changed), tuple(drawn), (table,) if rows else ())


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
        rows.append(Row(label, numbers, hidden, address))
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


def days_to_close(courses: Sequence[Course]) -> list[int]:
    """From registered to closed, in days of the calendar."""
    return [(course.closed - course.registered).days for course in courses if course.closed]


def days_to_answer(courses: Sequence[Course]) -> list[int]:
    """From registered to the first written answer, in days of the calendar."""
    return [(course.answered - course.registered).days for course in courses if course.answered]


def answers(facts: Facts) -> Part:
    """How long people waited, what came in time, and whether they thought it was solved."""
    columns = (
        REPORTED,
        Column(N_("Besvart")),
        Column(N_("Dager til svar (median)"), Measured.DAYS),
        Column(N_("Svart innen fristen"), Measured.SHARE),
        Column(N_("Dager til lukket (median)"), Measured.DAYS),
        Column(N_("Lukket innen fristen"), Measured.SHARE),
        Column(N_("Vurdert av den som meldte")),
        Column(N_("Av dem: løst"), Measured.SHARE),
    )
    areas = shown_areas(facts)
    rows = [
        Row(area.name, *_answers_of(facts, within(area, facts.courses)), filters=at(area)) for area in areas
    ]
    total = Row(Message(N_("Til sammen")), *_answers_of(facts, facts.courses), whole(facts), True)
    if len(rows) > 1:
        rows.append(total)
    else:
        rows = [Row(facts.place, total.cells, total.hidden, whole(facts))]
    head = AREAS if len(areas) > 1 else N_("Enhet")
    note = N_(
        "Fristene er kommunens egne. En sak uten frist, eller som ikke har nådd den, teller ikke med i andelen."
    )
    table = Table("answers", N_("Svar og lukking"), head, columns, tuple(rows), note)
    drawings = []
    if len(areas) > 1:
        drawings = [bars("answers-time", N_("Prosent svart innen fristen"), table, 3)]
    return Part(Chapter.ANSWERS, tuple(_answers_said(facts)), tuple(drawings), (table,))


def _answers_of(
    facts: Facts, courses: Sequence[Course]
) -> tuple[tuple[int | float | None, ...], tuple[bool, ...]]:
    """The numbers of one row, and which of them tell of fewer than five."""
    answers, closings = days_to_answer(courses), days_to_close(courses)
    answered = _in_time([(course.answer_due, course.answered) for course in courses], facts.day)
    closed = _in_time([(course.close_due, course.closed) for course in courses], facts.day)
    judged = [course.verdict for course in courses if course.verdict]
    solved = judged.count(Verdict.SOLVED)
    numbers = (
        len(courses),
        len(answers),
        middle(answers),
        share(*answered),
        middle(closings),
        share(*closed),
        len(judged),
        share(solved, len(judged)),
    )
    few_answers, few_closings = len(answers) < LEAST, len(closings) < LEAST
    shares = [guarded(*answered), guarded(*closed), guarded(solved, len(judged))]
    return numbers, (False, False, few_answers, shares[0], few_closings, shares[1], False, shares[2])


Days = Sequence[tuple[dt.date | None, dt.date | None]]


def _in_time(days: Days, today: dt.date) -> tuple[int, int]:
    """How many were done by their day, of those that were done or whose day has passed."""
    known = [(due, done) for due, done in days if due and (done or due < today)]
    return sum(bool(done and done <= due) for due, done in known), len(known)


def _answers_said(facts: Facts) -> list[Said]:
    days = middle(days_to_answer(facts.courses))
    if days is None:
        return [Said(Message(N_("Ingen saker fra perioden er besvart ennå.")), (("answers", -1, 1),))]
    found = [
        said(
            N_("Halvparten fikk svar innen én dag."),
            N_("Halvparten fikk svar innen %(count)s dager."),
            days,
            [("answers", -1, 2)],
        )
    ]
    judged = [course for course in facts.courses if course.verdict]
    solved = sum(course.verdict is Verdict.SOLVED for course in judged)
    if judged:
        words = N_("%(count)s av %(all)s som vurderte svaret, mente det var løst.")
        rests = [("answers", -1, 6), ("answers", -1, 7)]
        found.append(said(words, words, solved, rests, all=len(judged)))
    return found


def improvements(facts: Facts) -> Part:
    """What was proposed, tried and done, and what others took up."""
    kinds = Counter(course.kind for course in facts.courses)
    steps = facts.ideas
    trying = steps.get(IdeaStep.TRYING, 0) + steps.get(IdeaStep.DOING, 0)
    worked = steps.get(IdeaStep.WORKED, 0) + steps.get(IdeaStep.PARTLY, 0)
    done = steps.get(IdeaStep.DONE, 0) + worked + steps.get(IdeaStep.FAILED, 0)
    rows = (
        Row(N_("Forslag"), (kinds[CaseKind.IDEA],), filters=whole(facts) | {"kind": "idea"}),
        Row(N_("Forslag som prøves eller gjøres"), (trying,)),
        Row(N_("Forslag som er gjennomført"), (done,)),
        Row(N_("Av dem: virket, helt eller delvis"), (worked,)),
        Row(N_("Forslag som ligger"), (steps.get(IdeaStep.NOT_NOW, 0),)),
        Row(
            N_("Gjennomført uten forslag først"),
            (kinds[CaseKind.IMPROVEMENT],),
            filters=whole(facts) | {"kind": "improvement"},
        ),
        Row(N_("Dette fungerte"), (kinds[CaseKind.WORKED],), filters=whole(facts) | {"kind": "worked"}),
    )
    columns = (Column(N_("Antall"), filters={}),)
    table = Table("improvements", N_("Forbedringer i perioden"), N_("Hva"), columns, rows)
    tables = [table, *_notes(facts), *_gained(facts)]
    used = sum(note.used for note in facts.notes)
    found = [
        said(
            N_("Ett forslag er meldt. Gjennomførte forbedringer: %(done)s."),
            N_("%(count)s forslag er meldt. Gjennomførte forbedringer: %(done)s."),
            kinds[CaseKind.IDEA],
            [("improvements", place, 0) for place in (0, 2, 5)],
            done=done + kinds[CaseKind.IMPROVEMENT],
        )
    ]
    if facts.notes:
        found.append(
            Said(
                Message(
                    N_("Læringsnotater publisert: %(notes)s. Enheter har tatt dem i bruk %(used)s ganger."),
                    {"notes": len(facts.notes), "used": used},
                )
            )
        )
    if facts.gained and facts.gained.confirmed:
        found.append(_gained_said(facts.gained))
    drawing = bars("improvements-bars", N_("Forbedringer i perioden"), table)
    return Part(Chapter.IMPROVEMENTS, tuple(found), (drawing,), tuple(tables))


def _notes(facts: Facts) -> list[Table]:
    if not facts.notes:
        return []
    columns = (
        Column(N_("Fra"), Measured.TEXT),
        Column(N_("Enheter spurt"), Measured.PLAIN),
        Column(N_("Har tatt det i bruk"), Measured.PLAIN),
    )
    rows = tuple(Row(note.title, (note.unit, note.asked, note.used)) for note in facts.notes)
    return [Table("notes", N_("Læringsnotater"), N_("Notat"), columns, rows)]


def _gained(facts: Facts) -> list[Table]:
    """What was won, told to all when enough leaders have confirmed it that no unit's own can be read from the sum."""
    won = facts.gained
    if won is None:
        return []
    few = won.confirmed < LEAST
    rows = (
        Row(N_("Timer i året"), (won.hours,), (few,)),
        Row(N_("Kroner i året"), (won.kroner,), (few,)),
        Row(N_("Bedre kvalitet"), (won.quality,), (_telling(won.quality, won.confirmed),)),
        Row(N_("Tryggere"), (won.safety,), (_telling(won.safety, won.confirmed),)),
        Row(N_("Bekreftet av lederen"), (won.confirmed,), (few,)),
        Row(N_("Venter på bekreftelse, ikke regnet med"), (won.waiting,), (won.waiting < LEAST,)),
    )
    columns = (Column(N_("Til sammen"), Measured.PLAIN),)
    note = N_("Alt som er i bruk og bekreftet den dagen tallene ble hentet, også fra før perioden.")
    return [Table("gained", N_("Hva som er vunnet"), N_("Hva"), columns, rows, note)]


def _telling(part: int, confirmed: int) -> bool:
    """Whether so many of those who confirmed say something of fewer than five, nought too."""
    return part < LEAST or guarded(part, confirmed)


def _gained_said(won: Gained) -> Said:
    if won.hours and won.kroner:
        words = N_("Det som er tatt i bruk, sparer %(hours)s timer og %(kroner)s kroner i året.")
    elif won.hours:
        words = N_("Det som er tatt i bruk, sparer %(hours)s timer i året.")
    elif won.kroner:
        words = N_("Det som er tatt i bruk, sparer %(kroner)s kroner i året.")
    else:
        words = N_("Ledere har bekreftet %(confirmed)s ganger at noe ble bedre.")
    rests = tuple(("gained", place, 0) for place in (0, 1, 4))
    return Said(Message(words, won._asdict()), rests)


def patterns(facts: Facts) -> Part:
    """What has been raised to the municipality, who owns it, and what has come of it."""
    columns = (
        Column(N_("Enheter"), Measured.PLAIN),
        Column(N_("Eier"), Measured.TEXT),
        Column(N_("Status"), Measured.TEXT),
        Column(N_("Utførte tiltak"), Measured.TEXT),
        Column(N_("Tatt i bruk"), Measured.TEXT),
    )
    of_all = N_("%(done)s av %(all)s")
    rows = tuple(
        Row(
            row.title,
            (
                row.units,
                row.owner or Message(N_("Ingen ennå")),
                Message(PATTERN_STATE_LABELS[row.state]),
                Message(of_all, {"done": row.done, "all": row.measures}) if row.measures else None,
                Message(of_all, {"done": row.used, "all": row.asked}) if row.asked else None,
            ),
        )
        for row in facts.patterns
    )
    if not rows:
        sentence = Message(N_("Ingen mønstre har vært løftet til kommunenivå i perioden."))
        return Part(Chapter.PATTERNS, (Said(sentence),))
    finished = sum(row.state is PatternState.FINISHED for row in facts.patterns)
    found = said(
        N_("Ett mønster har vært løftet til kommunenivå. Avsluttet: %(finished)s."),
        N_("%(count)s mønstre har vært løftet til kommunenivå. Avsluttet: %(finished)s."),
        len(rows),
        finished=finished,
    )
    table = Table("patterns", N_("Løftede mønstre"), N_("Tema"), columns, rows)
    return Part(Chapter.PATTERNS, (found,), (), (table,))

"""The chapters on what came of it: answers, improvements, and what was raised to the municipality."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace

from quality.cases.kinds import CaseKind, IdeaStep, Verdict
from quality.core.small_numbers import LEAST
from quality.core.text import N_, Message
from quality.learning.figures import Won
from quality.patterns.states import PATTERN_STATE_LABELS, PatternState
from quality.reports.compose.columns import ANSWERED, AREAS, JUDGED, REPORTED, at, whole
from quality.reports.compose.facts import Course, Facts
from quality.reports.compose.tables import (
    bars,
    days_to_answer,
    days_to_close,
    guarded,
    middle,
    said,
    share,
    shown_areas,
    thirds,
    within,
)
from quality.reports.compose.uptake import uptake
from quality.reports.compose.values import Column, Part, Row, Said, Table, Word
from quality.reports.compose.waits import waited
from quality.reports.kinds import Chapter, Measured


def answers(facts: Facts) -> Part:
    """How long people waited, what came in time, and whether they thought it was solved."""
    columns = (
        REPORTED,
        ANSWERED,
        Column(N_("Dager til svar (median)"), Measured.DAYS),
        Column(N_("Svart innen fristen"), Measured.SHARE),
        Column(N_("Dager til lukket (median)"), Measured.DAYS),
        Column(N_("Lukket innen fristen"), Measured.SHARE),
        JUDGED,
        Column(N_("Av dem: løst"), Measured.SHARE),
    )
    areas = shown_areas(facts)
    rows = [_answers_row(facts, area.name, within(area, facts.courses), at(area)) for area in areas]
    total = _answers_row(facts, Message(N_("Til sammen")), facts.courses, whole(facts))
    rows = [*rows, replace(total, total=True)] if len(rows) > 1 else [replace(total, name=facts.place)]
    head = AREAS if len(areas) > 1 else N_("Enhet")
    note = N_(
        "Fristene er kommunens egne. En sak uten frist, eller som ikke har nådd den, teller ikke med i andelen."
    )
    table = Table("answers", N_("Svar og lukking"), head, columns, tuple(rows), note)
    drawings = []
    if len(areas) > 1:
        drawings = [bars("answers-time", N_("Prosent svart innen fristen"), table, 3)]
    months = [found for closing in (False, True) if (found := waited(facts, closing=closing))]
    drawings += [drawing for _, drawing in months]
    tables = (table, *(each for each, _ in months))
    return Part(Chapter.ANSWERS, tuple(_answers_said(facts)), tuple(drawings), tables)


def _answers_row(facts: Facts, name: Word, courses: Sequence[Course], filters: dict[str, str] | None) -> Row:
    """A row, with what the reports on parts of a year tell of how many were answered and judged."""
    parts = [
        [course for course in courses if part.since <= course.month <= part.until] for part in thirds(facts)
    ]
    told = (
        (1, tuple(len(days_to_answer(part)) for part in parts)),
        (6, tuple(sum(bool(course.verdict) for course in part) for part in parts)),
    )
    return Row(name, *_answers_of(facts, courses), filters=filters, told_of=told)


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
    unknown = _answers_unknown(facts)
    if days is None:
        none = Message(N_("Ingen saker fra perioden er besvart ennå."))
        return [Said(none, (("answers", -1, 1),)), *unknown]
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
    return [*found, *unknown]


def _answers_unknown(facts: Facts) -> list[Said]:
    """That cases of another system are in no number of answers; not how many, since a year tells of its tertials."""
    if not any(course.unknown for course in facts.courses):
        return []
    words = N_("Saker fra et annet system uten kjent svar er meldt, men er ikke med i tallene om svar.")
    return [Said(Message(words))]


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
    curves, drawn = uptake(facts)
    tables = [table, *_notes(facts), *curves, *_gained(facts)]
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
    return Part(Chapter.IMPROVEMENTS, tuple(found), (drawing, *drawn), tuple(tables))


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


def _gained_said(won: Won) -> Said:
    if won.hours and won.kroner:
        words = N_("Det som er tatt i bruk, sparer %(hours)s timer og %(kroner)s kroner i året.")
    elif won.hours:
        words = N_("Det som er tatt i bruk, sparer %(hours)s timer i året.")
    elif won.kroner:
        words = N_("Det som er tatt i bruk, sparer %(kroner)s kroner i året.")
    else:
        words = N_("Ledere har bekreftet %(confirmed)s ganger at noe ble bedre.")
    rests = tuple(("gained", place, 0) for place in (0, 1, 4))
    return Said(Message(words, asdict(won)), rests)


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

"""The chapters on how the municipality keeps its own house: controls, supervision, measures, learning."""

from __future__ import annotations

from collections.abc import Sequence

from quality.cases.kinds import SOURCE_LABELS, STRENGTH_LABELS, Strength
from quality.cases.states import MEASURE_OPEN, MEASURE_STATE_LABELS, MeasureState
from quality.core.text import N_, Message
from quality.learning.states import UPTAKE_LABELS
from quality.reports.compose.columns import CLOSED, OPEN, REPORTED
from quality.reports.compose.facts import Facts, Tried
from quality.reports.compose.tables import bars, said, summed
from quality.reports.compose.uptake import uptake
from quality.reports.compose.values import Column, Part, Row, Said, Table
from quality.reports.kinds import Chapter, Measured

OUTCOMES = (MeasureState.WORKED, MeasureState.PARTLY, MeasureState.FAILED)


def system(facts: Facts) -> Part:
    """How the internal control is built, with what the system itself sees to."""
    units = [spot for spot in facts.spots if spot.is_unit]
    found = (
        Said(Message(N_("Kommunedirektøren rapporterer her til kommunestyret etter kommuneloven § 25-2."))),
        Said(
            Message(
                N_(
                    "Kommunen melder, følger opp og lærer av avvik og forbedringer i ett system for alle tjenester."
                )
            )
        ),
        Said(
            Message(
                N_("Alle ansatte kan melde. Leder svarer den som meldte, og hver sak har eier og frister.")
            )
        ),
        Said(
            Message(
                N_("Alvorlige saker krever tiltak, og en annen enn den som lukker, godkjenner lukkingen.")
            )
        ),
        Said(
            Message(
                N_(
                    "Det som går igjen på tvers, løftes til kommunen med eier, tiltak og kontroll av om det virket."
                )
            )
        ),
        Said(
            Message(
                N_("%(reported)s av %(units)s enheter har meldt i perioden."),
                {
                    "reported": sum(spot.id in facts.reporting for spot in units),
                    "units": len(units),
                },
            ),
            (("volume", -1, 0),),
        ),
    )
    return Part(Chapter.SYSTEM, found)


def controls(facts: Facts) -> Part:
    """What was looked at. Numbers of checks are told as they are: the municipality's own acts, not cases."""
    effects = sum(facts.checks.effects.values())
    checks = Table(
        "controls",
        N_("Kontroll av tiltak"),
        N_("Hva"),
        (Column(N_("Antall"), Measured.PLAIN),),
        (Row(N_("Kontroll av om et tiltak virket"), (effects,)),),
    )
    closings = Table(
        "approvals",
        N_("Lukking av alvorlige saker"),
        N_("Hva"),
        (Column(N_("Antall")),),
        (Row(N_("Lukkinger godkjent av en annen"), (facts.checks.approved_closings,)),),
    )
    sentence = said(N_("Ett tiltak er kontrollert."), N_("%(count)s tiltak er kontrollert."), effects)
    if not effects:
        sentence = Said(Message(N_("Ingen har sett etter om tiltak virket.")))
    return Part(Chapter.CONTROLS, (sentence,), (), (checks, closings))


def supervision(facts: Facts) -> Part:
    """Where reports came from, and the findings of supervision that are open."""
    rows = []
    for source, label in SOURCE_LABELS.items():
        mine = [course for course in facts.courses if course.source is source]
        still = sum(course.open for course in mine)
        rows.append(Row(label, (len(mine), len(mine) - still, still)))
    columns = (REPORTED, CLOSED, OPEN)
    rows.append(summed(rows, columns, {"unit": facts.place_id}))
    tables = [Table("sources", N_("Hvor meldingene kom fra"), N_("Kilde"), columns, tuple(rows))]
    checks = facts.checks
    findings = (
        Row(N_("Åpne funn fra tilsyn og revisjon"), (checks.open_findings,)),
        Row(N_("Av dem over frist"), (checks.late_findings,)),
    )
    tables.append(
        Table("findings", N_("Funn fra tilsyn og revisjon"), N_("Hva"), (Column(N_("Antall")),), findings)
    )
    found = [Said(Message(N_("Ingen funn fra tilsyn eller revisjon er åpne.")), (("findings", 0, 0),))]
    if checks.open_findings:
        found = [
            said(
                N_("Ett funn fra tilsyn eller revisjon er åpent. Over frist: %(late)s."),
                N_("%(count)s funn fra tilsyn eller revisjon er åpne. Over frist: %(late)s."),
                checks.open_findings,
                [("findings", 0, 0), ("findings", 1, 0)],
                late=checks.late_findings,
            )
        ]
    return Part(Chapter.SUPERVISION, tuple(found), (), tuple(tables))


def measures(facts: Facts) -> Part:
    """What was decided and done, and whether it worked."""
    return tried(facts, Chapter.MEASURES, facts.measures, "measures", effects=True)


def tried(
    facts: Facts, chapter: Chapter, found: Sequence[Tried], code: str, *, effects: bool = False
) -> Part:
    """Measures by how little they rely on people remembering."""
    columns = (
        Column(N_("Bestemt i perioden"), Measured.PLAIN),
        Column(N_("Utført i perioden"), Measured.PLAIN),
        Column(N_("Åpne"), Measured.PLAIN),
        Column(N_("Over frist"), Measured.PLAIN),
    )
    rows = [
        Row(
            Message(N_("%(strength)s tiltak"), {"strength": Message(STRENGTH_LABELS[strength])}),
            _numbers(facts, [each for each in found if each.strength is strength]),
        )
        for strength in (Strength.STRONG, Strength.MEDIUM, Strength.WEAK)
    ]
    rows.append(summed(rows, columns))
    numbers = _numbers(facts, found)
    tables = [Table(code, N_("Tiltak etter styrke"), N_("Styrke"), columns, tuple(rows))]
    sentences = [
        Said(
            Message(
                N_(
                    "Tiltak bestemt: %(decided)s. Utført: %(done)s. Åpne nå: %(open)s, av dem over frist: %(late)s."
                ),
                dict(zip(("decided", "done", "open", "late"), numbers, strict=True)),
            )
        )
    ]
    drawings = [bars(f"{code}-bars", N_("Tiltak bestemt i perioden"), tables[0])]
    if effects and any(facts.checks.effects.values()):
        outcomes = [
            Row(MEASURE_STATE_LABELS[state], (facts.checks.effects.get(state, 0),)) for state in OUTCOMES
        ]
        tables.append(
            Table(
                f"{code}-effects",
                N_("Kontroller av om tiltakene virket"),
                N_("Utfall"),
                (Column(N_("Antall"), Measured.PLAIN),),
                (*outcomes, summed(outcomes, (Column("", Measured.PLAIN),))),
            )
        )
        drawings.append(bars(f"{code}-effect-bars", N_("Virket tiltakene?"), tables[1]))
    return Part(chapter, tuple(sentences), tuple(drawings), tuple(tables))


def _numbers(facts: Facts, found: Sequence[Tried]) -> tuple[int, int, int, int]:
    period = facts.period
    still = [each for each in found if each.state in MEASURE_OPEN]
    return (
        sum(period.since <= each.created_on <= period.until for each in found),
        sum(each.done_on is not None and period.since <= each.done_on <= period.until for each in found),
        len(still),
        sum(each.due_on is not None and each.due_on < facts.day for each in still),
    )


def learning(facts: Facts) -> Part:
    """What a unit made of what others learned, and what it taught others."""
    tables = []
    if facts.answers:
        rows = tuple(Row(each.title, (Message(UPTAKE_LABELS[each.state]),)) for each in facts.answers)
        answer = (Column(N_("Svaret vårt"), Measured.TEXT),)
        tables.append(Table("uptakes", N_("Læringsnotater vi har svart på"), N_("Notat"), answer, rows))
    if facts.notes:
        rows = tuple(Row(note.title, (note.asked, note.used)) for note in facts.notes)
        columns = (
            Column(N_("Enheter spurt"), Measured.PLAIN),
            Column(N_("Har tatt det i bruk"), Measured.PLAIN),
        )
        tables.append(Table("notes", N_("Læringsnotater fra oss"), N_("Notat"), columns, rows))
    found = Message(
        N_("Læringsnotater vi har svart på: %(answers)s. Læringsnotater vi har delt: %(notes)s."),
        {"answers": len(facts.answers), "notes": len(facts.notes)},
    )
    if not tables:
        found = Message(N_("Vi har verken svart på eller delt læringsnotater i perioden."))
    curves, drawn = uptake(facts)
    return Part(Chapter.LEARNING, (Said(found),), tuple(drawn), (*tables, *curves))

"""The numbers of a whole report, reckoned once more from the raw rows by other means than the report's own."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import SYSTEM
from quality.cases.kinds import Access, Source, Subtype, Verdict
from quality.cases.models.case import Case, CaseConcern
from quality.cases.models.category import Category
from quality.cases.models.measure import EffectCheck, Measure
from quality.cases.services.measures import Plan, add_measure
from quality.cases.services.recount import rebuild
from quality.cases.states import CaseState, MeasureState
from quality.core.clock import OSLO, at_local
from quality.core.db import transaction
from quality.core.letters import translate
from quality.core.text import Message
from quality.learning.models import Gain
from quality.patterns.states import PatternState
from quality.reports.compose.shown import Reader, shown
from quality.reports.compose.values import Table, read
from quality.reports.jobs import numbers
from quality.reports.kinds import Chapter, ReportKind
from quality.reports.models import Report
from quality.reports.services import making
from tests.cases.desk import make_case
from tests.cast import Cast
from tests.conftest import NOW
from tests.patterns.factories import finding, some_cases
from tests.reports.conftest import tell

Made = Callable[..., Report]
GONE = {CaseState.REJECTED, CaseState.WITHDRAWN, CaseState.MERGED}


def raw(session: Session, since: dt.date, until: dt.date) -> list[Case]:
    """The cases of the period, filtered here and not in the database."""
    found = []
    for case in session.scalars(sa.select(Case)):
        day = case.occurred_at.astimezone(OSLO).date()
        if since <= day <= until and case.state not in GONE and case.access is not Access.SHIELDED:
            found.append(case)
    return found


def column(table: Table | None, place: int) -> dict[str, object]:
    assert table
    return {str(getattr(row.name, "text", row.name)): row.cells[place] for row in table.rows}


@pytest.mark.usefixtures("year")
def test_a_whole_tertial_report_is_what_the_raw_rows_say(session: Session, cast: Cast, made: Made) -> None:
    report = made()
    snapshot = read(report.content)
    cases = raw(session, report.since, report.until)
    assert len(cases) > 40
    area = {cast.school.id: "Skole"}
    by_area = Counter(area.get(case.unit_id, "Helse og omsorg") for case in cases)
    closed = Counter(
        area.get(case.unit_id, "Helse og omsorg") for case in cases if case.state is CaseState.CLOSED
    )
    volume = snapshot.table("volume")
    assert column(volume, 0) == {**by_area, "Til sammen": len(cases)}
    assert column(volume, 1) == {**closed, "Til sammen": sum(closed.values())}
    assert column(volume, 2)["Til sammen"] == len(cases) - sum(closed.values())
    late = [
        case
        for case in cases
        if case.state is not CaseState.CLOSED and case.next_due_on and case.next_due_on < cast.day
    ]
    assert column(volume, 3)["Til sammen"] == len(late)
    assert column(volume, 4)["Skole"] == round(100 * by_area["Skole"] / 30, 1)
    assert column(volume, 5)["Til sammen"] == len(raw(session, dt.date(2026, 1, 1), dt.date(2026, 4, 30)))
    assert column(volume, 6)["Til sammen"] == len(raw(session, dt.date(2025, 9, 1), dt.date(2025, 12, 31)))
    months = Counter(case.occurred_at.astimezone(OSLO).month for case in cases)
    assert column(snapshot.table("months"), 4) == {
        "mai %(year)s": months[5],
        "juni %(year)s": months[6],
        "juli %(year)s": months[7],
        "august %(year)s": months[8],
    }
    mains = Counter(case.category.code.split(".")[0] for case in cases)
    names = column(snapshot.table("categories"), 0)
    assert names.pop("Til sammen") == len(cases)
    assert names.pop("Andre") == sum(number for number in mains.values() if number < 5)
    assert sorted(map(str, names.values())) == sorted(str(number) for number in mains.values() if number >= 5)
    levels = Counter(case.severity for case in cases)
    assert list(column(snapshot.table("severity"), 0).values()) == [
        *(levels[n] for n in range(5)),
        len(cases),
    ]
    answered = [(case.answered_at - case.registered_at).days for case in cases if case.answered_at]
    answers = snapshot.table("answers")
    assert column(answers, 0)["Til sammen"] == len(cases)
    assert column(answers, 1)["Til sammen"] == len(answered)
    assert abs(float(str(column(answers, 2)["Til sammen"])) - sorted(answered)[len(answered) // 2]) <= 1
    known = [
        (case.answer_due_on, case.answered_at and case.answered_at.astimezone(OSLO).date())
        for case in cases
        if case.answer_due_on and (case.answered_at or case.answer_due_on < cast.day)
    ]
    in_time = [due for due, done in known if done and done <= due]
    assert 0 < len(in_time) < len(known)
    assert column(answers, 3)["Til sammen"] == round(100 * len(in_time) / len(known))
    judged = [case.verdict for case in cases if case.verdict]
    assert column(answers, 6)["Til sammen"] == len(judged)
    assert column(answers, 7)["Til sammen"] == round(100 * judged.count("solved") / len(judged))  # type: ignore[arg-type]
    ideas = sum(case.kind == "idea" for case in cases)
    assert column(snapshot.table("improvements"), 0)["Forslag"] == ideas


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize("kind", list(ReportKind))
def test_the_same_number_stands_everywhere(made: Made, kind: ReportKind) -> None:
    report = made(kind)
    told: dict[object, set[object]] = {}
    for part in read(report.content).parts:
        for table in part.tables:
            for row in table.rows:
                for place, each in enumerate(table.columns):
                    if row.filters is not None and each.filters is not None and each.measured == "count":
                        address = frozenset((row.filters | each.filters).items())
                        told.setdefault(address, set()).add(row.cells[place])
    assert told
    assert [address for address, values in told.items() if len(values) > 1] == []


def test_a_year_tells_of_both_years_before_it(cast: Cast, made: Made) -> None:
    with transaction() as session:
        category = session.scalars(sa.select(Category.id).where(Category.code == "T2.1")).one()
        for turn, year in enumerate((2023, 2024, 2024, 2025)):
            tell(session, turn, at_local(dt.date(year, 1, 15)), cast.north.id, category)
        session.flush()
        rebuild(session)
    volume = read(made(ReportKind.CONTROL).content).table("volume")
    assert [column(volume, place)["Til sammen"] for place in (0, 5, 6)] == [1, 2, 1]


def test_a_unit_has_reported_when_it_has_a_case_of_the_year_that_is_told_of(cast: Cast, made: Made) -> None:
    with transaction() as session:
        category = session.scalars(sa.select(Category.id).where(Category.code == "T2.1")).one()
        day = at_local(dt.date(2025, 3, 3))
        tell(session, 0, day, cast.north.id, category)
        tell(session, 1, at_local(dt.date(2024, 3, 3)), cast.home.id, category)
        about = tell(session, 2, day, cast.south.id, category)
        tell(session, 3, day, cast.school.id, category, access=Access.SHIELDED)
        session.flush()
        session.add(CaseConcern(case_id=about.id, person_id=cast.teacher.id))
        session.flush()
        rebuild(session)
    said = [each.words for part in read(made(ReportKind.CONTROL).content).parts for each in part.said]
    (told,) = (words for words in said if "enheter har meldt i perioden" in getattr(words, "text", ""))
    assert isinstance(told, Message)
    assert told.values["reported"] == 1


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize("confirmed", [4, 5])
def test_what_was_won_is_told_to_all_when_five_have_confirmed_it(
    session: Session, cast: Cast, made: Made, confirmed: int
) -> None:
    with transaction() as writing:
        for turn, case in enumerate(writing.scalars(sa.select(Case.id).limit(confirmed + 1)).all()):
            sure = NOW if turn < confirmed else None
            writing.add(
                Gain(
                    case_id=case,
                    unit_id=cast.north.id,
                    hours=300,
                    quality=turn < 2,
                    claimed_by_id=cast.leader.id,
                    claimed_at=NOW,
                    confirmed_at=sure,
                )
            )
    snapshot = read(made().content)
    assert column(snapshot.table("gained"), 0) == {
        "Timer i året": 300 * confirmed,
        "Kroner i året": 0,
        "Bedre kvalitet": 2,
        "Tryggere": 0,
        "Bekreftet av lederen": confirmed,
        "Venter på bekreftelse, ikke regnet med": 1,
    }
    everybody = Reader(lambda word: translate(word, "nb") if word else "", "nb", exact=False)
    improved = next(part for part in shown(snapshot, everybody) if part.chapter is Chapter.IMPROVEMENTS)
    words = "sparer 1 500 timer i året"
    table = next(table for table in improved.tables if table.code == "gained")
    told = [row.cells[0].text for row in table.rows]
    enough = confirmed == 5
    assert (words in " ".join(improved.sentences).replace("\xa0", " ")) == enough
    assert (told[4] == "5") == enough
    assert told[2] == told[3] == told[5] == "vises ikke"


@pytest.mark.parametrize("kind", [kind for kind in ReportKind if kind is not ReportKind.UNIT])
def test_whether_it_was_nobody_or_somebody_is_told_by_no_row_sentence_or_picture(
    cast: Cast, made: Made, kind: ReportKind
) -> None:
    """To who has not the cases, a report of nothing and a report of one case are the same."""
    everybody = Reader(lambda word: translate(word, "nb") if word else "", "nb", exact=False)
    nothing = made(kind)
    with transaction() as session:
        category = session.scalars(sa.select(Category.id).where(Category.code == "H1.1")).one()
        at = at_local(nothing.since) + dt.timedelta(days=40)
        case = tell(session, 1, at, cast.north.id, category, severity=4, source=Source.SUPERVISION)
        case.answered_at, case.verdict, case.subtype = at + dt.timedelta(3), Verdict.SOLVED, Subtype.EVENT
        session.flush()
        rebuild(session)
        one = making.new_edition(session, SYSTEM, session.get_one(Report, nothing.id), now=NOW)
    assert numbers.make(NOW) == 1
    with transaction() as session:
        content = session.get_one(Report, one.id, populate_existing=True).content
    assert content != nothing.content
    assert shown(read(content), everybody) == shown(read(nothing.content), everybody)


def test_measures_of_cases_that_are_not_told_of_are_in_no_number(
    session: Session, cast: Cast, made: Made
) -> None:
    """Of a shielded case, and of one about somebody who works here; nor that one looked whether they worked."""
    with transaction() as writing:
        cases = [make_case(writing, cast) for _ in range(3)]
        actor, done = cast.actor(cast.leader), at_local(dt.date(2026, 3, 3))
        for case in cases:
            add_measure(writing, actor, case, Plan("Ny matte", cast.colleague.id, cast.day), now=NOW)
        for measure in writing.scalars(sa.select(Measure)):
            measure.created_at, measure.done_at, measure.state = done, done, MeasureState.WORKED
            looked = {"outcome": MeasureState.WORKED, "by_id": cast.leader.id, "at": done, "note": ""}
            writing.add(EffectCheck(measure_id=measure.id, **looked))
        cases[0].access = Access.SHIELDED
        writing.add(CaseConcern(case_id=cases[1].id, person_id=cast.leader.id))
    snapshot = read(made(ReportKind.UNIT).content)
    assert column(snapshot.table("measures"), 0)["Til sammen"] == 1
    assert column(snapshot.table("measures-effects"), 0)["Til sammen"] == 1


def test_a_name_in_what_a_pattern_is_called_is_hidden_in_the_report(cast: Cast, made: Made) -> None:
    with transaction() as session:
        pattern = finding(session, cast, some_cases(session, cast, NOW), NOW, PatternState.RAISED)
        pattern.title = f"{cast.colleague.name} faller på natta"
        pattern.raised_at = at_local(dt.date(2026, 6, 1))
    (row,) = read(made().content).table("patterns").rows  # type: ignore[union-attr]
    assert row.name == "[navn] [navn] faller på natta"

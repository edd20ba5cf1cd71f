"""From the day a period ends: drafted, written in, approved, taken up, corrected, made anew. And what can go wrong."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from html import unescape

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.kinds import Access, Strength
from quality.cases.models.case import Case
from quality.cases.models.category import Category
from quality.cases.models.measure import Measure
from quality.cases.services.recount import rebuild
from quality.core.clock import at_local
from quality.core.db import transaction
from quality.core.notices import Notice
from quality.core.text import ConflictError, NotAllowedError, RefusedError
from quality.organisation.models import Unit
from quality.reports.compose.values import read
from quality.reports.jobs import numbers, papers
from quality.reports.kinds import ReportKind
from quality.reports.models import Report, ReportCheck, ReportComment
from quality.reports.queries import listing, meetings
from quality.reports.services import making, taken_up, writing
from quality.reports.states import ReportState
from quality.reports.views import ordering
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock
from tests.reports.conftest import tell

Made = Callable[..., Report]
NEW_YEAR = at_local(dt.date(2027, 1, 4), 6)


def told(session: Session, words: str) -> set[str]:
    """Who has a notice with these words."""
    query = sa.select(Notice.person_id).where(Notice.text.contains(words))
    return {str(number) for number in session.scalars(query)}


def ids(*people: object) -> set[str]:
    return {str(person.id) for person in people}  # type: ignore[attr-defined]


def approved(cast: Cast, report: Report) -> Report:
    with transaction() as session:
        report = session.get_one(Report, report.id, populate_existing=True)
        writing.approve(session, cast.actor(cast.chief), report, now=NOW)
    return report


def test_the_day_after_a_period_drafts_come_by_themselves_and_once(session: Session, cast: Cast) -> None:
    assert numbers.plan(NEW_YEAR) == 3 + 4
    assert numbers.plan(NEW_YEAR) == 0
    assert numbers.make(NEW_YEAR) == 7
    states = session.execute(sa.select(Report.kind, Report.state, Report.until)).all()
    assert {state for _, state, _ in states} == {ReportState.DRAFT}
    assert {until for _, _, until in states} == {dt.date(2026, 12, 31)}
    writers = (cast.coordinator, cast.second_coordinator, cast.head, cast.school_head)
    assert told(session, "Utkastet til tertialrapport") == ids(*writers)
    assert told(session, "Utkastet til enhetens halvår") >= ids(cast.leader, cast.school_leader)
    late = NEW_YEAR + dt.timedelta(14)
    assert numbers.plan(late) > 0
    assert told(session, "Tertialrapporten venter") == ids(*writers, cast.chief)
    assert numbers.plan(late) == 0


def test_an_empty_municipality_and_a_first_case_have_pages_that_stand(
    client: Client, cast: Cast, made: Made
) -> None:
    for kind in ReportKind:
        report = made(kind)
        page = client.sign_in(cast.coordinator).get(f"/reports/{report.public_id}").get_data(as_text=True)
        assert "Utkast" in page
    with transaction() as writing_session:
        category = writing_session.scalars(sa.select(Category.id).where(Category.code == "H1.1")).one()
        tell(writing_session, 1, at_local(dt.date(2026, 6, 3)), cast.north.id, category)
        writing_session.flush()
        rebuild(writing_session)
        draft = writing_session.scalars(sa.select(Report).where(Report.kind == ReportKind.TERTIAL)).one()
        made_anew = making.new_edition(writing_session, cast.actor(cast.coordinator), draft, now=NOW)
    assert numbers.make(NOW) == 1
    page = client.get(f"/reports/{made_anew.public_id}").get_data(as_text=True)
    assert "Det er meldt én sak i 2. tertial 2026." in page
    chief = client.sign_in(cast.chief).get(f"/reports/{made_anew.public_id}").get_data(as_text=True)
    assert "Det er meldt én sak" not in chief
    assert "vises ikke" in chief


def test_without_an_organisation_nothing_is_asked_for(session: Session) -> None:
    assert numbers.plan(NEW_YEAR) == 0


@pytest.mark.usefixtures("year")
def test_a_fault_is_told_and_can_be_tried_again(
    client: Client, session: Session, cast: Cast, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(numbers.facts, "gather", broken)
        with pytest.raises(ZeroDivisionError):
            made()
    report = session.scalars(sa.select(Report)).one()
    assert report.state is ReportState.FAILED
    page = client.sign_in(cast.coordinator).get(f"/reports/{report.public_id}").get_data(as_text=True)
    assert "Prøv igjen" in page
    client.post(f"/reports/{report.public_id}/retry", {}, 303)
    assert numbers.make(NOW) == 1


def test_words_are_kept_frozen_and_carried_into_a_new_edition(
    client: Client, session: Session, cast: Cast, made: Made
) -> None:
    report = made()
    address = f"/reports/{report.public_id}/chapters/volume"
    client.sign_in(cast.head)
    client.post(address, {"volume-text": "Vi øver.", "volume-version": "0"}, 303)
    clash = client.post(address, {"volume-text": "Noe annet.", "volume-version": "0"}, 409)
    assert "Noen andre har lagret" in clash.get_data(as_text=True)
    for other in ("injuries", "nothing"):
        assert client.http.post(f"/reports/{report.public_id}/chapters/{other}").status_code == 404
    long = client.post(address, {"volume-text": "x" * 5000, "volume-version": "1"}, 422)
    assert "Teksten er for lang" in long.get_data(as_text=True)
    client.sign_in(cast.chief).post(f"/reports/{report.public_id}/approve", {}, 303)
    late = client.post(address, {"volume-text": "For sent.", "volume-version": "1"}, 409)
    assert "Noen andre har lagret" not in late.get_data(as_text=True)
    leaders = (cast.leader, cast.south_leader, cast.home_leader, cast.school_leader)
    assert told(session, "Tertialrapporten er godkjent") >= ids(cast.main_safety_rep, *leaders)
    client.sign_in(cast.coordinator).post(f"/reports/{report.public_id}/edition", {}, 303)
    assert numbers.make(NOW) == 1
    newer = session.scalars(sa.select(Report).where(Report.edition == 2)).one()
    words = session.scalars(sa.select(ReportComment.text).where(ReportComment.report_id == newer.id)).all()
    assert words == ["Vi øver."]
    assert session.get_one(Report, report.id, populate_existing=True).state is ReportState.APPROVED
    client.sign_in(cast.chief).post(f"/reports/{newer.public_id}/approve", {}, 303)
    assert session.get_one(Report, report.id, populate_existing=True).state is ReportState.REPLACED
    assert "erstattet av en nyere" in client.get(f"/reports/{report.public_id}").get_data(as_text=True)


@pytest.mark.usefixtures("year")
def test_frozen_numbers_stay_and_what_is_corrected_is_listed(
    client: Client, session: Session, cast: Cast, made: Made
) -> None:
    report = approved(cast, made())
    before = str(report.content)
    assert numbers.check(NOW) == 0
    with transaction() as changing:
        cases = changing.scalars(sa.select(Case).where(Case.unit_id == cast.school.id)).all()
        inside = [case for case in cases if report.since <= case.occurred_at.date() <= report.until]
        inside[0].access = Access.SHIELDED
        changing.flush()
        into = changing.scalars(sa.select(Category.id).where(Category.code == "T3.1")).one()
        changing.scalars(sa.select(Category).where(Category.code == "T4.1")).one().merged_into_id = into
        rebuild(changing)
    assert numbers.check(NOW) == 1
    assert str(session.get_one(Report, report.id, populate_existing=True).content) == before
    changed = session.get_one(ReportCheck, report.id, populate_existing=True).changes
    volume = read(report.content).table("volume")
    assert volume
    school = next(row for row in volume.rows if row.name == "Skole")
    assert ("Skole", school.cells[0], int(str(school.cells[0])) - 1) in [
        (row["row"], row["before"], row["after"]) for row in changed
    ]
    page = client.sign_in(cast.coordinator).get(f"/reports/{report.public_id}").get_data(as_text=True)
    assert "Endret siden" in page
    assert "Vis hvilke" in page
    chief = client.sign_in(cast.chief).get(f"/reports/{report.public_id}").get_data(as_text=True)
    assert "Endret siden" in chief
    assert "Vis hvilke" not in chief


def test_what_is_decided_becomes_a_measure_with_an_owner_and_a_day(
    client: Client, session: Session, cast: Cast, made: Made
) -> None:
    report = approved(cast, made())
    base = f"/reports/{report.public_id}"
    client.sign_in(cast.coordinator)
    form = {"forum": "Kommunestyret", "held_on": "2026-11-20", "text": "Tatt til orientering.", "once": "m1"}
    for _ in range(2):
        client.post(f"{base}/meetings/new", form, 303)
    found = meetings.taken_up(session, report)
    assert [row.meeting.forum for row in found] == ["Kommunestyret"]
    decision = {
        "title": "Lag en plan for natt",
        "owner": cast.leader.public_id,
        "due_on": "2026-12-15",
        "strength": "medium",
        "once": "d1",
    }
    new = f"{base}/meetings/{found[0].meeting.public_id}/decisions/new"
    past = client.post(new, decision | {"due_on": "2026-11-01"}, 422)
    assert "Fristen kan ikke være før i dag" in past.get_data(as_text=True)
    for _ in range(2):
        client.post(new, decision, 303)
    measure = session.scalars(sa.select(Measure)).one()
    assert (measure.owner_id, measure.due_on) == (cast.leader.id, dt.date(2026, 12, 15))
    assert told(session, "bestemt i et møte") == ids(cast.leader)
    client.sign_in(cast.leader)
    assert "Lag en plan for natt" in client.get("/measures?show=mine").get_data(as_text=True)
    assert client.http.post(f"{base}/measures/{measure.public_id}/drop").status_code == 403
    client.post(f"{base}/measures/{measure.public_id}/finish", {}, 303)
    client.sign_in(cast.coordinator)
    outcome = {"verb": "worked", "text": "Færre vakter sto tomme."}
    client.post(f"{base}/measures/{measure.public_id}/outcome", outcome, 303)
    assert session.get_one(Measure, measure.id, populate_existing=True).state == "worked"


def test_a_draft_is_not_taken_up_and_others_decide_nothing(session: Session, cast: Cast, made: Made) -> None:
    report, coordinator = made(), cast.actor(cast.coordinator)
    said = taken_up.Meeting("AMU", dt.date(2026, 11, 20))
    with pytest.raises(RefusedError), transaction() as writing_session:
        taken_up.take_up(writing_session, coordinator, report, said, now=NOW)
    report = approved(cast, report)
    ahead = taken_up.Meeting("AMU", dt.date(2026, 11, 30))
    with pytest.raises(RefusedError), transaction() as writing_session:
        taken_up.take_up(writing_session, coordinator, report, ahead, now=NOW)
    with pytest.raises(NotAllowedError):
        listing.fetch_for(session, cast.actor(cast.leader), report.public_id, "take_up")


def test_the_owner_is_reminded_when_the_day_has_come(
    session: Session, cast: Cast, made: Made, time: Clock
) -> None:
    report = approved(cast, made())
    with transaction() as writing_session:
        actor = cast.actor(cast.coordinator)
        row = taken_up.take_up(
            writing_session, actor, report, taken_up.Meeting("AMU", dt.date(2026, 11, 20)), now=NOW
        )
        plan = taken_up.Decision("Gjør noe", cast.leader, dt.date(2026, 12, 1), Strength.MEDIUM)
        taken_up.decide(writing_session, actor, report, row, plan, now=NOW)
    day = NOW + dt.timedelta(8)
    numbers.plan(day)
    assert told(session, "Fristen er her") == ids(cast.leader)


def test_only_reports_that_are_missing_are_offered(
    client: Client, cast: Cast, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    made()
    page = client.sign_in(cast.coordinator).get("/reports/new").get_data(as_text=True)
    assert 'value="tertial:2026-05-01"' not in page
    assert 'value="tertial:2026-01-01"' in page
    monkeypatch.setattr(ordering, "offered", lambda *_: [])
    page = client.get("/reports/new").get_data(as_text=True)
    assert "Ingen mangler." in page
    assert "Hent tallene" not in page


def test_periods_that_run_and_reports_that_stand_are_refused(client: Client, cast: Cast, made: Made) -> None:
    report = made()
    client.sign_in(cast.coordinator)
    again = client.post("/reports/new", {"what": "tertial:2026-05-01", "once": "a"}, 409).get_data(
        as_text=True
    )
    assert "finnes allerede" in again
    assert f'<a href="/reports/{report.public_id}">Åpne rapporten som finnes</a>' in again
    for odd in ("tertial:2026-09-01", "unit:2026-01-01", "x", "", "tertial:0001-01-01"):
        assert client.http.post("/reports/new", data={"what": odd}).status_code == 422, odd
    client.post("/reports/new", {"what": "control:2024-01-01", "once": "b"}, 303)
    with transaction() as session:
        waiting = session.scalars(sa.select(Report).where(Report.kind == ReportKind.CONTROL)).one()
        with pytest.raises(ConflictError):
            making.new_edition(session, cast.actor(cast.coordinator), waiting, now=NOW)


def test_a_unit_closed_in_the_period_has_no_half_year(session: Session, cast: Cast) -> None:
    with transaction() as writing_session:
        writing_session.get_one(Unit, cast.home.id).closed_on = dt.date(2026, 10, 1)
    numbers.plan(NEW_YEAR)
    units = session.scalars(sa.select(Report.unit_id).where(Report.kind == ReportKind.UNIT)).all()
    assert set(units) == {cast.north.id, cast.south.id, cast.school.id}


def test_a_leader_asks_for_the_half_year_of_the_own_unit_and_of_no_other(
    client: Client, session: Session, cast: Cast
) -> None:
    asked = {"unit": cast.north.public_id, "since": "2026-01-01", "once": "u1"}
    page = client.sign_in(cast.leader).get("/reports?show=units").get_data(as_text=True)
    assert "/reports/units/new" in page
    assert cast.south.public_id not in client.get("/reports/units/new").get_data(as_text=True)
    assert (
        client.http.post("/reports/units/new", data=asked | {"unit": cast.south.public_id}).status_code == 422
    )
    for _ in range(2):
        client.post("/reports/units/new", asked, 303)
    report = session.scalars(sa.select(Report)).one()
    assert (report.kind, report.unit_id) == (ReportKind.UNIT, cast.north.id)
    again = client.post("/reports/units/new", asked | {"once": "u2"}, 409)
    assert "finnes allerede" in again.get_data(as_text=True)
    assert numbers.make(NOW) == 1
    made_page = client.get(f"/reports/{report.public_id}").get_data(as_text=True)
    assert "Godkjenn rapporten" in made_page
    for person in (cast.employee, cast.chief):
        assert client.sign_in(person).http.get("/reports/units/new").status_code == 403
    coordinators = client.sign_in(cast.coordinator).get("/reports/units/new").get_data(as_text=True)
    assert cast.south.public_id in coordinators


@pytest.mark.usefixtures("year")
def test_a_report_outlives_the_cases_it_was_made_of(
    client: Client, session: Session, cast: Cast, made: Made
) -> None:
    report = approved(cast, made())
    client.sign_in(cast.coordinator)
    before = client.get(f"/reports/{report.public_id}/report.csv").get_data(as_text=True).split("\r\n\r\n")[0]
    with transaction() as gone:
        gone.execute(sa.delete(Case))
        rebuild(gone)
    assert numbers.check(NOW) == 1
    page = client.get(f"/reports/{report.public_id}").get_data(as_text=True)
    assert "Endret siden" in page
    after = client.get(f"/reports/{report.public_id}/report.csv").get_data(as_text=True)
    assert after.startswith(before)
    behind = re.search(r'href="(/cases\?counted[^"]+)"', page)
    assert behind
    assert client.get(unescape(behind[1])).status_code == 200


def test_a_first_week_has_reports_that_stand(
    client: Client, session: Session, cast: Cast, made: Made
) -> None:
    with transaction() as writing_session:
        category = writing_session.scalars(sa.select(Category.id).where(Category.code == "T1.1")).one()
        for turn in range(3):
            day = dt.date(2026, 6, 26) + dt.timedelta(turn)
            tell(writing_session, turn, at_local(day), cast.north.id, category)
        writing_session.flush()
        rebuild(writing_session)
    client.sign_in(cast.coordinator)
    for kind, said in ((ReportKind.TERTIAL, "2. tertial 2026"), (ReportKind.UNIT, "1. halvår 2026")):
        report = made(kind)
        page = client.get(f"/reports/{report.public_id}").get_data(as_text=True)
        assert f"Det er meldt 3 saker i {said}. Ingen av dem er lukket ennå." in page
        assert papers.paper(session, report.id)

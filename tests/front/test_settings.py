"""Settings: the task list, units, categories, deadlines and the municipality itself."""

from __future__ import annotations

import io
import re

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.kinds import CaseKind, Harm
from quality.cases.kinds.grave import PRIORITY
from quality.cases.models.case import Case
from quality.cases.models.category import Category, Deadline
from quality.cases.models.count import CaseCount
from quality.cases.queries.settings import category_for_settings, priority_table
from quality.cases.services.register import Report, register_case
from quality.core.db import transaction
from quality.core.history import entries_of
from quality.core.svg import safe_svg
from quality.core.text import RefusedError
from quality.organisation.models import Municipality, Unit
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW

ARMS = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h10v10z" fill="#14594b"/></svg>'
)


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    return client.sign_in(cast.admin)


def version(page: str, prefix: str = "") -> str:
    found = re.search(rf'name="{prefix}version"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


def text(client: Client, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def test_the_task_list_tells_what_is_missing(admin: Client, cast: Cast) -> None:
    page = text(admin, "/settings")
    assert "7 lagt inn" not in page
    assert "4 lagt inn" in page
    assert "Alle enheter har leder" in page
    assert "Våpen eller vakttelefon mangler" in page
    assert "Ikke satt opp" in page


def test_a_coordinator_finds_the_way_to_bring_in_old_cases(client: Client, cast: Cast) -> None:
    assert 'href="/import"' in text(client.sign_in(cast.coordinator), "/settings")


def test_a_unit_is_added_renamed_moved_and_closed(admin: Client, cast: Cast, session: Session) -> None:
    new = {
        "name": "Natt",
        "parent": cast.north.public_id,
        "level": "department",
        "code": "1099",
        "service": "",
        "fte": "4,5",
    }
    admin.post("/settings/units/new", new)
    unit = session.scalars(sa.select(Unit).where(Unit.code == "1099")).one()
    assert (unit.path, str(unit.fte)) == (f"{cast.north.path}{unit.id}/", "4.50")
    path = f"/settings/units/{unit.public_id}"
    page = text(admin, path)
    admin.post(path, {"name": "Nattpatruljen", "service": "home_care", "version": version(page)})
    page = text(admin, path)
    admin.post(f"{path}/move", {"move-parent": cast.south.public_id, "move-version": version(page, "move-")})
    assert unit.path == f"{cast.south.path}{unit.id}/"
    page = text(admin, path)
    admin.post(f"{path}/close", {"close-closed_on": "2026-11-23", "close-version": version(page, "close-")})
    assert "Lagt ned" in text(admin, "/settings/units")
    admin.post(f"{path}/reopen")
    acts = [entry.act for entry, _ in entries_of(session, "unit", unit.id)]
    assert acts == ["add", "change", "move", "close", "reopen"]


def test_moving_a_branch_takes_all_below_with_it(admin: Client, cast: Cast, session: Session) -> None:
    path = f"/settings/units/{cast.north.public_id}"
    data = {"move-parent": cast.school_area.public_id, "move-version": version(text(admin, path), "move-")}
    admin.post(f"{path}/move", data)
    assert cast.north.id in cast.actor(cast.school_head).reach("case:handle")  # type: ignore[arg-type]
    assert cast.north.id not in cast.actor(cast.head).reach("case:handle")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "1000"},
        {"code": "a b"},
        {"name": ""},
        {"level": "area"},
        {"fte": "mange"},
        {"fte": "-1"},
        {"parent": "x"},
    ],
)
def test_a_wrong_unit_is_refused_by_its_field(
    admin: Client, cast: Cast, session: Session, wrong: dict[str, str]
) -> None:
    good = {
        "name": "Natt",
        "parent": cast.north.public_id,
        "level": "department",
        "code": "1099",
        "service": "",
    }
    admin.post("/settings/units/new", good | wrong, status=422)
    assert session.scalar(sa.select(sa.func.count(Unit.id))) == 7


def test_a_unit_with_open_units_below_and_the_top_stay_open(admin: Client, cast: Cast) -> None:
    for unit in (cast.health, cast.municipality):
        path = f"/settings/units/{unit.public_id}"
        admin.post(
            f"{path}/close", {"close-closed_on": "2026-11-23", "close-version": unit.version}, status=422
        )


def test_the_later_of_two_who_change_a_unit_is_told(admin: Client, cast: Cast) -> None:
    path = f"/settings/units/{cast.north.public_id}"
    old = version(text(admin, path))
    admin.post(path, {"name": "Nord én", "service": "home_care", "version": old})
    page = admin.post(path, {"name": "Nord to", "service": "home_care", "version": old}, status=409).get_data(
        as_text=True
    )
    assert "Nord én" in page
    assert 'value="Nord to"' in page


def test_merging_moves_cases_and_counts_and_says_how_many(
    admin: Client, cast: Cast, session: Session
) -> None:
    with transaction() as inside:
        for category in ("T1.1", "T1.1", "T1.2"):
            told = Report(CaseKind.DEVIATION, "Ikke gitt.", cast.north.id, Harm.NO, category=category)
            register_case(inside, cast.actor(cast.employee), told, now=NOW)
    page = text(admin, "/settings/categories/T1.1/merge?into=T1.2")
    assert "2 saker flyttes til Feil dose" in page
    admin.post("/settings/categories/T1.1/merge", {"into": "T1.2", "version": version(page)})
    target = category_for_settings(session, "T1.2")
    assert session.scalars(sa.select(Case.category_id).distinct()).all() == [target.id]
    weekly = sa.select(CaseCount.category_id, CaseCount.count).where(CaseCount.grain == "week")
    assert [tuple(row) for row in session.execute(weekly)] == [(target.id, 3)]
    with transaction() as inside:
        again = Report(CaseKind.DEVIATION, "Ikke gitt.", cast.north.id, Harm.NO, category="T1.1")
        assert register_case(inside, cast.actor(cast.employee), again, now=NOW).category_id == target.id


@pytest.mark.parametrize(
    ("code", "into"), [("T1.1", "H1.1"), ("T1", "T2"), ("T1.1", "T1.1"), ("T1.1", "nothing")]
)
def test_a_merge_across_branches_or_with_leaves_below_is_refused(
    admin: Client, cast: Cast, session: Session, code: str, into: str
) -> None:
    category = category_for_settings(session, code)
    data = {"into": into, "version": category.version}
    admin.post(f"/settings/categories/{code}/merge", data, status=422)


def test_a_category_is_renamed_in_three_languages_and_shown_to_chosen_services(
    admin: Client, cast: Cast
) -> None:
    page = text(admin, "/settings/categories/T2")
    names = {"name": "Fall og snubling", "nn": "Fall og snubling", "en": "Falls"}
    admin.post("/settings/categories/T2", {**names, "services": ["school"], "version": version(page)})
    page = text(admin, "/settings/categories/T2")
    assert 'value="Falls"' in page
    assert page.count("checked") == 1


def test_a_retired_category_is_kept(admin: Client, cast: Cast, session: Session) -> None:
    admin.post("/settings/categories/T2/retire", {"retired": "1"})
    assert category_for_settings(session, "T2").retired_on
    admin.post("/settings/categories/T2/retire", {"retired": "0"})
    assert session.scalar(sa.select(sa.func.count(Category.id)).where(Category.retired_on.is_not(None))) == 0


def test_deadlines_are_changed_together_and_the_later_is_told(
    admin: Client, cast: Cast, session: Session
) -> None:
    page = text(admin, "/settings/deadlines")
    fields = dict(re.findall(r'name="(\w+_\d)"[^>]*value="(\d+)"', page))
    assert len(fields) == 45
    fields |= {"receive_days": "0", "answer_days": "1", "close_days": "0"}
    admin.post("/settings/deadlines", fields | {"receive_0": "5", "version": version(page)})
    assert (
        session.scalars(
            sa.select(Deadline.days).where(Deadline.step == "receive", Deadline.priority == 0)
        ).one()
        == 5
    )
    by_calendar = sa.select(Deadline.step).where(Deadline.calendar_days).distinct()
    assert set(session.scalars(by_calendar)) == {"answer", "effect", "effect_again"}
    later = admin.post(
        "/settings/deadlines", fields | {"receive_0": "4", "version": version(page)}, status=409
    )
    assert "Her står det nå 5" in later.get_data(as_text=True)
    for wrong in ("-1", "366", "x", "", "99999999999999999999"):
        data = fields | {"receive_0": wrong, "version": version(page)}
        admin.post("/settings/deadlines", data, status=422)


def test_the_table_of_priorities_is_the_municipalitys_own(
    admin: Client, cast: Cast, session: Session
) -> None:
    page = text(admin, "/settings/priority")
    fields = {
        f"cell_{row}_{column}": str(PRIORITY[row][column - 1]) for row in range(5) for column in range(1, 6)
    }
    admin.post("/settings/priority", fields | {"cell_1_3": "3", "version": version(page)})
    assert priority_table(session)[1] == (0, 1, 3, 1, 2)
    later = admin.post("/settings/priority", fields | {"version": version(page)}, status=409)
    assert "Her står det nå 3" in later.get_data(as_text=True)
    for wrong in ("5", "-1", "x", "", "99999999999999999999"):
        admin.post("/settings/priority", fields | {"cell_1_3": wrong, "version": version(page)}, status=422)


def test_name_phone_and_arms_are_stored_and_shown(admin: Client, cast: Cast, session: Session) -> None:
    page = text(admin, "/settings/place")
    data = {"name": "Lia kommune", "language": "nn", "on_call_phone": "12 34 56 78", "version": version(page)}
    admin.post("/settings/place", data | {"arms": (io.BytesIO(ARMS.encode()), "arms.svg")})
    place = session.scalars(sa.select(Municipality)).one()
    assert (place.name, place.on_call_phone) == ("Lia kommune", "12 34 56 78")
    answer = admin.http.get("/arms.svg")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "/arms.svg" in text(admin, "/")
    admin.post("/settings/place", data | {"on_call_phone": "ring"}, status=422)


def test_a_picture_keeps_shapes_and_loses_what_could_run() -> None:
    evil = ARMS.replace(
        "<path",
        '<script>x</script><image href="http://x"/><a href="javascript:x"/><path onclick="x" style="fill:#fff" filter="url(http://x)"',
    )
    clean = safe_svg(evil.encode())
    assert "path" in clean
    for word in ("script", "image", "onclick", "href", "http://x", "style"):
        assert word not in clean


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"<html/>",
        b"<svg/>",
        b"x" * 100_001,
        ARMS.replace("<svg", '<!DOCTYPE x [<!ENTITY a "b">]><svg').encode(),
    ],
)
def test_what_is_no_plain_picture_is_refused(content: bytes) -> None:
    with pytest.raises(RefusedError):
        safe_svg(content)


def test_a_coordinator_sets_nothing_up_and_finds_the_own_doors(client: Client, cast: Cast) -> None:
    """2.3b: users, units and settings are the administrator's."""
    shown = text(client.sign_in(cast.coordinator), "/settings").split("<main")[1]
    for door, mine in (("answers", True), ("unowned", True), ("import", True), ("outbox", True)):
        assert (f'href="/{door}"' in shown) == mine, door
    for door in ("units", "categories", "tallies", "deadlines", "duty", "place", "titles", "channels"):
        assert f"/settings/{door}" not in shown, door
        client.get(f"/settings/{door}", status=403)
    client.sign_in(cast.leader).get("/settings", status=403)


def test_a_leader_is_called_what_the_municipality_calls_them(admin: Client, cast: Cast) -> None:
    page = admin.get("/settings/titles").text
    admin.post("/settings/titles", {"version": version(page), "home_care": "Avdelingsleder"})
    assert 'value="Avdelingsleder"' in admin.get("/settings/titles").text
    form = admin.sign_in(cast.employee).get("/report").text
    data = {"once": version(form.replace("once", "version")), "text": "Døra gikk i lås.", "harm": "no"}
    receipt = admin.follow(admin.post("/report", data)).text
    assert "Mona Prøve, Avdelingsleder, Hjemmetjenesten nord" in receipt


def test_titles_saved_over_a_newer_version_are_refused(admin: Client, cast: Cast) -> None:
    answer = admin.post("/settings/titles", {"version": "0", "school": "Rektor"}, status=409)
    assert "Noen andre har lagret" in answer.text
    assert 'value="Rektor"' in answer.text

"""Every field of every form with what no person types: never a fault of ours (rows 8, 9, 10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import html5lib
import pytest

from quality.core.db import transaction
from quality.learning.models import Note
from quality.patterns.states import PatternState
from tests.cases.desk import make_case
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW
from tests.learning.conftest import draft
from tests.patterns.factories import finding, some_cases

__all__ = ["draft"]

POISON = [
    "\x00",
    "x\x00y\x0b\u2028\ufffe\ufdd0",
    "\u202eevil\u2066\u061c",
    "9" * 30,
    "-1",
    "٣²",
    "0001-01-01",
    "9999-12-31",
    "24:61",
    "x" * 30_000,
    "{{ 7*7 }}{% raise %}%(name)s%s${x}",
    "<script>alert(1)</script>\"'><svg/onload=x>",
    "=cmd|' /C calc'!A0",
]
XML = "{http://www.w3.org/1999/xhtml}"


@dataclass
class Form:
    action: str
    values: dict[str, str] = field(default_factory=dict)


def forms(page: str, path: str) -> Iterator[Form]:
    """The forms of a page that change something, filled in as they stand."""
    tree = html5lib.parse(page)
    for node in tree.iter(f"{XML}form"):
        if node.get("method", "").lower() != "post" or node.get("action") in ("/sign-out", "/language"):
            continue
        form = Form(node.get("action") or path)
        for each in node.iter():
            name = each.get("name")
            if not name or name == "csrf_token" or each.get("type") == "file":
                continue
            if each.tag == f"{XML}select":
                options = [option.get("value", "") for option in each.iter(f"{XML}option")]
                form.values[name] = next((value for value in options if value), "")
            elif each.tag == f"{XML}textarea":
                form.values[name] = "Noe helt vanlig."
            else:
                form.values.setdefault(name, each.get("value") or "Noe")
        yield form


@pytest.fixture
def places(cast: Cast, draft: Note) -> dict[str, list[str]]:
    """Pages with forms, by the part that opens them."""
    with transaction() as session:
        case = f"/cases/{make_case(session, cast).public_id}"
        cases = some_cases(session, cast, NOW)
        patterns = [
            f"/patterns/{finding(session, cast, cases[:4], NOW, state).public_id}"
            for state in (PatternState.CANDIDATE,)
        ]
        owned = f"/patterns/{finding(session, cast, cases[4:], NOW, PatternState.OWNED).public_id}"
    person = f"/people/{cast.colleague.public_id}"
    unit = f"/settings/units/{cast.south.public_id}"
    # Those that decide come last: they close the other forms.
    decisions = [
        f"{patterns[0]}/{verb}" for verb in ("rename", "merge", "split", "hand", "watch", "raise", "dismiss")
    ]
    return {
        "employee": [
            "/report",
            "/report/improvement",
            case,
            "/me",
            "/me/mail",
            "/me/password",
            "/tally",
            "/notices",
        ],
        "leader": [f"{case}/{verb}" for verb in ("assess", "measures/new", "close", "reject")] + [case],
        "coordinator": [
            *decisions,
            f"{owned}/measures/new",
            f"{owned}/owner",
            f"{owned}/finish",
            f"{owned}/causes/new",
            f"{owned}/minutes/new",
            f"/patterns/new?unit={cast.south.public_id}",
            "/patterns/new",
            f"/patterns/nominate/{case.rpartition('/')[2]}",
            "/patterns/dial",
            "/learning/new",
            f"/learning/{draft.public_id}/edit",
            f"/learning/{draft.public_id}",
            "/import",
            "/digests",
            "/digests/weekly/2026-W48/edit",
        ],
        "admin": [
            "/people/new",
            person,
            f"{person}/edit",
            "/settings/place",
            "/settings/channels",
            "/settings/deadlines",
            "/settings/tallies/new",
            "/settings/units/new",
            unit,
            "/settings/categories/T1.1",
            "/settings/categories/T1.1/merge",
        ],
    }


@pytest.mark.parametrize("part", ["employee", "leader", "coordinator", "admin"])
def test_no_field_of_any_form_breaks_anything(
    client: Client, cast: Cast, places: dict[str, list[str]], part: str
) -> None:
    client.sign_in(cast.everybody()[part])
    tried = 0
    for path in places[part]:
        found = list(forms(client.get(path).get_data(as_text=True), path))
        for form in found:
            for number, name in enumerate(form.values):
                word = POISON[(tried + number) % len(POISON)]
                for value in {word, "\x00", "9" * 30} if len(form.values) < 12 else {word, "\x00"}:
                    answer = client.http.post(form.action, data=form.values | {name: value})
                    assert answer.status_code < 500, (form.action, name, value[:20])
            tried += len(form.values)
    assert tried > 10, tried


@pytest.mark.parametrize("word", POISON)
def test_a_report_with_poison_in_every_field_is_stored_clean_or_refused(
    client: Client, cast: Cast, word: str
) -> None:
    client.sign_in(cast.employee)
    data = {"harm": "no", "unit": cast.north.public_id, "category": "T1", "severity": word, "numbers": "keep"}
    texts = dict.fromkeys(("text", "place", "immediate_action", "user_reference"), word) | {
        "text": f"Noe {word}"
    }
    answer = client.http.post("/report", data=data | texts)
    assert answer.status_code in (303, 400), answer.status_code
    answer = client.http.post(
        "/report", data={"harm": "no", "text": f"Noe {word}", "unit": cast.north.public_id}
    )
    if answer.status_code == 303:
        page = client.get(answer.headers["Location"].partition("/receipt")[0]).get_data(as_text=True)
        assert "<script>alert" not in page
        assert "\x00" not in page
        assert "\u202e" not in page
        assert "49{%" not in page
    client.sign_in(cast.leader).get("/inbox")
    client.get("/cases")

"""An employee reports, the leader handles, the reporter judges: all through the pages."""

from __future__ import annotations

import re

from werkzeug.test import TestResponse

from quality.cases.models.case import Case
from quality.cases.states import CaseState
from quality.core.db import transaction
from tests.cast import Cast
from tests.client import Client

TOLD = "Bruker falt på badet. Matta var våt."


def text_of(answer: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def value(answer: TestResponse, name: str) -> str:
    page = answer.get_data(as_text=True)
    found = re.search(rf'<input[^>]* name="{name}"[^>]*>', page)
    assert found, f"no field {name}"
    return re.search(r'value="([^"]*)"', found.group()).group(1)  # type: ignore[union-attr]


def the_case() -> Case:
    with transaction() as session:
        return session.query(Case).one()


def report(client: Client, **more: str) -> str:
    """Report by the form; returns the case's address."""
    form = client.get("/report")
    data = {"once": value(form, "once"), "text": TOLD, "harm": "no", **more}
    receipt = client.post("/report", data).headers["Location"]
    return receipt.partition("/receipt")[0]


def test_from_report_to_solved(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    page = report(client)
    shown = text_of(client.get(f"{page}/receipt"))
    assert "2026-0001" in shown
    assert "Mona Prøve" in shown
    assert "fre. 11. des." in shown

    client.sign_in(cast.leader)
    assert "1 ny å ta stilling til" in text_of(client.get("/inbox"))
    answer = client.post(f"{page}/receive", {"next": "/inbox"})
    assert answer.headers["Location"] == "/inbox"
    client.get(page)
    client.post(f"{page}/message", {"text": "Var den gul?", "kind": "question"})

    client.sign_in(cast.employee)
    assert "Mona Prøve spør deg om sak 2026-0001" in text_of(client.get("/"))
    mine = text_of(client.get("/mine"))
    assert "Mona spør deg om noe." in mine
    assert "Nytt" in mine
    assert "Var den gul?" in text_of(client.get(page))
    assert "spør deg" not in text_of(client.get("/")), "read news is gone"
    client.post(f"{page}/message", {"text": "Ja, gul.", "kind": "reply"})

    client.sign_in(cast.leader)
    assert "Ja, gul." in text_of(client.get(page))
    owner = cast.colleague.public_id
    client.post(
        f"{page}/measures/new",
        {"title": "Ny matte", "owner": owner, "due_on": "2026-12-01", "kind": "remove"},
    )
    form = client.get(f"{page}/close")
    hidden = {"version": value(form, "version"), "told": value(form, "told")}
    client.post(f"{page}/close", {**hidden, "answer": "Ny matte er kjøpt.", "can_learn": "yes"})
    assert the_case().state is CaseState.CLOSED

    client.sign_in(cast.employee)
    shown = text_of(client.get(page))
    assert "Ny matte er kjøpt." in shown
    assert "Løste det problemet?" in shown
    client.post(f"{page}/judge", {"judge-verdict": "unsolved", "judge-text": "Den sklir ennå."})
    assert the_case().state is CaseState.REOPENED

    client.sign_in(cast.leader)
    assert "Sak 2026-0001 er ikke løst" in text_of(client.get("/"))
    form = client.get(f"{page}/close")
    hidden = {"version": value(form, "version"), "told": value(form, "told")}
    client.post(f"{page}/close", {**hidden, "answer": "Teppe i stedet.", "can_learn": "no"})
    client.sign_in(cast.employee)
    client.post(f"{page}/judge", {"judge-verdict": "solved"})
    assert "Du svarte Løst" in text_of(client.get(page))

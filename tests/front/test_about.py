"""Help, who sees what, accessibility: drawn from the tables, open to all who should see them."""

from __future__ import annotations

import pytest

from quality.cases.kinds import LEVEL_LABELS
from quality.cases.policy import MATRIX
from quality.core.letters import Receiver, letter
from quality.front.compose import standings
from quality.front.kinds import EXAMPLES
from quality.organisation.kinds import Service
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW


def test_every_row_of_the_matrix_is_shown_as_it_is(client: Client, cast: Cast) -> None:
    rows = standings()
    client.sign_in(cast.employee)
    for relation, cells in MATRIX.items():
        assert [sight.level for sight in rows[relation.value].sights] == [always for always, _ in cells]
        page = client.get(f"/who-sees-what?role={relation.value}").get_data(as_text=True)
        assert all(LEVEL_LABELS[always] in page for always, _ in cells)


@pytest.mark.parametrize(
    ("part", "word"), [("leader", "Ta imot, behandle og lukke saker"), ("admin", "Styre personer og roller")]
)
def test_one_meets_ones_own_row_first(client: Client, cast: Cast, part: str, word: str) -> None:
    assert word in client.sign_in(cast.everybody()[part]).get("/who-sees-what").get_data(as_text=True)


def test_an_admin_is_told_to_see_no_cases(client: Client, cast: Cast) -> None:
    row = standings()["admin"]
    assert max(sight.level for sight in row.sights) <= 1


def test_every_kind_of_service_has_its_examples(client: Client, cast: Cast) -> None:
    assert set(EXAMPLES) == set(Service)
    client.sign_in(cast.teacher)
    assert EXAMPLES[Service.SCHOOL][0] in client.get("/help").get_data(as_text=True)
    assert EXAMPLES[Service.WATER][2] in client.get("/help?service=water").get_data(as_text=True)
    client.get("/help?service=nonsense")


def test_the_accessibility_statement_is_open_and_in_the_footer(client: Client, cast: Cast) -> None:
    assert "/accessibility" in client.get("/sign-in").get_data(as_text=True)
    client.get("/accessibility")


@pytest.mark.parametrize(
    ("language", "heading"), [("nn", "Kva er verdt å melde?"), ("en", "What is worth reporting?")]
)
def test_one_reads_in_ones_own_language(client: Client, cast: Cast, language: str, heading: str) -> None:
    client.sign_in(cast.employee)
    client.post("/me/language", {"language": language})
    page = client.get("/help").get_data(as_text=True)
    assert heading in page
    assert f'lang="{language}"' in page


def test_a_letter_is_in_its_receivers_language() -> None:
    values = {"name": "<b>Kari", "url": "http://x.invalid/a", "until": NOW, "municipality_name": "Lia & Moen"}
    mail = letter("invitation", Receiver(1, "a@b.no", "nn"), key="k", values=values)
    assert mail.subject == "Velkomen til Løft"
    assert "<b>Kari" in mail.text
    assert "&lt;b&gt;Kari" in mail.html
    assert "Lia &amp; Moen" in mail.html

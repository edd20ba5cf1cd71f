"""What templates draw with: one world of names, addresses that are worked out once, and sentences that stay safe."""

from __future__ import annotations

from typing import Any

from flask import Flask, render_template_string, url_for
from markupsafe import Markup

from quality.core.drawing import Address, kept


def noted() -> tuple[Address, list[str]]:
    """Addresses that are kept, and the endpoints whose addresses were worked out."""
    asked: list[str] = []

    def find(endpoint: str, **values: Any) -> str:
        asked.append(endpoint)
        return url_for(endpoint, **values)

    return kept(find), asked


def test_every_template_has_the_same_world(app: Flask) -> None:
    shown = app.jinja_env.get_template("parts/icon.html")
    assert shown.globals is app.jinja_env.globals
    assert app.jinja_env.from_string("{{ x }}", globals={"x": "alone"}).render() == "alone"


def test_an_address_that_nothing_goes_into_is_worked_out_once(app: Flask) -> None:
    address, asked = noted()
    with app.test_request_context("/"):
        assert {address("cases.inbox") for _ in range(3)} == {"/inbox"}
        assert address("static", filename="css/loft.css") == address("static", filename="css/loft.css")
        assert address("cases.show", public_id="one") != address("cases.show", public_id="two")
    assert asked == ["cases.inbox", "static", "cases.show"]


def test_an_address_is_below_where_the_request_came_in_and_in_its_own_room(app: Flask) -> None:
    address: Any = app.jinja_env.globals["url_for"]
    for below in ("", "/loft"):
        with app.test_request_context("/report", environ_overrides={"SCRIPT_NAME": below}):
            assert address("cases.inbox") == address(".inbox") == f"{below}/inbox"
            assert address("cases.inbox", _external=True) == f"http://localhost{below}/inbox"


def test_what_goes_into_a_sentence_is_escaped_and_a_sentence_alone_is_drawn_as_it_is(app: Flask) -> None:
    page = '{{ _("Meld") }} {{ _("%(name)s vil lukke saken.", name=name) }} {{ _("Meld") ~ name }}'
    with app.test_request_context("/"):
        for _ in range(2):
            assert render_template_string(page, name="<b>") == "Meld &lt;b&gt; vil lukke saken. Meld&lt;b&gt;"


def test_a_public_id_goes_into_a_known_address_and_anything_else_is_quoted(app: Flask) -> None:
    address, asked = noted()
    with app.test_request_context("/"):
        for number in ("aB-_9", "-here-", "other"):
            assert address("cases.receive", public_id=number) == f"/cases/{number}/receive"
            assert address("cases.inbox", case_id=number) == f"/inbox?case_id={number}"
        assert len(asked) == 2
        assert address("cases.show", public_id="a/b?c") == url_for("cases.show", public_id="a/b?c")
        assert address("cases.show", public_id="a\n") == url_for("cases.show", public_id="a\n")


def test_a_picture_is_drawn_once_and_its_label_is_never_taken_for_escaped(app: Flask) -> None:
    page = '{% from "parts/icon.html" import icon %}{{ icon("check", label) }}'
    with app.test_request_context("/"):
        safe = render_template_string(page, label=Markup("&lt;b&gt;"))
        assert 'aria-label="&lt;b&gt;"' in safe
        assert 'aria-label="&amp;lt;b&amp;gt;"' in render_template_string(page, label="&lt;b&gt;")
        assert render_template_string(page, label=Markup("&lt;b&gt;")) == safe

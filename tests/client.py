"""A browser without a screen: signs in, follows forms, and checks every page it reads."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import html5lib
from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from quality.accounts.models import Person

# What a parser may complain of in a text or a value: marks, references, controls, what is no character.
ODD = r"<>\"&\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff"


class FreshClient(FlaskClient):
    """Forgets between requests what a request keeps in `g`: tests share one app context, real requests do not."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request that knows nothing of the one before it."""
        for name in list(g):
            g.pop(name)
        return super().open(*args, **kwargs)


class Client:
    """Wraps Flask's test client; every HTML answer must parse and have a title, a language and unique ids."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        app.test_client_class = FreshClient
        # What a page says is the same on both databases, so it is parsed in the SQLite run.
        self.check = check_page if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite") else check_frame
        self.http = app.test_client()

    def sign_in(self, person: Person) -> Client:
        """Become this person (anew: the old session ends)."""
        self.http = self.app.test_client()
        answer = self.http.post("/sign-in/demo", data={"person": person.public_id})
        assert answer.status_code == 303, answer.status_code
        return self

    def get(self, path: str, status: int = 200, **kwargs: Any) -> TestResponse:
        """Read a page and check it."""
        answer = self.http.get(path, **kwargs)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        self.check(answer)
        return answer

    def post(
        self, path: str, data: dict[str, Any] | None = None, status: int = 303, **kwargs: Any
    ) -> TestResponse:
        """Send a form; a change answers with a redirect."""
        answer = self.http.post(path, data=data or {}, **kwargs)
        assert answer.status_code == status, f"{path}: {answer.status_code}\n{errors_in(answer)}"
        self.check(answer)
        return answer

    def follow(self, answer: TestResponse) -> TestResponse:
        """Read the page a redirect leads to."""
        return self.get(answer.headers["Location"])


def check_page(answer: TestResponse) -> None:
    """Fail on pages that do not parse strictly or lack what every page has."""
    check_frame(answer)
    if is_page(answer):
        _parse(skeleton(answer.get_data(as_text=True)))


def is_page(answer: TestResponse) -> bool:
    """Whether somebody reads this answer as it is."""
    return answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303)


def check_frame(answer: TestResponse) -> None:
    """Fail on pages that lack what every page has."""
    if not is_page(answer):
        return
    text = answer.get_data(as_text=True)
    assert re.search(r"<html[^>]* lang=\"(nb|nn|en)\"", text), "no language"
    assert re.search(r"<title>\s*\S", text), "no title"
    ids = re.findall(r"\sid=\"([^\"]+)\"", text)
    assert len(ids) == len(set(ids)), f"double ids: {sorted({i for i in ids if ids.count(i) > 1})}"
    assert " style=" not in text, "inline style"


def skeleton(page: str) -> str:
    """The page with one letter for each text and no values, where no parser could stumble over them."""
    page = re.sub(rf">[^{ODD}]*[^\s{ODD}][^{ODD}]*<", ">x<", page)
    return re.sub(rf'(?<!\stype)="[^{ODD}]*"', '=""', page)


@cache
def _parse(page: str) -> None:
    """Parse strictly; what differs in words alone is parsed once."""
    html5lib.HTMLParser(strict=True).parse(page)


def errors_in(answer: TestResponse) -> list[str]:
    """The sentences in the error summary, for a failing test's message."""
    found = re.findall(r"data-error[^>]*>([^<]+)", answer.get_data(as_text=True))
    return [" ".join(sentence.split()) for sentence in found]

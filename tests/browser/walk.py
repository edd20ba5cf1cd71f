"""Walks the pages as a person would: from the first page along every link that is shown."""

from __future__ import annotations

import re
from collections import Counter, deque
from html import unescape
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException

from quality.accounts.models import Person
from tests.client import Client

ENOUGH = 3  # addresses of one kind, such as three cases
NOT_WALKED = ("/static/", "/dev/")


def endpoint(app: Flask, address: str) -> str:
    """The view behind an address, or "" when there is none."""
    try:
        return str(app.url_map.bind("").match(urlsplit(address).path, method="GET")[0])
    except HTTPException:
        return ""


def links(page: str, address: str) -> list[str]:
    """The addresses within the app that a page links to."""
    found = [
        urljoin(address, unescape(href)) for href in re.findall(r"<a\b[^>]*\shref=\"([^\"#][^\"]*)\"", page)
    ]
    return [link.split("#")[0] for link in found if not urlsplit(link).netloc and not urlsplit(link).scheme]


class Walk:
    """One person's walk: the pages seen, by address, and the links that led nowhere."""

    def __init__(self, app: Flask, person: Person, start: str = "/") -> None:
        self.pages: dict[str, str] = {}
        self.dead: list[str] = []
        self._app = app
        self._client = Client(app).sign_in(person)
        self._seen, self._kinds = {start}, Counter[str]()
        waiting = deque([(start, "the start")])
        while waiting:
            address, origin = waiting.popleft()
            for link in self._visit(address, origin):
                if link not in self._seen and not link.startswith(NOT_WALKED):
                    self._seen.add(link)
                    waiting.append((link, address))

    def _visit(self, address: str, origin: str) -> list[str]:
        kind = endpoint(self._app, address)
        self._kinds[kind] += 1
        if self._kinds[kind] > ENOUGH and kind:
            return []
        answer = self._client.http.get(address)
        if answer.status_code in {301, 302, 303}:
            return links(f'<a href="{answer.headers["Location"]}">', address)
        if answer.status_code != 200:
            self.dead.append(f"{origin} links to {address}: {answer.status_code}")
            return []
        if answer.mimetype != "text/html":
            return []
        self._client.check(answer)
        self.pages[address] = answer.get_data(as_text=True)
        return links(self.pages[address], address)


def cookies(app: Flask, person: Person, base_url: str) -> list[dict[str, str]]:
    """What a browser must bring to be this person."""
    jar = Client(app).sign_in(person).http._cookies or {}
    return [{"name": cookie.key, "value": cookie.value, "url": base_url} for cookie in jar.values()]


def contents(page: str) -> str:
    """What the page says and how, without its frame and what is drawn anew each time it is asked for."""
    main = page[page.find("<main") : page.find("</main>")]
    return re.sub(r'\s(?:value|href|src|action|name|id|for|aria-\w+by|aria-controls)="[^"]*"', "", main)


def one_of_each(app: Flask, pages: dict[str, str]) -> list[str]:
    """The first address of every kind of page."""
    first: dict[str, str] = {}
    for address in pages:
        first.setdefault(endpoint(app, address), address)
    return list(first.values())

"""Every kind of mail as Outlook needs it, which lays mail out with Word: tables, widths, and air in cells alone."""

from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from quality.core.letters import ROOT, Receiver, letter
from quality.core.text import Message
from quality.digests.compose.values import NoticeFact, Thing
from quality.digests.kinds import Rhythm
from quality.digests.mails import About, Part

LINK = "https://loft.example/x"
NAME, MORE = Message("Fast mottaker per vakt " * 5), Message("Meldinger ble lest for sent. " * 8)
THINGS = (
    *(Thing("laering", NAME, MORE, "/x", share=(number, 9)) for number in range(10)),
    Thing("avvik", NAME, None, "/x", lines=((Message("Nye"), 6, "/x"), (Message("Over frist"), 2, "/y"))),
    Thing("monster", NAME, MORE, "/x"),
)
PART = Part(About(NAME, NAME, Rhythm.WEEK, MORE, "Kjære alle.\n\nTakk."), THINGS)
NOTICES = tuple(NoticeFact(number, MORE, "/x") for number in range(8))
UNTIL = {"url": LINK, "until": dt.datetime(2026, 11, 24, tzinfo=dt.UTC)}
VALUES: dict[str, dict[str, Any]] = {
    "edition": {"parts": [PART] * 3, "notices": NOTICES, "more_notices": 4, "count": 20},
    "daily": {"notices": NOTICES, "more_notices": 4, "count": 12},
    "alert": {"title": "Stopp", "danger": "Opphenget er grått.", "action": "Ta det ut.", "url": LINK},
    "serious": {"number": "2026-0001", "priority": 4, "leaders": "Nina", "calls": ["Vakta"], "url": LINK},
    "invitation": {"name": "Nina", **UNTIL},
    "reset": {"name": "Nina", **UNTIL},
    "linked": {"name": "Nina", "service": "Kommunekonto", "url": LINK},
}
FRAME = {
    "base": LINK,
    "municipality_name": "Bjørkli kommune",
    "unit_name": "Nord",
    **dict.fromkeys(("preferences_url", "pause_url", "stop_url"), LINK),
}
NOT_IN_WORD = re.compile(r"flex|grid|float|position|background-image|url\(|rgba|calc\(|shadow|white-space")
ALONE = {"meta", "img", "br"}


class Reader(HTMLParser):
    """The tags of a mail with what each stands in, and what is for Outlook alone."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.path: list[dict[str, str]] = []
        self.for_word: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag, with the attributes of the one around it."""
        own = {name: value or "" for name, value in attrs}
        self.tags.append((tag, own, self.path[-1] if self.path else {}))
        if tag not in ALONE:
            self.path.append(own)

    def handle_endtag(self, tag: str) -> None:
        """Leave it."""
        self.path.pop()

    def handle_comment(self, data: str) -> None:
        """What stands between [if mso] and its end."""
        self.for_word.append(data)


def read(kind: str) -> tuple[Reader, str]:
    """A mail of a kind, as long as it gets."""
    html = letter(kind, Receiver(1, "n@loft.example"), key="k", values=FRAME | VALUES[kind]).html
    found = Reader()
    found.feed(html)
    return found, html


def test_every_kind_of_mail_is_looked_at() -> None:
    kinds = {folder.name for folder in (ROOT / "templates" / "emails").iterdir() if folder.is_dir()}
    assert set(VALUES) == kinds


@pytest.mark.parametrize("kind", sorted(VALUES))
def test_outlook_can_lay_it_out(kind: str) -> None:
    mail, html = read(kind)
    assert len(html.encode()) < 100_000
    assert re.search(r"<style>[^<]*font-family", mail.for_word[0]), "Word falls back to Times"
    frame = "".join(mail.for_word[1:])
    assert re.search(r'<table[^>]*width="600"', frame), "Word knows no max-width"
    assert [frame.count(f"<{tag}") for tag in ("table", "tr", "td")] == [1, 1, 1]
    assert [frame.count(f"</{tag}") for tag in ("table", "tr", "td")] == [1, 1, 1]
    for tag, own, around in mail.tags:
        style = own.get("style", "")
        assert not NOT_IN_WORD.search(style), (tag, style)
        assert "class" not in own or style, "a style that is not moved into the tag"
        if tag == "table":
            plain = {"role": "presentation", "cellpadding": "0", "cellspacing": "0", "border": "0"}
            assert plain.items() <= own.items(), own
        if tag == "img":
            assert own["width"].isdecimal()
            assert own["height"].isdecimal()
            assert own["alt"]
            assert own["src"].startswith("cid:")
        if re.search(r"padding[^;]*[1-9]", style) and tag != "td":
            assert "mso-padding-alt" in around.get("style", ""), (tag, style)
        if re.search(r"(?<!max-)width: *\d", style) and tag in ("table", "td"):
            assert own["width"], (tag, style)

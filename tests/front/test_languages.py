"""Every page an employee or a leader is led to is wholly in the reader's language."""

from __future__ import annotations

import re
from html import unescape

import pytest
from babel.messages.catalog import Catalog
from babel.support import Translations
from flask import Flask

from quality.accounts.models import Person
from quality.cases.defaults import CATEGORY_LABELS
from quality.cases.kinds import CanLearn, CaseKind, Harm
from quality.cases.services import close, receive, talk
from quality.cases.services.register import Report, register_case
from quality.core.db import transaction
from quality.core.text import LANGUAGES
from tests.browser.walk import Walk
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW
from tools import translations

pytestmark = pytest.mark.markup

# Words that bokmål has and nynorsk has not; what people wrote on these pages has none of them.
BOKMAAL = re.compile(
    r"\b(ikke|hvor|hva|hvem|hvordan|hvorfor|hvilke[nt]?|noen?|fra|jeg|bare|enhet(en|er|ene)?|lederen?|melderen?|saken"
    r"|gjør|gjøre|være|blitt|kommer|måned(er)?|uk[ea]|tallene|ennå|nå|løst|åpne[st]?|lukket|endret|lagret|velg|deres"
    r"|språket|virket|virker|mønstre|forbedring(er)?|tjenesten?|ansatte?|følger|finnes|trenger|siden din)\b",
    re.IGNORECASE,
)
SELF_NAMED = {"Bokmål", "Nynorsk", "English"}


@pytest.fixture
def answered(cast: Cast) -> Cast:
    """The cast with cases in several states; their words are the same in bokmål and nynorsk."""
    with transaction() as session:
        leader = cast.actor(cast.leader)
        cases = [
            register_case(session, cast.actor(cast.employee), told, now=NOW)
            for told in (
                Report(CaseKind.DEVIATION, "Stol velta i gangen", cast.north.id, Harm.YES),
                Report(CaseKind.DEVIATION, "Dosett tom", cast.north.id, Harm.NO),
                Report(CaseKind.IMPROVEMENT, "Tavle i gangen", cast.north.id),
            )
        ]
        talk.ask(session, leader, cases[1], "Dato?", now=NOW)
        receive.receive(session, leader, cases[2], now=NOW)
        close.close(session, leader, cases[2], close.Closing("Takk!", CanLearn.YES), now=NOW)
    return cast


class Asked:
    """Notes every sentence that a page asks to have translated."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sentences: set[str] = set()
        one, many = Translations.ugettext, Translations.ungettext

        def ugettext(found: Translations, sentence: str) -> str:
            self.sentences.add(sentence)
            return str(one(found, sentence))

        def ungettext(found: Translations, sentence: str, plural: str, number: int) -> str:
            self.sentences.add(sentence)
            return str(many(found, sentence, plural, number))

        monkeypatch.setattr(Translations, "ugettext", ugettext)
        monkeypatch.setattr(Translations, "ungettext", ungettext)

    def untranslated(self, catalog: Catalog, names: set[str]) -> set[str]:
        """Those without a translation that are neither names nor translated already."""
        done = {str(message.string) for message in catalog if message.string}
        # Fields nobody sees, named by the form library.
        hidden = {
            "Once",
            "Version",
            "Told",
            "Numbers",
            "Warned",
            "Ago",
            "Shown",
            "Belongs",
            "Opened",
            "Sure",
            "Unit",
        }
        asked = {sentence for sentence in self.sentences if sentence and catalog.get(sentence) is None}
        return asked - done - names - hidden - SELF_NAMED


def walk_in(app: Flask, person: Person, language: str, cast: Cast) -> dict[str, str]:
    person.language = language
    cast.session.commit()
    return Walk(app, person).pages


def seen(page: str) -> list[str]:
    """What a person can read on a page, or have read aloud."""
    page = re.sub(r"<(script|style|svg)\b.*?</\1>", "", page, flags=re.DOTALL)
    spoken = re.findall(r"\s(?:aria-label|title|placeholder|alt)=\"([^\"]*)\"", page)
    return [
        unescape(" ".join(text.split())) for text in [*re.sub(r"<[^>]+>", "\n", page).split("\n"), *spoken]
    ]


@pytest.mark.parametrize("part", ["employee", "leader"])
@pytest.mark.parametrize("language", ["nn", "en"])
def test_whatever_a_page_asks_for_has_a_translation_and_nynorsk_has_no_word_of_bokmaal(
    app: Flask, answered: Cast, monkeypatch: pytest.MonkeyPatch, part: str, language: str
) -> None:
    asked = Asked(monkeypatch)
    pages = walk_in(app, getattr(answered, part), language, answered)
    assert len(pages) > 10
    place = LANGUAGES[1:].index(language)
    names = {labels[place] for labels in CATEGORY_LABELS.values()}
    names |= {answered.north.name, answered.south.name, answered.home.name, answered.school.name}
    told = ("2026-0001 Stol velta i gangen", "2026-0002 Dosett tom", "2026-0003 Tavle i gangen")
    names |= set(told)  # cases to choose among
    catalog, _ = translations.merge(translations.FOLDER / language)
    assert asked.untranslated(catalog, names) == set()
    if language == "nn":
        assert bokmaal(pages) == set()


def bokmaal(pages: dict[str, str]) -> set[str]:
    """Words of bokmål on pages in nynorsk."""
    return {
        f"{address}: {text}"
        for address, page in pages.items()
        if not address.startswith("/anonymous")  # knows nobody, and so follows the browser's language
        for text in seen(page)
        if BOKMAAL.search(text.replace("{enhet}", ""))  # typed so in every language
    }


def test_a_category_is_called_by_its_name_in_the_readers_language(client: Client, answered: Cast) -> None:
    for language, name in (("nb", "Legemiddel"), ("nn", "Legemiddel"), ("en", "Medication")):
        client.sign_in(answered.employee).post("/language", {"language": language})
        assert name in seen(client.get("/report").get_data(as_text=True))


def test_the_choice_of_language_is_kept_with_the_person_and_left_behind_by_nobody(
    client: Client, cast: Cast
) -> None:
    client.sign_in(cast.employee).post("/language", {"language": "nn"})
    assert 'lang="nn"' in client.sign_in(cast.employee).get("/").get_data(as_text=True)
    assert 'lang="nb"' in client.sign_in(cast.colleague).get("/").get_data(as_text=True)


def test_before_sign_in_the_choice_stays_in_the_browser(client: Client, cast: Cast) -> None:
    assert 'lang="en"' in client.get("/sign-in", headers={"Accept-Language": "en"}).get_data(as_text=True)
    norwegian = {"Accept-Language": "no,en;q=0.8"}
    assert 'lang="nb"' in client.get("/sign-in", headers=norwegian).get_data(as_text=True)
    client.post("/language", {"language": "nn", "next": "/sign-in"})
    assert 'lang="nn"' in client.get("/sign-in", headers=norwegian).get_data(as_text=True)


def test_a_wrong_form_answers_in_the_readers_language(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee).post("/language", {"language": "nn"})
    page = client.post("/me/password", {"old": "", "password": "", "again": "x"}, status=422)
    assert "Skriv passordet du har no." in page.get_data(as_text=True)

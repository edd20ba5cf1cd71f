"""The same story in several units, whatever it was filed under and however it was spelled."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quality.patterns.detect.text.corpus import Corpus, Text, make_corpus
from quality.patterns.detect.text.groups import Tie, gathered, regroup
from quality.patterns.detect.text.label import label
from quality.patterns.detect.text.similar import similar
from quality.patterns.detect.text.themes import Theme, find_themes
from quality.patterns.detect.text.words import marked, root_of

START = date(2022, 1, 3)
DAY = START + timedelta(weeks=90)
LIMIT = 3.6
USUAL = (
    "Sengehesten lå nede da vi kom på vakt",
    "Middagen var kald da den kom fram",
    "Vinduet på kontoret lot seg ikke lukke",
    "Timelista manglet navn på den som skulle gå",
    "Parkeringen var full av snø",
    "Skriveren sluttet å virke midt i utskriften",
)
LIFT = (
    "Løfteseilet raknet i sømmen under forflytning",
    "løfteseilet har revna langs kanten",
    "Seilet til heisen sprakk, løfteseil av ny type",
    "Det nye løffteseilet gjekk opp i saumen",
)


def usual(weeks: int = 90, units: int = 8) -> list[Text]:
    """Four ordinary cases a week."""
    chance = np.random.default_rng(6)
    return [
        told(f"u{week}-{n}", USUAL[chance.integers(len(USUAL))], week, f"Enhet {chance.integers(units)}")
        for week in range(weeks)
        for n in range(4)
    ]


def told(case: str, text: str, week: int, unit: str, category: str = "Annet/Annet") -> Text:
    return Text(case, START + timedelta(weeks=week, days=2), unit, category, marked(text[:20], text))


def story(week: int = 80, units: int = 4) -> list[Text]:
    """One story in four units in as many weeks, each time under another category."""
    return [
        told(f"s{n}", text, week + n, f"Enhet {n % units}", f"Annet/Slag {n}")
        for n, text in enumerate(LIFT * 2)
    ]


def themes(texts: list[Text], day: date = DAY) -> list[Theme]:
    return find_themes(make_corpus(texts), day, LIMIT)


def test_a_story_told_in_several_units_is_a_theme_with_its_very_cases() -> None:
    beside = told("kin", "Heisen stoppet mellom to etasjer", 40, "Enhet 6", "Annet/Slag 1")
    [theme] = themes([*usual(), beside, *story()])
    assert set(theme.cases) == {f"s{n}" for n in range(8)}
    assert {figure.unit for figure in theme.units} == {f"Enhet {n}" for n in range(4)}
    assert {figure.unit for figure in theme.unaffected} == {"Enhet 6"}, "it reports the same kind of case"
    assert theme.expected < 2
    assert sum(week.observed for week in theme.weekly) == 8


def test_the_same_story_in_one_unit_is_no_theme() -> None:
    assert themes(usual() + story(units=1)) == []


def test_what_is_always_told_is_no_theme() -> None:
    assert themes(usual()) == []


def test_what_was_told_in_the_same_weeks_last_year_is_no_theme() -> None:
    again = [Text(f"old{t.case}", t.day - timedelta(weeks=52), t.unit, t.category, t.marks) for t in story()]
    assert themes(usual() + story() + again) == []


def test_what_is_told_later_changes_nothing_today() -> None:
    later = [told(f"x{n}", LIFT[0], 91 + n, f"Enhet {n}") for n in range(6)]
    assert themes(usual(100) + story() + later) == themes(usual() + story())


def test_the_order_of_reading_changes_nothing() -> None:
    texts = usual() + story()
    assert themes(texts) == themes(texts[::-1])


def test_cases_of_one_story_come_together_and_others_stay_apart() -> None:
    groups = regroup(make_corpus(usual() + story()), DAY, {})
    assert groups["s0"] == groups["s4"]
    assert groups["s0"] not in {groups[case] for case in groups if case.startswith("u")}


def test_a_later_night_keeps_what_stood_together() -> None:
    corpus = make_corpus(usual() + story())
    before = regroup(corpus, DAY - timedelta(weeks=1), {})
    after = regroup(corpus, DAY, before)
    assert {case: after[case] for case in before if case in after} == {
        case: name for case, name in before.items() if case in after
    }


def test_a_persons_split_and_merge_are_kept() -> None:
    corpus = make_corpus(usual() + story())
    ties = [Tie("s0", "s4", together=False), Tie("s0", "u85-0", together=True)]
    groups = regroup(corpus, DAY, {}, ties)
    assert groups["s0"] != groups["s4"]
    assert groups["s0"] == groups["u85-0"]
    again = regroup(corpus, DAY + timedelta(days=1), groups, ties)
    assert again["s0"] != again["s4"]


def test_a_theme_gathers_its_loose_cases() -> None:
    groups = {"a": "a", "b": "a", "c": "c", "d": "d", "e": "e"}
    assert gathered(groups, [("a", "b", "c", "d")]) == {"a": "a", "b": "a", "c": "a", "d": "a", "e": "e"}


def test_a_label_names_the_thing_and_nobody() -> None:
    texts = [(f"Enhet {n}", "Løfteseilet", f"{text}. Kari Nordmann så det.") for n, text in enumerate(LIFT)]
    corpus = make_corpus(usual() + story())
    words = label(texts, corpus)
    assert "løfteseilet" in words
    assert not {"kari", "nordmann"} & set(words)


def test_similar_gives_the_likest_first_and_nothing_unlike() -> None:
    corpus = make_corpus(usual() + story())
    found = similar(corpus, marked("", "Sømmen i løfteseilet røk"), 3)
    assert len(found) == 3
    assert all(near.case.startswith("s") for near in found)
    assert found[0].likeness >= found[-1].likeness
    assert similar(corpus, marked("", "Fisken svømmer i akvariet"), 3) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ikkje", "ikke"),
        ("sjukehuset", "sykehuset"),
        ("nøklar", "nøkler"),
        ("veka", "uka"),
        ("tablletter", "tabletter"),
    ],
)
def test_nynorsk_and_doubled_letters_meet_bokmal(one: str, other: str) -> None:
    assert root_of(one) == root_of(other)


@pytest.mark.parametrize(
    "text", ["", " ", "12345 678", "!!!", "å", "ord " * 2_500_000, "\x00\ud83d", "😀" * 1000]
)
def test_hostile_texts_have_marks_or_none(text: str) -> None:
    assert len(marked(text, text)) < 20


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=80), st.integers(0, 89), st.integers(0, 5)), max_size=40))
def test_any_texts_can_be_looked_at(texts: list[tuple[str, int, int]]) -> None:
    corpus = make_corpus(told(str(n), text, week, str(unit)) for n, (text, week, unit) in enumerate(texts))
    find_themes(corpus, DAY, LIMIT)
    assert set(regroup(corpus, DAY, {})) <= set(corpus.cases)


def test_no_texts_at_all_have_no_themes() -> None:
    empty: Corpus = make_corpus([])
    assert find_themes(empty, DAY, LIMIT) == []
    assert regroup(empty, DAY, {}) == {}
    assert similar(empty, marked("", "løfteseil"), 3) == []

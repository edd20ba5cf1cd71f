"""The same story in several units, whatever it was filed under and however it was spelled."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from quality.patterns.detect.text.corpus import Corpus, Text, make_corpus, vectors, weights
from quality.patterns.detect.text.groups import Tie, _Merger, alike, gathered, regroup
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


def test_a_new_case_joins_a_story_of_before_and_brings_it_to_another() -> None:
    corpus = make_corpus(usual() + story())
    told = [case for case in regroup(corpus, DAY, {}) if case.startswith("s")]
    usual_cases = {case: case for case in regroup(corpus, DAY, {}) if case.startswith("u")}
    before = usual_cases | {told[0]: "one", told[1]: "one", told[2]: "other"}
    ties = [Tie(told[3], told[0], together=True), Tie(told[3], told[2], together=True)]
    after = regroup(corpus, DAY, before, ties)
    assert len({after[case] for case in told}) == 1
    apart = [Tie(told[3], told[0], together=True), Tie(told[0], told[2], together=False)]
    assert regroup(corpus, DAY, before, apart)[told[2]] != after[told[0]]


@pytest.mark.parametrize("seed", range(12))
def test_groups_met_late_are_as_alike_as_if_all_were_known_from_the_beginning(seed: int) -> None:
    rng = np.random.default_rng(seed)
    held = sparse.csr_matrix((rng.random((60, 40)) < 0.2).astype(np.float32))
    place = np.concatenate([np.arange(40), rng.integers(0, 40, 20)])
    words = vectors(held, weights(held)), place, rng.integers(0, 5, 60), 40
    moving = rng.random(40) < 0.2
    late, known = _Merger(*words), _Merger(*words)
    known._look_at(np.arange(40))
    root = late.merged(moving)
    assert root.tolist() == known.merged(moving).tolist()
    assert len(set(root.tolist())) < 40


def test_every_mark_has_the_column_that_a_sorted_list_gives_it() -> None:
    marks = [[0, 5, 2**14, 2**32 - 1], [1, 5, 2**14 + 1, 2**31], [], [2**32 - 2, 2**32 - 1]]
    corpus = make_corpus(
        Text(str(n), DAY, "U", "C", np.array(row, dtype=np.uint32)) for n, row in enumerate(marks)
    )
    every = np.array([mark for row in marks for mark in row], dtype=np.uint32)
    hashes, columns = np.unique(every, return_inverse=True)
    assert corpus.hashes.tolist() == hashes.tolist()
    assert corpus.table.indices.tolist() == columns.tolist()
    assert corpus.until(DAY + timedelta(days=1), 3) is corpus


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


def test_how_alike_a_story_is_is_the_mean_of_all_its_pairs() -> None:
    corpus = make_corpus([*usual(), *story()])
    known = corpus.until(DAY, 104)
    stories = {f"s{n}": "s0" for n in range(8)} | {known.cases[-1]: "alone"}
    rows = [known.cases.index(f"s{n}") for n in range(8)]
    table = vectors(known.table, weights(known.table))[rows].toarray()
    pairs = [float(table[one] @ table[other]) for one in range(8) for other in range(one)]
    assert alike(corpus, DAY, stories) == {"s0": pytest.approx(sum(pairs) / len(pairs), abs=0.006)}
    assert alike(make_corpus([]), DAY, {}) == {}


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

"""What a count gains by its cases telling one story, and that chance gains nothing by it."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import numpy as np

from quality.patterns.detect.engine import find_patterns
from quality.patterns.detect.text.corpus import Corpus, Text, make_corpus
from quality.patterns.detect.text.joint import Telling, likelier
from quality.patterns.detect.text.words import marked
from quality.patterns.detect.values import Findings, Settings
from tests.patterns.detect_stories import CATEGORIES, Story, quiet_story
from tests.patterns.test_detect_themes import USUAL

START = date(2021, 1, 4)
TOLD = (*USUAL, "Nøkkelen til skapet ble borte", "Telefonen ringte uten at noen svarte")
WEEKS, COLUMN, NEVER = 130, 1, 999
KEY = CATEGORIES[COLUMN].key


def text(case: str, told: str, day: date, unit: str, category: str = KEY) -> Text:
    return Text(case, day, unit, category, marked(told[:12], told))


def any_of_them(weeks: int, units: int, seed: int = 3) -> Iterator[Text]:
    """Two cases a week of one category that tell any of what is told, and eight of another that tell nothing alike."""
    chance = np.random.default_rng(seed)
    for week in range(weeks):
        for n in range(2):
            told, unit = TOLD[chance.integers(len(TOLD))], f"Enhet {chance.integers(units)}"
            yield text(f"u{week}-{n}", told, START + timedelta(weeks=week, days=n), unit)
        for n in range(8):
            day = START + timedelta(weeks=week, days=n % 7)
            yield text(f"a{week}-{n}", chatter(chance), day, "Enhet 0", "Annet/Annet")


def chatter(chance: np.random.Generator) -> str:
    """Four words that nobody else uses."""
    return " ".join("".join(chance.choice(list("bdfgklmnprstv"), 9)) for _ in range(4))


def corpus_with(last: list[str], units: int = 1) -> Corpus:
    """What is usual until half a year ago, and then these, one a week."""
    new = [
        text(f"n{n}", told, START + timedelta(weeks=WEEKS - 10 + n), f"Ny {n % units}")
        for n, told in enumerate(last)
    ]
    return make_corpus([*any_of_them(WEEKS - 26, 5), *new])


def weight(corpus: Corpus, units: int = 1, weeks: int = 13) -> float:
    telling = Telling(corpus, START + timedelta(weeks=WEEKS))
    return telling.weight([f"Ny {n}" for n in range(units)], [KEY], weeks)


def test_one_story_weighs_more_than_as_many_mixed_ones() -> None:
    same, mixed = weight(corpus_with([TOLD[0]] * 6, 3), 3), weight(corpus_with(list(TOLD[:6]), 3), 3)
    assert same > 50
    assert 0.6 <= mixed < 1


def test_two_cases_and_a_category_without_a_past_say_nothing() -> None:
    assert weight(corpus_with([TOLD[0]] * 2)) == 1
    new = [text(f"n{n}", TOLD[0], START + timedelta(weeks=WEEKS - 5 + n), "Ny 0") for n in range(4)]
    assert weight(make_corpus(new)) == 1


def test_what_is_written_several_times_on_one_day_in_a_unit_is_told_once() -> None:
    day = START + timedelta(weeks=WEEKS - 3)
    copies = [text(f"n{n}", TOLD[0], day, "Ny 0") for n in range(8)]
    assert weight(make_corpus([*any_of_them(WEEKS - 26, 5), *copies])) == 1


def test_only_the_window_and_the_units_asked_for_are_read() -> None:
    corpus = corpus_with([TOLD[0]] * 6, 3)
    assert weight(corpus, 3, weeks=2) == 1
    assert weight(corpus, 1) < weight(corpus, 3)


def test_by_chance_the_weight_is_one_in_the_mean() -> None:
    """What keeps false findings as many as the dial says."""
    chance = np.random.default_rng(1)
    weights = []
    for seed in range(400):
        share = chance.choice([0.1, 0.3, 0.5])
        kinds = np.random.default_rng(seed).random((60, 1)) < share
        recent, past = kinds[:8], kinds[8:]
        same = 0.5 * (recent == recent.T)
        np.fill_diagonal(same, 1.0)
        weights.append(likelier(same, 0.5 * (recent == past.T)))
    assert 0.8 < np.mean(weights) < 1.2


def test_a_small_rise_is_found_where_one_story_is_told_and_only_there() -> None:
    alone = first_found(None)
    same = first_found(lambda n: TOLD[0])
    mixed = first_found(lambda n: TOLD[n % len(TOLD)])
    assert same < NEVER
    assert alone == mixed == NEVER


def first_found(tell: Callable[[int], str] | None) -> int:
    """In which week a small rise in one unit is told, by what its cases tell."""
    story = quiet_story(5, weeks=WEEKS + 24, units=9, a_week=1.0)
    story.counts[2, COLUMN, WEEKS:] += np.random.default_rng(3).poisson(0.45, 24)
    corpus = make_corpus(_texts(story, tell)) if tell else None
    for week in range(WEEKS + 3, WEEKS + 24):
        found: Findings = find_patterns(
            story.history(week), story.day(week), story.members, (), Settings(), corpus
        )
        if any(
            f.signal.scope.category == KEY and story.units[2].key in f.signal.scope.units for f in found.files
        ):
            return week
    return NEVER


def _texts(story: Story, tell: Callable[[int], str]) -> list[Text]:
    chance, found = np.random.default_rng(9), []
    for row, column, week in zip(*np.nonzero(story.counts), strict=True):
        for number in range(int(story.counts[row, column, week])):
            rise = row == 2 and column == COLUMN and week >= WEEKS
            usual = TOLD[chance.integers(len(TOLD))] if column == COLUMN else chatter(chance)
            told = tell(len(found)) if rise else usual
            key = f"{row}-{column}-{week}-{number}"
            found.append(
                text(
                    key,
                    told,
                    story.day(int(week)) + timedelta(days=number % 7),
                    story.units[row].key,
                    CATEGORIES[column].key,
                )
            )
    return found

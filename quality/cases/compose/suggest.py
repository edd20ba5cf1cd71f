"""Guessing the main category from what is written: the municipality's own sorted cases, and a list of words."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from quality.cases.compose.category_words import CATEGORY_WORDS
from quality.cases.compose.names import COMMON

MOST = 3
LEAST = 0.8
NEAR = 0.5
LISTED = 1.6
# A word is learned when so many cases of a category hold it: fewer could tell of one of them.
SEEN = 5
KEPT = 120
_WORD = re.compile(r"[0-9a-zæøåäöé-]{2,}")
_NAMES = frozenset(name.lower() for name in COMMON)


def suggest(
    text: str, learned: Mapping[str, Mapping[str, float]], offered: Collection[str], most: int = MOST
) -> list[str]:
    """The likeliest of the offered main categories, the best first; none where nothing points anywhere.

    `learned` holds, by stem found in the text, how much it speaks for each category.
    """
    scores: Counter[str] = Counter()
    for weights in learned.values():
        for code, weight in weights.items():
            scores[code] += weight  # type: ignore[assignment]
    low = " ".join(text.lower().split())
    words = set(_WORD.findall(low))
    for code, parts in CATEGORY_WORDS.items():
        scores[code] += LISTED * sum(_holds(low, words, part) for part in parts)  # type: ignore[assignment]
    best = [(score, code) for code, score in scores.items() if code in offered and score >= LEAST]
    best.sort(key=lambda pair: (-pair[0], pair[1]))
    return [code for score, code in best[:most] if score >= NEAR * best[0][0]]


def _holds(text: str, words: Collection[str], part: str) -> bool:
    if " " in part:
        return part in text
    if len(part) < 5:
        return part in words
    return any(word.startswith(part) or word.endswith(part) for word in words)


def learn(cases: Iterable[tuple[str, str]]) -> dict[tuple[str, str], float]:
    """How much each stem speaks for each main category, from (category, stems) of sorted cases.

    The more of a category's cases hold a stem, compared with all cases, the more it says. Names and numbers are left
    out.
    """
    by_category: dict[str, Counter[str]] = defaultdict(Counter)
    all_words: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for code, stems in cases:
        words = {
            word for word in stems.split() if not word.isdigit() and word not in _NAMES and len(word) > 1
        }
        by_category[code].update(words)
        all_words.update(words)
        sizes[code] += 1
    total = sum(sizes.values())
    found: dict[tuple[str, str], float] = {}
    for code, counts in by_category.items():
        weights = {
            word: math.log((count / sizes[code]) / (all_words[word] / total)) * count / (count + SEEN)
            for word, count in counts.items()
            if count >= SEEN
        }
        strongest = sorted(weights, key=lambda word: (-weights[word], word))[:KEPT]
        found |= {(code, word): round(weights[word], 3) for word in strongest if weights[word] > 0.2}
    return found

"""What a story is called: the few words that its tellers share and others seldom use, and nobody's name."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from quality.patterns.detect.text.corpus import Corpus
from quality.patterns.detect.text.words import mark_of, root_of

MOST_WORDS = 4
LEAST_UNITS = 2
LEAST_SMALL = 2
_TOKEN = re.compile(r"(?<![\w])([A-Za-zÆØÅæøåÀ-ÿ]{3,30})")
_AFTER_START = re.compile(r"[.!?:;\n]\s*$|^\s*$")


class _Token(NamedTuple):
    """A word in lower case, whether it was written so, and whether as a name: a capital that begins no sentence."""

    root: str
    word: str
    small: bool
    named: bool


def label(
    texts: Sequence[tuple[str, str, str]], corpus: Corpus, names: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Up to four words for the texts (unit, title, description), as they are most often written.

    A word must be used in two units and by a third of the tellers, stand in lower case in two texts, never with a
    capital inside a sentence, and not be one of the `names`.
    """
    written: dict[str, Counter[str]] = defaultdict(Counter)
    units: dict[str, set[str]] = defaultdict(set)
    tellers, small, capital = Counter[str](), Counter[str](), Counter[str]()
    for unit, title, description in texts:
        said = _tokens(f"{title}\n{description}")
        capital.update({token.root for token in said if token.named})
        small.update({token.root for token in said if token.small})
        tellers.update({token.root for token in said})
        for token in said:
            written[token.root][token.word] += 1
            units[token.root].add(unit)
    usual = np.asarray(corpus.table.sum(axis=0)).ravel()
    seen = {int(mark): float(number) for mark, number in zip(corpus.hashes, usual, strict=True)}
    number = max(len(corpus.cases), 2)
    worth = {
        root: told / len(texts) * float(np.log(number / (1 + seen.get(mark_of(root), 0.0))))
        for root, told in tellers.items()
        if len(units[root]) >= LEAST_UNITS
        and told * 3 >= len(texts)
        and small[root] >= LEAST_SMALL
        and not capital[root]
        and names.isdisjoint(written[root])
    }
    best = sorted(worth, key=lambda root: (-worth[root], root))[:MOST_WORDS]
    return tuple(min(written[root], key=lambda word: (-written[root][word], word)) for root in best)


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(text):
        word = match.group(1)
        named = word[0].isupper() and not _AFTER_START.search(text[: match.start()][-3:])
        if root := root_of(word.lower()):
            found.append(_Token(root, word.lower(), word[0].islower(), named))
    return found

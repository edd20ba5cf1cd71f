"""Which earlier cases are most like a text: the one door to likeness, whatever stands behind it."""

from dataclasses import dataclass

import numpy as np

from quality.patterns.detect.text.corpus import Corpus, weights
from quality.patterns.detect.text.words import Marks

LEAST_ALIKE = 0.15


@dataclass(frozen=True)
class Near:
    """A case and how like the text it is, from 0 to 1."""

    case: str
    likeness: float


def similar(corpus: Corpus, marks: Marks, most: int) -> list[Near]:
    """The cases most like a text, the likest first; none where nothing is alike."""
    if not corpus.cases or not len(marks):
        return []
    weight = weights(corpus.table)
    place = np.searchsorted(corpus.hashes, marks)
    known = place[np.minimum(place, len(corpus.hashes) - 1) == place]
    known = known[np.isin(corpus.hashes[known], marks)]
    own = np.zeros(len(weight))
    own[known] = weight[known]
    missing = (len(marks) - len(known)) * np.log(max(len(corpus.cases), 2)) ** 2
    length = np.sqrt(corpus.table @ weight**2) * np.sqrt(float(own @ own) + missing)
    likeness = np.asarray(corpus.table @ (own * weight)) / np.maximum(length, 1e-9)
    best = np.argsort(-likeness, kind="stable")[:most]
    return [Near(corpus.cases[n], round(float(likeness[n]), 3)) for n in best if likeness[n] >= LEAST_ALIKE]

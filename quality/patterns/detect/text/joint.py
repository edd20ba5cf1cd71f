"""Evidence from counts and stories together: as many cases that tell one story say more than as many mixed ones.

Hospitals found outbreaks far more surely by count and strain than by count alone (Mellmann et al., PLoS Medicine
2006); what is told is the strain here.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln

from quality.patterns.detect.history import Floats
from quality.patterns.detect.text.corpus import Corpus, Rows

BARS, SHARES = (0.15, 0.25), (0.3, 0.5, 0.7)
LEAST_TEXTS, LEAST_PAST, MOST_PAST = 3, 10, 2000
GUARD_WEEKS = 26
WHATEVER_TOLD = 0.6
MOST = 1000.0


class Telling:
    """A night's texts, asked how alike some cases are beside what is usual for their categories."""

    def __init__(self, corpus: Corpus, day: date) -> None:
        """Texts from before the Monday `day`."""
        self._corpus, self._day = corpus, day
        self._units = {name: n for n, name in enumerate(corpus.units)}
        self._categories = {name: n for n, name in enumerate(corpus.categories)}
        self._filed: dict[tuple[str, ...], Rows] = {}

    def weight(self, units: Sequence[str], categories: Sequence[str], weeks: int) -> float:
        """How much oftener so many cases would tell as much alike if something is going on than if not.

        By chance it is 1 in the mean, so that false findings divided by it are as many as before (Genovese, Roeder and
        Wasserman, Biometrika 2006). What tells many stories keeps most of its say: not all that goes on is one story.
        """
        rows, corpus = self._rows(tuple(categories)), self._corpus
        past = rows[: np.searchsorted(rows, self._first(GUARD_WEEKS))][-MOST_PAST:]
        recent = self._told(rows[np.searchsorted(rows, self._first(weeks)) :], units)
        if len(recent) < LEAST_TEXTS or len(past) < LEAST_PAST:
            return 1.0
        told = corpus.vectors[recent]
        same, before = ((told @ other.T).toarray() for other in (told, corpus.vectors[past]))
        return WHATEVER_TOLD + (1 - WHATEVER_TOLD) * min(likelier(same, before), MOST)

    def _first(self, weeks: int) -> int:
        return int(self._corpus.rows(0, self._day - timedelta(weeks=weeks)).stop)

    def _rows(self, categories: tuple[str, ...]) -> Rows:
        if categories not in self._filed:
            kept = [self._categories[name] for name in categories if name in self._categories]
            self._filed[categories] = np.flatnonzero(np.isin(self._corpus.category, kept))
        return self._filed[categories]

    def _told(self, rows: Rows, units: Sequence[str]) -> Rows:
        """The units' texts among these, one of a day in each unit: what one person writes twice is told once."""
        corpus = self._corpus
        whose = [self._units[unit] for unit in units if unit in self._units]
        kept = rows[np.isin(corpus.unit[rows], whose)]
        _, once = np.unique(np.stack([corpus.day[kept], corpus.unit[kept]]), axis=1, return_index=True)
        return kept[np.sort(once)]


def likelier(same: Floats, before: Floats) -> float:
    """How many times likelier it is that so many of the cases are alike if a part of them tell one story than if each
    tells any: the mean over cases, bars and parts.

    `same` is how like the cases are each other, `before` how like they are those of the past (case by past case). For
    each case the others that reach a bar are counted; how many would by chance is learned from the past.
    """
    others, past = len(same) - 1, before.shape[1]
    said = []
    for bar in BARS:
        near: NDArray[np.intp] = np.clip((same >= bar).sum(axis=1) - 1, 0, others)
        was = (before >= bar).sum(axis=1) + 0.5
        not_was = past + 1 - was
        usual = betaln(near + was, others - near + not_was) - betaln(was, not_was)
        for part in SHARES:
            told = near * np.log(part) + (others - near) * np.log1p(-part)
            more = part > was / (past + 1)
            said.append(np.where(more, np.exp(np.minimum(told - usual, 50)), 1.0).mean())
    return float(np.mean(said))

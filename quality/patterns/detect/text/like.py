"""All that tells the same as some cases do, as a count of its own: what no category, cause or place holds together."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date

import numpy as np

from quality.patterns.detect.text.corpus import Corpus, Rows
from quality.patterns.detect.text.similar import LEAST_ALIKE
from quality.patterns.detect.text.themes import ALIKE
from quality.patterns.detect.values import Count, Dimension
from quality.patterns.detect.weeks import monday

LEAST_CASES = 3


def told_like(corpus: Corpus, cases: Collection[str]) -> Rows | None:
    """The texts that tell what these cases tell; None where the cases themselves tell different things."""
    rows = np.flatnonzero(np.isin(np.array(corpus.cases, dtype=object), list(cases)))
    if len(rows) < LEAST_CASES:
        return None
    table = corpus.vectors
    middle = np.asarray(table[rows].mean(axis=0)).ravel()
    length = float(np.sqrt(middle @ middle))
    of_pairs = (len(rows) * length**2 - 1) / (len(rows) - 1)
    if of_pairs < LEAST_ALIKE:
        return None
    alike = np.asarray(table @ middle) / length >= ALIKE
    alike[rows] = True
    return np.flatnonzero(alike)


def counted(corpus: Corpus, rows: Rows, key: str) -> Iterator[Count]:
    """Those texts a week and unit, under a name of their own."""
    weekly = Counter((corpus.unit[n], monday(date.fromordinal(int(corpus.day[n])))) for n in rows)
    for (unit, week), number in sorted(weekly.items()):
        yield Count(corpus.units[unit], Dimension.STORY, key, week, number)

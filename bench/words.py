"""Texts for many cases: made of a bank of sentences whose stems are known, so that no text is stemmed."""

from __future__ import annotations

import random
from itertools import accumulate

from quality.core.stems import stems

SENTENCES = 40_000
VOCABULARY = (
    "bruker beboer fikk ikke medisin kveld natt morgen falt gulvet bad seng alarm virket besøk "
    "uteble bil dør låst nøkkel mangler rutine ukjent vikar alene skole elev slo truet personale "
    "pårørende ringte lege journal feil dose tablett glemt liste oppdatert glatt inngang snø strødd "
    "heis stanset lys brann øvelse utstyr ødelagt bestilt"
)
ENDINGS = ("", "en", "ene", "er")
WORDS = VOCABULARY.split()
PLACES = [f"{room} {number}" for room in ("Rom", "Bad", "Gang", "Garderobe") for number in range(1, 41)]


class Teller:
    """Tells texts whose words are spread as words are: few stand in many of them, many in few."""

    def __init__(self, pick: random.Random) -> None:
        self._pick = pick
        long = [a + b + ending for a in WORDS for b in WORDS for ending in ENDINGS]
        words = [*WORDS, *pick.sample(long, len(long))]
        weights = list(accumulate(1 / (rank + 5) for rank in range(len(words))))
        lengths = pick.choices(range(5, 18), k=SENTENCES)
        told = [" ".join(pick.choices(words, cum_weights=weights, k=length)) for length in lengths]
        self._bank = [(f"{sentence.capitalize()}.", stems(sentence).split()) for sentence in told]

    def tell(self, number: int) -> tuple[str, str]:
        """A text of some sentences, and its stems.

        One word stands in twenty texts, one in a hundred, one in ten thousand, as those who search ask for.
        """
        chosen = self._pick.choices(self._bank, k=self._pick.randrange(2, 9))
        rare = f"uttrykk{number % 20} emne{number % 100} sjelden{number % 10_000}"
        text = " ".join(sentence for sentence, _ in chosen)
        found = dict.fromkeys(stem for _, each in chosen for stem in each)
        return f"{text} {rare.capitalize()}.", " ".join(found | dict.fromkeys(stems(rare).split()))

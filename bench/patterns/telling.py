"""Puts a story into somebody's own words: roles, chatter, typing errors, nynorsk, and in the harsh bank dialect."""

from dataclasses import dataclass

import numpy as np

from bench.patterns.told import (
    CHATTER,
    DIALECT,
    NYNORSK,
    OTHER_WORDS,
    PEOPLE,
    STORIES,
    THEMES,
    TITLES,
    WORKERS,
)


@dataclass(frozen=True)
class Bank:
    """How alike tellers are: how many wordings of a story are in use, and how often words are changed."""

    wordings: int
    other_words: float
    dialect: float
    nynorsk: float
    typing_errors: float


SHARED = Bank(wordings=2, other_words=0.0, dialect=0.0, nynorsk=0.15, typing_errors=0.03)
HARSH = Bank(wordings=5, other_words=0.6, dialect=0.2, nynorsk=0.2, typing_errors=0.06)
BANKS = {"shared": SHARED, "harsh": HARSH}


def story_name(rng: np.random.Generator, leaf: str) -> str:
    """One of the stories that cases of a category use to be about."""
    return f"{leaf}#{int(rng.integers(len(STORIES[leaf])))}"


def tell(rng: np.random.Generator, bank: Bank, story: str) -> tuple[str, str]:
    """A title and a description of a story, as one person writes it."""
    if story.startswith("T:"):
        wordings = THEMES[story[2:]]
    else:
        leaf, number = story.rsplit("#", 1)
        wordings = STORIES[leaf][int(number)]
    told = wordings[int(rng.integers(min(bank.wordings, len(wordings))))]
    told = told.replace("{p}", str(rng.choice(PEOPLE))).replace("{w}", str(rng.choice(WORKERS)))
    told = _reworded(rng, bank, told[0].upper() + told[1:])
    words = told.split()
    title = str(rng.choice(TITLES)) if rng.random() < 0.15 else " ".join(words[: int(rng.integers(4, 8))])
    sentences = [told + "."]
    for _ in range(int(rng.integers(0, 3))):
        chatter = _reworded(rng, Bank(1, 0, bank.dialect, bank.nynorsk, 0.01), str(rng.choice(CHATTER)))
        sentences.insert(int(rng.integers(len(sentences) + 1)), chatter)
    text = " ".join(sentences)
    return title, text.lower() if rng.random() < 0.1 else text


def _reworded(rng: np.random.Generator, bank: Bank, text: str) -> str:
    tongue = NYNORSK if rng.random() < bank.nynorsk else DIALECT if rng.random() < bank.dialect else {}
    words = []
    for word in text.split():
        plain = word.lower().strip(".,")
        other = OTHER_WORDS.get(plain)
        if other and rng.random() < bank.other_words:
            word = str(rng.choice(other))
        word = tongue.get(plain, word)
        if len(word) > 4 and rng.random() < bank.typing_errors:
            word = _mistyped(rng, word)
        words.append(word)
    if bank.other_words and len(words) > 5 and rng.random() < 0.3:
        del words[int(rng.integers(1, len(words)))]
    return " ".join(words)


def _mistyped(rng: np.random.Generator, word: str) -> str:
    at = int(rng.integers(1, len(word) - 1))
    kind = int(rng.integers(3))
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

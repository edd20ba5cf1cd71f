"""How much two texts have in common, by the words that few texts hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping

# So many words, and so much of what was asked, must be the same: less where both are of the same category.
AKIN = ((2, 0.3),)
STRANGERS = ((2, 0.75), (3, 0.4))
# A word that this many texts hold says little about what a text is about.
ORDINARY = 0.1


def telling(words: Collection[str], texts: Mapping[str, int], total: int) -> list[str]:
    """The words that say most, the rarest first: known ones that not too many texts hold."""
    most = max(3.0, total * ORDINARY)
    kept = [word for word in dict.fromkeys(words) if 1 <= texts.get(word, 0) <= most]
    return sorted(kept, key=lambda word: (texts[word], word))


def alike(asked: Collection[str], other: Collection[str], akin: bool = False) -> float:
    """The share of what was asked that the other has too; 0 when they have too little in common to mean anything."""
    common = len(set(asked) & set(other))
    share = common / len(set(asked)) if asked else 0.0
    enough = any(common >= words and share >= least for words, least in (AKIN if akin else STRANGERS))
    return share if enough else 0.0

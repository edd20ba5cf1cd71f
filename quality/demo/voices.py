"""How different people write: short, on a phone, with misspellings."""

import re
from random import Random

_SENTENCES = re.compile(r"(?<=[.!?]) (?=[A-ZÆØÅ«])")
_WORD = re.compile(r"[a-zæøå]{7,}")
_ON_PHONE = (
    ("sykepleier", "spl"),
    ("informert", "inf"),
    ("kontaktet", "kontakta"),
    ("Kontaktet", "kontakta"),
    ("minutter", "min"),
    ("medisin ", "med "),
    (" og ", " å "),
    ("pårørende", "pårør."),
    (" kl. ", " kl "),
    (", ", " "),
    ("telefon", "tlf"),
)
_MISSPELT = (
    ("dessverre", "desverre"),
    ("gjennom", "gjenom"),
    ("skjedde", "skjede"),
    ("i stedet for", "istedet for"),
    ("oppdaget", "opdaget"),
    ("medisinrommet", "medisin rommet"),
    ("medisinlista", "medisin lista"),
    ("nøkkelboks", "nøkkel boks"),
    ("personløfter", "person løfter"),
    ("fortsatt", "fortsat"),
    ("etterpå", "etter på"),
    ("kommunen", "komunen"),
    (" å ", " og "),
    ("fikk", "fik"),
    ("til stede", "tilstede"),
    ("ventilasjon", "ventelasjon"),
    ("kvittert", "kvitert"),
    ("parkeringsplassen", "parkerings plassen"),
    ("ingenting", "ingen ting"),
    ("ansvaret", "annsvaret"),
)


def written(text: str, voice: str, rng: Random, again: int = 0) -> str:
    """The text as somebody with this voice would have typed it."""
    if voice == "short" and "~" not in text:
        return " ".join(_SENTENCES.split(text)[: rng.choice((1, 2, 2, 3)) + again])
    if voice == "phone":
        return _on_phone(text, rng)
    return _misspelt(text, rng) if voice == "typos" else text


def _on_phone(text: str, rng: Random) -> str:
    for full, brief in rng.sample(_ON_PHONE, 5):
        text = text.replace(full, brief)
    if rng.random() < 0.6:
        text = text[:1].lower() + text[1:]
    if rng.random() < 0.3:
        text = text.lower()
    return text.rstrip(".") if rng.random() < 0.7 else text


def _misspelt(text: str, rng: Random) -> str:
    errors = [pair for pair in _MISSPELT if pair[0] in text]
    for right, wrong in rng.sample(errors, min(2, len(errors))):
        text = text.replace(right, wrong, 1)
    words = _WORD.findall(text)
    return text.replace(word := rng.choice(words), _slip(word, rng), 1) if words else text


def _slip(word: str, rng: Random) -> str:
    spot = rng.randrange(2, len(word) - 2)
    if rng.random() < 0.5:
        return word[:spot] + word[spot + 1 :]
    return word[:spot] + word[spot + 1] + word[spot] + word[spot + 2 :]

"""What people in the invented municipality write, read from the lists beside this file.

A row is a story or a word, then its wordings between bars. `{p}` is whoever it happened to, `{w}` whoever was at work.
"""

from collections import defaultdict
from pathlib import Path

WORDS = Path(__file__).parent / "words"


def _rows(name: str) -> list[tuple[str, list[str]]]:
    lines = (WORDS / name).read_text(encoding="utf-8").splitlines()
    return [(key, rest.split("|")) for key, rest in (line.split(": ", 1) for line in lines)]


def _stories() -> dict[str, list[list[str]]]:
    found = defaultdict(list)
    for leaf, wordings in _rows("stories.txt"):
        found[leaf].append(wordings)
    return dict(found)


STORIES = _stories()
THEMES = dict(_rows("themes.txt"))
OTHER_WORDS = dict(_rows("other_words.txt"))
NYNORSK = {word: other for word, [other] in _rows("nynorsk.txt")}
DIALECT = {word: other for word, [other] in _rows("dialect.txt")}

PEOPLE = ("bruker", "brukeren", "beboer", "pasienten", "pas.", "eleven", "barnet", "en dame", "mannen", "br.")
WORKERS = (
    "pleier",
    "vikar",
    "assistent",
    "lærer",
    "jeg",
    "kollega",
    "fagarbeider",
    "sykepleier",
    "en ansatt",
)
CHATTER = (
    "Leder fikk beskjed.",
    "Ingen ble alvorlig skadet.",
    "Vi ordnet det der og da.",
    "Dette bør ses på.",
    "Har meldt dette tidligere uten at noe skjer.",
    "Det var hektisk på jobb.",
    "Verneombudet vet om det.",
    "Skriver dette i etterkant.",
    "Alt gikk heldigvis bra.",
    "Pårørende er orientert.",
)
TITLES = ("Avvik", "Hendelse", "Melding", "Se under", "Uønsket hendelse")

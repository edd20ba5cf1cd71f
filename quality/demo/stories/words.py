"""Words that fill the slots of the stories: medicines, rooms, roads, hours and what people are called."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
MONTHS = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
]

SLOTS: dict[str, tuple[str, ...]] = {
    "medisin": (
        "Marevan",
        "Eliquis",
        "Metoprolol",
        "Furix",
        "Paracet",
        "Levaxin",
        "Sobril",
        "Madopar",
        "Sinemet",
        "Albyl-E",
        "Metformin",
        "Imovane",
        "Oxynorm",
        "Keppra",
        "Cipralex",
        "Calcigran",
        "Burinex",
        "Orfiril",
        "Lescol",
        "Zyprexa",
        "Remeron",
        "Prednisolon",
        "Selo-Zok",
    ),
    "blodfort": ("Marevan", "Eliquis", "Xarelto", "Albyl-E", "Pradaxa"),
    "sterk": ("OxyContin", "Oxynorm", "Dolcontin", "Sobril", "Stesolid", "Imovane", "Palexia"),
    "styrke": ("5 mg", "10 mg", "25 mg", "50 mg", "100 mg", "2,5 mg"),
    "to": ("to", "to", "tre"),
    "antall": ("2", "3", "3", "4", "5", "6"),
    "mange": ("8", "10", "12", "15", "18", "20", "24"),
    "min": ("10", "15", "20", "20", "25", "30", "40", "45"),
    "timer": ("1,5", "2", "2", "3", "4"),
    "dager": ("2", "3", "4", "5", "6", "8"),
    "uker": ("2", "3", "4", "5", "6"),
    "rom": tuple(f"rom {floor}{door:02}" for floor in (1, 2, 3) for door in (3, 4, 7, 8, 11, 12, 14)),
    "trinn": tuple(f"{year}. trinn" for year in range(1, 8)),
    "utrinn": ("8. trinn", "9. trinn", "10. trinn"),
    "klasse": tuple(f"{year}{letter}" for year in (2, 3, 4, 5, 6, 7) for letter in "AB"),
    "fag": ("gym", "mat og helse", "sløyd", "naturfag", "musikk", "kunst og håndverk", "norsk", "matte"),
    "vei": (
        "Bekkefaret",
        "Fjordgata",
        "Granmoveien",
        "Kirkebakken",
        "Lyngveien",
        "Naustveien",
        "Prestmoen",
        "Sjøgata",
        "Skolebakken",
        "Tverrveien",
        "Åsveien",
        "Kaibrinken",
        "Myrvegen",
        "Nordlia",
        "Gamle Bruvei",
    ),
    "dyr": ("mus", "maur", "rotter", "veps", "sølvkre"),
    "navn": ("Ola", "Gerd", "Torbjørn", "Astrid", "Emil", "Nora", "Kåre", "Solveig"),
    "kr": ("1 200", "2 400", "3 800", "5 600", "7 900", "12 000", "18 500"),
    "grader": ("14", "15", "16", "17", "27", "28", "29"),
    "kulde": ("8", "11", "14", "17", "19"),
    "avdeling": ("småbarnsavdelinga", "storbarnsavdelinga", "utegruppa", "den blå avdelinga"),
    "hjelp": ("rullatoren", "rullestolen", "personløfteren", "dusjstolen", "senga", "prekestolen"),
    "del": ("hofta", "hodet", "venstre arm", "høyre skulder", "kneet", "håndleddet", "ryggen"),
    "kropp": ("armen", "skulderen", "leggen", "hånda", "ryggen", "låret", "overarmen"),
}

# indefinite and definite form of the person served
SERVED: dict[str, tuple[tuple[str, str], ...]] = {
    "home_care": (("bruker", "brukeren"), ("bruker", "brukeren"), ("pasient", "pasienten")),
    "nursing_home": (("beboer", "beboeren"), ("pasient", "pasienten"), ("beboer", "beboeren")),
    "supported_housing": (("beboer", "beboeren"), ("bruker", "brukeren"), ("tjenestemottaker",) * 2),
    "day_centre": (("deltaker", "deltakeren"), ("bruker", "brukeren")),
    "health_service": (("pasient", "pasienten"),),
    "school": (("elev", "eleven"),),
    "kindergarten": (("barn", "barnet"),),
    "child_welfare": (("bruker", "brukeren"),),
    "nav": (("bruker", "brukeren"), ("søker", "søkeren")),
}
_ROOMS = {
    "home_care": ("rute 2", "rute 4", "rute 5", "kveldsruta", "omsorgsboligen", "rute 7"),
    "supported_housing": ("leilighet 2", "leilighet 4", "leilighet 5", "leilighet 7", "fellesstua"),
    "day_centre": ("verkstedet", "stua"),
}
_ANYBODY = (("innbygger", "innbyggeren"),)

Special = Callable[[datetime, Random], str]


def _clock(at: datetime, rng: Random) -> str:
    minute = at.minute // 5 * 5
    forms = (f"kl. {at.hour:02}.{minute:02}", f"kl {at.hour:02}{minute:02}", f"rundt kl. {at.hour}")
    return rng.choice((*forms, f"{at.hour:02}:{minute:02}"))


def _shift(at: datetime, _rng: Random) -> str:
    if at.hour < 7 or at.hour >= 22:
        return "nattevakta"
    return "dagvakta" if at.hour < 15 else "kveldsvakta"


def _part_of_day(at: datetime, _rng: Random) -> str:
    for limit, word in ((5, "i natt"), (9, "i morges"), (12, "i formiddag"), (17, "i ettermiddag")):
        if at.hour < limit:
            return word
    return "i kveld"


def _date_before(at: datetime, days: int) -> str:
    before = at - timedelta(days=days)
    return f"{before.day}.{before.month}"


_SPECIALS: dict[str, Special] = {
    "kl": _clock,
    "vakta": _shift,
    "idag": _part_of_day,
    "dag": lambda at, _rng: WEEKDAYS[at.weekday()],
    "måned": lambda at, _rng: MONTHS[at.month - 1],
    "tidlig": lambda at, rng: _date_before(at, rng.randint(38, 75)),
    "dato": lambda at, _rng: f"{at.day}.{at.month}",
}


class Words:
    """What the slots hold in one case: a slot keeps its word from title to last sentence."""

    def __init__(self, rng: Random, service: str, at: datetime) -> None:
        self._rng, self._at = rng, at
        self._kept: dict[str, str] = {}
        if service in _ROOMS:
            self._kept["rom"] = rng.choice(_ROOMS[service])
        indefinite, definite = rng.choice(SERVED.get(service, _ANYBODY))
        for word, form in (("bruker", indefinite), ("brukeren", definite)):
            self._kept[word] = form
            self._kept[word.capitalize()] = form.capitalize()

    def __call__(self, slot: str) -> str:
        if slot not in self._kept:
            self._kept[slot] = self._drawn(slot)
        return self._kept[slot]

    def _drawn(self, slot: str) -> str:
        special = _SPECIALS.get(slot.lower())
        bank = SLOTS.get(slot.rstrip("23").lower(), ())
        word = special(self._at, self._rng) if special else self._rng.choice(bank)
        return word[:1].upper() + word[1:] if slot[0].isupper() else word

"""Names that mean nobody: common given names with family names put together for this municipality."""

from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_WOMEN = _words("""
Anne Kari Ingrid Marit Liv Berit Astrid Solveig Hilde Randi Gunn Turid Eli Bente Tone Heidi Silje
Camilla Ida Nora Emma Thea Sunniva Ragnhild Synnøve Gro Torill Wenche Anita Mona Stine Marte Kristin
Janne Lene Trine Vigdis Åse Oddny Gerd Sigrid Jorunn Åshild Guro Live Maren Hedda Frida Julie Malin
Elin Unni
""")
_MEN = _words("""
Ole Per Kjell Arne Jan Bjørn Svein Geir Terje Odd Tor Knut Rune Morten Hans Erik Lars Andreas Jonas
Emil Håkon Magnus Sindre Eirik Øyvind Trond Frode Stian Vegard Asbjørn Ivar Leif Roar Steinar Harald
Kåre Sverre Tormod Eivind Jostein Audun Ådne Sondre Mathias Henrik Nils Pål Øystein Dag Kim
""")
_DOUBLE = _words("""
Anne-Grete Ann-Kristin Liv-Marit Jan-Erik Odd-Arne Karl-Johan Bjørg-Elise May-Britt Tor-Ivar
""")
_FIRST_HALF = _words("""
Bjørk Gran Lyng Rogn Selje Hassel Ørne Skarv Hegre Rype Ravn Trane Kvit Brand Sval Marka Tjern Kjerr
Vinter Høst Bekke Stor Vesle Yt Mel Kopp Raud Tind Flo Skodd Glym Nav Brenn Hamre Solv Vår
""")
_SECOND_HALF = _words("""
åslien bråtet nesvold mostad tunet vollan haugbø lidal sveen botnli rudmo stølen bakkhus viktun
engmo fossli tveitan skjæret dalgard løkkhus holmseng melbø kvernmo
""")
_SAMI_GIVEN = _words("""
Ánte Máret Elle Niillas Biret Mikkal Ristin Jovnna Inger-Máret Áilu Sárá Heaika
""")
_SAMI_FAMILY = _words("""
Beazevárri Sáivajohka Guovssukas Goaskinbákti Lávkajávri Muohtavággi
""")
_NEWER = (
    ("Agnieszka Tomasz Kasia Piotr Dorota", "Brzozanek Lipnarska Jarzębiec Wiklinka"),
    ("Olena Dmytro Iryna Taras", "Horobenko-Lys Kalynivska Verbenchuk"),
    ("Amina Yusuf Hodan Abdirahman Sahra", "Warsanle Guuleyd Cadeysan"),
    ("Lwam Selam Yonas Filmon Rahwa", "Habtezal Tesfagim Kiflemar"),
    ("Fatima Samir Rima Khaled Noor", "Al-Rahmoni Nahrawan Zaytouni-Bek"),
    ("Linh Minh Thao Quang", "Lanh-Haivo Truongthi"),
    ("Marisol Jerome Analyn Rowena", "Dalisayno Bayanihal"),
    ("Suda Malee Anong", "Srisuwannit Phromdaeng"),
    ("Rūta Jonas Inga", "Beržinskaja Ąžuolienka"),
    ("Thusha Kumaran Nila", "Sivalingar Arulmani-Vel"),
    ("Zozan Dilan Rojda Baran", "Berxweda Çiyagul"),
)


def _norwegian_family(rng: Random) -> str:
    half, ending = rng.choice(_FIRST_HALF), rng.choice(_SECOND_HALF)
    return half + (ending[1:] if half[-1] == ending[0] else ending)


def invented_name(rng: Random) -> str:
    """A given and a family name; about one in seven from another language than Norwegian."""
    draw = rng.random()
    if draw < 0.02:
        return f"{rng.choice(_SAMI_GIVEN)} {rng.choice(_SAMI_FAMILY)}"
    if draw < 0.14:
        given, family = rng.choice(_NEWER)
        return f"{rng.choice(given.split())} {rng.choice(family.split())}"
    given_names = _DOUBLE if draw < 0.17 else _WOMEN if draw < 0.74 else _MEN
    middle = f" {_norwegian_family(rng)}" if rng.random() < 0.06 else ""
    return f"{rng.choice(given_names)}{middle} {_norwegian_family(rng)}"

"""The sentences about a finding, made from what was stored: words for how unusual, never for significance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from quality.core.text import N_, Message
from quality.patterns.detect.values import Kind, Level

NUMBERS = {
    2: N_("to"),
    3: N_("tre"),
    4: N_("fire"),
    5: N_("fem"),
    6: N_("seks"),
    7: N_("sju"),
    8: N_("åtte"),
    9: N_("ni"),
    10: N_("ti"),
    11: N_("elleve"),
    12: N_("tolv"),
}
VERY_RARE_YEARS = 3.0
MOST_YEARS = 100.0
CLEARLY_MORE = 1.3


@dataclass(frozen=True)
class Earlier:
    """The same weeks in an earlier year."""

    start: dt.date
    end: dt.date
    observed: int


@dataclass(frozen=True)
class Told:
    """A finding as its sentences need it: names in the reader's language, numbers as stored."""

    what: str | Message
    where: str
    kind: Kind
    level: Level
    units: int
    observed: int
    expected: float
    weeks: int
    years: float
    earlier: Sequence[Earlier] = ()


def number_word(number: int) -> Message | str:
    """A small number as a word, a big one as digits."""
    return Message(NUMBERS[number]) if number in NUMBERS else str(number)


def title(told: Told) -> Message:
    """What and where, in one line."""
    if told.kind is Kind.REPORTING:
        more = told.observed > told.expected
        text = N_("%(unit)s melder mer enn vanlig") if more else N_("%(unit)s melder mindre enn vanlig")
        return Message(text, {"unit": told.where})
    if told.kind is Kind.SEASONAL:
        return Message(N_("%(what)s kommer igjen på denne tiden av året"), {"what": told.what})
    if told.level is Level.MUNICIPALITY:
        return Message(N_("%(what)s i hele kommunen"), {"what": told.what})
    if told.level is Level.UNITS and told.units > 1:
        values = {"what": told.what, "number": told.units}
        return Message(N_("%(what)s i %(number)s enheter"), values)
    return Message(N_("%(what)s i %(unit)s"), {"what": told.what, "unit": told.where})


def suggested(what: str | Message, unit: str | Message) -> Message:
    """What a unit suggests, until somebody gives it a name; `what` is empty where nobody has sorted it."""
    values = {"what": what, "unit": unit}
    return Message(N_("%(what)s i %(unit)s") if what else N_("Forslag fra %(unit)s"), values)


def about_cause(name: str) -> Message:
    """A cause as what a finding is about."""
    return Message(N_("Årsaken «%(name)s»"), {"name": Message(name)})


def about_place(name: str) -> Message:
    """A place as what a finding is about."""
    return Message(N_("Stedet «%(name)s»"), {"name": name})


def about_story(words: Sequence[str]) -> Message:
    """A story as what a finding is about: a few of the words that its tellers share."""
    if not words:
        return Message(N_("Det samme fortalt"))
    return Message(N_("Det samme fortalt om «%(words)s»"), {"words": ", ".join(words)})


def counted(told: Told) -> Message:
    """What was seen and what was due."""
    values = {"observed": told.observed, "weeks": told.weeks, "expected": shown_expected(told.expected)}
    if told.kind is Kind.REPORTING:
        one, more = (
            N_("Én melding på %(weeks)s uker. Vi ventet %(expected)s."),
            N_("%(observed)s meldinger på %(weeks)s uker. Vi ventet %(expected)s."),
        )
        return Message(one if told.observed == 1 else more, values)
    return Message(N_("%(observed)s avvik på %(weeks)s uker. Vi ventet %(expected)s."), values)


def not_counted(cases: int) -> Message:
    """Members that are no part of the count: they came after the decision, or with something that was merged."""
    if cases == 1:
        return Message(
            N_(
                "Én sak til hører med, men er ikke talt med her: den kom senere, eller er slått sammen med dette."
            )
        )
    return Message(
        N_(
            "%(cases)s saker til hører med, men er ikke talt med her: de kom senere, eller er slått sammen med dette."
        ),
        {"cases": cases},
    )


def reporting(told: Told) -> Message:
    """What more or less of everything may mean; never a reproach."""
    if told.observed > told.expected:
        return Message(
            N_("Det er ofte et godt tegn: folk sier fra. Det gjelder alt de melder, ikke én ting.")
        )
    return Message(N_("Det gjelder alt de melder, ikke én ting. Spør om noe gjør det vanskelig å melde."))


def counted_outside(number: int, weeks: int) -> Message:
    """What was seen, on a sheet for others; what was due had other cases in it as well."""
    return Message(N_("%(observed)s avvik på %(weeks)s uker."), {"observed": number, "weeks": weeks})


def same_story(cases: int, total: int, words: Sequence[str]) -> Message:
    """How many of a finding's cases tell the same, and in which words."""
    values = {"cases": cases, "total": total, "words": ", ".join(words)}
    if cases == total:
        return Message(N_("Alle forteller det samme: «%(words)s»."), values)
    return Message(N_("%(cases)s av %(total)s forteller det samme: «%(words)s»."), values)


def more_than_expected(told: Told) -> Message:
    """The same for a reader who may not see the number."""
    return Message(N_("Flere avvik enn ventet på %(weeks)s uker."), {"weeks": told.weeks})


def gathered(cases: int, units: int) -> Message:
    """What a pattern made by a person is made of."""
    if cases == 1:
        return Message(N_("Én sak."))
    if units == 1:
        return Message(N_("%(cases)s saker i én enhet."), {"cases": cases})
    return Message(N_("%(cases)s saker i %(units)s enheter."), {"cases": cases, "units": units})


def woken(why: str, number: int, since: dt.date | None) -> Message:
    """Why what was followed is up again."""
    values = {"number": number, "since": since}
    if why != "date" and since is None:  # from before it was noted
        return Message(N_("Dere fulgte dette. Det er tid for å se på det igjen."))
    if why == "cases" and number == 1:
        return Message(N_("Dere fulgte dette. Det har kommet en ny sak siden %(since)s."), values)
    if why == "cases":
        return Message(N_("Dere fulgte dette. Det har kommet %(number)s nye saker siden %(since)s."), values)
    if why == "spread" and number == 1:
        return Message(N_("Dere fulgte dette. Én enhet til har fått det siden %(since)s."), values)
    if why == "spread":
        return Message(N_("Dere fulgte dette. %(number)s enheter til har fått det siden %(since)s."), values)
    return Message(N_("Dere fulgte dette. Dagen dere valgte, er kommet."))


def came_back(day: dt.date, cases: int | None, expected: float) -> Message:
    """Why what was finished is open again; without the number for those who may not have it."""
    if cases is None:
        return Message(
            N_("Kom tilbake %(day)s: det har vært flere saker enn ventet siden det ble avsluttet."),
            {"day": day},
        )
    values = {"day": day, "number": cases, "expected": shown_expected(expected)}
    if cases == 1:
        return Message(
            N_("Kom tilbake %(day)s: én ny sak siden det ble avsluttet. Vi ventet %(expected)s."), values
        )
    text = N_("Kom tilbake %(day)s: %(number)s nye saker siden det ble avsluttet. Vi ventet %(expected)s.")
    return Message(text, values)


def charted(told: Told, start: dt.date | None, end: dt.date | None, counted: bool = True) -> Message:
    """What the weekly drawing shows, for those who cannot see it; without what was expected where nobody said it."""
    if not counted:
        return Message(
            N_("Sakene i mønsteret fra %(start)s til %(end)s."),
            {"start": start, "end": end},
        )
    return Message(
        N_("Fra %(start)s til %(end)s er det sett %(observed)s, og ventet %(expected)s."),
        {
            "start": start,
            "end": end,
            "observed": told.observed,
            "expected": shown_expected(told.expected),
        },
    )


def charted_since(weeks: int, observed: int, expected: float) -> Message:
    """What came after it, when the drawing goes on."""
    values = {"weeks": weeks, "observed": observed, "expected": shown_expected(expected)}
    if weeks == 1:
        return Message(N_("Uken etter er det sett %(observed)s, og ventet %(expected)s."), values)
    return Message(N_("De %(weeks)s ukene etter er det sett %(observed)s, og ventet %(expected)s."), values)


def came_since(weeks: int, cases: int) -> Message:
    """What of the same sort has come after the cases of what people have put together."""
    values = {"weeks": weeks, "cases": cases}
    if weeks == 1:
        return Message(N_("Uken etter er det meldt %(cases)s av samme slag."), values)
    return Message(N_("De %(weeks)s ukene etter er det meldt %(cases)s av samme slag."), values)


def shown_expected(expected: float) -> float | Message:
    """Whole numbers from ten up, one decimal below, and less than one in words."""
    if expected < 1:
        return Message(N_("under 1"))
    return round(expected) if expected >= 10 else round(expected, 1)


def adjusted() -> Message:
    """What the expectation has taken account of."""
    return Message(N_("Tallet er justert for sesong og for hvor mye enhetene ellers melder."))


def strength(told: Told) -> Message | None:
    """How unusual, in one word or two; no strong word where there is not a year to compare with."""
    if told.observed <= told.expected:
        return None
    very = told.years >= VERY_RARE_YEARS and told.earlier
    return Message(N_("Svært uvanlig") if very else N_("Uvanlig"))


def how_rare(told: Told) -> Message:
    """How often chance alone shows something like it, where there is a year to say it from."""
    if told.observed <= told.expected:
        return Message(N_("Uten sakene som er tatt ut, er det ikke flere enn ventet."))
    if told.earlier:
        return rarity(told.years)
    return Message(N_("Historikken er for kort til å si hvor uvanlig det er."))


def rarity(years: float) -> Message:
    """How often chance alone shows something like it."""
    if years >= MOST_YEARS:
        return Message(
            N_("Så uvanlig at vi venter det sjeldnere enn én gang på hundre år ved tilfeldigheter.")
        )
    if years >= 1.5:
        return Message(
            N_("Så uvanlig at vi venter det omtrent én gang på %(number)s år ved tilfeldigheter."),
            {"number": number_word(round(years))},
        )
    months = max(1, round(12 * years))
    if months == 1:
        return Message(N_("Så uvanlig at vi venter det omtrent én gang i måneden ved tilfeldigheter."))
    if months == 12:
        return Message(N_("Så uvanlig at vi venter det omtrent én gang i året ved tilfeldigheter."))
    return Message(
        N_("Så uvanlig at vi venter det omtrent én gang på %(number)s måneder ved tilfeldigheter."),
        {"number": number_word(months)},
    )


def season(told: Told) -> Message:
    """Whether the time of year explains it."""
    if not told.earlier:
        return Message(N_("Historikken er for kort til å si om dette er sesong."))
    seen = [year.observed for year in told.earlier]
    values = {"last": seen[0], "before": seen[-1]}
    clearly = told.observed > CLEARLY_MORE * max(seen)
    if len(seen) == 1:
        text = (
            N_("Ikke sesong: samme uker i fjor %(last)s.") if clearly else N_("Samme uker i fjor: %(last)s.")
        )
    elif clearly:
        text = N_("Ikke sesong: samme uker i fjor %(last)s, året før %(before)s.")
    else:
        text = N_("Samme uker i fjor: %(last)s, året før: %(before)s.")
    return Message(text, values)


def unknown(told: Told) -> list[Message]:
    """What the numbers cannot tell."""
    said = [Message(N_("Tallene sier ikke hvorfor det skjer. Det må noen som kjenner enhetene, svare på."))]
    if not told.earlier:
        said.append(Message(N_("Det er ikke et år å sammenligne med, så det kan være tilfeldig.")))
    elif len(told.earlier) < 2:
        said.append(Message(N_("Historikken er under to år, så vi kan ta feil av sesong.")))
    if told.observed < 10:
        said.append(Message(N_("Det er få saker, så bildet kan endre seg fort.")))
    return said


def plain(message: Message | str | float) -> str:
    """The sentence in bokmål, for what is stored."""
    if isinstance(message, Message):
        return message.text % {name: plain(value) for name, value in message.values.items()}
    return str(message)

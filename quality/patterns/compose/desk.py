"""The sentences that stand on the desk beside the findings: false alarms, what cannot be seen yet, silence, seasons."""

from __future__ import annotations

import datetime as dt

from quality.core.text import N_, Message
from quality.patterns.compose import number_word, shown_expected
from quality.patterns.detect.young import Gap


def false_alarms(a_month: float) -> Message:
    """How many findings the dial lets through by chance."""
    if a_month >= 1.5:
        return Message(
            N_("Regn med omtrent %(number)s falske alarmer i måneden."),
            {"number": number_word(round(a_month))},
        )
    months = max(1, round(1 / a_month))
    if months == 1:
        return Message(N_("Regn med omtrent én falsk alarm i måneden."))
    return Message(
        N_("Regn med omtrent én falsk alarm på %(number)s måneder."), {"number": number_word(months)}
    )


def little_data(
    weeks: int, cases: int, least_weeks: int, least_cases: int, on: dt.date | None
) -> list[Message]:
    """Why there are no findings yet, and when there can be."""
    values = {"weeks": weeks, "cases": cases, "least_weeks": least_weeks, "least_cases": least_cases}
    if not cases:
        text = N_(
            "Ingen avvik er meldt ennå. Funn kommer når det er minst %(least_weeks)s uker og "
            "%(least_cases)s avvik å se på."
        )
        return [Message(text, values)]
    text = N_(
        "For lite data: vi har %(weeks)s uker og %(cases)s avvik. "
        "Funn kommer når det er minst %(least_weeks)s uker og %(least_cases)s avvik."
    )
    if weeks <= 1:
        text = N_(
            "For lite data: vi har ikke mer enn en uke. "
            "Funn kommer når det er minst %(least_weeks)s uker og %(least_cases)s avvik."
        )
    return [Message(text, values), *([Message(N_("Det er tidligst %(day)s."), {"day": on})] if on else [])]


def not_yet(gap: Gap, on: dt.date | None, a_year: int) -> Message:
    """Something that the counts cannot tell, and from when they can."""
    if gap is Gap.FEW:
        return Message(
            N_(
                "Om noe øker litt i én enhet. Det er bare %(number)s avvik i året, og da svinger tallene mye "
                "av seg selv. Det som rammer flere enheter, ser vi lettere."
            ),
            {"number": a_year},
        )
    if on is None:
        return Message(NOT_YET[gap][1])
    return Message(NOT_YET[gap][0], {"day": on})


NOT_YET = {
    Gap.STORIES: (
        N_("Om flere enheter forteller det samme oftere enn før. Det kan vi se fra %(day)s."),
        N_("Om flere enheter forteller det samme oftere enn før. Det kan vi se etter ti måneder."),
    ),
    Gap.QUIET: (
        N_("Om en enhet er blitt stille. Det kan vi se fra %(day)s."),
        N_("Om en enhet er blitt stille. Det kan vi se etter halvannet år."),
    ),
    Gap.SEASONS: (
        N_("Om noe kommer igjen til samme tid hvert år. Det kan vi se fra %(day)s."),
        N_("Om noe kommer igjen til samme tid hvert år. Det kan vi se etter to år."),
    ),
}


def told_alike(cases: int, units: int) -> Message:
    """How many cases tell nearly the same; nothing says that it is unusual."""
    return Message(
        N_("%(cases)s saker i %(units)s enheter forteller noe som ligner."), {"cases": cases, "units": units}
    )


def quiet(unit: str, observed: int, expected: float, weeks: int) -> Message:
    """A unit that reports less than it uses to, as a question and never as a fault."""
    values = {"unit": unit, "observed": observed, "expected": shown_expected(expected), "weeks": weeks}
    if observed == 1:
        text = N_(
            "%(unit)s har meldt én sak på %(weeks)s uker. Vi ventet %(expected)s. "
            "Er det noe som gjør det vanskelig å melde?"
        )
    else:
        text = N_(
            "%(unit)s har meldt %(observed)s saker på %(weeks)s uker. Vi ventet %(expected)s. "
            "Er det noe som gjør det vanskelig å melde?"
        )
    return Message(text, values)


def season_ahead(what: str, where: str, starts: dt.date, last: int, before: int) -> Message:
    """What comes each year, said before it does."""
    values = {"what": what, "where": where, "day": starts, "last": last, "before": before}
    return Message(
        N_("%(what)s i %(where)s kommer ofte fra %(day)s: %(last)s i fjor, %(before)s året før."), values
    )


def checked(false_files: int, months: float) -> Message:
    """What the nightly self-check has shown of false alarms."""
    values = {"months": round(months), "number": false_files}
    if false_files == 0:
        return Message(
            N_("Etterprøvd: ingen falske alarmer i %(months)s måneder der ingenting gikk igjen."), values
        )
    if false_files == 1:
        return Message(
            N_("Etterprøvd: én falsk alarm i %(months)s måneder der ingenting gikk igjen."), values
        )
    return Message(
        N_("Etterprøvd: %(number)s falske alarmer i %(months)s måneder der ingenting gikk igjen."), values
    )

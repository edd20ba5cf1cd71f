"""What people are told when a case goes from one unit to another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from quality.accounts.models import Person
from quality.cases.mails import link
from quality.cases.models.case import Case
from quality.core.notices import News
from quality.core.text import N_
from quality.organisation.models import Unit


def _about_unit(
    case: Case, kind: str, text: str, unit: Unit, people: Iterable[Person], now: dt.datetime
) -> list[News]:
    values = {"number": case.label, "unit": unit.name}
    key = f"{kind}:{case.public_id}:{now.isoformat()}"
    return [News(person.id, kind, text, link(case), key, values) for person in people]


def offered(case: Case, leaders: Iterable[Person], now: dt.datetime) -> list[News]:
    """To the leaders of another unit: a case is sent to you, take it over or send it back."""
    text = N_("%(unit)s har sendt deg sak %(number)s. Overta den, eller send den tilbake")
    return _about_unit(case, "case_offered", text, case.unit, leaders, now)


def involved(case: Case, leaders: Iterable[Person], now: dt.datetime) -> list[News]:
    """To the leaders of a unit that a case is also about: you may read it."""
    text = N_("%(unit)s lar deg lese sak %(number)s, som også gjelder din enhet")
    return _about_unit(case, "case_involved", text, case.unit, leaders, now)


def taken_over(case: Case, leaders: Iterable[Person], unit: Unit, now: dt.datetime) -> list[News]:
    """To the leaders who sent it: the other unit has it now."""
    text = N_("%(unit)s har overtatt sak %(number)s")
    return _about_unit(case, "case_taken_over", text, unit, leaders, now)


def sent_back(case: Case, leaders: Iterable[Person], unit: Unit, now: dt.datetime) -> list[News]:
    """To the leaders who sent it: the other unit says it is not theirs."""
    text = N_("%(unit)s sendte sak %(number)s tilbake. Se hvorfor")
    return _about_unit(case, "case_sent_back", text, unit, leaders, now)


def nobody_took(case: Case, leaders: Iterable[Person], unit: Unit, now: dt.datetime) -> list[News]:
    """To the leaders who sent it: nobody answered in time."""
    text = N_("%(unit)s svarte ikke på sak %(number)s. Den er tilbake hos deg")
    return _about_unit(case, "case_returned", text, unit, leaders, now)


def offer_withdrawn(case: Case, people: Iterable[Person], now: dt.datetime) -> list[News]:
    """To who was asked to take it over: there is nothing to answer. They may know of the case no longer."""
    text = N_("En sak som %(unit)s sendte deg, er trukket tilbake av den som meldte. Du trenger ikke svare")
    key = f"offer_withdrawn:{case.public_id}:{now.isoformat()}"
    values = {"unit": case.unit.name}
    return [
        News(person.id, "offer_withdrawn", text, "/inbox", key, values)
        for person in people
        if person.id != case.reporter_id
    ]


def sent_on(case: Case, who: str, unit: Unit, now: dt.datetime) -> list[News]:
    """To the reporter: another unit has been asked to take it."""
    if case.reporter_id is None:
        return []
    text = N_("%(who)s har sendt sak %(number)s til %(unit)s")
    values = {"number": case.label, "who": who, "unit": unit.name}
    key = f"case_sent_on:{case.public_id}:{now.isoformat()}"
    return [News(case.reporter_id, "case_sent_on", text, link(case), key, values)]

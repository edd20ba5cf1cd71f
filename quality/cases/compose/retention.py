"""The municipality's schedule: how many years each kind of case keeps its reporter's name and its words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from quality.cases.kinds import Access

YEAR = 365.25
# Shielded cases are kept for as long as is decided when they are closed, and never longer than this.
SHIELDED_AT_MOST = 5
# What takes out more than before waits for so long, so that others see it in time and can hold back what must be kept.
WAIT_DAYS = 14
PLAIN = tuple(access for access in Access if access is not Access.SHIELDED)


@dataclass(frozen=True)
class Term:
    """Years after a case ended: how long the reporter's name is kept, and how long the words. `hold` keeps all."""

    names: int
    text: int
    hold: bool = False


DEFAULTS = {
    Access.IMPROVEMENT: Term(1, 5),
    Access.SERVICE: Term(1, 5),
    Access.SAFETY: Term(1, 5),
    Access.PERSONAL: Term(2, 2),
    Access.PRIVACY: Term(5, 5),
    Access.SHIELDED: Term(SHIELDED_AT_MOST, SHIELDED_AT_MOST),
}


@dataclass(frozen=True)
class Schedule:
    """The terms by kind, and how many years the access log and the words of old mails are kept."""

    terms: Mapping[Access, Term] = field(default_factory=lambda: dict(DEFAULTS))
    log_years: int = 2
    mail_years: int = 1

    def stored(self) -> dict[str, Any]:
        """As it lies in the municipality's settings."""
        terms = {access.value: asdict(term) for access, term in self.terms.items()}
        return {"terms": terms, "log_years": self.log_years, "mail_years": self.mail_years}


def read_schedule(stored: Mapping[str, Any]) -> Schedule:
    """The schedule from the settings; what the municipality has not chosen is as proposed."""
    own = stored.get("terms", {})
    terms = {access: Term(**own[access]) if access in own else term for access, term in DEFAULTS.items()}
    return Schedule(terms, stored.get("log_years", 2), stored.get("mail_years", 1))


def cautious(one: Schedule, other: Schedule) -> Schedule:
    """The longer of each term, held where either holds: takes out nothing that one of them would not."""
    terms = {
        access: Term(
            max(term.names, other.terms[access].names),
            max(term.text, other.terms[access].text),
            term.hold or other.terms[access].hold,
        )
        for access, term in one.terms.items()
    }
    return Schedule(terms, max(one.log_years, other.log_years), max(one.mail_years, other.mail_years))


def years_before(now: dt.datetime, years: int) -> dt.datetime:
    """So many years ago."""
    return now - dt.timedelta(days=round(years * YEAR))

"""The sentences about whether a measure worked."""

from __future__ import annotations

import datetime as dt

from quality.core.text import N_, Message
from quality.patterns.compose import shown_expected

VERDICTS = {
    "effect": N_("Tallene viser at det virket"),
    "no_effect": N_("Tallene viser ingen virkning"),
    "unclear": N_("Tallene er uklare"),
    "too_early": N_("For tidlig å si"),
    "regression": N_("Det virket, men er på vei tilbake"),
}


def verdict(
    said: str, weeks_before: int, weeks_after: int, after: int, due: float, answer_on: dt.date | None
) -> list[Message]:
    """What the counts say of a measure, on what, and when they can say more."""
    told = [Message(N_("%(verdict)s."), {"verdict": Message(VERDICTS[said])})]
    if weeks_after and weeks_before:
        values = {"weeks": weeks_after, "after": after, "due": shown_expected(due)}
        told.append(Message(N_("%(after)s avvik på %(weeks)s uker etterpå, ventet %(due)s."), values))
    if answer_on:
        told.append(Message(N_("Vi vet mer etter %(day)s."), {"day": answer_on}))
    return told


def no_verdict(countable: bool, night_gone: bool, answered: bool) -> list[Message]:
    """Why the counts say nothing of a measure that is done, and what to do instead where nobody has answered."""
    if countable or not night_gone:
        return [Message(N_("Tallene kommer etter neste natt."))]
    why = Message(N_("Løft kan ikke telle om det virket: sakene har ikke noe felles å telle etter."))
    return [why] if answered else [why, Message(N_("Spør enhetene, og svar under «Virket det?»."))]

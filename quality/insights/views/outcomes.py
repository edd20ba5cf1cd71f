"""What came of it: whether measures worked, and how far learning has come."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext, ngettext

from quality.accounts.roles import Act
from quality.cases.states import MeasureState
from quality.core import clock
from quality.core.clock import month_start
from quality.core.db import db
from quality.core.figures import Curves, Stack
from quality.core.speech import word
from quality.core.text import N_
from quality.insights.compose.asked import add_months
from quality.insights.queries import parts
from quality.insights.views.blocks import Block, Cell, Line, Reader
from quality.insights.views.reading import step_label

OUTCOMES = {
    MeasureState.WORKED: N_("Virket"),
    MeasureState.PARTLY: N_("Virket delvis"),
    MeasureState.FAILED: N_("Virket ikke"),
    MeasureState.DONE: N_("Ikke kontrollert"),
}
JUDGED = tuple(state for state in OUTCOMES if state is not MeasureState.DONE)
FEW = 5


def blocks(reader: Reader) -> list[Block]:
    """Measures by quarter, then notes by month."""
    found = [_measures(reader)]
    if reader.actor.may(Act.NOTE_READ):
        found.append(_uptake(reader))
    return found


@dataclass(frozen=True)
class Measures:
    """Measures by quarter and by whether they worked, and which quarters are not counted whole."""

    quarters: list[dt.date]
    counted: Counter[tuple[dt.date, MeasureState]]
    totals: Counter[MeasureState]
    partial: tuple[int, ...]


def measures(reader: Reader) -> Measures:
    """What is done in the period."""
    found = parts.outcomes(db.session(), reader.actor, reader.asked, reader.where)
    counted = Counter((_quarter(day), state) for day, state, _ in found)
    quarters = _quarters([day for day, _, _ in found])
    whole = (reader.asked.steps.first_day, reader.asked.steps.final_day)
    today = clock.local_date(clock.now())
    partial = tuple(
        at
        for at, quarter in enumerate(quarters)
        if quarter < whole[0] or min(whole[1], today) < add_months(quarter, 3) - dt.timedelta(1)
    )
    return Measures(quarters, counted, Counter(state for _, state, _ in found), partial)


def _measures(reader: Reader) -> Block:
    return measures_block(reader, measures(reader), waiting=True)


def measures_block(reader: Reader, found: Measures, *, waiting: bool) -> Block:
    """What is judged as columns; what nobody has judged yet stands in the sentence and the table, not in their way."""
    labels = tuple(
        str(gettext("%(number)s. kv. %(year)s", number=q.month // 3 + 1, year=q.year)) for q in found.quarters
    )
    names = tuple(word(label) for label in OUTCOMES.values())
    figure = Stack(
        labels,
        names[: len(JUDGED)],
        tuple(tuple(found.counted[q, state] for q in found.quarters) for state in JUDGED),
        partial=found.partial,
        partial_word=word(N_("ikke hele kvartalet")),
    )
    lines = tuple(
        Line(
            gettext("%(step)s (ikke hele kvartalet)", step=labels[at]) if at in found.partial else labels[at],
            tuple(Cell(str(found.counted[q, state])) for state in OUTCOMES),
        )
        for at, q in reversed(list(enumerate(found.quarters)))
    )
    return Block(
        "measures",
        word(N_("Virket tiltakene?")),
        _sentence(found.totals, waiting),
        figure if any(found.totals[state] for state in JUDGED) else None,
        (word(N_("Kvartal")), *names),
        lines,
        word(N_("Tiltak i sakene du har tall for, etter når de ble utført.")),
    )


def _sentence(totals: Counter[MeasureState], waiting: bool) -> str:
    """What worked of what is judged, and how many nobody has judged yet."""
    judged, left = sum(totals[state] for state in JUDGED), totals[MeasureState.DONE]
    if judged < FEW:
        said = word(N_("For få tiltak er kontrollert til å si hva som virker."))
    else:
        said = gettext(
            "%(worked)s av %(judged)s kontrollerte tiltak virket, %(partly)s virket delvis og %(failed)s ikke.",
            worked=totals[MeasureState.WORKED],
            judged=judged,
            partly=totals[MeasureState.PARTLY],
            failed=totals[MeasureState.FAILED],
        )
    if not waiting or not left:
        return said
    more = ngettext(
        "Ett tiltak er utført og ikke kontrollert ennå.",
        "%(num)s tiltak er utført og ikke kontrollert ennå.",
        left,
    )
    return f"{said} {more}"


def _quarter(day: dt.date) -> dt.date:
    return dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def _quarters(days: list[dt.date]) -> list[dt.date]:
    if not days:
        return []
    found = [_quarter(min(days))]
    while found[-1] < _quarter(max(days)):
        found.append(add_months(found[-1], 3))
    return found


def _uptake(reader: Reader) -> Block:
    found = parts.uptake(db.session(), reader.asked)
    months = _months(reader)
    curves = [
        tuple(sum(day < add_months(month, 1) for day in days) for month in months) for _, _, days in found
    ]
    labels = tuple(step_label(reader.asked.steps.grain.MONTH, month) for month in months)
    unit_word = word(N_("Enheter som bruker det"))
    figure = Curves(labels, tuple(title for _, title, _ in found), tuple(curves), unit_word)
    lines = tuple(
        Line(title, (Cell(str(len(days))),), url_for("learning.show", public_id=public_id))
        for public_id, title, days in found
    )
    most = max((len(days) for _, _, days in found), default=0)
    sentence = (
        gettext("Det mest brukte notatet er i bruk i %(count)s enheter.", count=most)
        if found
        else gettext("Ingen enheter har tatt i bruk notater fra perioden ennå.")
    )
    return Block(
        "uptake",
        word(N_("Hvor langt læringen er kommet")),
        str(sentence),
        figure if found else None,
        (word(N_("Notat")), unit_word),
        lines,
        word(N_("Notater publisert i perioden, for hele kommunen.")),
    )


def _months(reader: Reader) -> list[dt.date]:
    found = [month_start(reader.asked.steps.first_day)]
    last = month_start(min(reader.asked.steps.starts[-1], reader.asked.until))
    while found[-1] < last:
        found.append(add_months(found[-1], 1))
    return found

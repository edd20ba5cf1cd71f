"""What came of it: whether measures worked, and how far learning has come."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from flask import url_for
from flask_babel import gettext

from quality.accounts.roles import Act
from quality.cases.states import MeasureState
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
FEW = 5


def blocks(reader: Reader) -> list[Block]:
    """Measures by quarter, then notes by month."""
    found = [_measures(reader)]
    if reader.actor.may(Act.NOTE_READ):
        found.append(_uptake(reader))
    return found


def _measures(reader: Reader) -> Block:
    found = parts.outcomes(db.session(), reader.actor, reader.asked, reader.where)
    counted = Counter((_quarter(day), state) for day, state, _ in found)
    quarters = _quarters([day for day, _, _ in found])
    labels = tuple(
        str(gettext("%(number)s. kv. %(year)s", number=q.month // 3 + 1, year=q.year)) for q in quarters
    )
    names = tuple(word(label) for label in OUTCOMES.values())
    figure = Stack(labels, names, tuple(tuple(counted[q, state] for q in quarters) for state in OUTCOMES))
    totals = Counter(state for _, state, _ in found)
    judged = sum(totals.values()) - totals[MeasureState.DONE]
    if judged < FEW:
        sentence = word(N_("For få tiltak er kontrollert til å si hva som virker."))
    else:
        sentence = str(
            gettext(
                "%(worked)s av %(judged)s kontrollerte tiltak virket, %(partly)s virket delvis og %(failed)s ikke.",
                worked=totals[MeasureState.WORKED],
                judged=judged,
                partly=totals[MeasureState.PARTLY],
                failed=totals[MeasureState.FAILED],
            )
        )
    lines = tuple(
        Line(label, tuple(Cell(str(counted[q, state])) for state in OUTCOMES))
        for label, q in reversed(list(zip(labels, quarters, strict=True)))
    )
    return Block(
        "measures",
        word(N_("Virket tiltakene?")),
        sentence,
        figure if found else None,
        (word(N_("Kvartal")), *names),
        lines,
        word(N_("Tiltak i sakene du har tall for, etter når de ble utført.")),
    )


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

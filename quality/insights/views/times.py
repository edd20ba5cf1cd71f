"""How long it takes until a case is answered, and until it is closed."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from flask_babel import gettext

from quality.core.db import db
from quality.core.figures import Spread
from quality.core.small_numbers import LEAST
from quality.core.speech import word
from quality.core.text import N_, show_number
from quality.core.web import language, once
from quality.insights.figures.spans import Span, span
from quality.insights.queries import parts
from quality.insights.queries.counts import numbers
from quality.insights.views.blocks import Block, Cell, Line, Reader
from quality.insights.views.links import cases_url
from quality.insights.views.reading import step_label

NOT_DONE = N_(
    "Etter når saken skjedde. Saker som ikke er ferdige, regnes som lengre enn alle de andre, "
    "så de nyeste periodene kan mangle tall."
)


def blocks(reader: Reader) -> list[Block]:
    """Time to the first answer, then to the closing, month by month."""
    return [block(reader, spans(reader, closing), closing) for closing in (False, True)]


def spans(reader: Reader, closing: bool) -> list[Span]:
    """How long the cases of each step took."""
    asked = reader.asked
    counted = once("times_counted", lambda: numbers(db.session(), reader.actor, asked, reader.where))
    found = parts.durations(db.session(), reader.actor, asked, reader.where, closing)
    unknown = Counter() if closing else _unknown(reader)
    return [
        span(found.get(start, {}), total - unknown[start])
        for start, total in zip(asked.steps.starts, counted.series(asked.steps.starts), strict=True)
    ]


def _unknown(reader: Reader) -> Counter[dt.date]:
    """Cases of another system whose answer nobody knows, by step."""
    asked, where = reader.asked, reader.where
    found: Counter[dt.date] = once(
        "answers_unknown", lambda: parts.answers_unknown(db.session(), reader.actor, asked, where)
    )
    return found


def block(reader: Reader, found: list[Span], closing: bool) -> Block:
    """What is known of the steps as a point."""
    asked = reader.asked
    labels = [step_label(asked.steps.grain, start) for start in asked.steps.starts]
    words = (word(N_("Halvparten innen")), word(N_("En fjerdedel innen")), word(N_("Tre fjerdedeler innen")))
    done_word = word(N_("Lukket")) if closing else word(N_("Besvart"))
    figure = Spread(
        tuple(labels),
        tuple(each.low for each in found),
        tuple(each.middle for each in found),
        tuple(each.high for each in found),
        tuple(each.total for each in found),
        (*words, word(N_("Saker"))),
        word(N_("dager")),
        word(N_("ikke ferdig")) if asked.steps.unfinished else "",
    )
    lines = tuple(
        Line(
            gettext("%(step)s (ikke ferdig)", step=label) if place >= asked.steps.finished else label,
            (
                *(Cell(_days(value)) for value in (each.middle, each.low, each.high)),
                Cell(str(each.done), _done_url(reader, place, closing)),
                Cell(str(each.total), _all_url(reader, place, closing)),
            ),
        )
        for place, (label, each) in reversed(list(enumerate(zip(labels, found, strict=True))))
    )
    silent = all(each.middle is None for each in found)
    return Block(
        "closing" if closing else "answer",
        word(N_("Til saken er lukket")) if closing else word(N_("Til første svar")),
        _sentence(found, closing),
        None if silent else figure,
        (word(N_("Periode")), *words, done_word, word(N_("Saker"))),
        lines,
        note(reader, closing),
        folded=silent,
    )


def note(reader: Reader, closing: bool, outward: bool = False) -> str:
    """What the times leave out; to others without a number, since two sheets would give the months between."""
    return word(NOT_DONE) if closing else " ".join((word(NOT_DONE), *_left_out(reader, outward)))


def _left_out(reader: Reader, outward: bool) -> list[str]:
    """How many cases of another system are in no number of answers."""
    number = _unknown(reader).total()
    if not number:
        return []
    if outward or number < LEAST:
        return [word(N_("Saker fra et annet system uten kjent svar er ikke med."))]
    shown = show_number(number, language())
    return [gettext("%(number)s saker fra et annet system uten kjent svar er ikke med.", number=shown)]


def _all_url(reader: Reader, place: int, closing: bool) -> str:
    steps = reader.asked.steps
    extra = {} if closing or not _unknown(reader).total() else {"answerable": "1"}
    return cases_url(reader.asked, steps.starts[place], steps.last_day(place), **extra)


def _done_url(reader: Reader, place: int, closing: bool) -> str:
    steps = reader.asked.steps
    extra = {"state": "closed"} if closing else {"answered": "1"}
    return cases_url(reader.asked, steps.starts[place], steps.last_day(place), **extra)


def _days(value: int | None) -> str:
    return "–" if value is None else str(gettext("%(days)s dager", days=value))


def _sentence(spans: list[Span], closing: bool) -> str:
    """The middle of the latest that is known beside the middle of all before: no judgement of two points."""
    known = [each.middle for each in spans if each.middle is not None]
    if len(known) < 4:
        return word(N_("For få saker til å si noe om tiden."))
    usual = sorted(known)[len(known) // 2]
    if closing:
        return str(gettext("Vanligvis er halvparten av sakene lukket innen %(days)s dager.", days=usual))
    return str(gettext("Vanligvis har halvparten av sakene fått svar innen %(days)s dager.", days=usual))

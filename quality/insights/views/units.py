"""Units of the same kind beside each other, and each beside its own past: as questions, never as a ranking."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from quality.core.db import db
from quality.core.figures import Funnel
from quality.core.speech import word
from quality.core.text import N_, show_number
from quality.core.web import language
from quality.insights.figures.funnel import Comparison, compare
from quality.insights.figures.judge import judge_ended
from quality.insights.kinds import UNCHANGED, Finding
from quality.insights.queries import Numbers, Place
from quality.insights.queries.counts import numbers
from quality.insights.views.blocks import Block, Cell, Line, Reader
from quality.insights.views.links import cases_url, trends_url
from quality.insights.views.reading import short_words, step_label
from quality.organisation.kinds import SERVICE_LABELS, Service, UnitLevel

CHANGED = {
    Finding.HIGHER: N_("Hva har endret seg i %(unit)s siden %(since)s? Det meldes mer enn før."),
    Finding.LOWER: N_("Hva har endret seg i %(unit)s siden %(since)s? Det meldes mindre enn før."),
}
ABOVE = N_(
    "Hvorfor har %(unit)s flere saker enn størrelsen tilsier? Skjer det mer der, eller sier flere fra?"
)
BELOW = N_(
    "Hvorfor har %(unit)s færre saker enn størrelsen tilsier? Skjer det mindre der, eller sier færre fra?"
)
# Beyond this many lines a table is not looked through; the questions above it name those that changed.
MOST_LINES = 60


def blocks(reader: Reader) -> list[Block]:
    """The funnel of each kind of service, then every unit with its own past."""
    found = numbers(db.session(), reader.actor, reader.asked, reader.where)
    return [*_funnels(reader, found), _past(reader, found)]


def _funnels(reader: Reader, found: Numbers) -> list[Block]:
    shown = []
    for service in reader.where.services():
        if reader.asked.service in {"", service} and (block := _funnel(reader, found, service)):
            shown.append(block)
    return shown


def _funnel(reader: Reader, found: Numbers, service: Service) -> Block | None:
    """The units of one kind of service by their size; None where there is too little to compare."""
    units = [place for place in reader.where.places if _compared(reader, place, service)]
    counts = [sum(found.series(reader.asked.steps.starts, reader.where.below(place))) for place in units]
    compared = compare(counts, [place.fte or 0.0 for place in units])
    if compared is None:
        return None
    words = (word(N_("Årsverk")), word(N_("Saker per 100 årsverk")))
    questions = tuple(
        str(gettext(ABOVE if above else BELOW, unit=units[at].name)) for at, above in compared.outside
    )
    alike = N_("Forskjellene er ikke større enn størrelse, tilfeldigheter og vanlige ulikheter kan gi.")
    return Block(
        f"funnel-{service}",
        word(SERVICE_LABELS[service]),
        word(N_("Noe skiller seg ut. Spør før du tolker.") if questions else alike),
        _figure(units, counts, compared, words),
        (word(N_("Enhet")), word(N_("Saker")), *words),
        tuple(_line(reader, place, count) for place, count in zip(units, counts, strict=True)),
        word(
            N_("Hele perioden. I organisasjonens egen rekkefølge. Det lyse feltet er videre for små enheter.")
        ),
        questions,
    )


def _compared(reader: Reader, place: Place, service: Service) -> bool:
    """Whether the unit stands beside others: open, with people, and all of it within the reader's sight and filter."""
    return bool(
        place.service == service
        and place.level is UnitLevel.UNIT
        and place.fte
        and place.closed_on is None
        and reader.where.below(place) <= reader.where.within
        and _inside(reader, place)
    )


def _per_hundred(place: Place, count: int) -> float:
    return 100 * count / (place.fte or 1.0)


def _figure(units: list[Place], counts: list[int], compared: Comparison, words: tuple[str, str]) -> Funnel:
    return Funnel(
        tuple(place.name for place in units),
        tuple(place.fte or 0.0 for place in units),
        tuple(round(_per_hundred(place, count), 1) for place, count in zip(units, counts, strict=True)),
        round(100 * compared.centre, 1),
        compared.at,
        tuple(round(100 * value, 2) for value in compared.low),
        tuple(round(100 * value, 2) for value in compared.high),
        tuple(place for place, _ in compared.outside),
        words,
        gettext("Snittet %(rate)s", rate=show_number(round(100 * compared.centre), language())),
    )


def _line(reader: Reader, place: Place, count: int) -> Line:
    cells = (
        Cell(show_number(count, language()), cases_url(reader.asked, unit=place.public_id)),
        Cell(show_number(place.fte or 0.0, language(), 1)),
        Cell(show_number(_per_hundred(place, count), language(), 1)),
    )
    return Line(place.name, cells, trends_url(reader.asked, unit=place.public_id))


def _inside(reader: Reader, place: Place) -> bool:
    narrowed = reader.where.narrowed(reader.asked)
    return narrowed is None or place.id in narrowed


def _past(reader: Reader, found: Numbers) -> Block:
    """Each unit by the rules, in its own past; never two numbers against each other."""
    where, steps, lines, questions, unlike = reader.where, reader.asked.steps, [], [], 0
    for place in where.rows(reader.asked.units) or [p for p in where.places if p.id in where.within][:1]:
        if place.closed_on is not None or not _inside(reader, place):
            continue
        values = found.series(steps.starts, where.below(place))
        judged = judge_ended(values, steps.finished)
        url = cases_url(reader.asked, unit=place.public_id)
        cells = (Cell(show_number(sum(values), language()), url), Cell(short_words(reader.asked, judged)))
        lines.append(Line(place.name, cells, trends_url(reader.asked, unit=place.public_id)))
        unlike += judged.finding not in UNCHANGED
        if judged.finding in CHANGED:
            since = step_label(steps.grain, steps.starts[judged.first], "MMMM y")
            questions.append(str(gettext(CHANGED[judged.finding], unit=place.name, since=since)))
    return Block(
        "past",
        word(N_("Hver enhet og sin egen fortid")),
        _changes(unlike, bool(questions)),
        None,
        (word(N_("Enhet")), word(N_("Saker")), word(N_("Endring"))),
        tuple(lines),
        word(N_("Der mange vises samtidig, slår omtrent én av tjue ut ved tilfeldigheter alene.")),
        tuple(questions),
        folded=len(lines) > MOST_LINES,
    )


def _changes(unlike: int, asked: bool) -> str:
    """How many units are unlike their own past; those that lie higher or lower now are asked about beneath."""
    if not unlike:
        return word(N_("Ingen enhet har endret seg tydelig."))
    if asked:
        return word(N_("Disse har endret seg."))
    found: str = ngettext(
        "Én enhet skiller seg fra sin egen fortid. Tabellen sier hvordan.",
        "%(num)s enheter skiller seg fra sin egen fortid. Tabellen sier hvordan.",
        unlike,
    )
    return found

"""A raised pattern as it may be shown to others than its reader."""

from __future__ import annotations

from flask_babel import gettext

from quality.accounts.login import current_actor
from quality.cases.states import MEASURE_STATE_LABELS, MeasureState
from quality.core.db import db
from quality.core.small_numbers import LEAST
from quality.core.speech import word
from quality.core.text import (
    N_,
    RefusedError,
    show_date,
)
from quality.core.web import language, say
from quality.insights.compose.points import Point
from quality.insights.views.trend_points import COUNTED, source, trend_point
from quality.patterns import compose
from quality.patterns.queries import file as files
from quality.patterns.queries.outside import Outside, outside
from quality.patterns.queries.raised import asked_for
from quality.patterns.queries.register import effect_word
from quality.patterns.states import PATTERN_STATE_LABELS, RAISED, Origin

CHARTED = N_(
    "Grafen er uten saker om en bestemt bruker, saker om personvern, skjermede saker og saker om en ansatt."
)


def pattern_point(public_id: str) -> Point:
    """A raised pattern: what is seen, what is done and what is asked for, with the trend of what it is about."""
    session, actor = db.session(), current_actor()
    found = files.file(session, actor, public_id, 1, language())
    pattern = found.pattern
    if pattern.state not in RAISED:
        raise RefusedError(N_("Bare løftede mønstre kan vises i møter."))
    asked = asked_for(session, [pattern.id]).get(pattern.id)
    facts = [
        (word(N_("Status")), word(PATTERN_STATE_LABELS[pattern.state])),
        (word(N_("Mål")), pattern.aim),
        (word(N_("Innen")), show_date(pattern.due_on, language()) if pattern.due_on else ""),
        (word(N_("Vi ber om")), asked.text if asked else ""),
        (word(N_("Effekt")), say(effect_word(pattern, found.measures))),
    ]
    shown = outside(session, pattern, language())
    done = [measure for measure in found.measures if measure.state is not MeasureState.DROPPED]
    trend = trend_point({"category": pattern.category.code}) if pattern.category else None
    lead, numbered = _lead(found, shown)
    return Point(
        title=shown.title if isinstance(shown.title, str) else say(shown.title),
        sentence=" ".join(lead),
        source=source(),
        period=trend.period if trend and trend.figure else "",
        why=trend.sentence if trend and trend.figure else "",
        figure=trend.figure if trend else None,
        alternative=trend.alternative if trend else "",
        marks=trend.marks if trend and trend.figure else (),
        facts=tuple((name, text) for name, text in facts if text),
        notes=(word(COUNTED),) if numbered else (word(CHARTED),) if trend and trend.figure else (),
        columns=(word(N_("Tiltak")), word(N_("Frist")), word(N_("Status"))) if done else (),
        rows=tuple(
            (
                measure.title,
                show_date(measure.due_on, language()) if measure.due_on else "–",
                word(MEASURE_STATE_LABELS[measure.state]),
            )
            for measure in done
        ),
        written=True,
        named=isinstance(shown.title, str),
    )


def _lead(found: files.File, shown: Outside) -> tuple[list[str], bool]:
    """What was seen, and whether with its number: not one that is small, nor one that this reader may not have."""
    about = shown.told
    numbered = found.total is not None and found.total >= LEAST and shown.number >= LEAST
    if found.pattern.origin is not Origin.ENGINE:
        seen = say(compose.gathered(shown.number, about.units)) if numbered else gettext("Dette går igjen.")
        return [seen], numbered
    seen = (
        compose.counted_outside(shown.number, about.weeks) if numbered else compose.more_than_expected(about)
    )
    return [say(seen), say(compose.rarity(about.years))], numbered

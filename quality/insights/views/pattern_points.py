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
    done = [measure for measure in found.measures if measure.state is not MeasureState.DROPPED]
    trend = trend_point({"category": pattern.category.code}) if pattern.category else None
    gathered = pattern.origin is not Origin.ENGINE
    return Point(
        title=found.title if isinstance(found.title, str) else say(found.title),
        sentence=" ".join(_lead(found)),
        source=source(),
        period=trend.period if trend and trend.figure else "",
        why=trend.sentence if trend and trend.figure else "",
        figure=trend.figure if trend else None,
        alternative=trend.alternative if trend else "",
        marks=trend.marks if trend and trend.figure else (),
        facts=tuple((name, text) for name, text in facts if text),
        notes=(word(COUNTED),) if gathered else (word(CHARTED),) if trend and trend.figure else (),
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
        named=isinstance(found.title, str),
    )


def _lead(found: files.File) -> list[str]:
    """What was seen; a number that is small, or not this reader's, is left out."""
    about = found.told
    large = found.total is not None and found.total >= LEAST
    if found.pattern.origin is Origin.ENGINE:
        return [
            say(compose.counted(about) if large else compose.more_than_expected(about)),
            say(compose.rarity(about.years)),
        ]
    # Who has gathered cases may have all their numbers; the sheet has those that every reader of it may have.
    number = files.number_outside(db.session(), found.pattern) if large else 0
    return [say(compose.gathered(number, about.units))] if number >= LEAST else [gettext("Dette går igjen.")]

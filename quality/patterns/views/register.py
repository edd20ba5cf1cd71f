"""The municipality's patterns as a standing list: page, table to take along, and one sheet for the chief executive."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request
from flask_babel import gettext

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.core import clock, web
from quality.core.db import db
from quality.core.downloads import table_file
from quality.core.speech import word
from quality.core.text import N_, Message
from quality.core.workbooks import Sheet
from quality.insights.queries.saved import past, tabs
from quality.patterns.queries import desk
from quality.patterns.queries import register as lists
from quality.patterns.queries.beside import quiet_questions
from quality.patterns.queries.people import possible_owners
from quality.patterns.queries.raised import areas
from quality.patterns.states import PATTERN_STATE_LABELS, RAISED
from quality.patterns.views.doors import bp

COLUMNS = (
    N_("Mønster"),
    N_("Status"),
    N_("Enheter"),
    N_("Eier"),
    N_("Løftet"),
    N_("Kommet tilbake"),
    N_("Frist"),
    N_("Over frist"),
    N_("Tiltak"),
    N_("Utført"),
    N_("Effekt"),
    N_("Beslutning vi ber om"),
)
ON_THE_SHEET = 8


@bp.get("/patterns/municipality")
@needs(Act.PATTERN_READ)
def municipality() -> str:
    """What the municipality works on, by the filter in the address."""
    wanted, lines = _found()
    session, actor, day = db.session(), current_actor(), clock.local_date(clock.now())
    reviews = actor.everywhere(Act.PATTERN_REVIEW)
    return render_template(
        "patterns/municipality.html",
        lines=lines,
        wanted=wanted,
        states=PATTERN_STATE_LABELS,
        choices=_choices(),
        address=_address(),
        saved=tabs(session, actor, "patterns", request.args.items(multi=True)),
        past=past(session, request.args, day, web.language()),
        handed=[] if reviews else desk.handed_to(session, actor, day, web.language()),
        quiet=[] if reviews else quiet_questions(session, actor),
    )


@bp.get("/patterns/municipality.<any(csv, xlsx):form>")
@needs(Act.PATTERN_READ)
def take_along(form: str) -> Response:
    """The list of the same address as a file."""
    _, lines = _found()
    columns, rows = [word(column) for column in COLUMNS], [_row(line) for line in lines]
    table = Sheet(gettext("Kommunens mønstre"), columns, rows)
    return table_file(form, "monstre", table, current_actor().name, now=clock.now())


@bp.get("/patterns/sheet")
@needs(Act.PATTERN_READ)
def sheet() -> str:
    """One A4 page: owner, day, late, effect, and the decision that is asked for."""
    wanted = lists.Wanted(state="running", order="due")
    day = clock.local_date(clock.now())
    lines = lists.register(db.session(), current_actor(), wanted, day, web.language(), web.say, outward=True)
    first = sorted(lines, key=lambda line: (line.asked is None, not (line.late or line.late_measures)))
    return render_template(
        "patterns/sheet.html",
        lines=first[:ON_THE_SHEET],
        more=max(0, len(first) - ON_THE_SHEET),
        today=day,
        states=PATTERN_STATE_LABELS,
    )


def _found() -> tuple[lists.Wanted, list[lists.Line]]:
    wanted, day = lists.read_wanted(request.args), clock.local_date(clock.now())
    return wanted, lists.register(db.session(), current_actor(), wanted, day, web.language(), web.say)


def _row(line: lists.Line) -> list[Any]:
    pattern = line.pattern
    called = web.say(line.title) if isinstance(line.title, Message) else line.title
    return [
        called,
        gettext(PATTERN_STATE_LABELS[pattern.state]),
        line.units,
        line.owner,
        clock.local_date(pattern.raised_at) if pattern.raised_at else "",
        clock.local_date(pattern.returned_at) if line.returned and pattern.returned_at else "",
        pattern.due_on or "",
        gettext("Ja") if line.late or line.late_measures else gettext("Nei"),
        line.measures,
        line.done,
        web.say(line.effect),
        line.asked.text if line.asked else "",
    ]


def _address() -> str:
    kept = [(name, value) for name, value in request.args.items() if name in lists.ASKED and value]
    return f"?{urlencode(kept)}" if kept else ""


def _choices() -> dict[str, list[tuple[str, str]]]:
    session, day = db.session(), clock.local_date(clock.now())
    return {
        "state": [
            ("running", gettext("Alle som pågår")),
            *(
                (str(state), gettext(label))
                for state, label in PATTERN_STATE_LABELS.items()
                if state in RAISED
            ),
        ],
        "area": [(unit.public_id, unit.name) for unit in areas(session)],
        "owner": [(person.public_id, person.name) for person in possible_owners(session, day)],
        "order": [
            ("raised", gettext("Sist løftet")),
            ("due", gettext("Frist")),
            ("owner", gettext("Eier")),
            ("title", gettext("Navn")),
        ],
    }

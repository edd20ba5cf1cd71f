"""Lists: my own cases, the inbox, and all that one may see."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext

from quality.accounts.login import current_actor, needs, signed_in
from quality.accounts.roles import Act
from quality.cases import queries
from quality.cases.compose.filters import Filter, read_filter
from quality.cases.compose.progress import Last, asks_verdict, what_happened
from quality.cases.kinds import CaseKind, IdeaStep
from quality.cases.queries import flow, listing
from quality.cases.queries import inbox as inboxes
from quality.cases.queries import mine as own
from quality.cases.queries.drafts import drafts
from quality.cases.services import reads
from quality.cases.views.blueprint import WORDS, bp, note_listed
from quality.cases.views.names import category_name
from quality.core import clock, web
from quality.core.db import db, snapshot, transaction
from quality.core.downloads import csv_stream, table_file
from quality.core.speech import word
from quality.core.text import N_
from quality.core.web import Page, argument, language, page_number
from quality.core.workbooks import Sheet
from quality.insights.queries.saved import past, tabs

MINE_SHOWN = 20
SHOWN = 25
TAKEN_OUT_AT_MOST = 5000
CHOSEN_AT_MOST = 100
COLUMNS = (
    N_("Sak"),
    N_("Type"),
    N_("Tittel"),
    N_("Kategori"),
    N_("Enhet"),
    N_("Følge"),
    N_("Skjedde"),
    N_("Status"),
    N_("Neste frist"),
)


@bp.get("/mine")
@signed_in
def mine() -> str:
    """What the reader has reported, and what came of it."""
    number = page_number()
    rows, total = own.mine(db.session(), current_actor(), number, MINE_SHOWN)
    cards = [
        (
            row,
            what_happened(row.state, Last(row.last_kind, row.last_who or "", row.last_at), row.idea),
            row.idea is not IdeaStep.NOT_NOW
            and asks_verdict(row.kind, row.state, row.closed_at, row.verdict, clock.now()),
        )
        for row in rows
    ]
    begun = drafts(db.session(), current_actor()) if number == 1 else []
    return render_template("cases/mine.html", page=Page(cards, number, MINE_SHOWN, total), drafts=begun)


@bp.get("/inbox")
@needs(Act.CASE_HANDLE)
def inbox() -> str:
    """What waits for a leader: one new case to decide on, and the rest in the order of their clocks."""
    found = inboxes.inbox(db.session(), current_actor(), clock.local_date(clock.now()))
    web.once("waiting", lambda: found.waiting)
    note_listed(found.shown(), "inbox")
    now, heaps = found.at(argument("at", 40)), flow.heaps([*found.new, *found.due])
    return render_template(
        "cases/inbox.html", inbox=found, now=now, heaps=heaps, escalated_shown=inboxes.ESCALATED_SHOWN
    )


@bp.get("/cases")
@needs(Act.TRENDS_READ)
def index() -> str:
    """Cases by filter; the whole filter is in the address."""
    session, actor, number = db.session(), current_actor(), page_number()
    wanted = read_filter(request.args)
    rows, total = listing.cases(session, actor, wanted, number, SHOWN)
    if wanted.q:
        note_found([row.id for row in rows if row.title and row.access in reads.SENSITIVE])
    else:
        note_listed(rows, "list")
    handles = actor.may(Act.CASE_HANDLE)
    more = total > listing.LISTED_AT_MOST and not wanted.counted
    return render_template(
        "cases/index.html",
        mine=listing.handled_among(session, actor, [row.id for row in rows]) if handles else set(),
        chosen=len(listing.to_handle(session, actor, wanted, CHOSEN_AT_MOST + 1)) if handles else 0,
        chosen_at_most=CHOSEN_AT_MOST,
        page=Page(rows, number, SHOWN, min(total, listing.LISTED_AT_MOST) if more else total),
        more=more,
        wanted=wanted,
        choices=choices(),
        saved=tabs(session, actor, "cases", request.args.items(multi=True)),
        past=past(session, request.args, clock.local_date(clock.now()), language()),
        taken_out_at_most=TAKEN_OUT_AT_MOST,
    )


@bp.get("/cases.<any(csv, xlsx):form>")
@needs(Act.CASE_EXPORT)
def index_file(form: str) -> Response:
    """The cases of the same address as a file, as far as the reader may take them out; that stands in the log."""
    actor, now, wanted = current_actor(), clock.now(), read_filter(request.args)
    columns, name = [word(column) for column in COLUMNS], f"saker-{clock.local_date(now)}"
    if form == "csv":
        return _stream(wanted, name, columns)
    rows = listing.to_take_out(db.session(), actor, wanted, TAKEN_OUT_AT_MOST)
    note_taken(rows)
    return table_file(
        form, name, Sheet(gettext("Saker"), columns, [_cells(row) for row in rows]), actor.name, now=now
    )


def _stream(wanted: Filter, name: str, columns: list[str]) -> Response:
    """As long as the list is. What is sent was counted and logged in the same state of the database."""
    actor, now = current_actor(), clock.now()
    with ExitStack() as opened:
        seen = opened.enter_context(snapshot())
        number, sensitive = listing.taken_out(seen, actor, wanted)
        with transaction() as session:
            reads.note_taken(session, actor, number, sensitive, now=now)
        rows = map(_cells, listing.each_to_take_out(seen, actor, wanted))
        answer = csv_stream(name, columns, rows, actor.name, now=now)
        answer.call_on_close(opened.pop_all().close)
    return answer


def _cells(row: Any) -> list[Any]:
    return [
        f"{row.year}-{row.number:04d}",
        word(WORDS.kind[row.kind]),
        row.title,
        category_name(row.category),
        row.unit,
        word(WORDS.severity[row.severity]) if row.kind is CaseKind.DEVIATION else "",
        clock.local_date(row.occurred_at),
        word(WORDS.state[row.state]),
        row.next_due_on or "",
    ]


def note_found(case_ids: list[int], surface: str = "search") -> None:
    """Log that a search showed these cases, or that they were taken out."""
    if case_ids:
        with transaction() as session:
            reads.note_found(session, current_actor(), case_ids, now=clock.now(), surface=surface)


def note_taken(rows: Sequence[Any]) -> None:
    """Log that these cases were taken out in a file, with or without their words."""
    sensitive = [row.id for row in rows if row.access in reads.SENSITIVE]
    with transaction() as session:
        reads.note_taken(session, current_actor(), len(rows), sensitive, now=clock.now())


def choices() -> dict[str, list[tuple[str, str]]]:
    """What the filter offers: value and word."""
    session = db.session()
    units = own.report_units(session, clock.local_date(clock.now()))
    return {
        "state": [("open", gettext("Åpne")), *_pairs(WORDS.state)],
        "kind": _pairs(WORDS.kind),
        "severity": _pairs(WORDS.severity),
        "unit": [(unit.public_id, unit.name) for unit in units],
        "category": [
            (code, "\u2003" * (level - 1) + category_name(name))
            for code, name, level in queries.category_tree(session)
        ],
    }


def _pairs(labels: dict[Any, str]) -> list[tuple[str, str]]:
    return [(str(value), gettext(label)) for value, label in labels.items()]

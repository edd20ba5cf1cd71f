"""The list of reports, one report, and its pictures."""

from __future__ import annotations

import datetime as dt

from flask import Response, render_template, request, url_for

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.cases.states import MEASURE_STATE_LABELS
from quality.core import clock
from quality.core.db import db
from quality.core.figures import Size
from quality.core.pictures import chart_answer
from quality.core.text import NotVisibleError
from quality.core.web import Page, page_number, spoken
from quality.reports import policy
from quality.reports.compose.periods import latest
from quality.reports.compose.shown import figure_of, shown
from quality.reports.compose.values import read, word
from quality.reports.forms import CommentForm
from quality.reports.kinds import KIND_HELP, KIND_LABELS, RECIPES, Chapter
from quality.reports.models import Report, ReportCheck, ReportComment, ReportPaper
from quality.reports.queries import listing, meetings
from quality.reports.queries.facts import STEPS
from quality.reports.states import REPORT_STATE_LABELS, ReportState
from quality.reports.views.blueprint import bp, reader_of, title_of

TONES = {
    ReportState.WAITING: "working",
    ReportState.FAILED: "late",
    ReportState.DRAFT: "waiting",
    ReportState.APPROVED: "done",
    ReportState.REPLACED: "stopped",
}


@bp.get("")
@needs(Act.REPORT_READ)
def index() -> str:
    """What is being made, what waits for words, what is approved, and what comes next."""
    session, actor, number = db.session(), current_actor(), page_number()
    of_unit = request.args.get("show", "") == "units"
    rows, total = listing.listed(session, actor, of_unit, number)
    if not rows and not of_unit and not policy.readable(actor):
        of_unit = True
        rows, total = listing.listed(session, actor, of_unit, number)
    both = bool(policy.readable(actor)) or policy.writes(actor)
    return render_template(
        "reports/index.html",
        page=Page(rows, number, listing.SHOWN, total),
        of_unit=of_unit,
        both=both,
        titles={row.id: title_of(row) for row in rows},
        labels=REPORT_STATE_LABELS,
        tones=TONES,
        coming=_coming(of_unit) if (policy.makes_of_unit if of_unit else policy.writes)(actor) else [],
        makes=actor.everywhere(Act.REPORT_WRITE),
        makes_of_unit=policy.makes_of_unit(actor),
    )


def _coming(of_unit: bool) -> list[tuple[str, str, dt.date]]:
    """Which reports are made by themselves next, and when."""
    today = clock.local_date(clock.now())
    found = []
    for kind in policy.OF_UNIT if of_unit else policy.OF_ALL:
        recipe = RECIPES[kind]
        running = latest(recipe.months, today).before(-1)
        found.append((KIND_LABELS[kind], KIND_HELP[kind], running.until + dt.timedelta(1)))
    return sorted(found, key=lambda row: row[2])


@bp.get("/<public_id>")
@needs(Act.REPORT_READ)
def show(public_id: str) -> str:
    """One report."""
    report = listing.fetch(db.session(), current_actor(), public_id)
    return report_page(report)


def report_page(report: Report, wrong: tuple[Chapter, CommentForm] | None = None) -> str:
    """The report with its comment boxes; one of them may have been refused."""
    session, actor = db.session(), current_actor()
    reader = reader_of(report)
    parts = shown(read(report.content), reader) if policy.shown_in(report) else []
    comments, check = listing.comments(session, report), listing.check(session, report)
    paper = listing.paper(session, report)
    writes = report.state is ReportState.DRAFT and policy.may(actor, "comment", report)
    return render_template(
        "reports/show.html",
        report=report,
        title=title_of(report),
        parts=parts,
        comments=comments,
        forms=_comment_forms(report, comments, wrong) if writes else {},
        wrong=wrong[1] if wrong else None,
        exact=reader.exact,
        of_all=report.kind in policy.OF_ALL,
        editions=listing.editions(session, actor, report),
        labels=REPORT_STATE_LABELS,
        tones=TONES,
        steps=STEPS,
        may={verb: policy.may(actor, verb, report) for verb in ("approve", "replace", "retry")},
        check=check,
        changes=_changes(check) if check else [],
        taken_up=meetings.taken_up(session, report),
        measure_states=MEASURE_STATE_LABELS,
        takes_up=report.approved_at is not None and policy.may(actor, "take_up", report),
        paper=paper,
        outdated=_outdated(paper, comments),
        prints=report.state is ReportState.DRAFT and policy.may(actor, "print", report),
        withheld=any(table.withheld for part in parts for table in part.tables),
        kept=any(
            cell.kept for part in parts for table in part.tables for row in table.rows for cell in row.cells
        ),
    )


def _outdated(paper: ReportPaper | None, comments: dict[Chapter, ReportComment]) -> bool:
    """Whether somebody has written since the PDF was made."""
    made = paper.made_at if paper else None
    return made is not None and any(each.at > made for each in comments.values())


def _changes(check: ReportCheck) -> list[dict[str, str]]:
    """What has been corrected since, in the reader's language."""
    return [{name: spoken(word(value)) for name, value in each.items()} for each in check.changes]


def _comment_forms(
    report: Report, comments: dict[Chapter, ReportComment], wrong: tuple[Chapter, CommentForm] | None
) -> dict[Chapter, CommentForm]:
    """A form for each chapter, each with ids of its own."""
    found = {}
    for chapter in RECIPES[report.kind].chapters:
        row = comments.get(chapter)
        form = CommentForm(formdata=None, prefix=f"{chapter}-")
        form.text.data = row.text if row else ""
        form.version.data = str(row.version) if row else "0"
        found[chapter] = form
    if wrong:
        found[wrong[0]] = wrong[1]
    return found


@bp.get("/<public_id>/figures/<code>/<any(narrow, wide):size>.svg")
@needs(Act.REPORT_READ)
def picture(public_id: str, code: str, size: str) -> Response:
    """One of its pictures, drawn for the phone or for a wide page."""
    report = listing.fetch(db.session(), current_actor(), public_id)
    snapshot = read(report.content) if policy.shown_in(report) else None
    drawing = snapshot.drawing(code) if snapshot else None
    figure = figure_of(drawing, reader_of(report), snapshot.tables) if snapshot and drawing else None
    if figure is None:
        raise NotVisibleError(code)
    return chart_answer(figure, Size(size))


def page_url(report: Report, chapter: Chapter | None = None) -> str:
    """The report's page, at a chapter."""
    return url_for("reports.show", public_id=report.public_id, _anchor=chapter and str(chapter))

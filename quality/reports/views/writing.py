"""Writing in a report, approving it, asking for it anew."""

from __future__ import annotations

from flask import redirect
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.text import N_, ConflictError, NotVisibleError
from quality.core.web import back_to
from quality.reports.forms import CommentForm
from quality.reports.kinds import RECIPES, Chapter
from quality.reports.queries import listing
from quality.reports.services import making, writing
from quality.reports.views.blueprint import bp
from quality.reports.views.pages import page_url, report_page

Answer = Response | tuple[str, int]


@bp.post("/<public_id>/chapters/<chapter>")
@needs(Act.REPORT_WRITE)
def comment(public_id: str, chapter: str) -> Answer:
    """Keep what somebody wrote in a chapter, unless somebody else wrote there meanwhile."""
    actor = current_actor()
    if chapter not in list(Chapter):
        raise NotVisibleError(chapter)
    place = Chapter(chapter)
    report = listing.fetch_for(db.session(), actor, public_id, "comment")
    if place not in RECIPES[report.kind].chapters:
        raise NotVisibleError(chapter)
    form = CommentForm(prefix=f"{place}-")
    if not form.validate_on_submit():
        return report_page(report, (place, form)), 422
    try:
        with transaction() as session:
            report = listing.fetch_for(session, actor, public_id, "comment")
            row = listing.comments(session, report).get(place)
            form.check_version(row.version if row else 0)
            writing.comment(session, actor, report, place, form.text.data or "", now=clock.now())
    except ConflictError as error:
        row = listing.comments(db.session(), report).get(place)
        form.clash(error, row.version if row else 0, {"text": row.text if row else ""})
        return report_page(listing.fetch(db.session(), actor, public_id), (place, form)), 409
    web.tell(N_("Kommentaren er lagret."))
    return redirect(page_url(report, place), 303)


@bp.post("/<public_id>/approve")
@needs(Act.REPORT_APPROVE)
def approve(public_id: str) -> Response:
    """Freeze the words with the numbers and let everybody it concerns know."""
    actor = current_actor()
    with transaction() as session:
        report = listing.fetch_for(session, actor, public_id, "approve")
        writing.approve(session, actor, report, now=clock.now())
    web.tell(N_("Rapporten er godkjent. De den gjelder, får vite det i dagens e-post."))
    return back_to("reports.show", public_id=public_id)


@bp.post("/<public_id>/edition")
@needs(Act.REPORT_WRITE)
def new_edition(public_id: str) -> Response:
    """The same report with the numbers as they are now."""
    actor = current_actor()
    with transaction() as session:
        report = listing.fetch_for(session, actor, public_id, "replace")
        made = making.new_edition(session, actor, report, now=clock.now())
    web.tell(N_("Tallene hentes på nytt. Det dere har skrevet, følger med."))
    return back_to("reports.show", public_id=made.public_id)


@bp.post("/<public_id>/retry")
@needs(Act.REPORT_WRITE)
def retry(public_id: str) -> Response:
    """Try once more to get the numbers."""
    actor = current_actor()
    with transaction() as session:
        report = listing.fetch_for(session, actor, public_id, "retry")
        making.retry(session, actor, report, now=clock.now())
    return back_to("reports.show", public_id=public_id)

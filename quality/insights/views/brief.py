"""A trend or a pattern to take to a meeting: one A4 page, a picture to paste and a table to copy."""

from __future__ import annotations

from flask import Response, abort, render_template, request, url_for

from quality.accounts.login import needs
from quality.accounts.roles import Act
from quality.core.figures import Size
from quality.core.pictures import chart_answer, kept_answer, paste_answer
from quality.insights.compose.saved import kept
from quality.insights.views.blueprint import bp
from quality.insights.views.links import point_pictures, reader_today
from quality.insights.views.points import point_of
from quality.insights.views.trend_points import own_unit


@bp.get("/trends/brief")
@needs(Act.TRENDS_READ)
def brief() -> str:
    """The page of the address, for paper."""
    address = kept(request.args.items(multi=True))
    pattern, report = request.args.get("pattern", ""), request.args.get("report", "")
    point = point_of(request.args)
    return render_template(
        "insights/brief.html",
        point=point,
        pictures=point_pictures(point.figure, address),
        address=address,
        pattern=pattern,
        report=report,
        unit="" if pattern or request.args.keys() & {"part", "report", "own"} else own_unit(request.args),
        back=_back(pattern, report, request.args.get("part", ""), address),
    )


def _back(pattern: str, report: str, part: str, address: str) -> str:
    """Where the page was opened from."""
    if pattern:
        return url_for("patterns.file", public_id=pattern)
    if report:
        return url_for("reports.show", public_id=report)
    if part:
        return f"{url_for('insights.part', part=part)}?{address}"
    return f"{url_for('insights.trends', months=24)}&{address}"


@bp.get("/trends/brief/<any(narrow, wide):size>.svg")
@needs(Act.TRENDS_READ)
def brief_picture(size: str) -> Response:
    """The chart of the same address; nothing where nothing may be drawn."""
    if seen := kept_answer(reader_today()):
        return seen
    figure = point_of(request.args).figure
    if figure is None:
        abort(404)
    return chart_answer(figure, Size(size))


@bp.get("/trends/brief.png")
@needs(Act.TRENDS_READ)
def brief_paste() -> Response:
    """The same as a picture with its words, to be pasted."""
    return paste_answer(point_of(request.args).slide, "loft")

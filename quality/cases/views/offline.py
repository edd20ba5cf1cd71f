"""The report forms as a browser keeps them for times without a network: nothing about anybody, and no unit."""

from __future__ import annotations

from flask import g, render_template
from flask_babel import force_locale

from quality.cases.forms.report import ImprovementForm, ReportForm
from quality.cases.views.blueprint import bp
from quality.core.web import open_to_all

LANGUAGE = "<any(nb,nn,en):language>"
PLAIN = {"csrf": False}


@bp.get(f"/offline/{LANGUAGE}/report")
@open_to_all
def offline_report(language: str) -> str:
    """A deviation: the three questions."""
    return _form(language, ReportForm)


@bp.get(f"/offline/{LANGUAGE}/improvement")
@open_to_all
def offline_improvement(language: str) -> str:
    """An idea, an improvement or what worked."""
    return _form(language, ImprovementForm)


def _form(language: str, made: type[ReportForm] | type[ImprovementForm]) -> str:
    g.bare = True  # about nobody: whoever is signed in is not looked at
    with force_locale(language):
        form = made(formdata=None, meta=PLAIN)
        return render_template("offline/report.html", form=form, language=language)

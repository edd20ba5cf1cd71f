"""Forms of reports."""

from __future__ import annotations

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from quality.core.text import N_
from quality.core.web import CleanText, OnceForm, VersionedForm

__all__ = ["CommentForm", "OrderForm", "SelectChoice"]

TEXT = 4000


class OrderForm(OnceForm):
    """Which report to make."""

    what = SelectField(N_("Hvilken rapport?"), validators=[InputRequired(N_("Velg en rapport."))])


class CommentForm(VersionedForm):
    """People's own words in one chapter."""

    text = CleanText(N_("Kommentar"), validators=[Length(max=TEXT, message=N_("Teksten er for lang."))])

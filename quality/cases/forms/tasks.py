"""A part of a case given to somebody, and what came of it."""

from __future__ import annotations

from wtforms import SelectField
from wtforms.validators import DataRequired, InputRequired

from quality.cases.forms.parts import LONG, Day, at_most
from quality.core.forms import CleanString, CleanText, Form, OnceForm
from quality.core.text import N_


class TaskForm(OnceForm):
    """A part of a case: what, who and when."""

    what = CleanString(N_("Hva skal gjøres?"), [DataRequired(N_("Skriv hva som skal gjøres.")), at_most(300)])
    owner = SelectField(
        N_("Hvem skal gjøre det?"),
        [InputRequired(N_("Velg hvem som skal gjøre det."))],
        validate_choice=False,
    )
    due_on = Day(N_("Når skal det være gjort?"), [InputRequired(N_("Velg en dato."))])


class TaskEndForm(Form):
    """What came of it; the button pressed says whether it is done."""

    text = CleanText(N_("Hva gjorde du, eller hva fant du ut?"), [DataRequired(N_("Skriv noe først.")), LONG])

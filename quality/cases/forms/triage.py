"""New cases: one that is the double of another, one that can wait."""

from __future__ import annotations

from wtforms.validators import InputRequired, Optional

from quality.cases.forms.parts import Day
from quality.core.forms import CleanString, Form
from quality.core.text import N_


class MergeForm(Form):
    """Which case this one is the double of."""

    into = CleanString(
        N_("Hvilken sak handler om det samme?"), [InputRequired(N_("Velg saken som skal stå."))]
    )


class SnoozeForm(Form):
    """What brings a new case back; a press on a button is one of the common answers."""

    day = Day(N_("En annen dag"), [Optional()])

"""The clock of a case: stopped for a while, or given a later date."""

from __future__ import annotations

from wtforms.validators import DataRequired, InputRequired

from quality.cases.forms.parts import CaseForm, Day, at_most
from quality.core.forms import CleanText
from quality.core.text import N_


class PauseForm(CaseForm):
    """Until when the clock stands still, and why."""

    until_on = Day(N_("Til når skal klokka stå?"), [InputRequired(N_("Velg en dato."))])
    why = CleanText(
        N_("Hva venter dere på?"), [DataRequired(N_("Skriv hvorfor klokka skal stå.")), at_most(300)]
    )


class ExtendForm(CaseForm):
    """A later date for the step that runs, and why."""

    until_on = Day(N_("Ny frist"), [InputRequired(N_("Velg en dato."))])
    why = CleanText(
        N_("Hvorfor må fristen flyttes?"),
        [DataRequired(N_("Skriv hvorfor fristen må flyttes.")), at_most(300)],
    )

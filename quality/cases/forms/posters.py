"""A poster with a code."""

from __future__ import annotations

from wtforms import SelectField
from wtforms.validators import InputRequired

from quality.cases.forms.parts import at_most
from quality.core.forms import CleanString, OnceForm
from quality.core.text import N_


class PosterForm(OnceForm):
    """Where a poster will hang."""

    unit = SelectField(N_("Enhet"), [InputRequired(N_("Velg enheten."))], choices=[])
    place = CleanString(
        N_("Sted"),
        [at_most(80)],
        description=N_("For eksempel vaktrom, garderobe eller kjøkken. Tomt gjelder hele enheten."),
    )

"""One more of something that happens often."""

from __future__ import annotations

from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import HiddenInput

from quality.cases.forms.parts import Day, choices_of
from quality.cases.kinds import SHIFT_LABELS
from quality.core.forms import CleanString, OnceForm
from quality.core.text import N_


class TallyForm(OnceForm):
    """One more of a kind: the button says what; day, shift and place may be told."""

    unit = CleanString(validators=[Length(max=40)], widget=HiddenInput())
    type = CleanString(validators=[DataRequired(N_("Velg hva du vil telle.")), Length(max=40)])
    day = Day(N_("Dag"), [Optional()])
    shift = RadioField(N_("Vakt"), [Optional()], choices=choices_of(SHIFT_LABELS))
    place = SelectField(N_("Sted"), validate_choice=False, validators=[Optional()])

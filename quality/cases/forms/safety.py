"""The safety representative's word, and the leader's answer."""

from __future__ import annotations

from wtforms.validators import DataRequired, Optional

from quality.cases.forms.parts import LONG, Day
from quality.core.forms import CleanString, CleanText, Form, OnceForm
from quality.core.text import N_


class SafetyForm(OnceForm):
    """What the safety representative says; the button pressed says whether it asks for a measure."""

    text = CleanText(N_("Hva vil du si?"), [DataRequired(N_("Skriv noe først.")), LONG])
    kind = CleanString()


class SafetyAnswerForm(Form):
    """The leader's answer to the safety representative; the button pressed says whether it will be done."""

    answer = CleanText(N_("Svar til verneombudet"), [DataRequired(N_("Skriv et svar.")), LONG])
    done_by = Day(
        N_("Når er det gjort?"),
        [Optional()],
        description=N_("Blir det ikke gjort, trenger du ingen dato. Skriv hvorfor."),
    )
    done = CleanString()

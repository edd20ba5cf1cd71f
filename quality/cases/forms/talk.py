"""What is written in a case, and what its reporter thinks of the answer."""

from __future__ import annotations

from wtforms import RadioField
from wtforms.validators import DataRequired, InputRequired

from quality.cases.forms.parts import LONG, FilesForm, choices_of
from quality.cases.kinds import VERDICT_LABELS
from quality.core.forms import CleanString, CleanText, OnceForm
from quality.core.text import N_


class MessageForm(FilesForm):
    """Something written in a case; the button pressed says to whom."""

    numbers = CleanString()
    text = CleanText(N_("Skriv i saken"), [DataRequired(N_("Skriv noe først.")), LONG])


class VerdictForm(OnceForm):
    """The reporter's judgement of the answer."""

    verdict = RadioField(
        N_("Løste det problemet?"), [InputRequired(N_("Velg et svar."))], choices=choices_of(VERDICT_LABELS)
    )
    text = CleanText(N_("Vil du si mer?"), [LONG])

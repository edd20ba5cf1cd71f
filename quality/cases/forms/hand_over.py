"""A case that another unit takes or reads, or that is told of outside Løft."""

from __future__ import annotations

from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from quality.cases.forms.parts import LONG, at_most, choices_of, offer
from quality.cases.kinds import CHANNEL_LABELS
from quality.core.forms import CleanString, CleanText, Form
from quality.core.text import N_


class SendForm(Form):
    """Which unit a case is sent to, and why; or which one is to read along."""

    unit = SelectField(N_("Hvilken enhet?"), [InputRequired(N_("Velg en enhet."))], validate_choice=False)
    how = RadioField(
        N_("Hva skal de gjøre?"),
        choices=offer(
            [
                ("take", N_("Overta saken. De har to virkedager på å svare.")),
                ("read", N_("Lese den. Saken gjelder dem også, men vi beholder den.")),
            ]
        ),
        default="take",
    )
    text = CleanText(N_("Hvorfor hører saken hjemme der?"), [LONG])

    def validate_text(self, field: CleanText) -> None:
        """Whoever is to take the case over is told why, beside whatever else is missing."""
        if self.how.data == "take" and not field.data:
            raise ValidationError(N_("Skriv hvorfor saken hører hjemme der."))


class WordsForm(Form):
    """A few words that somebody else reads."""

    text = CleanText(N_("Hvorfor?"), [DataRequired(N_("Skriv hvorfor.")), LONG])


class OutForm(Form):
    """Where outside Løft a case is also told of."""

    channel = RadioField(
        N_("Hvor er saken meldt?"),
        [InputRequired(N_("Velg hvor saken er meldt."))],
        choices=choices_of(CHANNEL_LABELS),
    )
    reference = CleanString(N_("Referansen der"), [at_most(120)])

"""Forms of learning notes."""

from __future__ import annotations

from wtforms import (
    BooleanField,
    DateField,
    FileField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    widgets,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from quality.accounts.forms import sensible_day
from quality.core.forms import CleanString, CleanText, Form, OnceForm, VersionedForm
from quality.core.text import N_

__all__ = [
    "AlertForm",
    "AnswerForm",
    "CorrectForm",
    "GainForm",
    "NoteForm",
    "OutdateForm",
    "PictureForm",
    "QuestionForm",
    "ReceiptForm",
    "SelectChoice",
    "TextForm",
    "UptakeForm",
    "WordsForm",
]


class Checkboxes(SelectMultipleField):
    """Several choices, each a box to tick."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


def _text(label: str, limit: int = 2000, required: str = "") -> CleanText:
    checks = [Length(max=limit, message=N_("Teksten er for lang."))]
    return CleanText(label, validators=[DataRequired(required), *checks] if required else checks)


class TextForm(OnceForm, VersionedForm):
    """One screen: problem, what we did, whether it worked, what it takes, how to adapt it, who to ask."""

    title = CleanString(
        N_("Tittel"),
        validators=[
            DataRequired(N_("Gi notatet en tittel.")),
            Length(max=120, message=N_("Hold tittelen under 120 tegn.")),
        ],
    )
    problem = _text(N_("Problemet"), required=N_("Skriv hva problemet var."))
    action = _text(N_("Hva vi gjorde"), required=N_("Skriv hva dere gjorde."))
    effect = _text(N_("Virket det? Helst med tall"))
    needs = _text(N_("Dette må du ha"))
    adapting = _text(N_("Slik tilpasser du"))
    positive = BooleanField(N_("Dette er noe som fungerte, ikke noe som gikk galt"))
    category = SelectField(N_("Handler om"), validators=[Optional()], coerce=str)
    contact = SelectField(N_("Hvem kan de spørre?"), validators=[Optional()], coerce=str)


class NoteForm(TextForm):
    """A note before it is published: its text, and the units it concerns."""

    units = Checkboxes(N_("Hvilke enheter gjelder det?"), coerce=str)


class PictureForm(Form):
    """A picture for a note, and what it shows."""

    picture = FileField(N_("Bilde"))
    alt = CleanString(
        N_("Hva viser bildet?"),
        validators=[
            DataRequired(N_("Skriv hva bildet viser, til dem som ikke ser det.")),
            Length(max=200, message=N_("Hold teksten under 200 tegn.")),
        ],
    )


class CorrectForm(TextForm):
    """What a published note shall say and show instead, and why; whom it concerns stays as it is."""

    why = _text(
        N_("Hva var galt?"), limit=500, required=N_("Skriv hva som var galt, til dem som har lest notatet.")
    )
    out = Checkboxes(N_("Ta ut bilder"), coerce=str)
    picture = FileField(N_("Nytt bilde"))
    alt = CleanString(
        N_("Hva viser bildet?"), validators=[Length(max=200, message=N_("Hold teksten under 200 tegn."))]
    )


class OutdateForm(Form):
    """What replaces a note that is not to be followed any longer."""

    replaced_by = SelectField(N_("Hva følger dere i stedet?"), validators=[Optional()], coerce=str)


class QuestionForm(OnceForm):
    """A question to the contact person of a note."""

    text = _text(N_("Hva vil du spørre om?"), limit=1000, required=N_("Skriv hva du vil spørre om."))


class AnswerForm(Form):
    """The answer to a question."""

    text = _text(N_("Svar"), limit=1000, required=N_("Skriv et svar."))


class AlertForm(OnceForm):
    """A stop-alert: what is dangerous, what to do now, and who must know."""

    title = CleanString(
        N_("Hva skal stoppes?"),
        validators=[
            DataRequired(N_("Skriv hva som skal stoppes.")),
            Length(max=120, message=N_("Hold tittelen under 120 tegn.")),
        ],
    )
    danger = _text(N_("Hva er faren?"), limit=1000, required=N_("Skriv hva faren er."))
    action = _text(N_("Hva skal gjøres nå?"), limit=1000, required=N_("Skriv hva som skal gjøres nå."))
    units = Checkboxes(N_("Hvem må vite det?"), coerce=str)
    sure = BooleanField(N_("Jeg har lest gjennom, og ingen kan kjenne seg igjen"))


class ReceiptForm(Form):
    """A unit's receipt for a stop-alert."""

    words = _text(N_("Hva har dere gjort?"), limit=500)


class WordsForm(VersionedForm):
    """A reason in words."""

    words = _text(N_("Hvorfor?"), limit=1000)


class UptakeForm(VersionedForm):
    """A unit's answer to a note."""

    state = RadioField(N_("Hva gjør dere med det?"), validators=[DataRequired(N_("Velg et svar."))])
    words = _text(N_("Fortell kort"), limit=1000)
    owner = SelectField(N_("Hvem prøver det ut?"), validators=[Optional()], coerce=str)
    due_on = DateField(N_("Sjekkes innen"), validators=[Optional(), sensible_day])


class GainForm(VersionedForm):
    """What was won, in a year."""

    hours = IntegerField(
        N_("Timer spart i året"),
        validators=[Optional(), NumberRange(0, 100_000, N_("Skriv et antall timer fra 0 til 100 000."))],
    )
    kroner = IntegerField(
        N_("Kroner spart i året"),
        validators=[Optional(), NumberRange(0, 1_000_000_000, N_("Skriv et beløp fra 0 til én milliard."))],
    )
    quality = BooleanField(N_("Bedre kvalitet for dem vi er til for"))
    safety = BooleanField(N_("Tryggere for brukere eller ansatte"))
    words = _text(N_("Fortell kort hvordan dere vet det"), limit=500)

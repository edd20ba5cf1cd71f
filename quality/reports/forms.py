"""Forms of reports."""

from __future__ import annotations

from wtforms import DateField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from quality.accounts.forms import sensible_day
from quality.cases.kinds import STRENGTH_HELP, STRENGTH_LABELS
from quality.core.forms import CleanString, CleanText, Form, OnceForm, VersionedForm
from quality.core.text import N_

__all__ = [
    "CommentForm",
    "DecisionForm",
    "MeetingForm",
    "OrderForm",
    "OutcomeForm",
    "SelectChoice",
    "UnitOrderForm",
]

TEXT = 4000


class OrderForm(OnceForm):
    """Which report to make."""

    what = SelectField(N_("Hvilken rapport?"), validators=[InputRequired(N_("Velg en rapport."))])


class UnitOrderForm(OnceForm):
    """Which unit, and which half of a year."""

    unit = SelectField(N_("Hvilken enhet?"), validators=[InputRequired(N_("Velg en enhet."))])
    since = SelectField(N_("Hvilket halvår?"), validators=[InputRequired(N_("Velg et halvår."))])


class CommentForm(VersionedForm):
    """People's own words in one chapter."""

    text = CleanText(N_("Kommentar"), validators=[Length(max=TEXT, message=N_("Teksten er for lang."))])


class MeetingForm(OnceForm):
    """Where a report was taken up."""

    forum = CleanString(
        N_("Hvilket møte?"),
        validators=[
            DataRequired(N_("Skriv hvilket møte det var.")),
            Length(max=120, message=N_("Hold teksten under 120 tegn.")),
        ],
        description=N_("For eksempel kommunestyret eller arbeidsmiljøutvalget."),
    )
    held_on = DateField(N_("Dag"), validators=[InputRequired(N_("Velg en dag.")), sensible_day])
    text = CleanText(N_("Hva ble sagt?"), validators=[Length(max=TEXT, message=N_("Teksten er for lang."))])


class DecisionForm(OnceForm):
    """What was decided, who does it, and by when."""

    title = CleanString(
        N_("Hva ble bestemt?"),
        validators=[
            DataRequired(N_("Skriv hva som ble bestemt.")),
            Length(max=200, message=N_("Hold teksten under 200 tegn.")),
        ],
        description=N_("Skriv ikke navn på personer."),
    )
    owner = SelectField(
        N_("Hvem har ansvaret?"), validators=[InputRequired(N_("Velg hvem som har ansvaret."))]
    )
    due_on = DateField(N_("Frist"), validators=[InputRequired(N_("Velg en dag.")), sensible_day])
    strength = RadioField(
        N_("Hvor sterkt er tiltaket?"),
        validators=[InputRequired(N_("Velg styrke."))],
        choices=[SelectChoice(value.value, label) for value, label in STRENGTH_LABELS.items()],
        default="medium",
    )
    hints = STRENGTH_HELP


class OutcomeForm(Form):
    """Whether a decision worked."""

    verb = RadioField(
        N_("Virket det?"),
        validators=[InputRequired(N_("Velg et svar."))],
        choices=[
            SelectChoice("worked", N_("Virket")),
            SelectChoice("partly", N_("Virket delvis")),
            SelectChoice("failed", N_("Virket ikke")),
        ],
    )
    text = CleanText(
        N_("Hva viser det?"),
        validators=[
            DataRequired(N_("Skriv hva som viser det.")),
            Length(max=TEXT, message=N_("Teksten er for lang.")),
        ],
    )

"""A measure, a change of it, and whether it worked."""

from __future__ import annotations

from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length

from quality.cases.forms.parts import LONG, Checks, Day, at_most, offer
from quality.core.forms import CleanString, CleanText, OnceForm, VersionedForm
from quality.core.text import N_


class MeasureForm(OnceForm):
    """A measure: what, who, when and of what kind; the strength follows from the kind."""

    title = CleanString(
        N_("Hva skal gjøres?"), [DataRequired(N_("Skriv hva som skal gjøres.")), at_most(200)]
    )
    owner = SelectField(
        N_("Hvem har ansvaret?"), [InputRequired(N_("Velg hvem som har ansvaret."))], validate_choice=False
    )
    due_on = Day(N_("Når skal det være gjort?"), [InputRequired(N_("Velg en dato."))])
    kind = SelectField(
        N_("Hva slags tiltak er det?"),
        [InputRequired(N_("Velg hva slags tiltak det er."))],
        validate_choice=False,
    )
    also = Checks(N_("Gjelder også"), choices=[], validate_choice=False)
    sure = HiddenField(validators=[Length(max=1)])


class ChangeMeasureForm(VersionedForm):
    """Another owner or day of a measure."""

    owner = SelectField(
        N_("Hvem har ansvaret?"), [InputRequired(N_("Velg hvem som har ansvaret."))], validate_choice=False
    )
    due_on = Day(N_("Når skal det være gjort?"), [InputRequired(N_("Velg en dato."))])


class EffectForm(VersionedForm):
    """Whether a measure worked, and what shows it."""

    verb = RadioField(
        N_("Virket tiltaket?"),
        [InputRequired(N_("Velg om det virket."))],
        choices=offer([("worked", N_("Ja")), ("partly", N_("Delvis")), ("failed", N_("Nei"))]),
    )
    text = CleanText(N_("Hva viser det?"), [DataRequired(N_("Skriv hva som viser det.")), LONG])

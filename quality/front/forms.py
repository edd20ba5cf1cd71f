"""The form of the gallery, with one field of every sort."""

from __future__ import annotations

from wtforms import BooleanField, DateField, FileField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from quality.core.text import N_
from quality.core.web import Form


class GalleryForm(Form):
    """Shows how fields look; it is never sent."""

    text = TextAreaField(
        N_("Hva har skjedd?"),
        [InputRequired(N_("Skriv hva som har skjedd"))],
        description=N_("Kort holder. Skriv ikke navn på brukere."),
    )
    unit = SelectField(N_("Hvor skjedde det?"), [Optional()], choices=[SelectChoice("", N_("Velg"))])
    when = DateField(N_("Når skjedde det?"), [Optional()])
    harm = RadioField(
        N_("Ble noen skadet?"),
        [InputRequired(N_("Velg om noen ble skadet"))],
        choices=[
            SelectChoice("no", N_("Nei")),
            SelectChoice("nearly", N_("Nesten")),
            SelectChoice("yes", N_("Ja")),
        ],
    )
    told = RadioField(
        N_("Hvem skal se at det er deg?"),
        [InputRequired(N_("Velg om navnet ditt skal vises"))],
        choices=[SelectChoice("named", N_("Med navn")), SelectChoice("anonymous", N_("Anonymt"))],
        default="named",
    )
    photo = FileField(
        N_("Bilde"), [Optional()], description=N_("Ta ikke bilde av ansikter eller dokumenter.")
    )
    agree = BooleanField(
        N_("Vis meldingen for kollegaer i enheten"), description=N_("Navnet ditt vises ikke.")
    )


def wrong_form() -> GalleryForm:
    """A form in which every field has been refused."""
    form = GalleryForm(prefix="wrong-")
    for field in form:
        field.errors = [N_("Velg eller skriv noe her.")]
    return form

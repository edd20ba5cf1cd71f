"""The form of the gallery, with one field of every sort."""

from __future__ import annotations

from wtforms import BooleanField, DateField, FileField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from quality.core.forms import Form


class GalleryForm(Form):
    """Shows how fields look; it is never sent."""

    text = TextAreaField(
        "Hva har skjedd?",
        [InputRequired("Skriv hva som har skjedd")],
        description="Kort holder. Skriv ikke navn på brukere.",
    )
    unit = SelectField("Hvor skjedde det?", [Optional()], choices=[SelectChoice("", "Velg")])
    when = DateField("Når skjedde det?", [Optional()])
    harm = RadioField(
        "Ble noen skadet?",
        [InputRequired("Velg om noen ble skadet")],
        choices=[
            SelectChoice("no", "Nei"),
            SelectChoice("nearly", "Nesten"),
            SelectChoice("yes", "Ja"),
        ],
    )
    told = RadioField(
        "Hvem skal se at det er deg?",
        [InputRequired("Velg om navnet ditt skal vises")],
        choices=[SelectChoice("named", "Med navn"), SelectChoice("anonymous", "Anonymt")],
        default="named",
    )
    photo = FileField("Bilde", [Optional()], description="Ta ikke bilde av ansikter eller dokumenter.")
    agree = BooleanField("Vis meldingen for kollegaer i enheten", description="Navnet ditt vises ikke.")


def wrong_form() -> GalleryForm:
    """A form in which every field has been refused."""
    form = GalleryForm(prefix="wrong-")
    for field in form:
        field.errors = ["Velg eller skriv noe her."]
    return form

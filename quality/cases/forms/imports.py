"""A file of old cases or of tallies to bring in."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import FileField, RadioField, SelectField
from wtforms.validators import InputRequired, Length

from quality.cases.forms.parts import offer
from quality.core.forms import CleanString, Form
from quality.core.text import N_


class UploadForm(Form):
    """What the file holds, the file, and how it is to be read."""

    kind = RadioField(N_("Hva er det?"), [InputRequired(N_("Velg hva filen inneholder"))])
    file = FileField(
        N_("Fil"),
        [InputRequired(N_("Velg en fil"))],
        description=N_("CSV fra regneark eller fra det gamle systemet, høyst 5 MB."),
    )
    mapping = SelectField(
        N_("Oppsett for gamle saker"),
        description=N_("Har du hentet inn fra samme system før, kan du bruke oppsettet igjen."),
        validate_choice=False,
    )


class CategoriesForm(Form):
    """A category for each unknown word; the fields of the words are added by `categories_form`."""

    keep_as = CleanString(
        N_("Lagre oppsettet som"),
        [Length(max=80, message=N_("Navnet er for langt."))],
        description=N_("Gi det et navn hvis du skal hente inn fra samme system igjen."),
    )


def categories_form(words: Sequence[str], choices: list[tuple[str, str]]) -> CategoriesForm:
    """The form for these words. A word without a category stays refused."""
    options = offer(choices)
    fields = {f"word_{number}": SelectField(word, choices=options) for number, word in enumerate(words)}
    made: CategoriesForm = type("CategoriesForm", (CategoriesForm,), fields)()
    return made

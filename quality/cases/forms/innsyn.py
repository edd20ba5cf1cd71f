"""Forms of finding what is written of somebody, and of giving it out."""

from __future__ import annotations

from wtforms.validators import InputRequired, Length

from quality.core.forms import CleanString, Form, OnceForm
from quality.core.text import N_


class FindForm(Form):
    """A name or a number."""

    asked = CleanString(
        N_("Navn eller nummer"),
        [
            InputRequired(N_("Skriv et navn eller et nummer.")),
            Length(min=3, max=80, message=N_("Skriv minst tre tegn.")),
        ],
        description=N_("Det du søker etter, lagres ikke."),
    )


class ProposeForm(OnceForm):
    """What is to be given out; the texts stand beside, one for each case."""

    reference = CleanString(
        N_("Journalnummer eller annen referanse"),
        [InputRequired(N_("Skriv hva innsynet gjelder.")), Length(max=120)],
        description=N_("Uten navn. For eksempel 26/1042."),
    )

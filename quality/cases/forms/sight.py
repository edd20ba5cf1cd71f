"""Who sees a case."""

from __future__ import annotations

from wtforms import BooleanField, SelectField
from wtforms.validators import DataRequired, InputRequired

from quality.cases.forms.parts import at_most
from quality.core.forms import CleanString, Form
from quality.core.text import N_


class ShieldForm(Form):
    """Whether who shields a case goes on with it."""

    follow = BooleanField(N_("Jeg følger saken selv, sammen med dem kommunen har valgt"))


class NameForm(Form):
    """Who else is to handle a shielded case."""

    email = CleanString(N_("E-postadresse"), [DataRequired(N_("Skriv en e-postadresse.")), at_most(254)])


class ConcernForm(Form):
    """Whom a case is about."""

    person = SelectField(
        N_("Hvem?"), [InputRequired(N_("Velg hvem saken handler om."))], validate_choice=False
    )

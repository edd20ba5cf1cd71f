"""What the pages without a session ask: a report without a name, and the way back to it."""

from __future__ import annotations

import secrets

from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from quality.cases.forms.parts import LONG, at_most, choices_of, harm_field, severity_field
from quality.cases.kinds import VERDICT_LABELS
from quality.core.forms import CleanString, CleanText, Form
from quality.core.text import N_


class NobodysForm(Form):
    """A form of a page without a session: there is nothing that another site could use."""

    class Meta(Form.Meta):
        """No token."""

        csrf = False


class AnonymousForm(NobodysForm):
    """A report without a name; `small`, `numbers` and `belongs` are answers to what was asked before it is stored."""

    once = HiddenField(validators=[Length(max=64)], default=lambda: secrets.token_urlsafe(16))
    small = HiddenField(validators=[Length(max=40)])
    numbers = CleanString()
    belongs = CleanString()
    text = CleanText(N_("Hva har skjedd?"), [DataRequired(N_("Skriv hva som har skjedd.")), LONG])
    unit = SelectField(
        N_("Hvilken enhet?"), [InputRequired(N_("Velg enheten der det skjedde."))], validate_choice=False
    )
    harm = harm_field()
    severity = severity_field()
    place = CleanString(N_("Hvilket sted?"), [at_most(80)])
    about_leader = BooleanField(N_("Saken handler om lederen min"))


class CodeForm(NobodysForm):
    """A return code."""

    code = CleanString(
        N_("Koden din"), [at_most(80)], description=N_("Tjue tegn. Store og små bokstaver er det samme.")
    )


class HolderForm(CodeForm):
    """What the holder of a code says: words, a verdict, or both."""

    once = HiddenField(validators=[Length(max=64)], default=lambda: secrets.token_urlsafe(16))
    text = CleanText(N_("Skriv i saken"), [LONG])
    verdict = RadioField(N_("Løste det problemet?"), [Optional()], choices=choices_of(VERDICT_LABELS))

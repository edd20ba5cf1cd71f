"""What the pages about digests ask for."""

from __future__ import annotations

from wtforms import BooleanField, DateField, TextAreaField
from wtforms.validators import Length, Optional

from quality.core.text import N_, clean
from quality.core.web import Form, VersionedForm
from quality.digests.services.editions import INTRODUCTION_LIMIT


class IntroductionForm(VersionedForm):
    """The words that stand first in the mail."""

    introduction = TextAreaField(
        N_("Innledning"),
        filters=[lambda value: clean(value or "")],
        validators=[Length(max=INTRODUCTION_LIMIT, message=N_("Kort ned til 600 tegn."))],
        description=N_("Står først i e-posten til alle. Ikke skriv noe om enkeltsaker eller personer."),
    )


class ChoicesForm(Form):
    """What a person wants to be sent."""

    weekly = BooleanField(
        N_("Ukens læring"),
        description=N_("Tirsdag: høyst tre ting, noe som virket først. Ingenting å si, ingen e-post."),
    )
    daily = BooleanField(
        N_("Beskjeder til meg"),
        description=N_("Høyst én e-post om dagen på hverdager, bare når det er noe nytt til deg."),
    )
    paused_until = DateField(
        N_("Ingen e-post før"),
        validators=[Optional()],
        description=N_("Er du borte en stund? Da samler Løft ikke opp til deg i mellomtiden."),
    )

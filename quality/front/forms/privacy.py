"""The form where the municipality chooses who takes confidential and shielded cases."""

from __future__ import annotations

from wtforms import BooleanField, SelectField
from wtforms.validators import Length

from quality.core.forms import CleanText, VersionedForm
from quality.core.text import N_

MANY = Length(max=4000, message=N_("Teksten er for lang. Kort den ned."))


class PrivacyForm(VersionedForm):
    """Who sees confidential names, and who takes shielded cases in."""

    anonymous = BooleanField(
        N_("Ansatte kan melde anonymt"),
        description=N_(
            "Med en kode som åpner svaret. Siden er åpen uten innlogging, så hvem som helst kan nå den."
        ),
    )
    confidant = SelectField(
        N_("Hvem ser navnet i fortrolige meldinger?"),
        choices=[],
        validate_choice=False,
        description=N_("Må være kvalitetskoordinator. Ingen andre ser navnet, heller ikke en stedfortreder."),
    )
    intake = CleanText(
        N_("Hvem tar imot skjermede saker?"),
        [MANY],
        description=N_("E-postadresser, én på hver linje. Uten noen her kan ingen melde skjermet."),
    )
    alternates = CleanText(
        N_("Hvem tar imot når saken handler om en av dem?"),
        [MANY],
        description=N_("E-postadresser, én på hver linje. Da ser ingen av dem over saken."),
    )

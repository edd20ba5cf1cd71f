"""A case assessed, turned down, or taken up again."""

from __future__ import annotations

from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, Optional

from quality.cases.forms.parts import LONG, CaseForm, choices_of
from quality.cases.kinds import REJECTION_LABELS
from quality.cases.kinds.grave import RECURRENCE_LABELS, SEVERITY_LABELS
from quality.core.forms import CleanText
from quality.core.text import N_


class AssessForm(CaseForm):
    """The leader's view of a case; the three last are of deviations."""

    category = SelectField(N_("Kategori"), validate_choice=False)
    severity = RadioField(N_("Hva ble følgen?"), [Optional()], choices=choices_of(SEVERITY_LABELS))
    potential = RadioField(N_("Hva kunne følgen blitt?"), [Optional()], choices=choices_of(SEVERITY_LABELS))
    recurrence = RadioField(
        N_("Hvor ofte kan det skje igjen?"), [Optional()], choices=choices_of(RECURRENCE_LABELS)
    )


class RejectForm(CaseForm):
    """Why a case is not taken further."""

    reason = RadioField(
        N_("Hvorfor?"), [InputRequired(N_("Velg en grunn."))], choices=choices_of(REJECTION_LABELS)
    )
    text = CleanText(
        N_("Svar til den som meldte"), [DataRequired(N_("Skriv hvorfor, til den som meldte.")), LONG]
    )


class ReopenForm(CaseForm):
    """Why a case is taken up again."""

    text = CleanText(
        N_("Hvorfor åpner du saken igjen?"), [DataRequired(N_("Skriv hvorfor saken åpnes igjen.")), LONG]
    )

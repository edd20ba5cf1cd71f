"""The form where the municipality says how long cases are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField
from wtforms.validators import InputRequired, Length, NumberRange

from quality.cases.compose.retention import PLAIN, SHIELDED_AT_MOST, Schedule, Term
from quality.cases.kinds import ACCESS_LABELS, Access
from quality.core.forms import CleanString, Form, VersionedForm
from quality.core.text import N_
from quality.front.forms.settings import NO_NUMBER, PlainInteger

YEARS = [InputRequired(NO_NUMBER), NumberRange(1, 100, N_("Skriv et tall fra 1 til 100."))]
FEW = [InputRequired(NO_NUMBER), NumberRange(1, SHIELDED_AT_MOST, N_("Skriv et tall fra 1 til 5."))]


def _schedule_form() -> type[VersionedForm]:
    """A form with a row for each kind of case, its fields named as service_names, service_text and service_hold."""
    fields: dict[str, Any] = {}
    for access in Access:
        if access in PLAIN:
            fields[f"{access}_names"] = PlainInteger(ACCESS_LABELS[access], YEARS)
        fields[f"{access}_text"] = PlainInteger(ACCESS_LABELS[access], YEARS if access in PLAIN else FEW)
        fields[f"{access}_hold"] = BooleanField(ACCESS_LABELS[access])
    fields["log_years"] = PlainInteger(N_("Innsynsloggen, år"), YEARS)
    fields["mail_years"] = PlainInteger(N_("Teksten i sendte e-poster, år"), YEARS)
    return type("ScheduleForm", (VersionedForm,), fields)


ScheduleForm = _schedule_form()


def told_by(schedule: Schedule) -> dict[str, Any]:
    """The values of the form for a schedule."""
    found: dict[str, Any] = {"log_years": schedule.log_years, "mail_years": schedule.mail_years}
    for access, term in schedule.terms.items():
        found |= {f"{access}_names": term.names, f"{access}_text": term.text, f"{access}_hold": term.hold}
    return found


def wanted_by(form: Form) -> Schedule:
    """The schedule that a sent form asks for; shielded cases lose name and words together."""
    told: Mapping[str, Any] = form.data
    terms = {
        access: Term(
            told.get(f"{access}_names") or told[f"{access}_text"],
            told[f"{access}_text"],
            bool(told[f"{access}_hold"]),
        )
        for access in Access
    }
    return Schedule(terms, told["log_years"], told["mail_years"])


class HoldForm(Form):
    """Why a case is to be kept."""

    why = CleanString(
        N_("Hvorfor beholdes den?"),
        [InputRequired(N_("Skriv hvorfor saken skal beholdes.")), Length(max=200)],
        description=N_("For eksempel: skal avleveres til arkivet først."),
    )

"""A breach of personal data."""

from __future__ import annotations

from wtforms import RadioField
from wtforms.validators import DataRequired, InputRequired, Optional

from quality.cases.forms.parts import Checks, Day, TimeOfDay, at_most, choices_of
from quality.cases.kinds.breach import HARMED_LABELS, REPORTING_LABELS, RISK_LABELS
from quality.core.forms import CleanString, CleanText, VersionedForm
from quality.core.text import N_


class BreachForm(VersionedForm):
    """What is known of a breach of personal data, what risk it is, and who is told."""

    known_on = Day(N_("Når fikk kommunen vite om bruddet?"), [InputRequired(N_("Velg en dato."))])
    known_time = TimeOfDay(N_("Klokkeslett"), [InputRequired(N_("Skriv klokkeslettet."))])
    harmed = Checks(
        N_("Hva skjedde med opplysningene?"),
        [InputRequired(N_("Kryss av for hva som skjedde."))],
        choices=choices_of(HARMED_LABELS),
    )
    risk = RadioField(
        N_("Er det risiko for dem opplysningene handler om?"),
        [InputRequired(N_("Velg hvor stor risikoen er."))],
        choices=choices_of(RISK_LABELS),
    )
    why = CleanText(N_("Hvorfor?"), [DataRequired(N_("Skriv hvorfor.")), at_most(4000)])
    reporting = RadioField(
        N_("Er bruddet meldt til Datatilsynet?"),
        [InputRequired(N_("Velg om bruddet er meldt."))],
        choices=choices_of(REPORTING_LABELS),
    )
    reported_on = Day(N_("Meldt dato"), [Optional()])
    reported_time = TimeOfDay(N_("Meldt klokka"), [Optional()])
    reference = CleanString(N_("Referanse hos Datatilsynet"), [at_most(80)])
    late_why = CleanText(N_("Hvorfor senere enn 72 timer?"), [at_most(2000)])
    told = CleanText(N_("Hva er de berørte fortalt, og når?"), [at_most(2000)])

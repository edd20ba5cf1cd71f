"""An idea on its short path."""

from __future__ import annotations

from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired

from quality.cases.forms.parts import LONG, CaseForm, Day, at_most, choices_of, offer
from quality.cases.kinds import CAN_LEARN_LABELS
from quality.core.forms import CleanString, CleanText, OnceForm
from quality.core.text import N_


class IdeaPlanForm(CaseForm, OnceForm):
    """Who tries an idea or carries it out, until when, and what its reporter hears."""

    title = CleanString(
        N_("Hva skal gjøres?"), [DataRequired(N_("Skriv hva som skal gjøres.")), at_most(200)]
    )
    owner = SelectField(
        N_("Hvem har ansvaret?"), [InputRequired(N_("Velg hvem som har ansvaret."))], validate_choice=False
    )
    due_on = Day(N_("Når skal det være gjort?"), [InputRequired(N_("Velg en dato."))])
    text = CleanText(
        N_("Svar til den som foreslo det"),
        [DataRequired(N_("Skriv noen ord til den som foreslo det.")), LONG],
    )


class NotNowForm(CaseForm):
    """Why an idea lies for now; its reporter reads it."""

    text = CleanText(
        N_("Hvorfor ikke nå?"), [DataRequired(N_("Skriv hvorfor, til den som foreslo det.")), LONG]
    )


class IdeaOutcomeForm(CaseForm):
    """Whether an idea worked, the answer to its reporter, and what others can learn."""

    outcome = RadioField(
        N_("Virket det?"),
        [InputRequired(N_("Velg om det virket."))],
        choices=offer([("worked", N_("Ja")), ("partly", N_("Delvis")), ("failed", N_("Nei"))]),
    )
    answer = CleanText(
        N_("Svar til den som foreslo det"),
        [DataRequired(N_("Skriv noen ord til den som foreslo det.")), LONG],
    )
    can_learn = RadioField(
        N_("Kan andre lære av dette?"),
        [InputRequired(N_("Velg om andre kan lære av dette."))],
        choices=choices_of(CAN_LEARN_LABELS),
    )
    learning_text = CleanText(N_("Hva kan de lære?"), [LONG])

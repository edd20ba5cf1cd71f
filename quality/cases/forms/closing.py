"""Closing one case or many, approving it, and the answers to begin from."""

from __future__ import annotations

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, Optional

from quality.cases.forms.parts import LONG, CaseForm, Checks, Day, at_most, choices_of
from quality.cases.kinds import CAN_LEARN_LABELS, FACTOR_LABELS
from quality.core.forms import CleanString, CleanText, OnceForm, VersionedForm
from quality.core.text import N_


class CloseForm(CaseForm):
    """What closing asks."""

    answer = CleanText(
        N_("Svar til den som meldte"), [DataRequired(N_("Skriv et svar til den som meldte.")), LONG]
    )
    can_learn = RadioField(
        N_("Kan andre lære av dette?"),
        [InputRequired(N_("Velg om andre kan lære av dette."))],
        choices=choices_of(CAN_LEARN_LABELS),
    )
    learning_text = CleanText(N_("Hva kan de lære?"), [LONG])
    factors = Checks(N_("Hva medvirket?"), choices=choices_of(FACTOR_LABELS))
    no_measure_reason = CleanText(N_("Ingen tiltak fordi"), [LONG])
    involved = CleanText(N_("Hvem var med?"), [at_most(500)])
    weak_reason = CleanText(N_("Hvorfor holder det med svake tiltak?"), [LONG])
    effect_how = CleanText(N_("Hvordan ser dere om det virket?"), [at_most(500)])
    safety_told = BooleanField(N_("Verneombudet er orientert"))
    keep_years = SelectField(
        N_("Hvor lenge skal saken beholdes?"),
        validate_choice=False,
        choices=[],
        description=N_("Etter at den er lukket. Så slettes navn og tekst."),
    )
    template = SelectField(N_("Begynn med en mal"), validate_choice=False, choices=[])


class CloseManyForm(OnceForm):
    """What closing many cases asks: one measure, chosen or new, one answer, and what graver ones need besides."""

    measure = SelectField(N_("Hvilket tiltak?"), validate_choice=False, choices=[])
    title = CleanString(N_("Hva skal gjøres?"), [at_most(200)])
    owner = SelectField(N_("Hvem har ansvaret?"), validate_choice=False, choices=[])
    due_on = Day(N_("Når skal det være gjort?"), [Optional()])
    kind = SelectField(N_("Hva slags tiltak er det?"), validate_choice=False, choices=[])
    answer = CleanText(
        N_("Svar til dem som meldte"), [DataRequired(N_("Skriv et svar til dem som meldte.")), LONG]
    )
    can_learn = RadioField(
        N_("Kan andre lære av dette?"),
        [InputRequired(N_("Velg om andre kan lære av dette."))],
        choices=choices_of(CAN_LEARN_LABELS),
    )
    factors = Checks(N_("Hva medvirket?"), choices=choices_of(FACTOR_LABELS))
    involved = CleanText(N_("Hvem var med?"), [at_most(500)])
    weak_reason = CleanText(N_("Hvorfor holder det med svake tiltak?"), [LONG])
    effect_how = CleanText(N_("Hvordan ser dere om det virket?"), [at_most(500)])
    safety_told = BooleanField(N_("Verneombudet er orientert"))
    template = SelectField(N_("Begynn med en mal"), validate_choice=False, choices=[])


class ApproveForm(CaseForm):
    """What is missing, when a closing is sent back."""

    text = CleanText(N_("Hva mangler?"), [LONG])


class AnswerTemplateForm(VersionedForm, OnceForm):
    """An answer to begin from."""

    name = CleanString(N_("Navn på malen"), [DataRequired(N_("Gi malen et navn.")), at_most(80)])
    unit = SelectField(N_("For hvem?"), [InputRequired(N_("Velg hvem malen er for."))], choices=[])
    text = CleanText(N_("Teksten"), [DataRequired(N_("Skriv teksten.")), at_most(4000)])

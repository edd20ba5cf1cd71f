"""What is told: a deviation, an improvement, something that worked."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from quality.accounts.roles import ROLE_LABELS
from quality.cases.forms.parts import (
    LONG,
    Checks,
    Day,
    FilesForm,
    TimeOfDay,
    at_most,
    choices_of,
    harm_field,
    offer,
    severity_field,
)
from quality.cases.kinds import (
    ALSO_TOLD,
    FACTOR_LABELS,
    SENDER_LABELS,
    CaseKind,
    Sender,
    Subtype,
)
from quality.core import clock
from quality.core.forms import CleanString, CleanText
from quality.core.text import N_


class WhereForm(FilesForm):
    """What both doors ask: unit and place, when the form was opened, and what to do with what points at a person.

    `warned` is what the page has warned of already and `shown` the channels it has shown, one on each line; `belongs`
    is the answer that it belongs here all the same.
    """

    unit = SelectField(N_("Hvilken enhet?"), validate_choice=False, validators=[Optional()])
    place = CleanString(N_("Hvilket sted?"), [at_most(80)])
    numbers = CleanString()
    warned = HiddenField(validators=[Length(max=4000)])
    ago = HiddenField(validators=[Length(max=20)])
    shown = HiddenField(validators=[Length(max=400)])
    belongs = CleanString()
    opened = HiddenField(validators=[Length(max=20)], default=lambda: str(int(clock.now().timestamp())))
    sender = RadioField(
        N_("Hvem skal se at det er du som melder?"),
        [Optional()],
        choices=choices_of(SENDER_LABELS),
        default=Sender.NAMED.value,
    )


class ReportForm(WhereForm):
    """A deviation: three questions, and what may be told besides."""

    text = CleanText(N_("Hva har skjedd?"), [DataRequired(N_("Skriv hva som har skjedd.")), LONG])
    harm = harm_field()
    severity = severity_field()
    subtype = RadioField(
        N_("Har det skjedd noe?"),
        [Optional()],
        choices=offer(
            [
                (Subtype.EVENT.value, N_("Ja, det har skjedd")),
                (Subtype.HAZARD.value, N_("Nei, men det er farlig")),
            ]
        ),
    )
    day = Day(N_("Hvilken dag?"), [Optional()])
    clock = TimeOfDay(N_("Omtrent når på dagen?"), [Optional()])
    category = RadioField(N_("Hva handler det om?"), [Optional()], choices=[], validate_choice=False)
    factors = Checks(N_("Hva medvirket?"), choices=choices_of(FACTOR_LABELS))
    immediate_action = CleanText(N_("Hva gjorde dere med en gang?"), [LONG])
    user_reference = CleanString(N_("Journalreferanse, hvis det gjelder en bruker"), [at_most(80)])
    tell = Checks(N_("Hvem bør også vite det?"), choices=choices_of({r: ROLE_LABELS[r] for r in ALSO_TOLD}))
    about_leader = BooleanField(N_("Saken handler om lederen min"))
    shield = BooleanField(N_("Bare noen få skal se saken"))


class ImprovementForm(WhereForm):
    """An idea, an improvement made, or something that worked. Nobody asks about harm here."""

    kind = RadioField(
        N_("Hva vil du fortelle om?"),
        [InputRequired(N_("Velg hva du vil fortelle om."))],
        choices=offer(
            [
                (CaseKind.IDEA.value, N_("Et forslag")),
                (CaseKind.IMPROVEMENT.value, N_("Noe vi har gjort bedre")),
                (CaseKind.WORKED.value, N_("Noe som fungerte")),
            ]
        ),
    )
    text = CleanText(N_("Fortell kort"), [DataRequired(N_("Skriv hva du vil fortelle.")), LONG])
    before = CleanText(N_("Hvordan var det før?"), [LONG])
    gain = CleanText(N_("Hva er vunnet, eller kan vinnes?"), [LONG])

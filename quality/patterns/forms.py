"""Forms of the decisions about patterns."""

from __future__ import annotations

import re

from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from quality.accounts.forms import sensible_day
from quality.cases.kinds import FACTOR_LABELS, STRENGTH_HELP, STRENGTH_LABELS, Strength
from quality.core.forms import CleanString, CleanText, OnceForm, VersionedForm
from quality.core.text import N_
from quality.patterns.kinds import MINUTE_LABELS

TEXT = 2000
NUMBER = re.compile(r"(\d{4})-(\d{1,7})")


def _reason(label: str, wrong: str) -> CleanText:
    return CleanText(label, [DataRequired(wrong), Length(max=TEXT, message=N_("Teksten er for lang."))])


class WatchForm(VersionedForm):
    """Until when to keep an eye on it."""

    until = DateField(
        N_("Følg til og med"),
        [InputRequired(N_("Velg en dag.")), sensible_day],
        description=N_("Da kommer det opp igjen her."),
    )
    cases = IntegerField(
        N_("Eller når det har kommet så mange nye saker"),
        [Optional(), NumberRange(1, 999, message=N_("Skriv et tall fra 1 til 999."))],
    )
    spread = BooleanField(N_("Eller når flere enheter får det"))


class DismissForm(VersionedForm):
    """Why it is put away."""

    reason = _reason(
        N_("Hvorfor avviser du funnet?"), N_("Skriv hvorfor. Grunnen blir husket til neste gang.")
    )


class HandForm(VersionedForm):
    """Who is best placed to judge it."""

    unit = SelectField(N_("Hvem skal se på det?"), [InputRequired(N_("Velg hvem som skal se på det."))])


class AnswerForm(VersionedForm):
    """What the unit does with it."""

    reason = _reason(
        N_("Hva gjør dere, eller hvorfor trengs det ikke?"),
        N_("Skriv hva dere gjør, eller hvorfor det ikke trengs."),
    )


class PassUpForm(VersionedForm):
    """Why it concerns more than the unit."""

    reason = _reason(
        N_("Hvorfor gjelder dette flere enn dere?"), N_("Skriv kort hvorfor dette gjelder flere enn dere.")
    )


class RenameForm(VersionedForm):
    """What it is called."""

    title = CleanString(
        N_("Hva skal mønsteret hete?"),
        [
            DataRequired(N_("Skriv hva mønsteret skal hete.")),
            Length(max=160, message=N_("Hold tittelen under 160 tegn.")),
        ],
        description=N_("Skriv ikke navn på personer."),
    )


class OwnerForm(VersionedForm):
    """Who answers for it, and what is to be reached."""

    owner = SelectField(N_("Hvem skal eie det?"), [InputRequired(N_("Velg en eier."))])
    aim = _reason(N_("Hva vil dere oppnå?"), N_("Skriv hva dere vil oppnå."))
    due_on = DateField(N_("Innen"), [InputRequired(N_("Velg en frist.")), sensible_day])


class MeasureForm(OnceForm):
    """Something to be done by somebody by a day."""

    title = CleanString(
        N_("Hva skal gjøres?"),
        [
            DataRequired(N_("Skriv hva som skal gjøres.")),
            Length(max=200, message=N_("Hold teksten under 200 tegn.")),
        ],
    )
    owner = SelectField(N_("Hvem skal gjøre det?"), [InputRequired(N_("Velg hvem som skal gjøre det."))])
    unit = SelectField(N_("Hvor?"), [InputRequired(N_("Velg hvor tiltaket gjelder."))])
    due_on = DateField(N_("Innen"), [InputRequired(N_("Velg en frist.")), sensible_day])
    strength = RadioField(
        N_("Hvor sterkt er tiltaket?"),
        [InputRequired(N_("Velg hvor sterkt tiltaket er."))],
        choices=[SelectChoice(value.value, label) for value, label in STRENGTH_LABELS.items()],
        default=Strength.MEDIUM.value,
    )
    hints = {value.value: text for value, text in STRENGTH_HELP.items()}


class OutcomeForm(VersionedForm):
    """Whether a measure worked."""

    verb = RadioField(
        N_("Virket tiltaket?"),
        [InputRequired(N_("Velg om det virket."))],
        choices=[
            SelectChoice("worked", N_("Ja, det virket")),
            SelectChoice("partly", N_("Delvis")),
            SelectChoice("failed", N_("Nei")),
        ],
    )
    text = _reason(N_("Hva viser det?"), N_("Skriv hva som viser det."))


class FinishForm(VersionedForm):
    """Why it is closed."""

    how = RadioField(
        N_("Hvorfor avsluttes det?"),
        [InputRequired(N_("Velg hvorfor det avsluttes."))],
        choices=[
            SelectChoice("effect", N_("Tiltakene har virket")),
            SelectChoice("decision", N_("Vi har bestemt det av en annen grunn")),
        ],
    )
    reason = _reason(
        N_("Hva ble gjort, eller hvorfor avslutter dere?"),
        N_("Skriv hva som ble gjort, eller hvorfor det avsluttes."),
    )


class DialForm(VersionedForm):
    """How many false alarms to put up with, against finding things sooner."""

    a_month = RadioField(
        N_("Hvor mye vil du se?"),
        [InputRequired(N_("Velg hvor mye du vil se."))],
        choices=[
            SelectChoice("0.1", N_("Bare det mest uvanlige")),
            SelectChoice("0.3", N_("Vanlig")),
            SelectChoice("1", N_("Mer, også det som er svakere")),
            SelectChoice("2", N_("Mest mulig, så tidlig som mulig")),
        ],
    )


class Checked(SelectMultipleField):
    """Several of a list, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class MergeForm(VersionedForm):
    """What it belongs with."""

    into = SelectField(N_("Hvilket mønster hører det til?"), [InputRequired(N_("Velg et mønster."))])


class SplitForm(VersionedForm):
    """What is another matter, and what to call it."""

    title = CleanString(
        N_("Hva skal det nye mønsteret hete?"),
        [Optional(), Length(max=160, message=N_("Hold tittelen under 160 tegn."))],
        description=N_(
            "Skriv ikke navn på personer. Velger du bare én sak, blir den tatt ut, og trenger ikke noe navn."
        ),
    )
    cases = Checked(
        N_("Hvilke saker er noe annet?"), [InputRequired(N_("Velg noen av sakene, men ikke alle."))]
    )

    def chosen(self) -> set[tuple[int, int]]:
        """The case numbers in what was typed; there is nothing to type where every case is listed."""
        return set()


class ByNumber:
    """A form in which cases are chosen by typing their numbers."""

    numbers: CleanText

    def chosen(self) -> set[tuple[int, int]]:
        """The case numbers in what was typed."""
        return {(int(year), int(number)) for year, number in NUMBER.findall(self.numbers.data or "")}


def _numbers(
    label: str, description: str = N_("Saksnumre, for eksempel 2026-0412 og 2026-0415.")
) -> CleanText:
    return CleanText(
        label, [Optional(), Length(max=TEXT, message=N_("Teksten er for lang."))], description=description
    )


class SplitManyForm(ByNumber, SplitForm):
    """The same where there are too many cases to list them all."""

    cases = Checked(N_("Hvilke saker er noe annet?"), [Optional()])
    numbers = _numbers(N_("Eldre saker som også er noe annet"))


class AddForm(ByNumber, VersionedForm):
    """More cases that belong to it."""

    cases = Checked(
        N_("Saker fra listen"), [Optional()], description=N_("Ta bort haken ved dem som ikke hører med.")
    )
    numbers = _numbers(N_("Hvilke saker?"))


class MadeForm(ByNumber, OnceForm):
    """A pattern made by hand."""

    title = CleanString(
        N_("Hva skal mønsteret hete?"),
        [
            DataRequired(N_("Skriv hva mønsteret skal hete.")),
            Length(max=160, message=N_("Hold tittelen under 160 tegn.")),
        ],
        description=N_("Skriv ikke navn på personer."),
    )
    cases = Checked(N_("Saker fra listen"), [Optional()])
    numbers = _numbers(N_("Hvilke saker?"), "")


class NominateForm(ByNumber, OnceForm):
    """Why a case should be raised."""

    reason = _reason(
        N_("Hvorfor gjelder dette flere enn dere?"), N_("Skriv kort hvorfor dette gjelder flere enn dere.")
    )
    numbers = _numbers(N_("Flere saker som hører sammen med denne"))


class CauseForm(OnceForm):
    """Why it happens."""

    unit = SelectField(N_("Hvor er det slik?"), validators=[Optional()], validate_choice=True)
    factor = SelectField(
        N_("Hva slags årsak er det?"),
        [InputRequired(N_("Velg hva slags årsak det er."))],
        choices=[SelectChoice("", N_("Velg")), *(SelectChoice(v.value, t) for v, t in FACTOR_LABELS.items())],
    )
    text = _reason(N_("Hva gjør at det skjer?"), N_("Skriv hva som gjør at det skjer."))


class MinuteForm(OnceForm):
    """A line in the log of decisions."""

    kind = RadioField(
        N_("Hva vil du skrive ned?"),
        [InputRequired(N_("Velg hva du vil skrive ned."))],
        choices=[SelectChoice(value.value, label) for value, label in MINUTE_LABELS.items()],
    )
    held_on = DateField(N_("Dag"), [InputRequired(N_("Velg en dag.")), sensible_day])
    forum = CleanString(
        N_("Hvilket møte?"),
        [Optional(), Length(max=120, message=N_("Hold teksten under 120 tegn."))],
        description=N_("For eksempel ledermøtet i helse og omsorg."),
    )
    text = _reason(N_("Hva ble sagt eller bestemt?"), N_("Skriv hva som ble sagt eller bestemt."))

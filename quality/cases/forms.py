"""What the pages about cases ask for."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    FileField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, HiddenInput

from quality.accounts.roles import ROLE_LABELS
from quality.cases.kinds import (
    ALSO_TOLD,
    CAN_LEARN_LABELS,
    CHANNEL_LABELS,
    FACTOR_LABELS,
    HARM_LABELS,
    HARMED_LABELS,
    RECURRENCE_LABELS,
    REJECTION_LABELS,
    REPORTING_LABELS,
    RISK_LABELS,
    SENDER_LABELS,
    SEVERITY_LABELS,
    SHIFT_LABELS,
    VERDICT_LABELS,
    CaseKind,
    Sender,
    Subtype,
)
from quality.core import clock
from quality.core.text import N_
from quality.core.web import TEXT_LIMIT, CleanString, CleanText, Form, OnceForm, VersionedForm


class Day(DateField):
    """A date; a wrong one gets a sentence in the reader's language."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the date."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(N_("Datoen finnes ikke. Skriv dag, måned og år.")) from error
        if self.data is not None and not 1990 <= self.data.year <= 2100:
            raise ValueError(N_("Året kan ikke stemme."))


class TimeOfDay(TimeField):
    """A time of day; a wrong one gets a sentence in the reader's language."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the time."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(N_("Klokkeslettet finnes ikke. Skriv for eksempel 14:30.")) from error


class Checks(SelectMultipleField):
    """Several choices as check boxes."""

    option_widget = CheckboxInput()


def offer(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Choices of a field from values and words."""
    return [SelectChoice(value, word) for value, word in pairs]


def _choices(labels: dict[Any, str]) -> list[SelectChoice]:
    return offer((str(value), label) for value, label in labels.items())


def _at_most(limit: int) -> Length:
    return Length(max=limit, message=N_("Teksten er for lang. Kort den ned."))


LONG = _at_most(TEXT_LIMIT)


class FilesForm(OnceForm):
    """A form that photos and documents may come with. `drop` is the file that the reader does not want after all."""

    files = MultipleFileField(N_("Legg ved bilder eller PDF"))
    photo = FileField(N_("Ta bilde"))

    @property
    def key(self) -> str:
        """What ties a file to the form it came with."""
        if not self.once.data:
            self.once.data = secrets.token_urlsafe(16)
        return str(self.once.data)


class WhereForm(FilesForm):
    """What both doors ask: unit and place, when the form was opened, and what to do with what points at a person.

    `warned` is what the page has warned of already and `shown` the channels it has shown, one on each line; `belongs`
    is the answer that it belongs here all the same.
    """

    unit = SelectField(N_("Hvilken enhet?"), validate_choice=False, validators=[Optional()])
    place = CleanString(N_("Hvilket sted?"), [_at_most(80)])
    numbers = CleanString()
    warned = HiddenField(validators=[Length(max=4000)])
    ago = HiddenField(validators=[Length(max=20)])
    shown = HiddenField(validators=[Length(max=400)])
    belongs = CleanString()
    opened = HiddenField(validators=[Length(max=20)], default=lambda: str(int(clock.now().timestamp())))
    sender = RadioField(
        N_("Hvem skal se at det er du som melder?"),
        [Optional()],
        choices=_choices(SENDER_LABELS),
        default=Sender.NAMED.value,
    )


class ReportForm(WhereForm):
    """A deviation: three questions, and what may be told besides."""

    text = CleanText(N_("Hva har skjedd?"), [DataRequired(N_("Skriv hva som har skjedd.")), LONG])
    harm = RadioField(
        N_("Ble noen skadet?"),
        [InputRequired(N_("Velg om noen ble skadet."))],
        choices=_choices(HARM_LABELS),
    )
    severity = RadioField(
        N_("Hvor alvorlig?"),
        [Optional()],
        choices=_choices({level: label for level, label in SEVERITY_LABELS.items() if level}),
    )
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
    factors = Checks(N_("Hva medvirket?"), choices=_choices(FACTOR_LABELS))
    immediate_action = CleanText(N_("Hva gjorde dere med en gang?"), [LONG])
    user_reference = CleanString(N_("Journalreferanse, hvis det gjelder en bruker"), [_at_most(80)])
    tell = Checks(N_("Hvem bør også vite det?"), choices=_choices({r: ROLE_LABELS[r] for r in ALSO_TOLD}))
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


class MessageForm(FilesForm):
    """Something written in a case; the button pressed says to whom."""

    numbers = CleanString()
    text = CleanText(N_("Skriv i saken"), [DataRequired(N_("Skriv noe først.")), LONG])


class CaseForm(VersionedForm):
    """A form that changes a case; `told` is how much of the story its writer had seen."""

    told = HiddenField(validators=[Length(max=8)])


class RejectForm(CaseForm):
    """Why a case is not taken further."""

    reason = RadioField(
        N_("Hvorfor?"), [InputRequired(N_("Velg en grunn."))], choices=_choices(REJECTION_LABELS)
    )
    text = CleanText(
        N_("Svar til den som meldte"), [DataRequired(N_("Skriv hvorfor, til den som meldte.")), LONG]
    )


class ReopenForm(CaseForm):
    """Why a case is taken up again."""

    text = CleanText(
        N_("Hvorfor åpner du saken igjen?"), [DataRequired(N_("Skriv hvorfor saken åpnes igjen.")), LONG]
    )


class IdeaPlanForm(CaseForm, OnceForm):
    """Who tries an idea or carries it out, until when, and what its reporter hears."""

    title = CleanString(
        N_("Hva skal gjøres?"), [DataRequired(N_("Skriv hva som skal gjøres.")), _at_most(200)]
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
        choices=_choices(CAN_LEARN_LABELS),
    )
    learning_text = CleanText(N_("Hva kan de lære?"), [LONG])


class PauseForm(CaseForm):
    """Until when the clock stands still, and why."""

    until_on = Day(N_("Til når skal klokka stå?"), [InputRequired(N_("Velg en dato."))])
    why = CleanText(
        N_("Hva venter dere på?"), [DataRequired(N_("Skriv hvorfor klokka skal stå.")), _at_most(300)]
    )


class ExtendForm(CaseForm):
    """A later date for the step that runs, and why."""

    until_on = Day(N_("Ny frist"), [InputRequired(N_("Velg en dato."))])
    why = CleanText(
        N_("Hvorfor må fristen flyttes?"),
        [DataRequired(N_("Skriv hvorfor fristen må flyttes.")), _at_most(300)],
    )


class AssessForm(CaseForm):
    """The leader's view of a case; the three last are of deviations."""

    category = SelectField(N_("Kategori"), validate_choice=False)
    severity = RadioField(N_("Hva ble følgen?"), [Optional()], choices=_choices(SEVERITY_LABELS))
    potential = RadioField(N_("Hva kunne følgen blitt?"), [Optional()], choices=_choices(SEVERITY_LABELS))
    recurrence = RadioField(
        N_("Hvor ofte kan det skje igjen?"), [Optional()], choices=_choices(RECURRENCE_LABELS)
    )


class MeasureForm(OnceForm):
    """A measure: what, who, when and of what kind; the strength follows from the kind."""

    title = CleanString(
        N_("Hva skal gjøres?"), [DataRequired(N_("Skriv hva som skal gjøres.")), _at_most(200)]
    )
    owner = SelectField(
        N_("Hvem har ansvaret?"), [InputRequired(N_("Velg hvem som har ansvaret."))], validate_choice=False
    )
    due_on = Day(N_("Når skal det være gjort?"), [InputRequired(N_("Velg en dato."))])
    kind = SelectField(
        N_("Hva slags tiltak er det?"),
        [InputRequired(N_("Velg hva slags tiltak det er."))],
        validate_choice=False,
    )
    also = Checks(N_("Gjelder også"), choices=[], validate_choice=False)
    sure = HiddenField(validators=[Length(max=1)])


class ChangeMeasureForm(VersionedForm):
    """Another owner or day of a measure."""

    owner = SelectField(
        N_("Hvem har ansvaret?"), [InputRequired(N_("Velg hvem som har ansvaret."))], validate_choice=False
    )
    due_on = Day(N_("Når skal det være gjort?"), [InputRequired(N_("Velg en dato."))])


class EffectForm(VersionedForm):
    """Whether a measure worked, and what shows it."""

    verb = RadioField(
        N_("Virket tiltaket?"),
        [InputRequired(N_("Velg om det virket."))],
        choices=offer([("worked", N_("Ja")), ("partly", N_("Delvis")), ("failed", N_("Nei"))]),
    )
    text = CleanText(N_("Hva viser det?"), [DataRequired(N_("Skriv hva som viser det.")), LONG])


class CloseForm(CaseForm):
    """What closing asks."""

    answer = CleanText(
        N_("Svar til den som meldte"), [DataRequired(N_("Skriv et svar til den som meldte.")), LONG]
    )
    can_learn = RadioField(
        N_("Kan andre lære av dette?"),
        [InputRequired(N_("Velg om andre kan lære av dette."))],
        choices=_choices(CAN_LEARN_LABELS),
    )
    learning_text = CleanText(N_("Hva kan de lære?"), [LONG])
    factors = Checks(N_("Hva medvirket?"), choices=_choices(FACTOR_LABELS))
    no_measure_reason = CleanText(N_("Ingen tiltak fordi"), [LONG])
    involved = CleanText(N_("Hvem var med?"), [_at_most(500)])
    weak_reason = CleanText(N_("Hvorfor holder det med svake tiltak?"), [LONG])
    effect_how = CleanText(N_("Hvordan ser dere om det virket?"), [_at_most(500)])
    safety_told = BooleanField(N_("Verneombudet er orientert"))
    template = SelectField(N_("Begynn med en mal"), validate_choice=False, choices=[])


class CloseManyForm(OnceForm):
    """What closing many cases asks: one measure, chosen or new, one answer, and what graver ones need besides."""

    measure = SelectField(N_("Hvilket tiltak?"), validate_choice=False, choices=[])
    title = CleanString(N_("Hva skal gjøres?"), [_at_most(200)])
    owner = SelectField(N_("Hvem har ansvaret?"), validate_choice=False, choices=[])
    due_on = Day(N_("Når skal det være gjort?"), [Optional()])
    kind = SelectField(N_("Hva slags tiltak er det?"), validate_choice=False, choices=[])
    answer = CleanText(
        N_("Svar til dem som meldte"), [DataRequired(N_("Skriv et svar til dem som meldte.")), LONG]
    )
    can_learn = RadioField(
        N_("Kan andre lære av dette?"),
        [InputRequired(N_("Velg om andre kan lære av dette."))],
        choices=_choices(CAN_LEARN_LABELS),
    )
    factors = Checks(N_("Hva medvirket?"), choices=_choices(FACTOR_LABELS))
    involved = CleanText(N_("Hvem var med?"), [_at_most(500)])
    weak_reason = CleanText(N_("Hvorfor holder det med svake tiltak?"), [LONG])
    effect_how = CleanText(N_("Hvordan ser dere om det virket?"), [_at_most(500)])
    safety_told = BooleanField(N_("Verneombudet er orientert"))
    template = SelectField(N_("Begynn med en mal"), validate_choice=False, choices=[])


class ApproveForm(CaseForm):
    """What is missing, when a closing is sent back."""

    text = CleanText(N_("Hva mangler?"), [LONG])


class AnswerTemplateForm(VersionedForm, OnceForm):
    """An answer to begin from."""

    name = CleanString(N_("Navn på malen"), [DataRequired(N_("Gi malen et navn.")), _at_most(80)])
    unit = SelectField(N_("For hvem?"), [InputRequired(N_("Velg hvem malen er for."))], choices=[])
    text = CleanText(N_("Teksten"), [DataRequired(N_("Skriv teksten.")), _at_most(4000)])


class VerdictForm(OnceForm):
    """The reporter's judgement of the answer."""

    verdict = RadioField(
        N_("Løste det problemet?"), [InputRequired(N_("Velg et svar."))], choices=_choices(VERDICT_LABELS)
    )
    text = CleanText(N_("Vil du si mer?"), [LONG])


class SafetyForm(OnceForm):
    """What the safety representative says; the button pressed says whether it asks for a measure."""

    text = CleanText(N_("Hva vil du si?"), [DataRequired(N_("Skriv noe først.")), LONG])
    kind = CleanString()


class SafetyAnswerForm(Form):
    """The leader's answer to the safety representative."""

    answer = CleanText(N_("Svar til verneombudet"), [DataRequired(N_("Skriv et svar.")), LONG])
    done_by = Day(
        N_("Når er det gjort?"),
        [Optional()],
        description=N_("La feltet stå tomt hvis det ikke blir gjort, og skriv hvorfor."),
    )


class BreachForm(VersionedForm):
    """What is known of a breach of personal data, what risk it is, and who is told."""

    known_on = Day(N_("Når fikk kommunen vite om bruddet?"), [InputRequired(N_("Velg en dato."))])
    known_time = TimeOfDay(N_("Klokkeslett"), [InputRequired(N_("Skriv klokkeslettet."))])
    harmed = Checks(
        N_("Hva skjedde med opplysningene?"),
        [InputRequired(N_("Kryss av for hva som skjedde."))],
        choices=_choices(HARMED_LABELS),
    )
    risk = RadioField(
        N_("Er det risiko for dem opplysningene handler om?"),
        [InputRequired(N_("Velg hvor stor risikoen er."))],
        choices=_choices(RISK_LABELS),
    )
    why = CleanText(N_("Hvorfor?"), [DataRequired(N_("Skriv hvorfor.")), _at_most(4000)])
    reporting = RadioField(
        N_("Er bruddet meldt til Datatilsynet?"),
        [InputRequired(N_("Velg om bruddet er meldt."))],
        choices=_choices(REPORTING_LABELS),
    )
    reported_on = Day(N_("Meldt dato"), [Optional()])
    reported_time = TimeOfDay(N_("Meldt klokka"), [Optional()])
    reference = CleanString(N_("Referanse hos Datatilsynet"), [_at_most(80)])
    late_why = CleanText(N_("Hvorfor senere enn 72 timer?"), [_at_most(2000)])
    told = CleanText(N_("Hva er de berørte fortalt, og når?"), [_at_most(2000)])


class NobodysForm(Form):
    """A form of a page without a session: there is nothing that another site could use."""

    class Meta(Form.Meta):
        """No token."""

        csrf = False


class AnonymousForm(NobodysForm):
    """A report without a name."""

    once = HiddenField(validators=[Length(max=64)], default=lambda: secrets.token_urlsafe(16))
    small = HiddenField(validators=[Length(max=40)])
    text = CleanText(N_("Hva har skjedd?"), [DataRequired(N_("Skriv hva som har skjedd.")), LONG])
    unit = SelectField(
        N_("Hvilken enhet?"), [InputRequired(N_("Velg enheten der det skjedde."))], validate_choice=False
    )
    harm = RadioField(
        N_("Ble noen skadet?"),
        [InputRequired(N_("Velg om noen ble skadet."))],
        choices=_choices(HARM_LABELS),
    )
    severity = RadioField(
        N_("Hvor alvorlig?"),
        [Optional()],
        choices=_choices({level: label for level, label in SEVERITY_LABELS.items() if level}),
    )
    place = CleanString(N_("Hvilket sted?"), [_at_most(80)])
    about_leader = BooleanField(N_("Saken handler om lederen min"))


class CodeForm(NobodysForm):
    """A return code."""

    code = CleanString(N_("Koden din"), [_at_most(80)])


class HolderForm(CodeForm):
    """What the holder of a code says: words, a verdict, or both."""

    once = HiddenField(validators=[Length(max=64)], default=lambda: secrets.token_urlsafe(16))
    text = CleanText(N_("Skriv i saken"), [LONG])
    verdict = RadioField(N_("Løste det problemet?"), [Optional()], choices=_choices(VERDICT_LABELS))


class ShieldForm(Form):
    """Whether who shields a case goes on with it."""

    follow = BooleanField(N_("Jeg følger saken selv, sammen med dem kommunen har valgt"))


class NameForm(Form):
    """Who else is to handle a shielded case."""

    email = CleanString(N_("E-postadresse"), [DataRequired(N_("Skriv en e-postadresse.")), _at_most(254)])


class ConcernForm(Form):
    """Whom a case is about."""

    person = SelectField(
        N_("Hvem?"), [InputRequired(N_("Velg hvem saken handler om."))], validate_choice=False
    )


class MergeForm(Form):
    """Which case this one is the double of."""

    into = CleanString(
        N_("Hvilken sak handler om det samme?"), [InputRequired(N_("Velg saken som skal stå."))]
    )


class SendForm(Form):
    """Which unit a case is sent to, and why; or which one is to read along."""

    unit = SelectField(N_("Hvilken enhet?"), [InputRequired(N_("Velg en enhet."))], validate_choice=False)
    how = RadioField(
        N_("Hva skal de gjøre?"),
        choices=offer(
            [
                ("take", N_("Overta saken. De har to virkedager på å svare.")),
                ("read", N_("Lese den. Saken gjelder dem også, men vi beholder den.")),
            ]
        ),
        default="take",
    )
    text = CleanText(N_("Hvorfor hører saken hjemme der?"), [LONG])


class WordsForm(Form):
    """A few words that somebody else reads."""

    text = CleanText(N_("Hvorfor?"), [DataRequired(N_("Skriv hvorfor.")), LONG])


class OutForm(Form):
    """Where outside Løft a case is also told of."""

    channel = RadioField(
        N_("Hvor er saken meldt?"),
        [InputRequired(N_("Velg hvor saken er meldt."))],
        choices=_choices(CHANNEL_LABELS),
    )
    reference = CleanString(N_("Referansen der"), [_at_most(120)])


class SnoozeForm(Form):
    """What brings a new case back; a press on a button is one of the common answers."""

    day = Day(N_("En annen dag"), [Optional()])


class TaskForm(OnceForm):
    """A part of a case: what, who and when."""

    what = CleanString(
        N_("Hva skal gjøres?"), [DataRequired(N_("Skriv hva som skal gjøres.")), _at_most(300)]
    )
    owner = SelectField(
        N_("Hvem skal gjøre det?"),
        [InputRequired(N_("Velg hvem som skal gjøre det."))],
        validate_choice=False,
    )
    due_on = Day(N_("Når skal det være gjort?"), [InputRequired(N_("Velg en dato."))])


class TaskEndForm(Form):
    """What came of it; the button pressed says whether it is done."""

    text = CleanText(N_("Hva gjorde du, eller hva fant du ut?"), [DataRequired(N_("Skriv noe først.")), LONG])


class UploadForm(Form):
    """What the file holds, the file, and how it is to be read."""

    kind = RadioField(N_("Hva er det?"), [InputRequired(N_("Velg hva filen inneholder"))])
    file = FileField(
        N_("Fil"),
        [InputRequired(N_("Velg en fil"))],
        description=N_("CSV fra regneark eller fra det gamle systemet, høyst 5 MB."),
    )
    mapping = SelectField(
        N_("Oppsett for gamle saker"),
        description=N_("Har du hentet inn fra samme system før, kan du bruke oppsettet igjen."),
        validate_choice=False,
    )


class CategoriesForm(Form):
    """A category for each unknown word; the fields of the words are added by `categories_form`."""

    keep_as = CleanString(
        N_("Lagre oppsettet som"),
        [Length(max=80, message=N_("Navnet er for langt."))],
        description=N_("Gi det et navn hvis du skal hente inn fra samme system igjen."),
    )


def categories_form(words: Sequence[str], choices: list[tuple[str, str]]) -> CategoriesForm:
    """The form for these words. A word without a category stays refused."""
    options = offer(choices)
    fields = {f"word_{number}": SelectField(word, choices=options) for number, word in enumerate(words)}
    made: CategoriesForm = type("CategoriesForm", (CategoriesForm,), fields)()
    return made


class TallyForm(OnceForm):
    """One more of a kind: the button says what; day, shift and place may be told."""

    unit = CleanString(validators=[Length(max=40)], widget=HiddenInput())
    type = CleanString(validators=[DataRequired(N_("Velg hva du vil telle.")), Length(max=40)])
    day = Day(N_("Dag"), [Optional()])
    shift = RadioField(N_("Vakt"), [Optional()], choices=_choices(SHIFT_LABELS))
    place = SelectField(N_("Sted"), validate_choice=False, validators=[Optional()])


class PosterForm(OnceForm):
    """Where a poster will hang."""

    unit = SelectField(N_("Enhet"), [InputRequired(N_("Velg enheten."))], choices=[])
    place = CleanString(
        N_("Sted"),
        [_at_most(80)],
        description=N_("For eksempel vaktrom, garderobe eller kjøkken. Tomt gjelder hele enheten."),
    )

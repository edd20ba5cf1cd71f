"""Forms of the trend pages."""

from __future__ import annotations

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice as SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from quality.accounts.forms import NorwegianDate, sensible_day
from quality.core.forms import CleanString, CleanText, Form, OnceForm, VersionedForm
from quality.core.text import N_
from quality.insights.kinds import ANNOTATION_LABELS

TITLE, WORDS = 120, 1000


class AnnotationForm(Form):
    """What happened, when and where."""

    kind = SelectField(
        N_("Hva slags?"),
        choices=[SelectChoice(str(kind), label) for kind, label in ANNOTATION_LABELS.items()],
    )
    title = CleanString(
        N_("Hva skjedde?"),
        [
            DataRequired(N_("Skriv kort hva som skjedde.")),
            Length(max=TITLE, message=N_("Skriv det kortere: høyst 120 tegn.")),
        ],
        description=N_("Kort, og uten navn på personer. Den leses av alle som ser tallene."),
    )
    from_on = NorwegianDate(N_("Fra"), [InputRequired(N_("Velg en dag.")), sensible_day])
    until_on = NorwegianDate(
        N_("Til og med"), [Optional(), sensible_day], description=N_("Bare når det varte en stund.")
    )
    unit = SelectField(N_("Hvor?"), [InputRequired(N_("Velg hvor."))])
    category = SelectField(
        N_("Hva gjelder det?"),
        [Optional()],
        description=N_("Velg «Alt» når det kan virke inn på alle saker."),
    )
    words = CleanText(N_("Mer om det"), [Optional(), Length(max=WORDS, message=N_("Teksten er for lang."))])


class NewAnnotationForm(AnnotationForm, OnceForm):
    """A new one."""


class ChangeAnnotationForm(AnnotationForm, VersionedForm):
    """One that stands."""


class SavedViewForm(Form):
    """What a view is called and who has it."""

    name = CleanString(
        N_("Hva skal visningen hete?"),
        [
            DataRequired(N_("Gi visningen et navn.")),
            Length(max=80, message=N_("Skriv det kortere: høyst 80 tegn.")),
        ],
    )
    shared = SelectField(
        N_("Hvem skal ha den?"),
        [Optional()],
        description=N_("De du deler med, ser bare tallene de selv har tilgang til."),
    )


class NewSavedViewForm(SavedViewForm, OnceForm):
    """A new one."""


class ChangeSavedViewForm(SavedViewForm, VersionedForm):
    """One that stands."""

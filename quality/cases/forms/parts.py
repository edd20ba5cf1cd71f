"""What the forms about cases are made of."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from wtforms import (
    DateField,
    FileField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectMultipleField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput

from quality.cases.kinds import HARM_LABELS
from quality.cases.kinds.grave import SEVERITY_LABELS
from quality.core.forms import OnceForm, VersionedForm
from quality.core.text import N_
from quality.core.web import TEXT_LIMIT


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


def choices_of(labels: dict[Any, str]) -> list[SelectChoice]:
    """Choices of a field from what each value is called."""
    return offer((str(value), label) for value, label in labels.items())


def harm_field() -> RadioField:
    """Whether anybody was harmed: asked at both doors, with a name and without."""
    words, must = N_("Ble noen skadet?"), InputRequired(N_("Velg om noen ble skadet."))
    return RadioField(words, [must], choices=choices_of(HARM_LABELS))


def severity_field() -> RadioField:
    """How grave the harm was, once there was any."""
    grave = {level: label for level, label in SEVERITY_LABELS.items() if level}
    return RadioField(N_("Hvor alvorlig?"), [Optional()], choices=choices_of(grave))


def at_most(limit: int) -> Length:
    """No more letters than this."""
    return Length(max=limit, message=N_("Teksten er for lang. Kort den ned."))


LONG = at_most(TEXT_LIMIT)


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


class CaseForm(VersionedForm):
    """A form that changes a case; `told` is how much of the story its writer had seen."""

    told = HiddenField(validators=[Length(max=8)])

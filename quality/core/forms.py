"""What every form shares: CSRF, cleaned text, refusals by their field, and being sent twice or too late."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length
from wtforms.widgets import TextArea

from quality.core.form_words import FormWords
from quality.core.text import (
    N_,
    ConflictError,
    NotAllowedError,
    RefusedError,
    clean,
)
from quality.core.web import say


class CleanString(StringField):
    """A text field whose input is cleaned before it is checked."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was typed, without what nobody can type on purpose."""
        if valuelist:
            self.data = clean(valuelist[0])


class CleanText(CleanString):
    """CleanString over several lines."""

    widget = TextArea()


class Form(FlaskForm):
    """A form with CSRF; services' refusals land at their field or on top."""

    class Meta(FlaskForm.Meta):
        """Messages in the reader's language."""

        def get_translations(self, form: Any) -> FormWords:
            """The library's sentences, as ours."""
            return FormWords(gettext)

    top_error: str = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            if isinstance(field, SelectField) and isinstance(field.choices, list):
                field.choices = [
                    SelectChoice(choice.value, gettext(choice.label)) if choice.label else choice
                    for choice in field.choices
                ]

    def refuse(self, error: RefusedError) -> None:
        """Show a service's refusal by the field it names, or on top of the form."""
        sentence = say(error.message)
        field = self._fields.get(error.field)
        if field is None:
            self.top_error = sentence
        else:
            field.errors = [*field.errors, sentence]

    def refuse_once(self, error: RefusedError) -> None:
        """Show a refusal unless its field says something already."""
        if not self._fields[error.field].errors:
            self.refuse(error)

    @property
    def failed(self) -> bool:
        """Whether there is something to show in the summary."""
        return bool(self.top_error or self.errors)


class OnceForm(Form):
    """A form that makes something new: sent twice, it makes one."""

    once = HiddenField(validators=[Length(max=64)], default=lambda: secrets.token_urlsafe(16))


class VersionedForm(Form):
    """A form that changes something: the version it was filled from comes back with it."""

    version = HiddenField(validators=[Length(max=12)])

    def check_version(self, current: int) -> None:
        """Raise ConflictError when somebody saved after this form was opened."""
        if str(current) != (self.version.data or ""):
            raise ConflictError(
                N_("Noen andre har lagret mens du skrev. Se hva som er endret, og lagre igjen.")
            )

    def clash(self, error: ConflictError, current: int, values: Mapping[str, str]) -> list[tuple[str, str]]:
        """Tell what stands there now where it differs from what was typed; saving again is then on purpose."""
        self.refuse(error)
        self.version.data = str(current)
        differing = [(self._fields[name], value) for name, value in values.items()]
        return [
            (field.label.text, _choice_label(field, value))
            for field, value in differing
            if str(field.data or "") != value
        ]


def _choice_label(field: Any, value: str) -> str:
    """What a person sees of a value: the label of a choice, else itself."""
    choices = getattr(field, "choices", None) or []
    return next((choice.label for choice in choices if str(choice.value) == value), value)


def tried(
    form: VersionedForm, change: Callable[[], None], now: Callable[[], tuple[int, Mapping[str, str]]]
) -> int:
    """Make the change that a form asks for. 0 when it is made, else the code of the page that says why not.

    `now` tells the version and the values that stand when somebody else was first.
    """
    try:
        change()
    except NotAllowedError:
        raise
    except ConflictError as error:
        form.clash(error, *now())
        return 409
    except RefusedError as error:
        form.refuse(error)
        return 422
    return 0

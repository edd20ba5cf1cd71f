"""Forms of signing in and of people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, DateField, PasswordField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import EqualTo, InputRequired, Length, Optional, Regexp, ValidationError

from quality.accounts.roles import ROLE_LABELS, Role
from quality.core.forms import CleanString, Form, OnceForm, VersionedForm
from quality.core.text import N_


class SignInForm(Form):
    """E-mail and password."""

    email = CleanString(N_("E-post"), [InputRequired(N_("Skriv e-postadressen din.")), Length(max=254)])
    password = PasswordField(N_("Passord"), [InputRequired(N_("Skriv passordet ditt.")), Length(max=512)])
    own = BooleanField(
        N_("Dette er min egen telefon"),
        description=N_("Da kan du være innlogget i 30 dager bak en PIN. Ikke kryss av på en delt maskin."),
    )


class OwnDeviceForm(Form):
    """What opens a phone of one's own, and what it is called."""

    name = CleanString(N_("Navn på telefonen"), [Length(max=60)])
    pin = PasswordField(
        N_("Velg en PIN"),
        [InputRequired(N_("Velg en PIN.")), Length(max=512)],
        description=N_("Seks siffer eller flere. Ikke den du bruker i banken."),
    )
    again = PasswordField(
        N_("Samme PIN en gang til"),
        [InputRequired(N_("Skriv PIN-en en gang til.")), EqualTo("pin", N_("De to er ikke like."))],
    )
    password = PasswordField(N_("Passordet ditt"), [Length(max=512)])


class LinkForm(Form):
    """Binding an account elsewhere, which lasts: the password is always asked for."""

    password = PasswordField(N_("Passordet ditt"), [Length(max=512)])


class ForgottenForm(Form):
    """Where the link to a new password goes."""

    email = CleanString(N_("E-post"), [InputRequired(N_("Skriv e-postadressen din.")), Length(max=254)])


class ChoosePasswordForm(Form):
    """A new password, typed twice."""

    password = PasswordField(
        N_("Nytt passord"),
        [InputRequired(N_("Skriv et passord.")), Length(max=512)],
        description=N_("Minst 15 tegn. En setning du lett husker, er best."),
    )
    again = PasswordField(
        N_("Det samme en gang til"),
        [InputRequired(N_("Skriv passordet en gang til.")), EqualTo("password", N_("De to er ikke like."))],
    )


class ChangePasswordForm(ChoosePasswordForm):
    """A new password from somebody who knows the old one."""

    old = PasswordField(
        N_("Passordet du har nå"), [InputRequired(N_("Skriv passordet du har nå.")), Length(max=512)]
    )


class PersonForm(VersionedForm):
    """What is known of a person, apart from roles."""

    first_name = CleanString(N_("Fornavn"), [InputRequired(N_("Skriv fornavnet.")), Length(max=60)])
    last_name = CleanString(N_("Etternavn"), [InputRequired(N_("Skriv etternavnet.")), Length(max=60)])
    email = CleanString(
        N_("E-post"),
        [
            Optional(),
            Length(max=254),
            Regexp(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+$", message=N_("Det ser ikke ut som en e-postadresse.")),
        ],
        description=N_("Trengs for å logge inn og få e-post."),
    )
    unit = SelectField(N_("Enhet"), [InputRequired(N_("Velg enheten."))])
    title = CleanString(N_("Stilling"), [Optional(), Length(max=80)])
    employee_number = CleanString(N_("Ansattnummer"), [Optional(), Length(max=32)])
    language = SelectField(
        N_("Språk"),
        choices=[SelectChoice("nb", "Bokmål"), SelectChoice("nn", "Nynorsk"), SelectChoice("en", "English")],
        default="nb",
    )


def sensible_day(_form: Any, field: Any) -> None:
    """Refuse days that nobody means."""
    if field.data and not dt.date(2000, 1, 1) <= field.data <= dt.date(2099, 12, 31):
        raise ValidationError(N_("Velg en dato mellom 2000 og 2099."))


class NorwegianDate(DateField):
    """A date whose fault is told in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the date; say plainly when it is none."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(N_("Det er ikke en dato. Skriv den som 2026-12-31.")) from error


def choices(rows: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """What a select offers: value and word."""
    return [SelectChoice(value, word) for value, word in rows]


def grouped(choose: str, groups: dict[str, list[tuple[str, str]]]) -> dict[str, list[tuple[str, str]]]:
    """What a select offers in groups, after the word that asks to choose; a group without anybody is left out."""
    return {"": [("", choose)], **{name: rows for name, rows in groups.items() if rows}}


class RoleForm(OnceForm):
    """A role in a unit, from a day to a day."""

    role = SelectField(
        N_("Rolle"),
        choices=[
            SelectChoice(role.value, label)
            for role, label in ROLE_LABELS.items()
            if role is not Role.EMPLOYEE
        ],
    )
    unit = SelectField(N_("I enhet"), [InputRequired(N_("Velg enheten."))])
    from_on = NorwegianDate(N_("Fra og med"), [Optional(), sensible_day])
    to_on = NorwegianDate(N_("Til og med"), [Optional(), sensible_day])


class DeputyForm(OnceForm):
    """Who stands in, between two days."""

    deputy = SelectField(N_("Hvem"), [InputRequired(N_("Velg hvem."))])
    from_on = NorwegianDate(N_("Fra og med"), [InputRequired(N_("Velg første dag.")), sensible_day])
    to_on = NorwegianDate(N_("Til og med"), [InputRequired(N_("Velg siste dag.")), sensible_day])
    reason = CleanString(N_("Hvorfor"), [Optional(), Length(max=120)], description=N_("For eksempel ferie."))


class InvitationForm(OnceForm):
    """Where everybody without a password is invited."""

    unit = SelectField(N_("Enhet"), [InputRequired(N_("Velg enheten."))])


class PeopleSearchForm(Form):
    """Words to find people by."""

    class Meta(Form.Meta):
        """A search changes nothing."""

        csrf = False

    q = CleanString(N_("Navn, e-post eller enhet"), [Optional(), Length(max=100)])
    left = SelectField(
        N_("Vis"),
        choices=[SelectChoice("", N_("Ansatte")), SelectChoice("1", N_("Sluttet"))],
    )

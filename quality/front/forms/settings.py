"""Forms of the settings: units, categories, deadlines and the municipality itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf.file import FileField, FileSize
from wtforms import DateField, DecimalField, IntegerField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from quality.cases.defaults import DEADLINES, STEPS
from quality.core.forms import CleanString, OnceForm, VersionedForm
from quality.core.text import N_
from quality.organisation.kinds import LEVEL_LABELS, SERVICE_LABELS, UnitLevel

NO_NUMBER = N_("Skriv et tall.")
NO_DATE = N_("Det er ikke en dato. Skriv den som 2026-12-31.")


def pairs(rows: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """What a select offers: value and word."""
    return [SelectChoice(value, word) for value, word in rows]


SERVICES = pairs([("", N_("Ingen bestemt")), *((key.value, label) for key, label in SERVICE_LABELS.items())])


class _Plain:
    """Numbers and dates whose faults are told in our words."""

    fault = NO_NUMBER

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the value; say plainly when it is none."""
        try:
            super().process_formdata([value.replace(",", ".") for value in valuelist])  # type: ignore[misc]
        except ValueError as error:
            raise ValueError(self.fault) from error


class PlainInteger(_Plain, IntegerField):
    """A whole number."""


class PlainDecimal(_Plain, DecimalField):
    """A number with decimals, comma or point."""


class PlainDate(_Plain, DateField):
    """A date."""

    fault = NO_DATE


class UnitForm(VersionedForm):
    """What a unit is."""

    name = CleanString(N_("Navn"), [InputRequired(N_("Skriv hva enheten heter.")), Length(max=120)])
    service = SelectField(
        N_("Tjenestetype"),
        choices=SERVICES,
        description=N_("Gjør at enheten får de rette kategoriene og sammenlignes med dem som ligner."),
    )
    fte = PlainDecimal(
        N_("Årsverk"),
        [Optional(), NumberRange(0, 99_999, N_("Skriv et tall fra 0 til 99 999."))],
        places=1,
    )


class NewUnitForm(UnitForm, OnceForm):
    """A unit that is not there yet."""

    code = CleanString(
        N_("Kode"),
        [
            InputRequired(N_("Skriv koden fra økonomi- eller lønnssystemet.")),
            Length(max=20),
            Regexp(r"[\w.\-]+$", message=N_("Bruk bare bokstaver, tall, punktum og strek.")),
        ],
    )
    level = SelectField(
        N_("Nivå"),
        choices=pairs(
            (level.value, label)
            for level, label in LEVEL_LABELS.items()
            if level is not UnitLevel.MUNICIPALITY
        ),
        default=UnitLevel.UNIT.value,
    )
    parent = SelectField(N_("Ligger under"), [InputRequired(N_("Velg enheten over."))])


class MoveForm(VersionedForm):
    """Where a unit goes."""

    parent = SelectField(N_("Flytt til under"), [InputRequired(N_("Velg enheten over."))])


class CloseForm(VersionedForm):
    """The day from which a unit takes no more reports."""

    closed_on = PlainDate(N_("Fra og med"), [InputRequired(N_("Velg dagen."))])


class CategoryForm(VersionedForm):
    """The names of a category."""

    name = CleanString(
        N_("Navn på bokmål"), [InputRequired(N_("Skriv hva kategorien heter.")), Length(max=80)]
    )
    nn = CleanString(N_("Navn på nynorsk"), [Optional(), Length(max=80)])
    en = CleanString(N_("Navn på engelsk"), [Optional(), Length(max=80)])
    services = SelectMultipleField(
        N_("Vises for"),
        choices=SERVICES[1:],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )


class NewCategoryForm(CategoryForm):
    """A category that is not there yet."""

    under = SelectField(
        N_("Hører til under"),
        [InputRequired(N_("Velg hva den hører til under."))],
        description=N_("En gren gir en ny hovedkategori, en hovedkategori gir en ny underkategori."),
    )


class TallyTypeForm(VersionedForm):
    """What is counted: its names, what it is called when somebody is harmed, and who counts it."""

    name = CleanString(
        N_("Navn på bokmål"), [InputRequired(N_("Skriv hva som skal telles.")), Length(max=40)]
    )
    nn = CleanString(N_("Navn på nynorsk"), [Optional(), Length(max=40)])
    en = CleanString(N_("Navn på engelsk"), [Optional(), Length(max=40)])
    category = SelectField(
        N_("Kategori"),
        [InputRequired(N_("Velg kategorien."))],
        description=N_("Den avviket får når noen ble skadet og det må meldes."),
    )
    services = SelectMultipleField(
        N_("Telles i"),
        choices=SERVICES[1:],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )


class NewTallyTypeForm(TallyTypeForm, OnceForm):
    """Something that is not counted yet."""


class MergeForm(VersionedForm):
    """Which category takes over."""

    into = SelectField(N_("Slå sammen med"), [InputRequired(N_("Velg kategorien som skal ta over."))])


class HandoverForm(OnceForm):
    """Who takes over."""

    receiver = SelectField(N_("Hvem tar over?"), [InputRequired(N_("Velg en annen som skal ta over."))])


class DutyForm(OnceForm):
    """Somebody on duty."""

    person = SelectField(N_("Hvem har vakt?"), [InputRequired(N_("Velg hvem som har vakt."))])
    phone = CleanString(
        N_("Telefon"),
        [
            InputRequired(N_("Skriv telefonnummeret.")),
            Length(max=40, message=N_("Nummeret er for langt.")),
            Regexp(r"[+\d ()]+$", message=N_("Bruk bare tall, mellomrom og +.")),
        ],
    )
    unit = SelectField(N_("For hvilken del av kommunen?"), [InputRequired(N_("Velg enhet."))])
    from_on = PlainDate(N_("Fra og med"), [InputRequired(N_("Velg dagen."))])
    to_on = PlainDate(N_("Til og med"), [InputRequired(N_("Velg dagen."))])


class PlaceForm(VersionedForm):
    """What the municipality chooses about itself."""

    name = CleanString(
        N_("Kommunens navn"), [InputRequired(N_("Skriv hva kommunen heter.")), Length(max=100)]
    )
    language = SelectField(
        N_("Språk for nye brukere"),
        choices=pairs((("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English"))),
    )
    on_call_phone = CleanString(
        N_("Vakttelefon"),
        [Optional(), Length(max=40), Regexp(r"[+\d ()]+$", message=N_("Bruk bare tall, mellomrom og +."))],
        description=N_("Vises der noen kan trenge hjelp med en gang."),
    )
    arms = FileField(
        N_("Kommunevåpen"),
        [Optional(), FileSize(100_000, message=N_("Bildet er for stort. Det kan være høyst 100 kB."))],
        description=N_("En SVG-fil. Bare former og farger beholdes."),
    )


def titles_form() -> type[VersionedForm]:
    """A form with a word for each kind of service."""
    short = Length(max=40, message=N_("Hold tittelen under 40 tegn."))
    fields: dict[str, Any] = {
        service.value: CleanString(label, [Optional(), short]) for service, label in SERVICE_LABELS.items()
    }
    return type("TitlesForm", (VersionedForm,), fields)


TitlesForm = titles_form()


KINDS_OF_DAYS = pairs((("0", N_("Virkedager")), ("1", N_("Kalenderdager"))))


def deadline_form() -> type[VersionedForm]:
    """A form with a number for each step and priority, named as receive_0, and what days the step is counted in."""
    checks = [InputRequired(NO_NUMBER), NumberRange(0, 365, N_("Skriv et tall fra 0 til 365."))]
    fields: dict[str, Any] = {
        f"{step}_{priority}": PlainInteger(f"{step} {priority}", checks)
        for step in DEADLINES
        for priority in range(5)
    }
    fields |= {f"{step}_days": SelectField(N_("Regnes i"), choices=KINDS_OF_DAYS) for step in STEPS}
    return type("DeadlineForm", (VersionedForm,), fields)


DeadlineForm = deadline_form()


def priority_form() -> type[VersionedForm]:
    """A form with a priority for each possible harm and recurrence, named as cell_4_5."""
    choices = pairs((str(level), str(level)) for level in range(5))
    fields: dict[str, Any] = {
        f"cell_{potential}_{recurrence}": SelectField(f"{potential} {recurrence}", choices=choices)
        for potential in range(5)
        for recurrence in range(1, 6)
    }
    return type("PriorityForm", (VersionedForm,), fields)


PriorityForm = priority_form()

"""What the pages about digests ask for."""

from __future__ import annotations

from dataclasses import replace

from wtforms import BooleanField, DateField, IntegerField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from quality.accounts.roles import ROLE_LABELS, Role
from quality.cases.forms.parts import Checks, choices_of
from quality.core.forms import CleanString, Form, VersionedForm
from quality.core.text import N_, clean, clean_line
from quality.digests.kinds import RECEIVERS, RHYTHM_LABELS, TOPIC_LABELS, Plan, Rhythm, Topic
from quality.digests.services.editions import INTRODUCTION_LIMIT
from quality.organisation.kinds import SERVICE_LABELS, Service

__all__ = ["ChoicesForm", "EditForm", "OwnPlanForm", "PlanForm", "SelectChoice"]

WEEKDAYS = (N_("mandag"), N_("tirsdag"), N_("onsdag"), N_("torsdag"), N_("fredag"))
EARLIEST, LATEST = 7, 15
MOST = 10
NAME_LIMIT = 40


class EditForm(VersionedForm):
    """The words that stand first in the mail, what comes first and what is left out."""

    introduction = TextAreaField(
        N_("Innledning"),
        filters=[lambda value: clean(value or "")],
        validators=[Length(max=INTRODUCTION_LIMIT, message=N_("Kort ned til 600 tegn."))],
        description=N_("Står først i e-posten til alle. Ikke skriv noe om enkeltsaker eller personer."),
    )
    pinned = Checks(
        N_("Ta med først"), description=N_("Til dem det er relevant for, og som ikke har lest det.")
    )
    dropped = Checks(N_("Utelat"), description=N_("Kommer ikke med i denne utgaven, men kan komme senere."))

    def chosen(self) -> tuple[list[int], list[int]]:
        """The notes, by id, that come first and that are left out."""
        return [int(value) for value in self.pinned.data or []], [
            int(value) for value in self.dropped.data or []
        ]


class PlanForm(VersionedForm):
    """When an edition goes, to whom, and how long it may be."""

    on = BooleanField(N_("Sendes"), default=True)
    rhythm = SelectField(N_("Hvor ofte"), choices=choices_of(RHYTHM_LABELS))
    weekday = SelectField(
        N_("Dag"),
        choices=[SelectChoice(str(number), word) for number, word in enumerate(WEEKDAYS)],
        description=N_(
            "Månedsutgaver går den første slike dagen i måneden, tertialutgaver den første i januar, mai og september."
        ),
    )
    hour = IntegerField(
        N_("Klokken"),
        [InputRequired(N_("Velg en time.")), NumberRange(EARLIEST, LATEST, N_("Velg en time fra 7 til 15."))],
    )
    things = IntegerField(
        N_("Høyst så mange ting"),
        [InputRequired(N_("Velg et antall.")), NumberRange(1, MOST, N_("Velg et antall fra 1 til 10."))],
    )
    roles = Checks(
        N_("Hvem"),
        description=N_("Uten kryss går den til alle."),
        choices=choices_of({role: ROLE_LABELS[role] for role in RECEIVERS}),
    )
    services = Checks(
        N_("Bare disse tjenestene"),
        description=N_("Uten kryss går den til alle tjenester."),
        choices=choices_of(SERVICE_LABELS),
    )

    topics = Checks(
        N_("Hva den handler om"),
        [InputRequired(N_("Velg minst én ting."))],
        description=N_("Hver mottaker får det som finnes av dette, og som mottakeren selv har lov til å se."),
        choices=choices_of(TOPIC_LABELS),
    )

    def fill(self, plan: Plan) -> None:
        """Show a plan."""
        self.topics.data = list(plan.topics)
        self.on.data, self.rhythm.data, self.weekday.data = plan.on, plan.rhythm.value, str(plan.weekday)
        self.hour.data, self.things.data = plan.hour, plan.things
        self.roles.data, self.services.data = list(plan.roles), list(plan.services)

    def plan(self) -> Plan:
        """What the form says."""
        return Plan(
            int(self.weekday.data),
            self.hour.data or EARLIEST,
            self.things.data or 1,
            bool(self.on.data),
            Rhythm(self.rhythm.data),
            tuple(Role(name) for name in self.roles.data or ()),
            tuple(Service(name) for name in self.services.data or ()),
            tuple(Topic(name) for name in self.topics.data or ()),
        )


class OwnPlanForm(PlanForm):
    """An edition of the municipality's own; it has a name."""

    name = CleanString(
        N_("Hva den heter"),
        [
            DataRequired(N_("Gi utgaven et navn.")),
            Length(max=NAME_LIMIT, message=N_("Kort ned til 40 tegn.")),
        ],
        description=N_("Står øverst i e-posten, for eksempel Skolens måned."),
    )

    def fill(self, plan: Plan) -> None:
        """Show a plan and its name."""
        super().fill(plan)
        self.name.data = plan.name

    def plan(self) -> Plan:
        """What the form says."""
        return replace(super().plan(), name=clean_line(self.name.data or "", NAME_LIMIT))


class ChoicesForm(Form):
    """What a person wants to be sent."""

    weekly = BooleanField(N_("Det som går hver uke"))
    monthly = BooleanField(N_("Det som går sjeldnere"))
    daily = BooleanField(
        N_("Beskjeder til meg"),
        description=N_("Høyst én e-post om dagen på hverdager, bare når det er noe nytt til deg."),
    )
    follows = Checks(
        N_("Følg også andre tjenester"),
        description=N_("Du får alltid det som gjelder enheter som din."),
        choices=[SelectChoice(service.value, label) for service, label in SERVICE_LABELS.items()],
    )
    paused_until = DateField(
        N_("Ingen e-post før"),
        validators=[Optional()],
        description=N_("Er du borte en stund? Da samler Løft ikke opp til deg i mellomtiden."),
    )

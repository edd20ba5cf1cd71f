"""Pages for who manages people: find, add, change, roles, deputies, invitations."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from quality.accounts import queries
from quality.accounts.forms import DeputyForm, PeopleSearchForm, PersonForm, RoleForm, choices, grouped
from quality.accounts.kinds import PERSON_ACT_LABELS
from quality.accounts.login import current_actor, needs, sso
from quality.accounts.models import Person
from quality.accounts.queries import manage
from quality.accounts.queries.manage import PEOPLE_A_PAGE, PeopleSearch
from quality.accounts.queries.sso import bound_to
from quality.accounts.roles import ROLE_LABELS, Act, Role
from quality.accounts.services import people, roles
from quality.accounts.services import sso as sso_services
from quality.accounts.services.people import PersonDetails
from quality.accounts.services.roles import Span
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.history import entries_of
from quality.core.text import N_, ConflictError, RefusedError, clean_line
from quality.core.web import Page, back_to
from quality.organisation.queries import depth, unit_by_public_id, unit_choices

bp = Blueprint("people", __name__, url_prefix="/people")

BAD = 422
PUBLIC = "<string(maxlength=22):public_id>"


@bp.get("")
@needs(Act.PEOPLE_MANAGE)
def index() -> str:
    """Find people."""
    form = PeopleSearchForm(request.args)
    search = PeopleSearch(clean_line(form.q.data or "", 100), form.left.data == "1", web.page_number())
    session = db.session()
    found, total = manage.find_people(session, search)
    today = clock.local_date(clock.now())
    return render_template(
        "people/index.html",
        form=form,
        page=Page(found, search.page, PEOPLE_A_PAGE, total),
        roles=queries.roles_of(session, [person.id for person in found], today),
        labels=ROLE_LABELS,
    )


@bp.get("/new")
@needs(Act.PEOPLE_MANAGE)
def new() -> str:
    """Add somebody."""
    return _form_page(_with_units(PersonForm()), None)


@bp.post("/new")
@needs(Act.PEOPLE_MANAGE)
def add() -> Response | tuple[str, int]:
    """Store somebody new."""
    form = _with_units(PersonForm())
    if form.validate_on_submit():
        try:
            with transaction() as session:
                person = people.add_person(session, current_actor(), _details(form), now=clock.now())
        except RefusedError as error:
            form.refuse(error)
        else:
            web.tell(N_("%(name)s er lagt til."), name=person.name)
            return back_to("people.show", public_id=person.public_id)
    return _form_page(form, None), BAD


@bp.get(f"/{PUBLIC}")
@needs(Act.PEOPLE_MANAGE)
def show(public_id: str) -> str:
    """A person with roles, deputies and history."""
    return _person_page(manage.person_for_admin(db.session(), public_id))


@bp.get(f"/{PUBLIC}/edit")
@needs(Act.PEOPLE_MANAGE)
def edit(public_id: str) -> str:
    """Change what is known of a person."""
    person = manage.person_for_admin(db.session(), public_id)
    form = PersonForm(obj=person, data={"unit": person.unit.public_id, "version": str(person.version)})
    form.unit.data, form.version.data = person.unit.public_id, str(person.version)
    return _form_page(_with_units(form), person)


@bp.post(f"/{PUBLIC}/edit")
@needs(Act.PEOPLE_MANAGE)
def change(public_id: str) -> Response | tuple[str, int]:
    """Store the changes, unless somebody else was first."""
    person = manage.person_for_admin(db.session(), public_id)
    form = _with_units(PersonForm())
    meanwhile: list[tuple[str, str]] = []
    code = BAD
    if form.validate_on_submit():
        try:
            form.check_version(person.version)
            with transaction() as session:
                people.change_person(session, current_actor(), person, _details(form), now=clock.now())
        except ConflictError as error:
            meanwhile, code = form.clash(error, person.version, _as_typed(person)), 409
        except RefusedError as error:
            form.refuse(error)
        else:
            web.tell(N_("Lagret."))
            return back_to("people.show", public_id=public_id)
    return _form_page(form, person, meanwhile), code


@bp.get(f"/{PUBLIC}/leave")
@needs(Act.PEOPLE_MANAGE)
def leave_page(public_id: str) -> str:
    """What happens when somebody leaves."""
    session, day = db.session(), clock.local_date(clock.now())
    person = manage.person_for_admin(session, public_id)
    leaderless = manage.led_alone(session, person.id, day)
    return render_template("people/leave.html", person=person, leaderless=leaderless)


@bp.post(f"/{PUBLIC}/leave")
@needs(Act.PEOPLE_MANAGE)
def leave(public_id: str) -> Response:
    """Let a person go."""
    with transaction() as session:
        person = manage.person_for_admin(session, public_id)
        people.let_go(session, current_actor(), person, now=clock.now())
    web.tell(N_("%(name)s er satt som sluttet og er logget ut."), name=person.name)
    return back_to("unowned.handover", public_id=public_id)


@bp.post(f"/{PUBLIC}/return")
@needs(Act.PEOPLE_MANAGE)
def take_back(public_id: str) -> Response:
    """Take a person back."""
    with transaction() as session:
        person = manage.person_for_admin(session, public_id)
        people.take_back(session, current_actor(), person, now=clock.now())
    web.tell(N_("%(name)s kan logge inn igjen. Gi roller og send invitasjon."), name=person.name)
    return back_to("people.show", public_id=public_id)


@bp.post(f"/{PUBLIC}/invite")
@needs(Act.PEOPLE_MANAGE)
def invite(public_id: str) -> Response:
    """Mail an invitation."""
    with transaction() as session:
        person = manage.person_for_admin(session, public_id)
        people.invite(session, current_actor(), person, web.outside(), now=clock.now())
    web.tell(N_("Invitasjonen er lagt i utboksen. Lenken virker i tre dager."))
    return back_to("people.show", public_id=public_id)


@bp.post(f"/{PUBLIC}/loosen")
@needs(Act.PEOPLE_MANAGE)
def loosen(public_id: str) -> Response:
    """Forget which account at the sign-in service is the person's."""
    with transaction() as session:
        person = manage.person_for_admin(session, public_id)
        sso_services.loosen(session, current_actor(), person, now=clock.now())
    web.tell(N_("Koblingen er løsnet, og %(name)s er logget ut."), name=person.name)
    return back_to("people.show", public_id=public_id)


@bp.post(f"/{PUBLIC}/roles")
@needs(Act.PEOPLE_MANAGE)
def give_role(public_id: str) -> Response | tuple[str, int]:
    """Give a role."""
    person = manage.person_for_admin(db.session(), public_id)
    form = _with_units(RoleForm(prefix="role-"))
    if form.validate_on_submit():
        try:
            with transaction() as session:
                unit = unit_by_public_id(session, form.unit.data)
                span = Span(form.from_on.data, form.to_on.data)
                roles.give_role(
                    session, current_actor(), person, Role(form.role.data), unit, span, now=clock.now()
                )
        except RefusedError as error:
            form.refuse(error)
        else:
            web.tell(N_("Rollen er gitt."))
            return back_to("people.show", public_id=public_id)
    return _person_page(person, role_form=form), BAD


@bp.post(f"/{PUBLIC}/roles/<int(max=2147483647):held_id>/end")
@needs(Act.PEOPLE_MANAGE)
def end_role(public_id: str, held_id: int) -> Response:
    """End a role."""
    with transaction() as session:
        person = manage.person_for_admin(session, public_id)
        roles.end_role(session, current_actor(), manage.role_of(session, person, held_id), now=clock.now())
    web.tell(N_("Rollen er avsluttet."))
    return back_to("people.show", public_id=public_id)


@bp.post(f"/{PUBLIC}/deputies")
@needs(Act.PEOPLE_MANAGE)
def name_deputy(public_id: str) -> Response | tuple[str, int]:
    """Name a deputy."""
    person = manage.person_for_admin(db.session(), public_id)
    form = _with_people(DeputyForm(prefix="deputy-"), person)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                deputy = manage.person_for_admin(session, form.deputy.data)
                span = Span(form.from_on.data, form.to_on.data)
                reason = form.reason.data or ""
                roles.name_deputy(session, current_actor(), person, deputy, span, reason, now=clock.now())
        except RefusedError as error:
            form.refuse(error)
        else:
            web.tell(N_("Stedfortrederen er satt."))
            return back_to("people.show", public_id=public_id)
    return _person_page(person, deputy_form=form), BAD


@bp.post(f"/{PUBLIC}/deputies/<int(max=2147483647):deputy_id>/end")
@needs(Act.PEOPLE_MANAGE)
def end_deputy(public_id: str, deputy_id: int) -> Response:
    """End a stand-in."""
    with transaction() as session:
        person = manage.person_for_admin(session, public_id)
        row = manage.deputy_of(session, person, deputy_id)
        roles.end_deputy(session, current_actor(), row, now=clock.now())
    web.tell(N_("Stedfortrederen er avsluttet."))
    return back_to("people.show", public_id=public_id)


def _with_units(form: Any) -> Any:
    units = unit_choices(db.session(), clock.local_date(clock.now()))
    form.unit.choices = choices((unit.public_id, "– " * depth(unit) + unit.name) for unit in units)
    return form


def _with_people(form: DeputyForm, person: Person) -> DeputyForm:
    near, others = manage.near_and_others(db.session(), person)
    groups = {person.unit.name: near, gettext("Andre enheter"): others}
    form.deputy.choices = grouped(gettext("Velg"), groups)
    return form


def _details(form: PersonForm) -> PersonDetails:
    return PersonDetails(
        first_name=clean_line(form.first_name.data or ""),
        last_name=clean_line(form.last_name.data or ""),
        unit_id=unit_by_public_id(db.session(), form.unit.data).id,
        email=form.email.data or "",
        title=clean_line(form.title.data or ""),
        employee_number=form.employee_number.data or "",
        language=form.language.data,
    )


def _as_typed(person: Person) -> dict[str, str]:
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email or "",
        "unit": person.unit.public_id,
        "title": person.title,
        "employee_number": person.employee_number or "",
        "language": person.language,
    }


def _form_page(
    form: PersonForm, person: Person | None, meanwhile: list[tuple[str, str]] | None = None
) -> str:
    return render_template("people/form.html", form=form, person=person, meanwhile=meanwhile or [])


def _person_page(
    person: Person, role_form: RoleForm | None = None, deputy_form: DeputyForm | None = None
) -> str:
    session = db.session()
    story = entries_of(session, "person", person.id)
    return render_template(
        "people/show.html",
        person=person,
        today=clock.local_date(clock.now()),
        roles=manage.all_roles(session, person.id),
        deputies=manage.all_deputies(session, person.id),
        standing_in_for=queries.deputies_for(session, person.id, clock.local_date(clock.now())),
        role_form=role_form or _with_units(RoleForm(prefix="role-")),
        deputy_form=deputy_form or _with_people(DeputyForm(prefix="deputy-"), person),
        open_form="role" if role_form else "deputy" if deputy_form else "",
        story=list(reversed(story)),
        names=queries.names(session, {entry.actor_id for entry, _ in story}),
        labels=ROLE_LABELS,
        acts=PERSON_ACT_LABELS,
        invite_url=url_for("people.invite", public_id=person.public_id),
        bound=bound_to(session, person.id),
        sso=sso.offered() or gettext(N_("felles innlogging")),
    )

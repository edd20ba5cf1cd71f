"""Making one finding of several, and several of one."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act, Actor
from quality.core import clock, web
from quality.core.db import db
from quality.core.text import N_, Message
from quality.patterns import forms
from quality.patterns.detect.values import WORK
from quality.patterns.models import Pattern
from quality.patterns.queries import file as files
from quality.patterns.queries.desk import entries
from quality.patterns.queries.people import cases_by_ids, member_ids
from quality.patterns.services import gather
from quality.patterns.states import RUNNING, PatternState
from quality.patterns.views.doors import Answer, bp, form_page
from quality.patterns.views.made import found_cases, offered_cases
from quality.patterns.views.pages import note_titles

OFFERED = 200
OPEN = [PatternState.CANDIDATE, PatternState.WATCHED, PatternState.HANDED, *sorted(RUNNING)]


@bp.get("/patterns/<public_id>/merge")
@bp.post("/patterns/<public_id>/merge")
@needs(Act.PATTERN_REVIEW)
def merge(public_id: str) -> Answer:
    """Which finding or pattern it belongs with."""
    session, day = db.session(), clock.local_date(clock.now())
    form = forms.MergeForm()
    others = entries(session, current_actor(), OPEN, None, day, web.language())
    form.into.choices = [
        ("", gettext("Velg")),
        *(
            (
                other.pattern.public_id,
                web.say(other.title) if isinstance(other.title, Message) else other.title,
            )
            for other in others
            if other.pattern.public_id != public_id and other.pattern.kind in WORK
        ),
    ]

    def join(session: Any, actor: Actor, pattern: Pattern) -> None:
        into = files.fetch_for(session, actor, form.into.data, Act.PATTERN_REVIEW)
        gather.merge(session, actor, pattern, into, now=clock.now())

    return form_page(
        public_id,
        Act.PATTERN_REVIEW,
        form,
        join,
        N_("Slått sammen."),
        then=form.into.data or "",
        heading=N_("Slå sammen med et annet"),
        lead=N_("Sakene blir også del av det andre. Nye saker av samme slag går dit."),
        move="merge",
        verb=N_("Slå sammen"),
    )


@bp.get("/patterns/<public_id>/add")
@bp.post("/patterns/<public_id>/add")
@needs(Act.PATTERN_REVIEW)
def add_cases(public_id: str) -> Answer:
    """More cases that belong to it, by number or among those that the rest of the address lists."""
    form, members = forms.AddForm(), member_ids(db.session(), current_actor(), public_id)
    form.cases.choices = [(value, words) for value, words in offered_cases() if value not in members]
    if not form.cases.choices:
        del form.cases
    elif not form.is_submitted():
        form.cases.data = [value for value, _ in form.cases.choices]

    def add(session: Any, actor: Actor, pattern: Pattern) -> int:
        chosen = found_cases(session, actor, form.chosen(), "numbers")
        chosen += cases_by_ids(session, actor, form.cases.data or [] if form.cases else [])
        return gather.add_cases(session, actor, pattern, chosen, now=clock.now())

    def tell(number: int) -> None:
        text = N_("Én sak er lagt til.") if number == 1 else N_("%(number)s saker er lagt til.")
        web.tell(text, number=number)

    return form_page(
        public_id,
        Act.PATTERN_REVIEW,
        form,
        add,
        tell,
        heading=N_("Legg til saker"),
        verb=N_("Legg til"),
    )


@bp.get("/patterns/<public_id>/split")
@bp.post("/patterns/<public_id>/split")
@needs(Act.PATTERN_REVIEW)
def split(public_id: str) -> Answer:
    """Which of its cases are another matter; very many are not all listed, and the rest chosen by number."""
    cells = files.newest_cases(db.session(), current_actor(), public_id, OFFERED + 1)
    offered, all_of_them = cells[:OFFERED], len(cells) <= OFFERED
    note_titles([cell.logged for cell in offered if cell.logged])
    form = forms.SplitForm() if all_of_them else forms.SplitManyForm()
    form.cases.choices = [
        (cell.public_id, f"{cell.label} · {cell.title or gettext('Uten tittel')} · {cell.unit}")
        for cell in offered
    ]

    def part(session: Any, actor: Actor, pattern: Pattern) -> Pattern:
        chosen = found_cases(session, actor, form.chosen(), "numbers")
        chosen += cases_by_ids(session, actor, form.cases.data or [])
        return gather.split(session, actor, pattern, form.title.data or "", chosen, now=clock.now())

    def tell(other: Pattern) -> None:
        if other.public_id == public_id:
            web.tell(N_("Saken er tatt ut, og kommer ikke tilbake hit."))
            return
        text = N_("%(cases)s saker er tatt ut, og kommer ikke tilbake hit. De er nå mønsteret «%(title)s».")
        web.tell(text, cases=other.observed, title=other.title)
        web.lead_on(url_for("patterns.file", public_id=other.public_id), N_("Åpne det nye mønsteret"))

    return form_page(
        public_id,
        Act.PATTERN_REVIEW,
        form,
        part,
        tell,
        heading=N_("Del mønsteret"),
        lead=N_("Velg sakene som er noe annet. De blir et eget mønster, og kommer ikke tilbake hit.")
        if all_of_them
        else Message(
            N_(
                "Velg sakene som er noe annet. De blir et eget mønster, og kommer ikke tilbake hit. "
                "Her er de %(number)s nyeste. Skriv saksnumrene til eldre saker nederst."
            ),
            {"number": OFFERED},
        ),
        verb=N_("Del"),
    )

"""What a coordinator has written for the charts, and the views that are kept."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from quality.cases.models.category import Category
from quality.core.clock import at_local
from quality.demo.load.people import ROOT, Town
from quality.demo.organisation import MUNICIPALITY
from quality.insights.kinds import AnnotationKind, ViewPage
from quality.insights.services.annotations import Said, annotate
from quality.insights.services.meeting import add_point
from quality.insights.services.saved import Named, save_view
from quality.patterns.models import Pattern
from quality.patterns.states import RUNNING

# Unit, category, how many days ago, how many days it lasted.
ANNOTATIONS = (
    (
        ROOT,
        "",
        250,
        28,
        AnnotationKind.CAMPAIGN,
        "Meld fra-uker",
        "Alle enheter snakket om å melde fra. Flere meldinger var ønsket.",
    ),
    (
        "20",
        "T4",
        170,
        0,
        AnnotationKind.ROUTINE,
        "Ny rutine for utskriving fra sykehus",
        "PLO-meldinger leses av en fast person på hver vakt.",
    ),
    (
        "2110",
        "",
        110,
        0,
        AnnotationKind.REORGANISATION,
        "To team ble til ett",
        "Dag- og kveldsteamet har felles leder nå.",
    ),
    ("2210", "T2", 75, 0, AnnotationKind.MEASURE, "Sklisikre matter på alle bad", ""),
)


def load_annotations(town: Town, author: str) -> None:
    """Write each of them as a coordinator would, on its day."""
    session = town.session
    sorts = {row[0]: row[1] for row in session.execute(sa.select(Category.code, Category.id))}
    for unit, category, ago, days, kind, title, words in ANNOTATIONS:
        day = town.day - dt.timedelta(ago)
        until = day + dt.timedelta(days) if days else None
        said = Said(kind, title, day, town.units[unit], until, sorts.get(category), words)
        annotate(session, town.actor(author), said, now=at_local(day, 12))


# Name, filter, and the unit whose people have it too.
VIEWS = (
    ("Fall siste to år", "category=T2&grain=month&months=24", ROOT),
    ("Vold og trusler", "category=H1&grain=month&months=24", ROOT),
    ("Legemiddel, uke for uke", "category=T1&grain=week&months=12", ""),
)


def load_views(town: Town, owner: str, now: dt.datetime) -> None:
    """Save what a coordinator looks at before the meetings."""
    for name, address, shared in VIEWS:
        named = Named(name, address, town.units[shared] if shared else None)
        save_view(town.session, town.actor(owner), ViewPage.TRENDS, named, now=now)


def load_meeting(town: Town, owner: str, now: dt.datetime) -> None:
    """Put together what the coordinator shows on Thursday: a trend, and the pattern that was raised last."""
    session = town.session
    newest = sa.select(Pattern).where(Pattern.state.in_(RUNNING)).order_by(Pattern.raised_at.desc()).limit(1)
    pattern = session.scalars(newest).one()
    for address, title in (
        (VIEWS[0][1], f"Fall i {MUNICIPALITY}"),
        (f"pattern={pattern.public_id}", pattern.title),
        (VIEWS[1][1], f"Vold, trusler og trakassering i {MUNICIPALITY}"),
    ):
        add_point(session, town.actor(owner), address, title, now=now)

"""What the first page gathers from the rooms below."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from quality.accounts.roles import Act, Actor
from quality.cases.queries.inbox import Waiting, count_waiting
from quality.core.notices import Notice, unread

NEWS_SHOWN = 6


@dataclass(frozen=True)
class Home:
    """New to the reader, and for those who handle cases how much waits."""

    news: list[Notice]
    waiting: Waiting | None


def home(session: Session, actor: Actor, day: dt.date) -> Home:
    """The first page: two queries at most."""
    waiting = count_waiting(session, actor, day) if actor.may(Act.CASE_HANDLE) else None
    return Home(_latest(unread(session, actor.id), waiting), waiting)


def _latest(news: list[Notice], waiting: Waiting | None) -> list[Notice]:
    """The newest about each thing; new cases stand under what waits already."""
    by_link: dict[str, Notice] = {}
    for notice in news:
        if not (waiting and notice.kind == "case_new"):
            by_link.setdefault(notice.link, notice)
    return list(by_link.values())[:NEWS_SHOWN]

"""The story of a case: its history and its messages as one, each reader with the names that are shown."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from quality.accounts.models import Person
from quality.accounts.roles import Actor
from quality.cases import policy
from quality.cases.kinds import MessageKind
from quality.cases.models.case import Case, CaseMessage
from quality.cases.queries import Seen
from quality.core.clock import local_date
from quality.core.history import Entry, EntryValues
from quality.core.notices import Notice


def shows_reporter(seen: Seen, actor: Actor) -> bool:
    """Whether the reporter's name is shown to this reader."""
    return policy.names_reporter(actor, seen.case, seen.ties)


# What those who handle a case do among themselves.
INWARD = frozenset(
    {
        "mail",
        "note",
        "give_task",
        "end_task",
        "return_task",
        "cancel_task",
        "snooze",
        "wake",
        "absorb",
        "release",
        "flag",
        "unflag",
        "hold",
        "let_go",
    }
)


@dataclass(frozen=True)
class Event:
    """One thing in a case's story. `who` is empty for a reporter whose name the reader may not see."""

    at: dt.datetime
    act: str
    who: str
    mine: bool
    by_reporter: bool
    unnamed: bool = False
    deputy_for: str = ""
    kind: MessageKind | None = None
    text: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def inward(self) -> bool:
        """Whether those who handle the case alone see it."""
        return self.act in INWARD


_MESSAGES = (
    sa.select(
        CaseMessage.id,
        CaseMessage.kind,
        CaseMessage.text,
        CaseMessage.created_at,
        CaseMessage.author_id,
        Person.first_name,
        Person.last_name,
    )
    .outerjoin(Person, Person.id == CaseMessage.author_id)
    .where(CaseMessage.case_id == sa.bindparam("case_id"))
    .order_by(CaseMessage.id)
)


def messages_of(session: Session, case_id: int) -> list[Any]:
    """What is written in a case, the oldest first."""
    return list(session.execute(_MESSAGES, {"case_id": case_id}))


_doer, _absent = aliased(Person), aliased(Person)
_ENTRIES = (
    sa.select(
        Entry.at,
        Entry.act,
        Entry.actor_id,
        _doer.first_name,
        _doer.last_name,
        _absent.first_name.label("for_first"),
        _absent.last_name.label("for_last"),
        EntryValues.content,
    )
    .join(EntryValues, EntryValues.entry_id == Entry.id)
    .outerjoin(_doer, _doer.id == Entry.actor_id)
    .outerjoin(_absent, _absent.id == Entry.deputy_for_id)
    .where(Entry.subject == "case", Entry.subject_id == sa.bindparam("case_id"))
    .order_by(Entry.seq)
)


def story_of(session: Session, seen: Seen, actor: Actor, messages: list[Any]) -> list[Event]:
    """History and messages as one story: a message stands with the entry that tells of it. No text is hidden yet."""
    named = shows_reporter(seen, actor)
    left = {row.id: row for row in messages}
    events = []
    for row in session.execute(_ENTRIES, {"case_id": seen.case.id}):
        values = json.loads(row.content or "{}")
        if "until" in values:
            values["until"] = dt.date.fromisoformat(values["until"])
        message = left.pop(values.get("message"), None)
        event = _event(row, row.act, row.actor_id, row.at, seen, actor, named)
        event |= {"values": values}
        if row.for_first:
            event["deputy_for"] = f"{row.for_first} {row.for_last}"
        if values.get("why"):
            event["text"] = str(values["why"])
        if message:
            event |= {"kind": message.kind, "text": message.text}
        events.append(Event(**event))
    for row in left.values():
        act = MESSAGE_ACTS[row.kind]
        event = _event(row, act, row.author_id, row.created_at, seen, actor, named)
        events.append(Event(kind=row.kind, text=row.text, **event))
    return in_order(events, seen.case)


def in_order(events: list[Event], case: Case) -> list[Event]:
    """The oldest first. An anonymous reporter's times are days: the order within one is that of the history then."""
    if case.anonymous or any(event.act == "reveal" for event in events):
        return sorted(events, key=lambda event: local_date(event.at))
    return sorted(events, key=lambda event: event.at)


# Pages of a case that word of it leads to, beside its own.
MAILED_PAGES = ("safety", "breach", "approve")


def mails_of(session: Session, seen: Seen, actor: Actor) -> list[Event]:
    """When word of the case went out by mail: to the reporter, to the reader, and to how many others.

    Who the others are is not told: whoever follows a case does so unseen.
    """
    link = f"/cases/{seen.case.public_id}"
    query = sa.select(Notice.mailed_at, Notice.person_id).where(
        Notice.link.in_([link, *(f"{link}/{page}" for page in MAILED_PAGES)]), Notice.mailed_at.is_not(None)
    )
    told: dict[dt.datetime, set[int]] = {}
    for at, person_id in session.execute(query):
        if at is not None:
            told.setdefault(at, set()).add(person_id)
    found = []
    for at, people in told.items():
        others = len(people - {seen.case.reporter_id, actor.id})
        values = {"reporter": seen.case.reporter_id in people, "me": actor.id in people, "others": others}
        found.append(Event(at, "mail", "", mine=False, by_reporter=False, values=values))
    return found


MESSAGE_ACTS = {
    MessageKind.QUESTION: "ask",
    MessageKind.REPLY: "reply",
    MessageKind.ANSWER: "answer",
    MessageKind.CLOSING: "answer",
    MessageKind.NOTE: "note",
}


# What the reporter does as reporter. The rest, such as finishing a measure, is done under the own name,
# or the very absence of the name would tell whose report it is.
REPORTERS_ACTS = frozenset({"register", "reply", "judge", "withdraw", "ask_shield", "reveal"})
# What happens by itself, so that nobody is behind it: not even a reporter without a name.
BY_ITSELF = frozenset(
    {"return", "wake", "escalate", "import", "import_again", "forget_breach", "forget_names", "forget_text"}
)


def _event(
    row: Any, act: str, person_id: int | None, at: dt.datetime, seen: Seen, actor: Actor, named: bool
) -> dict[str, Any]:
    by_reporter = person_id == seen.case.reporter_id and act in REPORTERS_ACTS
    gone = seen.case.text_gone_at is not None and act not in BY_ITSELF
    unnamed = REPORTERS_ACTS if gone else BY_ITSELF
    by_reporter = by_reporter or (person_id is None and (act in unnamed) is gone)
    name = f"{row.first_name} {row.last_name}" if row.first_name else ""
    hidden = by_reporter and not named
    return {
        "act": act,
        "at": at,
        "who": "" if hidden else name,
        "mine": person_id == actor.id or (by_reporter and seen.case.reporter_id == actor.id),
        "by_reporter": by_reporter,
        "unnamed": gone and not by_reporter,
    }

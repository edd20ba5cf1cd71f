"""Saying what was won, and confirming it."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from quality.accounts.queries import leaders_of
from quality.accounts.roles import Actor
from quality.cases.queries.people import leaders_to_tell
from quality.core import notices
from quality.core.clock import local_date
from quality.core.history import Happening, record
from quality.core.text import N_, ConflictError, NotAllowedError, RefusedError
from quality.learning import mails
from quality.learning.models import Gain
from quality.learning.queries.gains import Subject, gain_of
from quality.organisation.models import Unit


@dataclass(frozen=True)
class Claim:
    """What somebody says was won, in a year."""

    hours: int = 0
    kroner: int = 0
    quality: bool = False
    safety: bool = False
    words: str = ""


def claim_gain(session: Session, actor: Actor, subject: Subject, claim: Claim, *, now: dt.datetime) -> Gain:
    """Say what was won. A leader's own word counts at once; another's when the leader has confirmed it."""
    if not (claim.hours or claim.kroner or claim.quality or claim.safety):
        raise RefusedError(
            N_("Skriv timer eller kroner, eller kryss av for hva som er blitt bedre."), field="hours"
        )
    if not claim.words:
        raise RefusedError(N_("Fortell kort hvordan dere vet det."), field="words")
    gain = gain_of(session, subject)
    first = gain is None
    if gain is None:
        gain = Gain(
            uptake_id=subject.uptake.id if subject.uptake else None,
            case_id=subject.case.id if subject.case else None,
        )
        session.add(gain)
    gain.unit_id = subject.unit_id
    for name, value in asdict(claim).items():
        setattr(gain, name, value)
    gain.claimed_by_id, gain.claimed_at = actor.id, now
    gain.confirmed_by_id = actor.id if subject.confirms else None
    gain.confirmed_at = now if subject.confirms else None
    session.flush()
    record(session, Happening("gain", gain.id, "claim", now, actor.id, values=asdict(claim)), first=first)
    if not subject.confirms:
        unit, day = session.get_one(Unit, subject.unit_id), local_date(now)
        told = leaders_to_tell(session, subject.case, day) if subject.case else leaders_of(session, unit, day)
        leaders = [person.id for person in told]
        title = subject.title if subject.uptake else ""
        notices.tell(session, mails.gain_claimed(gain, title, unit.name, subject.link, leaders), now)
    return gain


def confirm_gain(session: Session, actor: Actor, subject: Subject, *, now: dt.datetime) -> Gain:
    """The leader agrees: from now on it is in the sums."""
    if not subject.confirms:
        raise NotAllowedError(N_("Bare lederen bekrefter hva som er vunnet."))
    gain = gain_of(session, subject)
    if gain is None or gain.confirmed_at:
        raise ConflictError(N_("Det er ikke noe som venter på bekreftelse."))
    gain.confirmed_by_id, gain.confirmed_at = actor.id, now
    session.flush()
    record(session, Happening("gain", gain.id, "confirm", now, actor.id))
    title = subject.title if subject.uptake else ""
    notices.tell(session, mails.gain_confirmed(gain, title, subject.link), now)
    return gain

"""What the pages of patterns share: the blueprint, and how a form changes a pattern."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from quality.accounts.forms import grouped
from quality.accounts.login import current_actor
from quality.accounts.roles import Act, Actor
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.forms import OnceForm, VersionedForm
from quality.core.states import open_moves
from quality.core.text import N_, ConflictError, NotAllowedError, RefusedError
from quality.patterns import policy
from quality.patterns.detect.values import WORK
from quality.patterns.models import Pattern
from quality.patterns.queries import file as files
from quality.patterns.queries.merged import is_merged
from quality.patterns.queries.people import by_standing
from quality.patterns.queries.told import names, title
from quality.patterns.queries.vanished import NOTHING, vanished
from quality.patterns.states import moves_of

bp = Blueprint("patterns", __name__)

SEE_OTHER, CONFLICT = 303, 409

Change = Callable[[Any, Actor, Pattern], object]
Receipt = Callable[[Any], None]
Answer = str | Response | tuple[str, int]


def form_page(
    public_id: str,
    needed: Act,
    form: VersionedForm | OnceForm,
    change: Change,
    receipt: str | Receipt,
    after: str = "",
    move: str = "",
    then: str = "",
    **context: Any,
) -> Answer:
    """Show a form about a pattern, or do what it asks for; a `move` that is not open now is not asked about.

    The receipt is a sentence, or what tells of what the change gave back.
    Afterwards comes the page `after`, or the pattern `then`, or else the same pattern.
    """
    actor = current_actor()
    pattern = files.fetch(db.session(), actor, public_id)
    if not policy.may(actor, needed, pattern):
        raise NotAllowedError(N_("Du kan se mønsteret, men ikke gjøre dette med det."))
    if move and not form.is_submitted() and not _is_open(pattern, move):
        web.tell(N_("Dette kan ikke gjøres nå. Noen kan ha kommet deg i forkjøpet."), "warning")
        return web.back_to("patterns.file", public_id=public_id)
    if isinstance(form, VersionedForm) and not form.is_submitted():
        form.version.data = str(pattern.version)
    code = 200
    if form.is_submitted():
        code, made = _try(public_id, needed, form, change) if form.validate() else (400, None)
        if code == SEE_OTHER:
            web.tell(receipt) if isinstance(receipt, str) else receipt(made)
            return web.back_to(after) if after else web.back_to("patterns.file", public_id=then or public_id)
    if code == CONFLICT and isinstance(form, VersionedForm):
        form.version.data = str(files.fetch(db.session(), actor, public_id).version)
    lost = vanished(db.session(), actor, [pattern.id]).get(pattern.id, NOTHING)
    called = title(pattern, names(db.session(), web.language()), lost)
    return render_template("patterns/form.html", form=form, pattern=pattern, called=called, **context), code


def _is_open(pattern: Pattern, verb: str) -> bool:
    moves = moves_of(work=pattern.kind in WORK, merged=is_merged(db.session(), pattern.id))
    return any(move.verb == verb for move in open_moves(moves, pattern.state))


def _try(public_id: str, needed: Act, form: VersionedForm | OnceForm, change: Change) -> tuple[int, object]:
    """Make the change in one transaction; a refusal lands in the form."""
    try:
        with transaction() as session:
            return SEE_OTHER, _change(session, public_id, needed, form, change)
    except NotAllowedError:
        raise
    except RefusedError as error:
        form.refuse(error)
        return CONFLICT if isinstance(error, ConflictError) else 400, None


def _change(
    session: Any,
    public_id: str,
    needed: Act,
    form: VersionedForm | OnceForm,
    change: Change,
) -> object:
    actor = current_actor()
    pattern = files.fetch_for(session, actor, public_id, needed)
    if isinstance(form, VersionedForm):
        form.check_version(pattern.version)
    return change(session, actor, pattern)


def offer_people(field: Any, pattern: Pattern, *, leaders_first: bool = False) -> None:
    """Those who may own a pattern or a measure in it, as choices in groups, the likeliest first."""
    found = by_standing(db.session(), pattern.id, clock.local_date(clock.now()))
    heads = (gettext("Kommunalsjefer og kommunedirektør"), found.heads)
    leaders = (gettext("Leder enheter i mønsteret"), found.leaders)
    groups = [leaders, heads] if leaders_first else [heads, leaders]
    named = {
        label: [(p.public_id, f"{p.name}, {p.title or p.unit.name}") for p in people]
        for label, people in [*groups, (gettext("Andre roller i kommunen"), found.others)]
    }
    field.choices = grouped(gettext("Velg"), named)

"""What the leader of a unit does with a finding that was handed over: takes it, or says that it concerns more."""

from __future__ import annotations

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.core import clock
from quality.core.db import db
from quality.core.text import N_
from quality.patterns import forms
from quality.patterns.detect.values import WORK
from quality.patterns.queries import file as files
from quality.patterns.services import hand
from quality.patterns.states import Origin
from quality.patterns.views.doors import Answer, bp, form_page


@bp.get("/patterns/<public_id>/answer")
@bp.post("/patterns/<public_id>/answer")
@needs(Act.PATTERN_ANSWER)
def answer_it(public_id: str) -> Answer:
    """The unit deals with it itself; only what the scan counts can come back by itself."""
    form, pattern = forms.AnswerForm(), files.fetch(db.session(), current_actor(), public_id)
    counted = pattern.origin is Origin.ENGINE and pattern.kind in WORK
    return form_page(
        public_id,
        Act.PATTERN_ANSWER,
        form,
        lambda s, actor, p: hand.answer(s, actor, p, form.reason.data or "", now=clock.now()),
        N_("Takk. Det kommer tilbake hvis det blir dobbelt så mye, eller flere enheter.")
        if counted
        else N_("Takk. Kvalitetskoordinatoren kan lese svaret."),
        heading=N_("Vi tar det selv"),
        lead=N_("Det kommer tilbake hvis det blir dobbelt så mye, eller flere enheter.")
        if counted
        else N_("Kvalitetskoordinatoren kan lese svaret. Det kommer ikke tilbake av seg selv."),
        move="answer",
        verb=N_("Lagre"),
    )


@bp.get("/patterns/<public_id>/pass-up")
@bp.post("/patterns/<public_id>/pass-up")
@needs(Act.PATTERN_ANSWER)
def pass_up(public_id: str) -> Answer:
    """The unit says that it concerns more than itself."""
    form = forms.PassUpForm()
    return form_page(
        public_id,
        Act.PATTERN_ANSWER,
        form,
        lambda s, actor, p: hand.pass_up(s, actor, p, form.reason.data or "", now=clock.now()),
        N_("Takk. Kvalitetskoordinatoren ser på forslaget."),
        heading=N_("Gjelder flere enn oss"),
        move="pass_up",
        verb=N_("Send"),
        after="patterns.municipality",
    )

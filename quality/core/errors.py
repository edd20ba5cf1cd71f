"""Every error as a page in plain words, with what was typed given back."""

from __future__ import annotations

from flask import Flask, Response, g, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from quality.core.text import (
    N_,
    ConflictError,
    NotAllowedError,
    NotVisibleError,
    RefusedError,
)
from quality.core.web import say

ERRORS: dict[int, tuple[str, str]] = {
    400: (N_("Vi forsto ikke det du sendte"), N_("Gå tilbake, last siden på nytt og prøv en gang til.")),
    401: (N_("Du må logge inn først"), N_("Du har vært borte en stund. Logg inn, så kan du fortsette.")),
    403: (
        N_("Dette har du ikke tilgang til"),
        N_("Rollen din åpner ikke denne siden. Spør lederen din eller systemansvarlig hvis du trenger den."),
    ),
    404: (
        N_("Vi finner ikke siden"),
        N_("Den kan være flyttet, eller den er ikke åpen for deg. Sjekk at adressen er riktig."),
    ),
    405: (N_("Denne adressen kan ikke brukes slik"), N_("Gå tilbake og bruk knappene på siden.")),
    409: (N_("Noen kom deg i forkjøpet"), N_("Noen andre har endret det samme. Last siden på nytt og se.")),
    413: (
        N_("Det du sendte er for stort"),
        N_(
            "Gå tilbake i nettleseren, så står teksten der ennå. Send mindre filer, til sammen høyst 10 MB, "
            "eller kort ned teksten."
        ),
    ),
    429: (N_("For mange forsøk"), N_("Vent litt før du prøver igjen.")),
    500: (
        N_("Noe gikk galt hos oss"),
        N_("Ingenting er halvveis lagret. Prøv igjen om litt. Skjer det igjen, si fra til systemansvarlig."),
    ),
    503: (
        N_("Løft er ikke klart akkurat nå"),
        N_("Vi får ikke brukt databasen. Prøv igjen om et par minutter, eller si fra til systemansvarlig."),
    ),
}
REFUSED = N_("Det gikk ikke")
CLOSED = N_("Siden har vært åpen for lenge")
CLOSED_FORM = N_("Ingenting er sendt. Åpne siden på nytt og send en gang til.")
NO_DATABASE = "The database does not answer or is not up to date. Start it, then run: flask db upgrade"


def error_page(code: int, sentence: str = "", title: str = "", carried: str = "") -> tuple[str, int]:
    """The page for an error code, in plain words and with a way on; `carried` is a form that waits for a sign-in."""
    heading, plain = ERRORS.get(code, ERRORS[400] if code < 500 else ERRORS[500])
    words = {"title": gettext(title or heading), "sentence": sentence or gettext(plain)}
    return render_template("errors/error.html", code=code, typed=_typed(code), carried=carried, **words), code


def _typed(code: int) -> list[str]:
    """What somebody wrote in a form that came too late or was refused, to give back so that it is not lost."""
    if request.method != "POST" or code not in {400, 401, 403, 409}:
        return []
    fields = request.form.items()
    return [text for name, text in fields if " " in text.strip() and "password" not in name]


def register_errors(app: Flask) -> None:
    """Every error gets a page in plain words; no stack trace reaches anybody."""

    @app.errorhandler(RefusedError)
    def refused(error: RefusedError) -> tuple[str, int]:
        code = 409 if isinstance(error, ConflictError) else 403 if isinstance(error, NotAllowedError) else 400
        words = {"sentence": say(error.message), "title": gettext(REFUSED), "typed": _typed(code)}
        return render_template("errors/refused.html", **words), code

    @app.errorhandler(NotVisibleError)
    def not_visible(_error: NotVisibleError) -> tuple[str, int]:
        return error_page(404)

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> tuple[str, int] | HTTPException | Response:
        if isinstance(error, SecurityError):
            return Response("400", 400, mimetype="text/plain")
        if error.code is None or error.code < 400:
            return error
        if isinstance(error, CSRFError):
            return error_page(400, gettext(CLOSED_FORM), CLOSED)
        return error_page(error.code)

    _register_database_errors(app)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> tuple[str, int]:
        app.logger.error("unexpected error on %s", request.endpoint, exc_info=error)
        g.bare = True
        return error_page(500)


def _register_database_errors(app: Flask) -> None:
    """What the database says: somebody was first, no such value, or nothing at all."""

    @app.errorhandler(StaleDataError)
    @app.errorhandler(IntegrityError)
    def overtaken(error: Exception) -> tuple[str, int]:
        app.logger.warning("overtaken on %s: %s", request.endpoint, type(error).__name__)
        return error_page(409)

    @app.errorhandler(DataError)
    def impossible(error: DataError) -> tuple[str, int]:
        app.logger.warning("impossible value on %s: %s", request.endpoint, type(error.orig).__name__)
        return error_page(400)

    @app.errorhandler(OperationalError)
    @app.errorhandler(ProgrammingError)
    def no_database(error: Exception) -> tuple[str, int]:
        app.logger.error(NO_DATABASE, exc_info=error)
        g.bare = True
        return error_page(503)

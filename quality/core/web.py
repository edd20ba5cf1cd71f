"""What the doors share: forms with CSRF, error answers, headers, paging and safe redirects."""

from __future__ import annotations

import datetime as dt
import math
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as BaseResponse
from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length
from wtforms.widgets import TextArea

from quality.core.form_words import FormWords
from quality.core.speech import word
from quality.core.text import (
    N_,
    ConflictError,
    Message,
    NotAllowedError,
    NotVisibleError,
    RefusedError,
    clean,
    clean_line,
    show_date,
    show_number,
)

View = TypeVar("View", bound=Callable[..., Any])

MAX_PAGE = 10_000
TEXT_LIMIT = 20_000

CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "style-src 'self'",
        "script-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-Frame-Options": "DENY",
}


def open_to_all(view: View) -> View:
    """List a route as open: anybody may call it, signed in or not."""
    view.permission = "open"  # type: ignore[attr-defined]
    return view


def once(name: str, make: Callable[[], Any]) -> Any:
    """A value made at most once in a request."""
    if name not in g:
        setattr(g, name, make())
    return getattr(g, name)


def language() -> str:
    """The reader's language: nb, nn or en."""
    return str(get_locale() or "nb")[:2]


def outside(path: str = "") -> str:
    """A path as those write it who are not here: in mails, on paper, in a code or a news reader."""
    return f"{current_app.extensions['loft'].public_url}{path}"


def say(message: Message) -> str:
    """A message in the reader's language; messages, numbers and days inside it too."""
    return str(gettext(message.text, **{name: _said(value) for name, value in message.values.items()}))


def spoken(words: Message | float | str | None) -> str:
    """A name or a word as it is, a message in the reader's language."""
    if isinstance(words, Message):
        return say(words)
    return word(words) if words and isinstance(words, str) else str(words) if words is not None else ""


def _said(value: Any) -> Any:
    if isinstance(value, Message):
        return say(value)
    if isinstance(value, float):
        return show_number(value, language(), 1)
    return show_date(value, language()) if isinstance(value, dt.date) else value


def tell(text: str, tone: str = "success", **values: Any) -> None:
    """Show a receipt at the top of the next page."""
    flash(gettext(text, **values), tone)


class CleanString(StringField):
    """A text field whose input is cleaned before it is checked."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was typed, without what nobody can type on purpose."""
        if valuelist:
            self.data = clean(valuelist[0])


class CleanText(CleanString):
    """CleanString over several lines."""

    widget = TextArea()


class Form(FlaskForm):
    """A form with CSRF; services' refusals land at their field or on top."""

    class Meta(FlaskForm.Meta):
        """Messages in the reader's language."""

        def get_translations(self, form: Any) -> FormWords:
            """The library's sentences, as ours."""
            return FormWords(gettext)

    top_error: str = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            if isinstance(field, SelectField) and isinstance(field.choices, list):
                field.choices = [
                    SelectChoice(choice.value, gettext(choice.label)) if choice.label else choice
                    for choice in field.choices
                ]

    def refuse(self, error: RefusedError) -> None:
        """Show a service's refusal by the field it names, or on top of the form."""
        sentence = say(error.message)
        field = self._fields.get(error.field)
        if field is None:
            self.top_error = sentence
        else:
            field.errors = [*field.errors, sentence]

    def refuse_once(self, error: RefusedError) -> None:
        """Show a refusal unless its field says something already."""
        if not self._fields[error.field].errors:
            self.refuse(error)

    @property
    def failed(self) -> bool:
        """Whether there is something to show in the summary."""
        return bool(self.top_error or self.errors)


class OnceForm(Form):
    """A form that makes something new: sent twice, it makes one."""

    once = HiddenField(validators=[Length(max=64)], default=lambda: secrets.token_urlsafe(16))


class VersionedForm(Form):
    """A form that changes something: the version it was filled from comes back with it."""

    version = HiddenField(validators=[Length(max=12)])

    def check_version(self, current: int) -> None:
        """Raise ConflictError when somebody saved after this form was opened."""
        if str(current) != (self.version.data or ""):
            raise ConflictError(
                N_("Noen andre har lagret mens du skrev. Se hva som er endret, og lagre igjen.")
            )

    def clash(self, error: ConflictError, current: int, values: Mapping[str, str]) -> list[tuple[str, str]]:
        """Tell what stands there now where it differs from what was typed; saving again is then on purpose."""
        self.refuse(error)
        self.version.data = str(current)
        differing = [(self._fields[name], value) for name, value in values.items()]
        return [
            (field.label.text, _choice_label(field, value))
            for field, value in differing
            if str(field.data or "") != value
        ]


def _choice_label(field: Any, value: str) -> str:
    """What a person sees of a value: the label of a choice, else itself."""
    choices = getattr(field, "choices", None) or []
    return next((choice.label for choice in choices if str(choice.value) == value), value)


def tried(
    form: VersionedForm, change: Callable[[], None], now: Callable[[], tuple[int, Mapping[str, str]]]
) -> int:
    """Make the change that a form asks for. 0 when it is made, else the code of the page that says why not.

    `now` tells the version and the values that stand when somebody else was first.
    """
    try:
        change()
    except NotAllowedError:
        raise
    except ConflictError as error:
        form.clash(error, *now())
        return 409
    except RefusedError as error:
        form.refuse(error)
        return 422
    return 0


@dataclass(frozen=True)
class Page:
    """A slice of a list and where it stands in the whole."""

    items: Sequence[Any]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, math.ceil(self.total / self.size))


def argument(name: str, limit: int = 80) -> str:
    """What the address says, cleaned as typed text is: a database takes no NUL."""
    return clean_line(request.args.get(name, ""), limit)


def page_number() -> int:
    """The page asked for in the address; 1 when it makes no sense."""
    value = request.args.get("page", "1")
    return (
        min(int(value), MAX_PAGE)
        if value.isascii() and value.isdigit() and 0 < len(value) < 6 and int(value)
        else 1
    )


_SAFE_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9\-_./?=&%+,:]*")


def safe_next(fallback: str) -> str:
    """The `next` address when it is a path of ours, else `fallback`."""
    target = request.values.get("next", "")
    return target if _SAFE_PATH.fullmatch(target) else fallback


def back_to(endpoint: str, **values: Any) -> BaseResponse:
    """Redirect after a change."""
    return redirect(url_for(endpoint, **values), 303)


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
        N_("Send mindre filer, til sammen høyst 10 MB, eller kort ned teksten."),
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


FORM_LIMIT = 256 * 1024


def check_request() -> None:
    """Refuse what no person sends: an address with a NUL in it, a form without files larger than anybody writes."""
    if "\x00" in request.path or b"%00" in request.query_string:
        abort(404)
    if request.mimetype != "multipart/form-data":
        request.max_content_length = FORM_LIMIT


def add_headers(response: Response) -> Response:
    """Security headers on everything; no caching but of static files: a page about a missing one names its reader."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static" or response.status_code >= 400:
        response.headers.setdefault("Cache-Control", "no-store, private")
    return response

"""create_app(): extensions, the closed door, blueprints, error pages and template filters."""

from __future__ import annotations

import re
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from click import Command, Context
from flask import Flask, g, request
from flask import session as cookie
from flask.cli import AppGroup
from flask_babel import Babel, gettext
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from config import ROOT, Config
from quality import tables
from quality.accounts import login
from quality.accounts.login.provider import Provider
from quality.accounts.services import devices
from quality.accounts.views import device, invitations, lock, me, people, sign_in, sso
from quality.cases import views as cases
from quality.cases.views import anonymous, imports
from quality.core import drawing, errors, speech, text, web
from quality.core.db import apply_sqlite_rules, db
from quality.core.sessionless import Sessionless
from quality.digests import views as digests
from quality.front import views as front
from quality.front.views import (
    about,
    categories,
    channels,
    duty,
    jobs,
    notices,
    offline,
    outbox,
    privacy,
    retention,
    settings,
    tallies,
    titles,
    units,
    unowned,
)
from quality.insights import views as insights
from quality.learning import views as learning
from quality.navigation import LINKS, navigation
from quality.organisation.queries import Frame
from quality.patterns import views as patterns
from quality.reports import views as reports

BLUEPRINTS = (
    sign_in.bp,
    sso.bp,
    lock.bp,
    me.bp,
    device.bp,
    people.bp,
    invitations.bp,
    cases.bp,
    anonymous.bp,
    front.bp,
    about.bp,
    offline.bp,
    outbox.bp,
    settings.bp,
    titles.bp,
    privacy.bp,
    retention.bp,
    units.bp,
    categories.bp,
    channels.bp,
    tallies.bp,
    notices.bp,
    duty.bp,
    jobs.bp,
    unowned.bp,
    learning.bp,
    patterns.bp,
    imports.bp,
    insights.bp,
    reports.bp,
    digests.bp,
)


class LateCommands(AppGroup):
    """The command line's verbs, loaded when one is asked for.

    They bring matplotlib and scipy, which the web process must not hold.
    """

    loaded = False

    def _load(self) -> None:
        if not self.loaded:
            self.loaded = True
            import_module("quality.commands").register(self)

    def list_commands(self, ctx: Context) -> list[str]:
        """Every verb."""
        self._load()
        return super().list_commands(ctx)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """One verb, or None when it is Flask's own."""
        self._load()
        return super().get_command(ctx, cmd_name)


babel = Babel()
csrf = CSRFProtect()
migrate = Migrate()


def create_app(config: Config) -> Flask:
    """One web application for one municipality."""
    app = Flask("quality", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.jinja_environment = drawing.OneWorld
    app.extensions["loft"] = config
    app.extensions["loft.provider"] = Provider(config.sso, config.public_url) if config.sso else None
    app.cli = LateCommands()
    config.instance_path.mkdir(parents=True, exist_ok=True)
    app.config.update(_flask_settings(config))
    _open_database(app, config)
    babel.init_app(
        app, locale_selector=_language, default_translation_directories=str(ROOT / "quality/translations")
    )
    speech.install(app)
    app.before_request(web.check_request)
    csrf.init_app(app)
    csrf.exempt(anonymous.bp)  # these pages have no session that another site could use
    csrf.exempt(sso.signed_out)  # the sign-in service posts here, and shows by its signature who it is
    csrf.exempt(digests.unsubscribe)  # mail programs post here for their reader, who holds the token
    login.guard(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    errors.register_errors(app)
    app.after_request(web.add_headers)
    _template_helpers(app)
    login.check_listed(app)
    _serve(app, config)
    return app


def version() -> str:
    """The version, which the changelog's first heading with a number gives."""
    found = re.search(r"^## \[?(\d+\.\d+\.\d+)", Path(ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    return found.group(1) if found else "0"


def _flask_settings(config: Config) -> dict[str, Any]:
    return {
        "SECRET_KEY": config.secret_key,
        "SQLALCHEMY_DATABASE_URI": config.database,
        "SESSION_COOKIE_NAME": "__Host-loft" if config.secure else "loft",
        "SESSION_COOKIE_SECURE": config.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": devices.STAYS,
        "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "nb",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Oslo",
        "TEMPLATES_AUTO_RELOAD": False,
        "TRUSTED_HOSTS": [config.public_host.split(":")[0], "127.0.0.1", "localhost"],
    }


def _open_database(app: Flask, config: Config) -> None:
    # What people wrote must not reach the log, or a job's noted fault, by way of a failed statement.
    options: dict[str, Any] = {"hide_parameters": True}
    if not config.database.startswith("sqlite"):
        options["connect_args"] = {
            "connect_timeout": 3,
            "options": "-c statement_timeout=30000 -c timezone=UTC",
        }
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), compare_type=True)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            apply_sqlite_rules(db.engine)
    assert tables.MODULES


def _serve(app: Flask, config: Config) -> None:
    app.wsgi_app = WhiteNoise(app.wsgi_app, root=str(ROOT / "static"), prefix="static/", max_age=3600)  # type: ignore[method-assign]
    app.wsgi_app = Sessionless(app.wsgi_app)  # type: ignore[method-assign]
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _language() -> str:
    """The reader's language: the person's own; before sign-in what was chosen here, or the browser's."""
    actor = None if "bare" in g else login.optional_actor()
    if actor:
        return actor.language
    # The pages without a cookie say it in their address.
    chosen = request.args.get("language") if request.blueprint == "anonymous" else cookie.get("language")
    if chosen in text.LANGUAGES:
        return str(chosen)
    found = request.accept_languages.best_match((*text.LANGUAGES, "no"), "nb")
    return found if found in text.LANGUAGES else "nb"


def _template_helpers(app: Flask) -> None:
    app.jinja_env.filters.update(
        date=lambda value, form="d. MMM y": text.show_date(value, web.language(), form),
        weekday=lambda value, form="EEE d. MMM": text.show_date(value, web.language(), form),
        time=lambda value: text.show_time(value, web.language()),
        device=lambda value: gettext(text.show_device(value)),
        number=lambda value, decimals=0: text.show_number(value, web.language(), decimals),
        columns=text.columns,
        unit_items=web.unit_items,
        say=lambda value: speech.word(value) if isinstance(value, str) else web.say(value),
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals["N_"] = text.N_
    app.jinja_env.globals.update(kept_fragment=web.kept_fragment, framed=web.framed)
    app.jinja_env.globals["icons"] = f"{app.static_url_path}/img/icons.svg"
    number, address = version(), drawing.install(app)

    @app.context_processor
    def everywhere() -> dict[str, Any]:
        # A page about a fault must not ask the database that may be the fault.
        bare = "bare" in g
        actor = None if bare else login.optional_actor()
        place = None if bare else web.once("frame", login.frame_of_page)
        return {
            "actor": actor,
            "municipality": place,
            # Asked by the frame alone: a fragment of page has no menu, and its counts cost more than all the rest.
            "menu": partial(navigation, db.session(), actor, request.endpoint or "", app.view_functions)
            if actor
            else tuple,
            "links": _links(app, address, place),
            "owner": login.owner_mark(actor) if actor else "",
            "lock_after": app.extensions["loft"].lock_minutes * 60,
            "standing_in": login.standing_in(actor),
            "lang": web.language(),
            "demo_mode": app.extensions["loft"].demo,
            "version": number,
        }


def _links(app: Flask, address: drawing.Address, place: Frame | None) -> dict[str, str]:
    """The addresses of the frame; those without a page are left out."""
    found = {name: address(endpoint) for name, endpoint in LINKS.items() if endpoint in app.view_functions}
    if place and place.has_arms:
        return found | {"arms": address("settings.arms", v=place.version)}
    return {name: url for name, url in found.items() if name != "arms"}

"""Commands about single sign-on: is it set up right, who is bound, and loosening it."""

from __future__ import annotations

import sys

import click
from flask import current_app

from quality.accounts.login.check import findings
from quality.accounts.login.provider import Provider, SsoError
from quality.accounts.queries import person_by_email
from quality.accounts.queries import sso as reads
from quality.accounts.roles import SYSTEM
from quality.accounts.services import sso as services
from quality.commands.ready import DatabaseGroup
from quality.core import clock
from quality.core.db import db, transaction

sso = DatabaseGroup("sso", help="Single sign-on.")


@sso.command("check")
def check_command() -> None:
    """Ask the sign-in service what it says of itself, and say whether that goes with the settings."""
    provider: Provider | None = current_app.extensions["loft.provider"]
    if provider is None:
        raise click.ClickException("Single sign-on is off: SSO_ISSUER is not set.")
    try:
        found = findings(provider, clock.now())
    except SsoError as error:
        raise click.ClickException(
            f"{provider.settings.issuer} gave nothing to go by ({error.why}). Is SSO_ISSUER right to the letter, "
            "and can this machine reach it?"
        ) from error
    for fine, sentence in found:
        click.echo(f"{'ok' if fine else 'WRONG':6} {sentence}")
    click.echo(f"To register there: {provider.redirect_uri} (redirect after signing in),")
    click.echo(f"{provider.after_sign_out} (after signing out), {provider.logout_uri} (back-channel logout).")
    sys.exit(0 if all(fine for fine, _ in found) else 1)


@sso.command("people")
def people_command() -> None:
    """Name everybody who is bound to an account at the sign-in service."""
    for row in reads.bindings(db.session()):
        click.echo(
            f"{row.person.name} <{row.person.email or ''}>: since {row.bound_at:%Y-%m-%d}, {row.issuer}"
        )


@sso.command("loosen")
@click.argument("email")
def loosen_command(email: str) -> None:
    """Forget which account is this person's, and end the sessions; the next sign-in finds the person anew."""
    person = person_by_email(db.session(), email)
    if person is None:
        raise click.ClickException(f"Nobody has the address {email}.")
    with transaction() as session:
        services.loosen(session, SYSTEM, person, now=clock.now())
    click.echo(f"{person.name} is bound to nothing.")

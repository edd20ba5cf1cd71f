"""The settings of one installation, read once from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
ENTRA = "login.microsoftonline.com"
OPEN_TENANTS = ("common", "organizations", "consumers")
NO_SUBJECTS = ("email", "upn", "preferred_username", "unique_name", "name")


class BadConfigurationError(SystemExit):
    """Stops the start with one sentence for every setting that is wrong."""


@dataclass(frozen=True)
class SingleSignOn:
    """How people sign in with an account that they have elsewhere; docs/running.md explains each."""

    issuer: str
    client_id: str
    name: str
    secret: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    key_id: str = ""
    scope: str = "openid"
    subject_claim: str = "sub"
    match_field: str = ""
    match_claim: str = ""
    tenant: str = ""
    acr: tuple[str, ...] = ()
    max_age_minutes: int = 10
    passwords: bool = True
    sign_out: bool = True


@dataclass(frozen=True)
class Config:
    """Everything an installation may choose; docs/running.md explains each."""

    secret_key: str
    instance_path: Path = ROOT / "instance"
    database_url: str = ""
    public_url: str = "http://127.0.0.1:8000"
    smtp_url: str = ""
    mail_from: str = "loft@localhost"
    demo: bool = False
    trusted_proxies: int = 0
    session_idle_minutes: int = 60
    session_hours: int = 12
    lock_minutes: int = 10
    sso: SingleSignOn | None = None

    @property
    def database(self) -> str:
        """The database address; an SQLite file in the instance folder unless told otherwise."""
        return self.database_url or f"sqlite:///{self.instance_path / 'loft.db'}"

    @property
    def secure(self) -> bool:
        """Whether people reach the installation over https."""
        return self.public_url.startswith("https://")

    @property
    def public_host(self) -> str:
        """Host and port that mails link to."""
        return urlsplit(self.public_url).netloc

    @classmethod
    def from_environment(cls, env: Mapping[str, str] = os.environ) -> Config:
        """Read and check every setting; raise BadConfigurationError naming all that are wrong."""
        return _Reader(env).config()


class _Reader:
    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env
        self.faults: list[str] = []

    def config(self) -> Config:
        instance = Path(self.env.get("INSTANCE_PATH") or ROOT / "instance")
        demo = self._flag("DEMO")
        lock_minutes = self._number("LOCK_MINUTES", 10, 1, 24 * 60)
        config = Config(
            secret_key=self._secret(instance, demo),
            instance_path=instance,
            database_url=self._database(),
            public_url=self._url("PUBLIC_URL", ("http", "https"), "http://127.0.0.1:8000"),
            smtp_url=self._url("SMTP_URL", ("smtp", "smtps"), ""),
            mail_from=self._mail_from(),
            demo=demo,
            trusted_proxies=self._number("TRUSTED_PROXIES", 0, 0, 5),
            session_idle_minutes=self._number("SESSION_IDLE_MINUTES", 60, 5, 24 * 60),
            session_hours=self._number("SESSION_HOURS", 12, 1, 24 * 31),
            lock_minutes=lock_minutes,
            sso=self._single_sign_on(lock_minutes),
        )
        if self.faults:
            raise BadConfigurationError("Løft cannot start:\n" + "\n".join(f"- {f}" for f in self.faults))
        return config

    def _single_sign_on(self, lock_minutes: int) -> SingleSignOn | None:
        issuer = self.env.get("SSO_ISSUER", "")
        if not issuer:
            strays = sorted(name for name, value in self.env.items() if name.startswith("SSO_") and value)
            if strays:
                self.faults.append(f"{strays[0]} is set, but SSO_ISSUER, which turns it on, is not.")
            return None
        self._check_issuer(issuer)
        match_field, match_claim = self._match(issuer)
        secret, key = self._word_or_file("SSO_CLIENT_SECRET"), self._file("SSO_KEY_FILE")
        if bool(secret) == bool(key):
            self.faults.append("Set either SSO_CLIENT_SECRET (or SSO_CLIENT_SECRET_FILE) or SSO_KEY_FILE.")
        return SingleSignOn(
            issuer=issuer,
            client_id=self._word("SSO_CLIENT_ID"),
            name=self._word("SSO_NAME"),
            secret=secret,
            key=key,
            key_id=self.env.get("SSO_KEY_ID", ""),
            scope=self.env.get("SSO_SCOPE") or "openid",
            subject_claim=self._subject_claim(),
            match_field=match_field,
            match_claim=match_claim,
            tenant=self.env.get("SSO_TENANT", ""),
            acr=tuple(self.env.get("SSO_ACR", "").split()),
            max_age_minutes=self._number("SSO_MAX_AGE_MINUTES", lock_minutes, 0, 24 * 60),
            passwords=self._flag("SSO_PASSWORDS", "1"),
            sign_out=self._flag("SSO_SIGN_OUT", "1"),
        )

    def _check_issuer(self, issuer: str) -> None:
        parts = urlsplit(issuer)
        here = parts.hostname in ("127.0.0.1", "localhost")
        if not parts.hostname or parts.scheme not in (("https", "http") if here else ("https",)):
            self.faults.append("SSO_ISSUER must be an address beginning with https://.")
        if parts.hostname == ENTRA and parts.path.strip("/").split("/")[0] in OPEN_TENANTS:
            self.faults.append("SSO_ISSUER must name your own tenant, not one that lets in everybody's.")
        public = self.env.get("PUBLIC_URL", "")
        if not here and not public.startswith("https://"):
            self.faults.append("PUBLIC_URL must begin with https:// when SSO_ISSUER is set.")

    def _subject_claim(self) -> str:
        """The claim that is a person's account for good."""
        claim = self.env.get("SSO_SUBJECT_CLAIM", "").strip() or "sub"
        if claim.lower() in NO_SUBJECTS:
            self.faults.append(
                f"SSO_SUBJECT_CLAIM must not be {claim}, which may pass to another. Use sub, or oid for Entra ID."
            )
        return claim

    def _match(self, issuer: str) -> tuple[str, str]:
        """The field of the register and the claim that find a person the first time; empty for never."""
        value = self.env.get("SSO_MATCH", "")
        match_field, _, claim = value.partition(":")
        if value and (match_field not in ("employee_number", "email") or not claim):
            self.faults.append("SSO_MATCH must be employee_number:CLAIM or email:CLAIM.")
        if urlsplit(issuer).hostname == ENTRA and claim in ("email", "preferred_username"):
            self.faults.append(
                f"SSO_MATCH must not use {claim}, which Entra ID lets people choose themselves."
            )
        return match_field, claim

    def _word(self, name: str) -> str:
        value = self.env.get(name, "").strip()
        if not value:
            self.faults.append(f"{name} must be set when SSO_ISSUER is.")
        return value

    def _word_or_file(self, name: str) -> str:
        return self.env.get(name, "") or self._file(f"{name}_FILE")

    def _file(self, name: str) -> str:
        """What the file that a setting names holds; empty when none is named."""
        named = self.env.get(name, "")
        if not named:
            return ""
        if not Path(named).is_file():
            self.faults.append(f"{name} names {named}, which is not a file.")
            return ""
        content = Path(named).read_text().strip()
        if not content:
            self.faults.append(f"{name} names {named}, which is empty.")
        return content

    def _secret(self, instance: Path, demo: bool) -> str:
        """SECRET_KEY, the file SECRET_KEY_FILE names, or (demo only) one kept in the instance folder."""
        if self.env.get("SECRET_KEY_FILE"):
            secret = self._file("SECRET_KEY_FILE")
            if not secret:
                return ""
        else:
            secret = self.env.get("SECRET_KEY", "")
        if not secret and demo:
            return _kept_secret(instance / "secret_key")
        if len(secret) < 32:
            self.faults.append("SECRET_KEY must be set to at least 32 random characters.")
        return secret

    def _database(self) -> str:
        url = self.env.get("DATABASE_URL", "")
        if url.startswith(("postgres://", "postgresql://")):
            return "postgresql+psycopg://" + url.split("://", 1)[1]
        if url and not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            self.faults.append("DATABASE_URL must begin with sqlite:/// or postgresql://.")
        return url

    def _url(self, name: str, schemes: tuple[str, ...], default: str) -> str:
        value = self.env.get(name, "") or default
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme not in schemes or not parts.hostname:
            self.faults.append(
                f"{name} must be an address beginning with {' or '.join(s + '://' for s in schemes)}."
            )
        return value.rstrip("/")

    def _mail_from(self) -> str:
        value = self.env.get("MAIL_FROM", "loft@localhost")
        if "@" not in value or any(c in value for c in "\r\n"):
            self.faults.append("MAIL_FROM must be an e-mail address.")
        return value

    def _flag(self, name: str, default: str = "") -> bool:
        value = (self.env.get(name) or default).strip().lower()
        if value not in ("", "0", "1", "false", "true", "no", "yes"):
            self.faults.append(f"{name} must be 1 or 0.")
        return value in ("1", "true", "yes")

    def _number(self, name: str, default: int, low: int, high: int) -> int:
        value = self.env.get(name, "")
        if not value:
            return default
        if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
            self.faults.append(f"{name} must be a whole number from {low} to {high}.")
            return default
        return int(value)


def _kept_secret(file: Path) -> str:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(os.urandom(32).hex())
        file.chmod(0o600)
    return file.read_text().strip()

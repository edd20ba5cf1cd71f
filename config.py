"""The settings of one installation, read once from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent


class BadConfigurationError(SystemExit):
    """Stops the start with one sentence for every setting that is wrong."""


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
            lock_minutes=self._number("LOCK_MINUTES", 10, 1, 24 * 60),
        )
        if self.faults:
            raise BadConfigurationError("Løft cannot start:\n" + "\n".join(f"- {f}" for f in self.faults))
        return config

    def _secret(self, instance: Path, demo: bool) -> str:
        """SECRET_KEY, the file SECRET_KEY_FILE names, or (demo only) one kept in the instance folder."""
        named = self.env.get("SECRET_KEY_FILE")
        if named:
            file = Path(named)
            if not file.is_file():
                self.faults.append(f"SECRET_KEY_FILE names {named}, which is not a file.")
                return ""
            secret = file.read_text().strip()
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

    def _flag(self, name: str) -> bool:
        value = self.env.get(name, "").strip().lower()
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

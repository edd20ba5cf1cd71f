"""The return code of an anonymous report, of which only a hash is kept, and wrong tries of codes."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from quality.core.db import Key, Model


class CaseCode(Model):
    """What opens an anonymous case to who reported it. The selector finds the row; the secret is only hashed."""

    __tablename__ = "case_code"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    selector: Mapped[str] = mapped_column(sa.String(4), unique=True)
    secret_hash: Mapped[str] = mapped_column(sa.String(200))


class CodeTry(Model):
    """A wrong try of a code: counted for a minute, then removed. A right one leaves nothing."""

    __tablename__ = "code_try"

    id: Mapped[Key]
    address_hash: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[dt.datetime] = mapped_column(index=True)

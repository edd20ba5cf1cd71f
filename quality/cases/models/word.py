"""The words that texts hold, to find what somebody meant who spelled it otherwise."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from quality.core.db import Model


class SearchWord(Model):
    """A stem that at least two cases hold. It is shown to nobody before it has found what its reader may read."""

    __tablename__ = "search_word"
    __table_args__ = (sa.Index(None, "initial", "size"),)

    word: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    initial: Mapped[str] = mapped_column(sa.String(1))
    size: Mapped[int]
    texts: Mapped[int]

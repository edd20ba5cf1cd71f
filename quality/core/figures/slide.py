"""A figure with its words on one sheet, for a picture that will stand alone."""

from __future__ import annotations

from dataclasses import dataclass

from quality.core.figures.base import Table
from quality.core.text import N_, Message


@dataclass(frozen=True)
class Slide:
    """What is said, of what and from where, and the figure as its one line of JSON; "" for words alone."""

    title: str
    sentence: str
    source: str
    figure: str = ""

    def alternative(self) -> Message:
        """What the picture shows, for those who do not see it."""
        return Message(N_("%(title)s. %(sentence)s"), {"title": self.title, "sentence": self.sentence})

    def table(self) -> Table:
        """The numbers stand with the figure itself."""
        return Table((), ())

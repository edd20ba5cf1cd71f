"""What is written down about a pattern that is raised, and the words that explain nothing."""

from __future__ import annotations

from enum import StrEnum

from quality.core.text import N_


class MinuteKind(StrEnum):
    """What a line in the log of decisions is."""

    MEETING = "meeting"
    DECISION = "decision"
    ASKED = "asked"


MINUTE_LABELS = {
    MinuteKind.MEETING: N_("Tatt opp i møte"),
    MinuteKind.DECISION: N_("Bestemt"),
    MinuteKind.ASKED: N_("Ber om en beslutning"),
}
MINUTE_HELP = {
    MinuteKind.MEETING: N_("Hva ble sagt, uten navn på andre enn dem som bestemmer"),
    MinuteKind.DECISION: N_("Svarer også på det dere har bedt om"),
    MinuteKind.ASKED: N_("Står på arket til kommunedirektøren til noe er bestemt"),
}

# Said alone, these explain nothing. Stems, in bokmål, nynorsk and English.
BLAME = (
    r"menneskel\w+ (svikt|feil)\w*",
    r"(individuell|personlig|personleg)\w* (svikt|feil)\w*",
    r"human error\w*",
    r"uoppmerks\w*",
    r"uaktsom\w*",
    r"slurv\w*",
    r"glemsom\w*|gløymsk\w*",
    r"tankeløs\w*|tankelaus\w*",
    r"(må )?skjerpe\w* seg",
)
TRAINING = (r"opplæring\w*", r"(e-)?kurs\w*", r"undervis\w*", r"bevisstgj\w*", r"training\w*")

"""Whether what somebody wrote says anything besides that people were to blame, or shall be taught."""

from __future__ import annotations

import re
from collections.abc import Sequence

FEWEST_WORDS = 3
LITTLE_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        av den der det dette ein eller en er et flere fleire for fra frå gi gitt god gode hos i ikke
        ikkje med meir mer må nok når nye nytt om og også på rutine rutinen rutinene som til the to and
        more about of in alle ansatte tilsette personale personalet folk dei dem de skal blir ble var
        har vi
        """,
    )
)


def says_only(text: str, phrases: Sequence[str]) -> bool:
    """Whether a text says one of these things and hardly anything else."""
    lowered = text.lower()
    left = lowered
    for phrase in phrases:
        left = re.sub(rf"\b(?:{phrase})", " ", left)
    rest = [word for word in re.findall(r"\w+", left) if word not in LITTLE_WORDS]
    return left != lowered and len(rest) < FEWEST_WORDS

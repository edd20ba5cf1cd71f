"""What a finding was merged into."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.core.text import Message
from quality.patterns.models import Pattern, PatternMerge
from quality.patterns.queries.told import Names, title


def is_merged(session: Session, pattern_id: int) -> bool:
    """Whether it lives on in another."""
    return session.get(PatternMerge, pattern_id) is not None


def merged_into(
    session: Session, pattern_ids: Sequence[int], known: Names
) -> dict[int, tuple[str, str | Message]]:
    """Address and title of what each was merged into; for reviewers, who see both."""
    query = (
        sa.select(PatternMerge.pattern_id, Pattern)
        .join(Pattern, Pattern.id == PatternMerge.into_id)
        .where(PatternMerge.pattern_id.in_(pattern_ids))
    )
    rows = session.execute(query) if pattern_ids else ()
    return {number: (into.public_id, title(into, known)) for number, into in rows}

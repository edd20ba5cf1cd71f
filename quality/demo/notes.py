"""The learning notes that are out, and what each unit has answered."""

from datetime import date, timedelta
from random import Random

from quality.demo.organisation import NEWCOMER, SERVICE_OF, newcomer_opens
from quality.demo.people import DemoPeople, everybody
from quality.demo.stories.grammar import told
from quality.demo.stories.notes import NOTES, UPTAKE_WORDS, NoteText
from quality.demo.stories.words import SLOTS
from quality.demo.values import DemoNote, DemoUptake

_ANSWERS = ("adopted", "adapted", "had_it", "not_relevant")
_UNANSWERED = ("unseen", "seen", "seen", "trying")


def notes(seed: int, end: date) -> tuple[DemoNote, ...]:
    """Every published note with its ledger of uptake."""
    rng, people = Random(f"{seed}:notes"), everybody(seed)
    return tuple(_note(text, people, end, rng) for text in NOTES)


def _note(text: NoteText, people: DemoPeople, end: date, rng: Random) -> DemoNote:
    coordinators = [role.person for role in people.roles if role.role == "coordinator"]
    published = end - timedelta(days=text.days_ago)
    return DemoNote(
        *(text.key, text.title, text.problem, text.action, text.effect, text.needs, text.adapting),
        positive=text.positive,
        category=text.category,
        source_unit=text.source_unit,
        pattern=text.pattern,
        contact=people.holder("leader", text.source_unit),
        author=coordinators[0],
        approver=coordinators[1],
        published_on=published,
        uptakes=tuple(
            _uptake(text, unit, people, end, rng)
            for unit, service in SERVICE_OF.items()
            if service in text.services.split()
            and unit != text.source_unit
            and (unit != NEWCOMER or newcomer_opens(end) <= published)
        ),
    )


def _uptake(text: NoteText, unit: str, people: DemoPeople, end: date, rng: Random) -> DemoUptake:
    if rng.random() > text.answered:
        state = rng.choice(_UNANSWERED)
        return DemoUptake(unit, state, _words(state, rng), None, None)
    state = rng.choices(_ANSWERS, (46, 27, 13, 14))[0]
    waited = min(text.days_ago - 1, int(rng.expovariate(1 / 16)) + 1)
    answered = end - timedelta(days=text.days_ago - waited)
    return DemoUptake(unit, state, _words(state, rng), answered, people.holder("leader", unit))


def _words(state: str, rng: Random) -> str:
    bank = UPTAKE_WORDS.get(state)
    return told(rng.choice(bank), rng, lambda slot: rng.choice(SLOTS[slot])) if bank else ""

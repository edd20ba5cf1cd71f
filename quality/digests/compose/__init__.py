"""Choosing what one person is told, edition by edition, and gathering a day's editions into one digest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from quality.digests.compose.monthly import learned, nothing, raised, review
from quality.digests.compose.values import Digest, Gathered, NoticeFact, Section, Thing
from quality.digests.compose.weekly import answers, one_note, other_notes, pattern, silence, waiting, worked
from quality.digests.kinds import Plan, Topic

MOST_NOTICES = 6
MOST_SAME = 8

SAYS: dict[Topic, Callable[[Gathered], list[Thing]]] = {
    Topic.WORKED: worked,
    Topic.WAITING: waiting,
    Topic.ONE_NOTE: one_note,
    Topic.SILENCE: silence,
    Topic.ANSWERS: answers,
    Topic.PATTERN: pattern,
    Topic.NOTES: other_notes,
    Topic.REVIEW: review,
    Topic.RAISED: raised,
    Topic.LEARNED: learned,
}


def compose(plan: Plan, found: Gathered) -> Section:
    """What an edition says to one reader, topic by topic; a section without things when there is nothing to say.

    Those who follow how everything stands are alone told that there is nothing.
    """
    things: dict[str, Thing] = {}
    for topic in plan.topics:
        if len(things) >= plan.things:
            break
        for thing in SAYS[topic](found):
            things.setdefault(f"{thing.source or thing.title}", thing)
    if not things and Topic.REVIEW in plan.topics and found.review is not None:
        things[""] = nothing(plan.rhythm)
    shown = tuple(things.values())[: plan.things]
    return Section(shown, carried(found, shown))


def carried(found: Gathered, things: Iterable[Thing]) -> dict[str, list[int]]:
    """What the things hold, by id."""
    rests_on = {"led": list(found.led), "answered": list(found.answered), "review": [1]}
    held: dict[str, list[int]] = {}
    for thing in things:
        if thing.source:
            held.setdefault(thing.source[0], []).append(thing.source[1])
        held |= {name: rests_on[name] for name in thing.holds}
    return held


def gather_day(sections: Iterable[tuple[str, Section]], notices: tuple[NoticeFact, ...]) -> Digest | None:
    """One digest of the day's sections and the notices that say something more; None when nothing is left to say.

    What two editions of a day both would tell stands in the first.
    """
    told: set[str] = set()
    kept: list[tuple[str, Section]] = []
    for kind, section in sections:
        things = tuple(thing for thing in section.things if thing.source is None or thing.link not in told)
        told.update(thing.link for thing in things)
        if things:
            kept.append((kind, Section(things, section.carried)))
    others = said_once(notice for notice in notices if notice.link not in told)
    if not kept and not others:
        return None
    return Digest(tuple(kept), others[:MOST_NOTICES], _count(others[MOST_NOTICES:]))


def of_notices(notices: tuple[NoticeFact, ...]) -> Digest:
    """A day's mail: the notices alone."""
    found = said_once(notices)
    return Digest((), found[:MOST_NOTICES], _count(found[MOST_NOTICES:]))


def said_once(notices: Iterable[NoticeFact]) -> tuple[NoticeFact, ...]:
    """The notices with each sentence once: what it says of more cases follows as their numbers."""
    groups: dict[str, list[NoticeFact]] = {}
    for notice in notices:
        rest = {name: value for name, value in notice.message.values.items() if name != "number"}
        numbered = "number" in notice.message.values
        groups.setdefault(repr((notice.message.text, rest)) if numbered else f"{notice.id}", []).append(
            notice
        )
    return tuple(_with_same(first, others) for first, *others in groups.values())


def _with_same(first: NoticeFact, others: list[NoticeFact]) -> NoticeFact:
    links = {str(each.message.values["number"]): each.link for each in others}
    links.pop(str(first.message.values.get("number")), None)
    shown = tuple(links.items())[:MOST_SAME]
    return replace(first, same=shown, more=len(links) - len(shown))


def _count(notices: Iterable[NoticeFact]) -> int:
    return sum(notice.count for notice in notices)

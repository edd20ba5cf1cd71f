"""The small grammar of the story banks: headers, seeds, [one|another] and {slots}."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random

Fill = Callable[[str], str]
Node = str | tuple["Node", ...] | list["Node"]
_PIECE = re.compile(r"[\[\]|]|[^\[\]|]+")
_SLOT = re.compile(r"\{(\w+)\}")
_SPACES = re.compile(r"[ \n]+")
_LOOSE = re.compile(r" ([.,!?;:])(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Story:
    """One way of telling one kind of event; `voice` is plain, nn (nynorsk) or di (dialect)."""

    code: str
    services: tuple[str, ...]
    factors: tuple[str, ...]
    hours: tuple[str, ...]
    severities: str
    subtypes: str
    places: tuple[str, ...]
    voice: str
    title: str
    text: str


def read(source: str) -> tuple[Story, ...]:
    """Stories of a bank: `@` lines say what follows, `=` lines are titles, the rest is text."""
    found: list[Story] = []
    head: list[str] = []
    for block in re.split(r"\n(?=[@=])", source.strip()):
        first, _, body = block.partition("\n")
        if first.startswith("@"):
            head = [part.strip() for part in f"{first[1:]} {body}".split("|")]
            continue
        voice, _, title = first[1:].partition(" ")
        found.append(_story(head, voice or "plain", title.strip(), _SPACES.sub(" ", body).strip()))
    return tuple(found)


def _story(head: list[str], voice: str, title: str, text: str) -> Story:
    code, services, factors, hours, severities, subtypes, *places = head
    return Story(
        code=code,
        services=tuple(services.split()),
        factors=tuple(factors.split()),
        hours=tuple(hours.split()),
        severities=severities,
        subtypes=subtypes,
        places=tuple(places[0].split("/")) if places else (),
        voice=voice,
        title=title,
        text=text,
    )


def phrases(source: str) -> tuple[str, ...]:
    """One template a line; a line that is indented goes on from the one before."""
    lines = source.strip("\n").replace("\n    ", " ").split("\n")
    return tuple(line.strip() for line in lines if line.strip())


def banks(source: str) -> dict[str, tuple[str, ...]]:
    """Lists of phrases under `@ key` lines; several keys share a list."""
    found: dict[str, tuple[str, ...]] = {}
    for block in re.split(r"\n(?=@)", source.strip()):
        keys, _, body = block[1:].partition("\n")
        for key in keys.split():
            found[key] = found.get(key, ()) + phrases(body)
    return found


@cache
def _parsed(template: str) -> Node:
    stack: list[list[list[Node]]] = [[[]]]
    for piece in _PIECE.findall(template):
        if piece == "[":
            stack.append([[]])
        elif piece == "]":
            choices = stack.pop()
            stack[-1][-1].append(tuple(list(choice) for choice in choices))
        elif piece == "|":
            stack[-1].append([])
        else:
            stack[-1][-1].append(piece)
    return list(stack[0][0])


def _chosen(node: Node, rng: Random) -> str:
    if isinstance(node, str):
        return node
    if isinstance(node, tuple):
        return _chosen(node[int(rng.random() * len(node))], rng)
    return "".join([_chosen(part, rng) for part in node])


def told(template: str, rng: Random, fill: Fill) -> str:
    """One telling of a template: choices drawn, slots filled, spaces tidied, a capital first."""
    text = _SLOT.sub(lambda slot: fill(slot[1]), _chosen(_parsed(template), rng))
    text = _LOOSE.sub(r"\1", _SPACES.sub(" ", text)).strip()
    return text[:1].upper() + text[1:]

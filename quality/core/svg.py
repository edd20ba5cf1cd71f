"""Pictures from outside: an SVG is kept only as far as it is shapes and colours."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from quality.core.text import N_, RefusedError

LIMIT = 100_000
DEPTH = 50
SVG = "http://www.w3.org/2000/svg"
_SHAPES = "svg g path rect circle ellipse line polyline polygon"
_HELPERS = "defs title linearGradient radialGradient stop clipPath"
_ATTRIBUTES = """
viewBox width height id d x y x1 x2 y1 y2 cx cy r rx ry fx fy points transform offset fill fill-rule fill-opacity
stroke stroke-width stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray stroke-opacity opacity
stop-color stop-opacity clip-path clip-rule gradientUnits gradientTransform spreadMethod
"""
ELEMENTS = frozenset(f"{_SHAPES} {_HELPERS}".split())
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
_OWN_REFERENCE = re.compile(r"url\(#[\w.-]{1,60}\)")
_DECLARATION = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def safe_svg(content: bytes) -> str:
    """The picture without anything that could run, load or hide; RefusedError when it is no such picture."""
    if len(content) > LIMIT:
        raise RefusedError(N_("Bildet er for stort. Det kan være høyst 100 kB."), field="arms")
    try:
        text = content.decode("utf-8-sig")
        # Entities are what makes XML dangerous to read, so a file that declares any is never parsed.
        root = None if _DECLARATION.search(text) else ElementTree.fromstring(text)
        if root is not None and _deeper_than(root, DEPTH):
            root = None
    except (UnicodeDecodeError, ElementTree.ParseError, ValueError):
        root = None
    if root is None or root.tag != f"{{{SVG}}}svg" or not root.get("viewBox"):
        raise RefusedError(
            N_("Det er ikke en SVG vi kan bruke. Lagre den som ren SVG med viewBox og uten DOCTYPE."),
            field="arms",
        )
    if root.find(f".//{{{SVG}}}style") is not None:
        raise RefusedError(
            N_("Bildet har stilark. Lagre det på nytt med «presentasjonsattributter» som stil."), field="arms"
        )
    _clean(root)
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(root, encoding="unicode")


def _deeper_than(root: ElementTree.Element, levels: int) -> bool:
    """Whether shapes lie in each other further down than anybody draws; cleaning goes as deep."""
    layer = [root]
    for _ in range(levels):
        layer = [child for node in layer for child in node]
    return bool(layer)


def _clean(node: ElementTree.Element) -> None:
    _spread_style(node)
    for name, value in list(node.attrib.items()):
        foreign = "url(" in value.lower() and not _OWN_REFERENCE.fullmatch(value.strip())
        if name not in ATTRIBUTES or foreign or ":" in value:
            del node.attrib[name]
    for child in list(node):
        if isinstance(child.tag, str) and child.tag.removeprefix(f"{{{SVG}}}") in ELEMENTS:
            _clean(child)
        else:
            node.remove(child)


def _spread_style(node: ElementTree.Element) -> None:
    """Turn style="fill:#fff" into the attribute it stands for, which our content policy allows."""
    for declaration in node.attrib.pop("style", "").split(";"):
        name, _, value = declaration.partition(":")
        if name.strip() in ATTRIBUTES:
            node.set(name.strip(), value.strip())

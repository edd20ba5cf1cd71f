"""Compiles the translations: the fragments of each language become the one catalogue that the app reads.

People write quality/translations/<lang>/<room>.po; quality/translations/<lang>/LC_MESSAGES/messages.mo is
built from all of them and kept out of the repository. Nothing is done when nothing has changed.
`--missing` also lists, for each language, the message ids in code and templates that have no translation.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "quality" / "translations"
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "N_n": (1, 2),
    "pgettext": ((1, "c"), 2),
}


def languages() -> list[Path]:
    """One folder for each language that is translated to."""
    return sorted(path for path in FOLDER.glob("*") if path.is_dir() and any(fragments(path)))


def fragments(language: Path) -> list[Path]:
    """What people write: one file a room, and the common one."""
    return sorted([*language.glob("*.po"), *(language / "LC_MESSAGES").glob("*.po")])


def merge(language: Path) -> tuple[Catalog, list[str]]:
    """All fragments as one catalogue, and the sentences that two of them translate differently."""
    catalog, quarrels = Catalog(locale=language.name), []
    origin: dict[str, Path] = {}
    for path in fragments(language):
        with path.open("rb") as file:
            for message in read_po(file, locale=language.name):
                if not message.id or not message.string or message.fuzzy:
                    continue
                known = catalog.get(message.id, message.context)
                if known is not None and known.string != message.string:
                    first = origin[str(message.id)].name
                    quarrels.append(f"{language.name}: {message.id!r} differs in {first} and {path.name}")
                    continue
                origin.setdefault(str(message.id), path)
                catalog.add(message.id, message.string, context=message.context)
    return catalog, quarrels


def compile_language(language: Path) -> list[str]:
    """Write messages.mo where a fragment is newer than it; return the quarrels."""
    target = language / "LC_MESSAGES" / "messages.mo"
    newest = max(path.stat().st_mtime for path in [*fragments(language), language])
    if target.exists() and target.stat().st_mtime >= newest:
        return []
    catalog, quarrels = merge(language)
    if not quarrels:
        target.parent.mkdir(parents=True, exist_ok=True)
        half = target.with_suffix(".new")
        with half.open("wb") as file:
            write_mo(file, catalog)
        half.replace(target)
    return quarrels


def compile_all() -> list[str]:
    """Every language; the quarrels."""
    return [quarrel for language in languages() for quarrel in compile_language(language)]


def used_messages() -> set[str]:
    """Every message id in code and templates."""
    pages = [
        ("gallery/**", "ignore"),
        ("**.html", "jinja2"),
        ("**.txt", "jinja2"),
    ]  # the gallery is ours alone
    options = {pattern: {"silent": "false"} for pattern in ("**.html", "**.txt")}
    sources = [(ROOT / "quality", [("**.py", "python")]), (ROOT / "templates", pages)]
    found = set()
    for folder, methods in sources:
        for _, _, message, _, _ in extract_from_dir(folder, methods, options, keywords=KEYWORDS):
            found.add(message if isinstance(message, str) else message[0])
    return found


def missing(language: Path) -> list[str]:
    """What a reader of this language would meet in bokmål."""
    catalog, _ = merge(language)
    return sorted(message for message in used_messages() if catalog.get(message) is None)


def main() -> int:
    """Compile, and list what is missing where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--missing", action="store_true", help="list message ids without a translation")
    words = parser.parse_args()
    quarrels = compile_all()
    for quarrel in quarrels:
        print(quarrel, file=sys.stderr)
    if words.missing:
        for language in languages():
            lacking = missing(language)
            print(f"{language.name}: {len(lacking)} of {len(used_messages())} missing")
            for message in lacking:
                print(f"  {message}")
    return 1 if quarrels else 0


if __name__ == "__main__":
    sys.exit(main())

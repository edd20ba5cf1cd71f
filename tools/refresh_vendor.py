"""Fetch the pages' third-party files through npm, build the theme, write the manifest (maintainers only)."""

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
THEME = ROOT / "tools" / "theme.json"
ICONS = ROOT / "tools" / "icons.txt"
SPRITE = ROOT / "static" / "img" / "icons.svg"

# npm name, version, licence, folder, files to keep (inside the package -> name here)
PACKAGES: list[tuple[str, str, str, str, dict[str, str]]] = [
    (
        "@digdir/designsystemet-css",
        "1.22.0",
        "MIT",
        "designsystemet-css",
        {"dist/src/index.css": "designsystemet.css", "LICENSE": "LICENSE"},
    ),
    ("@digdir/designsystemet", "1.15.0", "MIT", "designsystemet-theme", {"LICENSE": "LICENSE"}),
    (
        "@fontsource-variable/inter",
        "5.3.0",
        "OFL-1.1",
        "inter",
        {
            "files/inter-latin-wght-normal.woff2": "inter-latin.woff2",
            "files/inter-latin-ext-wght-normal.woff2": "inter-latin-ext.woff2",
            "LICENSE": "LICENSE",
        },
    ),
    ("@navikt/aksel-icons", "8.16.2", "MIT", "aksel-icons", {}),
]
# Writes the paths of the icons shorter, as they are drawn: half of what a phone fetches of them.
OPTIMIZER = "svgo@4.1.0"
OPTIMIZED = 'export default { plugins: ["convertPathData"] };\n'
# The icon package carries no licence file of its own; this is the one at the root of its repository.
AKSEL_LICENCE = ROOT / "tools" / "aksel-icons-LICENSE"


def run(*command: str, cwd: Path) -> None:
    subprocess.run(command, cwd=cwd, check=True)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def symbol(name: str, svg: str) -> str:
    inner = re.sub(r"^<svg[^>]*>|</svg>\s*$", "", svg.strip()).replace("\n", "")
    return f'<symbol id="{name}" viewBox="0 0 24 24" fill="none">{inner}</symbol>'


def build_sprite(work: Path, source: Path) -> None:
    pairs = [line.split() for line in ICONS.read_text(encoding="utf-8").splitlines() if line.strip()]
    symbols = [symbol(name, (source / f"{file}.svg").read_text(encoding="utf-8")) for name, file in pairs]
    drawn, config = work / "icons.svg", work / "svgo.config.mjs"
    drawn.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>', encoding="utf-8")
    config.write_text(OPTIMIZED, encoding="utf-8")
    run("npx", "svgo", "--config", config.name, drawn.name, cwd=work)
    text = drawn.read_text(encoding="utf-8").replace("<symbol", "\n<symbol").replace("</svg>", "\n</svg>\n")
    SPRITE.write_text(text, encoding="utf-8")


def build_theme(work: Path, target: Path) -> None:
    shutil.copy(THEME, work / "theme.json")
    run("npx", "designsystemet", "tokens", "create", "--config", "theme.json", cwd=work)
    run("npx", "designsystemet", "tokens", "build", "--config", "theme.json", "-t", "design-tokens", cwd=work)
    shutil.copy(work / "design-tokens-build" / "loft.css", target / "loft-theme.css")


def entry(name: str, version: str, licence: str, folder: str) -> dict[str, object]:
    home = VENDOR / folder / version
    files = {str(p.relative_to(VENDOR)): digest(p) for p in sorted(home.iterdir())}
    if name == "@navikt/aksel-icons":
        files["../img/icons.svg"] = digest(SPRITE)
    return {"name": name, "version": version, "licence": licence, "files": files}


def main() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        run("npm", "init", "-y", cwd=work)
        run("npm", "install", "--ignore-scripts", OPTIMIZER, *(f"{p[0]}@{p[1]}" for p in PACKAGES), cwd=work)
        for name, version, _licence, short, keep in PACKAGES:
            home = VENDOR / short / version
            home.mkdir(parents=True)
            for source, target in keep.items():
                shutil.copy(work / "node_modules" / name / source, home / target)
        build_theme(work, VENDOR / "designsystemet-theme" / "1.15.0")
        build_sprite(work, work / "node_modules" / "@navikt/aksel-icons" / "dist" / "svg")
    shutil.copy(AKSEL_LICENCE, VENDOR / "aksel-icons" / "8.16.2" / "LICENSE")
    manifest = [entry(name, version, licence, short) for name, version, licence, short, _ in PACKAGES]
    (VENDOR / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

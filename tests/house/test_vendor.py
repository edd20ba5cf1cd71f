"""Third-party files are those that the manifest names, unchanged and licensed."""

import hashlib
import json
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[2] / "static" / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))


def listed() -> dict[str, str]:
    return {path: digest for package in MANIFEST for path, digest in package["files"].items()}


def test_every_listed_file_is_unchanged() -> None:
    found = {path: hashlib.sha256((VENDOR / path).read_bytes()).hexdigest() for path in listed()}
    assert found == listed()


def test_every_vendor_file_is_listed() -> None:
    present = {str(p.relative_to(VENDOR)) for p in VENDOR.rglob("*") if p.is_file()} - {"manifest.json"}
    assert present == {path for path in listed() if not path.startswith("../")}


def test_every_package_carries_its_licence() -> None:
    for package in MANIFEST:
        assert package["licence"]
        assert any(path.endswith("/LICENSE") for path in package["files"]), package["name"]

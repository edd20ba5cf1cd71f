"""Pages as PDF: tagged for readers of screens (PDF/UA-1), with its own letters, and nothing fetched from anywhere.

The only file that knows WeasyPrint; for jobs and commands alone, since the web process must stay light.
"""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from pathlib import Path

from weasyprint import CSS, HTML  # type: ignore[import-untyped]
from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]
from weasyprint.urls import URLFetcher  # type: ignore[import-untyped]

STATIC = Path(__file__).resolve().parents[2] / "static"
LETTERS = STATIC / "vendor" / "inter"
SHEET = STATIC / "css" / "paper.css"
FONT = '@font-face { font-family: Inter; src: url("%s"); unicode-range: %s; }'
RANGES = {
    "inter-latin.woff2": "U+0000-024F, U+2000-20FF",
    "inter-latin-ext.woff2": "U+0250-02FF, U+1E00-1EFF",
}


def pdf_bytes(html: str) -> bytes:
    """The page on paper. What it shows must lie in it, as data: an address is not followed."""
    fonts = FontConfiguration()
    nothing = URLFetcher(allowed_protocols=("data",))
    sheet = CSS(string=_style(), font_config=fonts, url_fetcher=nothing)
    page = HTML(string=html, url_fetcher=nothing)
    content: bytes = page.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1")
    return content


def data_address(content: bytes, media_type: str) -> str:
    """A picture or a font as an address that holds it."""
    return f"data:{media_type};base64,{b64encode(content).decode()}"


@lru_cache(maxsize=1)
def _style() -> str:
    files = [(path, RANGES[path.name]) for path in sorted(LETTERS.glob("*/*.woff2"))]
    faces = [FONT % (data_address(path.read_bytes(), "font/woff2"), letters) for path, letters in files]
    return "\n".join([*faces, SHEET.read_text(encoding="utf-8")])

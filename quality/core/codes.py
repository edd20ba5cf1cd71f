"""QR codes: an address in, a drawing out. The only file that knows segno."""

from __future__ import annotations

import io

import segno


def drawing(address: str) -> bytes:
    """The code of an address as SVG, sturdy enough for a worn poster, with the quiet edge a camera needs."""
    out = io.BytesIO()
    segno.make(address, error="q", micro=False).save(
        out,
        kind="svg",
        scale=8,
        border=4,
        dark="#000",
        light="#fff",
        xmldecl=False,
        svgclass=None,
        lineclass=None,
    )
    return out.getvalue()

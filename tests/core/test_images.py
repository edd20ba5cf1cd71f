"""Photos are read with care and written anew."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from quality.core.images import LARGEST, SMALL, picture
from quality.core.text import RefusedError

PLACE = "Kanarigata 1"


def photo(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, kind, **more)
    return out.getvalue()


def with_place() -> bytes:
    """A photo as a phone writes it: lying on its side, with what the camera knows."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = PLACE
    exif.get_ifd(0x8825)[1] = "N"
    return photo(exif=exif, comment=PLACE.encode())


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_every_kind_of_photo_becomes_a_plain_jpeg(kind: str) -> None:
    made = picture(photo(kind))
    assert opened(made.content).format == opened(made.small).format == "JPEG"
    assert (made.width, made.height) == (60, 40)


def test_nothing_of_what_the_camera_wrote_is_left() -> None:
    sent = with_place()
    assert PLACE.encode() in sent
    made = picture(sent)
    for content in (made.content, made.small):
        assert PLACE.encode() not in content
        image = opened(content)
        assert not image.getexif()
        assert set(image.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }


def test_a_photo_is_turned_upright() -> None:
    assert opened(picture(with_place()).content).size == (40, 60)


def test_a_large_photo_is_made_smaller() -> None:
    made = picture(photo(size=(3000, 1500)))
    assert opened(made.content).size == (LARGEST, LARGEST // 2)
    assert max(opened(made.small).size) == SMALL


def test_what_is_see_through_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(picture(out.getvalue()).content).getpixel((0, 0)) == (255, 255, 255)


def bomb() -> bytes:
    """A PNG that says it is 40 000 pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x" * 50,
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script></html>",
        b"\xff\xd8\xff\xe0" + b"\0" * 40,
        photo()[:200],
        photo("GIF"),
        photo("BMP"),
        photo("TIFF"),
        bomb(),
    ],
)
def test_what_is_no_photo_gets_a_sentence(content: bytes) -> None:
    with pytest.raises(RefusedError) as refused:
        picture(content)
    assert refused.value.field == "files"


def test_a_script_behind_a_photo_is_left_behind() -> None:
    assert b"<script>" not in picture(photo() + b"<script>alert(1)</script>").content

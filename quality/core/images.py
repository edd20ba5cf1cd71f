"""Photos: read with care, turned upright, made smaller, and written anew without what the camera wrote beside them."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pillow_heif
from PIL import Image, ImageOps

from quality.core.text import N_, RefusedError

pillow_heif.register_heif_opener(thumbnails=False)
# We ask for the size ourselves before a single pixel is unpacked.
Image.MAX_IMAGE_PIXELS = None

LARGEST = 2000
SMALL = 320
MAX_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
NO_IMAGE = N_("Filen er ikke et bilde vi kan lese. Send JPEG, PNG, WEBP eller HEIC.")
TOO_MANY_PIXELS = N_("Bildet er for stort. Ta et mindre bilde.")


@dataclass(frozen=True)
class Picture:
    """A photo as we keep it, with a small copy for lists."""

    content: bytes
    small: bytes
    width: int
    height: int


def picture(content: bytes) -> Picture:
    """The photo at most 2000 pixels wide or high, without metadata; RefusedError when it is none."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise RefusedError(TOO_MANY_PIXELS, field="files")
            opened.draft("RGB", (LARGEST, LARGEST))
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((LARGEST, LARGEST))
            clean = _bare(upright)
    except RefusedError:
        raise
    except Exception as error:  # a broken file may break its reader in any way
        raise RefusedError(NO_IMAGE, field="files") from error
    small = clean.copy()
    small.thumbnail((SMALL, SMALL))
    return Picture(_jpeg(clean), _jpeg(small), clean.width, clean.height)


def _bare(image: Image.Image) -> Image.Image:
    """The pixels alone, on white where the picture is see-through."""
    bare = Image.new("RGB", image.size, "white")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        bare.paste(image, mask=image.getchannel("A"))
    else:
        bare.paste(image.convert("RGB"))
    return bare


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    return out.getvalue()

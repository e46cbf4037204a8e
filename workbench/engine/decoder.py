"""One picture file of any sort, as the pixels that a network is given."""

from __future__ import annotations

import os
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from workbench.errors import DataError

Pixels = NDArray[np.uint8]
Content = str | bytes
"""A picture file: the path where it lies, or all that it holds."""

# fmt: off
SUFFIXES = frozenset((
    ".avif", ".bmp", ".dib", ".gif", ".heic", ".heif", ".jfif", ".jp2", ".jpe", ".jpeg", ".jpg", ".pbm", ".pgm", ".png",
    ".pnm", ".ppm", ".tga", ".tif", ".tiff", ".webp",
))
# fmt: on
GREY_MODES = frozenset(("1", "L", "LA", "La", "I", "I;16", "I;16L", "I;16B", "I;16N"))

UNREADABLE = (
    # What Pillow is known to raise on damaged files. They are anybody's files, and one must not end the reading of all.
    OSError,
    ValueError,
    TypeError,
    SyntaxError,
    EOFError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    MemoryError,
    struct.error,
    Image.DecompressionBombError,
)


class Unusable(Exception):
    """A file that cannot be used; the message is the reason, for people."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture that was read.

    Attributes:
        pixels: (channels, size, size). width, height: Of the file, in pixels.
    """

    pixels: Pixels
    width: int
    height: int


def looks_like_picture(name: str) -> bool:
    """Whether a file has a picture's ending."""
    return Path(name).suffix.lower() in SUFFIXES


def decode(content: Content, channels: int, size: int) -> Decoded:
    """A picture, turned as its camera says, with its shorter side scaled to `size` and the middle cut out.

    Transparent parts become white; of an animation the first picture counts.

    Raises:
        Unusable: It cannot be read, and why.
    """
    try:
        with Image.open(_openable(content)) as image:
            width, height = image.size
            return Decoded(_fitted(image, channels, size), width, height)
    except UnidentifiedImageError as error:
        empty = _is_empty(content)
        raise Unusable("empty file" if empty else "not a picture in a format that can be read") from error
    except Image.DecompressionBombError as error:
        raise Unusable("more pixels than a picture is expected to have") from error
    except UNREADABLE as error:
        closed = error.strerror if isinstance(error, OSError) else None
        raise Unusable(f"cannot be opened ({closed})" if closed else f"damaged ({error})") from error


def has_colour(content: Content) -> bool:
    """Whether a picture may have colours, by its header; one that cannot be read has none."""
    try:
        with Image.open(_openable(content)) as image:
            if image.mode != "P":
                return image.mode not in GREY_MODES
            palette = np.array(image.getpalette("RGB"), dtype=np.uint8).reshape(-1, 3)
            return bool((palette != palette[:, :1]).any())
    except UNREADABLE:
        return False  # skipped, with the reason, when it is read


def read_picture(path: Path, *, channels: int, size: int) -> Pixels:
    """One picture file as a network trained on pictures of that size expects it.

    Returns:
        (channels, size, size).

    Raises:
        DataError: It cannot be read.
    """
    return _read(str(path), f"The picture '{path}'", channels, size)


def read_bytes(content: bytes, *, channels: int, size: int) -> Pixels:
    """As `read_picture`, of a file that is at hand as bytes."""
    return _read(content, "The picture", channels, size)


@contextmanager
def quiet() -> Iterator[None]:
    """What Pillow mutters about odd files is no news: it reads them or it raises. For the whole process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _read(content: Content, what: str, channels: int, size: int) -> Pixels:
    try:
        with quiet():
            return decode(content, channels, size).pixels
    except Unusable as error:
        raise DataError(f"{what} cannot be used: {error}.", fix="Choose another picture.") from error


def _openable(content: Content) -> str | BytesIO:
    return BytesIO(content) if isinstance(content, bytes) else content


def _is_empty(content: Content) -> bool:
    return not content if isinstance(content, bytes) else os.path.getsize(content) == 0


def _fitted(image: Image.Image, channels: int, size: int) -> Pixels:
    """An open picture as (channels, size, size)."""
    image.draft(None, (2 * size, 2 * size))  # lets a JPEG be read at a fraction of its size, far faster
    upright = ImageOps.exif_transpose(image)
    fitted = ImageOps.fit(eight_bit(upright, "L" if channels == 1 else "RGB"), (size, size))
    pixels = np.asarray(fitted, dtype=np.uint8)
    return pixels[None] if channels == 1 else pixels.transpose(2, 0, 1)


def eight_bit(image: Image.Image, mode: str) -> Image.Image:
    """In grey (``L``) or colour (``RGB``), 8 bits a channel; transparent parts become white."""
    if image.mode.startswith("I"):  # 16 bits a pixel: Pillow itself would clip at 255 instead of scaling
        wide = np.asarray(image).astype(np.float64) / 257
        image = Image.fromarray(np.rint(wide).clip(0, 255).astype(np.uint8))
    elif image.mode == "F":
        raise ValueError("pixels are floating-point numbers, whose range is unknown")
    elif image.has_transparency_data:
        solid = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", solid.size, "white"), solid)
    return image.convert(mode)

"""Pictures as text that can travel in an answer."""

from __future__ import annotations

import base64
from io import BytesIO

from PIL import Image
from torch import Tensor


def png(pixels: Tensor) -> str:
    """A picture as the base64 of a PNG file, pixel for pixel.

    Args:
        pixels: (C, H, W) uint8 on the CPU; grey with one channel, RGB with three, else the first channel in grey.
    """
    shown = pixels.permute(1, 2, 0) if len(pixels) == 3 else pixels[0]
    file = BytesIO()
    Image.fromarray(shown.contiguous().numpy()).save(file, "PNG", compress_level=1)
    return base64.b64encode(file.getvalue()).decode("ascii")

#!/usr/bin/env python3
"""Ask an exported picture classifier what is on a picture, with PyTorch.

Needs torch, numpy and Pillow, and nothing else:

    pip install torch numpy pillow
    python predict_pt2.py picture.png

A picture of any size and kind will do. It is treated as the pictures of an image folder were before the network learned
from them; the network itself does the scaling of the pixels' values.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from pathlib import Path

try:
    import numpy as np
    import torch
    from PIL import Image, ImageOps
except ImportError as missing:
    sys.exit(f"predict_pt2.py needs {missing.name}, which is not installed. Run: pip install torch numpy pillow")


class Network:
    """An exported network with what its file says about it.

    Attributes:
        classes: Names, in the order of the answers.
        shape: Channels (1 = grey, 3 = RGB), height, width of a picture.
    """

    def __init__(self, file: Path) -> None:
        logging.getLogger("torch.export").setLevel(logging.CRITICAL)  # it prints a traceback for a damaged file
        about = {"classes": ""}
        program = torch.export.load(file, extra_files=about)
        self.classes: list[str] = json.loads(about["classes"])
        (example,), _ = program.example_inputs
        self.shape: tuple[int, ...] = tuple(example.shape[1:])
        self._answer = program.module()

    def probabilities(self, picture: Image.Image) -> list[float]:
        """One for each class, adding up to 1."""
        channels, height, width = self.shape
        pixels = np.array(picture, dtype=np.uint8).reshape(height, width, channels).transpose(2, 0, 1)
        with torch.inference_mode():
            probabilities, _logits = self._answer(torch.from_numpy(pixels[None]))
        return [float(value) for value in probabilities[0]]


def load(file: Path, shape: tuple[int, ...]) -> Image.Image:
    """The picture in `file` as the network expects it: upright, on white, its middle cut out and scaled."""
    channels, height, width = shape
    with Image.open(file) as image:
        image.draft(None, (2 * width, 2 * height))  # as when the network learned
        upright = ImageOps.exif_transpose(image)
        return ImageOps.fit(eight_bit(upright, "L" if channels == 1 else "RGB"), (width, height))


def eight_bit(image: Image.Image, mode: str) -> Image.Image:
    """In grey (L) or RGB, 8 bits a channel, without transparency."""
    if image.mode.startswith("I"):  # 16 bits a pixel: Pillow itself would clip at 255 instead of scaling
        wide = np.asarray(image).astype(np.float64) / 257
        image = Image.fromarray(np.rint(wide).clip(0, 255).astype(np.uint8))
    elif image.has_transparency_data:
        solid = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", solid.size, "white"), solid)
    return image.convert(mode)


def main() -> int:
    """Exit status: 0, or 1 when the network or any picture could not be used."""
    parser = argparse.ArgumentParser(description="Say what is on pictures, with an exported network.")
    parser.add_argument("pictures", nargs="+", type=Path, metavar="picture", help="a picture file")
    here = Path(__file__).resolve().parent / "model.pt2"
    parser.add_argument("--model", type=Path, default=here, help="the network; default: model.pt2 beside this script")
    parser.add_argument("--invert", action="store_true", help="swap dark and light first, for dark ink on white paper")
    parser.add_argument("--json", action="store_true", help="print every class's probability as JSON")
    chosen = parser.parse_args()
    try:
        network = Network(chosen.model)
    except Exception as error:  # noqa: BLE001  # a damaged file makes PyTorch raise almost anything
        print(f"{chosen.model} cannot be opened as a network: {str(error).splitlines()[0]}", file=sys.stderr)
        return 1
    problems = 0
    for file in chosen.pictures:
        try:
            picture = load(file, network.shape)
        except Exception as error:  # noqa: BLE001  # so does a damaged picture with Pillow
            print(f"{file}: this picture cannot be read: {error}", file=sys.stderr)
            problems += 1
            continue
        answers = network.probabilities(ImageOps.invert(picture) if chosen.invert else picture)
        likeliest = sorted(zip(answers, network.classes, strict=True), reverse=True)
        if chosen.json:
            print(json.dumps({"picture": str(file), "probabilities": {name: share for share, name in likeliest}}))
        else:
            print(f"{file}: " + "   ".join(f"{name}  {100 * share:.1f} %" for share, name in likeliest[:3]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

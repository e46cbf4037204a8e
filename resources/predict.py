#!/usr/bin/env python3
"""Ask an exported picture classifier what is on a picture.

Needs onnxruntime, numpy and Pillow, and nothing else:

    pip install onnxruntime numpy pillow
    python predict.py picture.png

A picture of any size and kind will do. It is treated as the pictures of an image folder were before the network learned
from them: turned upright as the camera says, transparent parts made white, the largest centred part of the right
proportions cut out and scaled with Pillow's antialiased bicubic filter.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import warnings
from pathlib import Path
from typing import Any

# ONNX Runtime reports its use to its maker unless it is told not to before it is imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

try:
    import numpy as np
    import onnxruntime
    from PIL import Image, ImageOps, UnidentifiedImageError
except ImportError as missing:
    sys.exit(f"predict.py needs {missing.name}, which is not installed. Run: pip install onnxruntime numpy pillow")

HELP_ON_COLOURS = (
    "Networks trained on handwritten digits know light strokes on a dark ground; "
    "for dark ink on white paper, add --invert."
)


class Problem(Exception):
    """Something that the user can put right; its text is shown as it is."""


class Network:
    """An exported network with what its file says about it.

    Attributes:
        classes: Names, in the order of the answers.
        shape: Channels, height, width of a picture.
    """

    def __init__(self, file: Path) -> None:
        if not file.is_file():
            raise Problem(f"There is no network at {file}. Keep predict.py beside model.onnx, or name it with --model.")
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # ONNX Runtime's exceptions have neither a common base nor public names
            reason = str(error).splitlines()[0]
            raise Problem(f"{file} cannot be opened as a network: {reason}. Export it again.") from error
        about = self._session.get_modelmeta().custom_metadata_map
        if "classes" not in about:
            raise Problem(f"{file} does not name its classes, so it is not an export of Distillation Workbench.")
        self.classes: list[str] = json.loads(about["classes"])
        _, channels, height, width = self._session.get_inputs()[0].shape
        self.shape: tuple[int, int, int] = (channels, height, width)

    def probabilities(self, picture: Image.Image) -> list[float]:
        """One for each class, adding up to 1."""
        channels, _, _ = self.shape
        pixels = np.asarray(picture, dtype=np.uint8).reshape(*picture.size[::-1], channels)
        answer = self._session.run(["probabilities"], {"pictures": pixels.transpose(2, 0, 1)[None]})[0]
        return [float(value) for value in answer[0]]


def load(file: Path, shape: tuple[int, int, int]) -> Image.Image:
    """The picture in `file` as the network expects it.

    Args:
        file: PNG, JPEG or anything else that Pillow reads; of several frames, the first.
        shape: Channels (1 = grey, 3 = RGB), height, width.
    """
    channels, height, width = shape
    if channels not in (1, 3):
        raise Problem(f"this network takes pictures of {channels} channels, and predict.py knows grey and RGB.")
    if not file.exists():
        raise Problem("there is no such file.")
    if not file.is_file():
        raise Problem("this is not a file. Name the pictures in it one by one.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Pillow mutters about odd files is no news: it reads them or raises
            with Image.open(file) as image:
                image.draft(None, (2 * width, 2 * height))  # as when the network learned
                upright = ImageOps.exif_transpose(image)
                return ImageOps.fit(eight_bit(upright, "L" if channels == 1 else "RGB"), (width, height))
    except UnidentifiedImageError:
        raise Problem("this is not a picture, or of a kind that Pillow cannot read. Save it as PNG.") from None
    except Image.DecompressionBombError:
        raise Problem("this picture has too many pixels to be opened safely. Make it smaller.") from None
    except Exception as error:  # damaged files make Pillow raise almost anything
        raise Problem(f"this picture cannot be read: {error}. Save it as PNG again.") from error


def eight_bit(image: Image.Image, mode: str) -> Image.Image:
    """In grey (L) or RGB, 8 bits a channel, without transparency."""
    if image.mode.startswith("I"):  # 16 bits a pixel: Pillow itself would clip at 255 instead of scaling
        wide = np.asarray(image).astype(np.float64) / 257
        image = Image.fromarray(np.rint(wide).clip(0, 255).astype(np.uint8))
    elif image.mode == "F":
        raise ValueError("its pixels are floating-point numbers, whose range is unknown")
    elif image.has_transparency_data:
        solid = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", solid.size, "white"), solid)
    return image.convert(mode)


def best(classes: list[str], probabilities: list[float], count: int) -> list[dict[str, Any]]:
    """The `count` likeliest classes, likeliest first."""
    order = sorted(range(len(classes)), key=lambda index: -probabilities[index])[:count]
    return [{"class": classes[index], "probability": probabilities[index]} for index in order]


def line(answers: list[dict[str, Any]]) -> str:
    """The answers in one line, for people."""
    return "   ".join(f"{answer['class']}  {100 * answer['probability']:.1f} %" for answer in answers)


def arguments(words: list[str] | None) -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(
        prog="predict.py", description="Say what is on pictures, with an exported network.", epilog=HELP_ON_COLOURS
    )
    parser.add_argument("pictures", nargs="+", type=Path, metavar="picture", help="a picture file")
    here = Path(__file__).resolve().parent / "model.onnx"
    parser.add_argument("--model", type=Path, default=here, help="the network; default: model.onnx beside this script")
    parser.add_argument("--top", type=int, default=3, help="how many answers to show, likeliest first; default: 3")
    parser.add_argument("--invert", action="store_true", help="swap dark and light first")
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    chosen = parser.parse_args(words)
    if chosen.top < 1:
        parser.error(f"--top is {chosen.top}; it must be at least 1.")
    return chosen


def main(words: list[str] | None = None) -> int:
    """Exit status: 0, or 1 when the network or any picture could not be used."""
    chosen = arguments(words)
    for stream in (sys.stdout, sys.stderr):
        # A class or file may have a name that this terminal cannot show; that is no reason to stop.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        network = Network(chosen.model)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    results, problems = [], 0
    for file in chosen.pictures:
        try:
            picture = load(file, network.shape)
        except Problem as problem:
            print(f"{file}: {problem}", file=sys.stderr)
            problems += 1
            continue
        if chosen.invert:
            picture = ImageOps.invert(picture)
        answers = best(network.classes, network.probabilities(picture), chosen.top)
        results.append({"picture": str(file), "answers": answers})
        if not chosen.json:
            print(f"{file}: {line(answers)}")
    if chosen.json:
        print(json.dumps(results, indent=2))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Ask an exported picture classifier what is on a picture, with Distillation Workbench.

The weights need the network's code, which the workbench has: run this with the Python that it is installed in.

    python predict_safetensors.py picture.png
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

try:
    import torch

    from workbench.engine.decoder import read_picture
    from workbench.engine.model import Classifier, load_model
    from workbench.errors import WorkbenchError
except ImportError as missing:
    sys.exit(f"predict_safetensors.py needs {missing.name}: run it with the Python that has Distillation Workbench.")


def tell(network: Classifier, file: Path) -> None:
    """Print the three likeliest classes of the picture in `file`."""
    channels, size, _ = network.card.shape  # pictures are square
    pixels = torch.from_numpy(read_picture(file, channels=channels, size=size).copy())
    with torch.inference_mode():
        probabilities = network(pixels[None]).softmax(dim=1)[0].tolist()
    likeliest = sorted(zip(probabilities, network.card.classes, strict=True), reverse=True)[:3]
    print(f"{file}: " + "   ".join(f"{name}  {100 * share:.1f} %" for share, name in likeliest))


def main() -> int:
    """Exit status: 0, or 1 when the network or any picture could not be used."""
    parser = argparse.ArgumentParser(description="Say what is on pictures, with an exported network.")
    parser.add_argument("pictures", nargs="+", type=Path, metavar="picture", help="a picture file")
    chosen = parser.parse_args()
    try:
        network = load_model(Path(__file__).resolve().parent)
    except WorkbenchError as error:
        print(error, file=sys.stderr)
        return 1
    problems = 0
    for file in chosen.pictures:
        try:
            tell(network, file)
        except WorkbenchError as error:
            print(error, file=sys.stderr)
            problems += 1
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

"""What all files have in common that answer on raw pictures without the workbench, whatever their format."""

from __future__ import annotations

import json

from pydantic import JsonValue
from torch import Tensor, nn

from workbench import __version__
from workbench.engine.export import preprocessing_of
from workbench.engine.model import Card, Classifier

INPUT = "pictures"
OUTPUTS = ("probabilities", "logits")


class WithProbabilities(nn.Module):
    """A network that also tells its softmax, so that whoever uses the file need not know how."""

    def __init__(self, model: Classifier) -> None:
        super().__init__()
        self.model = model

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """`OUTPUTS`, each (B, classes) float32, of uint8 pictures (B, C, H, W)."""
        logits = self.model(pictures)
        return logits.softmax(dim=1), logits


def metadata(card: Card, provenance: dict[str, JsonValue]) -> dict[str, str]:
    """What the scripts beside an export and other readers find in the file; all but the first two are JSON."""
    return {
        "made_by": f"Distillation Workbench {__version__}",
        "format_version": "1",
        "classes": json.dumps(card.classes, ensure_ascii=False),
        "preprocessing": preprocessing_of(card, inside_file=True).model_dump_json(),
        "architecture": card.architecture.model_dump_json(),
        "provenance": json.dumps(provenance, ensure_ascii=False, sort_keys=True),
    }


def read_me(card: Card, *, file: str, script: str, packages: str) -> str:
    """``README.txt`` beside the file.

    Args:
        card: The network's.
        file: Name of the exported file. script: Of the script that uses it.
        packages: What that needs, as ``pip install`` wants it.
    """
    channels, height, width = card.shape
    column = max(len(file), len(script), len("manifest.json")) + 3
    return f"""\
A picture classifier, exported by Distillation Workbench {__version__}.

{file:{column}}the network; scaling and normalisation are inside
{script:{column}}uses it: needs Python with {packages.replace(" ", ", ")}, nothing else
{"manifest.json":{column}}what it is, and how exactly it agrees with the trained network

Try it:

    pip install {packages}
    python {script} picture.png

Input:   "{INPUT}", uint8, (batch, {channels}, {height}, {width})
Outputs: "{OUTPUTS[0]}" and "{OUTPUTS[1]}", float32, (batch, {len(card.classes)})
Classes: {", ".join(card.classes)}
"""

"""Safetensors: the bare weights and a JSON card, for PyTorch and for going on here."""

from __future__ import annotations

import shutil
from importlib.metadata import version
from pathlib import Path

import torch
from torch import Tensor

from workbench.engine.export import Artefact, Reading, Written
from workbench.engine.model import load_model, save_model
from workbench.engine.registry import exporters
from workbench.errors import ExportError, RunError
from workbench.recipes import Frozen
from workbench.resources import path as resource

SCRIPT = "predict_safetensors.py"


class Params(Frozen):
    """A safetensors export has no settings."""


@exporters.register("safetensors", Params, title="Safetensors + JSON", suffix=".safetensors")
def write_safetensors(_params: Params, artefact: Artefact, folder: Path) -> Written:
    """The exact weights, a card with the network they belong to and what it expects, and a script that uses both."""
    save_model(artefact.model, folder)
    shutil.copyfile(resource(SCRIPT), folder / SCRIPT)
    try:
        copy = load_model(folder)
    except RunError as error:
        if isinstance(error.__cause__, OSError):
            raise
        raise ExportError(f"The exported weights cannot be read back: {error.problem}", fix="Export again.") from error
    _refuse_other_bits(artefact.model.state_dict(), copy.state_dict())

    def answer(pictures: Tensor) -> Reading:
        return Reading(copy(pictures))

    return Written(
        answer=answer,
        # The weights are the same bits; the same sums may still be ordered differently where memory lies differently.
        tolerance=1e-6,
        input_name="images",
        input_type="float32",
        preprocessing_inside=False,
        threads=torch.get_num_threads(),
        versions={"safetensors": version("safetensors")},
    )


def _refuse_other_bits(expected: dict[str, Tensor], found: dict[str, Tensor]) -> None:
    for name, value in expected.items():
        if name not in found or not torch.equal(_bits(value), _bits(found[name])):
            raise ExportError(f"The exported weights differ from the network's at {name}.", fix="Export again.")


def _bits(value: Tensor) -> Tensor:
    """The bytes of a tensor: unlike numbers, NaN bytes are equal to themselves and 0.0 is not -0.0."""
    return value.contiguous().view(-1).view(torch.uint8)

"""PT2: one file with the network and its preprocessing as torch.export writes it, for PyTorch without the workbench."""

from __future__ import annotations

import io
import shutil
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from pydantic import JsonValue
from torch import Tensor

from workbench.engine.export import Artefact, Reading, Written
from workbench.engine.model import Classifier
from workbench.engine.portable import INPUT, WithProbabilities, metadata, read_me
from workbench.engine.registry import exporters
from workbench.errors import ExportError
from workbench.recipes import Frozen
from workbench.resources import path as resource
from workbench.runs.files import write_atomically

MODEL = "model.pt2"
SCRIPT = "predict_pt2.py"


class Params(Frozen):
    """A PT2 export has no settings."""


@exporters.register("pt2", Params, title="PyTorch (torch.export)", suffix=".pt2")
def write_pt2(_params: Params, artefact: Artefact, folder: Path) -> Written:
    """One file that takes raw pictures, with class names inside, for PyTorch programs without this one's code."""
    content = pt2_bytes(artefact.model, provenance=artefact.provenance)
    write_atomically(folder / MODEL, content)
    shutil.copyfile(resource(SCRIPT), folder / SCRIPT)
    about = read_me(artefact.model.card, file=MODEL, script=SCRIPT, packages="torch numpy pillow")
    write_atomically(folder / "README.txt", about.encode())
    network = _read_back(folder / MODEL)

    def answer(pictures: Tensor) -> Reading:
        probabilities, logits = network(pictures)
        return Reading(logits, probabilities)

    return Written(
        answer=answer,
        # The same operators of the same PyTorch; only the order of sums may differ where memory lies differently.
        tolerance=1e-5,
        input_name=INPUT,
        input_type="uint8",
        preprocessing_inside=True,
        threads=torch.get_num_threads(),
        versions={"torch": version("torch")},
    )


def pt2_bytes(model: Classifier, *, provenance: dict[str, JsonValue] | None = None) -> bytes:
    """The network as the content of a PT2 file: uint8 ``pictures`` in, ``probabilities`` and ``logits`` out.

    The class names and everything else that an ONNX export keeps as metadata are extra files in it. Takes seconds the
    first time, as torch.export is imported, and cannot be interrupted.

    Args:
        model: In eval mode, on the CPU; not changed.
        provenance: Written into the file.

    Raises:
        ExportError: The network does something that torch.export cannot trace.
    """
    # Two pictures, because torch.export takes a batch of one for a constant. Fresh zeros, because the file keeps the
    # example with all the memory behind it: a slice of somebody's pictures would take all of them along.
    example = torch.zeros(2, *model.card.shape, dtype=torch.uint8)
    file = io.BytesIO()
    try:
        program = torch.export.export(
            WithProbabilities(model).eval(), (example,), dynamic_shapes=({0: torch.export.Dim("batch")},)
        )
        _strip(program)
        torch.export.save(program, file, extra_files=metadata(model.card, provenance or {}))
    except Exception as error:  # tracing runs the network's own code, which may raise anything
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise ExportError(
            f"This network ({model.card.architecture.kind}) cannot be traced by torch.export: {reason[0]}",
            fix="Export to safetensors instead.",
        ) from error
    return file.getvalue()


def _strip(program: torch.export.ExportedProgram) -> None:
    """Remove what tracing noted at each node for its own messages: lines of source files on this machine, by path."""
    for module in program.graph_module.modules():
        if isinstance(module, torch.fx.GraphModule):
            for node in module.graph.nodes:
                node.meta.pop("stack_trace", None)


def _read_back(file: Path) -> Any:
    """What runs the written file: (probabilities, logits) of uint8 pictures."""
    try:
        return torch.export.load(file).module()
    except (OSError, RuntimeError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ExportError(
            f"PyTorch cannot read the exported network: {str(error).splitlines()[0]}",
            fix="Export to safetensors instead, and report this network.",
        ) from error

"""ONNX: one file with the network and its preprocessing, for ONNX Runtime and everything that reads ONNX."""

from __future__ import annotations

import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors
from pydantic import Field, JsonValue
from torch import Tensor

from workbench.engine.export import Artefact, Reading, Written
from workbench.engine.model import Classifier
from workbench.engine.portable import INPUT, OUTPUTS, WithProbabilities, metadata, read_me
from workbench.engine.registry import exporters
from workbench.errors import ExportError
from workbench.recipes import Frozen
from workbench.resources import path as resource
from workbench.runs.files import write_atomically

MODEL = "model.onnx"
NOT_RUNNABLE = (
    ort_errors.Fail,
    ort_errors.InvalidArgument,
    ort_errors.InvalidGraph,
    ort_errors.InvalidProtobuf,
    ort_errors.NotImplemented,
    ort_errors.RuntimeException,
)
"""What ONNX Runtime raises for a file that it cannot load or run."""


class Params(Frozen):
    """Settings of an ONNX export."""

    opset: int = Field(
        20, ge=18, le=23, description="Version of ONNX's operators: lower runs on older programs, 20 is a good choice."
    )
    tolerance: float = Field(
        1e-4,
        ge=1e-6,
        le=1e-2,
        description="Largest accepted difference between the file's and the network's logits; in proportion above 10.",
    )


@exporters.register("onnx", Params, title="ONNX", suffix=".onnx")
def write_onnx(params: Params, artefact: Artefact, folder: Path) -> Written:
    """One file that takes raw pictures, with class names inside, and a script that uses it without PyTorch."""
    content = onnx_bytes(artefact.model, opset=params.opset, provenance=artefact.provenance)
    write_atomically(folder / MODEL, content)
    shutil.copyfile(resource("predict.py"), folder / "predict.py")
    about = read_me(artefact.model.card, file=MODEL, script="predict.py", packages="onnxruntime numpy pillow")
    write_atomically(folder / "README.txt", about.encode())
    session = open_session(folder / MODEL)

    def answer(pictures: Tensor) -> Reading:
        probabilities, logits = run(session, pictures.numpy())
        return Reading(torch.from_numpy(logits), torch.from_numpy(probabilities))

    return Written(
        answer=answer,
        tolerance=params.tolerance,
        input_name=INPUT,
        input_type="uint8",
        preprocessing_inside=True,
        opset=params.opset,
        versions={name: version(name) for name in ("onnx", "onnxscript", "onnxruntime")},
    )


def onnx_bytes(model: Classifier, *, opset: int = 20, provenance: dict[str, JsonValue] | None = None) -> bytes:
    """The network as the content of an ONNX file: uint8 ``pictures`` in, ``probabilities`` and ``logits`` out.

    Equal networks give equal bytes. Takes about a second for small networks, and cannot be interrupted.

    Args:
        model: In eval mode, on the CPU; not changed.
        opset: ONNX operator set, 18 to 23.
        provenance: Written into the metadata.

    Raises:
        ExportError: The network does something that ONNX has no operator for.
    """
    # Two pictures, because torch.export takes a batch of one for a constant; zeros, because it may store the example.
    example = torch.zeros(2, *model.card.shape, dtype=torch.uint8)
    try:
        program = torch.onnx.export(
            WithProbabilities(model).eval(),
            (example,),
            dynamo=True,
            verbose=False,
            opset_version=opset,
            input_names=[INPUT],
            output_names=list(OUTPUTS),
            dynamic_shapes=({0: torch.export.Dim("batch")},),
        )
    except torch.onnx.OnnxExporterError as error:
        reason = str(error.__cause__ or error).splitlines()[0]
        raise ExportError(
            f"This network ({model.card.architecture.kind}) cannot be written as ONNX: {reason}",
            fix="Export to safetensors instead.",
        ) from error
    assert program is not None
    proto = program.model_proto
    _strip(proto)
    onnx.helper.set_model_props(proto, metadata(model.card, provenance or {}))
    content: bytes = proto.SerializeToString(deterministic=True)
    return content


def open_session(model: bytes | Path) -> onnxruntime.InferenceSession:
    """The network in ONNX Runtime, on one CPU thread.

    Raises:
        ExportError: ONNX Runtime cannot load it.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3  # Errors only: warnings would be mixed into the terminal's output.
    try:
        return onnxruntime.InferenceSession(
            model if isinstance(model, bytes) else str(model), options, providers=["CPUExecutionProvider"]
        )
    except NOT_RUNNABLE as error:
        raise _not_runnable(error) from error


def run(session: onnxruntime.InferenceSession, pictures: np.ndarray[Any, Any]) -> list[np.ndarray[Any, Any]]:
    """Probabilities and logits, each (B, classes) float32, of uint8 pictures (B, C, H, W).

    Raises:
        ExportError: ONNX Runtime cannot run it on that many pictures.
    """
    try:
        answers: list[np.ndarray[Any, Any]] = session.run(OUTPUTS, {INPUT: pictures})
    except NOT_RUNNABLE as error:
        raise _not_runnable(error) from error
    return answers


def _strip(message: Any) -> None:
    """Remove notes of the exporter: for every node they name source files on this machine, at length.

    Args:
        message: Any protobuf message.
    """
    for field, value in message.ListFields():
        if field.name in ("metadata_props", "doc_string"):
            message.ClearField(field.name)
        elif field.message_type is not None:
            for part in [value] if hasattr(value, "ListFields") else value:
                _strip(part)


def _not_runnable(error: Exception) -> ExportError:
    return ExportError(
        f"ONNX Runtime cannot run the exported network: {str(error).splitlines()[0]}",
        fix="Export to safetensors instead, and report this network.",
    )

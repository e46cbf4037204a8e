"""Safetensors files, written tensor by tensor.

The format is a length, a JSON header and the tensors' bytes without gaps. Written by hand because safetensors' own
`save` wants the whole file in memory, twice, and holds up every thread of the process until it has it.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from workbench.runs.files import write_pieces

DTYPES = {
    torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.complex64: "C64",
    torch.int64: "I64", torch.int32: "I32", torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8",
    torch.uint64: "U64", torch.uint32: "U32", torch.uint16: "U16", torch.bool: "BOOL",
}  # fmt: skip
"""What the format calls them."""


def write_tensors(
    path: Path, tensors: Mapping[str, Tensor], texts: Mapping[str, str], *, keep_old: Path | None = None
) -> None:
    """Write a file that safetensors reads. Takes no more memory than the largest tensor; from any thread.

    Args:
        path: Its folder exists.
        tensors: By name, on the CPU, with any strides; nobody may change them meanwhile.
        texts: The file's metadata.
        keep_old: Where the file goes that was there before.

    Raises:
        RunError: As `write_pieces`.
    """
    # large elements first: so each tensor begins at a multiple of the size of its elements
    ordered = dict(sorted(tensors.items(), key=lambda item: -item[1].element_size()))
    header = _header(ordered, texts)
    size = len(header) + sum(value.nbytes for value in ordered.values())
    write_pieces(path, _pieces(header, ordered), size=size, keep_old=keep_old)


def _header(tensors: Mapping[str, Tensor], texts: Mapping[str, str]) -> bytes:
    entries: dict[str, Any] = {"__metadata__": dict(texts)}
    end = 0
    for name, value in tensors.items():
        begin, end = end, end + value.nbytes
        entries[name] = {"dtype": DTYPES[value.dtype], "shape": list(value.shape), "data_offsets": [begin, end]}
    text = json.dumps(entries).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text


def _pieces(header: bytes, tensors: Mapping[str, Tensor]) -> Iterator[bytes | memoryview]:
    yield header
    for value in tensors.values():  # one that is not contiguous is rearranged when its turn comes
        yield value.detach().contiguous().view(-1).view(torch.uint8).numpy().data

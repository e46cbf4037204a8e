"""What a run was made with: saved in its folder, needed to repeat it."""

from __future__ import annotations

import platform
from importlib.metadata import version

from workbench.version import code_version

LIBRARIES = ("torch", "torchvision", "numpy", "scikit-learn", "onnx", "onnxruntime", "safetensors", "pydantic")


def environment() -> dict[str, str]:
    """Versions and machine, by name; no paths, no user names."""
    return {
        "workbench": code_version(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        **{name: version(name) for name in LIBRARIES},
    }

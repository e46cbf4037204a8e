"""Published settings of methods for pairs of networks, as plain JSON for the catalogue; see `Preset`.

The standard protocol on CIFAR-100 is that of Yonglong Tian, Dilip Krishnan, Phillip Isola, "Contrastive Representation
Distillation", ICLR 2020, https://arxiv.org/abs/1910.10699: 240 epochs, batch 64, SGD, the rate divided by ten after
150, 180 and 210 epochs, random crops and flips.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

Names = tuple[str, str]
"""Teacher and student, as architectures are registered."""

R32X4_R8X4: Names = ("resnet32x4", "resnet8x4")
R56_R20: Names = ("resnet56", "resnet20")
WRN40_WRN16: Names = ("wrn_40_2", "wrn_16_2")
VGG13_MV2: Names = ("vgg13", "mobilenet_v2_half")
PAIRS = (R32X4_R8X4, R56_R20, WRN40_WRN16, VGG13_MV2)
"""The pairs of the headline table."""


class Preset(TypedDict):
    """Settings that a paper, or its authors' code, used for a pair.

    Attributes:
        teacher, student: Architectures; empty = any.
        settings: Fields of a Distil recipe: ``method``, ``also``, ``alpha``, ``temperature``, ramps, and ``schedule``
            only where it differs from the standard protocol.
        published: Top-1 accuracy on CIFAR-100 in percent with them; None where unknown.
        source: Who says so.
    """

    teacher: str
    student: str
    settings: dict[str, Any]
    published: float | None
    source: str


def preset(pair: Names, settings: Mapping[str, Any], published: float | None, source: str) -> Preset:
    """One preset."""
    return Preset(teacher=pair[0], student=pair[1], settings=dict(settings), published=published, source=source)


def beside_labels(
    kind: str,
    published: Mapping[Names, float | None],
    source: str,
    *,
    weight: float | Mapping[Names, float],
    params: Mapping[str, Any] | Mapping[Names, Mapping[str, Any]] | None = None,
    **settings: Any,
) -> list[Preset]:
    """``CE(labels) + weight * method``, as most papers train: one preset for each pair.

    Args:
        kind: The method. published: Top-1 of each pair.
        source: Who says so.
        weight, params: The same for all pairs, or by pair.
        settings: Further fields of the recipe, such as ``temperature``.
    """
    found = []
    for pair, top1 in published.items():
        own = (params or {}).get(pair, params or {})  # type: ignore[call-overload]  # by pair, or one for all
        term = {"kind": kind, "params": dict(own), "weight": weight[pair] if isinstance(weight, Mapping) else weight}
        fields = {"method": {"kind": "labels"}, "also": [term], **settings}
        found.append(preset(pair, fields, top1, source))
    return found


def published_recipe(method: str, chosen: Preset) -> dict[str, Any]:
    """A Distil recipe, plain data: the standard protocol with the settings of a preset."""
    recipe = protocol((chosen["teacher"], chosen["student"]))
    settings = dict(chosen["settings"])
    schedule = {**recipe["schedule"], **settings.pop("schedule", {})}
    return {
        **recipe,
        **settings,
        "name": f"CIFAR-100, {chosen['teacher']} > {chosen['student']}, {method}",
        "schedule": schedule,
    }


def protocol(pair: Names) -> dict[str, Any]:
    """Fields of a Distil recipe that trains a pair by the standard protocol on CIFAR-100: data, teacher, schedules.

    Where we differ: 1 % of the training pictures are set aside for validation, because the test pictures are looked at
    once. The weights of the last epoch are kept, as in the protocol.
    """
    teacher, student = pair
    small = ("mobilenet", "shufflenet")  # these learn at a fifth of the usual rate, in that literature

    def schedule(name: str) -> dict[str, Any]:
        return {
            "epochs": 240,
            "batch_size": 64,
            "learning_rate": 0.01 if name.startswith(small) else 0.05,
            "optimiser": {"kind": "sgd", "momentum": 0.9, "nesterov": False, "weight_decay": 5e-4},
            "decay": {"kind": "step", "milestones": [0.625, 0.75, 0.875], "factor": 0.1},
            "augment": "crop_flip",
            "keep": "last",
        }

    return {
        "task": "distil",
        "data": {"source": {"kind": "cifar100"}, "validation": 0.01},
        "seeds": [0, 1, 2],
        "teacher": {"kind": "train", "model": {"kind": teacher}, "schedule": schedule(teacher)},
        "student": {"kind": student},
        "schedule": schedule(student),
    }

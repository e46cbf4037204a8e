"""The network that SimKD trains: the student's body, a projector, and the teacher's last layer.

Defang Chen, Jian-Ping Mei, Hailin Zhang, Can Wang, Yan Feng, Chun Chen, "Knowledge Distillation with the Reused Teacher
Classifier", CVPR 2022, https://arxiv.org/abs/2203.14001, section 3.2. The projector is that of the released code: 1x1,
3x3 and 1x1 convolutions, each with batch normalisation and ReLU, the inner ones ``1 / factor`` as wide as the
teacher's maps. The student's own last layer is left out. As there, a student's map that is larger than the teacher's is
averaged down before the projector. Where we differ: sizes are compared for height and width apart.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from pydantic import Field, field_validator
from torch import Tensor, nn

from workbench.engine.features import common_size, pooled_map, shrunk
from workbench.engine.model import Card, Classifier
from workbench.engine.registry import architectures
from workbench.engine.taps import Offer, Tap, probe
from workbench.recipes import Frozen, Ref


class Params(Frozen):
    """Settings of the network that SimKD trains. SimKD fills them in."""

    student: Ref = Field(Ref(kind="resnet8"), description="The network whose body is taken.")
    teacher: Ref = Field(
        Ref(kind="resnet14"), description="The network whose last layer answers; SimKD copies the layer's weights."
    )
    factor: int = Field(
        2, ge=1, le=64, description="The middle of the projector has the teacher's feature maps divided by this."
    )

    @field_validator("student", "teacher")
    @classmethod
    def _is_a_network(cls, value: Ref) -> Ref:
        found = architectures.problems(value)
        if found:
            raise ValueError("; ".join(str(problem).rstrip(".") for problem in found))
        return value


class SimkdStudent(nn.Module):
    """A body, a projector and a last layer that stays as it is.

    Args:
        body: A network without its last layer.
        tap: The body's map that is projected.
        size: Height and width that the map is averaged down to.
        width: Feature maps of the teacher.
        middle: Feature maps inside the projector.
        classes: How many logits.
    """

    def __init__(self, body: nn.Module, tap: Tap, *, size: tuple[int, int], width: int, middle: int, classes: int):
        super().__init__()
        self.body = body
        self.size = size
        self.projector = simkd_projector(tap.shape[0], middle, width)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.classifier = nn.Linear(width, classes).requires_grad_(False)
        self._heard: Tensor | None = None
        body.get_submodule(tap.path).register_forward_hook(self._hear)

    def forward(self, x: Tensor) -> Tensor:
        """Logits (B, classes) of pictures (B, C, H, W)."""
        self.body(x)
        features, self._heard = self._heard, None
        assert features is not None, "the body was probed: it computes this map"
        features = self.projector(shrunk(features, self.size))
        logits: Tensor = self.classifier(self.flatten(self.pool(features)))
        return logits

    def _hear(self, _layer: nn.Module, _inputs: tuple[Any, ...], output: Tensor) -> None:
        self._heard = output


@architectures.register(
    "simkd_student",
    Params,
    title="Student with the teacher's last layer",
    paper="Chen, Mei, Zhang, Wang, Feng, Chen: Knowledge Distillation with the Reused Teacher Classifier, 2022, "
    "https://arxiv.org/abs/2203.14001",
    hidden=True,
)
def simkd_student(params: Params, *, shape: tuple[int, int, int], classes: int) -> nn.Module:
    """The network that SimKD trains: a student's body, a projector, and a teacher's last layer."""
    # The student comes first: with the same seed its body starts from the same weights as its plain twin.
    ours = _probed_network(params.student, shape, classes)
    theirs = _probed_network(params.teacher, shape, classes)
    tap, target = pooled_map(ours, "student"), pooled_map(theirs, "teacher")
    body = ours.network.net
    body.set_submodule(ours.head, nn.Identity())
    width = target.shape[0]
    middle = max(1, width // params.factor)
    size = common_size(tap.shape, target.shape)
    return SimkdStudent(body, tap, size=size, width=width, middle=middle, classes=classes)


def simkd_projector(before: int, middle: int, after: int) -> nn.Sequential:
    """Learned, from the student's feature maps to the teacher's: (B, before, H, W) to (B, after, H, W)."""
    steps = {"narrow": (before, middle, 1), "middle": (middle, middle, 3), "widen": (middle, after, 1)}
    return nn.Sequential(OrderedDict((name, _simkd_convolution(*step)) for name, step in steps.items()))


def _probed_network(ref: Ref, shape: tuple[int, int, int], classes: int) -> Offer:
    plain = (1.0,) * shape[0]
    names = tuple(str(number) for number in range(classes))
    return probe(Classifier(Card(architecture=ref, shape=shape, classes=names, mean=plain, std=plain)))


def _simkd_convolution(before: int, after: int, kernel: int) -> nn.Sequential:
    conv = nn.Conv2d(before, after, kernel, padding=kernel // 2, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(after), nn.ReLU())

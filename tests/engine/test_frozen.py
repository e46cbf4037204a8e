"""Teachers made fast: they answer as before, within the rounding stated here, and the original stays as it is."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from tests.engine.methods.made import network
from workbench.engine.frozen import Frozen, bare_copy, folded, frozen, has_hooks
from workbench.engine.interrupt import Interruption
from workbench.engine.model import Classifier
from workbench.engine.numerics import Numerics
from workbench.engine.registry import architectures
from workbench.engine.taps import Tapped, probe
from workbench.engine.teaching import Joined
from workbench.recipes import Ref

CPU = torch.device("cpu")
FOLDED = Numerics(folded=True)
BF16 = Numerics(teacher="bf16", folded=True)
SMALL = Ref(kind="small_cnn", params={"channels": [4, 6], "batch_norm": True, "hidden": None})
WITHOUT_NORMS = ("mlp",)
SOME = {"mlp", "resnet20", "resnet18", "wrn_16_2", "vgg8", "mobilenet_v3_small", "shufflenet_v1", "simkd_student"}
"""One of each family; the others are slow."""
USES_HOOKS = ("simkd_student",)
"""Its answer goes by a hook of its own, which tracing does not see."""


def lived(ref: Ref) -> Classifier:
    """A network whose normalisations have seen pictures: their statistics are not those they began with."""
    made = network(ref, seed=0).train()
    with torch.no_grad():
        for seed in range(2):
            made(pictures(8, seed=seed))
    return made.eval().requires_grad_(False)


def pictures(count: int = 32, *, seed: int = 7) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(0, 256, (count, 3, 16, 16), generator=generator, dtype=torch.uint8)


def difference(mine: Tensor, other: Tensor) -> float:
    """The largest, as a fraction of the largest logit."""
    return ((mine - other).abs().max() / other.abs().max()).item()


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in SOME else pytest.mark.slow) for name in architectures.names()]
)
def test_folding_changes_answers_by_less_than_a_ten_thousandth(name: str) -> None:
    teacher = lived(Ref(kind=name))
    fast = frozen(teacher, FOLDED, CPU)
    assert isinstance(fast, Frozen)
    assert fast.folded is (name not in USES_HOOKS)
    assert difference(fast(pictures(8)), teacher(pictures(8))) < 1e-4
    norms = sum(isinstance(layer, nn.BatchNorm2d) for layer in teacher.modules())
    left = sum(isinstance(layer, nn.BatchNorm2d) for layer in fast.modules())
    assert left < norms or name in (*WITHOUT_NORMS, *USES_HOOKS)


@pytest.mark.parametrize("name", ["resnet14", "wrn_16_2", "vgg8", "shufflenet_v2", "mobilenet_v2_half", "mlp"])
def test_bf16_changes_answers_by_less_than_a_twentieth_and_few_of_them(name: str) -> None:
    """Measured: 0.2 to 3 % of the largest logit, and at most one answer in 32, where two classes are as good."""
    teacher = lived(Ref(kind=name))
    said, right = frozen(teacher, BF16, CPU)(pictures()), teacher(pictures())
    assert said.dtype == torch.float32
    assert 0 < difference(said, right) < 0.05
    assert (said.argmax(1) == right.argmax(1)).float().mean() >= 0.9


def test_the_original_stays_as_it_is() -> None:
    teacher = lived(SMALL)
    before = {name: value.clone() for name, value in teacher.state_dict().items()}
    expected = teacher(pictures())
    for numerics in (FOLDED, BF16, Numerics(teacher="bf16")):
        frozen(teacher, numerics, CPU)(pictures())
    assert {name: value.dtype for name, value in teacher.state_dict().items()} == {
        name: value.dtype for name, value in before.items()
    }
    assert all(torch.equal(value, before[name]) for name, value in teacher.state_dict().items())
    assert torch.equal(teacher(pictures()), expected)
    assert not has_hooks(teacher)


def test_nothing_learns_and_nothing_changes_in_it() -> None:
    fast = frozen(lived(SMALL), BF16, CPU)
    fast.train()
    assert not any(layer.training for layer in fast.modules())
    assert not any(weight.requires_grad for weight in fast.parameters())
    said = fast(pictures())
    assert not said.requires_grad
    assert not said.is_inference(), "or it could not be part of a student's loss"
    assert torch.equal(fast(pictures()), said)


@pytest.mark.parametrize("numerics", [FOLDED, BF16])
def test_the_embedding_can_be_heard_though_it_is_folded(numerics: Numerics) -> None:
    teacher = lived(Ref(kind="resnet8"))
    head = probe(teacher).head
    fast = frozen(teacher, numerics, CPU)
    said, heard = Tapped(fast, head=head)(pictures()), Tapped(teacher, head=head)(pictures())
    assert said.embedding is not None
    assert heard.embedding is not None
    assert said.head is fast.get_submodule(f"net.{head}")
    assert said.embedding.dtype == torch.float32
    assert difference(said.embedding, heard.embedding) < (1e-4 if numerics.teacher == "fp32" else 0.05)


@pytest.mark.parametrize("numerics", [FOLDED, BF16])
def test_layers_that_are_tapped_are_all_there(numerics: Numerics) -> None:
    teacher = lived(Ref(kind="resnet8"))
    fast = frozen(teacher, numerics, CPU, tapped=True)
    assert isinstance(fast, Frozen)
    assert not fast.folded
    paths = ["stage1", "stage2.0.conv1", "stage3.0.relu2:in"]
    said, heard = Tapped(fast, paths)(pictures()), Tapped(teacher, paths)(pictures())
    for path in paths:
        assert difference(said.maps[path].float(), heard.maps[path]) < 0.05


def test_several_teachers_answer_with_one_voice_as_before() -> None:
    teachers = [lived(SMALL), lived(Ref(kind="resnet8"))]
    joined = Joined(teachers, [1.0, 3.0], "weighted").eval()
    fast = frozen(joined, FOLDED, CPU)
    assert isinstance(fast, Joined)
    assert fast.card == joined.card
    assert difference(fast(pictures()), joined(pictures())) < 1e-4
    tapped = frozen(joined, FOLDED, CPU, tapped=True)
    assert [one.folded for one in tapped.teachers] == [False, True], "only the first can be tapped"


def test_a_network_that_decides_by_what_it_sees_is_asked_unfolded() -> None:
    class Moody(nn.Module):
        def __init__(self, net: nn.Module) -> None:
            super().__init__()
            self.net = net

        def forward(self, x: Tensor) -> Tensor:
            logits: Tensor = self.net(x)
            return -logits if x.mean() > 100 else logits

    teacher = lived(SMALL)
    teacher.net = Moody(teacher.net)
    assert folded(teacher.net) is None
    fast = frozen(teacher, FOLDED, CPU)
    assert isinstance(fast, Frozen)
    assert not fast.folded
    assert torch.equal(fast(pictures()), teacher(pictures()))


def test_a_network_that_is_another_once_it_is_traced_is_asked_unfolded() -> None:
    class Counting(nn.Module):
        def __init__(self, net: nn.Module) -> None:
            super().__init__()
            self.net, self.calls = net, 0

        def forward(self, x: Tensor) -> Tensor:
            self.calls += 1
            logits: Tensor = self.net(x)
            return logits * (1 if self.calls > 1 else 2)

    teacher = lived(SMALL)
    right = teacher(pictures())
    teacher.net = Counting(teacher.net)
    fast = frozen(teacher, FOLDED, CPU)
    assert isinstance(fast, Frozen)
    assert not fast.folded
    assert torch.equal(fast(pictures()), right)


def test_a_layer_that_is_used_twice_is_not_folded() -> None:
    class Twice(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv, self.one, self.other = nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3), nn.BatchNorm2d(3)

        def forward(self, x: Tensor) -> Tensor:
            one: Tensor = self.one(self.conv(x))
            other: Tensor = self.other(self.conv(x))
            return one + other

    net = Twice()
    nn.init.constant_(net.other.weight, 3.0)
    net(torch.randn(8, 3, 4, 4) * 3 + 1)
    traced = folded(net.eval())
    assert traced is not None
    x = torch.randn(2, 3, 4, 4)
    assert torch.allclose(traced(x), net(x), atol=1e-6)


def test_a_network_that_takes_no_reduced_weights_is_asked_with_autocast() -> None:
    class Stubborn(nn.Module):
        def __init__(self, net: nn.Module) -> None:
            super().__init__()
            self.net = net
            self.scale = nn.Parameter(torch.ones(1, 3, 1, 1))

        def forward(self, x: Tensor) -> Tensor:
            logits: Tensor = self.net(x.float() * self.scale.float())
            types.append(logits.dtype)
            return logits

    types: list[torch.dtype] = []

    teacher = lived(SMALL)
    teacher.net = Stubborn(teacher.net)
    right, said = teacher(pictures()), frozen(teacher, Numerics(teacher="bf16"), CPU)(pictures())
    assert 0 < difference(said, right) < 0.05
    assert types[-1] == torch.bfloat16


def test_who_listens_to_a_network_does_not_listen_to_its_copies() -> None:
    teacher = lived(SMALL)
    calls: list[int] = []
    tapped = Tapped(teacher, ["block1"], head="classifier")
    interruption = Interruption(lambda: calls.append(1), teacher)
    copied = bare_copy(teacher)
    assert not has_hooks(copied)
    copied(pictures())
    assert calls == []
    tapped.release()
    interruption.release()


def test_a_copy_keeps_the_hooks_that_its_answer_needs() -> None:
    student = lived(Ref(kind="simkd_student"))
    copied = bare_copy(student)
    assert has_hooks(copied)
    assert torch.equal(copied(pictures()), student(pictures()))

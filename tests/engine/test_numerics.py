"""What a training computes with, and what is refused. What concerns CUDA GPUs is faked, where it says so."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F

from tests.engine.methods.made import network
from workbench.engine import numerics
from workbench.engine.device import placed
from workbench.engine.model import Classifier
from workbench.engine.numerics import PLAIN, Compiled, Numerics, plain, refuse_unsupported
from workbench.engine.schedule import make_optimiser
from workbench.engine.taps import Tapped
from workbench.errors import UserError
from workbench.events import decode, encode
from workbench.recipes import Ref, Schedule, Sgd

CPU, CUDA = torch.device("cpu"), torch.device("cuda")
SMALL = Ref(kind="small_cnn", params={"channels": [4, 6], "batch_norm": True, "hidden": None})
IMAGES = torch.randint(0, 256, (16, 3, 16, 16), generator=torch.Generator().manual_seed(3), dtype=torch.uint8)
LABELS = torch.arange(16) % 5


def some_steps(model: Classifier, chosen: Numerics, count: int = 4) -> list[float]:
    """The losses of some steps as the loop makes them."""
    run = Compiled(model, CPU) if chosen.compiled else None
    student = Tapped(model.train(), run=run)
    optimiser = make_optimiser(Schedule(learning_rate=0.05, optimiser=Sgd()), model.parameters())
    losses = []
    for _ in range(count):
        with chosen.autocast(CPU):
            answer = student(IMAGES)
        assert answer.logits.dtype == torch.float32
        loss = F.cross_entropy(answer.logits, LABELS)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses


def test_bf16_gives_losses_within_two_percent_and_leaves_weights_as_they_are() -> None:
    model = network(SMALL, seed=1)
    expected, given = some_steps(network(SMALL, seed=1), PLAIN), some_steps(model, Numerics(student="bf16"))
    assert given != expected, "nothing was reduced"
    assert given == pytest.approx(expected, rel=0.02)
    assert {value.dtype for value in model.state_dict().values()} == {torch.float32, torch.int64}


@pytest.mark.slow
def test_a_compiled_student_gives_losses_within_a_ten_thousandth_and_keeps_its_names() -> None:
    model, other = network(SMALL, seed=1), network(SMALL, seed=1)
    expected, given = some_steps(other, PLAIN), some_steps(model, Numerics(compiled=True))
    assert given == pytest.approx(expected, rel=1e-4)
    state, plain_state = model.state_dict(), other.state_dict()
    assert list(state) == list(plain_state)
    assert all(torch.allclose(state[name], plain_state[name], rtol=1e-3, atol=1e-4) for name in state)


@pytest.mark.slow
def test_the_terms_of_a_compiled_loss_can_be_looked_at_one_by_one() -> None:
    model = network(SMALL, seed=1).train()
    logits = Compiled(model, CPU)(IMAGES)
    terms, weights = [F.cross_entropy(logits, LABELS), logits.square().mean()], list(model.parameters())
    apart = [torch.autograd.grad(term, weights, retain_graph=True) for term in terms]
    (terms[0] + terms[1]).backward()
    for weight, one, other in zip(weights, *apart, strict=True):
        assert weight.grad is not None
        assert torch.allclose(weight.grad, one + other, atol=1e-5)


@pytest.mark.slow
def test_what_was_compiled_for_a_copy_serves_the_original() -> None:
    from torch._dynamo.utils import counters

    Compiled(network(SMALL, seed=2).train(), CPU)(IMAGES)
    graphs = counters["stats"]["unique_graphs"]
    Compiled(network(SMALL, seed=1).train(), CPU)(IMAGES)
    assert counters["stats"]["unique_graphs"] == graphs


def test_without_a_compiler_the_student_is_asked_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("No working C++ compiler found.\nMore is said here.")

    monkeypatch.setattr(torch, "compile", refuse)
    model = network(SMALL, seed=1)
    assert some_steps(model, Numerics(compiled=True)) == some_steps(network(SMALL, seed=1), PLAIN)
    fast = Compiled(model, CPU)
    fast(IMAGES)
    assert fast.failure == "No working C++ compiler found"


def test_an_error_of_a_student_that_was_compiled_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch, "compile", lambda network, **_: network)
    fast = Compiled(network(SMALL, seed=1), CPU)
    fast(IMAGES)
    with pytest.raises(RuntimeError):
        fast(IMAGES[:, :2])


def test_on_cuda_graphs_are_replayed_and_their_output_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """As far as a CPU can tell: nothing here was run on a GPU."""
    modes: list[str | None] = []
    kept = torch.zeros(16, 5)

    def fake(network: object, *, mode: str | None) -> object:
        modes.append(mode)
        return lambda images: kept.add_(1)

    monkeypatch.setattr(torch, "compile", fake)
    monkeypatch.setattr(torch.compiler, "cudagraph_mark_step_begin", lambda: None)
    fast = Compiled(network(SMALL, seed=1), CUDA)
    said = [fast(IMAGES) for _ in range(3)]
    assert modes == ["reduce-overhead"]
    assert [one[0, 0].item() for one in said] == [1, 2, 3]


def test_fp16_is_refused_where_there_is_no_cuda_gpu() -> None:
    with pytest.raises(UserError, match="fp16, which needs a CUDA GPU, and the training computes on 'cpu'") as caught:
        refuse_unsupported("fp16", CPU)
    assert caught.value.fix == "Set compute.precision to 'auto' or 'bf16'."
    refuse_unsupported("bf16", CPU)
    refuse_unsupported("fp32", CUDA)
    refuse_unsupported("fp16", CUDA)


@pytest.mark.parametrize("there", [True, False])
def test_bf16_is_refused_on_a_gpu_without(monkeypatch: pytest.MonkeyPatch, there: bool) -> None:
    monkeypatch.setattr(numerics, "has_bf16", lambda: there)
    if there:
        refuse_unsupported("bf16", CUDA)
        return
    with pytest.raises(UserError, match="bf16, which this GPU does not compute with") as caught:
        refuse_unsupported("bf16", CUDA)
    assert caught.value.fix == "Set compute.precision to 'auto' or 'fp16'."


def test_only_fp16_needs_its_gradients_scaled(gpu: str) -> None:
    assert Numerics(student="fp16").scaler(torch.device(gpu)) is not None


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_nothing_else_needs_its_gradients_scaled(precision: numerics.Precision) -> None:
    assert Numerics(student=precision).scaler(CPU) is None


def test_what_was_chosen_can_be_told_and_read_again() -> None:
    chosen = Numerics("bf16", "fp32", True, True, False, {"student bf16": 1.5}, "Because.")
    told = chosen.event("distilled/0", CUDA, taught=True)
    assert Numerics.from_event(decode(encode(told))) == chosen  # type: ignore[arg-type]  # what was told
    assert (told.phase, told.device) == ("distilled/0", "cuda")


def test_of_a_training_without_a_teacher_no_teacher_is_told() -> None:
    told = PLAIN.event("plain/0", CPU, taught=False)
    assert told.teacher == ""
    assert Numerics.from_event(told) == PLAIN


def test_plain_has_the_layout_that_networks_get_unasked() -> None:
    assert plain(CPU) == PLAIN
    assert not plain(CUDA).channels_last


@pytest.mark.parametrize(("wanted", "expected"), [(None, True), (True, True), (False, False)])
def test_networks_get_the_memory_layout_that_was_measured(wanted: bool | None, expected: bool) -> None:
    model = placed(network(Ref(kind="resnet8"), seed=0), CPU, channels_last=wanted)
    weight = model.net.get_submodule("stage1.0.conv1").weight
    assert weight.is_contiguous(memory_format=torch.channels_last) is expected  # type: ignore[operator]  # a tensor

"""The parts of the loop: learning rates, checkpoints, stopping inside a step, places to compute."""

from __future__ import annotations

import json
import math
import queue
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn

from workbench.engine.checkpoint import Checkpoints, Position
from workbench.engine.control import Control, Stopped
from workbench.engine.device import choose, default_threads
from workbench.engine.interrupt import Interruption
from workbench.engine.schedule import make_optimiser, rate_factor
from workbench.errors import RunError, UserError
from workbench.recipes import AdamW, Compute, Constant, Cosine, Schedule, Sgd, Step
from workbench.recipes.requests import Adjust, AnyCommand, Discard, GoOn, Pause, Stop


@given(st.integers(1, 500), st.floats(0, 0.9))
def test_the_rate_warms_up_in_equal_steps_and_then_falls_to_nothing(steps: int, warmup: float) -> None:
    schedule = Schedule(warmup=warmup, decay=Cosine())
    rates = [rate_factor(schedule, step, steps) for step in range(steps)]
    rising = round(warmup * steps)
    assert rates[:rising] == pytest.approx([(step + 1) / (rising + 1) for step in range(rising)])
    for step in range(rising, steps):
        half_turn = math.pi * (step - rising) / max(1, steps - rising)
        assert rates[step] == pytest.approx((1 + math.cos(half_turn)) / 2)
    assert all(rate > 0 for rate in rates)


def test_the_standard_protocol_divides_the_rate_at_150_180_and_210_of_240_epochs() -> None:
    schedule = Schedule(epochs=240, decay=Step(milestones=(0.625, 0.75, 0.875)))
    steps = 240 * 782
    for epoch, expected in {0: 1, 149: 1, 150: 0.1, 179: 0.1, 180: 0.01, 209: 0.01, 210: 0.001, 239: 0.001}.items():
        assert rate_factor(schedule, epoch * 782, steps) == pytest.approx(expected)


def test_a_constant_rate_stays() -> None:
    assert {rate_factor(Schedule(decay=Constant()), step, 10) for step in range(10)} == {1.0}


def tiny() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 3))


def some_steps(model: nn.Module, optimiser: torch.optim.Optimizer, count: int) -> None:
    for _ in range(count):
        optimiser.zero_grad()
        model(torch.randn(16, 4)).square().mean().backward()
        optimiser.step()


@pytest.mark.parametrize("kind", [AdamW(), Sgd(), Sgd(momentum=0)])
def test_from_a_checkpoint_training_goes_on_to_the_same_bits(tmp_path: Path, kind: AdamW | Sgd) -> None:
    schedule = Schedule(learning_rate=0.01, optimiser=kind)
    model, nothing = tiny(), nn.Identity()
    optimiser = make_optimiser(schedule, model.parameters())
    some_steps(model, optimiser, 3)
    best = {name: value.clone() for name, value in model.state_dict().items()}
    position = Position(3.0, 0.25, 0.01, step=3, epoch_sums={"labels": 0.1 + 0.2}, best_epoch=1, best_weights=best)
    Checkpoints(tmp_path).save(position, model, nothing, optimiser, wait=True)
    some_steps(model, optimiser, 4)

    other = tiny()
    again = make_optimiser(schedule, other.parameters())
    restored = Checkpoints(tmp_path).load(other, nothing, again)
    assert restored is not None
    assert (restored.step, restored.temperature, restored.epoch_sums) == (3, 3.0, {"labels": 0.1 + 0.2})
    assert all(torch.equal(restored.best_weights[name], best[name]) for name in best)
    some_steps(other, again, 4)
    assert all(torch.equal(other.state_dict()[name], value) for name, value in model.state_dict().items())


def test_a_checkpoint_of_an_older_version_has_not_counted_this_epoch_s_right_answers(tmp_path: Path) -> None:
    model = tiny()
    optimiser = make_optimiser(Schedule(), model.parameters())
    position = Position(1.0, 1.0, 0.1, step=7, epoch_right=5)
    Checkpoints(tmp_path).save(position, model, nn.Identity(), optimiser, wait=True)
    newest = tmp_path / "newest.safetensors"
    with safe_open(newest, framework="pt") as file:
        metadata, tensors = file.metadata(), {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    older = json.loads(metadata["position"])
    assert older.pop("epoch_right") == 5
    del older["epoch_labelled"]
    save_file(tensors, newest, metadata={"optimiser": metadata["optimiser"], "position": json.dumps(older)})
    restored = Checkpoints(tmp_path).load(model, nn.Identity(), optimiser)
    assert restored is not None
    assert (restored.step, restored.epoch_right) == (7, None)


def test_without_a_checkpoint_training_starts_fresh(tmp_path: Path) -> None:
    model = tiny()
    assert Checkpoints(tmp_path).load(model, nn.Identity(), make_optimiser(Schedule(), model.parameters())) is None


def test_a_checkpoint_of_another_network_is_told_not_loaded(tmp_path: Path) -> None:
    model = tiny()
    optimiser = make_optimiser(Schedule(), model.parameters())
    Checkpoints(tmp_path).save(Position(1.0, 1.0, 0.1), model, nn.Identity(), optimiser, wait=True)
    other = nn.Linear(2, 2)
    with pytest.raises(RunError, match="can be read"):
        Checkpoints(tmp_path).load(other, nn.Identity(), make_optimiser(Schedule(), other.parameters()))


def test_a_full_disk_keeps_the_checkpoint_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = tiny()
    optimiser = make_optimiser(Schedule(), model.parameters())
    checkpoints = Checkpoints(tmp_path)
    checkpoints.save(Position(1.0, 1.0, 0.1, step=7), model, nn.Identity(), optimiser, wait=True)

    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(RunError, match="full"):
            checkpoints.save(Position(1.0, 1.0, 0.1, step=8), model, nn.Identity(), optimiser, wait=True)
    restored = checkpoints.load(model, nn.Identity(), optimiser)
    assert restored is not None
    assert restored.step == 7


class Countdown:
    """Raises at the n-th call."""

    def __init__(self, calls: int) -> None:
        self.left = calls

    def __call__(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Stopped


@pytest.mark.parametrize("calls", [0, 3, 6, 9])
def test_a_stop_ends_a_step_at_any_layer_forwards_or_backwards(calls: int) -> None:
    model = tiny()  # 5 layers: calls 0-4 on the way forwards, then backwards
    Interruption(Countdown(calls), model)
    with pytest.raises(Stopped):
        model(torch.randn(16, 4)).sum().backward()


def test_a_released_interruption_is_gone_and_gradients_never_notice_it() -> None:
    model, plain = tiny().eval(), tiny().eval()
    given_input = torch.randn(16, 4)
    interruption = Interruption(Countdown(100), model)
    model(given_input).square().sum().backward()
    plain(given_input).square().sum().backward()
    for ours, theirs in zip(model.parameters(), plain.parameters(), strict=True):
        assert ours.grad is not None
        assert theirs.grad is not None
        assert torch.equal(ours.grad, theirs.grad)
    interruption.release()
    assert not interruption.active
    Interruption(Countdown(0), model).release()
    model(given_input)


def test_commands_are_taken_in_order_and_a_stop_is_not_forgotten() -> None:
    commands: queue.SimpleQueue[AnyCommand] = queue.SimpleQueue()
    control = Control(commands)
    for command in (Pause(), Adjust(alpha=0.5), GoOn(), Adjust(alpha=0.7), Pause()):
        commands.put(command)
    control.check()
    assert control.paused
    assert [move.alpha for move in control.take_adjustments()] == [0.5, 0.7]
    assert control.take_adjustments() == []
    commands.put(Stop())
    for _ in range(2):
        with pytest.raises(Stopped) as stopped:
            control.check()
        assert not stopped.value.discard
    commands.put(Discard())
    with pytest.raises(Stopped) as stopped:
        control.wait(0.0)
    assert stopped.value.discard


def test_the_place_says_why_and_leaves_a_core_free() -> None:
    place = choose(Compute(device="cpu"))
    assert (place.device.type, place.reason) == ("cpu", "asked for by the recipe")
    assert choose(Compute(threads=3)).threads == 3
    assert default_threads() >= 1
    assert choose(Compute()).reason


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_a_gpu_that_is_not_there_is_told_before_training() -> None:
    with pytest.raises(UserError, match=r"asks for a CUDA GPU.*compute\.device"):
        choose(Compute(device="cuda"))


def test_a_weight_may_get_its_first_gradient_later_than_others() -> None:
    """As when a method prepares the student's layers before its last one learns; against descent written out."""
    early, late = nn.Parameter(torch.tensor([1.0])), nn.Parameter(torch.tensor([1.0]))
    optimiser = make_optimiser(Schedule(learning_rate=0.1, optimiser=Sgd(weight_decay=0.0)), [early, late])
    for losses in ((2 * early,), (2 * early, 3 * late), (2 * early, 3 * late)):
        optimiser.zero_grad(set_to_none=True)
        torch.cat(losses).sum().backward()
        optimiser.step()
    assert early.item() == pytest.approx(1 - 0.1 * (2 + 3.8 + 5.42))
    assert late.item() == pytest.approx(1 - 0.1 * (3 + 5.7))

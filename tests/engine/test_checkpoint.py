"""Checkpoints that are written while the training goes on: what is in them, and what happens when that goes wrong."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from torch import Tensor, nn

from tests.engine.late_clock import LateClock
from workbench.engine.checkpoint import Checkpoints, Position
from workbench.engine.moments import HostClock, clock_of
from workbench.engine.schedule import make_optimiser
from workbench.engine.tensor_file import DTYPES, write_tensors
from workbench.errors import RunError
from workbench.recipes import AdamW, Schedule, Sgd

NOTHING = nn.Identity()


class Desk:
    """A network in training, whose weights all say how many steps it has done."""

    def __init__(self, folder: Path, **settings: LateClock) -> None:
        self.model = nn.Linear(30, 40)
        self.optimiser = make_optimiser(Schedule(), self.model.parameters())
        self.checkpoints = Checkpoints(folder, every_seconds=0.0, **settings)
        self.go_to(0)

    def go_to(self, step: int) -> Position:
        """Train so far."""
        for weight in self.model.parameters():
            weight.data.fill_(step)
        self.at = Position(1.0, 1.0, 0.1, step=step)
        return self.at

    def save(self, step: int, *, wait: bool = False) -> bool:
        return self.checkpoints.save(self.go_to(step), self.model, NOTHING, self.optimiser, wait=wait)


def step_in(folder: Path) -> int:
    """The step of the checkpoint that another process would go on from; it is whole."""
    other = Desk(folder)
    position = other.checkpoints.load(other.model, NOTHING, other.optimiser)
    assert position is not None
    assert all(bool((weight == position.step).all()) for weight in other.model.parameters())
    return position.step


class SlowDisk:
    """A disk that has stored something only when it is told to."""

    def __init__(self) -> None:
        self.asked, self._go_on = threading.Event(), threading.Event()
        self.problem: OSError | None = None

    def fsync(self, fd: int) -> None:
        self.asked.set()
        assert self._go_on.wait(20)
        if self.problem is not None:
            raise self.problem

    def finish(self) -> None:
        self._go_on.set()


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowDisk]:
    slow = SlowDisk()
    monkeypatch.setattr("os.fsync", slow.fsync)
    yield slow
    slow.finish()


def test_training_goes_on_while_a_checkpoint_is_written_and_leaves_it_as_it_was(tmp_path: Path, disk: SlowDisk) -> None:
    desk = Desk(tmp_path)
    assert desk.save(3)
    assert disk.asked.wait(20)
    assert desk.checkpoints.written is None
    assert not desk.checkpoints.due
    assert not desk.save(4)  # this one is left out
    desk.go_to(5)
    disk.finish()
    desk.checkpoints.wait()
    assert desk.checkpoints.written == 3
    assert step_in(tmp_path) == 3


def test_a_checkpoint_that_somebody_waits_for_comes_after_the_one_under_way(tmp_path: Path, disk: SlowDisk) -> None:
    desk = Desk(tmp_path)
    assert desk.save(3)
    assert disk.asked.wait(20)
    threading.Timer(0.05, disk.finish).start()
    assert desk.save(4, wait=True)
    assert desk.checkpoints.written == 4
    assert step_in(tmp_path) == 4
    (tmp_path / "newest.safetensors").unlink()
    assert step_in(tmp_path) == 3


ASK: dict[str, Callable[[Desk], object]] = {
    "due": lambda desk: desk.checkpoints.due,
    "wait": lambda desk: desk.checkpoints.wait(),
    "save": lambda desk: desk.save(5),
    "forced save": lambda desk: desk.save(5, wait=True),
}


@pytest.mark.parametrize("ask", ASK)
def test_a_full_disk_is_told_once_and_what_is_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: str
) -> None:
    desk = Desk(tmp_path)
    desk.save(1, wait=True)
    desk.save(2, wait=True)
    with monkeypatch.context() as patch:
        disk = SlowDisk()
        disk.problem = OSError(28, "No space left on device")
        disk.finish()
        patch.setattr("os.fsync", disk.fsync)
        assert desk.save(3)
        assert desk.checkpoints._writing is not None
        desk.checkpoints._writing.exception()  # the thread is done, and nobody was told
    with pytest.raises(RunError, match="full"):
        ASK[ask](desk)
    desk.checkpoints.wait()
    assert desk.checkpoints.written == 2
    assert step_in(tmp_path) == 2
    (tmp_path / "newest.safetensors").unlink()
    assert step_in(tmp_path) == 1
    assert desk.save(4, wait=True)  # there is room again
    assert step_in(tmp_path) == 4


def test_a_folder_that_cannot_be_made_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RunError, match="cannot be written"):
        Desk(tmp_path / "file" / "checkpoints").save(1)


def test_loading_clearing_and_closing_wait_for_the_writer(tmp_path: Path, disk: SlowDisk) -> None:
    desk = Desk(tmp_path)
    desk.save(1)
    threading.Timer(0.05, disk.finish).start()
    position = desk.checkpoints.load(desk.model, NOTHING, desk.optimiser)
    assert position is not None
    assert position.step == 1
    desk.save(2)
    desk.checkpoints.clear()
    assert list(tmp_path.iterdir()) == []


def test_a_training_that_ended_leaves_no_writer_and_hides_no_folder(tmp_path: Path, disk: SlowDisk) -> None:
    folder = tmp_path / "run" / "checkpoints"
    desk = Desk(folder)
    desk.save(1)
    assert disk.asked.wait(20)
    shutil.rmtree(tmp_path / "run")  # discarded, or a disk that was pulled out
    disk.finish()
    desk.checkpoints.close()
    desk.checkpoints.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("checkpoint")]
    assert not folder.exists()


def test_killed_at_any_moment_a_process_leaves_a_whole_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every state in which the folder ever was is kept and loaded: whatever the moment, this is what is found."""
    folder, seen = tmp_path / "checkpoints", list[Path]()
    replace = Path.replace

    def look() -> None:
        seen.append(tmp_path / f"seen {len(seen)}")
        shutil.copytree(folder, seen[-1])

    def watched_replace(path: Path, target: Path) -> Path:
        look()
        moved = replace(path, target)
        look()
        return moved

    monkeypatch.setattr("os.fsync", lambda fd: look())
    monkeypatch.setattr(Path, "replace", watched_replace)
    desk = Desk(folder)
    desk.save(1, wait=True)
    first = len(seen)
    desk.save(2, wait=True)
    desk.save(3, wait=True)
    steps = [step_in(each) for each in seen[first:]]
    assert len(steps) == 12
    assert steps == sorted(steps)
    assert set(steps) == {1, 2, 3}


KILLED = """
import os, random, signal, sys, time
from pathlib import Path
from tests.engine.test_checkpoint import Desk

def train(folder, told):
    desk, step = Desk(folder), 0
    while True:
        step += 1
        desk.save(step)
        if desk.checkpoints.written:
            os.pwrite(told, b"%08d" % desk.checkpoints.written, 0)

root = Path(sys.argv[1])
Desk(root).save(1, wait=True)  # all is imported that will be needed
random.seed(0)
for number in range(20):
    told = os.open(root / f"{number}.told", os.O_CREAT | os.O_WRONLY)
    child = os.fork()
    if not child:
        train(root / str(number), told)
    while not os.fstat(told).st_size:
        time.sleep(0.001)
    time.sleep(0.05 * random.random())
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither fork nor SIGKILL")
def test_processes_killed_at_random_leave_at_least_what_they_said_was_written(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-W", "ignore", "-c", KILLED, str(tmp_path)], check=True, timeout=100)
    for number in range(20):
        assert step_in(tmp_path / str(number)) >= int((tmp_path / f"{number}.told").read_text()) > 0


def test_a_copy_that_comes_late_is_waited_for_by_the_writer_alone(tmp_path: Path) -> None:
    clock = LateClock(patient=True)
    desk = Desk(tmp_path, clock=clock)
    assert desk.save(1)
    desk.go_to(2)
    assert not desk.save(2)
    assert not list(tmp_path.glob("*.safetensors"))
    clock.catch_up()
    desk.checkpoints.wait()
    assert step_in(tmp_path) == 1


def test_there_is_one_copy_of_what_moves_and_none_of_the_best_weights(tmp_path: Path) -> None:
    clock = LateClock()
    desk = Desk(tmp_path, clock=clock)
    desk.at.best_weights = {name: value.clone() for name, value in desk.model.state_dict().items()}
    for _ in range(3):
        desk.checkpoints.save(desk.at, desk.model, NOTHING, desk.optimiser, wait=True)
    best = {value.data_ptr() for value in desk.at.best_weights.values()}
    assert not [tensor for tensor in clock.fetched if tensor.data_ptr() in best]
    assert clock.reused == 2 * len(clock.fetched) / 3
    again = Desk(tmp_path)
    restored = again.checkpoints.load(again.model, NOTHING, again.optimiser)
    assert restored is not None
    assert all(torch.equal(restored.best_weights[name], value) for name, value in desk.at.best_weights.items())


def test_what_else_a_training_needs_comes_back(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    extra: dict[str, Tensor | float] = {"scale": 65536.0, "growth_tracker": 7, "table": torch.arange(3)}
    desk.checkpoints.save(desk.at, desk.model, NOTHING, desk.optimiser, wait=True, extra=extra)
    other = Checkpoints(tmp_path)
    other.load(desk.model, NOTHING, desk.optimiser)
    assert torch.equal(torch.as_tensor(other.extra.pop("table")), torch.arange(3))
    assert other.extra == {"scale": 65536.0, "growth_tracker": 7}


def convolutions() -> nn.Sequential:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 6, 3), nn.Flatten())
    return network.to(memory_format=torch.channels_last)


@pytest.mark.parametrize("kind", [AdamW(), Sgd()])
def test_weights_in_any_layout_go_on_to_the_same_bits(tmp_path: Path, kind: AdamW | Sgd) -> None:
    """Fused optimisers read weight and momentum as they lie in memory: both must lie there in the same way."""

    def train(network: nn.Module, optimiser: torch.optim.Optimizer) -> None:
        for _ in range(3):
            optimiser.zero_grad()
            images = torch.randn(4, 3, 8, 8).to(memory_format=torch.channels_last)
            network(images).square().mean().backward()
            optimiser.step()

    network = convolutions()
    optimiser = make_optimiser(Schedule(optimiser=kind), network.parameters())
    train(network, optimiser)
    Checkpoints(tmp_path).save(Position(1.0, 1.0, 0.1), network, NOTHING, optimiser, wait=True)
    train(network, optimiser)
    again = convolutions()
    other = make_optimiser(Schedule(optimiser=kind), again.parameters())
    Checkpoints(tmp_path).load(again, NOTHING, other)
    train(again, other)
    assert all(torch.equal(again.state_dict()[name], value) for name, value in network.state_dict().items())


def test_safetensors_reads_what_is_written(tmp_path: Path) -> None:
    tensors: dict[str, Tensor] = {str(dtype): torch.ones(3, dtype=dtype) for dtype in DTYPES}
    tensors |= {
        "odd": torch.tensor([True, False, True]),
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0, 4),
        "transposed": torch.arange(6).view(2, 3).t(),
        "last": torch.randn(2, 3, 4, 5).to(memory_format=torch.channels_last),
        "view": torch.arange(10.0)[3:5],
        "naïve name": nn.Parameter(torch.ones(2)),
    }
    write_tensors(tmp_path / "file", tensors, {"what": "a \N{SNOWMAN}"})
    with safe_open(tmp_path / "file", framework="pt") as file:
        assert file.metadata() == {"what": "a \N{SNOWMAN}"}
        assert set(file.keys()) == set(tensors)
        for name, value in tensors.items():
            assert file.get_tensor(name).dtype == value.dtype
            assert torch.equal(file.get_tensor(name), value)


@pytest.mark.parametrize("memory", [torch.contiguous_format, torch.channels_last])
def test_a_copy_is_made_over_the_one_before_where_it_fits(memory: torch.memory_format) -> None:
    clock = HostClock()
    first = clock.fetch(torch.randn(2, 3, 4, 4).to(memory_format=memory))
    content = torch.randn(2, 3, 4, 4).to(memory_format=memory)
    second = clock.fetch(content, first)
    assert second.data_ptr() == first.data_ptr()
    assert torch.equal(second, content)
    for other in (content[:1], content.double(), content.flip(0).permute(0, 1, 3, 2)):
        copy = clock.fetch(other, second)
        assert torch.equal(copy, other)
    assert torch.equal(second, content)


def test_on_a_gpu_a_checkpoint_does_not_wait_for_it(gpu: str, tmp_path: Path) -> None:
    device = torch.device(gpu)
    desk = Desk(tmp_path)
    desk.model.to(device)
    desk.optimiser = make_optimiser(Schedule(optimiser=Sgd()), desk.model.parameters())
    desk.checkpoints = Checkpoints(tmp_path, clock=clock_of(device))
    desk.save(0, wait=True)  # takes the memory
    position = desk.go_to(4)
    position.best_weights = {name: value.clone() for name, value in desk.model.state_dict().items()}
    torch.cuda.set_sync_debug_mode("error")
    try:
        assert desk.checkpoints.save(position, desk.model, NOTHING, desk.optimiser)
        desk.go_to(5)
    finally:
        torch.cuda.set_sync_debug_mode("default")
    desk.checkpoints.wait()
    assert step_in(tmp_path) == 4

"""Other people's loops on the same pairs: torchdistill, RepDistiller and mdistiller, where they are at hand.

``--peer NAME=PATH`` names a checkout (RepDistiller, mdistiller) or a folder of packages (torchdistill); torchdistill is
also found where it is installed. Their own training functions are called, unchanged, with our networks and the plain
loop's DataLoader; a step lasts from one batch that they fetch to the next. mdistiller wants a GPU: where there is none
its calls of ``.cuda()`` do nothing.
"""

from __future__ import annotations

import importlib
import importlib.util
import io
import sys
import tempfile
import time
import types
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from dataclasses import replace
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

from tests.benchmarks.plain_loop import Photographs, Setting, networks, photographs
from tests.benchmarks.speed_pairs import COLD, WARM, WARM_STEPS, Bench, plain_process
from tests.benchmarks.speed_setup import Engine, Options, home
from tests.benchmarks.speed_tables import median, number, span, table


class Enough(Exception):
    """So many steps as were wanted have been timed."""


class Numbered(Dataset[tuple[Tensor, int, int]]):
    """Pictures with their positions, which the public loops want."""

    def __init__(self, pictures: Photographs) -> None:
        self.pictures = pictures

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, index: int) -> tuple[Tensor, int, int]:
        return (*self.pictures[index], index)


class Fetched:
    """A DataLoader that notes when each batch is wanted, and ends the loop when enough were."""

    def __init__(self, loader: DataLoader[Any], setting: Setting) -> None:
        self.loader, self.dataset, self.sampler = loader, loader.dataset, loader.sampler
        self.batch = setting.batch
        self.wanted = setting.warmup + setting.steps
        self.warmup = setting.warmup
        self.moments: list[float] = []

    def __len__(self) -> int:
        return len(self.loader)

    def __iter__(self) -> Iterator[Any]:
        for batch in self.loader:
            self.moments.append(time.perf_counter())
            if len(self.moments) > self.wanted:
                raise Enough
            yield batch

    def milliseconds(self) -> list[float]:
        kept = self.moments[self.warmup :]
        return [1000 * (after - before) / self.batch for before, after in pairwise(kept)]


class WithFeatures(nn.Module):
    """A network in the shape that RepDistiller and mdistiller want: features and logits."""

    def __init__(self, network: nn.Module, *, logits_first: bool) -> None:
        super().__init__()
        self.network, self.logits_first = network, logits_first

    def forward(self, images: Tensor, is_feat: bool = True, preact: bool = False) -> Any:
        logits = self.network(images)
        return (logits, {}) if self.logits_first else ([], logits)


def repdistiller(teacher: nn.Module, student: nn.Module, batches: Fetched) -> None:
    """helper/loops.py, `train_distill`."""
    loops = importlib.import_module("helper.loops")
    zoo = importlib.import_module("distiller_zoo")
    pair = nn.ModuleList(WithFeatures(network, logits_first=False) for network in (student, teacher))
    losses = nn.ModuleList([nn.CrossEntropyLoss(), zoo.DistillKL(4.0), zoo.DistillKL(4.0)])
    optimiser = torch.optim.SGD(student.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4)
    asked = types.SimpleNamespace(distill="kd", gamma=0.1, alpha=0.9, beta=0, print_freq=100)
    loops.train_distill(1, batches, pair, losses, optimiser, asked)


def mdistiller(teacher: nn.Module, student: nn.Module, batches: Fetched) -> None:
    """mdistiller/engine/trainer.py, `BaseTrainer.train_epoch`, with distillers/KD.py."""
    for name in ("tensorboardX", "tqdm"):
        if importlib.util.find_spec(name) is None:
            sys.modules[name] = _quiet(name)
    if not torch.cuda.is_available():
        torch.Tensor.cuda = lambda self, *_args, **_kwargs: self  # type: ignore[method-assign]
    _only_package("mdistiller", "mdistiller.engine", "mdistiller.distillers")
    distiller = importlib.import_module("mdistiller.distillers.KD")
    trainer = importlib.import_module("mdistiller.engine.trainer")
    names = types.SimpleNamespace
    solver = names(TYPE="SGD", LR=0.05, MOMENTUM=0.9, WEIGHT_DECAY=5e-4, LR_DECAY_STAGES=[150], LR_DECAY_RATE=0.1)
    with tempfile.TemporaryDirectory() as folder:
        asked = names(
            SOLVER=solver,
            KD=names(TEMPERATURE=4.0, LOSS=names(CE_WEIGHT=0.1, KD_WEIGHT=0.9)),
            LOG=names(PREFIX=folder, WANDB=False),
        )
        pair = (WithFeatures(network, logits_first=True) for network in (student, teacher))
        taught = nn.DataParallel(distiller.KD(*pair, asked))  # without a GPU it hands on to what is in it
        trainer.BaseTrainer("speed", taught, batches, None, asked).train_epoch(1)


def _only_package(*names: str) -> None:
    """Let modules of a package be imported without its ``__init__``, which imports much that is not needed."""
    for name in names:
        module = types.ModuleType(name)
        module.__path__ = [str(Path(place, *name.split("."))) for place in sys.path]
        sys.modules[name] = module


def _quiet(name: str) -> types.ModuleType:
    """What stands in for a package that only shows things."""

    class Silent:
        def __init__(self, *_args: Any, **_kwargs: Any) -> None:
            pass

        def __getattr__(self, _name: str) -> Callable[..., None]:
            return lambda *_args, **_kwargs: None

    module = types.ModuleType(name)
    module.SummaryWriter = module.tqdm = Silent  # type: ignore[attr-defined]
    return module


def torchdistill(teacher: nn.Module, student: nn.Module, batches: Fetched) -> None:
    """A `DistillationBox` of core/distillation.py, driven as in the library's own image classification example."""
    for name in ("losses.mid_level", "core.interfaces.forward_proc"):  # what a recipe names registers itself
        importlib.import_module(f"torchdistill.{name}")
    distillation = importlib.import_module("torchdistill.core.distillation")
    asked = {
        "num_epochs": 1,
        "teacher": {"forward_proc": "forward_batch_only", "requires_grad": False},
        "student": {"forward_proc": "forward_batch_only"},
        "optimizer": {"key": "SGD", "kwargs": {"lr": 0.05, "momentum": 0.9, "weight_decay": 5e-4}},
        "criterion": {
            "key": "WeightedSumLoss",
            "kwargs": {
                "sub_terms": {
                    "kd": {
                        "criterion": {
                            "key": "KDLoss",
                            "kwargs": {
                                "student_module_path": ".",
                                "student_module_io": "output",
                                "teacher_module_path": ".",
                                "teacher_module_io": "output",
                                "temperature": 4.0,
                                "alpha": 0.1,
                                "reduction": "batchmean",
                            },
                        },
                        "weight": 1.0,
                    }
                }
            },
        },
    }
    box = distillation.get_distillation_box(
        teacher, student, {}, asked, torch.device("cpu"), None, distributed=False, lr_factor=1
    )
    box.train_data_loader = batches
    box.pre_epoch_process(epoch=0)
    for images, targets, *_ in box.train_data_loader:  # torchvision's pictures carry no further data
        loss = box.forward_process(images, targets, {})
        box.post_forward_process(loss=loss)
        loss.item()  # the example's meters read it at every step


PEERS: dict[str, Callable[[nn.Module, nn.Module, Fetched], None]] = {
    "torchdistill": torchdistill,
    "RepDistiller": repdistiller,
    "mdistiller": mdistiller,
}
PACKAGE = {"torchdistill": "torchdistill", "RepDistiller": "distiller_zoo", "mdistiller": "mdistiller"}


def timed(peer: str, path: Path | None, setting: Setting) -> list[float] | str:
    """Milliseconds a picture, step by step, in this process; a sentence where it is not to be had."""
    if path is not None:
        sys.path.insert(0, str(path))
    if importlib.util.find_spec(PACKAGE[peer]) is None:
        return "not installed"
    torch.set_num_threads(setting.threads)
    with np.load(setting.pictures) as found:
        pixels, labels = found["pixels"], found["labels"].tolist()
    teacher, student = networks(setting, max(labels) + 1)
    loader = DataLoader(Numbered(photographs(pixels, labels)), batch_size=setting.batch, shuffle=True, drop_last=True)
    batches = Fetched(loader, setting)
    try:
        with redirect_stdout(io.StringIO()):
            PEERS[peer](teacher, student, batches)
    except Enough:
        pass
    except Exception as error:
        return f"did not run: {type(error).__name__}: {error}"
    return batches.milliseconds()


def measure_peers(options: Options) -> dict[str, Any]:
    """Measure and print; the raw numbers."""
    found: dict[str, Any] = {}
    with home() as folder, plain_process() as plain:
        engine = Engine()
        for pair in options.pairs:
            bench = Bench(options, pair, folder, engine, plain)
            found[pair.name] = _measure(bench, options)
        engine.close()
    rows = []
    for name, loops in found.items():
        ours = loops["workbench, " + COLD]
        for loop, some in loops.items():
            told = some if isinstance(some, str) else span(some)
            ratio = "–" if isinstance(some, str) else number(median(some) / median(ours))
            rows.append([f"{name}: {loop}", told, ratio])
    notes = [f"{options.rounds} rounds in alternation; batch 64, {options.threads} threads, {options.pictures}."]
    table("Other people's loops", ["pair: loop", "ms a picture", "this / workbench cold"], rows, notes)
    return found


def _measure(bench: Bench, options: Options) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _ in range(options.rounds):
        found.setdefault("plain loop", []).append(median(bench.run_plain()))
        published = replace(bench.setting, as_published=True)
        found.setdefault("plain loop, as published", []).append(median(bench.run_plain(published)))
        for peer in PEERS:
            if isinstance(found.get(peer), str):
                continue
            with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:  # each in its own: they
                told = pool.submit(timed, peer, options.peers.get(peer), bench.setting).result()  # patch and import
            if isinstance(told, str):
                found[peer] = told
            else:
                found.setdefault(peer, []).append(median(told))
        for kind in (COLD, WARM):
            ran = bench.run_ours(kind)
            found.setdefault(f"workbench, {kind}", []).append(ran.milliseconds(WARM_STEPS, options.steps))
    return found

"""What joins the engine's functions into a program of its own; `workbench.engine.script` writes the settings above it.

Nothing here runs inside the workbench. It is source to be taken: statements that end in ``# needs: fact`` are only
taken for runs of which that fact is true, and the constants stand for what the run says.
"""

# ruff: noqa: T201 - a program prints

from __future__ import annotations

import argparse
import math
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from workbench.engine.assembly import pair_of
from workbench.engine.data import TEST, TRAIN, Part, Pictures, Split, Stream, split
from workbench.engine.dot import DistillationOriented
from workbench.engine.inherit import inherit
from workbench.engine.loss import Loss, LossPart
from workbench.engine.measure import BATCH_SIZE, share
from workbench.engine.methods.labels import Labels
from workbench.engine.model import Classifier
from workbench.engine.objective import Dials, Lesson, Signals
from workbench.engine.rounding import rounded
from workbench.engine.schedule import make_optimiser, rate_factor
from workbench.engine.script_network import Maker, card_of
from workbench.engine.steering import Steering
from workbench.engine.taps import Tapped
from workbench.engine.teaching import Trusting, fitted_temperature
from workbench.engine.variation import Variation, shown
from workbench.recipes import Data, Ramp, Schedule, Trust

LossMaker = Callable[..., Loss]

# What the run says

SEEDS: tuple[int, ...] = ()
THREADS = 1
DEVICE = "cpu"
DATA = Data()
DATA_FOLDER = ""
SCHEDULE = Schedule()
TEACHER_SCHEDULE = Schedule()
TEACHER_DATA = Data()
TEACHER_SEEDS: dict[int, int] = {}
TEACHER_WEIGHTS: dict[int, str] = {}
TEACHER_MEAN: tuple[float, ...] = ()
TEACHER_STD: tuple[float, ...] = ()
TEMPERATURE = ALPHA = 1.0
WEIGHTS: dict[str, float] = {}
RAMPS: dict[str, Ramp] = {}
TRUST = Trust()
ASSISTANTS: tuple[Maker, ...] = ()
MOVES: dict[str, dict[int, dict[str, float]]] = {}
STOPPED_AFTER: dict[str, int] = {}


class Settings(SimpleNamespace):
    """Settings of something, by name."""


def make_network(*, shape: tuple[int, int, int], classes: int) -> nn.Module:
    """The network of the run."""
    raise NotImplementedError


def make_teacher(*, shape: tuple[int, int, int], classes: int) -> nn.Module:
    """The teacher of the run."""
    raise NotImplementedError


def make_twin(*, shape: tuple[int, int, int], classes: int) -> nn.Module:
    """The student of the run, where its method trains another network in its place."""
    raise NotImplementedError


def make_loss(pair: Any = None) -> Loss:
    """What the student of the run learns from."""
    raise NotImplementedError


def read_pictures(folder: Path | None = None) -> Pictures:
    """All pictures of the run's source."""
    raise NotImplementedError


# Pictures that torchvision knows


def read_idx(kind: Any, classes: tuple[str, ...], folder: Path) -> Pictures:
    """The pictures of a torchvision class of the MNIST family, downloaded into the folder where they are missing."""
    train, test = kind(folder, train=True, download=True), kind(folder, train=False, download=True)
    return Pictures(
        images=torch.cat([train.data, test.data]).unsqueeze(1),
        labels=torch.cat([train.targets, test.targets]),
        classes=classes,
        parts=torch.tensor([TRAIN] * len(train) + [TEST] * len(test), dtype=torch.uint8),
    )


def read_batches(kind: Any, folder: Path) -> Pictures:
    """The pictures of a torchvision class of the CIFAR family, downloaded into the folder where they are missing."""
    train, test = kind(folder, train=True, download=True), kind(folder, train=False, download=True)
    return Pictures(
        images=torch.from_numpy(np.concatenate([train.data, test.data])).permute(0, 3, 1, 2).contiguous(),
        labels=torch.tensor(train.targets + test.targets),
        classes=tuple(train.classes),
        parts=torch.tensor([TRAIN] * len(train) + [TEST] * len(test), dtype=torch.uint8),
    )


# Training


@dataclass
class Measured:
    """How good one network was.

    Attributes:
        right: Validation pictures answered rightly after each epoch.
        losses: Mean cross-entropy on them, nats, after each epoch; of the run, after the last only.
        test: Test pictures answered rightly with the weights that were kept; None = not measured.
    """

    right: list[int] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    test: int | None = None


MEASURED: dict[str, Measured] = {}
FOUND: dict[str, Measured] = {}
"""What this program measures, by role/seed."""


def train(
    name: str,
    make: Maker,
    losses: LossMaker,
    part: Part,
    parts: Split,
    schedule: Schedule,
    planned: int | None = None,  # needs: plain
    teacher: Classifier | None = None,  # needs: guided | probed
) -> Classifier:
    """Train one network, called role/seed, on the pictures of `part`, and validate it after each epoch."""
    seed = int(name.split("/")[1])
    if teacher is not None:  # needs: guided
        teacher = spread(compact(teacher))
    torch.manual_seed(seed)  # so the student and its twin begin with the same weights
    model = spread(Classifier(card_of(make, parts)))
    if teacher is not None and name.startswith("distilled/"):  # needs: inherited
        inherit(model, teacher)
    count = len(part.labels)
    pair = pair_of(model, teacher, count)  # needs: probed
    loss = losses(pair).to(DEVICE)  # needs: probed
    loss = losses().to(DEVICE)  # needs: unprobed
    for method in loss.methods:  # needs: begun
        method.begin(model, teacher)
    student = Tapped(  # needs: tapped
        model,
        [path for method in loss.methods for path in method.student_taps],
        head=pair.student.head if loss.needs_embedding else "",  # needs: embedded
    )
    if teacher is not None:  # needs: heard | trusted
        heard = Tapped(  # needs: heard
            teacher,
            [path for method in loss.methods for path in method.teacher_taps],  # needs: tapped
            head=pair.guide.head if loss.needs_embedding else "",  # needs: embedded
        )
        fitted = 1.0  # needs: trusted
        if TRUST.calibrate:  # needs: trusted
            fitted = fitted_temperature(answers(teacher, parts.validation.images), parts.validation.labels)
        trusting = Trusting(TRUST, temperature=fitted, seed=seed)  # needs: trusted
    weights = [weight for weight in (*model.parameters(), *loss.parameters()) if weight.requires_grad]
    optimiser = make_optimiser(schedule, weights)
    dials = Dials(TEMPERATURE, ALPHA, schedule.learning_rate)
    if losses is make_loss:  # needs: weighed
        dials.weights |= WEIGHTS
    steering = Steering(dials, RAMPS if losses is make_loss else {})  # needs: ramped
    steering = Steering(dials)  # needs: only_moved
    stream = Stream(count, min(schedule.batch_size, count), seed)
    variation = Variation(schedule.augment, count, seed)  # needs: augment | views
    count = planned or count  # needs: plain
    per_epoch = math.ceil(count / min(schedule.batch_size, count))
    steps = schedule.epochs * per_epoch
    best = (-1.0, -math.inf)  # needs: best
    best_epoch = 0  # needs: early
    best_weights: dict[str, Tensor] = {}  # needs: best
    FOUND[name] = found = Measured()
    model.train()
    for step in range(steps):
        if step == STOPPED_AFTER.get(name):  # needs: stopped
            break
        steering.put(MOVES.get(name, {}).get(step + 1, {}))  # needs: moved
        steering.turn(step / steps)  # needs: ramped
        for group in optimiser.param_groups:
            group["lr"] = dials.learning_rate * rate_factor(schedule, step, steps)
        chosen = stream.batch(step)
        images, labels = part.take(chosen).to(DEVICE), part.labels[chosen].to(DEVICE)
        passes = stream.passes(step)  # needs: augment | views
        images = shown(images, schedule.augment, variation.codes(chosen, passes))  # needs: augment
        views = [  # needs: views
            shown(images, schedule.augment, variation.codes(chosen, passes, view)) for view in range(loss.views)
        ]
        images = torch.cat(views) if len(views) > 1 else views[0]  # needs: views
        chosen, labels = chosen.repeat(loss.views), labels.repeat(loss.views)  # needs: views
        answer = Signals(model(images))  # needs: untapped
        answer = student(images)  # needs: tapped
        taught: Signals | None = None
        trust: Tensor | None = None  # needs: trusted
        if teacher is not None:  # needs: taught
            with torch.no_grad():
                taught = Signals(teacher(images))  # needs: unheard
                taught = heard(images)  # type: ignore[possibly-undefined]  # needs: heard
                taught = rounded(taught)  # the workbench keeps them like that  # needs: rounded
                taught, trust = trusting(taught, labels, step)  # type: ignore[possibly-undefined]  # needs: trusted
        lesson = Lesson(
            answer,
            taught,
            labels,
            dials,
            trust=trust,  # needs: trusted
            ids=chosen.to(DEVICE),  # needs: ids
            images=images,  # needs: images
            epoch=step / per_epoch,
            progress=step / steps,
        )
        terms = loss(lesson)
        optimiser.zero_grad(set_to_none=True)
        summands = torch.stack(tuple(terms.values()))
        guided = [term for term in terms.values() if term is not terms.get("labels")]  # needs: dot
        if isinstance(optimiser, DistillationOriented) and guided:  # needs: dot
            optimiser.teach(torch.stack(guided).sum())
            summands = terms.get("labels", 0 * summands)
        summands.sum().backward()
        if schedule.clip_norm is not None:  # needs: clip
            nn.utils.clip_grad_norm_(weights, schedule.clip_norm)
        optimiser.step()
        if (step + 1) % per_epoch == 0:
            logits, truth = answers(model, parts.validation.images), parts.validation.labels
            hits, mean = logits.argmax(dim=1) == truth, F.cross_entropy(logits, truth).item()
            found.right.append(int(hits.sum()))
            found.losses.append(mean)
            epoch = len(found.right)
            if (share(hits), -mean) > best:  # needs: best
                best = (share(hits), -mean)
                best_epoch = epoch  # needs: early
                best_weights = {key: value.detach().clone() for key, value in model.state_dict().items()}
            if schedule.early_stop is not None and epoch - best_epoch >= schedule.early_stop:  # needs: early
                break
    if schedule.keep == "best":  # needs: keep
        model.load_state_dict(best_weights)
    if best_weights and name in STOPPED_AFTER:  # needs: stopped
        model.load_state_dict(best_weights)
    return compact(model)


def spread(model: Classifier) -> Classifier:
    """The network on its device; on a CPU with the channels of a pixel side by side, which is fast there.

    How numbers lie in memory decides in which order they are added, and so the last digit of every sum.
    """
    if DEVICE == "cpu":
        return model.to(memory_format=torch.channels_last)
    return model.to(DEVICE)


def compact(model: Classifier) -> Classifier:
    """A copy to be used, not trained, that lies in memory as if it had been read from a file."""
    copy = Classifier(model.card)
    copy.load_state_dict(model.state_dict())
    return copy.to(DEVICE).eval().requires_grad_(False)


def answers(model: Classifier, images: Tensor) -> Tensor:
    """Logits (N, classes) of all pictures, in their order, without training."""
    was = model.training
    model.eval()
    with torch.inference_mode():
        logits = torch.cat([model(batch.to(DEVICE)) for batch in torch.split(images, BATCH_SIZE)]).cpu()
    model.train(was)
    return logits


def labelled(part: Part) -> Part:
    """Those pictures whose label is known."""
    known = part.labels >= 0
    return part.some(known)


def labels_only(pair: Any = None) -> Loss:
    """How teachers and plain students learn: from labels."""
    return Loss([LossPart("labels", Labels(Settings(), pair))])  # type: ignore[arg-type]


# The teacher of an earlier run

TEACHERS: dict[int, Classifier] = {}
"""Those that are trained already, by their seed."""


def read_teacher(seed: int, parts: Split, file: str | None) -> Classifier:
    """The teacher, with the weights that an earlier run has kept."""
    from safetensors.torch import load_file

    path = Path(file or TEACHER_WEIGHTS[seed])
    if not path.is_file():
        sys.exit(f"The teacher's weights are not at {path}. Say where they are: --teacher weights.safetensors")
    teacher = Classifier(replace(card_of(make_teacher, parts), mean=TEACHER_MEAN, std=TEACHER_STD))
    teacher.load_state_dict(load_file(path))
    return teacher.to(DEVICE).eval().requires_grad_(False)


def train_teacher(seed: int, everything: Pictures) -> Classifier:
    """The teacher, trained as an earlier run did it."""
    own = TEACHER_SEEDS[seed]
    if own not in TEACHERS:
        parts = split(everything, TEACHER_DATA, own)
        part = labelled(parts.train)
        TEACHERS[own] = train(f"earlier/{own}", make_teacher, labels_only, part, parts, TEACHER_SCHEDULE)
    return TEACHERS[own]


# Measuring and comparing


def test(name: str, model: Classifier, parts: Split) -> None:
    """Look at the test pictures, once, and say how good a network is and whether the run measured the same."""
    found = FOUND.setdefault(name, Measured())
    found.test = int((answers(model, parts.test.images).argmax(dim=1) == parts.test.labels).sum())
    validated = f"{found.right[-1] / len(parts.validation.labels):.2%}" if found.right else ""
    tested = f"{found.test / len(parts.test.labels):.2%}"
    told = "the run did not measure it"
    if name in MEASURED:
        told = "; ".join(differences(name)) or "the same as in the run"
    print(f"{name:<14}{len(found.right):>7}{validated:>11}{tested:>9}   {told}", flush=True)


def differences(name: str) -> list[str]:
    """In what a network is not as the run's; empty where every accuracy is the same."""
    found, run = FOUND[name], MEASURED[name]
    told = []
    pairs = enumerate(zip(found.right, run.right, strict=False), start=1)
    epochs = [(epoch, ours, theirs) for epoch, (ours, theirs) in pairs if ours != theirs]
    if epochs:
        told.append("on validation pictures, first in epoch {}: {} right, not {}".format(*epochs[0]))
    if len(found.right) < len(run.right):
        told.append(f"{len(found.right)} epochs, not {len(run.right)}")
    if run.test is not None and found.test != run.test:
        told.append(f"{found.test} test pictures right, not {run.test}")
    return told


def summarise(count: int) -> bool:
    """Print test accuracies of `count` pictures beside the run's, and tell whether all numbers are the same."""
    print(f"\n{'Test accuracy':<14}{'here':>18}{'in the run':>18}")
    for role in dict.fromkeys(name.split("/")[0] for name in FOUND):
        columns = [
            [one.test / count for name, one in table.items() if name.startswith(f"{role}/") and one.test is not None]
            for table in (FOUND, MEASURED)
        ]
        if columns[0]:
            print(f"{role:<14}{percent(columns[0]):>18}{percent(columns[1]):>18}")
    known = [name for name in MEASURED if name in FOUND]
    different = [name for name in known if differences(name)]
    if different:
        print(f"\nNot the same as in the run: {', '.join(different)}.")
        print("That is to be expected on another kind of processor or with other versions (see the top).")
        return False
    curves = [name for name in known if MEASURED[name].losses]
    bits = all(FOUND[name].losses[len(MEASURED[name].right) - 1] == MEASURED[name].losses[0] for name in curves)
    numbers = sum(len(MEASURED[name].right) + (MEASURED[name].test is not None) for name in known)
    print(f"\nAll {numbers} accuracies that the run measured are the same{', and the losses to the last bit' * bits}.")
    return True


def percent(accuracies: list[float]) -> str:
    """Their mean, and their standard deviation over the seeds where there are several."""
    if not accuracies:
        return "-"
    deviation = f" ± {100 * statistics.stdev(accuracies):.2f}" if len(accuracies) > 1 else ""
    return f"{100 * statistics.mean(accuracies):.2f}{deviation} %"


def main() -> int:
    """Train and measure everything, and compare it with the run; with --check, 1 where an accuracy differs."""
    parser = argparse.ArgumentParser(description="Repeat a run of Distillation Workbench.")
    parser.add_argument("--check", action="store_true", help="exit with 1 where an accuracy is not the run's")
    parser.add_argument("--data", type=Path, default=DATA_FOLDER, help="where the pictures are")  # needs: files
    parser.add_argument("--teacher", metavar="FILE", help="weights of the teacher, if they moved")  # needs: loaded
    options = parser.parse_args()
    torch.set_num_threads(THREADS)
    torch.use_deterministic_algorithms(True)  # needs: deterministic
    everything = read_pictures(options.data)  # needs: files
    everything = read_pictures()  # needs: no_files
    print(f"{'Network':<14}{'epochs':>7}{'validated':>11}{'tested':>9}")
    tested = 0
    for seed in SEEDS:
        parts = split(everything, DATA, seed)
        tested = len(parts.test.labels)
        known = labelled(parts.train)
        model = train(f"model/{seed}", make_network, labels_only, known, parts, SCHEDULE)  # needs: model
        test(f"model/{seed}", model, parts)  # needs: model
        teacher = train(  # needs: teacher
            f"teacher/{seed}", make_teacher, labels_only, known, parts, TEACHER_SCHEDULE
        )
        teacher = train_teacher(seed, everything)  # needs: chained
        teacher = read_teacher(seed, parts, options.teacher)  # needs: loaded
        test(f"teacher/{seed}", teacher, parts)  # needs: guided
        for number, make in enumerate(ASSISTANTS, start=1):  # needs: assisted
            teacher = train(
                f"assistant/{seed}/{number}", make, make_loss, parts.train, parts, SCHEDULE, teacher=teacher
            )
        student = train(  # needs: guided
            f"distilled/{seed}", make_network, make_loss, parts.train, parts, SCHEDULE, teacher=teacher
        )
        student = train(f"distilled/{seed}", make_network, make_loss, parts.train, parts, SCHEDULE)  # needs: unguided
        test(f"distilled/{seed}", student, parts)  # needs: distilled
        count = len(parts.train.labels)  # the twin takes as many steps as the student  # needs: plain
        twin = train(  # needs: same_twin
            f"plain/{seed}", make_network, labels_only, known, parts, SCHEDULE, planned=count
        )
        twin = train(  # needs: other_twin
            f"plain/{seed}", make_twin, labels_only, known, parts, SCHEDULE, planned=count
        )
        test(f"plain/{seed}", twin, parts)  # needs: plain
    same = summarise(tested)
    return 1 if options.check and not same else 0

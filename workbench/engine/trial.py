"""Which numerics are fastest here: a short trial with one real batch, before the first step of a long training.

A training that is over in a minute is not tried: it computes plainly, and repeats to the bit. What was measured is kept
(`workbench.engine.timings`), so that a training that is repeated computes the same way. Everything is tried on copies:
networks, optimisers and random states stay as they are.
"""

from __future__ import annotations

import json
import logging
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Thread

import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.engine import timings
from workbench.engine.device import Place, placed, wait_for
from workbench.engine.frozen import bare_copy, frozen, has_hooks, kinds_of
from workbench.engine.latency import processor
from workbench.engine.model import Classifier
from workbench.engine.numerics import (
    Compiled,
    Numerics,
    Precision,
    casting,
    first_line,
    has_bf16,
    plain,
    refuse_unsupported,
)
from workbench.engine.schedule import make_optimiser
from workbench.engine.teaching import Joined
from workbench.events import NumericsChosen
from workbench.recipes import Compute, Schedule

logger = logging.getLogger(__name__)

SHORT_SECONDS = 60.0
"""A training that takes less is not worth measuring for."""
LONG_SECONDS = 15 * 60.0
"""A training that takes less is not worth compiling for, which takes a minute."""
LONGEST_STEP_SECONDS = 2.0
"""Within a compiled step nobody can stop a training; slower ones are only compiled on request."""
BUDGET_SECONDS = 4.0
"""For all that is measured, compiling left out."""
ROUNDS = 7
FASTER = 0.90
"""Of the time, at most: what other numbers must take to be chosen."""
A_LITTLE_FASTER = 0.98
"""Likewise for what hardly changes the result: folding, and the memory layout."""
COMPILED_FASTER = 0.95
"""Likewise for the compiled student."""
HOPELESS = 2.0
"""Times the plain way in the first round: not tried again."""
COMPILING_SECONDS = 300.0
"""Unless compiling was asked for, it is given up after that."""
_FIRST_PICTURES = 8
_REFUSALS = (RuntimeError, TypeError, ValueError, AssertionError)
_EAGER, _COMPILED = "eager student", "compiled student"
FOLDED, LAYOUT = " folded", " channels-last"


def choose_numerics(
    compute: Compute,
    place: Place,
    *,
    student: Classifier,
    teacher: Classifier | Joined | None,
    images: Tensor,
    labels: Tensor,
    steps: int,
    schedule: Schedule,
    tapped_student: bool = False,
    tapped_teacher: bool = False,
    remembered: float = 0.0,
    check: Callable[[], None] = lambda: None,
    tell: Callable[[str], None] = lambda _what: None,
    known: NumericsChosen | None = None,
) -> Numerics:
    """How a training is to compute. Takes at most about five seconds, and a minute more where the student is compiled.

    Args:
        compute: The recipe's wishes.
        place: Where it computes.
        student: As it will be trained, on the device. Not changed.
        teacher: Who is asked, on the device; None where nobody is. Not changed.
        images: (B, C, H, W) uint8, a real batch with all its views, on the device. labels: (B,), -1 = hidden.
        steps: That are left to do.
        schedule: Whose optimiser makes the steps.
        tapped_student: Whether a method hears the student's layers or its embedding.
        tapped_teacher: Whether a method hears layers of the teacher, other than what goes into the last linear one.
        remembered: Fraction of the teacher's answers that need not be computed, 0 to 1, as far as can be foreseen.
        check: Called often; may raise.
        tell: Told what takes long.
        known: What an earlier session of this training chose: the same is chosen again, where it is for this device.

    Raises:
        UserError: The recipe asks for what the device cannot do.
    """
    device = place.device
    trial = _Trial(place, student, teacher, images, labels, schedule, tapped_teacher, check)
    with _random_states_kept(device):
        _wait_for_compiler(check)
        if known is not None and torch.device(known.device).type == device.type:
            return _again(Numerics.from_event(known), trial, tell)
        if compute.deterministic:
            return plain(
                device, "The recipe asks for deterministic results: nothing is reduced, folded or compiled."
            )
        if compute.precision != "auto":
            refuse_unsupported(compute.precision, device)
            reason = f"The recipe asks for {compute.precision}."
            folded = teacher is not None and not tapped_teacher
            chosen = replace(plain(device, reason), student=compute.precision, teacher=compute.precision, folded=folded)
            if compute.compile == "off" or (compute.compile == "auto" and tapped_student):
                return chosen
            seconds = steps * trial.step_seconds(remembered) if compute.compile == "auto" else 0.0
        else:
            seconds = steps * trial.step_seconds(remembered)
            chosen = _chosen(trial, seconds)
        return _with_compiler(chosen, compute, trial, seconds, tapped=tapped_student, tell=tell)


def _chosen(trial: _Trial, seconds: float) -> Numerics:
    """What is measured to be fastest; plain for a training that takes so few seconds."""
    device = trial.place.device
    if seconds < SHORT_SECONDS:
        return plain(device, "The training is over within a minute, so nothing was measured: everything is in fp32.")
    earlier = timings.known(trial.key)
    measured = earlier or trial.measure()
    if not earlier:
        timings.keep(trial.key, measured)
    return decided(measured, device, earlier=bool(earlier))


def decided(measured: Mapping[str, float], device: torch.device, *, earlier: bool = False) -> Numerics:
    """What is chosen once it is measured.

    Args:
        measured: Milliseconds a picture by what was tried.
        device: Where.
        earlier: Whether an earlier run measured it.
    """
    student = _fastest({name: ms for name, ms in measured.items() if name.startswith("student ")})
    channels_last = device.type == "cpu" or LAYOUT in student
    teachers = {name: ms for name, ms in measured.items() if name.startswith("teacher ")}
    if device.type != "cpu":  # both networks get the layout of the student
        teachers = {name: ms for name, ms in teachers.items() if (LAYOUT in name) == channels_last}
    teacher = _fastest(teachers)
    sentences = [
        _sentence("student", student, measured),
        _sentence("teacher", teacher, measured),
        "Measured in an earlier run." if earlier else "",
    ]
    return Numerics(
        student=_precision_in(student),
        teacher=_precision_in(teacher),
        folded=FOLDED in teacher,
        channels_last=channels_last,
        measured=dict(measured),
        reason=" ".join(sentence for sentence in sentences if sentence),
    )


def _fastest(measured: Mapping[str, float]) -> str:
    """The way to be taken, of ways listed from the plainest; empty where there is none."""
    best = ""
    for name, ms in measured.items():
        if not best:
            best = name
            continue
        needed = A_LITTLE_FASTER if _precision_in(name) == _precision_in(best) else FASTER
        if ms <= needed * measured[best]:
            best = name
    return best


def _precision_in(name: str) -> Precision:
    if "bf16" in name:
        return "bf16"
    return "fp16" if "fp16" in name else "fp32"


def _sentence(who: str, best: str, measured: Mapping[str, float]) -> str:
    if not best:
        return ""
    times = ", ".join(
        f"{name.removeprefix(who).strip()} {ms:.3g}" for name, ms in measured.items() if name.startswith(f"{who} ")
    )
    way = best.removeprefix(f"{who} ")
    if who == "student":
        return f"The student computes in {way} (measured, ms a picture: {times})."
    return f"The teacher computes in {way} (measured, ms a picture: {times})."


# What is tried


@dataclass(slots=True)
class _Trial:
    """Networks and a batch to try them on; arguments as for `choose_numerics`."""

    place: Place
    student: Classifier
    teacher: Classifier | Joined | None
    images: Tensor
    labels: Tensor
    schedule: Schedule
    tapped_teacher: bool
    check: Callable[[], None]
    student_seconds: float = 0.0
    teacher_seconds: float = 0.0

    @property
    def key(self) -> str:
        """What measurements depend on."""
        device = self.place.device
        machine = torch.cuda.get_device_name(device) if device.type == "cuda" else processor()
        networks = [self.student.card.architecture.model_dump_json(), kinds_of(self.teacher)]
        optimiser = self.schedule.optimiser.model_dump_json()
        shape, tapped = list(self.images.shape), self.tapped_teacher
        return json.dumps(
            [device.type, machine, self.place.threads, torch.__version__, networks, shape, optimiser, tapped]
        )

    def step_seconds(self, remembered: float) -> float:
        """What a plain step takes, by the second of two; of a slow one, by a few pictures."""
        device = self.place.device
        learn, ask = self.learner("fp32", plain(device).channels_last), self._plain_asker()
        share = 1.0
        for count in (_FIRST_PICTURES, len(self.images)):
            images, labels = self.images[:count], self.labels[:count]
            self.student_seconds = self.seconds(lambda i=images, k=labels: learn(i, k))  # type: ignore[misc]
            self.teacher_seconds = self.seconds(lambda i=images: ask(i)) if ask else 0.0  # type: ignore[misc]
            share = len(images) / len(self.images)
            if self.student_seconds + self.teacher_seconds > share * BUDGET_SECONDS:
                break  # the whole batch would take too long
        self.student_seconds, self.teacher_seconds = self.student_seconds / share, self.teacher_seconds / share
        return self.student_seconds + (1 - remembered) * self.teacher_seconds

    def measure(self) -> dict[str, float]:
        """Milliseconds a picture by what was tried, the plainest first. What the device refuses is left out."""
        ends = time.perf_counter() + BUDGET_SECONDS
        ways = dict(self._ways(ends))
        images, labels = self._few(len(ways), ends - time.perf_counter())
        times: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(ROUNDS + 1):
            for name, way in list(ways.items()):
                if number > 1 and time.perf_counter() > ends:
                    break
                try:
                    seconds = self.seconds(lambda way=way: way(images, labels))  # type: ignore[misc]
                except _REFUSALS:
                    logger.info("%s cannot be tried", name, exc_info=True)
                    del ways[name], times[name]
                    continue
                if number:  # the first only warms up
                    times[name].append(seconds / len(images) * 1000)
            if number == 1:
                ways = {name: way for name, way in ways.items() if not _is_hopeless(name, times)}
        return {name: round(statistics.median(some), 4) for name, some in times.items() if some}

    def _ways(self, ends: float) -> Iterator[tuple[str, Callable[[Tensor, Tensor], object]]]:
        """What can be tried, by name, the plainest first."""
        for layout, precision in _combinations(self.place.device):
            yield f"student {_way(precision, layout)}", self.learner(precision, layout != "")
        for layout, precision in _combinations(self.place.device):
            for folded in (False, True):
                needless = precision != "fp32" and not folded and not self.tapped_teacher
                if needless or (folded and self.tapped_teacher) or time.perf_counter() > ends - BUDGET_SECONDS / 2:
                    continue
                ask = self._asker(precision, layout != "", folded=folded)
                if ask is not None:
                    yield f"teacher {_way(precision, layout, folded=folded)}", ask

    def _few(self, ways: int, seconds: float) -> tuple[Tensor, Tensor]:
        """As many pictures of the batch as leave time for four rounds."""
        round_seconds = max(self.student_seconds, self.teacher_seconds) * ways
        fits = int(len(self.images) * seconds / (4 * round_seconds)) if round_seconds else len(self.images)
        count = max(_FIRST_PICTURES, fits)
        return self.images[:count], self.labels[:count]

    def seconds(self, work: Callable[[], object]) -> float:
        self.check()
        wait_for(self.place.device)
        began = time.perf_counter()
        work()
        wait_for(self.place.device)
        return time.perf_counter() - began

    def learner(self, precision: Precision, channels_last: bool) -> _Learner:
        model = placed(bare_copy(self.student), self.place.device, channels_last=channels_last)
        return _Learner(model, self.schedule, precision, self.place.device)

    def _plain_asker(self) -> Callable[[Tensor], object] | None:
        teacher = self.teacher
        if teacher is None:
            return None

        def ask(images: Tensor) -> object:
            with torch.no_grad():
                return teacher(images)

        return ask

    def _asker(
        self, precision: Precision, channels_last: bool, *, folded: bool
    ) -> Callable[[Tensor, Tensor], object] | None:
        if self.teacher is None:
            return None
        self.check()
        wanted = Numerics(teacher=precision, folded=folded, channels_last=channels_last)
        network = frozen(self.teacher, wanted, self.place.device, tapped=self.tapped_teacher)
        return lambda images, _labels: network(images)


class _Learner:
    """A copy of the student that makes real steps of length nothing."""

    def __init__(self, model: Classifier, schedule: Schedule, precision: Precision, device: torch.device) -> None:
        self.model, self.run = model.train(), model
        self.precision, self.device = precision, device
        self.weights = [weight for weight in model.parameters() if weight.requires_grad]
        self.optimiser = make_optimiser(schedule, self.weights)
        for group in self.optimiser.param_groups:
            group["lr"] = 0.0  # a rate that is too high would lead to numbers that are slow to compute with

    def __call__(self, images: Tensor, labels: Tensor, run: Callable[[Tensor], Tensor] | None = None) -> None:
        self.optimiser.zero_grad(set_to_none=True)
        self.loss(images, labels, run).backward()
        self.optimiser.step()

    def loss(self, images: Tensor, labels: Tensor, run: Callable[[Tensor], Tensor] | None = None) -> Tensor:
        with casting(self.precision, self.device):
            logits = (run or self.model)(images)
        return F.cross_entropy(logits.float(), labels.clamp(min=0))


def _combinations(device: torch.device) -> list[tuple[str, Precision]]:
    """Memory layout and precision, the plainest first."""
    reduced: Precision = "fp16" if device.type == "cuda" and not has_bf16() else "bf16"
    layouts = ["", LAYOUT] if device.type == "cuda" else [""]
    return [(layout, precision) for precision in ("fp32", reduced) for layout in layouts]


def _way(precision: Precision, layout: str, *, folded: bool = False) -> str:
    return f"{precision}{FOLDED if folded else ''}{layout}"


def _is_hopeless(name: str, times: Mapping[str, list[float]]) -> bool:
    plainest = times.get(f"{name.split()[0]} fp32")
    return bool(plainest and times[name] and times[name][0] > HOPELESS * plainest[0])


# Compiling

_compiling: Thread | None = None
"""What compiles for a training that did not wait for it."""


def _again(chosen: Numerics, trial: _Trial, tell: Callable[[str], None]) -> Numerics:
    """What an earlier session chose, as far as it can still be done."""
    if not chosen.compiled:
        return chosen
    tell("Compiling the student")
    outcome = _try_compiled(trial, chosen.student, chosen.channels_last, COMPILING_SECONDS)
    return chosen if not outcome.failure else _uncompiled(chosen, f"Compiling failed: {outcome.failure}.")


def _with_compiler(
    chosen: Numerics, compute: Compute, trial: _Trial, seconds: float, *, tapped: bool, tell: Callable[[str], None]
) -> Numerics:
    """The same with a compiled student where that is asked for, or where it proves to be faster in a long training."""
    asked = compute.compile == "on"
    if tapped or has_hooks(bare_copy(trial.student)):
        why = "The student is not compiled: its layers are listened to."
        return _uncompiled(chosen, why) if asked else chosen
    if not asked and (compute.compile == "off" or not _is_worth_it(chosen, trial, seconds)):
        return chosen
    tell("Compiling the student")
    limit = None if asked else COMPILING_SECONDS
    outcome = _try_compiled(trial, chosen.student, chosen.channels_last, limit)
    if outcome.failure:
        return _uncompiled(chosen, f"Compiling failed: {outcome.failure}.")
    measured = {**chosen.measured, _EAGER: outcome.eager, _COMPILED: outcome.compiled}
    gains = outcome.compiled <= COMPILED_FASTER * outcome.eager
    if chosen.measured:
        timings.keep(trial.key, measured)
    times = f"{outcome.compiled:.3g} ms a picture instead of {outcome.eager:.3g}"
    if not gains and not asked:
        return _uncompiled(replace(chosen, measured=measured), f"Compiled, the student would take {times}.")
    reason = f"{chosen.reason} Compiled, the student takes {times}."
    return replace(chosen, compiled=True, measured=measured, reason=reason)


def _uncompiled(chosen: Numerics, why: str) -> Numerics:
    return replace(chosen, compiled=False, reason=f"{chosen.reason} {why}".strip())


def _is_worth_it(chosen: Numerics, trial: _Trial, seconds: float) -> bool:
    """Whether to try it unasked: the training is long, its steps are not, and it was not tried in vain before."""
    earlier = chosen.measured
    in_vain = _COMPILED in earlier and earlier[_COMPILED] > COMPILED_FASTER * earlier.get(_EAGER, 0.0)
    return seconds >= LONG_SECONDS and trial.student_seconds <= LONGEST_STEP_SECONDS and not in_vain


@dataclass(slots=True)
class _Outcome:
    """Milliseconds a picture with the student as it is and compiled; or why it was not compiled."""

    eager: float = 0.0
    compiled: float = 0.0
    failure: str = ""


def _try_compiled(trial: _Trial, precision: Precision, channels_last: bool, limit: float | None) -> _Outcome:
    """Compile a copy of the student and time it; what was compiled serves the student itself.

    On CPUs that is done in another thread, so that a user need not wait for it who wants to stop: compiling cannot be
    interrupted. CUDA graphs belong to the thread that made them.
    """
    outcome = _Outcome()
    learner = trial.learner(precision, channels_last)
    if trial.place.device.type != "cpu":
        _compile_and_time(trial, learner, outcome)
        return outcome
    thread = Thread(target=_compile_and_time, args=(trial, learner, outcome), name="compiling", daemon=True)
    thread.start()
    try:
        _wait_for(thread, trial.check, limit)
    finally:
        _leave(thread)
    return outcome if not thread.is_alive() else _Outcome(failure="it took too long")


def _compile_and_time(trial: _Trial, learner: _Learner, outcome: _Outcome) -> None:
    fast, images, labels = Compiled(learner.model, trial.place.device), trial.images, trial.labels
    try:
        loss = learner.loss(images, labels, fast)
        torch.autograd.grad(loss, learner.weights, retain_graph=True, allow_unused=True)  # as the loop does at times
        loss.backward()
        if fast.failure:
            outcome.failure = fast.failure
            return
        times: dict[bool, list[float]] = {False: [], True: []}
        ends = time.perf_counter() + BUDGET_SECONDS
        for number in range(ROUNDS + 1):
            if number > 2 and time.perf_counter() > ends:
                break
            for compiled in times:
                seconds = trial.seconds(lambda run=fast if compiled else None: learner(images, labels, run))  # type: ignore[misc]
                if number:
                    times[compiled].append(seconds / len(images) * 1000)
        outcome.eager, outcome.compiled = (round(statistics.median(some), 4) for some in times.values())
    except Exception as error:
        logger.warning("the compiled student could not be timed", exc_info=True)
        outcome.failure = first_line(error)


def _wait_for(thread: Thread, check: Callable[[], None], limit: float | None = None) -> None:
    ends = None if limit is None else time.monotonic() + limit
    while thread.is_alive() and (ends is None or time.monotonic() < ends):
        check()
        thread.join(0.1)


def _leave(thread: Thread) -> None:
    """A thread that still compiles is left to itself; the next training waits for it."""
    global _compiling
    _compiling = thread if thread.is_alive() else None


def _wait_for_compiler(check: Callable[[], None]) -> None:
    if _compiling is not None:
        _wait_for(_compiling, check)


@contextmanager
def _random_states_kept(device: torch.device) -> Iterator[None]:
    """What is drawn inside was not drawn afterwards."""
    cpu = torch.get_rng_state()
    cuda = torch.cuda.get_rng_state(device) if device.type == "cuda" else None
    mps = torch.mps.get_rng_state() if device.type == "mps" else None
    try:
        yield
    finally:
        torch.set_rng_state(cpu)
        if cuda is not None:
            torch.cuda.set_rng_state(cuda, device)
        if mps is not None:
            torch.mps.set_rng_state(mps)

"""Which numerics are fastest here: a short trial with one real batch, before the first step of a long training.

A training that is over in a minute is not tried: it computes plainly. What was measured is kept, so that a training
that is repeated computes the same way. Everything is tried on copies: networks and random states stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import torch
from torch import Tensor

from workbench.engine import chance, timings
from workbench.engine.compiling import is_worth_trying, try_compiled, wait_for_compiler
from workbench.engine.device import Place
from workbench.engine.frozen import bare_copy, has_hooks
from workbench.engine.model import Classifier
from workbench.engine.numerics import Numerics, Precision, plain, refuse_unsupported
from workbench.engine.teaching import Joined
from workbench.engine.tryout import FOLDED, LAYOUT, LEAST_ROUNDS, Trial, is_hopeless
from workbench.events import NumericsChosen
from workbench.recipes import Compute, Schedule

SHORT_SECONDS = 60.0
"""A training that takes less is not worth measuring for."""
FASTER = 0.90
"""Of the time, at most: what other numbers must take to be chosen."""
A_LITTLE_FASTER = 0.98
"""Likewise for what hardly changes the result: folding, and the memory layout."""
SAME = 1.25
"""Times the best round: what the next best may take, or the computer is too busy to measure anything."""


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
    """How a training is to compute. Takes about five seconds, and a minute more where the student is compiled.

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
    trial = Trial(place, student, teacher, images, labels, schedule, tapped_teacher, check)
    with chance.kept():
        wait_for_compiler(check)
        if known is not None and torch.device(known.device).type == place.device.type:
            return _again(Numerics.from_event(known), trial, tell)
        if compute.deterministic:
            reason = "The recipe asks for deterministic results: nothing is reduced, folded or compiled."
            return plain(place.device, reason)
        if compute.precision != "auto":
            refuse_unsupported(compute.precision, place.device)
        may_compile = _may_compile(compute, student, tapped=tapped_student)
        timed = compute.precision == "auto" or (may_compile and compute.compile == "auto")
        seconds = steps * trial.step_seconds(remembered) if timed else 0.0
        chosen = _fastest_way(trial, seconds) if compute.precision == "auto" else _asked_for(compute.precision, trial)
        asked = compute.compile == "on"
        if may_compile and (asked or is_worth_trying(chosen, trial, seconds)):
            return _with_compiler(chosen, trial, tell, asked=asked)
        if asked:
            return _uncompiled(chosen, "The student is not compiled: its layers are listened to.")
        return chosen


def _may_compile(compute: Compute, student: Classifier, *, tapped: bool) -> bool:
    """Whether the recipe allows it and nobody listens to the student's layers, nor it itself."""
    return compute.compile != "off" and not tapped and not has_hooks(bare_copy(student))


def _asked_for(precision: Precision, trial: Trial) -> Numerics:
    """What the recipe wants, whether it is fast here or not."""
    folded = trial.teacher is not None and not trial.tapped_teacher
    chosen = plain(trial.place.device, f"The recipe asks for {precision}.")
    return replace(chosen, student=precision, teacher=precision, folded=folded)


def _again(chosen: Numerics, trial: Trial, tell: Callable[[str], None]) -> Numerics:
    """What was chosen before, if it was to compile, as far as that can be done again."""
    if not chosen.compiled:
        return chosen
    tell("Compiling the student")
    failure = try_compiled(trial, chosen, patient=True, timing=False).failure
    return _uncompiled(chosen, f"Compiling the student failed: {failure}.") if failure else chosen


def _with_compiler(chosen: Numerics, trial: Trial, tell: Callable[[str], None], *, asked: bool) -> Numerics:
    """The same with a compiled student where that can be done and, unless it was asked for, is faster."""
    tell("Compiling the student")
    outcome = try_compiled(trial, chosen, patient=asked)
    if outcome.failure:
        return _uncompiled(chosen, f"Compiling the student failed: {outcome.failure}.")
    chosen = replace(chosen, measured={**chosen.measured, **outcome.measured})
    if timings.known(trial.key):
        timings.keep(trial.key, chosen.measured)
    if not asked and not outcome.pays:
        return _uncompiled(chosen, f"Compiled, the student would take {outcome.times}.")
    reason = " ".join((chosen.reason, f"Compiled, the student takes {outcome.times}."))
    return replace(chosen, compiled=True, reason=reason)


def _uncompiled(chosen: Numerics, why: str) -> Numerics:
    return replace(chosen, compiled=False, reason=f"{chosen.reason} {why}".strip())


def _fastest_way(trial: Trial, seconds: float) -> Numerics:
    """What is measured to be fastest; plain for a training that takes so few seconds."""
    device = trial.place.device
    if seconds < SHORT_SECONDS:
        return plain(device, "The training is over within a minute, so nothing was measured: everything is in fp32.")
    earlier = timings.known(trial.key)
    if earlier:
        return decided(earlier, device, earlier=True)
    times = trial.measure(seconds)
    tried = {name for name, some in times.items() if len(some) >= LEAST_ROUNDS}
    told = {name for name in times if name in tried or is_hopeless(name, times)}
    measured = {name: round(min(some), 4) for name, some in times.items() if name in told}
    if not all(f"{name.split()[0]} fp32" in measured for name in times):
        return plain(device, "A step takes so long that there was no time to measure: everything is in fp32.")
    if not all(_agree(some) for name, some in times.items() if name in tried):
        reason = "The computer is busy with other work, so no measurement could be relied on: everything is in fp32."
        return replace(plain(device, reason), measured=measured)
    timings.keep(trial.key, measured)
    return decided(measured, device)


def _agree(times: Sequence[float]) -> bool:
    """Whether the two best rounds tell the same: the others may have been disturbed."""
    best, second = sorted(times)[:2]
    return second <= SAME * best


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

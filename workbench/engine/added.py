"""How many weights a method adds, on one pair of networks that everybody in the field knows."""

from __future__ import annotations

from typing import Any

from workbench.engine.assembly import pair_of
from workbench.engine.model import untrained
from workbench.engine.objective import Objective, Pair, Unsuited
from workbench.engine.presets import R32X4_R8X4
from workbench.engine.registry import Entry, methods
from workbench.recipes import Frozen, Ref

SHAPE, CLASSES = (3, 16, 16), tuple(map(str, range(100)))
"""Half of CIFAR-100's sides: as many weights at a quarter of the time."""


def added() -> dict[str, dict[str, Any]]:
    """By method: ``parameters`` that it adds to the student's on `R32X4_R8X4`, or ``reason`` why it cannot run there.

    For CIFAR-100. With its default settings; banks and other numbers that are not trained do not count.
    """
    teacher, student = (untrained(Ref(kind=name), SHAPE, CLASSES) for name in R32X4_R8X4)
    usual = pair_of(student, teacher, count=1)
    return {entry.name: _of(entry, usual) for entry in methods}


def _of(entry: Entry[Any], usual: Pair) -> dict[str, Any]:
    make: type[Objective[Frozen]] = entry.make
    params = entry.params()
    mine, theirs = usual.student.ref, usual.guide.ref
    changed = make.student_of(params, mine, theirs)
    pair = usual if changed == mine else pair_of(untrained(changed, SHAPE, CLASSES), usual.guide.network, count=1)
    try:
        method = make(params, pair)
    except Unsuited as reason:
        return {"parameters": 0, "reason": reason.problem}
    own = sum(weight.numel() for weight in method.parameters() if weight.requires_grad)
    return {"parameters": own + pair.student.parameters - usual.student.parameters, "reason": ""}

"""Whether teacher and student are of sizes that suit each other, by a rule of thumb."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from torch import nn

from workbench.engine.registry import architectures
from workbench.errors import UserError
from workbench.recipes import Frozen, Ref

SMALL, LARGE = 2.0, 20.0
"""Below the first ratio of parameters there is little to gain, above the second an assistant is worth a try."""
ROOM = 1.2
"""An assistant is at least so many times as large as the student, and the teacher so many times as large as it."""
CITED = "Mirzadeh et al. 2020, https://arxiv.org/abs/1902.03393"
"""Seyed Iman Mirzadeh, Mehrdad Farajtabar, Ang Li, Nir Levine, Akihiro Matsukawa, Hassan Ghasemzadeh, "Improved
Knowledge Distillation via Teacher Assistant", AAAI 2020. It measures that too large a teacher teaches worse; the limits
above are the workbench's."""

Level = Literal["small", "good", "large"]


@dataclass(frozen=True, slots=True)
class Sized:
    """A network of some size.

    Attributes:
        ref: What it is. parameters: how many weights it has.
    """

    ref: Ref
    parameters: int


@dataclass(frozen=True, slots=True)
class Gap:
    """What is to be said of the sizes.

    Attributes:
        ratio: Parameters of the teacher, divided by those of the student.
        level: Of the largest step from one network to the next.
        text: One or two sentences.
        step: Ratio of the largest step.
        assistant: Name of the network that would stand best within a step that is too large; empty = none fits.
        parameters: Of that network or, where none fits, of one that would; 0 = the step is not too large.
        place: Where it belongs among the assistants, from 0.
    """

    ratio: float
    level: Level
    text: str
    step: float
    assistant: str = ""
    parameters: int = 0
    place: int = 0


def sized(ref: Ref, shape: tuple[int, int, int], classes: int) -> Sized:
    """A network with its size. It is built once and forgotten.

    Raises:
        RecipeError: There is no such network, or its settings do not fit.
    """
    settings: Frozen = architectures.settings(ref)
    return Sized(ref, _parameters(ref.kind, settings.model_dump_json(), shape, classes))


@lru_cache(maxsize=100)
def _parameters(kind: str, settings: str, shape: tuple[int, int, int], classes: int) -> int:
    # Built for real: on the device `meta`, which computes nothing, the first one would import half of torch's compiler.
    entry = architectures.get(kind)
    made: nn.Module = entry.make(entry.params.model_validate_json(settings), shape=shape, classes=classes)
    return sum(weight.numel() for weight in made.parameters())


def gap(chain: Sequence[Sized], shape: tuple[int, int, int], classes: int) -> Gap:
    """What is to be said of the teacher, the assistants and the student.

    Args:
        chain: From the teacher to the student.
        shape: Of a picture. classes: how many.
    """
    ratio = chain[0].parameters / chain[-1].parameters
    steps = [above.parameters / below.parameters for above, below in pairwise(chain)]
    step = max(steps)
    place = steps.index(step)
    above, below = chain[place], chain[place + 1]
    text = f"The teacher has {_times(ratio)} the student's parameters"
    if len(chain) > 2:
        text += f", and the largest step from one network to the next is {_times(step)}"
    if step < SMALL:
        return Gap(ratio, "small", f"{text}. By a rule of thumb there is little to gain below {SMALL:g} times.", step)
    if step <= LARGE:
        return Gap(ratio, "good", f"{text}. By a rule of thumb {SMALL:g} to {LARGE:g} times is a good gap.", step)
    text += f". By a rule of thumb more than {LARGE:g} times is too much for one step ({CITED}): "
    middle = math.sqrt(above.parameters * below.parameters)
    found = list(_between(above, below, shape, classes))
    if not found:
        wanted = round(middle, -len(str(round(middle))) + 2)
        advice = f"an assistant of about {wanted:,.0f} parameters can help."
        return Gap(ratio, "large", f"{text}{advice}", step, parameters=int(wanted), place=place)
    nearest = min(found, key=lambda one: abs(math.log(one.parameters / middle)))
    title = architectures.get(nearest.ref.kind).title
    advice = f"an assistant can help, such as {title} with {nearest.parameters:,} parameters."
    return Gap(ratio, "large", f"{text}{advice}", step, nearest.ref.kind, nearest.parameters, place)


def _between(above: Sized, below: Sized, shape: tuple[int, int, int], classes: int) -> Iterator[Sized]:
    """Networks of both families, with their usual settings, clearly smaller than one and larger than the other."""
    families = {architectures.get(one.ref.kind).params.__module__ for one in (above, below)}
    for entry in architectures:
        if entry.params.__module__ not in families:
            continue
        try:
            one = sized(Ref(kind=entry.name), shape, classes)
        except (UserError, RuntimeError, ValueError):  # one that does not fit such pictures
            continue
        if below.parameters * ROOM <= one.parameters <= above.parameters / ROOM:
            yield one


def _times(ratio: float) -> str:
    return f"{ratio:.2g} times" if ratio < 10 else f"{ratio:,.0f} times"

"""What came of several dials that were tried at once, laid out as a map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, stdev

from workbench.recipes import DIALS
from workbench.runs import Results, VariantResult

Value = float | str
"""Of a dial: a number, or the name of a method."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A student and its dials.

    Attributes:
        number: 0 = the recipe's own student.
        dials: Its value of every dial.
        accuracies: On the validation pictures, 0 to 1, by seed; empty where none was measured.
        is_near: It cannot be told from the best.
    """

    number: int
    dials: Mapping[str, Value]
    accuracies: Mapping[int, float]
    is_near: bool = False

    @property
    def mean(self) -> float | None:
        """None where nothing was measured."""
        return fmean(self.accuracies.values()) if self.accuracies else None

    @property
    def spread(self) -> float | None:
        """Standard deviation over the seeds; None with fewer than two."""
        return stdev(self.accuracies.values()) if len(self.accuracies) > 1 else None


@dataclass(frozen=True, slots=True)
class Sweep:
    """All that were tried, the best first.

    Attributes:
        values: The values of each dial of which there are several, in order.
    """

    students: tuple[Tried, ...]
    values: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)

    @property
    def own(self) -> Tried | None:
        """The recipe's own student."""
        return next((one for one in self.students if one.number == 0), None)

    @property
    def axes(self) -> tuple[str, str]:
        """The dials across and down: those with the most values, methods down where they can be; empty = none."""
        ranked = sorted(self.values, key=lambda dial: -len(self.values[dial]))[:2]
        ranked.sort(key=lambda dial: dial == "method")
        return (*ranked, "", "")[:2]  # type: ignore[return-value]  # two of them

    def at(self, dials: Mapping[str, Value]) -> Tried | None:
        """Who has these values of those dials that were varied; the best of them where several have."""
        return next((one for one in self.students if all(one.dials[name] == dials[name] for name in dials)), None)


def sweep_of(results: Results | None) -> Sweep | None:
    """The variants of a run; None where it had none that differ."""
    if results is None or not results.variants:
        return None
    students = [_tried(number, mine, results.near_best) for number, mine in results.variants_by_number.items()]
    students.sort(key=lambda one: (one.mean is None, -(one.mean or 0.0), one.number))
    values = {dial: _values([one.dials[dial] for one in students]) for dial in DIALS}
    varied = {dial: found for dial, found in values.items() if len(found) > 1}
    return Sweep(tuple(students), varied) if varied else None


def _tried(number: int, mine: Sequence[VariantResult], near: Sequence[int]) -> Tried:
    accuracies = {one.seed: one.valid_accuracy for one in mine if one.valid_accuracy is not None}
    return Tried(number, {dial: getattr(mine[0], dial) for dial in DIALS}, accuracies, number in near)


def _values(found: Sequence[Value]) -> tuple[Value, ...]:
    """Numbers by size, names by the alphabet."""
    return tuple(sorted(set(found), key=lambda value: (isinstance(value, str), value)))

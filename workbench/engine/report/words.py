"""Numbers and names as a reader of the report meets them."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable

from workbench.events import parts_of
from workbench.recipes import Role

ROLES: dict[Role, str] = {
    "teacher": "Teacher",
    "assistant": "Assistant",
    "distilled": "Distilled student",
    "plain": "Plain student",
    "model": "Network",
}
"""What a network is called, by its role, in the order in which a table has them."""
NONE = "–"
"""Where nothing was measured."""

LONGEST = 18
"""Letters of a name at the edge of a matrix."""

_TERMS = {"labels": "Labels", "hard": "Labels", "teacher": "Teacher", "soft": "Teacher"}


def role(name: str, number: int = 0) -> str:
    """``Distilled student`` for ``distilled``; ``Assistant 1``, and ``Teacher 2`` for the first one beside another."""
    title = next((title for known, title in ROLES.items() if known == name), name)
    return f"{title} {number + 1 if name == 'teacher' else number}" if number else title


def phase(name: str) -> str:
    """``Distilled student, seed 0`` for ``distilled/0``, ``Assistant 1, seed 0`` for ``assistant/0/1``."""
    part, seed, number = parts_of(name)
    return f"{role(part, number)}, seed {seed}"


def term(name: str) -> str:
    """A loss term, as a legend says it."""
    return _TERMS.get(name, name.replace("_", " ").capitalize())


def percent(fraction: float | None) -> str:
    """``93.4 %`` for 0.934."""
    return NONE if fraction is None or math.isnan(fraction) else f"{_tenths(fraction)} %"


def spread(mean: float | None, deviation: float | None) -> str:
    """``93.4 ± 1.8 %``; without the ± where there is one value only. Both are fractions."""
    if mean is None or deviation is None or math.isnan(mean) or math.isnan(deviation):
        return percent(mean)
    return f"{_tenths(mean)} ± {_tenths(deviation)} %"


def points(difference: float | None) -> str:
    """``+7.1`` for a difference of 0.071, with a real minus where it is below 0."""
    if difference is None or math.isnan(difference):
        return NONE
    return f"{round(100 * difference, 1) + 0.0:+.1f}".replace("-", "−")  # adding 0 turns -0.0 into 0.0


def signed(number: int) -> str:
    """``+3``, ``−3`` or ``0``."""
    return f"{number:+,}".replace("-", "−") if number else "0"


def chance(p_value: float | None) -> str:
    """``p = 0.031``."""
    if p_value is None:
        return NONE
    return f"p = {p_value:.3f}" if p_value >= 0.0005 else "p < 0.001"


def count(number: float | None) -> str:
    """``4,812``."""
    return NONE if number is None else f"{number:,.0f}"


def short(number: float) -> str:
    """``2.9 k``, ``41 k``, ``1.2 M``: for axes."""
    for size, letter in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if abs(number) >= size:
            return f"{number / size:.3g}{letter}"
    return f"{number:.3g}"


def operations(flops: float | None) -> str:
    """``1.2 MFLOP``: for one picture."""
    if flops is None:
        return NONE
    for size, unit in ((1e9, "GFLOP"), (1e6, "MFLOP"), (1e3, "kFLOP")):
        if flops >= size:
            return f"{flops / size:.3g} {unit}"
    return f"{flops:.0f} FLOP"


def size(number: float | None) -> str:
    """``162 kB`` for 162,088 bytes; a kB is 1000 bytes."""
    if number is None:
        return NONE
    for step, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if number >= step:
            return f"{number / step:.3g} {unit}"
    return f"{number:.0f} bytes"


def milliseconds(number: float | None) -> str:
    """``0.125 ms``."""
    return NONE if number is None or math.isnan(number) else f"{number:.3g} ms"


def duration(seconds: float | None) -> str:
    """``3 min 20 s``, in the two largest units that matter."""
    if seconds is None:
        return NONE
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def date(seconds: float) -> str:
    """``2026-11-21 14:25``, in the time of this computer."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))


def several(items: Iterable[str]) -> str:
    """``one, two and three``."""
    *most, last = items
    return f"{', '.join(most)} and {last}" if most else last


def shortened(name: str) -> str:
    """A long name without its middle: names of one family often differ at their end."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST // 2]}…{name[1 - LONGEST // 2 :]}"


def plural(number: int, noun: str) -> str:
    """``1 seed``, ``3 seeds``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _tenths(fraction: float) -> str:
    return f"{100 * fraction:.1f}"

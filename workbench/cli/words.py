"""Numbers and names as people read them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from workbench.events import parts_of

ROLES = {
    "teacher": "Teacher",
    "assistant": "Assistant",
    "plain": "Student alone",
    "distilled": "Distilled student",
    "model": "Network",
}
"""What a network is called, by its role."""


def percent(fraction: float | None) -> str:
    """``93.4 %`` for 0.934; a dash where nothing was measured."""
    return "–" if fraction is None else f"{100 * fraction:.1f} %"


def spread(mean: float | None, sd: float | None) -> str:
    """``93.4 ± 1.8 %``, without the ± where there is one seed only. Both are fractions."""
    if mean is None or sd is None or math.isnan(sd):
        return percent(mean)
    return f"{100 * mean:.1f} ± {100 * sd:.1f} %"


def count(number: int | None) -> str:
    """``40,522``."""
    return "–" if number is None else f"{number:,}"


def plural(number: int, noun: str) -> str:
    """``1 variant``, ``3 variants``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def size(number: float | None) -> str:
    """``162 kB`` for 162,088 bytes; a kB is 1000 bytes."""
    if number is None:
        return "–"
    for unit in ("B", "kB", "MB", "GB"):
        if number < 1000 or unit == "GB":
            break
        number /= 1000
    return f"{number:.3g} {unit}" if number < 100 else f"{number:.0f} {unit}"


def duration(seconds: float | None) -> str:
    """``3 min 20 s``, in the two largest units that matter."""
    if seconds is None:
        return "–"
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def milliseconds(value: float | None) -> str:
    """``0.125 ms``."""
    return "–" if value is None or math.isnan(value) else f"{value:.3g} ms"


def device(name: str, reason: str) -> str:
    """``cpu (torch sees no GPU)``."""
    return f"{name} ({reason.rstrip('.')})" if reason else name


def dials(values: Mapping[str, float | str]) -> str:
    """``temperature 8, alpha 0.5, dkd``: dials with their values, a method by its name alone."""
    said = {name: f"{value:.4g}" if isinstance(value, float) else str(value) for name, value in values.items()}
    return ", ".join(text if name == "method" else f"{name.replace('_', ' ')} {text}" for name, text in said.items())


def phase(name: str, *, seeds: int = 1) -> str:
    """``Distilled student``, with its seed where there are several; `name` is ``role/seed`` or ``role/seed/number``."""
    role, seed, number = parts_of(name)
    title = ROLES.get(role, role)
    if number:
        title = f"{title} {number + 1 if role == 'teacher' else number}"  # the first teacher has no number
    return f"{title}, seed {seed}" if seeds > 1 else title

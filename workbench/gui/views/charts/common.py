"""What the kinds of charts share: marks where dials were moved, the words for overlaid runs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from workbench.gui.models.curves import Curve
from workbench.gui.models.overlay import Overlaid, OverlayModel
from workbench.gui.models.phase import Phase
from workbench.gui.views import words
from workbench.gui.views.charts.series import Mark

translate = QCoreApplication.translate


def run_title(phase: Phase, run: Overlaid) -> str:
    """``First try · distilled``."""
    part = {
        "teacher": translate("charts", "teacher"),
        "assistant": translate("charts", "assistant"),
        "distilled": translate("charts", "distilled"),
        "plain": translate("charts", "plain"),
        "model": translate("charts", "network"),
    }.get(phase.plan.role, phase.plan.role)
    number = phase.plan.number + (phase.plan.role == "teacher" and phase.plan.number > 0)
    return f"{run.title} · {part} {number or ''}".rstrip()


def overlay_notes(overlay: OverlayModel) -> list[str]:
    """Which runs are still being read, and which cannot be."""
    waiting = [run.title for run in overlay.runs if run.waits]
    notes = [translate("charts", "reading {titles}…").format(titles=", ".join(waiting))] if waiting else []
    return notes + [f"{run.title}: {run.problem}" for run in overlay.runs if run.problem]


def marks_of(phase: Phase, title_of: Callable[[str], str]) -> Iterator[Mark]:
    """Where dials were moved, and by how much.

    Args:
        title_of: The title of a method by its kind.
    """
    for step in phase.changes:
        dials: list[tuple[str, Curve]] = [
            (translate("charts", "temperature"), phase.temperature),
            (translate("charts", "weight of the labels"), phase.alpha),
        ]
        weight = translate("charts", "weight of {method}")
        for name, curve in phase.weights.items():
            dials.append((weight.format(method=words.weight(name, title_of)), curve))
        moved = [told for name, curve in dials if (told := _moved(name, curve, step))]
        rate = _moved(
            translate("charts", "learning rate"), phase.learning_rate, step
        )  # a schedule moves it at every step anyway
        yield Mark(phase, step, ", ".join(moved) or rate or translate("charts", "dials moved"))


def _moved(name: str, curve: Curve, step: float) -> str:
    """A dial's values just before a step and from it on, in words; empty where they are the same or not known."""
    at = bisect_left(curve.x, step)
    if at == 0 or at == len(curve) or curve.y[at - 1] == curve.y[at]:
        return ""
    before, after = (QLocale().toString(value, "g", 4) for value in (curve.y[at - 1], curve.y[at]))
    return f"{name} {before} → {after}"


def of_role(phases: Mapping[str, Phase], role: str, number: int = 0) -> Sequence[Phase]:
    """The trainings of a part; of a run without it, of its only network.

    Args:
        role: As recipes call it.
        number: Of the assistant, or of the teacher beside the first.
    """
    found = [phase for phase in phases.values() if (phase.plan.role, phase.plan.number) == (role, number)]
    return found or [phase for phase in phases.values() if phase.plan.role == "model"]

"""What the kinds of charts share: marks where dials were moved, the words for overlaid runs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from workbench.gui.models.curves import Curve
from workbench.gui.models.overlay import Overlaid, OverlayModel
from workbench.gui.models.phase import Phase
from workbench.gui.views.charts.series import Mark

translate = QCoreApplication.translate


def run_title(phase: Phase, run: Overlaid) -> str:
    """``First try · distilled``."""
    part = {
        "teacher": translate("charts", "teacher"),
        "distilled": translate("charts", "distilled"),
        "plain": translate("charts", "plain"),
        "model": translate("charts", "network"),
    }.get(phase.plan.role, phase.plan.role)
    return f"{run.title} · {part}"


def overlay_notes(overlay: OverlayModel) -> list[str]:
    """Which runs are still being read, and which cannot be."""
    waiting = [run.title for run in overlay.runs if run.waits]
    notes = [translate("charts", "reading {titles}…").format(titles=", ".join(waiting))] if waiting else []
    return notes + [f"{run.title}: {run.problem}" for run in overlay.runs if run.problem]


def marks_of(phase: Phase) -> Iterator[Mark]:
    """Where dials were moved, and by how much."""
    for step in phase.changes:
        dials = (
            (translate("charts", "temperature"), phase.temperature),
            (translate("charts", "weight of the labels"), phase.alpha),
        )
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
    before, after = (QLocale().toString(value, "g", 3) for value in (curve.y[at - 1], curve.y[at]))
    return f"{name} {before} → {after}"


def of_role(phases: Mapping[str, Phase], role: str) -> Sequence[Phase]:
    """The trainings of a part; of a run without it, of its only network."""
    found = [phase for phase in phases.values() if phase.plan.role == role]
    return found or [phase for phase in phases.values() if phase.plan.role == "model"]

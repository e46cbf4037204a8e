"""Other runs that are drawn over the one on screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from workbench.events import Adjusted, EpochFinished, Event, MixMeasured, PhaseFinished, PhaseStarted, StepsFinished
from workbench.gui.models.phase import Phase


@dataclass(slots=True)
class Overlaid:
    """One of them.

    Attributes:
        run: Its id. title: As a legend says it.
        number: Its place in the palette; kept as long as it is drawn, the lowest free one when it came.
        phases: Its trainings by ``role/seed``; empty until they were read.
        problem: Why they could not be read; empty = they could, or nobody has tried yet.
    """

    run: str
    title: str
    number: int
    phases: Mapping[str, Phase] = field(default_factory=dict)
    problem: str = ""

    @property
    def waits(self) -> bool:
        """Its trainings are still being read."""
        return not self.phases and not self.problem


class OverlayModel(QObject):
    """Which other runs are drawn, and their curves as they were on disk. Reads nothing itself.

    Signals:
        changed: Other runs are drawn, or more of them is known.
        wanted: The curves of this run are to be read, and given to `take`.
    """

    changed = Signal()
    wanted = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: dict[str, Overlaid] = {}

    @property
    def runs(self) -> list[Overlaid]:
        """Those that are drawn, in the order in which they were chosen."""
        return list(self._runs.values())

    def __contains__(self, run: str) -> bool:
        return run in self._runs

    def add(self, run: str, title: str) -> None:
        """Draw this one too."""
        if run in self._runs:
            return
        taken = {other.number for other in self._runs.values()}
        number = next(number for number in range(len(taken) + 1) if number not in taken)
        self._runs[run] = Overlaid(run, title, number)
        self.changed.emit()
        self.wanted.emit(run)

    def remove(self, run: str) -> None:
        """Draw it no longer."""
        if self._runs.pop(run, None) is not None:
            self.changed.emit()

    def clear(self) -> None:
        """Draw none."""
        if self._runs:
            self._runs.clear()
            self.changed.emit()

    def rename(self, run: str, title: str) -> None:
        """The run is called otherwise now."""
        if run in self._runs and self._runs[run].title != title:
            self._runs[run].title = title
            self.changed.emit()

    def take(self, run: str, phases: Mapping[str, Phase]) -> None:
        """What was read of a run; nothing happens where it is no longer wanted."""
        if run in self._runs:
            self._runs[run].phases, self._runs[run].problem = phases, ""
            self.changed.emit()

    def take_failure(self, run: str, problem: str) -> None:
        """Why a run could not be read, in plain words."""
        if run in self._runs:
            self._runs[run].problem = problem
            self.changed.emit()


def fold_phases(events: Iterable[Event]) -> dict[str, Phase]:
    """The trainings that events describe, by ``role/seed``: what `take` wants. Long runs take a while: use a thread."""
    phases: dict[str, Phase] = {}
    for event in events:
        if isinstance(event, PhaseStarted):
            phases.setdefault(event.plan.phase, Phase(event.plan)).start(event)
        elif isinstance(event, StepsFinished | EpochFinished | MixMeasured | Adjusted | PhaseFinished):
            phase = phases.get(event.phase)
            if phase is not None:
                _fold_one(phase, event)
    return phases


def _fold_one(phase: Phase, event: StepsFinished | EpochFinished | MixMeasured | Adjusted | PhaseFinished) -> None:
    match event:
        case StepsFinished():
            phase.add_steps(event)
        case EpochFinished():
            phase.add_epoch(event)
        case MixMeasured():
            phase.measure_mix(event)
        case PhaseFinished():
            phase.finish(event)
        case Adjusted() if event.step not in phase.changes:
            phase.changes.append(event.step)

"""All that a run's folder tells, read once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pydantic import JsonValue

from workbench.errors import RunError
from workbench.events import DataReady, Event, NumericsChosen, TeacherAsked
from workbench.recipes import Role, TrainingRecipe
from workbench.runs import Curves, NetworkResult, PhaseCurves, Results, RunFolder, RunSummary
from workbench.runs import results as measured
from workbench.runs.curves import fold


@dataclass(frozen=True, slots=True)
class Material:
    """What a report is made of.

    Attributes:
        run: Where it comes from.
        recipe: What was to be done, dials that were moved on the way included.
        data: What the pictures were, as last told; None where the run never got so far.
        numerics: How each training computes. asked: How often its teacher's answers were remembered. By phase, as last
            told; runs of older versions tell nothing.
        results: None where nothing was measured on the test pictures.
        skipped: Damaged lines of the event file, left out.
    """

    run: RunFolder
    summary: RunSummary
    recipe: TrainingRecipe
    environment: dict[str, JsonValue]
    curves: Curves
    data: DataReady | None
    numerics: dict[str, NumericsChosen]
    asked: dict[str, TeacherAsked]
    results: Results | None
    skipped: int

    def phases(self, role: Role) -> list[PhaseCurves]:
        """The trainings of a role that took at least one step, in their order; variants left out."""
        taken = [phase for phase in self.curves.phases.values() if phase.plan.role == role and len(phase.steps)]
        return [phase for phase in taken if not phase.plan.is_variant]

    def networks(self, role: Role) -> list[NetworkResult]:
        """The measured networks of a role, one a seed."""
        return [one for one in self.results.networks if one.role == role] if self.results else []


def read(run: RunFolder, check: Callable[[], None]) -> Material:
    """Everything of a run.

    Args:
        run: Finished or not.
        check: Called all the while; what it raises ends the reading.

    Raises:
        RunError: The folder is damaged.
    """
    seen = _Seen()
    events = run.events()
    curves = fold(_watched(events, seen, check))
    return Material(
        run=run,
        summary=run.summary(),
        recipe=run.repeat(),
        environment=run.environment,
        curves=curves,
        data=seen.data,
        numerics=seen.numerics,
        asked=seen.asked,
        results=_results(run),
        skipped=events.skipped,
    )


def _results(run: RunFolder) -> Results | None:
    if run.results() is None:
        return None
    found = measured.load(run.path / measured.FILE)
    known = len(found.classes)
    for one in found.networks:
        sides = {len(one.per_class), len(one.confusion), *(len(row) for row in one.confusion)}
        if sides != {known}:
            raise RunError(
                f"{run.path / measured.FILE} is damaged: there are {known} classes, and not all of them are measured.",
                fix="Evaluate the run again.",
            )
    return found


@dataclass(slots=True)
class _Seen:
    """Facts on the way that are no curves."""

    data: DataReady | None = None
    numerics: dict[str, NumericsChosen] = field(default_factory=dict)
    asked: dict[str, TeacherAsked] = field(default_factory=dict)


def _watched(events: Iterator[Event], seen: _Seen, check: Callable[[], None]) -> Iterator[Event]:
    for event in events:
        check()
        match event:
            case DataReady():
                seen.data = event
            case NumericsChosen(phase=phase):
                seen.numerics[phase] = event
            case TeacherAsked(phase=phase):
                seen.asked[phase] = event
            case _:
                pass
        yield event

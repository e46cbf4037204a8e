"""What a program that repeats a run has to know of it: dials that were moved, ends, numbers, and its teacher's run."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.engine.assembly import dials_of, needs_teacher
from workbench.engine.script_parts import Measured
from workbench.engine.steering import WEIGHT
from workbench.engine.teacher import EarlierTeacher, find
from workbench.errors import RunError
from workbench.events import DataReady, NumericsChosen, parts_of
from workbench.recipes import Data, Distil, Schedule, TeacherRun, TeacherTraining, Train, TrainingRecipe
from workbench.runs import Results, RunFolder, RunStore
from workbench.runs.curves import PhaseCurves

TAUGHT = ("assistant/", "distilled/")
"""With what the names of trainings begin that follow the method."""
Moves = dict[int, dict[str, float]]
"""Dials and their new values, by the first step that used them, counted from 1."""


@dataclass(frozen=True, slots=True)
class EarlierRun:
    """The run that trained the teacher.

    Attributes:
        networks: By the student's seed.
        data, schedule: Of its training; None where it cannot be repeated exactly, and the weights are read instead.
        why: Why it cannot.
    """

    networks: dict[int, EarlierTeacher]
    data: Data | None = None
    schedule: Schedule | None = None
    why: str = ""


class Told:
    """A run as far as it has come; variants of the student left out, which a program does not repeat.

    Attributes:
        ready: What it said when its pictures were in memory.
        phases: What happened in each of its trainings.
        earlier: Where its teacher comes from an earlier run.

    Raises:
        RunError: It has not begun to train, is damaged, its teacher is gone, or it has several teachers.
    """

    def __init__(self, run: RunFolder, store: RunStore) -> None:
        self.run, self.recipe = run, _without_variants(run.recipe)
        _refuse_several_teachers(run)
        self.ready = ready(run)
        self.phases = {name: phase for name, phase in run.curves().phases.items() if not _is_variant(name)}
        known = run.results()
        self.results = None if known is None else Results.model_validate(known)
        self.earlier = self._earlier(store)

    @property
    def schedules(self) -> list[Schedule]:
        """The student's, or the only one, and the teacher's where it is trained."""
        mine = [self.recipe.schedule]
        if self.trained_teacher is not None:
            return [*mine, self.trained_teacher.schedule]
        return [*mine, self.earlier.schedule] if self.earlier and self.earlier.schedule else mine

    @property
    def reduced(self) -> str:
        """How the run computed where that was not plain fp32, in words; empty where it was."""
        found: dict[str, None] = {}
        for event in self.run.events():
            if isinstance(event, NumericsChosen):
                found |= dict.fromkeys(one for one in (event.student, event.teacher) if one not in ("", "fp32"))
                found |= {"a folded teacher": None} if event.folded else {}
                found |= {"a compiled student": None} if event.compiled else {}
        return " and ".join(found)

    @property
    def left_out(self) -> int:
        """How many variants the student has."""
        return len(self.run.recipe.variants) if isinstance(self.run.recipe, Distil) else 0

    @property
    def guided(self) -> bool:
        """Whether there is a teacher."""
        return isinstance(self.recipe, Distil) and needs_teacher(self.recipe)

    @property
    def trained_teacher(self) -> TeacherTraining | None:
        """The teacher, where the run trains it itself."""
        teacher = self.recipe.teacher if isinstance(self.recipe, Distil) and self.guided else None
        return teacher if isinstance(teacher, TeacherTraining) else None

    @property
    def moves(self) -> dict[str, Moves]:
        """Dials that were moved, by role/seed, and those that the recipe moves in trainings to come."""
        found: dict[str, Moves] = {}
        known = dials_of(self.recipe).weights if isinstance(self.recipe, Distil) else {}
        for move in (*self.recipe.adjustments, *self.run.adjustments()):
            if _is_variant(move.phase):
                continue
            dials = move.model_dump(include={"temperature", "alpha", "learning_rate"}, exclude_none=True)
            if move.phase.startswith(TAUGHT):
                dials |= {f"{WEIGHT}{name}": value for name, value in move.weights.items() if name in known}
            found.setdefault(move.phase, {})[move.step] = dials
        for phase, moves in list(found.items()):
            role, seed = phase.split("/")[:2]
            if role == "distilled":  # the twin is given the same learning rates, as in the run
                rates = {step: dials["learning_rate"] for step, dials in moves.items() if "learning_rate" in dials}
                replayed: Moves = {step: {"learning_rate": rate} for step, rate in rates.items()}
                found[f"plain/{seed}"] = replayed | found.get(f"plain/{seed}", {})
        for phase, curves in self._earlier_phases().items():
            if curves.adjusted:
                found[phase] = {move.step: {"learning_rate": move.learning_rate} for move in curves.adjusted}
        return {phase: dict(sorted(moves.items())) for phase, moves in found.items() if moves}

    @property
    def stopped(self) -> dict[str, int]:
        """Trainings that the user ended, and after which step. What came after the last epoch's end left no trace."""
        ended = {name: phase for name, phase in self.phases.items() if phase.finished is not None}
        return {
            name: phase.epochs[-1].step if phase.epochs else phase.finished.step
            for name, phase in ended.items()
            if phase.finished is not None and phase.finished.reason == "stopped"
        }

    @property
    def measured(self) -> dict[str, Measured]:
        """What it measured, by role/seed; nothing where the program would not come to the same."""
        if self.reduced:
            return {}
        count = self.ready.validation
        found = {
            name: Measured(
                [round(epoch.valid_accuracy * count) for epoch in phase.epochs], [phase.epochs[-1].valid_loss]
            )
            for name, phase in {**self._earlier_phases(), **self.phases}.items()
            if phase.epochs
        }
        for one in self.results.networks if self.results else ():
            found.setdefault(f"{one.role}/{one.seed}", Measured()).test = round(one.accuracy * one.count)
        return found

    def _earlier_phases(self) -> dict[str, PhaseCurves]:
        """The trainings of the earlier run that are repeated."""
        if self.earlier is None or self.earlier.schedule is None:
            return {}
        networks = {network.network.seed: network for network in self.earlier.networks.values()}
        return {
            f"earlier/{seed}": teacher.run.curves().phases[teacher.network.finished.phase]
            for seed, teacher in sorted(networks.items())
        }

    def _earlier(self, store: RunStore) -> EarlierRun | None:
        recipe = self.recipe
        if not isinstance(recipe, Distil) or not isinstance(recipe.teacher, TeacherRun) or not self.guided:
            return None
        networks = {seed: find(store, recipe.teacher, seed) for seed in recipe.seeds}
        first = networks[recipe.seeds[0]]
        why = self._why_not_repeated(first, list(networks.values()))
        schedule = None if why else schedule_of(first.run.recipe)
        return EarlierRun(networks, first.run.recipe.data, schedule, why)

    def _why_not_repeated(self, first: EarlierTeacher, networks: list[EarlierTeacher]) -> str:
        theirs, then = first.run.recipe, ready(first.run)
        if first.network.role not in ("model", "teacher"):
            return "it had a teacher itself"
        if theirs.data.source != self.recipe.data.source:
            return "it was trained on other pictures"
        if (then.device, then.threads) != (self.ready.device, self.ready.threads):
            return "it was trained on another device or with other threads"
        if any(teacher.network.finished.reason == "stopped" for teacher in networks):
            return "its training was stopped"
        versions = [str(run.environment.get("torch")) for run in (first.run, self.run)]
        return "it was trained with another version of torch" if len(set(versions)) > 1 else ""


def _without_variants(recipe: TrainingRecipe) -> TrainingRecipe:
    return recipe.model_copy(update={"variants": ()}) if isinstance(recipe, Distil) else recipe


def _is_variant(phase: str) -> bool:
    role, _, number = parts_of(phase)
    return role == "distilled" and number > 0


def _refuse_several_teachers(run: RunFolder) -> None:
    recipe = run.recipe
    if isinstance(recipe, Distil) and recipe.co_teachers and needs_teacher(recipe):
        raise RunError(
            f"The student of run {run.id} has {1 + len(recipe.co_teachers)} teachers, and a program can repeat runs "
            "with one teacher only.",
            fix="Run its recipe without co_teachers, or repeat the run in the workbench.",
        )


def schedule_of(recipe: TrainingRecipe) -> Schedule:
    """That of the training on labels alone: of the model, or of the teacher."""
    if isinstance(recipe, Train):
        return recipe.schedule
    assert isinstance(recipe.teacher, TeacherTraining)
    return recipe.teacher.schedule


def ready(run: RunFolder) -> DataReady:
    """What a run said when its pictures were in memory, the last time.

    Raises:
        RunError: It has never come so far.
    """
    found = [event for event in run.events() if isinstance(event, DataReady)]
    if not found:
        raise RunError(
            f"Run {run.id} has not begun to train, so there is nothing that a program could repeat.",
            fix="Wait until its training begins, or run its recipe again.",
        )
    return found[-1]

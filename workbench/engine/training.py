"""Train and Distil: which networks a run trains, in which order, and what each of them is given."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace

import torch

from workbench.engine.checkpoint import Checkpoints
from workbench.engine.control import Control, Stopped
from workbench.engine.data import LoadContext, Part, Split, Stream, load, split
from workbench.engine.device import choose, placed, prepare
from workbench.engine.loop import RanAway, Task, train
from workbench.engine.model import Card, Classifier, load_model
from workbench.engine.objective import Dials, Objective
from workbench.engine.registry import architectures, datasets, methods
from workbench.engine.reporter import Reporter
from workbench.engine.teacher import check as check_teacher
from workbench.engine.teacher import check_fit, find
from workbench.engine.trained import keep, trained
from workbench.errors import Problem, RecipeError
from workbench.events import DataReady, PhasePlan, Progress
from workbench.places import cache
from workbench.recipes import (
    Adjustment,
    Distil,
    Frozen,
    Ref,
    Role,
    Schedule,
    TeacherRun,
    TeacherTraining,
    Train,
    TrainingRecipe,
)
from workbench.runs import RunFolder, RunStore


def problems(recipe: TrainingRecipe, store: RunStore) -> list[Problem]:
    """Everything wrong with a recipe that can be known before its pictures are loaded."""
    found = datasets.problems(recipe.data.source, path="data.source")
    if isinstance(recipe, Train):
        return found + architectures.problems(recipe.model, path="model")
    if isinstance(recipe.teacher, TeacherTraining):
        found += architectures.problems(recipe.teacher.model, path="teacher.model")
    found += architectures.problems(recipe.student, path="student")
    found += methods.problems(recipe.method, path="method")
    if not found and not methods.get(recipe.method.kind).make.needs_teacher:
        found.append(
            Problem(
                "method.kind",
                f"The method '{recipe.method.kind}' does not listen to the teacher.",
                "Choose 'kd', or a recipe with task: train.",
            )
        )
    return found + check_teacher(recipe, store)


class Training:
    """One Train or Distil run: its data, its place and its phases.

    For each seed the teacher is trained first (unless it comes from an earlier run), then the distilled student, then
    its plain twin. The twin comes last so that it can be given every learning rate that the user tried on the student:
    same initial weights, same number of steps, same batch size, same rates.

    Args:
        run: Its folder, being written by this process.
        reporter, control: Whom to tell and whom to obey.

    Raises:
        RecipeError: The recipe cannot be done; all problems at once.
        DataError: The pictures cannot be used.
    """

    def __init__(self, run: RunFolder, store: RunStore, reporter: Reporter, control: Control) -> None:
        self.run, self.store, self.reporter, self.control = run, store, reporter, control
        self.recipe = run.recipe
        found = problems(self.recipe, store)
        if found:
            raise RecipeError(found)
        self.place = choose(self.recipe.compute)
        prepare(self.place, deterministic=self.recipe.compute.deterministic)
        # before the first PhaseStarted of this session: a resume replays what was moved after the last checkpoint too
        self.adjustments = [*self.recipe.adjustments, *run.adjustments()]
        self.splits = load_splits(self.recipe, reporter.add, self.check)
        self.plans = [plan for seed in self.recipe.seeds for plan in self._plans_of(seed)]

    def go(self) -> None:
        """Train everything that is not trained yet.

        Raises:
            Stopped: The user ended it; what was trained so far is in the run folder.
        """
        self._announce()
        done = {one.finished.phase for one in trained(self.run) if one.finished.reason != "stopped"}
        for plan in self.plans:
            if plan.phase not in done:
                self._train(plan)

    def split(self, seed: int) -> Split:
        """The pictures as the training with that seed uses them."""
        return self.splits[split_seed(self.recipe, seed)]

    def teacher_of(self, seed: int) -> Classifier | None:
        """The teacher of the distilled student with that seed, frozen, on the CPU; None for a Train recipe."""
        if not isinstance(self.recipe, Distil):
            return None
        if isinstance(self.recipe.teacher, TeacherTraining):
            return load_model(self.run.model_folder(f"teacher/{seed}")).requires_grad_(False)
        earlier = find(self.store, self.recipe.teacher, seed)
        model = earlier.load()
        check_fit(earlier.run.id, model.card, self.split(seed))
        return model

    def check(self) -> None:
        """Called often by everything long.

        Raises:
            Stopped: The user wants the run to end.
        """
        self.reporter.tick()
        self.control.check()

    def _announce(self) -> None:
        first = self.split(self.recipe.seeds[0])
        if isinstance(self.recipe, Distil) and isinstance(self.recipe.teacher, TeacherRun):
            self.teacher_of(self.recipe.seeds[0])  # a teacher that does not fit is told before any training
        self.reporter.add(
            DataReady(
                classes=first.classes,
                shape=shape_of(first.train),
                train=len(first.train.labels),
                labelled=int((first.train.labels >= 0).sum()),
                validation=len(first.validation.labels),
                test=len(first.test.labels),
                plans=tuple(self.plans),
                device=str(self.place.device),
                device_reason=self.place.reason,
                threads=self.place.threads,
                skipped=first.skipped[:1000],
            )
        )

    def _plans_of(self, seed: int) -> Iterable[PhasePlan]:
        part = self.split(seed).train
        labelled = int((part.labels >= 0).sum())
        recipe = self.recipe
        if isinstance(recipe, Train):
            yield _plan("model", seed, recipe.schedule, labelled)
            return
        if isinstance(recipe.teacher, TeacherTraining):
            yield _plan("teacher", seed, recipe.teacher.schedule, labelled)
        distilled = _plan("distilled", seed, recipe.schedule, len(part.labels))
        yield distilled
        if recipe.twin:
            yield replace(distilled, phase=f"plain/{seed}", role="plain")

    def _train(self, plan: PhasePlan) -> None:
        task = self._task(plan)
        try:
            finished = train(task, self.control, self.reporter)
        except RanAway as error:
            if error.finished.epoch > 0:
                keep(self.run, task.model.cpu(), error.finished)
            raise
        keep(self.run, task.model.cpu(), finished)
        self.reporter.add(finished)
        if finished.reason == "stopped":
            raise Stopped
        task.checkpoints.clear()

    def _task(self, plan: PhasePlan) -> Task:
        part = self.split(plan.seed)
        device = self.place.device
        distilled = plan.role == "distilled"
        train_part = part.train if distilled else _labelled(part.train)
        schedule = self._schedule_of(plan)
        objective = self._objective_of(plan).to(device)
        teacher = self.teacher_of(plan.seed) if objective.needs_teacher else None
        torch.manual_seed(plan.seed)  # after the teacher is made: student and twin start from the same weights
        model = placed(Classifier(self._card(plan, part)), device)
        return Task(
            plan=plan,
            model=model,
            objective=objective,
            teacher=placed(teacher, device).eval() if teacher is not None else None,
            train=_moved(train_part, device),
            validation=_moved(part.validation, device),
            schedule=schedule,
            stream=Stream(len(train_part.labels), min(schedule.batch_size, len(train_part.labels)), plan.seed),
            dials=self._dials(schedule),
            place=self.place,
            checkpoints=Checkpoints(self.run.checkpoint_folder(plan.phase)),
            adjustments=self._adjustments_of(plan),
        )

    def _schedule_of(self, plan: PhasePlan) -> Schedule:
        if isinstance(self.recipe, Distil) and plan.role == "teacher":
            assert isinstance(self.recipe.teacher, TeacherTraining)
            return self.recipe.teacher.schedule
        return self.recipe.schedule

    def _objective_of(self, plan: PhasePlan) -> Objective[Frozen]:
        recipe = self.recipe
        ref = recipe.method if isinstance(recipe, Distil) and plan.role == "distilled" else Ref(kind="labels")
        made: Objective[Frozen] = methods.get(ref.kind).make(methods.settings(ref))
        return made

    def _dials(self, schedule: Schedule) -> Dials:
        recipe = self.recipe
        if isinstance(recipe, Distil):
            return Dials(recipe.temperature, recipe.alpha, schedule.learning_rate)
        return Dials(1.0, 1.0, schedule.learning_rate)

    def _card(self, plan: PhasePlan, part: Split) -> Card:
        recipe = self.recipe
        if isinstance(recipe, Train):
            ref = recipe.model
        elif plan.role == "teacher":
            assert isinstance(recipe.teacher, TeacherTraining)
            ref = recipe.teacher.model
        else:
            ref = recipe.student
        return Card(architecture=ref, shape=shape_of(part.train), classes=part.classes, mean=part.mean, std=part.std)

    def _adjustments_of(self, plan: PhasePlan) -> dict[int, Adjustment]:
        """What to replay: this phase's own moves and, for the twin, the student's learning rates."""
        moves = self._rates_of_student(plan) if plan.role == "plain" else {}
        return moves | {move.step: move for move in self.adjustments if move.phase == plan.phase}

    def _rates_of_student(self, plan: PhasePlan) -> dict[int, Adjustment]:
        self.reporter.flush()  # the student's last moves may not be in its folder yet
        moves, rate = {}, self.recipe.schedule.learning_rate
        for move in [*self.recipe.adjustments, *self.run.adjustments()]:
            new = move.learning_rate
            if move.phase == f"distilled/{plan.seed}" and new is not None and new != rate:
                moves[move.step] = Adjustment(phase=plan.phase, step=move.step, learning_rate=new)
                rate = new
        return moves


def load_splits(
    recipe: TrainingRecipe, report: Callable[[Progress], None], check: Callable[[], None]
) -> dict[int, Split]:
    """The recipe's pictures, split once for each seed that splits them.

    Raises:
        DataError: The pictures cannot be used.
    """
    pictures = load(recipe.data, LoadContext(cache(), report, check))
    seeds = {split_seed(recipe, seed) for seed in recipe.seeds}
    return {seed: split(pictures, recipe.data, seed) for seed in sorted(seeds)}


def split_seed(recipe: TrainingRecipe, seed: int) -> int:
    """The seed that splits the pictures for the training with `seed`."""
    return seed if recipe.data.split_seed is None else recipe.data.split_seed


def shape_of(part: Part) -> tuple[int, int, int]:
    """Channels, height, width of the pictures."""
    channels, height, width = part.images.shape[1:]
    return channels, height, width


def _plan(role: Role, seed: int, schedule: Schedule, pictures: int) -> PhasePlan:
    batch = min(schedule.batch_size, pictures)
    steps = schedule.epochs * math.ceil(pictures / batch)
    return PhasePlan(phase=f"{role}/{seed}", role=role, seed=seed, epochs=schedule.epochs, steps=steps)


def _labelled(part: Part) -> Part:
    known = part.labels >= 0
    return part if bool(known.all()) else Part(part.images[known], part.labels[known], part.ids[known])


def _moved(part: Part, device: torch.device) -> Part:
    return Part(part.images.to(device), part.labels.to(device), part.ids)

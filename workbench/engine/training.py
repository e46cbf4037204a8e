"""Train and Distil: which networks a run trains, in which order, and what each of them is given."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace

import torch

from workbench.engine.assembly import (
    dials_of,
    make_loss,
    misfits,
    needs_teacher,
    pair_of,
    ramps_of,
    student_ref,
    teaching_of,
    terms_of,
    unsuited_on_the_way,
)
from workbench.engine.checkpoint import Checkpoints
from workbench.engine.control import Control, Stopped
from workbench.engine.data import LoadContext, Part, Split, Stream, load, split
from workbench.engine.device import choose, placed, prepare
from workbench.engine.inherit import inherit
from workbench.engine.loop import RanAway, Task, train
from workbench.engine.loss import Loss, LossPart
from workbench.engine.model import Card, Classifier, load_model
from workbench.engine.objective import Dials, Pair
from workbench.engine.registry import architectures, datasets, methods
from workbench.engine.reporter import Reporter
from workbench.engine.steering import Steering
from workbench.engine.taps import Tapped
from workbench.engine.teacher import check as check_teacher
from workbench.engine.teacher import check_fit, find
from workbench.engine.teaching import Teaching
from workbench.engine.trained import keep, trained
from workbench.errors import Problem, RecipeError
from workbench.events import DataReady, Noted, PhasePlan, Progress
from workbench.places import cache
from workbench.recipes import (
    Adjustment,
    Distil,
    Ref,
    Role,
    Schedule,
    Teacher,
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
    for path, teacher in teachers_of(recipe):
        if isinstance(teacher, TeacherTraining):
            found += architectures.problems(teacher.model, path=f"{path}.model")
    for number, assistant in enumerate(recipe.assistants):
        found += architectures.problems(assistant, path=f"assistants.{number}")
    found += architectures.problems(recipe.student, path="student")
    for path, _, term in terms_of(recipe):
        found += methods.problems(term, path=path)
    if not found:
        found += misfits(recipe)
    return found + check_teacher(recipe, store)


class Training:
    """One Train or Distil run: its data, its place and its phases.

    For each seed the teachers are trained first (unless they come from earlier runs), then assistants, each by the one
    before, then the distilled student, then its plain twin. The twin comes last so that it can be given every learning
    rate that the user tried on the student: same initial weights, same number of steps, same batch size, same rates.

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
        if not isinstance(self.recipe, Distil) or not needs_teacher(self.recipe):
            return None
        return self._teacher(self.recipe.teacher, f"teacher/{seed}", seed)

    def _teacher(self, wanted: Teacher, phase: str, seed: int) -> Classifier:
        """One of the recipe's teachers, frozen, on the CPU.

        Args:
            wanted: Which one. phase: where this run trains it, if it does.
            seed: The student's.
        """
        if isinstance(wanted, TeacherTraining):
            return load_model(self.run.model_folder(phase)).requires_grad_(False)
        earlier = find(self.store, wanted, seed)
        model = earlier.load()
        check_fit(earlier.run.id, model.card, self.split(seed))
        return model

    def _guides(self, plan: PhasePlan) -> list[Classifier]:
        """Who teaches in a phase, the first to be tapped: the teachers, or the assistant before."""
        recipe, seed = self.recipe, plan.seed
        if not isinstance(recipe, Distil) or plan.role not in ("assistant", "distilled") or not needs_teacher(recipe):
            return []
        before = len(recipe.assistants) if plan.role == "distilled" else int(plan.phase.split("/")[2]) - 1
        if before:
            return [load_model(self.run.model_folder(f"assistant/{seed}/{before}")).requires_grad_(False)]
        others = enumerate(recipe.co_teachers, start=1)
        first = self._teacher(recipe.teacher, f"teacher/{seed}", seed)
        return [first, *(self._teacher(other.teacher, f"teacher/{seed}/{number}", seed) for number, other in others)]

    def check(self) -> None:
        """Called often by everything long.

        Raises:
            Stopped: The user wants the run to end.
        """
        self.reporter.tick()
        self.control.check()

    def _announce(self) -> None:
        first = self.split(self.recipe.seeds[0])
        if isinstance(self.recipe, Distil):
            self._refuse_misfits(self.recipe)
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
        for number, (_, teacher) in enumerate(teachers_of(recipe) if needs_teacher(recipe) else ()):
            if isinstance(teacher, TeacherTraining):
                yield _plan("teacher", seed, teacher.schedule, labelled, number)
        for number in range(1, len(recipe.assistants) + 1):
            yield _plan("assistant", seed, recipe.schedule, len(part.labels), number)
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
        guides = [placed(guide, device).eval() for guide in self._guides(plan)]
        train_part = part.train if _is_taught(plan) else _labelled(part.train)
        validation = _moved(part.validation, device)
        schedule = self._schedule_of(plan)
        torch.manual_seed(plan.seed)  # after the teacher is made: student and twin start from the same weights
        model = placed(Classifier(self._card(plan, part, guides)), device)
        if isinstance(self.recipe, Distil) and self.recipe.start == "teacher" and plan.role == "distilled":
            self._note(plan, inherit(model, guides[0]).sentences())
        pair = pair_of(model, guides[0] if guides else None, len(train_part.labels))
        loss = self._loss_of(plan, pair).to(device)
        for method in loss.methods:
            method.begin(model, guides[0] if guides else None)
        paths = [path for method in loss.methods for path in method.student_taps]
        return Task(
            plan=plan,
            model=model,
            loss=loss,
            student=Tapped(model, paths, head=pair.student.head if loss.needs_embedding else ""),
            teaching=self._teaching(plan, pair, loss, guides, validation) if loss.needs_teacher else None,
            train=_moved(train_part, device),
            validation=validation,
            schedule=schedule,
            stream=Stream(len(train_part.labels), min(schedule.batch_size, len(train_part.labels)), plan.seed),
            steering=self._steering_of(plan, schedule),
            place=self.place,
            checkpoints=Checkpoints(self.run.checkpoint_folder(plan.phase)),
            adjustments=self._adjustments_of(plan),
        )

    def _teaching(
        self, plan: PhasePlan, pair: Pair, loss: Loss, guides: list[Classifier], validation: Part
    ) -> Teaching:
        """The teachers of a phase, joined and, where the recipe wants it, calibrated on the validation pictures."""
        recipe = self.recipe
        assert isinstance(recipe, Distil)
        teaching = teaching_of(recipe, loss, pair, guides, validation, seed=plan.seed, check=self.check)
        if recipe.trust.calibrate:
            divisor = f"{teaching.temperature:.3g}"
            self._note(plan, [f"The teacher's logits are divided by {divisor}: so they fit the labels best."])
        return teaching

    def _note(self, plan: PhasePlan, sentences: Iterable[str]) -> None:
        for sentence in sentences:
            self.reporter.add(Noted(level="info", text=f"{plan.phase}: {sentence}"))

    def _refuse_misfits(self, recipe: Distil) -> None:
        """Tell what cannot work before any training.

        Raises:
            RecipeError: A teacher that does not fit the data, or a method that cannot run on the pair.
        """
        seed = recipe.seeds[0]
        part = self.split(seed)
        teacher: Classifier | None = None
        if needs_teacher(recipe):
            for path, wanted in teachers_of(recipe):
                if isinstance(wanted, TeacherRun):
                    known = self._teacher(wanted, "", seed)
                    teacher = known if path == "teacher" else teacher
            teacher = teacher or Classifier(self._blank(_first_network(recipe), part))
        found = unsuited_on_the_way(
            recipe, teacher, lambda ref: Classifier(self._blank(ref, part)), len(part.train.labels)
        )
        if found:
            raise RecipeError(found)

    def _schedule_of(self, plan: PhasePlan) -> Schedule:
        return self.recipe.schedule if plan.role != "teacher" else self._trained_teacher(plan).schedule

    def _trained_teacher(self, plan: PhasePlan) -> TeacherTraining:
        """The teacher that a phase trains."""
        assert isinstance(self.recipe, Distil)
        number = int(plan.phase.split("/")[2]) if plan.phase.count("/") == 2 else 0
        teacher = teachers_of(self.recipe)[number][1]
        assert isinstance(teacher, TeacherTraining)
        return teacher

    def _loss_of(self, plan: PhasePlan, pair: Pair) -> Loss:
        if isinstance(self.recipe, Distil) and _is_taught(plan):
            return make_loss(self.recipe, pair)
        return labels_only(pair)

    def _steering_of(self, plan: PhasePlan, schedule: Schedule) -> Steering:
        recipe = self.recipe
        if not isinstance(recipe, Distil):
            return Steering(Dials(1.0, 1.0, schedule.learning_rate))
        if not _is_taught(plan):
            return Steering(Dials(recipe.temperature, recipe.alpha, schedule.learning_rate))
        return Steering(dials_of(recipe), ramps_of(recipe))

    def _card(self, plan: PhasePlan, part: Split, guides: list[Classifier]) -> Card:
        recipe = self.recipe
        if isinstance(recipe, Train):
            return self._blank(recipe.model, part)
        if plan.role == "teacher":
            return self._blank(self._trained_teacher(plan).model, part)
        if plan.role == "plain":
            return self._blank(recipe.student, part)
        assistant = plan.role == "assistant"
        ref = recipe.assistants[int(plan.phase.split("/")[2]) - 1] if assistant else recipe.student
        guide = guides[0].card.architecture if guides else None
        return self._blank(student_ref(recipe, ref, guide), part)

    def _blank(self, ref: Ref, part: Split) -> Card:
        """The card of a network for these pictures."""
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


def teachers_of(recipe: Distil) -> list[tuple[str, Teacher]]:
    """Path in the recipe and teacher: the first, then those beside it."""
    others = [(f"co_teachers.{number}.teacher", other.teacher) for number, other in enumerate(recipe.co_teachers)]
    return [("teacher", recipe.teacher), *others]


def labels_only(pair: Pair) -> Loss:
    """How teachers and twins learn."""
    entry = methods.get("labels")
    return Loss([LossPart("labels", entry.make(entry.params(), pair))])


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


def _plan(role: Role, seed: int, schedule: Schedule, pictures: int, number: int = 0) -> PhasePlan:
    batch = min(schedule.batch_size, pictures)
    steps = schedule.epochs * math.ceil(pictures / batch)
    phase = f"{role}/{seed}/{number}" if number else f"{role}/{seed}"
    return PhasePlan(phase=phase, role=role, seed=seed, epochs=schedule.epochs, steps=steps)


def _is_taught(plan: PhasePlan) -> bool:
    return plan.role in ("assistant", "distilled")


def _first_network(recipe: Distil) -> Ref:
    """The network of a teacher that the run trains itself."""
    assert isinstance(recipe.teacher, TeacherTraining)
    return recipe.teacher.model


def _labelled(part: Part) -> Part:
    known = part.labels >= 0
    return part if bool(known.all()) else Part(part.images[known], part.labels[known], part.ids[known])


def _moved(part: Part, device: torch.device) -> Part:
    return Part(part.images.to(device), part.labels.to(device), part.ids)

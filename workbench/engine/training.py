"""Train and Distil: which networks a run trains, in which order, and what each of them is given."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import cast

import torch
from torch import Tensor

from workbench import limits
from workbench.engine import chance
from workbench.engine.assembly import (
    dials_of,
    make_loss,
    misfits,
    needs_teacher,
    pair_of,
    ramps_of,
    rounds_answers,
    student_ref,
    teaching_of,
    terms_of,
    unsuited_on_the_way,
    variants_that_differ,
)
from workbench.engine.checkpoint import Checkpoints
from workbench.engine.control import Control, Stopped
from workbench.engine.data import LoadContext, Part, Split, load, split
from workbench.engine.device import choose, placed, prepare
from workbench.engine.frozen import frozen
from workbench.engine.inherit import inherit
from workbench.engine.keeping import Keeping
from workbench.engine.learner import Task
from workbench.engine.loop import RanAway, train
from workbench.engine.loss import Loss, LossPart
from workbench.engine.measure import Answers, answers
from workbench.engine.model import Card, Classifier, load_model
from workbench.engine.numerics import Compiled, Numerics
from workbench.engine.objective import Dials, Pair
from workbench.engine.registry import architectures, datasets, methods
from workbench.engine.reporter import Reporter
from workbench.engine.shown import Drawing
from workbench.engine.steering import Steering
from workbench.engine.taps import Tapped
from workbench.engine.teacher import check as check_teacher
from workbench.engine.teacher import check_fit, find
from workbench.engine.teaching import Joined, Teaching
from workbench.engine.trained import keep, trained
from workbench.engine.trial import choose_numerics
from workbench.engine.variation import view_count
from workbench.errors import Problem, RecipeError
from workbench.events import DataReady, Noted, NumericsChosen, PhaseFinished, PhasePlan, Progress, parts_of
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
    differences,
    methods_of_variants,
    varied,
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
    for number, term in methods_of_variants(recipe):
        found += methods.problems(term, path=f"variants.{number}.method")
    if not found:
        found += misfits(recipe) + variants_that_differ(recipe)
    return found + check_teacher(recipe, store)


@dataclass(frozen=True, slots=True)
class _Learner:
    """A network that is to learn.

    Attributes:
        model: On the device. loss: what it learns by; made for `pair`.
        paths, head: What the loss wants to hear of it.
        chance: torch's random states after it was made.
    """

    plan: PhasePlan
    model: Classifier
    loss: Loss
    pair: Pair
    paths: tuple[str, ...]
    head: str
    chance: Mapping[str, Tensor]

    @property
    def is_tapped(self) -> bool:
        """Whether its layers are listened to."""
        return bool(self.paths or self.head)


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
        self._warned: set[str] = set()
        self.keeping = Keeping(run.id, self.place, limits.read(), self._warn)
        self.splits = load_splits(self.recipe, reporter.add, self.check, self._warn)
        self.plans = [plan for seed in self.recipe.seeds for plan in self._plans_of(seed)]

    def go(self) -> None:
        """Train everything that is not trained yet.

        Raises:
            Stopped: The user ended it; what was trained so far is in the run folder.
        """
        self._announce()
        done = {one.finished.phase for one in trained(self.run) if one.finished.reason != "stopped"}
        for together in self._together():
            left = [plan for plan in together if plan.phase not in done]
            if left:
                self._train(left)

    def split(self, seed: int) -> Split:
        """The pictures as the training with that seed uses them."""
        return self.splits[split_seed(self.recipe, seed)]

    def teacher_of(self, seed: int) -> Classifier | None:
        """The teacher of the distilled student with that seed, frozen, on the CPU; None for a Train recipe."""
        if not isinstance(self.recipe, Distil) or not needs_teacher(self.recipe):
            return None
        return self._teacher(self.recipe.teacher, f"teacher/{seed}", seed)

    def answers_of_teacher(self, seed: int) -> Answers:
        """What a teacher of an earlier run says to the test pictures: asked once for all runs that it teaches in."""
        teacher, device = self.teacher_of(seed), self.place.device
        assert teacher is not None
        teacher, test = placed(teacher, device), self.split(seed).test
        if isinstance(self.recipe, Distil) and rounds_answers(self.recipe):
            return self.keeping.answers(teacher, test.on(device), self.check)
        return answers(teacher, test, device=device, check=self.check)

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

    @cached_property
    def _chosen(self) -> dict[str, NumericsChosen]:
        """How those who are compared compute, by group: first as in earlier sessions."""
        return _chosen_before(self.run)

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
        for number, variant in enumerate(recipe.variants, start=1):
            yield replace(distilled, phase=f"{distilled.phase}/{number}", differs=differences(recipe, variant))
        if recipe.twin:
            yield replace(distilled, phase=f"plain/{seed}", role="plain")

    def _together(self) -> Iterable[list[PhasePlan]]:
        """The plans in their order, those in one list that are trained side by side: a student and its variants."""
        for (role, _), group in groupby(self.plans, key=lambda plan: (plan.role, plan.seed)):
            plans = list(group)
            yield from [plans] if role == "distilled" else ([plan] for plan in plans)

    def _train(self, plans: Sequence[PhasePlan]) -> None:
        """Train networks side by side and keep them."""
        tasks, drawing, teaching = self._tasks(plans)
        try:
            ended = train(tasks, drawing, teaching, self.control, self.reporter)
        except RanAway as error:
            for task, finished in zip(tasks, error.finished, strict=True):
                if finished.reason != "stopped":
                    self._conclude(task, finished)
                elif finished.epoch > 0:
                    keep(self.run, task.model.cpu(), finished)
            raise
        for task, finished in zip(tasks, ended, strict=True):
            self._conclude(task, finished)
        if any(finished.reason == "stopped" for finished in ended):
            raise Stopped

    def _conclude(self, task: Task, finished: PhaseFinished) -> None:
        """Keep a network whose training is over, and tell it."""
        keep(self.run, task.model.cpu(), finished)
        self.reporter.add(finished)
        if finished.reason != "stopped":
            task.checkpoints.clear()

    def _tasks(self, plans: Sequence[PhasePlan]) -> tuple[list[Task], Drawing, Teaching | None]:
        """What those who train side by side need: each its own, what they are shown, and who teaches them."""
        plan, part, device = plans[0], self.split(plans[0].seed), self.place.device
        guides = [placed(guide, device).eval() for guide in self._guides(plan)]
        learns_from = (part.train if _is_taught(plan) else _labelled(part.train)).on(device)
        validation = part.validation.on(device)
        learners = [self._learner(one, part, guides, len(learns_from)) for one in plans]
        losses, schedule = [one.loss for one in learners], self._schedule_of(plan)
        batch, views = min(schedule.batch_size, len(learns_from)), max(loss.views for loss in losses)
        drawing = Drawing(learns_from, batch, schedule.augment, seed=plan.seed, views=views)
        taught = any(loss.needs_teacher for loss in losses)
        teaching = self._teaching(plan, losses, learners[0].pair, guides, validation) if taught else None
        numerics = self._numerics(plan, learners, teaching, drawing)
        if teaching is not None:
            whole = teaching.network
            _speed_up(teaching, numerics, device)
            if self._keeps(teaching, losses):
                how = schedule.augment
                teaching.memory = self.keeping.memory(teaching, whole, learns_from, how, numerics.teacher)
        tasks = [self._task(one, validation, numerics) for one in learners]
        return tasks, drawing, teaching

    def _learner(self, plan: PhasePlan, part: Split, guides: list[Classifier], count: int) -> _Learner:
        """A network that is to learn, from `count` pictures, and its loss."""
        device, recipe, guide = self.place.device, self._recipe_of(plan), guides[0] if guides else None
        torch.manual_seed(plan.seed)  # after the teacher is made: student and twin start from the same weights
        model = placed(Classifier(self._card(plan, part, guides)), device)
        if isinstance(recipe, Distil) and recipe.start == "teacher" and plan.role == "distilled":
            assert guide is not None
            copied = inherit(model, guide)
            self._note(plan, copied.sentences() if not plan.number else ())
        pair = pair_of(model, guide, count)
        loss = self._loss_of(plan, pair).to(device)
        for method in loss.methods:
            method.begin(model, guide)
        paths = tuple(path for method in loss.methods for path in method.student_taps)
        head = pair.student.head if loss.needs_embedding else ""
        return _Learner(plan, model, loss, pair, paths, head, chance.states())

    def _task(self, one: _Learner, validation: Part, numerics: Numerics) -> Task:
        """All that it needs to train."""
        plan, device = one.plan, self.place.device
        schedule = self._schedule_of(plan)
        model = placed(one.model, device, channels_last=numerics.channels_last)
        run = Compiled(model, device) if numerics.compiled and not one.is_tapped else None
        return Task(
            plan=plan,
            model=model,
            loss=one.loss,
            student=Tapped(model, one.paths, head=one.head, run=run),
            validation=validation,
            schedule=schedule,
            steering=self._steering_of(plan, schedule),
            place=self.place,
            checkpoints=Checkpoints(self.run.checkpoint_folder(plan.phase)),
            numerics=numerics,
            adjustments=self._adjustments_of(plan),
            chance=one.chance,
        )

    def _numerics(
        self, plan: PhasePlan, learners: Sequence[_Learner], teaching: Teaching | None, drawing: Drawing
    ) -> Numerics:
        """How a phase computes. The twin does it as its student, and every seed as the first: they are compared."""
        group = _group(plan.phase)
        shown = drawing(0)
        chosen = choose_numerics(
            self.recipe.compute,
            self.place,
            student=learners[0].model,
            teacher=None if teaching is None else teaching.network,  # type: ignore[arg-type]
            images=shown.images,
            labels=shown.labels,
            steps=plan.steps,
            schedule=self._schedule_of(plan),
            tapped_student=any(one.is_tapped for one in learners),
            tapped_teacher=teaching is not None and bool(teaching.tapped.paths),
            remembered=0.0 if teaching is None else self._expected(plan, teaching, learners),
            check=self.check,
            tell=lambda what: self.reporter.add(Progress(what=what, done=0.0, total=0.0)),
            known=self._chosen.get(group),
        )
        told = chosen.event(plan.phase, self.place.device, taught=teaching is not None)
        self._chosen.setdefault(group, told)
        self.reporter.add(told)
        return chosen

    def _expected(self, plan: PhasePlan, teaching: Teaching, learners: Sequence[_Learner]) -> float:
        """Which fraction of the teacher's answers will be remembered, as far as it can be foreseen: 0 to 1."""
        if not self._keeps(teaching, [one.loss for one in learners]):
            return 0.0
        views = view_count(self._schedule_of(plan).augment)
        return 1 - views * (1 - (1 - 1 / views) ** plan.epochs) / plan.epochs

    def _recipe_of(self, plan: PhasePlan) -> TrainingRecipe:
        """The recipe as it is for one of its networks: a variant has dials of its own."""
        recipe = self.recipe
        if not isinstance(recipe, Distil) or plan.role != "distilled" or not plan.number:
            return recipe
        return varied(recipe, recipe.variants[plan.number - 1])

    def _teaching(
        self, plan: PhasePlan, losses: Sequence[Loss], pair: Pair, guides: list[Classifier], validation: Part
    ) -> Teaching:
        """The teachers of a phase, joined and, where the recipe wants it, calibrated on the validation pictures."""
        recipe = self.recipe
        assert isinstance(recipe, Distil)
        teaching = teaching_of(recipe, losses, pair.guide, guides, validation, seed=plan.seed, check=self.check)
        if recipe.trust.calibrate:
            divisor = f"{teaching.trusting.temperature:.3g}"
            self._note(plan, [f"The teacher's logits are divided by {divisor}: so they fit the labels best."])
        return teaching

    def _keeps(self, teaching: Teaching, losses: Sequence[Loss]) -> bool:
        """Whether the teacher's answers can be kept, and are to be."""
        return teaching.rounds and all(method.cacheable for loss in losses for method in loss.methods)

    def _warn(self, sentence: str) -> None:
        """Tell what the user should know; once, whoever notices it again."""
        if sentence in self._warned:
            return
        self._warned.add(sentence)
        self.reporter.add(Noted(level="warning", text=sentence))

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
        return self._recipe_of(plan).schedule if plan.role != "teacher" else self._trained_teacher(plan).schedule

    def _trained_teacher(self, plan: PhasePlan) -> TeacherTraining:
        """The teacher that a phase trains."""
        assert isinstance(self.recipe, Distil)
        number = int(plan.phase.split("/")[2]) if plan.phase.count("/") == 2 else 0
        teacher = teachers_of(self.recipe)[number][1]
        assert isinstance(teacher, TeacherTraining)
        return teacher

    def _loss_of(self, plan: PhasePlan, pair: Pair) -> Loss:
        recipe = self._recipe_of(plan)
        if isinstance(recipe, Distil) and _is_taught(plan):
            return make_loss(recipe, pair)
        return labels_only(pair)

    def _steering_of(self, plan: PhasePlan, schedule: Schedule) -> Steering:
        recipe = self._recipe_of(plan)
        if not isinstance(recipe, Distil):
            return Steering(Dials(1.0, 1.0, schedule.learning_rate))
        if not _is_taught(plan):
            return Steering(Dials(recipe.temperature, recipe.alpha, schedule.learning_rate))
        return Steering(dials_of(recipe), ramps_of(recipe))

    def _card(self, plan: PhasePlan, part: Split, guides: list[Classifier]) -> Card:
        recipe = self._recipe_of(plan)
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
    recipe: TrainingRecipe,
    report: Callable[[Progress], None],
    check: Callable[[], None],
    tell: Callable[[str], None] = lambda _sentence: None,
) -> dict[int, Split]:
    """The recipe's pictures, split once for each seed that splits them.

    Args:
        report, check, tell: See `workbench.engine.data.LoadContext`.

    Raises:
        DataError: The pictures cannot be used.
    """
    pictures = load(recipe.data, LoadContext(cache(), report, check, tell=tell))
    seeds = {split_seed(recipe, seed) for seed in recipe.seeds}
    return {seed: split(pictures, recipe.data, seed) for seed in sorted(seeds)}


def split_seed(recipe: TrainingRecipe, seed: int) -> int:
    """The seed that splits the pictures for the training with `seed`."""
    return seed if recipe.data.split_seed is None else recipe.data.split_seed


def _speed_up(teaching: Teaching, numerics: Numerics, device: torch.device) -> None:
    """Let a faster copy of the teachers be asked, where one was chosen."""
    slow = teaching.tapped
    if numerics.teacher == "fp32" and not numerics.folded:
        return
    network = frozen(slow.network, numerics, device, tapped=bool(slow.paths))  # type: ignore[call-overload]
    first = network.teachers[0] if isinstance(network, Joined) else network
    slow.release()
    teaching.tapped = Tapped(network, slow.paths, head=slow.head_path, of=cast(Classifier, first))


def _group(phase: str) -> str:
    """Who computes alike in a run: networks that are compared, and all seeds."""
    role, _, number = parts_of(phase)
    return "student" if role in ("distilled", "plain") else f"{role}/{number}"


def _chosen_before(run: RunFolder) -> dict[str, NumericsChosen]:
    """How the run's networks computed in earlier sessions, by group."""
    found: dict[str, NumericsChosen] = {}
    for event in run.events():
        if isinstance(event, NumericsChosen):
            found.setdefault(_group(event.phase), event)
    return found


def shape_of(part: Part) -> tuple[int, int, int]:
    """Channels, height, width of the pictures."""
    return part.shape


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
    return part if bool(known.all()) else part.some(known)

"""The verbs: what a worker can be asked to do. Each ends in exactly one JobEnded."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from typing_extensions import assert_never

from workbench.engine import heap
from workbench.engine.control import Control, Stopped
from workbench.engine.environment import environment
from workbench.engine.evaluate import evaluate
from workbench.engine.export import CHECKS, Artefact, export
from workbench.engine.model import load_model
from workbench.engine.questions import Asking, answer
from workbench.engine.reporter import Reporter
from workbench.engine.trained import choose
from workbench.engine.training import Training, load_splits, problems, split_seed
from workbench.errors import RecipeError, RunError, UserError
from workbench.events import Answered, Evaluated, Event, JobEnded, JobStarted, Outcome, Progress
from workbench.recipes import Distil, Evaluate, Export, Train, TrainingRecipe
from workbench.recipes.requests import AnyRequest, Resume, Run
from workbench.runs import RunFolder, RunStore, predictions
from workbench.runs.files import as_run_error

logger = logging.getLogger(__name__)


def do(request: AnyRequest, emit: Callable[[Sequence[Event]], None], control: Control) -> None:
    """Do what is asked and tell it: JobStarted first, JobEnded last, whatever happens."""
    job = _Job(request, Reporter(emit), control)
    ended = job.attempt(job.work)
    heap.give_back()  # the worker may be idle for hours
    job.start()
    job.reporter.add(ended)


class _Job:
    """One request being done."""

    def __init__(self, request: AnyRequest, reporter: Reporter, control: Control) -> None:
        self.request, self.reporter, self.control = request, reporter, control
        self.store = RunStore(Path(request.runs))
        self._started = False

    def start(self, run: RunFolder | None = None) -> None:
        """Tell that the job has begun, unless that was told."""
        if self._started:
            return
        self._started = True
        name, folder = (run.id, str(run.path)) if run is not None else ("", "")
        verb = _verb(self.request)
        self.reporter.add(JobStarted(job=self.request.job, verb=verb, run=name, folder=folder, time=time.time()))

    def attempt(self, work: Callable[[], JobEnded | None]) -> JobEnded:
        """Do some work and say how it ended. The engine's one catch-all."""
        try:
            return work() or self._ended("finished")
        except Stopped as stop:
            return self._ended("discarded" if stop.discard else "stopped")
        except UserError as error:
            return self._ended("failed", error.problem, error.fix)
        except OSError as error:  # a full disk, a folder that went away: wherever it was noticed
            known = as_run_error(error, Path(error.filename or self.request.runs))
            return self._ended("failed", known.problem, known.fix, traceback.format_exc())
        except Exception:
            logger.exception("job %s ended by a fault of ours", self.request.job)
            return self._ended("failed", _FAULT, _FAULT_FIX, traceback.format_exc())

    def work(self) -> JobEnded | None:
        """Do the request; the answer is how a run ended, where one was trained."""
        match self.request:
            case Run(recipe=recipe):
                return self._follow(recipe)
            case Resume(run=name):
                return self._resume(name)
            case question:
                self.start()
                asking = Asking(self.store, self.reporter.add, self._check)
                self._answer(question.kind, answer(question, asking))
        return None

    def _follow(self, recipe: TrainingRecipe | Evaluate | Export) -> JobEnded | None:
        match recipe:
            case Train() | Distil():
                found = problems(recipe, self.store)
                if found:
                    raise RecipeError(found)
                return self._write(self.store.create(recipe, environment=environment()), self._train)
            case Evaluate(run=name):
                run = self.store.open(name)
                known = run.results()
                if known is None or not (run.path / predictions.FILE).is_file():  # an older run kept no predictions
                    return self._write(run, self._evaluate, trains=False)
                self.start(run)
                self.reporter.add(Evaluated(results=known))
            case Export():
                self._export(recipe)
            case _:
                assert_never(recipe)
        return None

    def _resume(self, name: str) -> JobEnded:
        run = self.store.open(name)
        if run.state == "finished":
            raise RunError(
                f"Run {run.id} is finished: there is nothing to resume.", fix="Run its recipe again to repeat it."
            )
        return self._write(run, self._train)

    def _write(self, run: RunFolder, work: Callable[[Training], None], *, trains: bool = True) -> JobEnded:
        """Work in a run folder as its only writer, and record there how the training, if it is one, ended."""
        with run.writer(trains=trains) as writer:
            self.reporter.writer = writer
            self.start(run)
            ended = self.attempt(lambda: work(Training(run, self.store, self.reporter, self.control)))
            with suppress(RunError):  # told already: it is what `ended` says
                self.reporter.flush()
                writer.append([ended])
                if trains:
                    writer.finish("stopped" if ended.outcome == "discarded" else ended.outcome, ended.problem)
            self.reporter.writer = None
        if trains and ended.outcome == "discarded":
            self.store.remove(run.id)
        return ended

    def _train(self, training: Training) -> None:
        training.go()
        self._evaluate(training)

    def _evaluate(self, training: Training) -> None:
        evaluation = evaluate(training)
        assert self.reporter.writer is not None
        predictions.save(evaluation.predictions, training.run.path / predictions.FILE)
        plain = evaluation.results.model_dump(mode="json")
        self.reporter.writer.write_json("results.json", plain)
        self.reporter.add(Evaluated(results=plain))

    def _export(self, recipe: Export) -> None:
        run = self.store.open(recipe.run)
        self.start(run)
        network = choose(run, recipe.role, recipe.seed)
        splits = load_splits(run.recipe, self.reporter.add, self._check)
        artefact = Artefact(
            load_model(network.folder),
            splits[split_seed(run.recipe, network.seed)].test,
            {"run": run.id, "name": run.recipe.name, "role": network.role, "seed": network.seed},
        )
        usual = run.path / "exports" / f"{network.role}-{network.seed}-{recipe.format.kind}"
        folder = Path(recipe.out).expanduser() if recipe.out else usual

        def tell(what: str) -> None:
            done = float(CHECKS.index(what))
            self.reporter.add(Progress(what=what, done=done, total=float(len(CHECKS)), unit="checks"))
            self.reporter.flush()  # what follows may keep still for seconds

        manifest = export(recipe.format, artefact, folder, check=self._check, tell=tell)
        self._answer("export", {"folder": str(folder), "manifest": manifest.model_dump(mode="json")})

    def _answer(self, verb: str, answer: dict[str, Any]) -> None:
        self.reporter.add(Answered(verb=verb, answer=answer))

    def _check(self) -> None:
        self.reporter.tick()
        self.control.check()

    def _ended(self, outcome: Outcome, problem: str = "", fix: str = "", details: str = "") -> JobEnded:
        return JobEnded(
            job=self.request.job, outcome=outcome, problem=problem, fix=fix, details=details, time=time.time()
        )


def _verb(request: AnyRequest) -> str:
    return request.recipe.task if isinstance(request, Run) else request.kind


_FAULT = "The workbench made a mistake and could not go on. What was saved is safe."
_FAULT_FIX = "Copy the details and report them; Resume goes on from the last checkpoint."

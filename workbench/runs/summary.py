"""A run on one line: the content of ``run.json``, and a row of the index."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from typing_extensions import Self

from workbench.recipes.models import Distil, Role, TeacherRun, TrainingRecipe
from workbench.runs import about, results
from workbench.runs.about import About
from workbench.runs.results import CostResult, Results

FILE = "run.json"

State = Literal["running", "finished", "stopped", "failed", "interrupted", "damaged"]
"""``interrupted``: the process that trained it died. ``damaged``: the folder cannot be understood."""
Ending = Literal["finished", "stopped", "failed"]


class RunSummary(BaseModel):
    """What a list of runs shows.

    Attributes:
        id: Name of the run's folder.
        task: ``train``, ``distil``; empty for a damaged run.
        name: As the recipe gives it; may be empty.
        created: Seconds since 1970.
        problem: Why it failed or is damaged, in plain words; empty otherwise.
        process: Number of the process that trained it last.
        data, model, teacher, method: Names in the catalogue; `model` is the student, or what a Train recipe trains, and
            `teacher` is the id of a run where an earlier run trained it.
        accuracy: Mean test accuracy of `model` (the distilled one), 0 to 1. accuracy_sd: over the seeds.
        plain_accuracy, teacher_accuracy: The same of the twin without a teacher, and of the teacher.
        parameters, bytes: Size of `model`. flops: Its operations for one picture. latency_ms: Its median time for one.
        teacher_parameters, teacher_bytes, teacher_flops, teacher_latency_ms: The same of the teacher.
        seconds: Training time of all phases.
        verdict: Kind of the verdict. verdict_text: In plain words.
        about: What people say about it; kept in a file of its own.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    version: int = 1
    id: str
    task: Literal["train", "distil", ""] = ""
    name: str = ""
    created: float = 0.0
    state: State
    problem: str = ""
    process: int | None = None
    data: str = ""
    model: str = ""
    teacher: str = ""
    method: str = ""
    seeds: int = Field(0, ge=0)
    accuracy: float | None = None
    accuracy_sd: float | None = None
    plain_accuracy: float | None = None
    plain_accuracy_sd: float | None = None
    teacher_accuracy: float | None = None
    teacher_accuracy_sd: float | None = None
    parameters: int | None = None
    bytes: int | None = None
    flops: int | None = None
    latency_ms: float | None = None
    teacher_parameters: int | None = None
    teacher_bytes: int | None = None
    teacher_flops: int | None = None
    teacher_latency_ms: float | None = None
    seconds: float | None = None
    verdict: str = ""
    verdict_text: str = ""
    about: About = About()

    @property
    def favourite(self) -> bool:
        """Whether somebody marked it."""
        return self.about.favourite

    @property
    def tags(self) -> tuple[str, ...]:
        """What it was tagged with."""
        return self.about.tags

    @property
    def note(self) -> str:
        """What was noted about it; may be empty."""
        return self.about.note

    @property
    def gain(self) -> float | None:
        """Accuracy that the teacher added, a fraction; None without a twin to compare with."""
        if self.accuracy is None or self.plain_accuracy is None:
            return None
        return self.accuracy - self.plain_accuracy

    @property
    def title(self) -> str:
        """What the run is called: by people, by its recipe, or by what it does in a few words."""
        if self.about.name:
            return self.about.name
        if self.name or not self.task:
            return self.name or self.id
        return (
            f"{self.model} on {self.data}" if self.task == "train" else f"{self.teacher} to {self.model} on {self.data}"
        )

    def with_results(self, data: Mapping[str, Any] | None) -> Self:
        """The same run, measured; `data` is what ``results.json`` holds, and nothing changes when it is damaged."""
        try:
            measured = Results.model_validate(data)
        except ValidationError:
            return self
        main: Role = "distilled" if self.task == "distil" else "model"
        scores = {score.role: score for score in measured.summaries}
        mean = {role: score.accuracy_mean for role, score in scores.items()}
        spread = {role: score.accuracy_sd for role, score in scores.items()}
        costs = {cost.role: cost for cost in measured.costs}
        return self.model_copy(
            update={
                "accuracy": mean.get(main),
                "accuracy_sd": spread.get(main),
                "plain_accuracy": mean.get("plain"),
                "plain_accuracy_sd": spread.get("plain"),
                "teacher_accuracy": mean.get("teacher"),
                "teacher_accuracy_sd": spread.get("teacher"),
                **_cost("", costs.get(main)),
                **_cost("teacher_", costs.get("teacher")),
                "verdict": measured.verdict.kind if measured.verdict else "",
                "verdict_text": measured.verdict.text if measured.verdict else "",
            }
        )

    def own_json(self) -> str:
        """The content of ``run.json``: all but what people say, which has a file of its own."""
        return self.model_dump_json(indent=2, exclude={"about"})


def of_recipe(run: str, recipe: TrainingRecipe, *, created: float) -> RunSummary:
    """A run that has just been created."""
    if isinstance(recipe, Distil):
        teacher = recipe.teacher.run if isinstance(recipe.teacher, TeacherRun) else recipe.teacher.model.kind
        model = recipe.student.kind
        method = " + ".join(term.kind for term in (recipe.method, *recipe.also))
    else:
        teacher, model, method = "", recipe.model.kind, "labels"
    return RunSummary(
        id=run,
        task=recipe.task,
        name=recipe.name,
        created=created,
        state="running",
        data=recipe.data.source.kind,
        model=model,
        teacher=teacher,
        method=method,
        seeds=len(recipe.seeds),
    )


def read(folder: Path) -> RunSummary:
    """What a run folder says about itself; one that cannot be understood is ``damaged`` and says why."""
    try:
        summary = RunSummary.model_validate_json((folder / FILE).read_bytes())
    except FileNotFoundError:
        return _damaged(folder, f"Its file {FILE} is missing.")
    except (OSError, ValidationError):
        return _damaged(folder, f"Its file {FILE} cannot be read.")
    if not (folder / "recipe.yaml").is_file():
        return _damaged(folder, "Its file recipe.yaml is missing.")
    if summary.accuracy is not None and summary.flops is None:  # kept by a workbench that did not list costs
        summary = summary.with_results(_results(folder))
    return summary.model_copy(update={"id": folder.name, "about": about.read(folder)})


def _results(folder: Path) -> Any:
    try:
        return json.loads((folder / results.FILE).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def _cost(prefix: str, cost: CostResult | None) -> dict[str, float | None]:
    """What a network costs, by the fields of a summary."""
    return {
        f"{prefix}parameters": cost.parameters if cost else None,
        f"{prefix}bytes": cost.bytes if cost else None,
        f"{prefix}flops": cost.flops if cost else None,
        f"{prefix}latency_ms": cost.latency_ms_median if cost else None,
    }


def _damaged(folder: Path, problem: str) -> RunSummary:
    try:
        created = folder.stat().st_mtime
    except OSError:
        created = 0.0
    said = about.read(folder)
    return RunSummary(id=folder.name, state="damaged", problem=problem, created=created, about=said)

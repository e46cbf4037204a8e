"""A run on one line: the content of ``run.json``, and a row of the index."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from typing_extensions import Self

from workbench.recipes.models import Distil, Role, TeacherRun, TrainingRecipe
from workbench.runs.results import Results

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
        parameters, bytes: Size of `model`.
        seconds: Training time of all phases.
        verdict: Kind of the verdict. verdict_text: In plain words.
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
    teacher_accuracy: float | None = None
    parameters: int | None = None
    bytes: int | None = None
    seconds: float | None = None
    verdict: str = ""
    verdict_text: str = ""

    @property
    def title(self) -> str:
        """The run's name, or what it does in a few words."""
        if self.name or not self.task:
            return self.name or self.id
        return (
            f"{self.model} on {self.data}" if self.task == "train" else f"{self.teacher} to {self.model} on {self.data}"
        )

    def with_results(self, data: Mapping[str, Any] | None) -> Self:
        """The same run, measured; `data` is what ``results.json`` holds, and nothing changes when it is damaged."""
        try:
            results = Results.model_validate(data)
        except ValidationError:
            return self
        main: Role = "distilled" if self.task == "distil" else "model"
        accuracy = {summary.role: summary for summary in results.summaries}
        cost = next((cost for cost in results.costs if cost.role == main), None)
        mean = {role: summary.accuracy_mean for role, summary in accuracy.items()}
        return self.model_copy(
            update={
                "accuracy": mean.get(main),
                "accuracy_sd": accuracy[main].accuracy_sd if main in accuracy else None,
                "plain_accuracy": mean.get("plain"),
                "teacher_accuracy": mean.get("teacher"),
                "parameters": cost.parameters if cost else None,
                "bytes": cost.bytes if cost else None,
                "verdict": results.verdict.kind if results.verdict else "",
                "verdict_text": results.verdict.text if results.verdict else "",
            }
        )


def of_recipe(run: str, recipe: TrainingRecipe, *, created: float) -> RunSummary:
    """A run that has just been created."""
    if isinstance(recipe, Distil):
        teacher = recipe.teacher.run if isinstance(recipe.teacher, TeacherRun) else recipe.teacher.model.kind
        model, method = recipe.student.kind, recipe.method.kind
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
    return summary.model_copy(update={"id": folder.name})


def _damaged(folder: Path, problem: str) -> RunSummary:
    try:
        created = folder.stat().st_mtime
    except OSError:
        created = 0.0
    return RunSummary(id=folder.name, state="damaged", problem=problem, created=created)

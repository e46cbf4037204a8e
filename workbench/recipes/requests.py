"""What a face asks of a worker: requests start jobs, commands steer the job that runs."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import uuid4

from pydantic import Field, TypeAdapter

from workbench.recipes.models import Frozen, Recipe


class _Request(Frozen):
    job: str = Field(default_factory=lambda: uuid4().hex[:12], description="Id, echoed by JobStarted and JobEnded.")
    runs: str = Field(description="Folder that holds all run folders.")


class Run(_Request):
    """Do what a recipe says. Train and Distil make a new run folder; Evaluate and Export work in an old one."""

    kind: Literal["run"] = "run"
    recipe: Recipe


class Resume(_Request):
    """Go on with a run that was stopped, interrupted or failed, from its last checkpoint."""

    kind: Literal["resume"] = "resume"
    run: str


class Describe(_Request):
    """Check a Train or Distil recipe and describe what it would do, without training.

    The answer has ``problems`` (list of {path, message, suggestion}), ``data`` ({classes, shape, train, labelled,
    validation, test, skipped, download} or None), ``networks`` ({teacher|student|model: {title, parameters, flops,
    bytes}}), ``device`` and ``device_reason``.
    """

    kind: Literal["describe"] = "describe"
    recipe: dict[str, Any]


class ReadCatalogue(_Request):
    """Answer with everything registered, as JSON Schema."""

    kind: Literal["catalogue"] = "catalogue"


Request = Annotated[Run | Resume | Describe | ReadCatalogue, Field(discriminator="kind")]
AnyRequest = Run | Resume | Describe | ReadCatalogue
request_adapter: TypeAdapter[AnyRequest] = TypeAdapter(Request)


class Pause(Frozen):
    """Rest at the next step."""

    kind: Literal["pause"] = "pause"


class GoOn(Frozen):
    """End the pause."""

    kind: Literal["go_on"] = "go_on"


class Stop(Frozen):
    """End the job now and keep the best weights so far."""

    kind: Literal["stop"] = "stop"


class Discard(Frozen):
    """End the job now and remove its run folder."""

    kind: Literal["discard"] = "discard"


class Adjust(Frozen):
    """Move dials; None leaves one as it is. Takes effect at the next step."""

    kind: Literal["adjust"] = "adjust"
    temperature: float | None = Field(None, gt=0, le=1000)
    alpha: float | None = Field(None, ge=0, le=1)
    learning_rate: float | None = Field(None, gt=0, le=10)


Command = Annotated[Pause | GoOn | Stop | Discard | Adjust, Field(discriminator="kind")]
AnyCommand = Pause | GoOn | Stop | Discard | Adjust
command_adapter: TypeAdapter[AnyCommand] = TypeAdapter(Command)

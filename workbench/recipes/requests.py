"""What a face asks of a worker: requests start jobs, commands steer the job that runs."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import uuid4

from pydantic import Field, TypeAdapter

from workbench.recipes.models import LATER, Frozen, Recipe, Ref, Weight


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


class Question(_Request):
    """Base of what is answered by one `Answered`, without writing to a run folder unless it says so."""


class Describe(Question):
    """Check a Train or Distil recipe and describe what it would do, without training.

    The answer has ``problems`` (list of {path, message, suggestion}), ``data`` ({classes, shape, train, labelled,
    validation, test, skipped, download} or None), ``networks`` ({teacher|student|model: {title, parameters, flops,
    bytes}}), ``device`` and ``device_reason``.
    """

    kind: Literal["describe"] = "describe"
    recipe: dict[str, Any]


class ReadCatalogue(Question):
    """Answer with everything registered, as JSON Schema."""

    kind: Literal["catalogue"] = "catalogue"


class Advise(Question):
    """Advice on a Distil recipe before it is trained. Downloads and trains nothing.

    The answer has ``methods`` ({name: why it cannot run on this pair, empty = it can}), ``layers`` ({student|teacher:
    list of {path, shape, activation}}: what can be tapped, in the order of computation), ``presets`` (list of
    {method, title, settings, source, published}: those that fit the pair), ``teacher`` (None where no trained teacher
    is named, else {run, title, accuracy, count, ece, temperature, ece_after, remarks}; on the validation pictures),
    ``gap`` ({ratio, level: small|good|large, text, step, assistant, parameters, place}: parameters of teacher to
    student, of the largest step in between, and a network to put there), ``start`` (list of sentences:
    what would be copied from the teacher) and ``reason`` (why some of it is not known; empty = all is).
    """

    kind: Literal["advise"] = "advise"
    recipe: dict[str, Any]


class Balance(Question):
    """Weights with which every term of a Distil recipe pulls equally hard at the student's first batches.

    The answer has ``terms`` (list of {name, path, pull, weight, proposed, reason}: gradient norm at weight 1, the
    weight now and the one proposed, or None and why; ``path`` is that of the weight in the recipe, empty where there is
    none), ``batches``, ``teacher`` (who was asked, in words) and ``reason`` (why it could not be measured; empty = it
    was).
    """

    kind: Literal["balance"] = "balance"
    recipe: dict[str, Any]
    batches: int = Field(4, ge=1, le=64)


class Published(Question):
    """Recipes of the standard protocol on CIFAR-100 with published settings of a method, for a pair of networks.

    The answer has ``recipes``: a list of {recipe, published (top-1 in percent or None), source}, the usual one first.
    """

    kind: Literal["published"] = "published"
    method: str
    teacher: str
    student: str


class Preview(Question):
    """Show the pictures of a recipe, before and after augmentation, and what is odd about them. Downloads nothing.

    The answer has ``classes``, ``shape``, ``counts`` ({train|labelled|validation|test: [pictures of each class]}),
    ``pictures`` (list of {name, label, source_label, part, png, augmented: [png, …]}: `count` of them, spread over the
    classes; ``part`` may also be left_out or unused, and only training pictures are augmented), ``warnings``
    (sentences, such as classes of very different size), ``skipped`` and ``remarks`` (lists of {file, reason}: what
    could not be used, what was used and looks odd) and ``duplicates`` (list of {names, parts}: the same picture more
    than once). ``png`` is base64.
    """

    kind: Literal["preview"] = "preview"
    recipe: dict[str, Any]
    count: int = Field(40, ge=1, le=400)
    offset: int = Field(0, ge=0, description="Leave out so many of each class, to page through them.")
    label: str | None = Field(None, description="Show pictures of this class only; empty = of all.")


class Look(Question):
    """What the recipe's teacher says to some real pictures, before any training: the soft-label lens.

    The teacher is the one of `run` where that is given and has one, else the earlier run that the recipe names, else
    one of an earlier run with the same network on the same data, else the teacher that is shipped with the sample.

    The answer has ``teacher`` ({title, run, role, seed, accuracy (test, 0-1, or None), why} or None), ``reason`` (why
    there is none, in words), ``classes`` and ``pictures`` (list of {name, label, png, logits}; validation pictures,
    spread over the classes). ``png`` is base64.
    """

    kind: Literal["look"] = "look"
    recipe: dict[str, Any]
    run: str = ""
    count: int = Field(60, ge=1, le=400)


class Predict(Question):
    """Ask every network of one seed of a run about one picture.

    Exactly one of `picture` (any picture file's bytes, base64) and `sample` (position in the run's data source) is
    given. The answer has ``classes``, ``label`` (class name or None), ``seen`` (png as the networks get it, base64) and
    ``networks`` (list of {role, seed, title, probabilities, milliseconds, map}); ``map`` is a Grad-CAM of the likeliest
    class (list of rows, 0-1, in the size of the picture), None unless `explain` is set and the network has one.
    """

    kind: Literal["predict"] = "predict"
    run: str
    seed: int | None = Field(None, ge=0, description="Which seed; empty = the run's first.")
    picture: str | None = None
    sample: int | None = Field(None, ge=0)
    explain: bool = False


class ShowPictures(Question):
    """The pictures at some positions of a run's data source.

    The answer has ``pictures`` ({position as text: png, base64}) and ``names`` ({position as text: name}).
    """

    kind: Literal["pictures"] = "pictures"
    run: str
    ids: tuple[Annotated[int, Field(ge=0)], ...] = Field(max_length=400)


class Time(Question):
    """What each of some networks costs, and how long one picture takes it on this machine: new weights, one thread.

    The answer has ``times``: a list, one for each, of {parameters, flops, bytes, median_ms, p90_ms, runs, machine} or
    {problem}. A network that can be built but not timed has its costs and a problem; without `timed`, costs only.
    """

    kind: Literal["time"] = "time"
    networks: tuple[Ref, ...] = Field(min_length=1, max_length=50)
    shape: tuple[int, int, int]
    classes: int = Field(ge=2)
    timed: bool = Field(True, description="Measure the time, too; else the answer comes at once.")


class ShowCode(Question):
    """A commented, stand-alone Python program that repeats a run without the workbench.

    The answer has ``name`` (of the file), ``text``, ``needs`` (packages to install) and ``notes`` (sentences: what to
    know about it, such as a plug-in that it needs).
    """

    kind: Literal["code"] = "code"
    run: str


class WriteReport(Question):
    """Write one self-contained HTML page about a run.

    The answer has ``file``: `out`, or ``report.html`` in the run's folder.
    """

    kind: Literal["report"] = "report"
    run: str
    out: str | None = None


class Kept(Question):
    """What is remembered between runs so that they are quicker; with `clear`, forget all of it first.

    The answer has ``answers`` (one for each teacher, the last used first: list of {digest, about, bytes, rows, used};
    ``about`` has ``teacher``, its architecture, and ``run``, the one that asked it first; ``rows`` counts answers,
    ``used`` is in seconds since 1970),
    ``pictures_bytes`` (decoded pictures to train on), ``total_bytes``, ``freed_bytes`` (what `clear` removed) and
    ``limits`` ({memory, disk} in bytes).
    """

    kind: Literal["kept"] = "kept"
    clear: bool = False


AnyQuestion = (
    Describe
    | ReadCatalogue
    | Advise
    | Balance
    | Published
    | Preview
    | Look
    | Predict
    | ShowPictures
    | Time
    | ShowCode
    | WriteReport
    | Kept
)
AnyRequest = Run | Resume | AnyQuestion
Request = Annotated[AnyRequest, Field(discriminator="kind")]
request_adapter: TypeAdapter[AnyRequest] = TypeAdapter(Request, config=LATER)


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
    """Move dials; None leaves one as it is, as do weights that are not named. Takes effect at the next step."""

    kind: Literal["adjust"] = "adjust"
    temperature: float | None = Field(None, gt=0, le=1000)
    alpha: float | None = Field(None, ge=0, le=1)
    learning_rate: float | None = Field(None, gt=0, le=10)
    weights: dict[str, Weight] = {}


Command = Annotated[Pause | GoOn | Stop | Discard | Adjust, Field(discriminator="kind")]
AnyCommand = Pause | GoOn | Stop | Discard | Adjust
command_adapter: TypeAdapter[AnyCommand] = TypeAdapter(Command, config=LATER)

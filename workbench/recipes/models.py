"""What to do, as data. Constructing a recipe opens nothing and imports neither torch nor Qt."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, field_validator, model_validator
from typing_extensions import Self

VERSION = 1

Role = Literal["teacher", "assistant", "plain", "distilled", "model"]
"""A network's part in a run; ``plain`` is the twin without a teacher, ``model`` what a Train recipe trains, an
``assistant`` stands between teacher and student."""


LATER = ConfigDict(defer_build=True)
"""For adapters of whole unions: built when first used, so that a window that does not need them yet is there sooner."""


class Frozen(BaseModel):
    """Base of every schema: immutable, and a misspelt field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, allow_inf_nan=False)


class Ref(Frozen):
    """Something registered in the catalogue, by name, with its own settings."""

    kind: str = Field(description="Name in the catalogue.")
    params: dict[str, JsonValue] = Field({}, description="Its settings; what is left out keeps its default.")


class Correction(Frozen):
    """What the user has put right about one picture of a source."""

    picture: str = Field(
        min_length=1, description="Its name: the path within a folder or archive, else its position in the source."
    )
    label: str | None = Field(None, description="The class it belongs to; empty = the picture is left out.")


class Data(Frozen):
    """Which pictures to learn from, and how they are split."""

    source: Ref = Field(Ref(kind="digits"), description="Where the pictures come from.")
    validation: float = Field(
        0.15, gt=0, lt=0.5, description="Fraction of the training pictures set aside to choose the best epoch."
    )
    test: float = Field(
        0.25, gt=0, lt=0.5, description="Fraction held out for the final test, where the source has no test pictures."
    )
    labels_per_class: int | None = Field(
        None, ge=1, description="Keep the labels of only so many training pictures per class; empty = all."
    )
    keep_unlabelled: bool = Field(
        True, description="Pictures whose label is hidden stay, unlabelled: only a teacher can use them."
    )
    split_seed: int | None = Field(
        0, ge=0, description="Seed of the split and of which labels are kept; empty = the run's own seed."
    )
    corrections: tuple[Correction, ...] = Field((), description="Pictures given another label, or left out.")


class Constant(Frozen):
    """The learning rate stays as it is."""

    kind: Literal["constant"] = "constant"


class Cosine(Frozen):
    """The learning rate falls along half a cosine."""

    kind: Literal["cosine"] = "cosine"
    final: float = Field(0.0, ge=0, le=1, description="Fraction of the learning rate left at the end.")


class Step(Frozen):
    """The learning rate is multiplied at given points."""

    kind: Literal["step"] = "step"
    milestones: tuple[float, ...] = Field(
        (0.625, 0.75, 0.875), description="When, as rising fractions of the whole training."
    )
    factor: float = Field(0.1, gt=0, lt=1, description="Multiplies the learning rate at each milestone.")

    @field_validator("milestones")
    @classmethod
    def _rise_within_the_training(cls, value: tuple[float, ...]) -> tuple[float, ...]:
        return _rising(value)


Decay = Annotated[Constant | Cosine | Step, Field(discriminator="kind")]


class Hold(Frozen):
    """The value stays as it is."""

    kind: Literal["constant"] = "constant"


class _Glide(Frozen):
    to: float = Field(0.0, ge=0, le=100_000, description="The value that is reached.")
    start: float = Field(0.0, ge=0, lt=1, description="When it begins to change, as a fraction of the training.")
    end: float = Field(1.0, gt=0, le=1, description="When it is reached, as a fraction of the training.")

    @model_validator(mode="after")
    def _starts_before_it_ends(self) -> Self:
        if self.start >= self.end:
            raise ValueError(f"start ({self.start}) must be below end ({self.end})")
        return self


class LinearRamp(_Glide):
    """The value changes along a straight line."""

    kind: Literal["linear"] = "linear"


class CosineRamp(_Glide):
    """The value changes along half a cosine: slowly at both ends."""

    kind: Literal["cosine"] = "cosine"


class StepRamp(Frozen):
    """The value is multiplied at given points."""

    kind: Literal["step"] = "step"
    milestones: tuple[float, ...] = Field((0.5,), description="When, as rising fractions of the whole training.")
    factor: float = Field(0.5, ge=0, le=100, description="Multiplies the value at each milestone.")

    @field_validator("milestones")
    @classmethod
    def _rise_within_the_training(cls, value: tuple[float, ...]) -> tuple[float, ...]:
        return _rising(value)


Ramp = Annotated[Hold | LinearRamp | CosineRamp | StepRamp, Field(discriminator="kind")]
"""How a dial or a weight changes while a network trains, until the user moves it by hand: then it stays there."""


def _rising(value: tuple[float, ...]) -> tuple[float, ...]:
    if list(value) != sorted(set(value)) or any(not 0 < point < 1 for point in value):
        raise ValueError("milestones must rise, each between 0 and 1")
    return value


class Sgd(Frozen):
    """Stochastic gradient descent with momentum."""

    kind: Literal["sgd"] = "sgd"
    momentum: float = Field(0.9, ge=0, lt=1, description="Share of the previous step that is kept.")
    nesterov: bool = Field(False, description="Look ahead along the momentum.")
    weight_decay: float = Field(5e-4, ge=0, le=1, description="Pulls the weights towards zero.")

    @model_validator(mode="after")
    def _nesterov_needs_momentum(self) -> Self:
        if self.nesterov and self.momentum == 0:
            raise ValueError("nesterov needs a momentum above 0")
        return self


class AdamW(Frozen):
    """Adam with decoupled weight decay."""

    kind: Literal["adamw"] = "adamw"
    beta1: float = Field(0.9, ge=0, lt=1, description="Memory of the mean gradient.")
    beta2: float = Field(0.999, ge=0, lt=1, description="Memory of the squared gradient.")
    weight_decay: float = Field(0.01, ge=0, le=1, description="Pulls the weights towards zero.")


class Dot(Frozen):
    """Stochastic gradient descent with a momentum of its own for the labels and one for the teacher (DOT)."""

    kind: Literal["dot"] = "dot"
    momentum: float = Field(0.9, ge=0, lt=1, description="Between the two; where nobody teaches, the only one.")
    spread: float = Field(
        0.075, ge=0, lt=1, description="Added to the momentum for the teacher's terms, taken from that for the labels."
    )
    weight_decay: float = Field(5e-4, ge=0, le=1, description="Pulls the weights towards zero.")

    @model_validator(mode="after")
    def _both_are_momenta(self) -> Self:
        if not (self.spread <= self.momentum and self.momentum + self.spread < 1):
            raise ValueError(f"momentum ± spread must lie between 0 and 1, not {self.momentum} ± {self.spread}")
        return self


Optimiser = Annotated[Sgd | Dot | AdamW, Field(discriminator="kind")]


class Schedule(Frozen):
    """How to train: how long, how fast, on which variations of the pictures."""

    epochs: int = Field(30, ge=1, le=100_000, description="Passes over the training pictures.")
    batch_size: int = Field(64, ge=1, le=8192, description="Pictures per step.")
    learning_rate: float = Field(1e-3, gt=0, le=10, description="Size of a step, before the decay.")
    warmup: float = Field(
        0.0, ge=0, lt=1, description="Fraction of the training during which the rate rises from near zero."
    )
    optimiser: Optimiser = Field(AdamW(), description="How a gradient becomes a step.")
    decay: Decay = Field(Cosine(), description="How the learning rate falls.")
    augment: Literal["none", "shift", "crop_flip"] = Field(
        "none",
        description="Random changes to training pictures: shift = one pixel; crop_flip = pad by 4, crop and flip.",
    )
    clip_norm: float | None = Field(None, gt=0, description="Largest allowed norm of the gradient; empty = no limit.")
    early_stop: int | None = Field(
        None, ge=1, description="Stop after so many epochs without a better validation accuracy; empty = never."
    )
    keep: Literal["best", "last"] = Field(
        "best", description="Which weights are the result: best on the validation pictures, or last."
    )


class Compute(Frozen):
    """Where and how exactly to compute."""

    device: Literal["auto", "cpu", "cuda", "mps"] = Field("auto", description="auto takes a GPU where there is one.")
    threads: int | None = Field(
        None, ge=1, le=1024, description="CPU threads; empty = all cores but one, so that the computer stays usable."
    )
    precision: Literal["auto", "fp32", "bf16", "fp16"] = Field(
        "auto",
        description="Numbers that the networks compute with; auto measures which are fastest where a training is long. "
        "Weights and losses stay in fp32. fp16 needs a CUDA GPU.",
    )
    compile: Literal["auto", "on", "off"] = Field(
        "auto", description="Compile the student with torch.compile; auto tries it where the training is long."
    )
    cache: bool = Field(
        True,
        title="Keep the teacher's answers",
        description="Remember, in half precision, what the teacher says to each view of a picture, also for later "
        "runs, instead of asking again.",
    )
    deterministic: bool = Field(
        False,
        description="Only algorithms that give the same bits again: fp32, nothing compiled, no answers kept; can be "
        "slower.",
    )


Weight = Annotated[float, Field(ge=0, le=1e6)]


class Adjustment(Frozen):
    """A dial that was moved while a network trained. Replayed at the same step when the run is repeated."""

    phase: str = Field(description="Which training: role/seed, e.g. distilled/0.")
    step: int = Field(ge=0, description="First step that used the new values.")
    temperature: float | None = Field(None, gt=0, le=1000, description="New temperature; empty = unchanged.")
    alpha: float | None = Field(None, ge=0, le=1, description="New weight of the labels; empty = unchanged.")
    learning_rate: float | None = Field(None, gt=0, le=10, description="New learning rate; empty = unchanged.")
    weights: dict[str, Weight] = Field({}, description="New weights of terms, by their name; others are unchanged.")


Seeds = Annotated[tuple[Annotated[int, Field(ge=0, lt=2**31)], ...], Field(min_length=1, max_length=100)]


class _Task(Frozen):
    version: Literal[1] = Field(1, description="Version of the recipe format.")
    name: str = Field("", max_length=120, description="A name for the run; empty = made from what it does.")

    @field_validator("name", mode="before")
    @classmethod
    def _empty_is_no_name(cls, value: object) -> object:
        return "" if value is None else value


class _Training(_Task):
    data: Data = Field(Data(), description="The pictures.")
    seeds: Seeds = Field((0,), description="The training is repeated with each seed; three or more give a ±.")
    compute: Compute = Field(Compute(), description="Where to compute.")
    adjustments: tuple[Adjustment, ...] = Field((), description="Dials moved while it ran, at their steps.")

    @field_validator("seeds")
    @classmethod
    def _seeds_differ(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if len(set(value)) != len(value):
            raise ValueError("each seed can be given once only")
        return value


class Train(_Training):
    """Train a model on labels: a teacher, or any network."""

    task: Literal["train"] = "train"
    model: Ref = Field(Ref(kind="small_cnn"), description="The network.")
    schedule: Schedule = Field(Schedule(), description="How long and how fast.")


class TeacherRun(Frozen):
    """A teacher that an earlier run trained."""

    kind: Literal["run"] = "run"
    run: str = Field(min_length=1, description="Id or folder of the run whose weights to imitate.")
    role: Role | None = Field(None, description="Which of its networks; empty = the one that the run was made for.")
    seed: int | None = Field(
        None, ge=0, description="Which of its seeds; empty = the student's own seed where it is there, else its best."
    )


class TeacherTraining(Frozen):
    """A teacher trained first, on the same pictures and labels and with the same seed as the student."""

    kind: Literal["train"] = "train"
    model: Ref = Field(Ref(kind="small_cnn"), description="The teacher network.")
    schedule: Schedule = Field(Schedule(), description="How long and how fast.")


Teacher = Annotated[TeacherRun | TeacherTraining, Field(discriminator="kind")]


class CoTeacher(Frozen):
    """Another teacher beside the first."""

    teacher: Teacher = Field(TeacherTraining(), description="Who it is.")
    weight: float = Field(
        1.0, gt=0, le=1000, description="How much it counts, where teachers are weighed; the first: 1."
    )


class Trust(Frozen):
    """How far the teacher's answers are believed."""

    calibrate: bool = Field(
        False,
        title="Calibrate its answers",
        description="Divide the teacher's logits by the temperature that fits the validation pictures best.",
    )
    threshold: float = Field(
        0.0,
        ge=0,
        lt=1,
        title="Least certainty",
        description="Listen only where the teacher's likeliest class has at least this probability; 0 = always.",
        json_schema_extra={"step": 0.05},
    )
    weigh: bool = Field(
        False,
        title="Weigh by its certainty",
        description="Weigh each picture by the probability of the teacher's likeliest class.",
    )
    correct: Literal["none", "mix", "swap"] = Field(
        "none",
        title="Where it is wrong",
        description="Where the teacher is wrong. mix: add so much of the label that it leads by 0.2; "
        "swap: exchange the likeliest logit with that of the label.",
    )
    noise: float = Field(
        0.0,
        ge=0,
        le=100,
        description="Standard deviation of random numbers added to the teacher's logits: a control; 0 = none.",
    )
    join: Literal["mean", "weighted", "confidence"] = Field(
        "mean",
        description="Several teachers: mean of their probabilities, mean by their weights, or for each picture by how "
        "sure each is.",
    )


class Term(Ref):
    """A method with its weight in the loss."""

    weight: float | None = Field(
        None, ge=0, le=1e6, description="Multiplies what the method says; empty = the weight of its paper."
    )
    ramp: Ramp = Field(Hold(), description="How the weight changes while the student trains.")
    temperature: float | None = Field(
        None, gt=0, le=1000, description="A temperature of its own; empty = that of the dial."
    )


MOST_VARIANTS = 64
"""Students that can be trained beside the first."""


class Variant(Frozen):
    """The student once more, taught otherwise, beside the first: from the same weights, pictures and teacher's answers.

    What is left empty is as it is for the first.
    """

    temperature: float | None = Field(None, gt=0, le=1000, description="Its temperature.")
    alpha: float | None = Field(None, ge=0, le=1, description="Its weight of the labels.")
    learning_rate: float | None = Field(None, gt=0, le=10, description="Its learning rate.")
    method: Term | None = Field(None, description="Its method.")


class Distil(_Training):
    """Train a student to imitate a teacher, and the same student without one for comparison."""

    task: Literal["distil"] = "distil"
    teacher: Teacher = Field(TeacherTraining(), description="Whom to imitate.")
    student: Ref = Field(Ref(kind="mlp"), description="The small network.")
    co_teachers: tuple[CoTeacher, ...] = Field((), max_length=8, description="Further teachers, asked together.")
    assistants: tuple[Ref, ...] = Field(
        (),
        max_length=8,
        description="Networks in between: each learns from the one before, the student from the last. The student's "
        "own architecture here makes born-again generations.",
    )
    trust: Trust = Field(Trust(), description="How far the teacher's answers are believed.")
    method: Term = Field(Term(kind="kd"), description="What of the teacher is imitated.")
    also: tuple[Term, ...] = Field((), max_length=8, description="Further methods, each with a weight of its own.")
    balance: Literal["fixed", "learned"] = Field(
        "fixed", description="Weights of the terms: as given, or also learned from each term's uncertainty."
    )
    temperature: float = Field(
        4.0, gt=0, le=1000, description="Softens both networks' answers: 1 = as they are, higher = gentler."
    )
    alpha: float = Field(
        0.1, ge=0, le=1, description="Weight of the labels: 1 = labels only, 0 = teacher only (which gets 1 - alpha)."
    )
    temperature_ramp: Ramp = Field(Hold(), description="How the temperature changes while the student trains.")
    alpha_ramp: Ramp = Field(Hold(), description="How the weight of the labels changes while the student trains.")
    start: Literal["random", "teacher"] = Field(
        "random", description="The student's first weights: random, or copied from the teacher where layers match."
    )
    schedule: Schedule = Field(Schedule(), description="How long and how fast, for the student and its twin.")
    variants: tuple[Variant, ...] = Field(
        (),
        max_length=MOST_VARIANTS,
        description="The student with other dials, trained beside it: the teacher is asked once for all of them. They "
        "are compared on the validation pictures.",
    )
    twin: bool = Field(
        True, description="Also train the same student without a teacher, same budget and seed: the fair comparison."
    )


class Evaluate(_Task):
    """Measure a finished run's networks on the test pictures, once."""

    task: Literal["evaluate"] = "evaluate"
    run: str = Field(min_length=1, description="Id or folder of the run.")


class Export(_Task):
    """Write a trained network to a file that other programs can run, and check the file against the network."""

    task: Literal["export"] = "export"
    run: str = Field(min_length=1, description="Id or folder of the run.")
    format: Ref = Field(Ref(kind="onnx"), description="File format, from the catalogue.")
    role: Role | None = Field(None, description="Which network; empty = the student, or the only one there is.")
    seed: int | None = Field(None, ge=0, description="Which seed; empty = the best on the validation pictures.")
    out: str | None = Field(None, description="Folder to write; empty = inside the run folder.")


Recipe = Annotated[Train | Distil | Evaluate | Export, Field(discriminator="task")]
AnyRecipe = Train | Distil | Evaluate | Export
TrainingRecipe = Train | Distil

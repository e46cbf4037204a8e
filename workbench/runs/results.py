"""What a run's networks achieved on the test pictures: the content of ``results.json``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue, ValidationError

from workbench.errors import RunError
from workbench.recipes.models import Frozen, Role
from workbench.runs.files import write_atomically

FILE = "results.json"

Fraction = Annotated[float, Field(ge=0, le=1)]


class Measured(Frozen):
    """Base of what was measured: a number that came out as NaN is kept, it is a fact."""

    model_config = ConfigDict(allow_inf_nan=True, ser_json_inf_nan="constants")


class ClassScore(Measured):
    """How well one class is recognised.

    Attributes:
        precision, recall, f1: 0 to 1; 0 where there is nothing to divide by.
        count: Test pictures of the class.
    """

    name: str
    precision: Fraction
    recall: Fraction
    f1: Fraction
    count: int = Field(ge=0)


class ConfidenceBin(Measured):
    """The pictures on which a network was about equally sure: one bar of a reliability diagram.

    Attributes:
        low, high: Limits of the confidence, 0 to 1.
        count: Pictures, at least one.
        accuracy: Fraction of them answered rightly. confidence: their mean confidence.
    """

    low: Fraction
    high: Fraction
    count: int = Field(ge=1)
    accuracy: Fraction
    confidence: Fraction


class NetworkResult(Measured):
    """One network on the test pictures.

    Attributes:
        epoch: Whose weights were measured; 0 = before the first epoch ended.
        accuracy: Fraction answered rightly.
        top_k: Fraction with the right class among the k likeliest, by k as text, e.g. ``{"3": 0.99}``.
        confusion: Pictures of true class (row) taken for a class (column).
        ece: Expected calibration error, 0 to 1.
        agreement: Fraction answered like the teacher; None without a teacher.
        loss: Mean cross-entropy, nats.
        count: Test pictures.
        others: What metrics of installed plug-ins found, by name.
    """

    role: Role
    seed: int
    epoch: int = Field(ge=0)
    accuracy: Fraction
    top_k: dict[str, Fraction]
    per_class: tuple[ClassScore, ...]
    confusion: tuple[tuple[int, ...], ...]
    ece: float
    reliability: tuple[ConfidenceBin, ...] = ()
    agreement: Fraction | None = None
    loss: float
    count: int = Field(ge=0)
    others: dict[str, JsonValue] = {}


class CostResult(Measured):
    """What one network costs to keep and to use.

    Attributes:
        flops: Floating-point operations for one picture, a multiplication and its addition counted as two.
        bytes: Size of its weights file.
        latency_ms_median, latency_ms_p90: Milliseconds for one picture, warm, over `latency_runs` runs; None where
            the network could not be timed.
        machine: Where that was measured, in words.
    """

    role: Role
    parameters: int = Field(ge=0)
    flops: int = Field(ge=0)
    bytes: int = Field(ge=0)
    latency_ms_median: float | None = None
    latency_ms_p90: float | None = None
    latency_runs: int = Field(0, ge=0)
    machine: str = ""


class RoleSummary(Measured):
    """One role over all seeds.

    Attributes:
        accuracy_mean: Mean test accuracy, 0 to 1.
        accuracy_sd: Sample standard deviation over the seeds; None with one seed.
    """

    role: Role
    accuracy_mean: Fraction
    accuracy_sd: float | None
    seeds: int = Field(ge=1)


class Verdict(Measured):
    """Whether the teacher helped.

    Attributes:
        difference: Mean test accuracy of distilled minus plain, a fraction.
        low, high: 95 % interval of the difference; None with one seed.
        p_value: Of `test`; None with one seed.
        test: Name of the statistical test; empty with one seed.
        text: The verdict in plain words.
    """

    kind: Literal["better", "no_difference", "worse", "one_seed"]
    difference: float
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    test: str = ""
    seeds: int = Field(ge=1)
    text: str


class VariantResult(Measured):
    """A student that was trained beside others with other dials; measured on the validation pictures, never the test.

    Attributes:
        number: As in the name of its training; 0 = the recipe's own student.
        temperature, alpha, learning_rate: Its dials as it began.
        method: Name in the catalogue, with those settings that are not the first student's.
        epoch: Whose weights were kept.
        valid_accuracy: 0 to 1; None where it was never measured.
    """

    seed: int
    number: int = Field(ge=0)
    temperature: float
    alpha: float
    learning_rate: float
    method: str
    epoch: int = Field(ge=0)
    valid_accuracy: Fraction | None = None


class Results(Measured):
    """Everything measured on the test pictures, once; and on the validation pictures what is to be chosen there.

    Attributes:
        classes: Names, in the order of the networks' outputs.
        verdict: None without a twin to compare with.
        variants: Of a run with variants, every student and variant of every seed; empty otherwise.
        choice: Whether the best variant is better than the student itself, on the validation pictures.
        near_best: Numbers of the students that cannot be told from the best of them, which is the first.
        note: What a reader should know, in plain words; may be empty.
    """

    version: Literal[1] = 1
    split: Literal["test"] = "test"
    classes: tuple[str, ...]
    networks: tuple[NetworkResult, ...]
    costs: tuple[CostResult, ...] = ()
    summaries: tuple[RoleSummary, ...] = ()
    verdict: Verdict | None = None
    variants: tuple[VariantResult, ...] = ()
    choice: Verdict | None = None
    near_best: tuple[int, ...] = ()
    note: str = ""

    @property
    def variants_by_number(self) -> dict[int, list[VariantResult]]:
        """A student and its variants, each with all its seeds."""
        groups: dict[int, list[VariantResult]] = {}
        for one in self.variants:
            groups.setdefault(one.number, []).append(one)
        return groups


def save(results: Results, path: Path) -> None:
    """Write results as JSON, whole or not at all.

    Raises:
        RunError: The file cannot be written.
    """
    write_atomically(path, results.model_dump_json(indent=2).encode())


def load(path: Path) -> Results:
    """The results that `save` wrote.

    Raises:
        RunError: No such file, damaged, or written by a newer workbench.
    """
    try:
        return Results.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise RunError(f"{path} is not there: this run has not been measured.", fix="Evaluate the run.") from error
    except OSError as error:
        raise RunError(f"{path} cannot be read: {error.strerror}.", fix="Allow reading it.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(item) for item in first["loc"])
        raise RunError(
            f"{path} is damaged or from another version: {where}: {first['msg']}.", fix="Evaluate the run again."
        ) from error

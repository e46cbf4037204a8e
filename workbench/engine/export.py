"""A trained network as files for other programs, checked against the network before they take their place."""

from __future__ import annotations

import errno
import hashlib
import platform
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import Literal
from uuid import uuid4

import torch
from pydantic import Field, JsonValue, ValidationError
from torch import Tensor

from workbench import __version__
from workbench.engine.data import Part
from workbench.engine.model import Card, Classifier
from workbench.engine.registry import exporters
from workbench.errors import ExportError, RunError
from workbench.recipes import Frozen, Ref
from workbench.runs.files import write_atomically

MANIFEST = "manifest.json"
RESIZE = (
    "A picture of another size is turned upright, transparent parts become white, the largest centred part of the "
    "right proportions is cut out, and that is scaled with Pillow's antialiased bicubic filter."
)
LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What file browsers leave in a folder; goes away with an export that is replaced."""
CHECKS = (
    "Writing the file, and loading it again",
    "Comparing what the file says",
    "Comparing the answers",
    "Measuring the time for one picture",
)
"""What `export` tells in turn; one that goes wrong is the last that was told."""
TIMED_RUNS, WARMUPS = 100, 10


@dataclass(frozen=True, slots=True)
class Artefact:
    """What is exported.

    Attributes:
        model: In eval mode, on the CPU; not changed.
        test: The pictures that the file is checked with, at least one.
        provenance: Where the network comes from: run, role, seed, recipe name …; written into the files as it is.
    """

    model: Classifier
    test: Part
    provenance: dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a written file answers.

    Attributes:
        logits: (B, classes) float32.
        probabilities: (B, classes) float32 as the file gives them; None = the file has no such output.
    """

    logits: Tensor
    probabilities: Tensor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What an exporter leaves behind: files in the folder, and a way to use them again.

    Attributes:
        answer: Runs the written files, not the network, on uint8 pictures (B, C, H, W).
        tolerance: Largest accepted difference of a logit; grows in proportion once logits are above 10.
        input_name: What the file calls its input. input_type: of one number in it.
        preprocessing_inside: Whether the file scales and normalises by itself.
        threads: How many threads of the processor `answer` uses.
        opset: ONNX operator set; None where there is none.
        versions: Of the packages that wrote and read the file.
    """

    answer: Callable[[Tensor], Reading]
    tolerance: float
    input_name: str
    input_type: Literal["uint8", "float32"]
    preprocessing_inside: bool
    threads: int = 1
    opset: int | None = None
    versions: dict[str, str]


class FileFacts(Frozen):
    """One exported file."""

    bytes: int = Field(ge=0)
    sha256: str


class Input(Frozen):
    """What the exported network takes; ``batch`` stands for any number of pictures."""

    name: str
    type: Literal["uint8", "float32"]
    shape: tuple[Literal["batch"], int, int, int]


class Preprocessing(Frozen):
    """From a picture's pixels to the numbers that the network's first layer sees.

    Attributes:
        scale: Multiplies the pixel values 0-255.
        mean, std: Per channel: the one is then subtracted, the rest divided by the other.
        inside_file: Whether the exported file does so by itself.
        resize: How a picture of another size is fitted, before all that and never in the file.
    """

    words: str
    scale: float
    mean: tuple[float, ...]
    std: tuple[float, ...]
    channels: Literal["grey", "RGB"] | int
    inside_file: bool
    resize: str = RESIZE


class Manifest(Frozen):
    """``manifest.json``: what was exported, and how well the files agree with the network.

    Attributes:
        files: By name; all but the manifest itself.
        max_difference: Largest difference of a logit between network and files, over all compared pictures.
        max_probability_difference: The same of the files' own probabilities; None where they have none.
        largest_logit: Largest absolute logit of the network. limit: What `max_difference` had to stay within.
        accuracy_network, accuracy_file: Fractions of the compared pictures, 0 to 1.
        compared: Number of test pictures.
        same_answers: How many of them the files answer like the network; the rest are ties of two classes. None in
            exports of older workbenches, as are the next two.
        latency_ms: Median time in which the files answer about one picture, over `latency_runs` runs on `machine`.
        created: ISO 8601, UTC.
    """

    version: Literal[1] = 1
    format: Ref
    files: dict[str, FileFacts]
    classes: tuple[str, ...]
    input: Input
    preprocessing: Preprocessing
    parameters: int
    max_difference: float
    max_probability_difference: float | None
    largest_logit: float
    tolerance: float
    limit: float
    accuracy_network: float
    accuracy_file: float
    compared: int
    same_answers: int | None = None
    latency_ms: float | None = None
    latency_runs: int = 0
    machine: str = ""
    opset: int | None
    versions: dict[str, str]
    provenance: dict[str, JsonValue]
    created: str


def export(
    format: Ref,
    artefact: Artefact,
    folder: Path,
    *,
    check: Callable[[], None] = lambda: None,
    tell: Callable[[str], None] = lambda _what: None,
) -> Manifest:
    """Write `artefact` in a registered format, and put the files in place if they agree with it on every test picture.

    Until then everything happens in a hidden folder beside `folder`; whatever goes wrong, that one is removed and an
    export that was there before is untouched.

    Args:
        format: Name and settings, from the catalogue.
        artefact: The network and what to check it with.
        folder: Made if missing. An older export in it is replaced; anything else in it is never removed.
        check: Called between batches; what it raises ends the export.
        tell: Called with each of `CHECKS` before it is made.

    Raises:
        RecipeError: There is no such format, or its settings do not fit.
        ExportError: The network has no such form, the files disagree with it, or the folder cannot be written.
    """
    maker, params = exporters.get(format.kind).make, exporters.settings(format)
    with plain_words(folder):
        folder = folder.expanduser().resolve()
        refuse_to_replace_others(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = folder.with_name(f".{folder.name}.{uuid4().hex[:8]}.part")
        draft.mkdir()
        try:
            tell(CHECKS[0])
            check()
            written: Written = maker(params, artefact, draft)
            check()
            compared = compare(artefact, written, check, tell)
            tell(CHECKS[3])
            speed = _speed(written, artefact.test.take(torch.tensor([0])), check)
            manifest = _manifest(format, artefact, draft, written, compared).model_copy(update=speed)
            write_atomically(draft / MANIFEST, manifest.model_dump_json(indent=2).encode())
            _put_in_place(draft, folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return manifest


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of the export in `folder`; None when there is none that can be read."""
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError):
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How the written files did beside the network; see `Manifest` for each number."""

    max_difference: float
    max_probability_difference: float | None
    largest_logit: float
    limit: float
    accuracy_network: float
    accuracy_file: float
    same_answers: int


def compare(
    artefact: Artefact, written: Written, check: Callable[[], None], tell: Callable[[str], None] = lambda _what: None
) -> Comparison:
    """Ask the network and the written files about every test picture.

    Float32 keeps about seven digits, so logits of 50 cannot agree to 1e-4 on two machines: the limit is the tolerance
    while all logits are within 10, and grows in proportion to the largest beyond.

    Raises:
        ExportError: They disagree, or the network answers something that is no number.
    """
    tell(CHECKS[1])
    logits, reading = _ask_both(artefact, written, check)
    if not bool(logits.isfinite().all()):
        raise ExportError(
            "The network answers NaN or infinity on test pictures, so its training diverged.",
            fix="Train it again with a lower learning rate.",
        )
    largest = float(logits.abs().max())
    limit = written.tolerance * max(1.0, largest / 10)
    difference = float((reading.logits - logits).abs().max())
    probable = None
    if reading.probabilities is not None:
        probable = float((reading.probabilities - logits.softmax(dim=1)).abs().max())
    # Written so that NaN counts as a disagreement.
    for what, value in (("logit", difference), ("probability", probable or 0.0)):
        if not value <= limit:
            raise _disagreement(f"a {what} differs by {value:.2g}, and {limit:.2g} is accepted")
    tell(CHECKS[2])
    answers, expected = _answers(reading), logits.argmax(dim=1)
    # Where the two best classes tie within the limit, either is a right reading of the same network.
    best = logits.topk(min(2, logits.shape[1]), dim=1).values
    strays = int(((answers != expected) & (best[:, 0] - best[:, -1] > 2 * limit)).sum())
    if strays:
        raise _disagreement(f"{strays} of {len(logits)} test pictures are answered otherwise")
    return Comparison(
        max_difference=difference,
        max_probability_difference=probable,
        largest_logit=largest,
        limit=limit,
        accuracy_network=_fraction(expected == artefact.test.labels),
        accuracy_file=_fraction(answers == artefact.test.labels),
        same_answers=int((answers == expected).sum()),
    )


def _batches(part: Part) -> Iterator[Tensor]:
    """The pictures in portions small enough that the largest network on offer takes well under a second for one."""
    _, height, width = part.shape
    yield from part.batches(max(1, min(256, 2**16 // (height * width))))


def preprocessing_of(card: Card, *, inside_file: bool) -> Preprocessing:
    """What happens to a picture before the network's first layer, in words and numbers."""
    channels: Literal["grey", "RGB"] | int
    if card.shape[0] == 1:
        channels = "grey"
    elif card.shape[0] == 3:
        channels = "RGB"
    else:
        channels = card.shape[0]
    where = "The file does this itself" if inside_file else "Do this before the first layer"
    words = (
        f"{where}: divide the pixel values 0-255 by 255, subtract the mean of the channel and divide by its standard "
        f"deviation. Pictures are {channels}, (batch, {', '.join(map(str, card.shape))})."
    )
    return Preprocessing(
        words=words, scale=1 / 255, mean=card.mean, std=card.std, channels=channels, inside_file=inside_file
    )


def refuse_to_replace_others(folder: Path) -> None:
    """An export replaces an older export and nothing else.

    Raises:
        ExportError: `folder` is a file, or holds something that is not part of an export.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ExportError(f"{folder} is a file, not a folder.", fix="Choose another folder for the export.")
    old = read_manifest(folder)
    ours = LITTER if old is None else LITTER | {MANIFEST, *old.files}
    strangers = sorted(entry.name for entry in folder.iterdir() if entry.name not in ours)
    if strangers:
        more = f" and {len(strangers) - 1} more" if len(strangers) > 1 else ""
        raise ExportError(
            f"{folder} holds {strangers[0]}{more}, which an export would remove.",
            fix="Choose a new or empty folder, or move that away.",
        )


@contextmanager
def plain_words(folder: Path) -> Iterator[None]:
    """Say what the system says about writing `folder` in the user's words, as an `ExportError`."""
    try:
        yield
    except (OSError, RunError) as error:
        cause = error if isinstance(error, OSError) else error.__cause__
        if not isinstance(cause, OSError):
            raise
        raise _about(cause, folder) from error


def _about(error: OSError, folder: Path) -> ExportError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ExportError(
            f"The disk is full, so nothing was exported to {folder}.", fix="Free some space, or choose another folder."
        )
    reason = error.strerror or str(error)
    return ExportError(
        f"{folder} cannot be written: {reason}.", fix="Allow writing to that folder, or choose another one."
    )


def _ask_both(artefact: Artefact, written: Written, check: Callable[[], None]) -> tuple[Tensor, Reading]:
    if len(artefact.test) == 0:
        raise ExportError(
            "There is no test picture to check the export with.", fix="Give the test split a larger share."
        )
    network, logits, probabilities = [], [], []
    with torch.inference_mode():
        for pictures in _batches(artefact.test):
            check()
            network.append(artefact.model(pictures))
            reading = written.answer(pictures)
            logits.append(reading.logits)
            if reading.probabilities is not None:
                probabilities.append(reading.probabilities)
    return torch.cat(network), Reading(torch.cat(logits), torch.cat(probabilities) if probabilities else None)


def _answers(reading: Reading) -> Tensor:
    """Classes (B,) as whoever uses the file will read them."""
    return (reading.logits if reading.probabilities is None else reading.probabilities).argmax(dim=1)


def _fraction(right: Tensor) -> float:
    return float(right.double().mean())


def _disagreement(what: str) -> ExportError:
    return ExportError(
        f"The exported file does not agree with the network: {what}. Nothing was kept.",
        fix="Export to safetensors instead, and report this network.",
    )


def _manifest(format: Ref, artefact: Artefact, draft: Path, written: Written, comparison: Comparison) -> Manifest:
    card = artefact.model.card
    return Manifest(
        format=format,
        files={path.name: _facts(path) for path in sorted(draft.iterdir())},
        classes=card.classes,
        input=Input(name=written.input_name, type=written.input_type, shape=("batch", *card.shape)),
        preprocessing=preprocessing_of(card, inside_file=written.preprocessing_inside),
        parameters=artefact.model.parameters_count,
        max_difference=comparison.max_difference,
        max_probability_difference=comparison.max_probability_difference,
        largest_logit=comparison.largest_logit,
        tolerance=written.tolerance,
        limit=comparison.limit,
        accuracy_network=comparison.accuracy_network,
        accuracy_file=comparison.accuracy_file,
        compared=len(artefact.test),
        same_answers=comparison.same_answers,
        opset=written.opset,
        versions={
            "workbench": __version__,
            "python": platform.python_version(),
            "torch": version("torch"),
            **written.versions,
        },
        provenance=artefact.provenance,
        created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
    )


def _speed(written: Written, picture: Tensor, check: Callable[[], None]) -> dict[str, float | int | str]:
    """How quickly the written files answer, by the manifest's fields."""
    from workbench.engine.latency import timed  # it exports, too

    def answer() -> None:
        with torch.inference_mode():
            written.answer(picture)

    speed = timed(answer, threads=written.threads, runs=TIMED_RUNS, warmups=WARMUPS, check=check)
    return {"latency_ms": speed.median_ms, "latency_runs": speed.runs, "machine": speed.machine}


def _facts(path: Path) -> FileFacts:
    content = path.read_bytes()
    return FileFacts(bytes=len(content), sha256=hashlib.sha256(content).hexdigest())


def _put_in_place(draft: Path, folder: Path) -> None:
    """Rename the draft to `folder`; an older export steps aside first, and comes back if that does not succeed."""
    if not folder.exists():
        draft.rename(folder)
        return
    # Once more: the check may have taken minutes, and somebody may have put a file there.
    refuse_to_replace_others(folder)
    old = folder.with_name(f"{draft.name}.old")
    folder.rename(old)
    try:
        draft.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)

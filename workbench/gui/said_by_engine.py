"""Sentences of the engine, which speaks English, in the user's language.

The engine tells in plain sentences why it computes where it does, what is odd about the pictures, whose answers are
shown, what a comparison rests on. Those that are on the usual way are listed here as the engine's code has them, fields
in braces; the test of the languages sees that they stay the same there. What is not listed is shown as it came: the
details of errors, for example, which are copied into reports and searched for on the web.
"""

from __future__ import annotations

import re
from functools import cache

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

SENTENCES = (
    # Where it computes
    QT_TRANSLATE_NOOP("engine", "asked for by the recipe"),
    QT_TRANSLATE_NOOP("engine", "a CUDA GPU is there: {name}"),
    QT_TRANSLATE_NOOP("engine", "Apple's GPU is there"),
    QT_TRANSLATE_NOOP("engine", "torch sees no GPU on this machine"),
    # What it is doing
    QT_TRANSLATE_NOOP("engine", "Comparing pictures"),
    QT_TRANSLATE_NOOP("engine", "Reading pictures"),
    QT_TRANSLATE_NOOP("engine", "Timing networks"),
    QT_TRANSLATE_NOOP("engine", "Writing the report"),
    QT_TRANSLATE_NOOP("engine", "Unpacking {title}"),
    QT_TRANSLATE_NOOP("engine", "Downloading {title}{of}"),
    QT_TRANSLATE_NOOP("engine", "Waiting for another download of {title}"),
    QT_TRANSLATE_NOOP("engine", "Writing the file, and loading it again"),
    QT_TRANSLATE_NOOP("engine", "Comparing what the file says"),
    QT_TRANSLATE_NOOP("engine", "Comparing the answers"),
    QT_TRANSLATE_NOOP("engine", "Measuring the time for one picture"),
    # What a comparison rests on
    QT_TRANSLATE_NOOP(
        "engine",
        "The teacher and the plain student learned from the same {labelled} labelled pictures; "
        "the distilled student also saw {hidden} unlabelled pictures through the teacher's eyes.",
    ),
    QT_TRANSLATE_NOOP(
        "engine", "Stopped before its planned end: {phases}. The comparison is then not at equal budget."
    ),
    QT_TRANSLATE_NOOP("engine", "Dials were moved while these trained: {phases}."),
    # Verdicts, where a list of runs keeps no more than their words
    QT_TRANSLATE_NOOP(
        "engine",
        "No claim can be made from {count}: the difference of {points} can be chance. Use at least {few} "
        "seeds, better {better}.",
    ),
    QT_TRANSLATE_NOOP(
        "engine", "No difference: distilled and plain student were equally good with each of {seeds} seeds."
    ),
    QT_TRANSLATE_NOOP(
        "engine", "{headline}: {points} with each of {seeds} seeds (too regular for a t-test; sign test, {chance})."
    ),
    QT_TRANSLATE_NOOP(
        "engine", "{headline}: {points} (95 % interval {low} to {high}, paired t-test over {seeds} seeds, {chance})."
    ),
    QT_TRANSLATE_NOOP("engine", "Distillation helped"),
    QT_TRANSLATE_NOOP("engine", "Distillation hurt"),
    QT_TRANSLATE_NOOP("engine", "No real difference"),
    QT_TRANSLATE_NOOP("engine", "one seed"),
    QT_TRANSLATE_NOOP("engine", "{seeds} seeds"),
    QT_TRANSLATE_NOOP("engine", "{number} points"),
    # Whose answers are shown
    QT_TRANSLATE_NOOP(
        "engine", "There is no teacher yet that knows these pictures. Start the run: its teacher is trained first."
    ),
    QT_TRANSLATE_NOOP("engine", "The teacher of this run."),
    QT_TRANSLATE_NOOP("engine", "The teacher of this run, from run {run}."),
    QT_TRANSLATE_NOOP("engine", "The teacher that the recipe names, from run {run}."),
    QT_TRANSLATE_NOOP("engine", "The same network, trained on the same data in run {run}."),
    QT_TRANSLATE_NOOP("engine", "The same network, trained on the same pictures but with {count} in run {run}."),
    QT_TRANSLATE_NOOP("engine", "all labels"),
    QT_TRANSLATE_NOOP("engine", "{number} labels per class"),
    QT_TRANSLATE_NOOP("engine", "The teacher that comes with the sample: {network}, trained on {labels} labels."),
    QT_TRANSLATE_NOOP("engine", "the same network"),
    QT_TRANSLATE_NOOP("engine", "another network ({title})"),
    QT_TRANSLATE_NOOP("engine", "The teacher is not asked: {problem}"),
    # What is odd about the pictures
    QT_TRANSLATE_NOOP(
        "engine", "The pictures are not on this computer yet. Starting a run downloads them: {download}."
    ),
    QT_TRANSLATE_NOOP(
        "engine", "With more than {number} pictures, none were compared: whether any is there twice is not known."
    ),
    QT_TRANSLATE_NOOP("engine", "{pictures} {are} there more than once."),
    QT_TRANSLATE_NOOP(
        "engine",
        "Of {pictures} there is one copy to test with and another to train on or to choose by: "
        "the test will look better than it is.",
    ),
    QT_TRANSLATE_NOOP("engine", "Copies of {pictures} carry different labels."),
    QT_TRANSLATE_NOOP("engine", "Of {number} groups of equal pictures the first {shown} are listed."),
    QT_TRANSLATE_NOOP("engine", "There is no picture {use} of class {classes}."),
    QT_TRANSLATE_NOOP("engine", "to choose by"),
    QT_TRANSLATE_NOOP("engine", "to test with"),
    QT_TRANSLATE_NOOP(
        "engine",
        "The classes differ much in size: '{largest}' has {pictures}, but {small}. "
        "A network learns to prefer the large ones.",
    ),
    QT_TRANSLATE_NOOP("engine", "Some classes have fewer than {few} pictures, too few to learn much from: {small}."),
    QT_TRANSLATE_NOOP("engine", "There {are} only {pictures} to test with: {worth}."),
    QT_TRANSLATE_NOOP("engine", "each is worth {points} percentage points of the accuracy"),
    QT_TRANSLATE_NOOP("engine", "{pictures} {are} of one single shade, with nothing on it: {names}."),
    QT_TRANSLATE_NOOP("engine", "Odd sizes: {names}."),
    QT_TRANSLATE_NOOP("engine", "1 picture"),
    QT_TRANSLATE_NOOP("engine", "{count} pictures"),
    # What is wrong with a file
    QT_TRANSLATE_NOOP("engine", "empty file"),
    QT_TRANSLATE_NOOP("engine", "not a picture in a format that can be read"),
    QT_TRANSLATE_NOOP("engine", "more pixels than a picture is expected to have"),
    QT_TRANSLATE_NOOP("engine", "cannot be opened ({why})"),
    QT_TRANSLATE_NOOP("engine", "damaged ({why})"),
    QT_TRANSLATE_NOOP("engine", "{shape}, enlarged to {width} × {height}"),
    QT_TRANSLATE_NOOP("engine", "{shape}, of which only the middle is used"),
    QT_TRANSLATE_NOOP("engine", "{width} × {height} pixels"),
)
FIELD = re.compile(r"\{(\w+)\}")
SHAPES = {"are": "is|are", "pictures": r"1 picture|[\d,]+ pictures", "of": r"(?: \(.+\))?"}
"""What a field can be; of any other, anything."""


def worded(text: str) -> str:
    """What the engine said, one sentence or several, in the user's language; as it came where it is not known."""
    for pattern, sentence in _patterns():
        found = pattern.fullmatch(text)
        if found:
            return _translated(sentence, found)
    for pattern, sentence in _patterns():
        found = re.match(f"{pattern.pattern} (?=[A-Z0-9])", text) if sentence.endswith(".") else None
        if found:
            return f"{_translated(sentence, found)} {worded(text[found.end() :])}"
    return text


def _translated(sentence: str, found: re.Match[str]) -> str:
    fields = {name: worded(value) for name, value in found.groupdict().items()}
    return QCoreApplication.translate("engine", sentence).format(**fields)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """One for each sentence, with a group for each of its fields."""
    return tuple((re.compile(FIELD.sub(_group, _escaped(each))), each) for each in map(str, SENTENCES))


def _group(field: re.Match[str]) -> str:
    return f"(?P<{field[1]}>{SHAPES.get(field[1], '.+?')})"


def _escaped(sentence: str) -> str:
    return re.sub(r"([.()'?])", r"\\\1", sentence)

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
    QT_TRANSLATE_NOOP("engine", "{between} trained between teacher and student, each with the student's own budget."),
    QT_TRANSLATE_NOOP("engine", "One assistant was"),
    QT_TRANSLATE_NOOP("engine", "The distilled student began with weights of the teacher, its twin with random ones."),
    QT_TRANSLATE_NOOP(
        "engine", "The method shows the distilled student two views of each picture in a step, its twin one."
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "The distilled student has {count} more weights than its twin: the method leaves parts of its own in it.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "The distilled student has {count} fewer weights than its twin: the method leaves parts of its own in it.",
    ),
    QT_TRANSLATE_NOOP("engine", "{count} assistants were"),
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
    # What is to be minded about a trained teacher
    QT_TRANSLATE_NOOP("engine", "Its answers are not numbers: its training ran away."),
    QT_TRANSLATE_NOOP(
        "engine",
        "Its answers look as if its classes were in another order: in the one that fits best, {best} would be "
        "right instead of {accuracy}. Check the order of its class names.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "It is right about {accuracy} of the pictures, hardly better than always answering '{commonest}' "
        "({guessing}): there is little to learn from it.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "It expects pictures with mean {mean} and deviation {deviation}, these have "
        "{real_mean} and {real_deviation}: it was trained on others, or normalises them differently.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "It is {how} than it is right: its calibration error is {before}, and {after} with its "
        "logits divided by {temperature}, which trust.calibrate does.",
    ),
    QT_TRANSLATE_NOOP("engine", "surer"),
    QT_TRANSLATE_NOOP("engine", "less sure"),
    QT_TRANSLATE_NOOP("engine", "The teacher cannot be examined: the pictures are not on this computer ({download})."),
    # What a student takes over from its teacher
    QT_TRANSLATE_NOOP("engine", "Nothing can be copied from the teacher: no layer has the same place, kind and size."),
    QT_TRANSLATE_NOOP("engine", "All weights of the student stay random."),
    QT_TRANSLATE_NOOP("engine", "{numbers} of the student's {total} weights come from the teacher."),
    QT_TRANSLATE_NOOP(
        "engine", "Of the teacher's blocks evenly spaced ones are taken, the first among them: {stages}."
    ),
    QT_TRANSLATE_NOOP("engine", "The teacher is wider in {layers}: the first channels are taken."),
    QT_TRANSLATE_NOOP("engine", "1 layer"),
    QT_TRANSLATE_NOOP("engine", "{count} layers"),
    QT_TRANSLATE_NOOP("engine", "{stay} random: {names}."),
    QT_TRANSLATE_NOOP("engine", "One layer stays"),
    QT_TRANSLATE_NOOP("engine", "{count} layers stay"),
    # Why there is no advice
    QT_TRANSLATE_NOOP("engine", "This recipe trains one network, without a teacher."),
    # Why a method cannot run
    QT_TRANSLATE_NOOP("engine", "The {who} has no feature maps: it is fully connected."),
    QT_TRANSLATE_NOOP("engine", "The {who} does not answer through a linear layer, so it has no embedding."),
    QT_TRANSLATE_NOOP("engine", "The {who} ({kind}) does not answer from the mean of its last feature maps."),
    QT_TRANSLATE_NOOP("engine", "student"),
    QT_TRANSLATE_NOOP("engine", "teacher"),
    QT_TRANSLATE_NOOP(
        "engine", "The student has {number} sizes of feature maps, and exits before the deepest need at least 2."
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "The student's layer '{mine}' has {channels} channels and the teacher's layer '{theirs}' {others}, "
        "but their flows can only be compared between equally many.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "A flow leads from one layer to the next, and there is only one pair of layers, '{mine}' and '{theirs}'.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "The student's layer '{mine}' gives maps of {height} by {width} pixels and the teacher's layer "
        "'{theirs}' of {rows} by {columns}.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "The teacher's layer '{path}' takes or gives values that no batch normalisation made, so how far "
        "below zero they lie is not known.",
    ),
    QT_TRANSLATE_NOOP(
        "engine", "The layer '{path}' gives a vector of {number} numbers, and this method compares maps."
    ),
    QT_TRANSLATE_NOOP(
        "engine", "The layer '{path}' gives numbers of shape {shape}, and an exit needs height and width."
    ),
    QT_TRANSLATE_NOOP("engine", "This method compares one layer of each network, and {number} are named."),
    QT_TRANSLATE_NOOP("engine", "There are {mine} layers of the student and {theirs} of the teacher."),
    QT_TRANSLATE_NOOP("engine", "The network has no layer '{path}' to tap."),
    QT_TRANSLATE_NOOP(
        "engine", "A virtual teacher that gives its label {share} is no better than chance with {classes} classes."
    ),
    QT_TRANSLATE_NOOP("engine", "This method needs a teacher."),
    # ...and what to do about it
    QT_TRANSLATE_NOOP("engine", "Choose a convolutional network."),
    QT_TRANSLATE_NOOP("engine", "Choose a convolutional network that makes its maps smaller in steps."),
    QT_TRANSLATE_NOOP("engine", "Choose a convolutional network, or a layer that comes before the map is flattened."),
    QT_TRANSLATE_NOOP("engine", "Choose a network that ends in a linear layer, or another method."),
    QT_TRANSLATE_NOOP(
        "engine", "Choose a network that ends in average pooling and one linear layer, such as a ResNet."
    ),
    QT_TRANSLATE_NOOP(
        "engine", "Choose a teacher with batch normalisation before its activations, other layers, or another method."
    ),
    QT_TRANSLATE_NOOP("engine", "Choose a teacher."),
    QT_TRANSLATE_NOOP("engine", "Choose layers with equally many channels, or another method."),
    QT_TRANSLATE_NOOP("engine", "Choose layers of which one gives the larger maps in both directions."),
    QT_TRANSLATE_NOOP("engine", "Choose at least two layers of each network, in order."),
    QT_TRANSLATE_NOOP("engine", "Choose a layer that comes before the map is flattened."),
    QT_TRANSLATE_NOOP("engine", "Choose a layer that comes before the map is pooled."),
    QT_TRANSLATE_NOOP("engine", "Choose one layer of each, or none for the workbench's choice."),
    QT_TRANSLATE_NOOP("engine", "Choose as many of one as of the other, or none for the workbench's choice."),
    QT_TRANSLATE_NOOP("engine", "Choose another, such as: {some}."),
    QT_TRANSLATE_NOOP("engine", "Set the label's probability above {limit}."),
    # How a training computes
    QT_TRANSLATE_NOOP("engine", "Compiling the student"),
    QT_TRANSLATE_NOOP(
        "engine", "The training is over within a minute, so nothing was measured: everything is in fp32."
    ),
    QT_TRANSLATE_NOOP("engine", "A step takes so long that there was no time to measure: everything is in fp32."),
    QT_TRANSLATE_NOOP(
        "engine", "The computer is busy with other work, so no measurement could be relied on: everything is in fp32."
    ),
    QT_TRANSLATE_NOOP("engine", "The recipe asks for deterministic results: nothing is reduced, folded or compiled."),
    QT_TRANSLATE_NOOP("engine", "The recipe asks for {precision}."),
    QT_TRANSLATE_NOOP("engine", "The student computes in {way} (measured, ms a picture: {times})."),
    QT_TRANSLATE_NOOP("engine", "The teacher computes in {way} (measured, ms a picture: {times})."),
    QT_TRANSLATE_NOOP("engine", "Measured in an earlier run."),
    QT_TRANSLATE_NOOP("engine", "Compiled, the student takes {times}."),
    QT_TRANSLATE_NOOP("engine", "Compiled, the student would take {times}."),
    QT_TRANSLATE_NOOP("engine", "{compiled} ms a picture instead of {eager}"),
    QT_TRANSLATE_NOOP("engine", "The student is not compiled: its layers are listened to."),
    QT_TRANSLATE_NOOP("engine", "Compiling the student failed: {why}."),
    # Why no more of a teacher is remembered
    QT_TRANSLATE_NOOP("engine", "No further answers of the teacher are remembered: the {size} of memory are full."),
    QT_TRANSLATE_NOOP("engine", "New answers of the teacher are remembered in memory only. {problem}"),
    QT_TRANSLATE_NOOP("engine", "The limit of {size} on the disk is reached."),
    QT_TRANSLATE_NOOP("engine", "Only {free} of the disk are free: they are left to checkpoints."),
    QT_TRANSLATE_NOOP("engine", "The teacher's answers are not remembered: this takes {size} of memory, and {there}."),
    QT_TRANSLATE_NOOP("engine", "this computer has less free"),
    QT_TRANSLATE_NOOP("engine", "{size} are allowed"),
    QT_TRANSLATE_NOOP(
        "engine", "The answers that were kept of this teacher are not what it says now. They were thrown away."
    ),
    # Why weights are not proposed
    QT_TRANSLATE_NOOP(
        "engine",
        "The student learns from an assistant, which is trained in the run itself: there is nothing to measure yet.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "The teacher ({title}) is not trained yet, and no earlier run has it. Start the run once, then balance.",
    ),
    QT_TRANSLATE_NOOP("engine", "Its gradient is not a number on these batches."),
    QT_TRANSLATE_NOOP("engine", "It does not pull at the student at all on these batches."),
    QT_TRANSLATE_NOOP("engine", "The first method does not pull: there is nothing to be as strong as."),
    QT_TRANSLATE_NOOP("engine", "It pulls so little that it would need a weight of {weight}."),
)
FIELD = re.compile(r"\{(\w+)\}")
SHAPES = {
    "are": "is|are",
    "pictures": r"1 picture|[\d,]+ pictures",
    "of": r"(?: \(.+\))?",
    "precision": r"\w+",
    "times": "[^()]+",
    "compiled": r"[\d.e-]+",
    "eager": r"[\d.e-]+",
}
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

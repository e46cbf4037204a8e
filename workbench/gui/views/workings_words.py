"""How a training computes and what is remembered of its teacher, in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from workbench.events import NumericsChosen, TeacherAsked, parts_of
from workbench.gui.said_by_engine import worded
from workbench.gui.views import words

MOST = 12
"""Trainings that a tooltip lists."""


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("workings", text)


def computes(chosen: NumericsChosen) -> str:
    """In a few words: Computes in fp32 · teacher in bf16 · student compiled."""
    parts = [tr("Computes in {numbers}").format(numbers=chosen.student)]
    if chosen.teacher not in ("", chosen.student):
        parts.append(tr("teacher in {numbers}").format(numbers=chosen.teacher))
    if chosen.compiled:
        parts.append(tr("student compiled"))
    return " · ".join(parts)


def why_so(chosen: NumericsChosen) -> str:
    """The reason, what was measured, and what else was done to the networks; a line each."""
    lines = [worded(chosen.reason)]
    if chosen.measured and not tells_times(chosen):
        lines.append(tr("Measured before the first step, for one picture:"))
        lines += [f"   {tried(name)}: {words.milliseconds(took)}" for name, took in chosen.measured.items()]
    if chosen.folded:
        lines.append(tr("The teacher's normalisations are folded into its convolutions."))
    if chosen.channels_last:
        lines.append(tr("The channels of a pixel lie side by side in memory."))
    return "\n".join(filter(None, lines))


def tells_times(chosen: NumericsChosen) -> bool:
    """Whether the reason itself says what was measured."""
    return any(f"{milliseconds:.3g}" in chosen.reason for milliseconds in chosen.measured.values())


def tried(name: str) -> str:
    """What was measured: student bf16."""
    known = {
        "student": tr("student"),
        "teacher": tr("teacher"),
        "folded": tr("folded"),
        "channels-last": tr("channels last"),
        "eager": tr("not compiled:"),
        "compiled": tr("compiled:"),
    }
    return " ".join(known.get(word, word) for word in name.split())


def remembered(told: TeacherAsked) -> str:
    """In a few words: Teacher: 86 % of answers remembered · 43 MB kept. Empty as long as nothing was asked."""
    if not told.asked:
        return ""
    kept = max(told.memory_bytes, told.disk_bytes)  # what is in memory is on the disk as well, where that may be used
    if not kept and not told.remembered:
        return tr("Teacher: every answer is computed")
    share = tr("Teacher: {share} of answers remembered").format(share=whole_percent(told))
    return f"{share} · {tr('{size} kept').format(size=words.size(kept))}"


def how_many(told: TeacherAsked, others: Sequence[TeacherAsked] = ()) -> str:
    """How many of how many, where they are kept, and why no more are; a line each.

    Args:
        told: Of the training that is on show.
        others: Of every training of the run, in order.
    """
    lines = [
        tr("{remembered} of {asked} answers of the teacher were remembered, the others computed.").format(
            remembered=words.count(told.remembered), asked=words.count(told.asked)
        ),
        _where(told),
        worded(told.reason),
    ]
    if len(others) > 1:
        lines += [f"   {who(other.phase)}: {whole_percent(other)}" for other in others[-MOST:]]
    return "\n".join(filter(None, lines))


def _where(told: TeacherAsked) -> str:
    memory, disk = words.size(told.memory_bytes), words.size(told.disk_bytes)
    if not told.disk_bytes:
        return tr("Kept of this teacher: {memory} in memory, for this run only.").format(memory=memory)
    if not told.memory_bytes:
        return tr("Kept of this teacher: {disk} on the disk, also for later runs.").format(disk=disk)
    return tr("Kept of this teacher: {memory} in memory, {disk} on the disk, also for later runs.").format(
        memory=memory, disk=disk
    )


def who(phase: str) -> str:
    """Which training: Distilled student, seed 0."""
    role, seed, number = parts_of(phase)
    return tr("{role}, seed {seed}").format(role=words.role(role, number), seed=seed)


def whole_percent(told: TeacherAsked) -> str:
    """The share that was remembered, rounded down: 100 % only where it was all."""
    share = 100 * told.remembered // told.asked if told.asked else 0
    return f"{QLocale().toString(share)} %"

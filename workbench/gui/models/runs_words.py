"""Runs as people speak of them."""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from workbench.gui.views import words
from workbench.runs import RunSummary

NONE = "–"
"""Where nothing was measured."""


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("runs", text)


def state(name: str) -> str:
    """What became of a run."""
    return {
        "running": tr("Training"),
        "finished": tr("Finished"),
        "stopped": tr("Stopped"),
        "failed": tr("Failed"),
        "interrupted": tr("Interrupted"),
        "damaged": tr("Damaged"),
    }.get(name, name)


def duration(seconds: float | None) -> str:
    """In the two largest units that matter: 3 min 20 s."""
    if seconds is None:
        return NONE
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    if hours:
        return tr("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    if minutes:
        return tr("{minutes} min {seconds} s").format(minutes=minutes, seconds=rest)
    return tr("{seconds} s").format(seconds=rest)


def roughly(seconds: float) -> str:
    """In the one unit that says most: 42 s, 3 min, 2.5 h."""
    if seconds < 100:
        return tr("{seconds} s").format(seconds=round(seconds))
    if seconds < 100 * 60:
        return tr("{minutes} min").format(minutes=round(seconds / 60))
    return tr("{hours} h").format(hours=QLocale().toString(seconds / 3600, "f", 1))


def when(created: float) -> str:
    """The time of day for a run of today, else day and time as the system writes them."""
    if not 0 < created < 2**33:
        return NONE
    moment = QDateTime.fromSecsSinceEpoch(int(created))
    short = QLocale.FormatType.ShortFormat
    if moment.date() == QDateTime.fromSecsSinceEpoch(int(time.time())).date():
        return QLocale().toString(moment.time(), short)
    return QLocale().toString(moment, short)


def accuracy(run: RunSummary) -> str:
    """Mean and deviation: 93.4 ± 1.8 %."""
    return NONE if run.accuracy is None else words.spread(run.accuracy, run.accuracy_sd)


def plain(run: RunSummary) -> str:
    """The same of the twin without a teacher."""
    return NONE if run.plain_accuracy is None else words.spread(run.plain_accuracy, run.plain_accuracy_sd)


def gain(run: RunSummary) -> str:
    """What the teacher added, in points of a hundred: +5.2."""
    if run.gain is None:
        return NONE
    return f"{'+' if run.gain >= 0 else '−'}{QLocale().toString(abs(100 * run.gain), 'f', 1)}"


def size(run: RunSummary) -> str:
    """Size of the weights file."""
    return NONE if run.bytes is None else words.size(run.bytes)


def latency(run: RunSummary) -> str:
    """Time for one picture."""
    return words.milliseconds(run.latency_ms)


def facts(run: RunSummary) -> str:
    """The second line of a run in a list: 2.7 kB · 0.31 ms · 42 s, or what became of it where nothing was measured."""
    known = (
        size(run) if run.bytes is not None else "",
        latency(run) if run.latency_ms is not None else "",
        roughly(run.seconds) if run.seconds is not None else "",
    )
    if run.state != "finished":
        return " · ".join(filter(None, (state(run.state), known[2])))
    return " · ".join(filter(None, known)) or state(run.state)


def spoken(run: RunSummary) -> str:
    """A run in one sentence, for who cannot see the list."""
    parts = [run.title, state(run.state)]
    if run.accuracy is not None:
        parts.append(tr("accuracy {number}").format(number=accuracy(run)))
    if run.state == "finished":
        parts.append(facts(run))
    if run.favourite:
        parts.append(tr("favourite"))
    if run.tags:
        parts.append(tr("tags: {tags}").format(tags=", ".join(run.tags)))
    return ", ".join(parts)


def told(run: RunSummary) -> str:
    """All that a list knows of a run, on some lines."""
    first = [run.title, f"{state(run.state)} · {when(run.created)}"]
    if run.problem:
        first.append(run.problem)
    measured = {
        tr("Accuracy"): accuracy(run),
        tr("Without teacher"): plain(run),
        tr("Gain in points"): gain(run),
        tr("Size"): size(run),
        tr("Per picture"): latency(run),
        tr("Time spent"): duration(run.seconds),
        tr("Tags"): ", ".join(run.tags) or NONE,
    }
    lines = [f"{name}: {value}" for name, value in measured.items() if value != NONE]
    note = [run.note if len(run.note) <= 300 else f"{run.note[:300]}…"] if run.note else []
    return "\n".join([*first, *lines, *note, run.id])

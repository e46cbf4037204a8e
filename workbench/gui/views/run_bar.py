"""The buttons that steer a run, and how far it is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QWidget

from workbench.gui.icons import icon
from workbench.gui.labels import OneLine, text_label
from workbench.gui.models.run import Phase, RunModel, Status
from workbench.gui.models.workspace import Workspace
from workbench.gui.said_by_engine import worded
from workbench.gui.views import words

START_KEY, STOP_KEY, PAUSE_KEY = "F5", "Shift+F5", "F6"


class RunBar(QWidget):
    """What is being edited, and Start, Pause, Stop."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space = space
        self.hint = text_label(look="hint")
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.start = QPushButton(self.tr("Start"))
        self.start.setObjectName("primary")
        self.pause = QPushButton(self.tr("Pause"))
        self.stop = QPushButton(self.tr("Stop"))
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.hint, 1)
        width = self.fontMetrics().horizontalAdvance("0") * 10
        for button in (self.start, self.pause, self.stop):
            button.setMinimumWidth(width)
            button.setIconSize(QSize(16, 16))
            row.addWidget(button)
        self.start.clicked.connect(space.wishes.start)
        self.pause.clicked.connect(self._on_pause)
        self.stop.clicked.connect(space.wishes.stop)
        space.run.steered.connect(self.refresh)
        for model in (space.recipe, space.description):
            model.changed.connect(self.refresh)
        space.theme.changed.connect(self._paint)
        self._paint()
        self.refresh()

    def refresh(self) -> None:
        """Make the buttons agree with what is possible."""
        run, problem = self._space.run, self._space.start_problem
        self.hint.setText("" if run.is_live else problem)
        self.hint.setToolTip(problem)
        self.start.setEnabled(not problem)
        self.start.setToolTip(problem or _with_key(self.tr("Train with these settings"), START_KEY))
        self.pause.setText(self.tr("Resume") if run.can_go_on else self.tr("Pause"))
        self.pause.setEnabled(run.can_pause or run.can_go_on)
        self.pause.setToolTip(self._pause_help())
        self.stop.setEnabled(run.can_stop)
        help_of_stop = (
            self.tr("Stop and keep the best weights so far") if run.can_stop else self.tr("Nothing is running.")
        )
        self.stop.setToolTip(_with_key(help_of_stop, STOP_KEY))
        self._picture_of_pause()

    def _pause_help(self) -> str:
        run = self._space.run
        if run.can_go_on:
            return _with_key(self.tr("Go on from here"), PAUSE_KEY)
        if run.can_pause:
            return _with_key(self.tr("Rest at the next step; nothing is lost"), PAUSE_KEY)
        return _with_key(self.tr("Can be pressed while a network trains."), PAUSE_KEY)

    def _on_pause(self) -> None:
        if self._space.run.can_go_on:
            self._space.wishes.goOn.emit()
        else:
            self._space.wishes.pause.emit()

    def _paint(self) -> None:
        colors = self._space.theme.colors
        self.start.setIcon(icon("start", colors.on_accent, colors.faint))
        self.stop.setIcon(icon("stop", colors.text, colors.faint))
        self._picture_of_pause()

    def _picture_of_pause(self) -> None:
        colors = self._space.theme.colors
        self.pause.setIcon(icon("start" if self._space.run.can_go_on else "pause", colors.text, colors.faint))


class ProgressLine(QWidget):
    """A progress bar and one line that says what is going on."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space = space
        self.bar = QProgressBar(textVisible=True)
        self.bar.setRange(0, 1000)
        self.bar.setFixedWidth(260)
        self.bar.setAccessibleName(self.tr("Progress of the whole run"))
        self.text = OneLine()
        self.text.setAccessibleName(self.tr("What is going on"))
        self.device = text_label(look="hint")
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 2, 0)
        row.setSpacing(12)
        row.addWidget(self.bar)
        row.addWidget(self.text, 1)
        row.addWidget(self.device)
        for model in (space.run, space.description):
            model.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the line agree with the run."""
        run = self._space.run
        busy = run.status is Status.PREPARING or (run.activity is not None and not run.activity.total and run.is_live)
        known = run.activity is not None and run.activity.total > 0 and run.is_live
        if busy and not known:
            self.bar.setRange(0, 0)
        else:
            fraction = run.activity.done / run.activity.total if known and run.activity else run.fraction
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(1000 * (1.0 if run.status is Status.DONE else fraction)))
        self.bar.setVisible(run.is_live or run.fraction > 0)
        self.text.setText(self.sentence())
        self._show_device()

    def sentence(self) -> str:
        """What is going on, e.g. ``Training distilled (seed 2 of 5), epoch 3 of 8 · 2.9k images/s · 4 s left``."""
        run = self._space.run
        if run.is_live and run.activity is not None:
            return self._activity(run)
        match run.status:
            case Status.TRAINING | Status.PAUSED | Status.PAUSING:
                return self._training(run)
            case Status.IDLE | Status.DISCARDED:
                return self.tr("Ready")
            case Status.PREPARING:
                return self.tr("Preparing…")
            case Status.SAVING:
                return self.tr("Saving…")
            case Status.DONE:
                return self.tr("Done")
            case Status.STOPPED:
                return self.tr("Stopped; the best weights so far are kept")
            case Status.FAILED:
                return self.tr("Failed")

    def _training(self, run: RunModel) -> str:
        state = {
            Status.TRAINING: self.tr("Training"),
            Status.PAUSED: self.tr("Paused:"),
            Status.PAUSING: self.tr("Pausing…"),
        }[run.status]
        parts = [f"{state} {self._where(run, run.current)}" if run.current else state]
        if run.status is Status.TRAINING:
            if run.images_per_second:
                parts.append(self.tr("{pace} images/s").format(pace=words.short(run.images_per_second)))
            parts.append(words.time_left(run.seconds_left))
        return " · ".join(filter(None, parts))

    def _where(self, run: RunModel, phase: Phase) -> str:
        role = self._who(run, phase)
        seeds = list(dict.fromkeys(other.plan.seed for other in run.phases.values()))
        if len(seeds) > 1:
            number = seeds.index(phase.plan.seed) + 1
            role = self.tr("{role} (seed {number} of {total})").format(role=role, number=number, total=len(seeds))
        epoch = min(phase.epoch + 1, phase.plan.epochs)
        return self.tr("{role}, epoch {epoch} of {epochs}").format(role=role, epoch=epoch, epochs=phase.plan.epochs)

    def _who(self, run: RunModel, phase: Phase) -> str:
        """Which network trains; among several of its sort the how-manieth."""
        plan = phase.plan
        role = {
            "teacher": self.tr("teacher"),
            "assistant": self.tr("assistant"),
            "distilled": self.tr("distilled student"),
            "plain": self.tr("plain student"),
            "model": self.tr("network"),
        }[plan.role]
        plans = [other.plan for other in run.phases.values()]
        beside = sum(other.is_variant and other.seed == plan.seed for other in plans)
        if plan.role == "distilled" and beside:
            text = self.tr("{role} and {count} variants") if beside > 1 else self.tr("{role} and a variant")
            return text.format(role=role, count=beside)
        alike = [other.phase for other in plans if (other.role, other.seed) == (plan.role, plan.seed)]
        if len(alike) < 2:
            return role
        return self.tr("{role} {number} of {total}").format(
            role=role, number=alike.index(plan.phase) + 1, total=len(alike)
        )

    def _activity(self, run: RunModel) -> str:
        activity = run.activity
        if activity is None:
            return ""
        if not activity.total:
            return f"{worded(activity.what)}…"
        if activity.unit == "bytes":
            done, total = words.size(activity.done), words.size(activity.total)
        else:
            done, total = words.count(activity.done), words.count(activity.total)
        return self.tr("{what}: {done} of {total}").format(what=worded(activity.what), done=done, total=total)

    def _show_device(self) -> None:
        run, description = self._space.run, self._space.description
        if run.data is not None and run.is_live:
            self.device.setText(
                self.tr("{device} · threads: {threads}").format(device=run.data.device, threads=run.data.threads)
            )
            self.device.setToolTip(worded(run.data.device_reason))
        else:
            self.device.setText(description.device.split(":", 1)[0])
            self.device.setToolTip(description.device)


def _with_key(text: str, key: str) -> str:
    shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{text} ({shown})"

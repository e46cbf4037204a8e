"""The charts. This module imports pyqtgraph, which takes a while, so it is loaded after the window is on screen."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyqtgraph as pg
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.gui.models.curves import Curve, Smoothed
from workbench.gui.models.run import Phase, RunModel, Status
from workbench.gui.theme import Line, Theme
from workbench.gui.views import words

ROLES = ("teacher", "plain", "distilled", "model")
FAINT = 0.4
"""Opacity of what stays behind."""
LOSS_MILLISECONDS, ACCURACY_MILLISECONDS = 100, 230
"""Between two drawings, however many events arrive. Not multiples, so that the charts are seldom painted together."""


class Chart(QWidget):
    """A plot with axes, grid and legend in the colours of the theme, drawn at most every so many milliseconds.

    Subclasses draw everything in `draw`, with `line` and `mark`; what is not asked for again disappears.
    """

    def __init__(self, model: RunModel, theme: Theme, interval: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model, self.theme = model, theme
        self.plot = pg.PlotWidget()
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setFrameShape(pg.QtWidgets.QFrame.Shape.NoFrame)
        self.plot.setLimits(xMin=0)
        self.legend = self.plot.addLegend(offset=(-8, -8), labelTextSize="9pt")
        self.lines: dict[str, pg.PlotDataItem] = {}
        self._marks: list[pg.InfiniteLine] = []
        self._used: set[str] = set()
        self._drawn: dict[str, tuple[object, ...]] = {}
        self._in_legend: dict[str, str] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.plot)
        self._timer = QTimer(self, singleShot=True, interval=interval)
        self._timer.timeout.connect(self.refresh)
        model.changed.connect(self.refresh_soon)
        theme.changed.connect(self._on_theme_changed)

    def refresh_soon(self) -> None:
        """Draw within a moment; further requests until then cost nothing."""
        if not self._timer.isActive():
            self._timer.start()

    def refresh(self) -> None:
        """Make the chart agree with the model. Safe to call at any time."""
        self._used = set()
        self.draw()
        for name in self.lines.keys() - self._used:
            self._remove(name)
        self.plot.getViewBox().prepareForPaint()  # fit the axes now: done while painting, it makes a second painting

    def draw(self) -> None:
        """Draw everything; for subclasses."""
        raise NotImplementedError

    def line(
        self, name: str, x: ArrayLike, y: ArrayLike, style: Line, *, legend: str = "", faint: bool = False
    ) -> None:
        """Draw one series (x and y of one length); `name` tells it from the others over time."""
        self._used.add(name)
        item = self.lines.get(name)
        if item is None:
            item = pg.PlotDataItem(connect="finite")
            item.setDownsampling(auto=True, method="peak")
            item.setClipToView(True)
            item.setZValue(0 if faint else 10)
            self.plot.addItem(item)
            self.lines[name] = item
        xs, ys = np.array(x, dtype=float), np.array(y, dtype=float)  # copies, as the curves grow on
        looks = (style, faint, self.model.is_live, *(xs[-1:]), *(ys[:1]), *(ys[-1:]), len(xs))
        if self._drawn.get(name) != looks:
            self._drawn[name] = looks
            color = QColor(style.color)
            symbol = "o" if len(xs) == 1 and not faint else None  # a line needs two points to be seen
            pen = self._pen(style, faint=faint)
            item.setData(xs, ys, pen=pen, symbol=symbol, symbolBrush=color, symbolPen=color, symbolSize=6)
        self._name_in_legend(name, item, legend)

    def mark(self, steps: Sequence[int]) -> None:
        """Thin vertical lines where a dial was moved."""
        while len(self._marks) > len(steps):
            self.plot.removeItem(self._marks.pop())
        while len(self._marks) < len(steps):
            line = pg.InfiniteLine(angle=90, movable=False)
            line.setZValue(-10)
            self.plot.addItem(line, ignoreBounds=True)
            self._marks.append(line)
        pen = pg.mkPen(self.theme.colors.faint, width=1, style=Qt.PenStyle.DotLine)
        for line, step in zip(self._marks, steps, strict=True):
            line.setValue(step)
            line.setPen(pen)

    def label(self, left: str, bottom: str, unit: str = "") -> None:
        """Say what the axes are."""
        style = {"color": self.theme.colors.text, "font-size": "9pt"}
        self.plot.setLabel("left", left, **style)
        self.plot.setLabel("bottom", bottom, **style)
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.enableAutoSIPrefix(False)
            axis.setStyle(maxTickLevel=0)  # each further level of grid lines triples the time of a drawing
            axis.setPen(QColor(self.theme.colors.line))
            axis.setTextPen(QColor(self.theme.colors.faint))
        self.plot.getAxis("left").setWidth(58)

    def dress(self) -> None:
        """Put on the colours of the theme."""
        self.plot.setBackground(QColor(self.theme.colors.raised))
        self.plot.showGrid(x=True, y=True, alpha=0.18)
        background = QColor(self.theme.colors.raised)
        background.setAlpha(210)
        self.legend.setBrush(background)
        self.legend.setPen(QColor(self.theme.colors.line))
        self.legend.setLabelTextColor(QColor(self.theme.colors.text))

    def _pen(self, style: Line, *, faint: bool) -> QPen:
        color = QColor(style.color)
        if faint:
            color.setAlphaF(FAINT)
        width = 1 if faint or self.model.is_live else style.width
        pen: QPen = pg.mkPen(color, width=width, style=Qt.PenStyle.SolidLine if faint else style.dash)
        return pen

    def _name_in_legend(self, name: str, item: pg.PlotDataItem, legend: str) -> None:
        if self._in_legend.get(name, "") == legend:
            return
        if name in self._in_legend:
            self.legend.removeItem(item)
        self._in_legend.pop(name, None)
        if legend:
            self.legend.addItem(item, legend)
            self._in_legend[name] = legend

    def _remove(self, name: str) -> None:
        item = self.lines.pop(name)
        self._drawn.pop(name, None)
        self._name_in_legend(name, item, "")
        self.plot.removeItem(item)

    def _on_theme_changed(self) -> None:
        self.dress()
        for name in list(self.lines):
            self._remove(name)
        self.refresh()


class AccuracyChart(Chart):
    """Accuracy on the validation pictures: teacher flat, distilled and plain student over their steps."""

    def __init__(self, model: RunModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(model, theme, ACCURACY_MILLISECONDS, parent)
        self.plot.setAccessibleName(self.tr("Chart: accuracy on the validation pictures"))
        self.teacher = pg.InfiniteLine(angle=0, movable=False)
        self.plot.addItem(self.teacher)
        self.plot.setLimits(yMin=-2, yMax=102)
        self.legend.setOffset((-8, -8))
        self.dress()
        self.refresh()

    def dress(self) -> None:
        super().dress()
        self.label(self.tr("Validation accuracy, %"), self.tr("Training step"))

    def draw(self) -> None:
        self._draw_teacher()
        for role in ("plain", "distilled", "model"):
            self._draw_role(role)
        self.mark([step for phase in self.model.phases_of("distilled") for step in phase.changes])
        self.setAccessibleDescription(self.summary())

    def summary(self) -> str:
        """What the chart shows, for a screen reader."""
        parts = []
        for role in ROLES:
            best = [phase.best for phase in self.model.phases_of(role) if phase.best is not None]
            if best:
                parts.append(f"{words.role(role)} {words.percent(sum(best) / len(best))}")
        return ", ".join(parts)

    def _draw_role(self, role: str) -> None:
        """Each seed faint; strong the one that trains, or else the mean of all."""
        phases = [phase for phase in self.model.phases_of(role) if len(phase.accuracy)]
        if not phases:
            return
        style, legend = self.theme.colors.lines[role], words.role(role)
        if len(phases) > 1:
            for phase in phases:
                self.line(phase.plan.phase, *_mean([phase]), style, faint=True)
        strong = [phase for phase in phases if phase is self.model.current and not phase.finished] or phases
        if len(strong) > 1:
            legend = self.tr("{role}, mean of {number} seeds").format(role=legend, number=len(strong))
        elif len(phases) > 1:
            legend = self.tr("{role}, seed {number}").format(role=legend, number=strong[0].plan.seed)
        self.line(role, *_mean(strong), style, legend=legend)

    def _draw_teacher(self) -> None:
        """A flat line as soon as its accuracy is known; how it got there stays faint behind the students."""
        style, accuracy = self.theme.colors.lines["teacher"], self.model.teacher_accuracy
        phases = [phase for phase in self.model.phases_of("teacher") if len(phase.accuracy)]
        for phase in phases:
            learning = phase is self.model.current and not phase.finished
            legend = self.tr("Teacher, learning") if phase is phases[-1] else ""
            name = f"{phase.plan.phase}:{'strong' if learning else 'faint'}"
            self.line(
                name, *_mean([phase]), replace(style, dash=Qt.PenStyle.SolidLine), legend=legend, faint=not learning
            )
        self.teacher.setVisible(accuracy is not None)
        if accuracy is not None:
            self.teacher.setPen(self._pen(style, faint=False))
            self.teacher.setValue(100 * accuracy)
            nowhere: list[float] = []  # an infinite line has no legend of its own
            legend = self.tr("{role}, at its end: {accuracy}").format(
                role=words.role("teacher"), accuracy=words.percent(accuracy)
            )
            self.line("teacher", nowhere, nowhere, style, legend=legend)


class LossChart(Chart):
    """Every weighted loss term of one training: raw and faint, smoothed and strong."""

    def __init__(self, model: RunModel, theme: Theme, smoothing: float, parent: QWidget | None = None) -> None:
        super().__init__(model, theme, LOSS_MILLISECONDS, parent)
        self.smoothing = smoothing
        self._smoothed: dict[str, Smoothed] = {}
        self.chosen = ""
        self.plot.setAccessibleName(self.tr("Chart: loss terms on the training pictures"))
        self.legend.setOffset((-8, 8))
        self.dress()
        self.refresh()

    def dress(self) -> None:
        super().dress()
        self.label(self.tr("Training loss, nats"), self.tr("Training step"))

    @property
    def phase(self) -> Phase | None:
        """The training whose terms are drawn: the chosen one, else the one that trains, else a distilled one."""
        chosen, model = self.model.phases.get(self.chosen), self.model
        distilled = model.phases_of("distilled")
        return chosen or (distilled[0] if distilled and not model.is_live else model.current)

    def choose(self, phase: str) -> None:
        """Draw this training; empty = whichever is going on."""
        self.chosen = phase
        self.refresh()

    def smooth(self, weight: float) -> None:
        """Use another weight of the past."""
        self.smoothing = weight
        self.refresh()

    def set_logarithmic(self, on: bool) -> None:
        """Draw the loss on a logarithmic axis or not."""
        self.plot.setLogMode(y=on)

    def draw(self) -> None:
        phase = self.phase
        if self.model.status is Status.PREPARING:  # from here on points may be void, and come again
            self._smoothed.clear()
        if phase is None:
            self.mark([])
            return
        styles = self.theme.colors.terms
        for number, (name, curve) in enumerate(phase.terms.items()):
            style = styles[number % len(styles)]
            key = f"{phase.plan.phase}:{name}"
            legend = words.term(name)
            if self.smoothing > 0:
                self.line(f"{key}:raw", curve.x, curve.y, style, faint=True)
                legend = self.tr("{term} (smoothed {weight})").format(term=legend, weight=f"{self.smoothing:.2f}")
            self.line(key, curve.x, self._smooth(key, curve), style, legend=legend)
        self.mark(phase.changes)

    def _smooth(self, key: str, curve: Curve) -> array[float]:
        kept = self._smoothed.get(key)
        if kept is None or kept.weight != self.smoothing:
            kept = self._smoothed[key] = Smoothed(self.smoothing)
        return kept.follow(curve.y)


def _mean(phases: Sequence[Phase]) -> tuple[ArrayLike, NDArray[np.float64]]:
    """Mean accuracy over the seeds, as far as all of them got."""
    count = min(len(phase.accuracy) for phase in phases)
    y: NDArray[np.float64] = np.mean([np.array(phase.accuracy.y[:count]) for phase in phases], axis=0)
    return phases[0].accuracy.x[:count], 100 * y

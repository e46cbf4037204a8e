"""One quiet line below the charts: how the training computes, and how much of its teacher is remembered."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from workbench.gui.labels import OneLine
from workbench.gui.models.run import RunModel
from workbench.gui.views import workings_words as words

SPACE = 16
"""Pixels after each half."""


class Workings(QWidget):
    """Draws what a run tells of its workings, while it goes and afterwards; gone where it tells nothing."""

    def __init__(self, run: RunModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self.teacher, self.numerics = OneLine(), OneLine()
        self.teacher.setAccessibleName(self.tr("What is remembered of the teacher"))
        self.teacher.setProperty("explain", "cache")
        self.numerics.setAccessibleName(self.tr("How the training computes"))
        self.numerics.setProperty("explain", "precision")
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(9, 0, 9, 2)
        self._rows.setSpacing(0)
        for line in (self.teacher, self.numerics):
            line.setObjectName("hint")
            self._rows.addWidget(line)
        run.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make both halves agree with the run. Safe to call at any time."""
        phase = self._run.telling
        asked, numerics = (phase.asked, phase.numerics) if phase is not None else (None, None)
        others = [other.asked for other in self._run.phases.values() if other.asked is not None and other.asked.asked]
        if asked is not None and asked.asked:
            _tell(self.teacher, words.remembered(asked), words.how_many(asked, others))
        else:
            _tell(self.teacher, "", "")
        if numerics is not None:
            _tell(self.numerics, words.computes(numerics), words.why_so(numerics))
        else:
            _tell(self.numerics, "", "")
        self.setVisible(bool(self.teacher.text() or self.numerics.text()))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One row or two."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Side by side, each with the room that it needs, where there is so much; else one below the other."""
        lines = (self.teacher, self.numerics)
        needed = [self.fontMetrics().horizontalAdvance(line.text()) + SPACE for line in lines]
        margins = self._rows.contentsMargins()
        fits = sum(needed) <= self.width() - margins.left() - margins.right()
        directions = QBoxLayout.Direction
        self._rows.setDirection(directions.LeftToRight if fits else directions.TopToBottom)
        for place, width in enumerate(needed):
            self._rows.setStretch(place, width)


def _tell(line: OneLine, text: str, more: str) -> None:
    line.setVisible(bool(text))
    if (line.text(), line.toolTip()) == (text, f"{text}\n{more}"):
        return  # the run changes thirty times a second
    line.setText(text)
    line.setToolTip(f"{text}\n{more}")
    line.setAccessibleDescription(f"{text}. {more}")

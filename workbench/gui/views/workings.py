"""One quiet line below the charts: how the training computes, and how much of its teacher is remembered."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from workbench.gui.labels import OneLine
from workbench.gui.models.run import RunModel
from workbench.gui.views import workings_words as words


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
        row = QHBoxLayout(self)
        row.setContentsMargins(9, 0, 9, 2)
        row.setSpacing(16)
        for line, share in ((self.teacher, 3), (self.numerics, 2)):
            line.setObjectName("hint")
            row.addWidget(line, share)
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


def _tell(line: OneLine, text: str, more: str) -> None:
    line.setVisible(bool(text))
    if (line.text(), line.toolTip()) == (text, f"{text}\n{more}"):
        return  # the run changes thirty times a second
    line.setText(text)
    line.setToolTip(f"{text}\n{more}")
    line.setAccessibleDescription(f"{text}. {more}")

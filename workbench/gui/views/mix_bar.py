"""The effective mix: which share of the gradient each loss term really has."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.gui.labels import text_label
from workbench.gui.models.workspace import Workspace
from workbench.gui.views import words

PATTERNS = (
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.Dense3Pattern,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.HorPattern,
    Qt.BrushStyle.DiagCrossPattern,
    Qt.BrushStyle.VerPattern,
    Qt.BrushStyle.FDiagPattern,
    Qt.BrushStyle.CrossPattern,
)
"""By which terms are told apart without colour."""


class MixBar(QWidget):
    """One bar, divided; measured on the current batch while a student trains."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space = space
        self.text = text_label(look="facts", wrap=True)
        self.bar = _Bar(space)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.text)
        layout.addWidget(self.bar)
        self.setToolTip(self.tr("Measured: how strongly each term pulls at the student's weights, as shares."))
        space.run.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the bar agree with what was measured last."""
        shares = self.shares()
        self.bar.show_shares(shares)
        self.bar.setVisible(bool(shares))
        if shares:
            title_of = self._space.catalogue.method_title
            said = ", ".join(f"{words.term(name, title_of)} {round(100 * share)} %" for name, share in shares.items())
            self.text.setText(self.tr("Effective mix: {shares}").format(shares=said))
            self.bar.setAccessibleName(self.text.text())
            self.bar.setAccessibleDescription(self.toolTip())
        else:
            self.text.setText(self.tr("Effective mix: measured while a student trains"))

    def shares(self) -> dict[str, float]:
        """By term, of the distilled student that trains or trained last; empty while not measured."""
        phases = [phase for phase in self._space.run.phases_of("distilled", 0) if phase.mix]
        current = self._space.run.current
        if not phases:
            return {}
        phase = current if current in phases else phases[-1]
        assert phase is not None
        return {name: curve.y[-1] for name, curve in phase.mix.items() if len(curve)}


class _Bar(QWidget):
    def __init__(self, space: Workspace) -> None:
        super().__init__()
        self._theme = space.theme
        self._shares: dict[str, float] = {}
        space.theme.changed.connect(self.update)

    def show_shares(self, shares: dict[str, float]) -> None:
        if shares != self._shares:
            self._shares = shares
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(100, self.fontMetrics().height() // 2 + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, left = QPainter(self), 0.0
        styles = self._theme.colors.terms
        for number, share in enumerate(self._shares.values()):
            width = self.width() * share
            color = QColor(styles[number % len(styles)].color)
            room = QRectF(left, 0, max(0.0, width - 1), self.height())
            pattern = PATTERNS[number % len(PATTERNS)]
            if pattern is Qt.BrushStyle.SolidPattern:
                painter.fillRect(room, color)
            elif room.width() > 2:
                painter.setPen(color)
                painter.setBrush(QBrush(color, pattern))
                painter.drawRect(room.adjusted(0, 0, -1, -1))
            left += width

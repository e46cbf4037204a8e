"""One network's answer, drawn: the winner large, the likeliest classes as bars, and where it looked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui.models.tryit import Heat, Opinion
from workbench.gui.theme import Theme
from workbench.gui.views import words

BARS = 5
"""Classes that are shown."""
DIMMED = 0.4
"""Of answers to the picture before."""
STRONGEST = 0.8
"""How much of the picture the heat covers at most."""


class ShareBars(QWidget):
    """The likeliest classes of one network; as many places whatever it says, so that columns stay in line."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._opinion: Opinion | None = None
        self._classes: Sequence[str] = ()
        self._label: int | None = None
        self._dimmed = False
        self.setAccessibleName(self.tr("Probabilities"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_opinion(self, opinion: Opinion, classes: Sequence[str], label: int | None) -> None:
        """Draw these probabilities.

        Args:
            label: Number of the true class, if known.
        """
        self._opinion, self._classes, self._label = opinion, classes, label
        said = (f"{classes[each]} {words.percent(opinion.shares[each])}" for each in opinion.top(BARS))
        self.setAccessibleDescription(", ".join(said))
        self.update()

    def set_dimmed(self, dimmed: bool) -> None:
        """Draw it faintly: it answers the picture before."""
        if dimmed != self._dimmed:
            self._dimmed = dimmed
            self.update()

    def sizeHint(self) -> QSize:
        """A large line and five of bars."""
        line = self.fontMetrics().height()
        return QSize(160, round(line * (2.6 + 1.3 * BARS)))

    def minimumSizeHint(self) -> QSize:
        """As high; narrow names are cut off."""
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw winner and bars."""
        opinion = self._opinion
        if opinion is None:
            return
        painter = QPainter(self)
        painter.setOpacity(DIMMED if self._dimmed else 1.0)
        line = self.fontMetrics().height()
        self._draw_winner(painter, opinion, QRectF(0, 0, self.width(), 2.4 * line))
        top = opinion.top(BARS)
        metrics = self.fontMetrics()
        names = min(self.width() * 0.4, max(metrics.horizontalAdvance(self._classes[each]) for each in top) + 10)
        for place, each in enumerate(top):
            row = QRectF(0, (2.6 + 1.3 * place) * line, self.width(), 1.3 * line)
            self._draw_bar(painter, opinion, each, row, names)

    def _draw_winner(self, painter: QPainter, opinion: Opinion, room: QRectF) -> None:
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 2.0)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colors.text))
        name = painter.fontMetrics().elidedText(
            self._classes[opinion.winner], Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)

    def _draw_bar(self, painter: QPainter, opinion: Opinion, each: int, row: QRectF, names: float) -> None:
        colors, share, flags = self._theme.colors, opinion.shares[each], Qt.AlignmentFlag.AlignVCenter
        font = self.font()
        font.setBold(each == self._label)
        painter.setFont(font)
        painter.setPen(QColor(colors.text))
        name = painter.fontMetrics().elidedText(self._classes[each], Qt.TextElideMode.ElideRight, int(names) - 6)
        painter.drawText(QRectF(0, row.top(), names, row.height()), flags, name)
        numbers = painter.fontMetrics().horizontalAdvance("100.0 %") + 6
        room = QRectF(names, row.top() + row.height() * 0.22, row.width() - names - numbers, row.height() * 0.56)
        painter.fillRect(room, QColor(colors.window))
        bar = QRectF(room.left(), room.top(), max(1.0, room.width() * share), room.height())
        painter.fillRect(bar, QColor(colors.lines[opinion.role].color))
        place = QRectF(room.right(), row.top(), numbers, row.height())
        painter.drawText(place, flags | Qt.AlignmentFlag.AlignRight, words.percent(share))


class SeenPicture(QWidget):
    """The picture as the networks get it, and over it where one of them looked."""

    def __init__(self, theme: Theme, side: int = 96, parent: QWidget | None = None) -> None:
        """Make an empty one.

        Args:
            side: Pixels, where there is room.
        """
        super().__init__(parent)
        self._theme, self._side = theme, side
        self._image, self._png = QImage(), b""
        self._heat: Heat | None = None
        self._dimmed = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def show_picture(self, png: bytes, heat: Heat | None = None) -> None:
        """Draw a PNG, and heat over it."""
        if png != self._png:
            self._png, self._image = png, QImage.fromData(png)
        self._heat = heat
        size = self._image.size()
        self.setAccessibleDescription(f"{size.width()} × {size.height()} px" if not self._image.isNull() else "")
        self.update()

    def set_dimmed(self, dimmed: bool) -> None:
        """Draw it faintly: it is the picture before."""
        if dimmed != self._dimmed:
            self._dimmed = dimmed
            self.update()

    def sizeHint(self) -> QSize:
        """Square."""
        return QSize(self._side, self._side)

    def minimumSizeHint(self) -> QSize:
        """Small, but something can be seen."""
        return QSize(72, 72)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture as large as there is room, its pixels sharp where they are few."""
        if self._image.isNull():
            return
        painter = QPainter(self)
        painter.setOpacity(DIMMED if self._dimmed else 1.0)
        room = self._room()
        few = max(self._image.width(), self._image.height()) * 2 <= room.width()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not few)
        painter.drawImage(room, self._image)
        if self._heat is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(room, heat_image(self._heat, QColor(self._theme.colors.heat)))

    def _room(self) -> QRectF:
        """At the top, so that pictures side by side are in line."""
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRectF((self.width() - size.width()) / 2, 0, size.width(), size.height())


class HeatLegend(QWidget):
    """From nothing to the most."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        said = self.tr("Legend: the stronger the colour, the more it spoke for the answer")
        self.setAccessibleName(said)
        self.setAccessibleDescription(said)
        self.setFixedSize(90, 12)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the scale."""
        steps = bytes(round(255 * each / 89) for each in range(90))
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.colors.base))
        painter.drawImage(QRectF(self.rect()), heat_image(Heat(90, 1, steps), QColor(self._theme.colors.heat)))
        painter.setPen(QColor(self._theme.colors.line))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


def heat_image(heat: Heat, color: QColor) -> QImage:
    """The heat as a picture of one colour that covers the more, the hotter it is."""
    mask = QImage(heat.values, heat.width, heat.height, heat.width, QImage.Format.Format_Alpha8)
    image = QImage(mask.size(), QImage.Format.Format_ARGB32_Premultiplied)
    shade = QColor(color)
    shade.setAlphaF(STRONGEST)
    image.fill(shade)
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawImage(0, 0, mask)
    painter.end()
    return image

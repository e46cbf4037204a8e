"""One run of the list, painted on two lines."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.gui.icons import icon
from workbench.gui.models import runs_words as words
from workbench.gui.models.runs_table import RUN_ROLE, state_icon
from workbench.gui.theme import Theme
from workbench.gui.views.words import percent
from workbench.runs import RunSummary
from workbench.runs.about import LONGEST_NAME

Index = QModelIndex | QPersistentModelIndex

LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
PICTURE = 16
"""Side of a picture, in pixels."""
EDGE, GAP = 6, 6
"""Pixels around a row's content, and between its parts."""


class RunRow(QStyledItemDelegate):
    """Above: state, title, star, accuracy. Below: size, time for a picture, time spent, tags. Edits the name, too."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines high."""
        return QSize(160, 2 * _line_height(option.fontMetrics) + 2 * EDGE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a run."""
        run = index.data(RUN_ROLE)
        if not isinstance(run, RunSummary):
            return
        style = option.widget.style()
        painter.save()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ink = _ink(option.palette, selected)
        faint = ink if selected else QColor(self._theme.colors.faint)
        above, below = _lines(option)
        self._paint_above(painter, above, run, ink, option.fontMetrics, ink.name() if selected else "")
        frame = ink if selected else QColor(self._theme.colors.line)
        self._paint_below(painter, below, run, (faint, frame), option.fontMetrics)
        if not selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(QColor(self._theme.colors.line))
            painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(ink if selected else QColor(self._theme.colors.accent), 2))
            painter.drawRect(option.rect.adjusted(2, 2, -2, -2))
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A field for the name."""
        editor = QLineEdit(parent)
        editor.setMaxLength(LONGEST_NAME)
        editor.setPlaceholderText(self.tr("Empty: as its recipe says"))
        editor.setAccessibleName(self.tr("Name of the run"))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Begin with the name it has."""
        assert isinstance(editor, QLineEdit)
        editor.setText(index.data(RUN_ROLE).title)
        editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Ask for the name that was written."""
        assert isinstance(editor, QLineEdit)
        model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """On the first line."""
        height = editor.sizeHint().height()
        editor.setGeometry(option.rect.left() + EDGE, option.rect.top() + 2, option.rect.width() - 2 * EDGE, height)

    def _paint_above(
        self, painter: QPainter, line: QRect, run: RunSummary, ink: QColor, metrics: QFontMetrics, plain: str
    ) -> None:
        """The first line; `plain` is the one colour of all pictures, or empty."""
        top = line.top() + (line.height() - PICTURE) // 2
        picture = state_icon(run.state, self._theme.colors, plain)
        picture.paint(painter, line.left(), top, PICTURE, PICTURE)
        right = line.right() + 1
        painter.setPen(ink)
        if run.accuracy is not None:
            text = percent(run.accuracy)
            painter.drawText(line, RIGHT, text)
            right -= metrics.horizontalAdvance(text) + GAP
        if run.favourite:
            right -= PICTURE
            star = icon("star-filled", plain or self._theme.colors.banners["warning"][1])
            star.paint(painter, right, top, PICTURE, PICTURE)
            right -= GAP // 2
        room = line.adjusted(PICTURE + GAP, 0, 0, 0)
        room.setRight(right - 1)
        painter.drawText(room, LEFT, metrics.elidedText(run.title, Qt.TextElideMode.ElideRight, room.width()))

    def _paint_below(
        self, painter: QPainter, line: QRect, run: RunSummary, inks: tuple[QColor, QColor], metrics: QFontMetrics
    ) -> None:
        """The second line; `inks` are those of the words and of the frames around tags."""
        words_ink, frame_ink = inks
        room = line.adjusted(PICTURE + GAP, 0, 0, 0)
        facts = words.facts(run)
        painter.setPen(words_ink)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = room.width() - metrics.horizontalAdvance(facts) - 2 * GAP
        painter.drawText(room, LEFT, metrics.elidedText(facts, Qt.TextElideMode.ElideRight, room.width()))
        shown = _tags_that_fit(run.tags, left, metrics)
        right = room.right()
        for tag in reversed(shown):
            width = metrics.horizontalAdvance(tag) + 2 * GAP
            chip = QRect(right - width, room.top() + 1, width, room.height() - 2)
            painter.setPen(frame_ink)
            painter.drawRoundedRect(QRectF(chip).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.setPen(words_ink)
            painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), tag)
            right -= width + GAP // 2


def _tags_that_fit(tags: tuple[str, ...], room: int, metrics: QFontMetrics) -> list[str]:
    """As many tags as there is room for, the last cut short if need be, and how many more there are."""
    shown: list[str] = []
    for number, tag in enumerate(tags):
        more = f"+{len(tags) - number}"
        rest = room if number == len(tags) - 1 else room - _chip(more, metrics)
        if _chip(tag, metrics) <= rest:
            shown.append(tag)
            room -= _chip(tag, metrics)
            continue
        short = metrics.elidedText(tag, Qt.TextElideMode.ElideRight, rest - 2 * GAP)
        if not shown and len(short) > 3 and _chip(short, metrics) <= rest:
            shown.append(short)
            room -= _chip(short, metrics)
            number, more = number + 1, f"+{len(tags) - number - 1}"
        if number < len(tags) and _chip(more, metrics) <= room:
            shown.append(more)
        break
    return shown


def _chip(tag: str, metrics: QFontMetrics) -> int:
    """Width of a tag with its frame and what keeps it from the next."""
    return metrics.horizontalAdvance(tag) + 2 * GAP + GAP // 2


def _lines(option: QStyleOptionViewItem) -> tuple[QRect, QRect]:
    """Where the two lines are."""
    height = _line_height(option.fontMetrics)
    inside = option.rect.adjusted(EDGE, EDGE, -EDGE, -EDGE)
    above = QRect(inside.left(), inside.top(), inside.width(), height)
    return above, above.translated(0, height)


def _line_height(metrics: QFontMetrics) -> int:
    return max(metrics.height(), PICTURE) + 2


def _ink(palette: QPalette, selected: bool) -> QColor:
    return palette.color(QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text)

"""A made-up language that puts «» around what it translates, and a walk over all text on screen that was left bare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QLibraryInfo,
    QModelIndex,
    Qt,
    QTranslator,
)
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDockWidget,
    QGraphicsView,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

MARKED = re.compile(r"«[^«»]*»")
CUT = re.compile(r"«[^«»]*…")
"""A translated text for which there was no room."""
WORD = re.compile(r"[^\W\d_]{2,}")
ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.StatusTipRole,
)
MANY_ROWS = 40


class Pseudo(QTranslator):
    """«The same words», where a text is to be translated in the context in which it is asked for."""

    def __init__(self, known: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        self._known = frozenset(known)
        self._qt = QTranslator()
        assert self._qt.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))

    def isEmpty(self) -> bool:
        """It says a lot."""
        return False

    def translate(self, context: Any, text: Any, disambiguation: Any = None, n: int = -1) -> str:
        """Qt's own words count as translated where Qt's translation has them; keys keep their names."""
        where, words = _text(context), _text(text)
        if where in ("QShortcut", "QKeySequence"):
            return words
        known = (where, words) in self._known or where in ("catalogue", "stories")
        return f"«{words}»" if known or self._qt.translate(where, words, disambiguation, n) else words


def _text(given: Any) -> str:
    return given.decode() if isinstance(given, bytes) else str(given)


class Walk:
    """Looks for bare words on every widget that there is, and in what widgets paint.

    Attributes:
        bare: What was found -> where. seen: Every text.
    """

    def __init__(self, allowed: Iterable[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.bare: dict[str, str] = {}
        self._allowed = re.compile("|".join(f"(?:{words})" for words in allowed))
        self.seen: set[str] = set()
        draw = QPainter.drawText

        def drawn(painter: QPainter, *arguments: Any) -> Any:
            for text in (each for each in arguments if isinstance(each, str)):
                self.look_at(text, "painted")
            return draw(painter, *arguments)

        monkeypatch.setattr(QPainter, "drawText", drawn)

    def look_at(self, text: str, where: str) -> None:
        """Keep a text with words that are neither translated nor data."""
        if text in self.seen:
            return
        self.seen.add(text)
        rest = text
        while MARKED.search(rest):
            rest = MARKED.sub("", rest)
        rest = self._allowed.sub("", CUT.sub("", rest))
        if WORD.search(rest):
            self.bare[text] = where

    def told(self) -> str:
        """One line for each bare text."""
        return "\n".join(f"{text!r} ({where})" for text, where in self.bare.items())

    def everywhere(self) -> None:
        """All that is open: windows, their widgets, actions, lists and scenes."""
        QApplication.processEvents()
        for window in QApplication.topLevelWidgets():
            if not window.isVisible():
                continue  # such as menus of the charts' library, which nobody can open
            for widget in (window, *window.findChildren(QWidget)):
                for text in texts_of(widget):
                    self.look_at(text, path_of(widget))
            for action in window.findChildren(QAction):
                if type(action.parent()).__module__.startswith("pyqtgraph"):
                    continue  # in menus of that library, which are switched off
                for text in (action.text(), action.toolTip(), action.statusTip(), action.whatsThis()):
                    self.look_at(text.replace("&", ""), f"action {action.objectName()}")
            if isinstance(window, QMainWindow):
                window.grab()


def path_of(widget: QWidget) -> str:
    """The classes around a widget."""
    names: list[str] = []
    at: Any = widget
    while at is not None and len(names) < 6:
        names.append(type(at).__name__)
        at = at.parentWidget()
    return " < ".join(names)


def texts_of(widget: QWidget) -> Iterator[str]:
    """Everything that a widget says: shown, on hovering, to a screen reader."""
    yield from (widget.toolTip(), widget.statusTip(), widget.whatsThis())
    yield from (widget.accessibleName(), widget.accessibleDescription())
    if widget.isWindow() or isinstance(widget, QDockWidget):
        yield widget.windowTitle()
    match widget:
        case QComboBox():
            yield from _texts_of_model(widget.model())
        case QAbstractItemView():
            yield from _texts_of_model(widget.model())
        case QLineEdit():
            yield widget.placeholderText()  # what is in it is the user's
        case QTabBar():
            for place in range(widget.count()):
                yield from (widget.tabText(place), widget.tabToolTip(place))
        case QGroupBox() | QMenu():
            yield widget.title()
        case QAbstractSpinBox():
            yield from (getattr(widget, part)() for part in ("prefix", "suffix") if hasattr(widget, part))
            yield widget.specialValueText()
        case QTextEdit() | QPlainTextEdit():
            yield widget.placeholderText()  # articles, programs and logs are files and records of their own
        case QGraphicsView():
            yield from _texts_of_scene(widget)
        case QLabel() | QAbstractButton():
            yield re.sub("<[^<>]*>", " ", widget.text()).replace("&", "")
        case _ if callable(getattr(widget, "text", None)):
            yield str(widget.text())  # type: ignore[attr-defined]  # a widget of ours that paints a line


def _texts_of_model(model: QAbstractItemModel | None) -> Iterator[str]:
    if model is None:
        return
    columns = range(1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex()))
    for orientation in (Qt.Orientation.Horizontal, Qt.Orientation.Vertical):
        count = len(columns) if orientation is Qt.Orientation.Horizontal else min(MANY_ROWS, model.rowCount())
        for place in range(count):
            yield from (str(model.headerData(place, orientation, role) or "") for role in ROLES)
    for row in range(min(MANY_ROWS, model.rowCount())):
        for column in columns:
            index = model.index(row, column)
            yield from (str(index.data(role) or "") for role in ROLES)


def _texts_of_scene(view: QGraphicsView) -> Iterator[str]:
    for item in view.scene().items() if view.scene() else ():
        said = getattr(item, "toPlainText", None) or getattr(item, "text", None)
        if item.isVisible() and callable(said):
            yield str(said())

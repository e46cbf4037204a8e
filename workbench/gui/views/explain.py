"""The Explain dock: what the thing with the focus is, with pictures, and values to try."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

from PySide6.QtCore import QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTextBrowser, QToolButton, QVBoxLayout, QWidget

from workbench.gui.explaining import NOTHING, explained
from workbench.gui.icons import icon
from workbench.gui.models.articles import pictures_in, with_captions
from workbench.gui.models.help import HelpModel
from workbench.gui.theme import Theme
from workbench.gui.views.explain_glossary import GlossaryView
from workbench.gui.views.explain_pictures import Pictures

NARROWEST = 200
"""Pixels in which an article can still be read."""
MILLISECONDS_BETWEEN_PICTURES = 60
"""While a dial is dragged; each takes some milliseconds."""
INDENT = 18
"""Pixels, of lists."""


class ExplainView(QWidget):
    """One article at a time, or the list of all.

    Signals:
        tryRequested: Dotted path in the recipe, and the value that the user wants to see there.
        paperRequested: Address on the web that the user wants to read.
    """

    tryRequested = Signal(str, object)
    paperRequested = Signal(str)

    def __init__(self, model: HelpModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._theme = model, theme
        self.page = ArticlePage(model, theme)
        self.glossary = GlossaryView(model)
        self.back = self._button(self.tr("Back"))
        self.forward = self._button(self.tr("Forward"))
        self.pin = self._button(self.tr("Keep this page, wherever the focus goes"), checkable=True)
        self.list = self._button(self.tr("Glossary: all topics, with search"), checkable=True)
        self._redraw = QTimer(self, singleShot=True, interval=MILLISECONDS_BETWEEN_PICTURES)
        self._lay_out()
        self._connect()
        explained(self, NOTHING)  # reading does not turn the page
        self._shown = model.topic
        self.refresh()

    def refresh(self) -> None:
        """Make everything agree with the model."""
        model = self._model
        if model.topic != self._shown:
            self._shown = model.topic
            self._stack.setCurrentWidget(self.page)
        self.back.setEnabled(model.can_go_back)
        self.forward.setEnabled(model.can_go_forward)
        self.pin.setChecked(model.is_pinned)
        self.list.setChecked(self._stack.currentWidget() is self.glossary)
        colors = self._theme.colors
        for button, name in (
            (self.back, "back"),
            (self.forward, "forward"),
            (self.pin, "pin"),
            (self.list, "glossary"),
        ):
            button.setIcon(icon(name, colors.text, colors.line))
        self.page.refresh()
        self.glossary.refresh()

    def show_glossary(self) -> None:
        """Open the list of all topics, ready to search."""
        self._stack.setCurrentWidget(self.glossary)
        self.list.setChecked(True)
        self.glossary.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def sizeHint(self) -> QSize:
        """Room for lines of some forty letters."""
        return QSize(self.fontMetrics().averageCharWidth() * 42, 520)

    def _button(self, words: str, *, checkable: bool = False) -> QToolButton:
        made = QToolButton(autoRaise=True)
        made.setToolTip(words)
        made.setAccessibleName(words)
        made.setCheckable(checkable)
        return made

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.back)
        row.addWidget(self.forward)
        row.addStretch(1)
        row.addWidget(self.pin)
        row.addWidget(self.list)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.page)
        self._stack.addWidget(self.glossary)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._stack, 1)
        self.setMinimumWidth(NARROWEST)

    def _connect(self) -> None:
        for button, key in (
            (self.back, QKeySequence.StandardKey.Back),
            (self.forward, QKeySequence.StandardKey.Forward),
        ):
            shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
            button.setToolTip(f"{button.toolTip()} ({shown})" if shown else button.toolTip())
        self.back.clicked.connect(self._model.back)
        self.forward.clicked.connect(self._model.forward)
        self.pin.clicked.connect(self._model.pin)
        self.list.clicked.connect(self._on_list)
        self.page.tryRequested.connect(self.tryRequested)
        self.page.paperRequested.connect(self.paperRequested)
        self.page.backRequested.connect(self._model.back)
        self.page.forwardRequested.connect(self._model.forward)
        self.glossary.chosen.connect(self._on_chosen)
        self._model.changed.connect(self.refresh)
        self._model.illustrated.connect(self._on_illustrated)
        self._redraw.timeout.connect(self.page.refresh)
        self._theme.changed.connect(self.refresh)

    def _on_illustrated(self) -> None:
        if not self._redraw.isActive():
            self._redraw.start()

    def _on_list(self, wanted: bool) -> None:
        if wanted:
            self.show_glossary()
        else:
            self._stack.setCurrentWidget(self.page)

    def _on_chosen(self, key: str) -> None:
        self._model.show(key)
        self._stack.setCurrentWidget(self.page)
        self.list.setChecked(False)
        self.page.setFocus(Qt.FocusReason.OtherFocusReason)


class ArticlePage(QTextBrowser):
    """Draws the article of a `HelpModel`; links leave as signals, the page never loads anything.

    Signals:
        tryRequested, paperRequested: As of `ExplainView`.
        backRequested, forwardRequested: A key or a button of the mouse that means so.
    """

    tryRequested = Signal(str, object)
    paperRequested = Signal(str)
    backRequested = Signal()
    forwardRequested = Signal()

    def __init__(self, model: HelpModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._theme = model, theme
        self._pictures = Pictures(model, theme, self)
        self._drawn: tuple[object, ...] = ()
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.document().setIndentWidth(INDENT)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Explanation"))
        self.anchorClicked.connect(self._on_link)

    def refresh(self) -> None:
        """Draw the article, unless it is there already or nobody looks. While the topic stays, so does the place."""
        article, model = self._model.article, self._model
        drawable = self._pictures.drawable
        shown = (model.example, model.dials, self._room(), drawable) if pictures_in(article.body) else ()
        state = (article, self._theme.colors.text, shown)
        if state == self._drawn or not self.isVisible():
            return
        same = bool(self._drawn) and self._drawn[0] == article
        place = self.verticalScrollBar().value() if same else 0
        self._drawn = state
        self.document().clear()  # forgets the pictures, too
        body = with_captions(article.body, drawable)
        self.setMarkdown(f"# {article.title}\n\n{article.lead}\n\n{body}")
        self._dress()
        self.setAccessibleDescription(f"{article.title}. {article.lead}")
        self.verticalScrollBar().setValue(place)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """A picture, drawn now; nothing else is ever loaded."""
        url = QUrl(name)
        if kind != QTextDocument.ResourceType.ImageResource.value or url.scheme() != "picture":
            return None
        if url.path() not in self._pictures.drawable:
            return QImage()
        return self._pictures.paint(url.path(), self._room(), self.font(), self.devicePixelRatioF())

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened meanwhile."""
        super().showEvent(event)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pictures are as wide as the text."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.refresh()

    def backward(self) -> None:
        """Qt's key for it; the history is the model's."""
        self.backRequested.emit()

    def forward(self) -> None:
        """The same, the other way."""
        self.forwardRequested.emit()

    def _room(self) -> int:
        """Pixels across for a picture."""
        margin = round(self.document().documentMargin())
        bar = self.verticalScrollBar().sizeHint().width()
        return max(120, self.width() - 2 * (margin + self.frameWidth()) - bar)

    def _dress(self) -> None:
        """Headings in the sizes of a narrow column, captions like hints."""
        faint = self._theme.colors.faint
        block = self.document().begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            cursor = QTextCursor(block)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            look = QTextCharFormat()
            if level:
                look.setProperty(QTextCharFormat.Property.FontSizeAdjustment, 1 if level == 1 else 0)
                look.setFontWeight(QFont.Weight.Bold if level == 1 else QFont.Weight.DemiBold)
                cursor.mergeCharFormat(look)
                self._space(cursor, above=0 if level == 1 else 10, below=4 if level == 1 else 2)
            elif block.text() and cursor.charFormat().fontItalic() and block.textList() is None:
                look.setForeground(QColor(faint))
                look.setFontItalic(False)
                cursor.mergeCharFormat(look)
            block = block.next()

    def _space(self, cursor: QTextCursor, *, above: int, below: int) -> None:
        form = cursor.blockFormat()
        form.setTopMargin(above)
        form.setBottomMargin(below)
        cursor.setBlockFormat(form)

    def _on_link(self, url: QUrl) -> None:
        scheme, _, rest = bytes(url.toEncoded().data()).decode().partition(":")
        if scheme == "explain":
            self._model.show(rest)
        elif scheme == "try":
            path, _, value = rest.partition("=")
            self.tryRequested.emit(path, json.loads(unquote(value)))
        elif scheme == "https":
            self.paperRequested.emit(url.toString())

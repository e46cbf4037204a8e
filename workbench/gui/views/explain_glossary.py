"""All topics in a list that can be searched."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from workbench.gui.labels import text_label
from workbench.gui.models.articles import Article
from workbench.gui.models.help import HelpModel

KEY = Qt.ItemDataRole.UserRole


class GlossaryView(QWidget):
    """Titles, each with its sentence in the tooltip; what is typed above keeps those that speak of it.

    Signals:
        chosen: Key of a topic that the user wants to read.
    """

    chosen = Signal(str)

    def __init__(self, model: HelpModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._listed: list[Article] | None = None
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search the glossary"))
        self.search.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Topics"))
        self.list.setWordWrap(True)
        self.count: QLabel = text_label(look="hint", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self.count)
        self.search.textChanged.connect(self.refresh)
        self.search.returnPressed.connect(self._on_return)
        self.list.itemActivated.connect(self._on_item)
        self.list.itemClicked.connect(self._on_item)

    def refresh(self) -> None:
        """List what the search finds. Nothing is read before the list is seen for the first time."""
        if not self.isVisible() and self._listed is None:
            return
        found = self._model.search(self.search.text())
        if found == self._listed:
            return
        self._listed = found
        self.list.clear()
        for article in found:
            item = QListWidgetItem(article.title, self.list)
            item.setData(KEY, article.key)
            item.setToolTip(article.lead)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, article.lead)
        self.list.setCurrentRow(0)
        self.count.setText(self._words(len(found)))

    def showEvent(self, event: QShowEvent) -> None:
        """Fill the list."""
        super().showEvent(event)
        self.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys walk the list while the search has the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.search:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                self.list.setCurrentRow(min(self.list.count() - 1, max(0, self.list.currentRow() + step)))
                return True
        return False

    def _words(self, count: int) -> str:
        if not count:
            return self.tr("Nothing speaks of that. Try a shorter word.")
        return self.tr("{number} topics").format(number=count) if count > 1 else self.tr("1 topic")

    def _on_return(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._on_item(item)

    def _on_item(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(KEY))

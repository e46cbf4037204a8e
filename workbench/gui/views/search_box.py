"""One field that finds settings and commands by what they are called or mean."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, QStringListModel, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from workbench.gui.models.search import Found, matching, settings
from workbench.gui.models.workspace import Workspace
from workbench.gui.views import words

KEY = "Ctrl+Shift+P"


class SearchBox(QLineEdit):
    """Type, choose, and the setting has the focus, or the command is done.

    Args:
        actions: The commands, by name.
    """

    def __init__(self, space: Workspace, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space, self._actions = space, actions
        self.found: list[Found] = []
        self._everything: list[Found] = []
        self._list = QStringListModel(self)
        self._popup = QListView()
        self._completer = QCompleter(self._list, self)
        self._completer.setPopup(self._popup)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(self)
        key = QKeySequence(KEY).toString(QKeySequence.SequenceFormat.NativeText)
        self.setPlaceholderText(self.tr("Search settings and commands ({key})").format(key=key))
        self.setAccessibleName(self.tr("Search settings and commands"))
        self.setToolTip(self.tr("Type what a setting is called or does, and press Enter to go there"))
        self.setClearButtonEnabled(True)
        shortcut = QShortcut(QKeySequence(KEY), self, context=Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(self._on_key)
        self.textEdited.connect(self.search)
        self.returnPressed.connect(self._on_return)
        self._completer.activated.connect(self._on_chosen)

    def sizeHint(self) -> QSize:
        """Room for the words that say what it is for."""
        usual = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self.placeholderText()) + 40, usual.height())

    def search(self, text: str) -> None:
        """List what the text finds."""
        if not self._everything:
            self._everything = settings(self._space) + self._commands()
        self.found = matching(self._everything, text)
        self._list.setStringList([each.title for each in self.found])
        if self.found:
            self._completer.complete()
        else:
            self._popup.hide()

    def _commands(self) -> list[Found]:
        found = []
        for name, action in self._actions.items():
            title = words.plain(action.text()).rstrip("…")
            key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            shown = f"{title}  ({key})" if key else title
            found.append(Found("command", name, shown, f"{title} {action.toolTip()} {name}".lower()))
        return found

    def _go(self, found: Found) -> None:
        self.clear()
        self._everything = []
        self._popup.hide()
        if found.sort == "setting":
            self._space.wishes.reveal.emit(found.target)
        elif self._actions[found.target].isEnabled():
            self._actions[found.target].trigger()

    def _on_key(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def _on_return(self) -> None:
        if self.found:
            self._go(self.found[0])

    def _on_chosen(self, title: str) -> None:
        chosen = next((each for each in self.found if each.title == title), None)
        if chosen is not None:
            self._go(chosen)

"""Tags and a note, written in place below the list of runs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCompleter,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.gui.labels import text_label
from workbench.runs import RunSummary
from workbench.runs.about import tidy


class WordsEditor(QFrame):
    """Edits what is said about one run, or the tags of several. Hidden until `edit` is called.

    Signals:
        annotateRequested: Ids, and what is to be said of them by field.
        tagsRequested: Ids, tags to add, tags to take away.
        closed: The user is done.
    """

    annotateRequested = Signal(list, dict)
    tagsRequested = Signal(list, list, list)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._runs: tuple[RunSummary, ...] = ()
        self._common: tuple[str, ...] = ()
        self.heading = text_label(look="heading", wrap=True)
        self.tags = QLineEdit()
        self.tags.setPlaceholderText(self.tr("digits, for class"))
        self.tags.setToolTip(self.tr("Words with commas between them"))
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setPlaceholderText(self.tr("What did you try, and what came of it?"))
        self.note.setFixedHeight(self.note.fontMetrics().lineSpacing() * 5 + 10)
        self.tags_label, self.note_label = QLabel(self.tr("T&ags")), QLabel(self.tr("N&ote"))
        self.save = QPushButton(self.tr("Save"))
        self.save.setToolTip(self.tr("Keep this (Ctrl+Enter)"))
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setToolTip(self.tr("Leave everything as it was (Esc)"))
        self._lay_out()
        self.save.clicked.connect(self._on_save)
        self.cancel.clicked.connect(self.leave)
        self.tags.returnPressed.connect(self._on_save)
        self.hide()

    def edit(self, runs: Sequence[RunSummary], known_tags: Sequence[str], *, note: bool) -> None:
        """Begin to write about runs.

        Args:
            runs: At least one.
            known_tags: Offered while one writes.
            note: Go to the note rather than to the tags.
        """
        self._runs = tuple(runs)
        several = len(runs) > 1
        self._common = tuple(tag for tag in runs[0].tags if all(tag in run.tags for run in runs))
        title = self.tr("{number} runs").format(number=len(runs)) if several else runs[0].title
        self.heading.setText(title)
        self.tags_label.setText(self.tr("T&ags that all of them have") if several else self.tr("T&ags"))
        self.tags.setText(", ".join(self._common))
        self.tags.setCompleter(_TagCompleter(known_tags, self.tags))
        self.note.setPlainText("" if several else runs[0].note)
        for widget in (self.note, self.note_label):
            widget.setVisible(not several)
        self.show()
        (self.note if note and not several else self.tags).setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Close without a change."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves; Ctrl+Enter saves, also from within the note."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif _saves(event):
            self._on_save()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """The note would take Ctrl+Enter for a new line."""
        if watched is self.note and event.type() == QEvent.Type.KeyPress and _saves(event):
            self._on_save()
            return True
        return False

    def _lay_out(self) -> None:
        self.tags_label.setBuddy(self.tags)
        self.note_label.setBuddy(self.note)
        self.tags.setAccessibleName(self.tr("Tags"))
        self.note.setAccessibleName(self.tr("Note"))
        self.note.installEventFilter(self)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 8)
        column.setSpacing(3)
        for widget in (self.heading, self.tags_label, self.tags, self.note_label, self.note):
            column.addWidget(widget)
        column.addLayout(buttons)

    def _on_save(self) -> None:
        wanted, ids = tidy(self.tags.text().split(",")), [run.id for run in self._runs]
        if len(ids) == 1:
            self.annotateRequested.emit(ids, {"tags": wanted, "note": self.note.toPlainText()})
        else:
            added = [tag for tag in wanted if tag not in self._common]
            gone = [tag for tag in self._common if tag not in wanted]
            self.tagsRequested.emit(ids, added, gone)
        self.leave()


class _TagCompleter(QCompleter):
    """Completes the last of several words between commas."""

    def __init__(self, words: Sequence[str], field: QLineEdit) -> None:
        super().__init__(list(words), field)
        self._field = field
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def splitPath(self, path: str) -> list[str]:
        """What is being written: all after the last comma."""
        return [path.rpartition(",")[2].strip()]

    def pathFromIndex(self, index: object) -> str:
        """The whole text with its last word completed."""
        before = self._field.text().rpartition(",")[0]
        chosen = super().pathFromIndex(index)  # type: ignore[arg-type]
        return f"{before}, {chosen}" if before else chosen


def _saves(event: QEvent) -> bool:
    """Whether it is Ctrl+Enter."""
    if not isinstance(event, QKeyEvent):
        return False
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)

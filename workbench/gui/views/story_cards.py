"""The cards of the first page: a story with an outcome, and a place to drop one's own pictures."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.gui.icons import icon
from workbench.gui.labels import text_label
from workbench.gui.models.stories import Story
from workbench.gui.models.workspace import Workspace


class StoryCard(QFrame):
    """One sample: what it is about, what comes out, how long it takes."""

    def __init__(self, story: Story, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._story, self._space = story, space
        self.setAccessibleName(story.title)
        self.setAccessibleDescription(story.outcome)
        self.open = QPushButton(self.tr("Open"))
        self.open.setAccessibleName(self.tr("Open the sample: {title}").format(title=story.title))
        self.open.setToolTip(self.tr("Put this sample's recipe on screen; then press Start"))
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.addWidget(text_label(story.title, "headline", wrap=True))
        column.addWidget(text_label(story.outcome, wrap=True))
        column.addStretch(1)
        if story.seconds:
            takes = self.tr("Takes about {seconds} s, measured on one computer").format(seconds=story.seconds)
            column.addWidget(text_label(takes, "hint", wrap=True))
        column.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        self.open.clicked.connect(self._on_open)

    def _on_open(self) -> None:
        self._space.wishes.newRecipe.emit(self._story.recipe)


class DropCard(QFrame):
    """Takes a folder, an archive or a table of pictures."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("drop")
        self._space = space
        self.setAcceptDrops(True)
        self.setAccessibleName(self.tr("Bring your own pictures"))
        self.picture = QLabel()
        self.choose = QPushButton(self.tr("Choose a folder…"))
        self.choose.setToolTip(self.tr("A folder with one folder of pictures for each class"))
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.addWidget(text_label(self.tr("Bring your own pictures"), "headline", wrap=True))
        told = self.tr(
            "Drop a folder here with one folder for each class, a ZIP of it, or a CSV that lists pictures and classes."
        )
        column.addWidget(text_label(told, wrap=True))
        column.addWidget(self.picture, 1, Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeft)
        self.choose.clicked.connect(self._on_choose)
        space.theme.changed.connect(self._paint)
        self._paint()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept a file or folder."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Report it."""
        local = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if local:
            event.acceptProposedAction()
            self._space.wishes.drop.emit(local[0])

    def _on_choose(self) -> None:
        self._space.wishes.chooseData.emit("folder")

    def _paint(self) -> None:
        self.picture.setPixmap(icon("folder", self._space.theme.colors.faint).pixmap(QSize(32, 32)))

"""The first page: stories to begin with, recent work, and what can be recovered."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.gui.labels import text_label
from workbench.gui.models import runs_words
from workbench.gui.models.workspace import Workspace
from workbench.gui.taborder import place_after
from workbench.gui.views import words
from workbench.gui.views.stages.stage import Stage, scrolling
from workbench.gui.views.story_cards import DropCard, StoryCard
from workbench.runs import RunSummary

RECENT_RUNS = 5


class WelcomeStage(Stage):
    """Three cards, each a story with an outcome; below them, what was done lately."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.cards = [StoryCard(story, space) for story in space.stories]
        self.drop = DropCard(space)
        self.recent = QVBoxLayout()
        self.recent_title = text_label(self.tr("Recent work"), "heading")
        self.buttons: list[QPushButton] = []
        self._shown: object = None
        self._lay_out()
        space.runs.changed.connect(self.refresh)
        space.preferences.changed.connect(self.refresh)
        space.theme.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the recent work agree with the list of runs and files."""
        runs, files = self.space.runs.runs[:RECENT_RUNS], self.space.preferences.recent[:RECENT_RUNS]
        if (runs, files) == self._shown:
            return
        self._shown = (runs, files)
        while (item := self.recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.buttons = [self._run_button(run) for run in runs] + [self._file_button(file) for file in files]
        above: QWidget = self.drop
        for button in self.buttons:
            self.recent.addWidget(button)
            place_after(above, button)
            above = button
        self.recent_title.setVisible(bool(self.buttons))

    def _lay_out(self) -> None:
        title = text_label(self.tr("Teach a small network what a large one knows"), "title")
        lead = text_label(
            self.tr("Choose a story, press Start, and watch: everything happens on this computer, without a network."),
            "hint",
            wrap=True,
        )
        row = QHBoxLayout()
        row.setSpacing(12)
        for card in (*self.cards, self.drop):
            row.addWidget(card, 1)
        tour = QPushButton(self.tr("Show me around"))
        tour.setToolTip(self.tr("A tour of the window in a few steps; it can be left and taken up again"))
        tour.clicked.connect(self.space.wishes.tour)
        top = QHBoxLayout()
        top.addWidget(title, 1)
        top.addWidget(tour, 0, Qt.AlignmentFlag.AlignVCenter)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(lead)
        column.addLayout(row)
        column.addSpacing(6)
        column.addWidget(self.recent_title)
        column.addLayout(self.recent)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolling(body))

    def _run_button(self, run: RunSummary) -> QPushButton:
        parts = [run.title, runs_words.when(run.created)]
        if run.accuracy is not None:
            parts.append(words.spread(run.accuracy, run.accuracy_sd))
        if run.state == "interrupted":
            parts.append(self.tr("interrupted: open it to go on"))
        button = _line(" · ".join(parts))
        button.setToolTip(self.tr("Open this run"))
        button.clicked.connect(partial(self._on_run, run.id))
        return button

    def _file_button(self, file: str) -> QPushButton:
        button = _line(self.tr("Recipe {name}").format(name=Path(file).name))
        button.setToolTip(file)
        button.clicked.connect(partial(self._on_file, file))
        return button

    def _on_run(self, run: str, _checked: bool = False) -> None:
        self.space.wishes.openRun.emit(run)

    def _on_file(self, file: str, _checked: bool = False) -> None:
        self.space.wishes.openFile.emit(file)


def _line(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName("line")
    button.setAccessibleName(text)
    return button

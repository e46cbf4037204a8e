"""The stage where trained networks are tried: on a drawing, on a picture of one's own, on test pictures."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from workbench.gui.labels import text_label
from workbench.gui.models.workspace import Workspace
from workbench.gui.views import words
from workbench.gui.views.stages.stage import Stage, scrolling
from workbench.gui.views.try_answers import TryAnswers
from workbench.gui.views.try_input import TryInput, picture_in
from workbench.runs import RunSummary

INPUT_WIDTH = 290
"""Pixels of the column at the left."""


class TryStage(Stage):
    """Which networks above, what they are shown at the left, what they say at the right."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.setProperty("explain", "stage:try")
        self.setAcceptDrops(True)
        self.run_label, self.seed_label = text_label(self.tr("&Run")), text_label(self.tr("See&d"))
        self.run, self.seed = QComboBox(), QComboBox()
        self.run.setToolTip(self.tr("Whose networks are asked"))
        self.seed.setToolTip(self.tr("The training was repeated with several seeds: each gave other networks"))
        self.run_label.setBuddy(self.run)
        self.seed_label.setBuddy(self.seed)
        self.input, self.answers = TryInput(space), TryAnswers(space)
        self.empty, self.hint = text_label(look="title", wrap=True), text_label(look="hint", wrap=True)
        self.samples = QPushButton(self.tr("Go to the samples"))
        self.samples.setToolTip(self.tr("The first page, with samples that come with the workbench"))
        self.stack = QStackedWidget()
        self._lay_out()
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.input.on_paste)
        self.run.activated.connect(self._on_run)
        self.seed.activated.connect(self._on_seed)
        self.samples.clicked.connect(self._on_samples)
        space.tryit.changed.connect(self.refresh)
        space.runs.changed.connect(self.refresh)
        space.run.steered.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the networks that there are, or what to do until there are any."""
        model = self.space.tryit
        self.stack.setCurrentIndex(1 if model.run else 0)
        if not model.run:
            self._tell_why()
            return
        runs = [(self._title(run), run.id) for run in model.offered]
        _fill(self.run, runs, model.run)
        _fill(self.seed, [(self.locale().toString(seed), seed) for seed in model.seeds], model.seed)
        for widget in (self.seed_label, self.seed):
            widget.setVisible(len(model.seeds) > 1)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept a picture; everything else is the window's."""
        if self.space.tryit.run and picture_in(event.mimeData()) is not None:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Show it to the networks."""
        if self.input.take(event.mimeData()):
            event.acceptProposedAction()

    def _tell_why(self) -> None:
        if self.space.tryit.is_loading:
            self.empty.setText(self.tr("Reading the list of runs…"))
            self.hint.setText("")
        elif self.space.run.is_live:
            self.empty.setText(self.tr("The first networks are being trained"))
            self.hint.setText(self.tr("As soon as the run has ended, you can draw something here and ask them."))
        else:
            self.empty.setText(self.tr("Nothing has been trained yet"))
            self.hint.setText(
                self.tr(
                    "Here you draw a digit, drop a picture or pick one of the test pictures, and teacher, distilled "
                    "and plain student answer side by side. Train one of the samples first."
                )
            )
        self.samples.setVisible(not self.space.run.is_live)

    def _title(self, run: RunSummary) -> str:
        return run.title if run.accuracy is None else f"{run.title} · {words.spread(run.accuracy, run.accuracy_sd)}"

    def _lay_out(self) -> None:
        nothing = QWidget()
        told = QVBoxLayout(nothing)
        told.addStretch(1)
        for widget in (self.empty, self.hint):
            told.addWidget(widget)
        told.addWidget(self.samples, 0, Qt.AlignmentFlag.AlignLeft)
        told.addStretch(2)
        bar = QHBoxLayout()
        self.run.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.run.setMinimumContentsLength(28)
        for chooser in (self.run_label, self.run, self.seed_label, self.seed):
            bar.addWidget(chooser)
        bar.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(10)
        self.input.setFixedWidth(INPUT_WIDTH)
        row.addWidget(self.input)
        row.addWidget(self.answers, 1)
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addLayout(bar)
        rows.addLayout(row, 1)
        self.stack.addWidget(nothing)
        self.stack.addWidget(scrolling(body))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)

    def _on_run(self, row: int) -> None:
        self.space.tryit.choose_run(self.run.itemData(row))

    def _on_seed(self, row: int) -> None:
        self.space.tryit.choose_seed(self.seed.itemData(row))

    def _on_samples(self) -> None:
        self.space.wishes.goTo.emit("welcome")


def _fill(combo: QComboBox, items: Sequence[tuple[str, object]], chosen: object) -> None:
    """Offer these, without announcing it."""
    with QSignalBlocker(combo):
        if list(items) != [(combo.itemText(row), combo.itemData(row)) for row in range(combo.count())]:
            combo.clear()
            for text, data in items:
                combo.addItem(text, data)
        combo.setCurrentIndex(combo.findData(chosen))

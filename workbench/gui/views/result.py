"""What came of a run, in plain words and in a small table."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.gui.icons import icon
from workbench.gui.labels import Look, text_label
from workbench.gui.models.run import Status
from workbench.gui.models.workspace import Workspace
from workbench.gui.views import words
from workbench.runs import CostResult, Results, RoleSummary

KIND_OF_VERDICT = {"better": "done", "no_difference": "info", "worse": "warning", "one_seed": "info"}


class ResultBanner(QFrame):
    """The verdict with ±, and what can be done next.

    Signals:
        exportRequested, folderRequested, resumeRequested: The user pressed the button.
    """

    exportRequested = Signal()
    folderRequested = Signal()
    resumeRequested = Signal()

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space = space
        self._shown: object = None
        self.verdict = text_label(look="headline", wrap=True)
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        self.verdict.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.note = QLabel(wordWrap=True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.picture = QLabel()
        self.export = QPushButton(self.tr("Export…"))
        self.export.setToolTip(self.tr("Write the student to a file that other programs can run, and check the file"))
        self.folder = QPushButton(self.tr("Open folder"))
        self.folder.setToolTip(self.tr("Everything the run kept: weights, curves, results"))
        self.resume = QPushButton(self.tr("Resume"))
        self.resume.setToolTip(self.tr("Train on from here"))
        self.table = QWidget()
        self.cells = QGridLayout(self.table)
        self._lay_out()
        self.export.clicked.connect(self.exportRequested)
        self.resume.clicked.connect(self.resumeRequested)
        self.folder.clicked.connect(self.folderRequested)
        space.run.steered.connect(self.refresh)
        space.theme.changed.connect(self._on_theme_changed)
        self.refresh()

    def refresh(self) -> None:
        """Show the results once there are any."""
        run = self._space.run
        self.setVisible(run.results is not None or run.status is Status.STOPPED)
        self.resume.setVisible(run.can_resume)
        self.export.setEnabled(run.can_export)
        self.folder.setEnabled(bool(run.folder))
        key = (run.results, run.status)
        if self.isHidden() or key == self._shown:
            return
        self._shown = key
        if run.results is None:
            self._draw_stopped()
        else:
            self._draw(run.results)

    def _lay_out(self) -> None:
        buttons = QVBoxLayout()
        buttons.addWidget(self.resume)
        buttons.addWidget(self.export)
        buttons.addWidget(self.folder)
        buttons.addStretch(1)
        text = QVBoxLayout()
        text.setSpacing(4)
        for widget in (self.verdict, self.table, self.note):
            text.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 10, 8)
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(text, 1)
        row.addLayout(buttons)
        self.cells.setContentsMargins(0, 0, 0, 0)
        self.cells.setHorizontalSpacing(18)
        self.cells.setVerticalSpacing(1)

    def _draw_stopped(self) -> None:
        self._paint("info")
        self.verdict.setText(self.tr("Stopped. The best weights so far are kept, but were not tested."))
        self.note.setText(self.tr("Resume trains on from here and then tests."))
        self.note.show()
        self.table.hide()

    def _draw(self, results: Results) -> None:
        self._paint(KIND_OF_VERDICT[results.verdict.kind] if results.verdict else "done")
        self.verdict.setText(results.verdict.text if results.verdict else self.tr("Trained and tested."))
        self.note.setText(results.note)
        self.note.setVisible(bool(results.note))
        self.table.show()
        self._empty_table()
        costs = {cost.role: cost for cost in results.costs}
        if "distilled" in costs:  # the twin is the same network, so it is measured once
            costs.setdefault("plain", costs["distilled"])
        titles = (
            "",
            self.tr("Test accuracy"),
            self.tr("Like teacher"),
            self.tr("Weights"),
            self.tr("Size"),
            self.tr("Per picture"),
        )
        self._fill_row(0, titles, look="hint")
        for number, summary in enumerate(results.summaries, start=1):
            self._fill_row(number, self._row(results, summary, costs.get(summary.role)))
        self.cells.setColumnStretch(len(titles), 1)

    def _row(self, results: Results, summary: RoleSummary, cost: CostResult | None) -> tuple[str, ...]:
        alike = [network.agreement for network in results.networks if network.role == summary.role]
        known = [share for share in alike if share is not None]
        return (
            words.role(summary.role),
            words.spread(summary.accuracy_mean, summary.accuracy_sd),
            words.percent(sum(known) / len(known)) if known else "–",
            words.count(cost.parameters) if cost else "–",
            words.size(cost.bytes) if cost else "–",
            words.milliseconds(cost.latency_ms_median if cost else None),
        )

    def _fill_row(self, number: int, texts: tuple[str, ...], look: Look = "") -> None:
        for column, text in enumerate(texts):
            cell = text_label(text, look)
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            self.cells.addWidget(cell, number, column, side)

    def _empty_table(self) -> None:
        while (item := self.cells.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()

    def _paint(self, kind: str) -> None:
        self.setProperty("banner", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        for child in (self.verdict, self.note):
            child.style().unpolish(child)
            child.style().polish(child)
        color = self._space.theme.colors.banners[kind][1]
        self.picture.setPixmap(icon("done" if kind == "done" else kind, color).pixmap(QSize(20, 20)))

    def _on_theme_changed(self) -> None:
        self._shown = None
        self.refresh()

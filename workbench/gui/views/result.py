"""What came of a run, in plain words and in a small table."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from workbench.gui.icons import icon
from workbench.gui.labels import Look, OneLine, text_label
from workbench.gui.models.run import Status
from workbench.gui.models.sweep import sweep_of
from workbench.gui.models.workspace import Workspace
from workbench.gui.said_by_engine import worded
from workbench.gui.views import sweep_words, words
from workbench.runs import CostResult, Results, RoleSummary

KIND_OF_VERDICT = {"better": "done", "no_difference": "info", "worse": "warning", "one_seed": "info"}
NARROW = 525
"""Pixels below which the rarer buttons go into a menu, and the column of weights goes."""
LEAST = 420
"""Pixels that the table takes."""
WEIGHTS = 3
"""The column that goes: the size of the file says much the same."""


class ResultBanner(QFrame):
    """The verdict with ±, and what can be done next. Low, so that the charts below keep their room."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space = space
        self._shown: object = None
        self.verdict = text_label(look="headline", wrap=True)
        self.verdict.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.note = OneLine()
        self.picture = QLabel()
        self.resume, self.compare = QPushButton(self.tr("Resume")), QPushButton(self.tr("Compare"))
        self.tried = QPushButton(self.tr("Dials tried"))
        self.tryit, self.export = QPushButton(self.tr("Try it")), QPushButton(self.tr("Export…"))
        self.report, self.code = QPushButton(self.tr("Report…")), QPushButton(self.tr("Code"))
        self.folder, self.more = QPushButton(self.tr("Open folder")), QPushButton(self.tr("More"))
        self.rare = (self.report, self.code, self.folder)
        self.table = QWidget()
        self.cells = QGridLayout(self.table)
        self._rows: list[list[QLabel]] = []
        self._dress()
        self._lay_out()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show the results once there are any."""
        run = self._space.run
        self.setVisible(run.results is not None or run.status is Status.STOPPED)
        self.resume.setVisible(run.can_resume)
        self.compare.setVisible(run.results is not None)
        for button in (self.export, self.tryit):
            button.setEnabled(run.can_export)
        for button in (self.folder, self.code, self.report):
            button.setEnabled(bool(run.run))
        self._fold()
        key = (run.results, run.status)
        if self.isHidden() or key == self._shown:
            return
        self._shown = key
        if run.results is None:
            self._draw_stopped()
        else:
            self._draw(run.results)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as there is room for."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        often = [button for button in (self.resume, self.compare, self.tried) if not button.isHidden()]
        wide = sum(button.sizeHint().width() for button in (*often, self.tryit, self.export, self.more)) + 40
        self.setMinimumWidth(max(LEAST, wide))  # else what is folded away would keep it from getting narrow
        narrow = self.width() < NARROW + (0 if self.tried.isHidden() else self.tried.sizeHint().width())
        self.more.setVisible(narrow)
        for button in self.rare:
            button.setVisible(not narrow)
        self.cells.setHorizontalSpacing(10 if narrow else 18)
        for row in self._rows:
            row[WEIGHTS].setVisible(not narrow)

    def _dress(self) -> None:
        for button, tip in (
            (self.resume, self.tr("Train on from here")),
            (self.compare, self.tr("See where teacher, student and twin differ, picture by picture")),
            (self.tried, self.tr("See a map of how good the student was with each of the dials that were tried")),
            (self.tryit, self.tr("Show the trained networks a picture of yours")),
            (self.export, self.tr("Write the student to a file that other programs can run, and check the file")),
            (self.report, self.tr("Write a page about this run, to hand in, to send or to print")),
            (self.code, self.tr("A program that repeats this run without the workbench")),
            (self.folder, self.tr("Everything the run kept: weights, curves, results")),
            (self.more, self.tr("Report, code, folder")),
        ):
            button.setToolTip(tip)
        menu = QMenu(self.more)
        for button in self.rare:
            action = menu.addAction(button.text())
            action.setToolTip(button.toolTip())
            action.triggered.connect(button.click)
        self.more.setMenu(menu)
        self.note.setAccessibleName(self.tr("What the verdict rests on"))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.verdict, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for button in (self.resume, self.compare, self.tried, self.tryit, self.export, *self.rare, self.more):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 5, 8, 5)
        column.setSpacing(3)
        column.addLayout(top)
        column.addWidget(self.note)
        column.addWidget(self.table)
        column.addLayout(buttons)
        self.cells.setContentsMargins(0, 0, 0, 0)
        self.cells.setVerticalSpacing(0)

    def _connect(self) -> None:
        space = self._space
        self.resume.clicked.connect(space.wishes.resume)
        self.compare.clicked.connect(self._on_compare)
        self.tried.clicked.connect(self._on_tried)
        self.tryit.clicked.connect(self._on_try)
        self.export.clicked.connect(self._on_export)
        self.report.clicked.connect(self._on_report)
        self.code.clicked.connect(self._on_code)
        self.folder.clicked.connect(self._on_folder)
        space.run.steered.connect(self.refresh)
        space.theme.changed.connect(self._on_theme_changed)

    def _draw_stopped(self) -> None:
        self._paint("info")
        self.verdict.setText(self.tr("Stopped. The best weights so far are kept, but were not tested."))
        self.note.setText(self.tr("Resume trains on from here and then tests."))
        self.note.show()
        self.tried.hide()
        self.table.hide()
        self._fold()

    def _draw(self, results: Results) -> None:
        found = results.verdict
        self._paint(KIND_OF_VERDICT[found.kind] if found else "done")
        evidence = words.evidence(found) if found else ""
        sentence = words.verdict(found).removesuffix(evidence).strip()
        self.verdict.setText(sentence or self.tr("Trained and tested."))
        tried = sweep_of(results)
        self.tried.setVisible(tried is not None)
        others = sweep_words.headline(results.choice) if tried else ""
        self.note.setText(" · ".join(filter(None, (evidence, others, worded(results.note)))))
        self.note.setVisible(bool(self.note.text()))
        self.table.show()
        self._empty_table()
        costs = {cost.role: cost for cost in results.costs}
        if "distilled" in costs:  # the twin is the same network, so it is measured once
            costs.setdefault("plain", costs["distilled"])
        self._fill_heads(results)
        for summary in results.summaries:
            self._fill_row(self._row(results, summary, costs.get(summary.role)))
        self._fold()

    def _fill_heads(self, results: Results) -> None:
        machine = next((cost.machine for cost in results.costs), "")
        heads = {
            "": "",
            self.tr("Test accuracy"): self.tr("Test pictures that are answered rightly: mean ± spread over the seeds"),
            self.tr("As teacher"): self.tr("Test pictures that are answered as the teacher answers them"),
            self.tr("Weights"): self.tr("Numbers that were learned"),
            self.tr("Size"): self.tr("Of the file with the weights"),
            self.tr("Time"): self.tr("For one picture, in ONNX Runtime. {machine}").format(machine=machine),
        }
        self._fill_row(tuple(heads), look="hint")
        for cell, tip in zip(self._rows[0], heads.values(), strict=True):
            cell.setToolTip(tip)
        self.cells.setColumnStretch(len(heads), 1)

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

    def _fill_row(self, texts: tuple[str, ...], look: Look = "") -> None:
        row = [text_label(text, look) for text in texts]
        for column, cell in enumerate(row):
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            self.cells.addWidget(cell, len(self._rows), column, side)
        self._rows.append(row)

    def _empty_table(self) -> None:
        for cell in (cell for row in self._rows for cell in row):
            self.cells.removeWidget(cell)
            cell.hide()
            cell.deleteLater()
        self._rows = []

    def _paint(self, kind: str) -> None:
        self.setProperty("banner", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        for child in (self.verdict, self.note):
            child.style().unpolish(child)
            child.style().polish(child)
        color = self._space.theme.colors.banners[kind][1]
        self.picture.setPixmap(icon("done" if kind == "done" else kind, color).pixmap(QSize(18, 18)))

    def _on_theme_changed(self) -> None:
        self._shown = None
        self.refresh()

    # What the user wants next

    def _on_compare(self) -> None:
        self._space.wishes.compareRuns.emit([self._space.run.run])

    def _on_tried(self) -> None:
        self._space.wishes.compareRuns.emit([self._space.run.run])
        self._space.compare.sweepWanted.emit()

    def _on_try(self) -> None:
        self._space.wishes.goTo.emit("try")

    def _on_export(self) -> None:
        self._space.export.choose_run(self._space.run.run)
        self._space.export.show_page("file")
        self._space.wishes.goTo.emit("export")

    def _on_report(self) -> None:
        self._space.wishes.writeReport.emit(self._space.run.run)

    def _on_code(self) -> None:
        self._space.wishes.showCode.emit(self._space.run.run)

    def _on_folder(self) -> None:
        self._space.wishes.openRunFolder.emit(self._space.run.run)

"""What a network costs: four numbers, and where the time was measured."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.gui.explaining import explained
from workbench.gui.labels import said, text_label
from workbench.gui.models.costs import Part, chosen, cost_of
from workbench.gui.models.timings import Cost
from workbench.gui.models.workspace import Workspace
from workbench.gui.said_by_engine import worded
from workbench.gui.views import words

TOPICS = ("parameters", "flops", "size", "latency")


class CostFacts(QWidget):
    """The numbers of the teacher or of the student."""

    def __init__(self, space: Workspace, part: Part, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space, self._part = space, part
        titles = (self.tr("weights"), self.tr("operations"), self.tr("file"), self.tr("a picture"))
        self.numbers = [text_label(look="headline") for _ in titles]
        self.where, self.summary = text_label(look="hint", wrap=True), text_label(look="hint", wrap=True)
        self.measure = QPushButton(self.tr("Measure"))
        self.measure.setToolTip(self.tr("Measure again how long one picture takes on this computer"))
        whose = self.tr("Measure the teacher's time") if part == "teacher" else self.tr("Measure the student's time")
        self.measure.setAccessibleName(whose)
        self._lay_out(titles)
        self.measure.clicked.connect(self._on_measure)
        for model in (space.recipe, space.description, space.timings, space.runs, space.catalogue):
            model.changed.connect(self.refresh)
        space.run.steered.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the numbers agree with what is known."""
        cost = cost_of(self._space, self._part)
        texts = numbers_of(cost)
        for label, text in zip(self.numbers, texts, strict=True):
            label.setText(text)
        self.where.setText(self._where(cost))
        self.summary.setText(self._summary())
        self.summary.setVisible(bool(self.summary.text()))
        network = chosen(self._space, self._part)
        waiting = network is not None and self._space.timings.is_waiting(network)
        self.measure.setVisible(network is not None)
        self.measure.setEnabled(not waiting and self._space.timings.shape is not None)
        self.setAccessibleDescription(f"{', '.join(texts)}. {self.where.text()}")

    def _summary(self) -> str:
        network = chosen(self._space, self._part)
        entry = self._space.catalogue.entry("architectures", network["kind"]) if network is not None else None
        return said(entry["summary"]) if entry is not None else ""

    def _where(self, cost: Cost | None) -> str:
        space, network = self._space, chosen(self._space, self._part)
        if space.description.measuring:
            return self.tr("measuring…")
        if space.description.failure is not None:
            return self.tr("could not be measured")
        if network is None:
            known = cost is not None and cost.median_ms is not None
            return self.tr("The time is the one that was measured with its run.") if known else ""
        if space.timings.is_waiting(network):
            return self.tr("Measuring how long one picture takes…")
        return where(cost)

    def _lay_out(self, titles: tuple[str, ...]) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(0)
        for column, (title, number, topic) in enumerate(zip(titles, self.numbers, TOPICS, strict=True)):
            caption = text_label(title, "hint")
            for row, label in enumerate((number, caption)):
                grid.addWidget(explained(label, topic), row, column)
            grid.setColumnStretch(column, 1)
        below = QHBoxLayout()
        below.addWidget(self.where, 1)
        below.addWidget(self.measure, 0, Qt.AlignmentFlag.AlignTop)
        column_of_all = QVBoxLayout(self)
        column_of_all.setContentsMargins(0, 4, 0, 0)
        column_of_all.addWidget(self.summary)
        column_of_all.addLayout(grid)
        column_of_all.addLayout(below)

    def _on_measure(self) -> None:
        network = chosen(self._space, self._part)
        if network is not None:
            self._space.wishes.timeNetwork.emit(network)


def numbers_of(cost: Cost | None) -> tuple[str, str, str, str]:
    """Weights, operations, size of the file, time of one picture; a dash for what is not known."""
    cost = cost or Cost()
    return (
        "–" if cost.parameters is None else words.count(cost.parameters),
        "–" if cost.flops is None else words.operations(cost.flops),
        "–" if cost.bytes is None else words.size(cost.bytes),
        words.milliseconds(cost.median_ms),
    )


def where(cost: Cost | None) -> str:
    """Where a time was measured and how sure it is, or why there is none."""
    if cost is not None and cost.problem:
        return worded(cost.problem)
    if cost is None or cost.median_ms is None:
        return words.tr("Its time has not been measured on this computer yet.")
    machine = cost.machine.rpartition(",")[0] or cost.machine  # the threads are told in the sentence
    return words.tr("{time} a picture, nine of ten within {most}; one thread, on {machine}").format(
        time=words.milliseconds(cost.median_ms), most=words.milliseconds(cost.p90_ms), machine=machine
    )

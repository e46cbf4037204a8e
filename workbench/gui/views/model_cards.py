"""All networks there are, side by side: what each is, what it costs, and what it is chosen for."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from workbench.gui.explaining import explained, topic_of_entry
from workbench.gui.labels import problem_label, said, text_label
from workbench.gui.models.catalogue import Entry
from workbench.gui.models.costs import MEASURES, scale_of
from workbench.gui.models.timings import Cost
from workbench.gui.models.workspace import Workspace
from workbench.gui.said_by_engine import worded
from workbench.gui.views.model_bars import CostBars, Scales
from workbench.gui.views.model_facts import where

WIDTH = 255
"""Pixels of a card, at least."""


class NetworkCard(QFrame):
    """One network with its usual settings."""

    def __init__(self, entry: Entry, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._space, self.kind = space, str(entry["name"])
        title = said(entry["title"])
        self.setAccessibleName(title)
        self.bars, self.problem = CostBars(space.theme), problem_label()
        self.teach, self.learn, self.measure = QToolButton(), QToolButton(), QToolButton()
        tips = (
            (self.teach, self.tr("As teacher"), self.tr("Let this network teach: {title}"), True),
            (self.learn, self.tr("As student"), self.tr("Let this network learn: {title}"), True),
            (
                self.measure,
                self.tr("Measure"),
                self.tr("Measure its time on this computer: {title}"),
                False,
            ),
        )
        for button, text, tip, choice in tips:
            button.setText(text)
            button.setToolTip(tip.format(title=title))
            button.setAccessibleName(tip.format(title=title))
            button.setCheckable(choice)
            button.setObjectName("choice" if choice else "")
        self._lay_out(title, said(entry["summary"]))
        explained(self, topic_of_entry("architecture", entry), by=self.bars)
        self.teach.clicked.connect(self._on_teach)
        self.learn.clicked.connect(self._on_learn)
        self.measure.clicked.connect(self._on_measure)

    @property
    def cost(self) -> Cost | None:
        """What it costs for the pictures at hand; None while unknown."""
        return self._space.timings.cost(self._network)

    def show_cost(self, scales: Scales) -> None:
        """Make the card agree with what is known and chosen.

        Args:
            scales: Of each measure, over all networks.
        """
        space, cost = self._space, self.cost
        waiting = space.timings.is_waiting(self._network)
        self.bars.show_cost(cost, scales, waiting=waiting)
        self.bars.setToolTip(where(cost))
        problem = cost.problem if cost is not None else ""
        self.problem.setText(worded(problem) if problem else "")
        self.problem.setVisible(bool(problem))
        live = space.run.is_live
        for button, path in ((self.teach, "teacher.model"), (self.learn, "student")):
            button.setChecked(space.recipe.value(path) == self._network)  # with other settings it is another network
            button.setEnabled(not live)
        self.measure.setEnabled(not live and not waiting and space.timings.shape is not None)

    @property
    def _network(self) -> dict[str, object]:
        return {"kind": self.kind, "params": {}}

    def _lay_out(self, title: str, summary: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.teach)
        row.addWidget(self.learn)
        row.addStretch(1)
        row.addWidget(self.measure)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 7, 10, 8)
        column.setSpacing(4)
        column.addWidget(text_label(title, "headline", wrap=True))
        column.addWidget(text_label(summary, "hint", wrap=True))
        column.addStretch(1)
        column.addWidget(self.bars)
        column.addWidget(self.problem)
        column.addLayout(row)

    def _on_teach(self) -> None:
        self._choose("teacher", self.teach)

    def _on_learn(self) -> None:
        self._choose("student", self.learn)

    def _choose(self, part: str, button: QToolButton) -> None:
        button.setChecked(True)  # there is always one; another card's button takes it away
        self._space.wishes.chooseNetwork.emit(part, self.kind)

    def _on_measure(self) -> None:
        self._space.wishes.timeNetwork.emit(self._network)


class NetworkGrid(QWidget):
    """The cards, from small to large, as many beside each other as there is room for."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space = space
        self.cards: list[NetworkCard] = []
        self._placed: object = None
        self.told = text_label(look="hint", wrap=True)
        self.all, self.cancel = QPushButton(self.tr("Measure all")), QPushButton(self.tr("Cancel"))
        self._grid = QGridLayout()
        self._dress()
        self._lay_out()
        self.all.clicked.connect(space.wishes.timeAll)
        self.cancel.clicked.connect(space.wishes.stopTiming)
        for model in (space.timings, space.recipe):
            model.changed.connect(self.refresh)
        space.run.steered.connect(self.refresh)
        space.catalogue.changed.connect(self._fill)
        self._fill()

    def refresh(self) -> None:
        """Make all cards agree with what is known."""
        costs = [card.cost for card in self.cards]
        scales = {
            measure: scale_of([getattr(cost, measure) or 0 for cost in costs if cost is not None])
            for measure in MEASURES
        }
        for card in self.cards:
            card.show_cost(scales)
        timings = self._space.timings
        self.told.setText(self._told())
        self.cancel.setVisible(timings.is_measuring)
        self.all.setEnabled(not timings.is_measuring and not self._space.run.is_live and timings.shape is not None)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the cards anew where more or fewer fit beside each other."""
        super().resizeEvent(event)
        self._place()

    def minimumSizeHint(self) -> QSize:
        """As wide as one card: cards beside each other must not keep the page from becoming narrower."""
        return QSize(WIDTH, super().minimumSizeHint().height())

    def _told(self) -> str:
        timings = self._space.timings
        if self._space.run.is_live:
            return self.tr("A run is going: nothing is measured beside it.")
        if timings.is_measuring:
            return self.tr("Measuring network {number} of {total}…").format(
                number=min(timings.done + 1, timings.total), total=timings.total
            )
        if timings.failure is not None:
            return f"{timings.failure.problem} {timings.failure.fix}".strip()
        if timings.shape is None:
            return self.tr("What networks cost depends on the pictures; as soon as these are known, it is shown here.")
        channels, height, width = timings.shape
        return self.tr(
            "With their usual settings, for {classes} classes of {width} × {height} {color} pictures. "
            "On a bar, each mark is ten times the one before."
        ).format(
            classes=timings.classes,
            width=width,
            height=height,
            color=self.tr("grey") if channels == 1 else self.tr("colour"),
        )

    def _dress(self) -> None:
        self.all.setToolTip(self.tr("Measure how long one picture takes each network on this computer"))
        self.cancel.setToolTip(self.tr("Measure no more; what is measured stays"))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(text_label(self.tr("All networks"), "heading"))
        top.addWidget(self.told, 1)
        top.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.all, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addLayout(top)
        column.addLayout(self._grid)

    def _fill(self) -> None:
        for card in self.cards:
            card.deleteLater()
        self.cards = [NetworkCard(entry, self._space, self) for entry in self._space.catalogue.entries("architectures")]
        self._placed = None
        self.refresh()

    def _place(self) -> None:
        width = max([WIDTH, *(card.minimumSizeHint().width() for card in self.cards)]) + self._grid.spacing()
        across = max(1, (self.width() + self._grid.spacing()) // width)
        order = sorted(self.cards, key=_size)
        if (across, order) == self._placed:
            return
        self._placed = (across, order)
        for number, card in enumerate(order):
            self._grid.addWidget(card, number // across, number % across)
            card.show()
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, int(column < across))


def _size(card: NetworkCard) -> float:
    cost = card.cost
    return float("inf") if cost is None or cost.parameters is None else cost.parameters

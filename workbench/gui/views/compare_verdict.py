"""The tab that says whether it was worth it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSplitter, QVBoxLayout, QWidget

from workbench.gui.models import compare_words
from workbench.gui.models.compare_answers import Side
from workbench.gui.models.compare_networks import Comparison
from workbench.gui.models.workspace import Workspace
from workbench.gui.theme import Line
from workbench.gui.views import words
from workbench.gui.views.compare_banner import VerdictBanner
from workbench.gui.views.compare_dots import Dots, SeedDots
from workbench.gui.views.compare_leaderboard import Differences, Leaderboard
from workbench.gui.views.compare_tab import CompareTab, Pictured
from workbench.gui.views.compare_table import Cell, Heading, Row, TableView
from workbench.gui.views.stages.stage import scrolling

OTHER_RUN = 3
"""Of the lines for other runs: one whose mark no network of the run on screen has."""
NARROW = 640
"""Pixels; with less, nothing stands beside the verdict."""


class VerdictTab(CompareTab):
    """The verdict, each seed, the runs, and what tells them apart."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.banner = VerdictBanner(space.theme)
        self.dots = SeedDots(space.theme)
        self.numbers = TableView(space.theme, self.tr("Accuracy of each seed"))
        self.seeds = Pictured(self.tr("Each seed"), self.dots, self.numbers)
        self.seeds.setProperty("explain", "seeds")
        self.board, self.differences = Leaderboard(space), Differences(space)
        self.top = QWidget()
        self.halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.top)
        self.halves.setContentsMargins(0, 0, 0, 0)
        self.halves.addWidget(self.banner, 1)
        self.halves.addWidget(self.seeds, 1)
        self.parts = QSplitter(Qt.Orientation.Vertical)
        self.parts.setChildrenCollapsible(False)
        for part, stretch in ((self.top, 0), (self.board, 2), (self.differences, 1)):
            self.parts.addWidget(part)
            self.parts.setStretchFactor(self.parts.count() - 1, stretch)
        for table in (self.board.table, self.differences.table):
            table.setMinimumHeight(92)
        self.parts.setSizes([190, 280, 130])
        area = scrolling(self.parts)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room side by side, the seeds come below the verdict."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        side_by_side = self.width() >= NARROW
        sides = QBoxLayout.Direction.LeftToRight if side_by_side else QBoxLayout.Direction.TopToBottom
        self.halves.setDirection(sides)
        lone = self.width() - 30  # what a banner over the whole width has, beside a scroll bar
        self.banner.setMinimumHeight(0 if side_by_side else max(0, self.banner.heightForWidth(lone)))
        self.top.setMinimumHeight(max(120, self.halves.minimumHeightForWidth(self.width() - 6)))

    def refresh(self) -> None:
        """As every tab; the tables need no comparison."""
        super().refresh()
        self.board.refresh()
        self.differences.refresh()

    def draw(self, found: Comparison) -> None:
        """Say the verdict and draw the seeds."""
        self.banner.show_verdict(self.model, found)
        rows = self._rows(found)
        numbers = {row.title: number for number, row in enumerate(rows)}
        titles = [self._title(found, side) for side in (found.pair.left, found.pair.right)]
        joined = None if found.pair.is_single else (numbers[titles[0]], numbers[titles[1]])
        self.dots.show_rows(rows, joined)
        self._fill_numbers(rows)
        self._arrange()

    def _rows(self, found: Comparison) -> list[Dots]:
        return [
            Dots(self._title(found, side), line_of(self.space, found, side), network.accuracies)
            for side, network in found.networks.items()
        ]

    def _title(self, found: Comparison, side: Side) -> str:
        title = compare_words.side(self.model, side, found.pair)
        twice = not found.pair.is_within and len({self.model.title(run) for run in found.pair.runs}) == 1
        return f"{title} ({side.run[-4:]})" if twice else title

    def _fill_numbers(self, rows: list[Dots]) -> None:
        seeds = sorted({seed for row in rows for seed in row.accuracies})
        headings = [
            Heading(self.tr("Network")),
            *(Heading(self.tr("Seed {seed}").format(seed=seed), number=True) for seed in seeds),
            Heading(self.tr("Mean"), number=True),
        ]
        lines = []
        for row in rows:
            cells = [Cell(row.title, row.title)]
            for seed in seeds:
                value = row.accuracies.get(seed)
                cells.append(Cell(compare_words.fraction(value), value))
            cells.append(Cell(words.spread(row.mean, row.spread), row.mean, strong=True))
            lines.append(Row(row.title, tuple(cells)))
        self.numbers.show_rows(headings, lines)


def line_of(space: Workspace, found: Comparison, side: Side) -> Line:
    """How a network is drawn: as everywhere in the window, and the other run's as one laid over the charts."""
    colors = space.theme.colors
    if not found.pair.is_within and side == found.pair.left:
        return colors.run(OTHER_RUN)
    return colors.lines[side.role]

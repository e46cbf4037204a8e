"""The tab with the classes: which of them gained, which lost."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from workbench.gui.labels import text_label
from workbench.gui.models import compare_words
from workbench.gui.models.compare_networks import Comparison
from workbench.gui.models.workspace import Workspace
from workbench.gui.views import words
from workbench.gui.views.compare_tab import CompareTab
from workbench.gui.views.compare_table import Cell, Heading, Row, TableView
from workbench.runs import ClassScore

SCORES: tuple[tuple[str, Callable[[ClassScore], float]], ...] = (
    ("recall", lambda score: score.recall),
    ("precision", lambda score: score.precision),
    ("f1", lambda score: score.f1),
)


class ClassesTab(CompareTab):
    """A line for each class, with bars for what the right network gained against the left one."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.table = TableView(space.theme, self.tr("Classes and how well each is recognised"), bars=True)
        self.measure = QComboBox()
        for name, title in self._titles().items():
            self.measure.addItem(title, name)
        self.measure.setAccessibleName(self.tr("Measure"))
        self.measure.setToolTip(self.tr("Which measure the bars show"))
        label = text_label(self.tr("&Measure:"))
        label.setBuddy(self.measure)
        self.meaning = text_label(look="hint", wrap=True)
        self.hint = text_label(look="hint", wrap=True)
        top = QHBoxLayout()
        top.addWidget(label)
        top.addWidget(self.measure)
        top.addWidget(self.meaning, 1)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(self.hint)
        self.measure.currentIndexChanged.connect(self.refresh)

    def draw(self, found: Comparison) -> None:
        """Fill the table."""
        name = str(self.measure.currentData())
        of = dict(SCORES)[name]
        left, right = found.left.scores, found.right.scores
        sides = [compare_words.side(self.model, side, found.pair) for side in (found.pair.left, found.pair.right)]
        self.meaning.setText(self._meanings()[name])
        if found.pair.is_single:
            self._fill_single(found)
            return
        gains = [of(new) - of(old) for old, new in zip(left, right, strict=True)]
        most = max((abs(gain) for gain in gains), default=0.0) or 1.0
        rows = []
        for old, new, gain in zip(left, right, gains, strict=True):
            cells = [Cell(new.name, new.name), Cell(words.count(new.count), new.count)]
            cells += [Cell(words.percent(of(score)), of(score)) for score in (old, new)]
            cells.append(Cell(words.points(gain), gain, bar=gain / most))
            for other, measure in SCORES:
                if other != name:
                    cells += [Cell(words.percent(measure(score)), measure(score)) for score in (old, new)]
            rows.append(Row(new.name, tuple(cells)))
        self.table.show_rows(self._headings(name, sides), rows)
        self.table.setColumnWidth(4, max(140, self.table.columnWidth(4)))
        self._tell_size(right)

    def _fill_single(self, found: Comparison) -> None:
        titles = self._titles()
        headings = [Heading(self.tr("Class")), Heading(self.tr("Pictures"), number=True)]
        headings += [Heading(titles[name], self._meanings()[name], number=True) for name, _ in SCORES]
        rows = [
            Row(
                score.name,
                (
                    Cell(score.name, score.name),
                    Cell(words.count(score.count), score.count),
                    *(Cell(words.percent(of(score)), of(score)) for _, of in SCORES),
                ),
            )
            for score in found.right.scores
        ]
        self.table.show_rows(headings, rows)
        self._tell_size(found.right.scores)

    def _headings(self, name: str, sides: list[str]) -> list[Heading]:
        titles, meanings = self._titles(), self._meanings()
        headings = [Heading(self.tr("Class")), Heading(self.tr("Pictures"), self.tr("Test pictures"), number=True)]
        headings += [Heading(f"{titles[name]}: {side}", meanings[name], number=True) for side in sides]
        headings.append(Heading(self.tr("Gain"), self.tr("In points of a hundred, from left to right"), number=True))
        for other, _ in SCORES:
            if other != name:
                headings += [Heading(f"{titles[other]}: {side}", meanings[other], number=True) for side in sides]
        return headings

    def _tell_size(self, scores: tuple[ClassScore, ...]) -> None:
        """How much one picture weighs in the smallest class."""
        fewest = min((score for score in scores if score.count), key=lambda score: score.count, default=None)
        if fewest is None:
            self.hint.setText("")
            return
        text = self.tr(
            "The smallest class, {name}, has {count} test pictures: a single one is {points} points of its recall."
        )
        self.hint.setText(
            text.format(name=fewest.name, count=words.count(fewest.count), points=f"{100 / fewest.count:.1f}")
        )

    def _titles(self) -> dict[str, str]:
        return {"recall": self.tr("Recall"), "precision": self.tr("Precision"), "f1": self.tr("F1")}

    def _meanings(self) -> dict[str, str]:
        return {
            "recall": self.tr("Of the pictures of a class, the share that is recognised."),
            "precision": self.tr("Of the pictures called by a class's name, the share that really shows it."),
            "f1": self.tr("Recall and precision in one number, nearer to the lower of the two."),
        }

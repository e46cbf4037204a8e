"""The runs side by side: what each achieved and what it costs, and which settings tell them apart."""

from __future__ import annotations

from collections.abc import Callable
from statistics import fmean
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.gui.labels import text_label
from workbench.gui.models import compare_words, runs_words
from workbench.gui.models.compare import CompareModel, roles_of
from workbench.gui.models.workspace import Workspace
from workbench.gui.said_by_engine import worded
from workbench.gui.views import words
from workbench.gui.views.compare_table import Cell, Heading, Row, TableView
from workbench.gui.views.result import KIND_OF_VERDICT
from workbench.runs import NetworkResult, RunSummary
from workbench.runs.difference import ABSENT, differences

MANY = 5
"""Runs from which on the best of them is likely to look better than it is."""


class Leaderboard(QWidget):
    """All that was measured of the runs, a line each; the run that is looked at is the current line."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space, self._model = space, space.compare
        self.table = TableView(space.theme, self.tr("Runs and what they achieved"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
        self.title = text_label(look="heading")
        self.hint = text_label(look="hint", wrap=True)
        self.only = QPushButton(self.tr("Compare selected"))
        self.only.setToolTip(self.tr("Leave only the selected runs in the tables; select several with Ctrl or Shift"))
        self.curves = QPushButton(self.tr("Overlay curves"))
        self.curves.setToolTip(self.tr("Draw the training curves of the selected runs over each other, in 3 Distil"))
        self.all = QPushButton(self.tr("Show all runs"))
        self.all.setToolTip(self.tr("Every run that has results"))
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.curves)
        top.addWidget(self.only)
        top.addWidget(self.all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(self.hint)
        self.table.pointed.connect(self._model.focus_on)
        self.table.selectionModel().selectionChanged.connect(self._on_selected)
        self.only.clicked.connect(self._on_only)
        self.curves.clicked.connect(self._on_curves)
        self.all.clicked.connect(self._on_all)

    def refresh(self) -> None:
        """Make the table agree with the model."""
        shown, focus = self._model.shown, self._model.focus
        some = self.tr("{number} chosen runs") if self._model.is_choice else self.tr("All runs with results: {number}")
        self.title.setText(some.format(number=len(shown)))
        rows = [Row(run.id, tuple(_cells(run, self._model))) for run in shown]
        self.table.show_rows(_headings(), rows, current=focus.id if focus else None)
        self.all.setVisible(self._model.is_choice)
        self._on_selected()
        self.hint.setText(" ".join(self._hints(len(shown))))
        self.hint.setVisible(bool(self.hint.text()))

    def _hints(self, number: int) -> list[str]:
        hints = []
        if self._model.is_mixed:
            hints.append(self.tr("These runs saw different pictures, so their accuracies cannot be compared."))
        if number >= MANY:
            text = self.tr("The best of {number}, chosen after testing, looks a little better than it is.")
            hints.append(text.format(number=number))
        if self._model.left_out:
            text = self.tr("{number} of the chosen runs have no results and are left out.")
            hints.append(text.format(number=self._model.left_out))
        return hints

    def _on_selected(self, *_: object) -> None:
        self.curves.setEnabled(bool(self.table.selected()))
        self.only.setEnabled(1 < len(self.table.selected()) < len(self._model.shown))

    def _on_curves(self) -> None:
        self._space.wishes.overlayRuns.emit(self.table.selected())

    def _on_only(self) -> None:
        self._model.choose(self.table.selected())

    def _on_all(self) -> None:
        self._model.choose(())


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("compare", text)


def _headings() -> list[Heading]:
    return [
        Heading(tr("Run"), tr("Its name, or what it does in a few words")),
        Heading(tr("Accuracy"), tr("On the test pictures: mean of all seeds ± standard deviation"), number=True),
        Heading(tr("Without teacher"), tr("The same student, trained on the labels alone"), number=True),
        Heading(tr("Gain"), tr("What the teacher added, in points of a hundred, and whether that is more than chance")),
        Heading(tr("Like teacher"), tr("Share of the test pictures answered as the teacher does"), number=True),
        Heading(
            tr("ECE"),
            tr("Expected calibration error: how far its confidence is from how often it is right; 0 is best"),
            number=True,
        ),
        Heading(tr("Weights"), tr("Numbers that were learnt"), number=True),
        Heading(tr("Size"), tr("Of the file with its weights"), number=True),
        Heading(tr("Per picture"), tr("Median time for one picture, on the computer that measured it"), number=True),
        Heading(tr("Training"), tr("Training time of all its networks"), number=True),
        Heading(tr("Begun"), tr("When it was begun")),
    ]


def _cells(run: RunSummary, model: CompareModel) -> list[Cell]:
    results = model.results(run.id)
    mine = [one for one in results.networks if one.role == roles_of(run)[-1]] if results else []
    alike, error = _mean(mine, lambda one: one.agreement), _mean(mine, lambda one: one.ece)
    weights = compare_words.NONE if run.parameters is None else words.count(run.parameters)
    return [
        Cell(run.title, run.title.casefold(), tip=runs_words.told(run)),
        Cell(runs_words.accuracy(run), run.accuracy, strong=True),
        Cell(runs_words.plain(run), run.plain_accuracy),
        _gain(run),
        Cell(compare_words.fraction(alike), alike),
        Cell(compare_words.number(error), error),
        Cell(weights, run.parameters),
        Cell(runs_words.size(run), run.bytes),
        Cell(runs_words.latency(run), run.latency_ms),
        Cell(runs_words.duration(run.seconds), run.seconds),
        Cell(runs_words.when(run.created), run.created),
    ]


def _gain(run: RunSummary) -> Cell:
    if run.gain is None:
        return Cell(compare_words.NONE)
    said = compare_words.kind(run.verdict)
    kind = KIND_OF_VERDICT.get(run.verdict, "info")
    text = f"{words.points(run.gain)} · {said}" if said else words.points(run.gain)
    return Cell(text, run.gain, tip=worded(run.verdict_text) or text, icon=kind, kind=kind)


def _mean(networks: list[NetworkResult], of: Callable[[NetworkResult], float | None]) -> float | None:
    known = [value for value in map(of, networks) if value is not None]
    return fmean(known) if known else None


class Differences(QWidget):
    """The settings of the runs, a line each; only those that differ, unless the user wants all."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = space.compare
        self.table = TableView(space.theme, self.tr("Settings of the runs"))
        self.table.setSortingEnabled(False)
        self.title = text_label(self.tr("What differs"), "heading")
        self.only = QCheckBox(self.tr("Only what differs"))
        self.only.setChecked(True)
        self.only.setToolTip(self.tr("Leave out the settings that are the same in all runs of the table"))
        self.none = text_label(look="hint", wrap=True)
        top = QHBoxLayout()
        top.addWidget(self.title)
        top.addWidget(self.none, 1)
        top.addWidget(self.only)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        self._key: object = None
        self.only.toggled.connect(self.refresh)

    def refresh(self) -> None:
        """Make the table agree with the model."""
        runs = [run for run in self._model.shown if self._model.recipe(run.id) is not None]
        key = ([(run.id, run.title) for run in runs], self.only.isChecked())
        if key == self._key:
            return
        self._key = key
        recipes = [self._model.recipe(run.id) or {} for run in runs]
        if self.only.isChecked():
            found = [(one.path, one.values) for one in differences(recipes)] if len(runs) > 1 else []
        else:
            found = _all(recipes)
        headings = [Heading(self.tr("Setting")), *(Heading(run.title, run.id) for run in runs)]
        rows = [
            Row(path, (Cell(words.setting(path), tip=path), *(_value(value) for value in values)))
            for path, values in found
        ]
        self.table.show_rows(headings, rows)
        self.none.setText("" if rows else self._why_empty(len(runs)))

    def _why_empty(self, number: int) -> str:
        if number < 2:
            return self.tr("With a second run, you see here what tells the two apart.")
        return self.tr("Nothing: all of these runs have the same settings.")


def _all(recipes: list[Any]) -> list[tuple[str, tuple[Any, ...]]]:
    """Every setting of every recipe: what differs from nothing at all."""
    return [(one.path, one.values[1:]) for one in differences([{}, *recipes])]


def _value(value: Any) -> Cell:
    if value is ABSENT:
        return Cell(compare_words.NONE, tip=tr("Not set, or as it usually is"), faint=True)
    if isinstance(value, bool):
        return Cell(tr("yes") if value else tr("no"))
    if value is None or value == "":
        return Cell(tr("none"), faint=True)
    if isinstance(value, tuple):
        return Cell(", ".join(str(each) for each in value) or tr("none"))
    return Cell(f"{value:g}" if isinstance(value, float) else str(value))

"""What is looked at in the stage Compare: which run, which two networks, which seed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from workbench.gui.labels import text_label
from workbench.gui.models import compare_words
from workbench.gui.models.compare import CompareModel
from workbench.gui.views import words


class CompareBar(QWidget):
    """Three choices in a row."""

    def __init__(self, model: CompareModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.run, self.pair, self.seed = QComboBox(), QComboBox(), QComboBox()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for box, title, tip, share in (
            (self.run, self.tr("&Run:"), self.tr("The run that is looked at closely"), 3),
            (self.pair, self.tr("C&ompare:"), self.tr("Which network is held against which"), 4),
            (self.seed, self.tr("&Seed:"), self.tr("One repetition of the training, or all together"), 1),
        ):
            label = text_label(title)
            label.setBuddy(box)
            box.setToolTip(tip)
            box.setAccessibleName(words.plain(title).rstrip(":："))
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(4 if box is self.seed else 7)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(label)
            row.addWidget(box, share)
        self.run.activated.connect(self._on_run)
        self.pair.activated.connect(self._on_pair)
        self.seed.activated.connect(self._on_seed)
        model.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the choices agree with the model."""
        model, focus = self._model, self._model.focus
        _fill(self.run, [(run.title, run.id) for run in model.shown], focus.id if focus else None)
        pairs = [(compare_words.pair(model, pair), pair) for pair in model.pairs]
        _fill(self.pair, pairs, model.pair)
        self.pair.setEnabled(len(pairs) > 1)
        seeds = model.comparison.seeds if model.comparison else ()
        choices: list[tuple[str, Any]] = [(self.tr("All {number}").format(number=len(seeds)), None)]
        if len(seeds) != 1:
            choices += [(str(seed), seed) for seed in seeds]
        else:
            choices = [(str(seeds[0]), None)]
        if model.comparison is not None:
            _fill(self.seed, choices, model.comparison.seed)
        self.seed.setEnabled(len(seeds) > 1)

    def _on_run(self, number: int) -> None:
        self._model.focus_on(self.run.itemData(number))

    def _on_pair(self, number: int) -> None:
        self._model.compare_pair(self.pair.itemData(number))

    def _on_seed(self, number: int) -> None:
        self._model.use_seed(self.seed.itemData(number))


def _fill(box: QComboBox, choices: Sequence[tuple[str, Any]], current: Any) -> None:
    """Offer these, unless they are on offer already."""
    with QSignalBlocker(box):
        if [(box.itemText(row), box.itemData(row)) for row in range(box.count())] != list(choices):
            box.clear()
            for text, value in choices:
                box.addItem(text, value)
        box.setCurrentIndex(next((row for row, (_, value) in enumerate(choices) if value == current), 0))

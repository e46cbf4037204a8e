"""Dials to be tried beside the recipe's own, all at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from math import prod
from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from workbench.gui.explaining import explained
from workbench.gui.labels import problem_label, said, text_label
from workbench.gui.models.workspace import Workspace
from workbench.gui.views import sweep_words, words
from workbench.gui.views.dials_group import uses
from workbench.gui.views.group import Group
from workbench.recipes import DIALS, MOST_VARIANTS, Variant, combinations, own_as_none, values_tried

TYPED = DIALS[:3]
"""Dials whose values are typed here; methods can be tried too, but come with the recipe."""
USUAL = {"temperature": (1.0, 2.0, 4.0, 8.0, 16.0), "alpha": (0.5, 0.3, 0.1, 0.0)}
"""What is tried where nobody knows better: twenty students."""


class ValuesEdit(QLineEdit):
    """Some numbers in a line.

    Signals:
        typed: The line as the user has left it.
    """

    typed = Signal(str)

    def __init__(self, name: str, example: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(example)
        self._told = ""
        self.editingFinished.connect(self._on_finished)

    @property
    def is_being_typed(self) -> bool:
        """The user has changed the line and not left it yet."""
        return self.text() != self._told

    def show_text(self, text: str) -> None:
        """Display values without reporting them."""
        self._told = text
        if self.text() != text:
            self.setText(text)

    def _on_finished(self) -> None:
        if self.is_being_typed:  # leaving a line as it was is called finished, too
            self._told = self.text()
            self.typed.emit(self.text())


class SweepGroup(Group):
    """A line of values for each dial, and how many students that makes."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.call_it(self.tr("Try several dials at once"))
        self.hint = text_label(
            self.tr("Beside the student with the dials above, others learn from the same answers of the teacher."),
            "hint",
            wrap=True,
        )
        self.lines = {
            "temperature": ValuesEdit(
                self.tr("Temperatures to try"), self.tr("such as {values}").format(values="1, 2, 8")
            ),
            "alpha": ValuesEdit(
                self.tr("Teacher's shares to try"), self.tr("such as {values}").format(values="50, 100")
            ),
            "learning_rate": ValuesEdit(
                self.tr("Learning rates to try"), self.tr("such as {values}").format(values="0.01")
            ),
        }
        self.problem = problem_label()
        self.told = text_label(look="facts", wrap=True)
        self.usual, self.clear = QPushButton(self.tr("Usual values")), QPushButton(self.tr("Try no others"))
        self.usual.setToolTip(self.tr("Temperatures and shares that are worth a look: twenty students"))
        self.clear.setToolTip(self.tr("Train only the student with the dials above"))
        self._lay_out()
        self._wrong: dict[str, str] = {}
        explained(self, "sweep", by=self.lines["temperature"])
        self.fields["variants"] = self.lines["temperature"]
        for dial, line in self.lines.items():
            line.typed.connect(partial(self._on_typed, dial))
        self.usual.clicked.connect(self._on_usual)
        self.clear.clicked.connect(self._on_clear)
        for model in (space.recipe, space.catalogue):
            model.changed.connect(self.refresh)
        self.refresh()

    @property
    def is_called_for(self) -> bool:
        """The recipe tries others already, so that nobody may overlook it."""
        return bool(self.space.recipe.value("variants"))

    def refresh(self) -> None:
        """Make the lines agree with the recipe; what could not be understood stays as it was typed."""
        variants = self._variants()
        tried = values_tried(variants)
        for dial, line in self.lines.items():
            if dial not in self._wrong and not line.is_being_typed:
                line.show_text(_joined(dial, tried[dial]))
            line.setEnabled(dial == "learning_rate" or uses(self.space, dial) or bool(tried[dial]))
        self.clear.setEnabled(bool(self.space.recipe.value("variants")) or bool(self._wrong))
        self._tell(variants, tried)

    def reveal(self, path: str) -> QWidget | None:
        """As every card; any part of the variants is here."""
        return super().reveal(path.split(".")[0])

    def _variants(self) -> tuple[Variant, ...]:
        """Those of the recipe; none where they make no sense, which is told."""
        try:
            return tuple(Variant.model_validate(one) for one in self.space.recipe.value("variants") or ())
        except ValidationError:
            return ()

    def _tell(self, variants: Sequence[Variant], tried: Mapping[str, Sequence[Any]]) -> None:
        problems = [f"{one.message} {one.suggestion}".strip() for one in self.space.recipe.problems_under("variants")]
        wrong = [*self._wrong.values(), *map(said, problems)]
        self.problem.setText("\n".join(dict.fromkeys(wrong)))
        self.problem.setVisible(bool(wrong))
        self.told.setVisible(bool(variants))
        if not variants:
            return
        sentences = [self._count(variants, tried)]
        if tried["method"]:
            named = ", ".join(words.weight(one.kind, self.space.catalogue.method_title) for one in tried["method"])
            sentences.append(self.tr("Methods that are tried, too: {methods}.").format(methods=named))
        sentences += self._doubled(tried)
        self.told.setText(" ".join(sentences))

    def _doubled(self, tried: Mapping[str, Sequence[Any]]) -> list[str]:
        """A dial was moved to where others were to be tried already."""
        recipe = self.space.recipe.recipe
        if recipe is None:
            return []
        doubled = [dial for dial in TYPED if None in own_as_none(recipe, dial, tried[dial])]
        text = self.tr("{dial}: its own value is tried once more; take it out of the line to save the time.")
        return [text.format(dial=sweep_words.dial(dial)) for dial in doubled]

    def _count(self, variants: Sequence[Variant], tried: Mapping[str, Sequence[Any]]) -> str:
        students = len(variants) + 1
        counts = {dial: 1 + len(values) for dial, values in tried.items() if values}
        if prod(counts.values()) != students:
            text = self.tr("{students} students, not in every combination; values typed here make all combinations.")
            return text.format(students=students)
        product = " × ".join(_counted(dial, count) for dial, count in counts.items())
        text = self.tr("{students} students: {product}, the dials above among them. The teacher is asked once for all.")
        return text.format(students=students, product=product)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        titles = {
            "temperature": self.tr("Temperatures"),
            "alpha": self.tr("Teacher's share, %"),
            "learning_rate": self.tr("Learning rates"),
        }
        for number, (dial, line) in enumerate(self.lines.items()):
            label = QLabel(titles[dial])
            label.setBuddy(line)
            grid.addWidget(label, number, 0)
            grid.addWidget(line, number, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.usual)
        buttons.addWidget(self.clear)
        buttons.addStretch(1)
        self.column.addWidget(self.hint)
        self.column.addLayout(grid)
        self.column.addWidget(self.problem)
        self.column.addWidget(self.told)
        self.column.addLayout(buttons)

    def _on_typed(self, dial: str, text: str) -> None:
        try:
            values = [_from_shown(dial, number) for number in _numbers(text)]
        except _NoNumber as error:
            self._refuse(dial, self.tr("“{text}” is no number.").format(text=error))
            return
        if not all(map(partial(_can_be, dial), values)):
            self._refuse(dial, _limits(dial))
            return
        self._wrong.pop(dial, None)
        self._try({**values_tried(self._variants()), dial: values}, dial)

    def _refuse(self, dial: str, why: str) -> None:
        self._wrong[dial] = why
        self.refresh()

    def _try(self, values: Mapping[str, Sequence[Any]], dial: str = "") -> None:
        """Put every combination of these into the recipe, the recipe's own values among them."""
        recipe = self.space.recipe.recipe
        grid = {name: [None, *(sorted(found) if name in TYPED else found)] for name, found in values.items()}
        if recipe is not None:
            grid = {name: own_as_none(recipe, name, found) for name, found in grid.items()}
        variants = combinations(grid)
        if len(variants) > MOST_VARIANTS:
            text = self.tr("That makes {number} students, and at most {most} can learn side by side.")
            self._refuse(dial, text.format(number=len(variants) + 1, most=MOST_VARIANTS + 1))
            return
        self.edited.emit("variants", [one.model_dump(mode="json") for one in variants])
        self.refresh()

    def _on_usual(self) -> None:
        self._wrong = {}
        used = {dial: list(values) for dial, values in USUAL.items() if uses(self.space, dial)}
        rate = float(self.space.recipe.value("schedule.learning_rate") or 0.01)
        self._try(used or {"learning_rate": [rate / 10, rate / 3, rate * 3]})

    def _on_clear(self) -> None:
        self._wrong = {}
        self.edited.emit("variants", [])
        self.refresh()


class _NoNumber(ValueError):
    """A part of a line that is no number."""


def _numbers(text: str) -> list[float]:
    """Numbers between commas, semicolons or blanks, in the user's way of writing them or in a computer's."""
    locale = QLocale()
    comma = "," if locale.decimalPoint() != "," else r",(?=\s|$)"
    found = []
    for part in filter(None, re.split(rf"[;；、，\s]+|{comma}", text)):
        number, fits = locale.toDouble(part)
        if not fits:
            number, fits = QLocale.c().toDouble(part)
        if not fits:
            raise _NoNumber(part)
        found.append(number)
    return found


def _from_shown(dial: str, number: float) -> float:
    """A value as recipes have it: a share of the teacher is the rest of the weight of the labels."""
    return words.weight_of_labels(number) if dial == "alpha" else number


def _can_be(dial: str, value: float) -> bool:
    try:
        Variant.model_validate({dial: value})
    except ValidationError:
        return False
    return True


def _limits(dial: str) -> str:
    return {
        "temperature": sweep_words.tr("Temperatures are above 0 and at most 1000."),
        "alpha": sweep_words.tr("Shares are between 0 and 100 %."),
        "learning_rate": sweep_words.tr("Learning rates are above 0 and at most 10."),
    }[dial]


def _joined(dial: str, values: Sequence[float]) -> str:
    shown = sorted(words.teachers_share(value) if dial == "alpha" else value for value in values)
    between = "; " if QLocale().decimalPoint() == "," else ", "
    return between.join(QLocale().toString(float(value), "g", 6) for value in shown)


def _counted(dial: str, number: int) -> str:
    return {
        "temperature": sweep_words.tr("{number} temperatures"),
        "alpha": sweep_words.tr("{number} shares"),
        "learning_rate": sweep_words.tr("{number} learning rates"),
        "method": sweep_words.tr("{number} methods"),
    }[dial].format(number=number)

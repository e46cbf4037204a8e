"""The card about the teacher."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from workbench.gui.labels import problem_label
from workbench.gui.models import runs_words
from workbench.gui.models.runs import Taught
from workbench.gui.models.workspace import Workspace
from workbench.gui.views import words
from workbench.gui.views.group import Group
from workbench.gui.views.model_facts import CostFacts
from workbench.gui.views.picker import first_column
from workbench.recipes import Role, Schedule


class TeacherGroup(Group):
    """Who is imitated: a network that is trained first, or one from an earlier run.

    Signals:
        sourceChosen: ``train`` or ``run``.
    """

    sourceChosen = Signal(str)

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.call_it(self.tr("Teacher"))
        self._offered: list[tuple[tuple[str, Role | None], str]] = []
        self.source = QComboBox()
        self.source.addItem(self.tr("Train one first"), "train")
        self.source.addItem(self.tr("From an earlier run"), "run")
        self.source.setAccessibleName(self.tr("Where the teacher comes from"))
        self.run = QComboBox()
        self.run.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.run.setMinimumContentsLength(8)
        self.run.setAccessibleName(self.tr("Run of the teacher"))
        self.problem = problem_label()
        row = QGridLayout()
        row.setColumnStretch(1, 1)
        row.setColumnMinimumWidth(0, first_column(self))
        from_label, self.run_label = QLabel(self.tr("From")), QLabel(self.tr("Run"))
        from_label.setBuddy(self.source)
        self.run_label.setBuddy(self.run)
        for number, (left, right) in enumerate(((from_label, self.source), (self.run_label, self.run))):
            row.addWidget(left, number, 0)
            row.addWidget(right, number, 1)
            self.guard.guard(right)
        row.addWidget(self.problem, 2, 0, 1, 2)
        self.column.addLayout(row)
        self.picker = self.add_picker(self.tr("Network"), "teacher.model", "architectures")
        self.schedule = self.add_form(self.tr("Its training…"), "teacher.schedule", Schedule)
        self.facts = CostFacts(space, "teacher")
        self.column.addWidget(self.facts)
        self.column.addStretch(1)
        self.source.activated.connect(self._on_source)
        self.run.activated.connect(self._on_run)
        for model in (space.recipe, space.description, space.runs):
            model.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the group agree with the recipe, what is known about it, and the earlier runs."""
        recipe = self.space.recipe
        from_run = recipe.value("teacher.kind") == "run"
        self.source.setCurrentIndex(int(from_run))
        for widget in (self.run, self.run_label):
            widget.setVisible(from_run)
        for other in (self.picker, self.schedule):
            other.setVisible(not from_run)
        self._fill_runs()
        problems = recipe.problems_under("teacher.run") if from_run else []
        self.problem.setText("\n".join(f"{problem.message} {problem.suggestion}".strip() for problem in problems))
        self.problem.setVisible(bool(problems))

    def _fill_runs(self) -> None:
        recipe = self.space.recipe
        chosen = (recipe.value("teacher.run"), recipe.value("teacher.role"))
        offered = [((found.run.id, found.role), self._title(found)) for found in self.space.runs.teachers]
        if chosen[0] and chosen not in [key for key, _ in offered]:
            offered.append((chosen, chosen[0]))
        if offered != self._offered:
            self._offered = offered
            self.run.clear()
            self.run.addItems([title for _, title in offered])
        self.run.setCurrentIndex(next((place for place, (key, _) in enumerate(offered) if key == chosen), -1))
        self.run.setPlaceholderText(self.tr("choose a run") if offered else self.tr("no finished run yet"))

    def _title(self, found: Taught) -> str:
        parts = [found.run.title, runs_words.when(found.run.created)]
        if found.role:
            parts.append(words.role(found.role))
        if found.accuracy is not None:
            parts.append(words.percent(found.accuracy))
        return " · ".join(parts)

    def _on_source(self, index: int) -> None:
        if self.source.itemData(index) != self.space.recipe.value("teacher.kind"):
            self.sourceChosen.emit(self.source.itemData(index))

    def _on_run(self, index: int) -> None:
        (run, role), _ = self._offered[index]
        self.edited.emit("teacher", {"kind": "run", "run": run, "role": role, "seed": None})

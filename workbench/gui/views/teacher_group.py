"""The card about the teacher."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from workbench.gui.labels import problem_label, text_label
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.group import Group
from workbench.gui.views.picker import first_column
from workbench.recipes import Schedule


class TeacherGroup(Group):
    """Who is imitated: a network that is trained first, or one from an earlier run.

    Signals:
        sourceChosen: ``train`` or ``run``.
    """

    sourceChosen = Signal(str)

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.call_it(self.tr("Teacher"))
        self.source = QComboBox()
        self.source.addItem(self.tr("Train one first"), "train")
        self.source.addItem(self.tr("From an earlier run"), "run")
        self.source.setAccessibleName(self.tr("Where the teacher comes from"))
        self.run = QComboBox()
        self.run.setAccessibleName(self.tr("Run of the teacher"))
        self.run_facts = text_label(look="facts", wrap=True)
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
        row.addWidget(self.run_facts, 2, 0, 1, 2)
        row.addWidget(self.problem, 3, 0, 1, 2)
        self.column.addLayout(row)
        self.picker = self.add_picker(self.tr("Network"), "teacher.model", "architectures")
        self.schedule = self.add_form(self.tr("Its training…"), "teacher.schedule", Schedule)
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
        for widget in (self.run, self.run_label, self.run_facts):
            widget.setVisible(from_run)
        for other in (self.picker, self.schedule):
            other.setVisible(not from_run)
        self._fill_runs()
        self.picker.show_facts(self.network_facts("teacher"))
        self.run_facts.setText(self.network_facts("teacher"))
        problems = recipe.problems_under("teacher.run") if from_run else []
        self.problem.setText("\n".join(f"{problem.message} {problem.suggestion}".strip() for problem in problems))
        self.problem.setVisible(bool(problems))

    def _fill_runs(self) -> None:
        chosen = self.space.recipe.value("teacher.run")
        offered = [(run.title, run.id) for run in self.space.runs.teachers]
        if chosen and chosen not in [run for _, run in offered]:
            offered.append((chosen, chosen))
        if [self.run.itemData(index) for index in range(self.run.count())] != [run for _, run in offered]:
            self.run.clear()
            for title, run in offered:
                self.run.addItem(title, run)
        self.run.setCurrentIndex(self.run.findData(chosen))
        self.run.setPlaceholderText(self.tr("choose a run") if offered else self.tr("no finished run yet"))

    def _on_source(self, index: int) -> None:
        if self.source.itemData(index) != self.space.recipe.value("teacher.kind"):
            self.sourceChosen.emit(self.source.itemData(index))

    def _on_run(self, index: int) -> None:
        self.edited.emit("teacher.run", self.run.itemData(index))

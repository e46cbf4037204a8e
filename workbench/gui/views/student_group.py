"""The card about the student, and about the networks on the way to it."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from workbench.gui.explaining import explained
from workbench.gui.labels import problem_label, text_label
from workbench.gui.models.workspace import Workspace
from workbench.gui.said_by_engine import worded
from workbench.gui.views.assistants import Assistants
from workbench.gui.views.group import Group
from workbench.gui.views.model_facts import CostFacts
from workbench.gui.views.picker import first_column


class StudentGroup(Group):
    """The small network, what its weights are at first, and who stands between it and its teacher."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.call_it(self.tr("Student"))
        self.picker = self.add_picker(self.tr("Network"), "student", "architectures")
        self.start, self.start_label = QComboBox(), QLabel(self.tr("Begins"))
        self.start_label.setBuddy(self.start)
        self.start.setAccessibleName(self.tr("The student's first weights"))
        self.start.addItem(self.tr("with random weights"), "random")
        self.start.addItem(self.tr("with weights copied from the teacher"), "teacher")
        self.guard.guard(self.start)
        self.copied, self.problem = text_label(look="hint", wrap=True), problem_label()
        explained(self.start, "first_weights")
        self.fields["start"] = self.start
        self.facts = CostFacts(space, "student")
        self.assistants = Assistants(space)
        self._lay_out()
        self.start.activated.connect(self._on_start)
        self.assistants.edited.connect(self.edited)
        self.assistants.settingEdited.connect(self.settingEdited)
        for model in (space.recipe, space.advice):
            model.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the card agree with the recipe and with what is known about the pair."""
        recipe = self.space.recipe
        start = recipe.value("start")
        self.start.setCurrentIndex(self.start.findData(start))
        self.start.setToolTip(
            self.tr("Layers that match begin as the teacher's, the others at random")
            if start == "teacher"
            else self.tr("All layers begin at random, as those of the same student without a teacher")
        )
        self.copied.setText(self._told() if start == "teacher" else "")
        self.copied.setVisible(start == "teacher")
        problems = recipe.problems_under("start")
        self.problem.setText("\n".join(f"{each.message} {each.suggestion}".strip() for each in problems))
        self.problem.setVisible(bool(problems))

    def reveal(self, path: str) -> QWidget | None:
        """Unfold what hides a field; None where this card does not have it."""
        return self.assistants.reveal(path) if path.split(".")[0] == "assistants" else super().reveal(path)

    def _told(self) -> str:
        advice = self.space.advice
        if advice.start and not advice.is_outdated:
            return " ".join(map(worded, advice.start))
        return self.tr("As soon as both networks have been looked at, it is told here what can be copied.")

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        grid.setColumnMinimumWidth(0, first_column(self))
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.start_label, 0, 0)
        grid.addWidget(self.start, 0, 1)
        grid.addWidget(self.copied, 1, 1)
        grid.addWidget(self.problem, 2, 0, 1, 2)
        self.column.addLayout(grid)
        self.column.addWidget(self.facts)
        self.column.addWidget(self.assistants)
        self.column.addStretch(1)

    def _on_start(self, index: int) -> None:
        self.edited.emit("start", self.start.itemData(index))

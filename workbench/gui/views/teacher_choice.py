"""Choose one teacher: a network that is trained first, or one from an earlier run."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from workbench.gui.forms.editors import WheelGuard
from workbench.gui.labels import problem_label
from workbench.gui.models import runs_words
from workbench.gui.models.runs import Taught
from workbench.gui.models.workspace import Workspace
from workbench.gui.views import words
from workbench.gui.views.group import FoldedForm
from workbench.gui.views.picker import Picker, first_column
from workbench.recipes import Role, Schedule


class TeacherChoice(QWidget):
    """The fields of one teacher of the recipe.

    Signals:
        edited: Dotted path in the recipe and its new value.
        settingEdited: Path of a reference, name of the setting, its new value, its default.
        sourceChosen: Path of the teacher, and ``train`` or ``run``.
    """

    edited = Signal(str, object)
    settingEdited = Signal(str, str, object, object)
    sourceChosen = Signal(str, str)

    def __init__(self, who: str, path: str, space: Workspace, parent: QWidget | None = None) -> None:
        """Build the fields.

        Args:
            who: What the teacher is called where there are several; empty = it is the only one, or the first.
            path: Where it lies in the recipe.
            space: The models.
            parent: Owner.
        """
        super().__init__(parent)
        self._path, self._space = path, space
        self._offered: list[tuple[tuple[str, Role | None], str]] = []
        self.source, self.run = QComboBox(), QComboBox()
        self.source.addItem(self.tr("Train one first"), "train")
        self.source.addItem(self.tr("From an earlier run"), "run")
        self.run.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.run.setMinimumContentsLength(8)
        self.problem, self.run_label = problem_label(), QLabel(self.tr("Run"))
        self.picker = Picker(self.tr("Network"), f"{path}.model", "architectures", space.recipe, space.catalogue)
        self.schedule = FoldedForm(self.tr("Its training…"), f"{path}.schedule", Schedule, (), space)
        self._name(who)
        self._lay_out()
        self.picker.edited.connect(self.edited)
        self.picker.settingEdited.connect(self.settingEdited)
        self.schedule.edited.connect(self.edited)
        self.source.activated.connect(self._on_source)
        self.run.activated.connect(self._on_run)
        for model in (space.recipe, space.runs):
            model.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the fields agree with the recipe and the earlier runs."""
        recipe = self._space.recipe
        kind = recipe.value(f"{self._path}.kind")
        if kind is None:  # it is about to go
            return
        from_run = kind == "run"
        self.source.setCurrentIndex(int(from_run))
        for widget in (self.run, self.run_label):
            widget.setVisible(from_run)
        for other in (self.picker, self.schedule):
            other.setVisible(not from_run)
        self._fill_runs()
        problems = recipe.problems_under(f"{self._path}.run") if from_run else []
        self.problem.setText("\n".join(f"{problem.message} {problem.suggestion}".strip() for problem in problems))
        self.problem.setVisible(bool(problems))

    def reveal(self, path: str) -> QWidget | None:
        """Unfold what hides a field of this teacher; the widget to look at, None where it has no such field."""
        field, _, rest = path.removeprefix(self._path).removeprefix(".").partition(".")
        match field:
            case "" | "kind":
                return self.source
            case "run" | "role" | "seed":
                return self.run
            case "model" if not rest.startswith("params."):
                return self.picker.combo
            case "model":
                return self.picker.reveal(rest.removeprefix("params.").split(".")[0])
            case "schedule":
                return self.schedule.reveal(rest.split(".")[0]) if rest else self.schedule.button
            case _:
                return None

    def _name(self, who: str) -> None:
        """What each field is, for screen readers."""
        for widget, name in (
            (self.source, self.tr("Where the teacher comes from")),
            (self.run, self.tr("Run of the teacher")),
            (self.picker.combo, self.picker.combo.accessibleName()),
            (self.picker.expander.button, self.picker.expander.button.accessibleName()),
            (self.schedule.button, self.schedule.button.text()),
        ):
            widget.setAccessibleName(self.tr("{who}: {field}").format(who=who, field=name) if who else name)

    def _lay_out(self) -> None:
        row = QGridLayout()
        row.setHorizontalSpacing(6)
        row.setColumnStretch(1, 1)
        row.setColumnMinimumWidth(0, first_column(self))
        from_label, guard = QLabel(self.tr("From")), WheelGuard(self)
        from_label.setBuddy(self.source)
        self.run_label.setBuddy(self.run)
        for number, (left, right) in enumerate(((from_label, self.source), (self.run_label, self.run))):
            row.addWidget(left, number, 0)
            row.addWidget(right, number, 1)
            guard.guard(right)
        row.addWidget(self.problem, 2, 0, 1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addLayout(row)
        column.addWidget(self.picker)
        column.addWidget(self.schedule)

    def _fill_runs(self) -> None:
        recipe = self._space.recipe
        chosen = (recipe.value(f"{self._path}.run"), recipe.value(f"{self._path}.role"))
        offered = [((found.run.id, found.role), _title(found)) for found in self._space.runs.teachers]
        if chosen[0] and chosen not in [key for key, _ in offered]:
            offered.append((chosen, chosen[0]))
        if offered != self._offered:
            self._offered = offered
            self.run.clear()
            self.run.addItems([title for _, title in offered])
        self.run.setCurrentIndex(next((place for place, (key, _) in enumerate(offered) if key == chosen), -1))
        self.run.setPlaceholderText(self.tr("choose a run") if offered else self.tr("no finished run yet"))

    def _on_source(self, index: int) -> None:
        if self.source.itemData(index) != self._space.recipe.value(f"{self._path}.kind"):
            self.sourceChosen.emit(self._path, self.source.itemData(index))

    def _on_run(self, index: int) -> None:
        (run, role), _ = self._offered[index]
        self.edited.emit(self._path, {"kind": "run", "run": run, "role": role, "seed": None})


def _title(found: Taught) -> str:
    parts = [found.run.title, runs_words.when(found.run.created)]
    if found.role:
        parts.append(words.role(found.role))
    if found.accuracy is not None:
        parts.append(words.percent(found.accuracy))
    return " · ".join(parts)

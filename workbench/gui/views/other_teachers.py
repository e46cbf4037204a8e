"""Teachers beside the first, and how their answers become one. Folded away until there are some."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.gui.explaining import explained
from workbench.gui.forms.editors import NumberEditor, WheelGuard
from workbench.gui.forms.schema import FieldSpec, fields_of
from workbench.gui.labels import problem_label, said, text_label
from workbench.gui.models.chain import MOST, further_teacher
from workbench.gui.models.workspace import Workspace
from workbench.gui.views import words
from workbench.gui.views.picker import Expander, first_column
from workbench.gui.views.row_list import RowList
from workbench.gui.views.teacher_choice import TeacherChoice
from workbench.recipes import CoTeacher


class OtherTeacher(QWidget):
    """One teacher beside the first.

    Signals:
        edited, settingEdited, sourceChosen: As of a `TeacherChoice`.
        removed: Its number, from 0: it is no longer wanted.
    """

    edited = Signal(str, object)
    settingEdited = Signal(str, str, object, object)
    sourceChosen = Signal(str, str)
    removed = Signal(int)

    def __init__(self, number: int, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number, self._space = number, space
        self._path = f"co_teachers.{number}"
        self.title = words.role("teacher", number + 1)
        self.choice = TeacherChoice(self.title, f"{self._path}.teacher", space)
        self.weight = NumberEditor(_weight())
        self.weight_label = QLabel(self.tr("Weight"))
        self.weight_label.setBuddy(self.weight.focus_target)
        self.weight.focus_target.setAccessibleName(self.tr("Weight of: {who}").format(who=self.title))
        self.weight.setToolTip(said(_weight().description))
        self.problem = problem_label()
        WheelGuard(self).guard(self.weight.focus_target)
        explained(self.weight, "several_teachers", by=self.weight.focus_target)
        self.remove = QToolButton()
        self.remove.setText("×")
        self.remove.setAccessibleName(self.tr("Remove: {who}").format(who=self.title))
        self.remove.setToolTip(self.tr("Ask this teacher no more"))
        self._lay_out()
        self.weight.edited.connect(self._on_weight)
        self.remove.clicked.connect(self._on_remove)
        self.choice.edited.connect(self.edited)
        self.choice.settingEdited.connect(self.settingEdited)
        self.choice.sourceChosen.connect(self.sourceChosen)
        space.recipe.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the row agree with the recipe."""
        recipe = self._space.recipe
        weight = recipe.value(f"{self._path}.weight")
        if weight is None:  # it is about to go
            return
        self.weight.show_value(weight)
        problems = recipe.problems_under(f"{self._path}.weight")
        self.problem.setText("\n".join(f"{each.message} {each.suggestion}".strip() for each in problems))
        self.problem.setVisible(bool(problems))
        counts = recipe.value("trust.join") == "weighted" or bool(problems)
        for widget in (self.weight, self.weight_label):
            widget.setVisible(counts)

    def reveal(self, path: str) -> QWidget | None:
        """The widget of one of its fields; None where it has no such field."""
        rest = path.removeprefix(self._path).removeprefix(".")
        if rest == "weight":
            return self.weight.focus_target if not self.weight.isHidden() else None
        return self.choice.reveal(path) if rest.split(".")[0] in ("", "teacher") else None

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(text_label(self.title, "heading"), 1)
        top.addWidget(self.remove)
        weight = QGridLayout()
        weight.setHorizontalSpacing(6)
        weight.setColumnMinimumWidth(0, first_column(self))
        weight.setColumnStretch(1, 1)
        weight.addWidget(self.weight_label, 0, 0)
        weight.addWidget(self.weight, 0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.choice)
        column.addLayout(weight)
        column.addWidget(self.problem)

    def _on_weight(self, value: object) -> None:
        self.edited.emit(f"{self._path}.weight", value)

    def _on_remove(self) -> None:
        self.removed.emit(self._number)


class OtherTeachers(Expander):
    """All of them.

    Signals:
        edited, settingEdited, sourceChosen: As of a `TeacherChoice`.
    """

    edited = Signal(str, object)
    settingEdited = Signal(str, str, object, object)
    sourceChosen = Signal(str, str)

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._space = space
        self._known = 0
        self.told = text_label(
            self.tr("They are asked together, and the student imitates what they say as one."), "hint", wrap=True
        )
        self.add_one = QPushButton(self.tr("Add a teacher"))
        self.below = RowList(self._make_row, before=self.button, after=self.add_one, spacing=10)
        self.join, self.join_label = QComboBox(), QLabel(self.tr("Joined"))
        self.join_label.setBuddy(self.join)
        self.join.setAccessibleName(self.tr("How the teachers' answers are joined"))
        for value, title in (
            ("mean", self.tr("mean of their answers")),
            ("weighted", self.tr("mean by their weights")),
            ("confidence", self.tr("the surer one counts more")),
        ):
            self.join.addItem(title, value)
        WheelGuard(self).guard(self.join)
        self.problem = problem_label()
        for widget in (self.button, self.add_one, self.join):
            explained(widget, "several_teachers")
        self._lay_out()
        self.add_one.clicked.connect(self._on_add)
        self.join.activated.connect(self._on_join)
        space.recipe.changed.connect(self.refresh)
        self.refresh()

    @property
    def rows(self) -> list[OtherTeacher]:
        """One for each."""
        return self.below.rows

    def refresh(self) -> None:
        """Make the list agree with the recipe; whoever is there is shown."""
        recipe = self._space.recipe
        wanted = len(recipe.value("co_teachers") or ())
        self.below.have(wanted)
        title = self.tr("Several teachers ({number})…").format(number=wanted + 1)
        self.button.setText(title if wanted else self.tr("Several teachers…"))
        if wanted > self._known:
            self.button.setChecked(True)
        self._known = wanted
        for widget in (self.join, self.join_label):
            widget.setVisible(wanted > 0)
        self.join.setCurrentIndex(self.join.findData(recipe.value("trust.join")))
        self.join.setToolTip(self._help_of_join())
        self.add_one.setEnabled(wanted < MOST)
        self.add_one.setToolTip(
            self.tr("Let the student learn from one more network, all at once")
            if wanted < MOST
            else self.tr("At most {number} further teachers.").format(number=MOST)
        )
        problems = [each for each in recipe.problems if each.path in ("co_teachers", "trust.join")]
        self.problem.setText("\n".join(f"{each.message} {each.suggestion}".strip() for each in problems))
        self.problem.setVisible(bool(problems))

    def reveal(self, path: str) -> QWidget | None:
        """The widget of a field of one of them, unfolded; None where there is none."""
        found: QWidget | None = None
        match path.split("."):
            case ["co_teachers"]:
                found = self.add_one
            case ["trust", "join"]:
                found = self.join if self.rows else self.add_one
            case ["co_teachers", number, *_] if number.isdecimal() and int(number) < len(self.rows):
                found = self.rows[int(number)].reveal(path) or self.join  # by which the weights count
            case _:
                return None
        self.button.setChecked(True)
        return found

    def _help_of_join(self) -> str:
        return {
            "mean": self.tr("Each teacher counts the same."),
            "weighted": self.tr("Each teacher counts by its weight; that of the first is 1."),
            "confidence": self.tr("For each picture, a teacher counts the more the surer it is."),
        }.get(str(self._space.recipe.value("trust.join")), "")

    def _lay_out(self) -> None:
        joined = QGridLayout()
        joined.setHorizontalSpacing(6)
        joined.setColumnMinimumWidth(0, first_column(self))
        joined.setColumnStretch(1, 1)
        joined.addWidget(self.join_label, 0, 0)
        joined.addWidget(self.join, 0, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add_one)
        buttons.addStretch(1)
        self.column.setSpacing(6)
        self.column.addWidget(self.told)
        self.column.addLayout(self.below)
        self.column.addLayout(joined)
        self.column.addWidget(self.problem)
        self.column.addLayout(buttons)

    def _make_row(self, number: int) -> OtherTeacher:
        row = OtherTeacher(number, self._space)
        row.edited.connect(self.edited)
        row.settingEdited.connect(self.settingEdited)
        row.sourceChosen.connect(self.sourceChosen)
        row.removed.connect(self._on_remove)
        return row

    def _on_add(self) -> None:
        there = self._space.recipe.value("co_teachers") or []
        self.edited.emit("co_teachers", [*there, further_teacher(self._space)])
        if len(self.rows) > len(there):
            self.rows[-1].choice.source.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_remove(self, number: int) -> None:
        there = list(self._space.recipe.value("co_teachers") or ())
        self.edited.emit("co_teachers", [each for place, each in enumerate(there) if place != number])

    def _on_join(self, index: int) -> None:
        self.edited.emit("trust.join", self.join.itemData(index))


def _weight() -> FieldSpec:
    return next(spec for spec in fields_of(CoTeacher.model_json_schema()) if spec.name == "weight")

"""Networks between teacher and student, in their order. Folded away until there are some."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from workbench.gui.explaining import explained
from workbench.gui.labels import problem_label, text_label
from workbench.gui.models.chain import MOST, with_assistant
from workbench.gui.models.workspace import Workspace
from workbench.gui.views import words
from workbench.gui.views.picker import Expander, Picker
from workbench.gui.views.row_list import RowList


class AssistantRow(QWidget):
    """One of them: which network, and where in the row.

    Signals:
        edited, settingEdited: As of a `Picker`.
        moved: Its number, from 0, and the number that it is to have.
        removed: Its number: it is no longer wanted.
    """

    edited = Signal(str, object)
    settingEdited = Signal(str, str, object, object)
    moved = Signal(int, int)
    removed = Signal(int)

    def __init__(self, number: int, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number, self._space = number, space
        title = words.role("assistant", number + 1)
        self.picker = Picker(title, f"assistants.{number}", "architectures", space.recipe, space.catalogue)
        self.up, self.down, self.remove = QToolButton(), QToolButton(), QToolButton()
        for button, arrow, name, tip in (
            (self.up, Qt.ArrowType.UpArrow, self.tr("Nearer to the teacher: {who}"), self.tr("Nearer to the teacher")),
            (
                self.down,
                Qt.ArrowType.DownArrow,
                self.tr("Nearer to the student: {who}"),
                self.tr("Nearer to the student"),
            ),
            (
                self.remove,
                Qt.ArrowType.NoArrow,
                self.tr("Remove: {who}"),
                self.tr("Leave this network out of the chain"),
            ),
        ):
            button.setArrowType(arrow)
            button.setAccessibleName(name.format(who=title))
            button.setToolTip(tip)
        self.remove.setText("×")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.picker, 1)
        for button in (self.up, self.down, self.remove):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.picker.edited.connect(self.edited)
        self.picker.settingEdited.connect(self.settingEdited)
        self.up.clicked.connect(self._on_up)
        self.down.clicked.connect(self._on_down)
        self.remove.clicked.connect(self._on_remove)

    def show_place(self, total: int) -> None:
        """Offer to move it where there is another one to change places with."""
        for button, possible in ((self.up, self._number > 0), (self.down, self._number < total - 1)):
            button.setEnabled(possible)

    def reveal(self, path: str) -> QWidget | None:
        """The widget of one of its fields; None where it has no such field."""
        rest = path.removeprefix(f"assistants.{self._number}").removeprefix(".")
        if rest.startswith("params."):
            return self.picker.reveal(rest.removeprefix("params.").split(".")[0])
        return self.picker.combo

    def _on_up(self) -> None:
        self.moved.emit(self._number, self._number - 1)

    def _on_down(self) -> None:
        self.moved.emit(self._number, self._number + 1)

    def _on_remove(self) -> None:
        self.removed.emit(self._number)


class Assistants(Expander):
    """All of them, the first one learning from the teacher.

    Signals:
        edited, settingEdited: As of a `Picker`.
    """

    edited = Signal(str, object)
    settingEdited = Signal(str, str, object, object)

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._space = space
        self._known = 0
        self.told = text_label(
            self.tr(
                "Each learns from the one before, with the student's method and schedule; the student learns from the "
                "last. A small step from one to the next can be easier than one large step."
            ),
            "hint",
            wrap=True,
        )
        self.add_one, self.again = QPushButton(self.tr("Add an assistant")), QPushButton(self.tr("Born again"))
        self.below = RowList(self._make_row, before=self.button, after=self.add_one)
        self.problem = problem_label()
        explained(self.button, "assistants")
        explained(self.add_one, "assistants")
        explained(self.again, "assistants")
        self._lay_out()
        self.add_one.clicked.connect(self._on_add)
        self.again.clicked.connect(self._on_again)
        space.recipe.changed.connect(self.refresh)
        self.refresh()

    @property
    def rows(self) -> list[AssistantRow]:
        """One for each."""
        return self.below.rows

    def refresh(self) -> None:
        """Make the list agree with the recipe; whoever is there is shown."""
        recipe = self._space.recipe
        wanted = len(recipe.value("assistants") or ())
        self.below.have(wanted)
        for row in self.rows:
            row.show_place(wanted)
        title = self.tr("Assistants in between ({number})…").format(number=wanted)
        self.button.setText(title if wanted else self.tr("Assistants in between…"))
        if wanted > self._known:
            self.button.setChecked(True)
        self._known = wanted
        full = self.tr("At most {number} assistants.").format(number=MOST)
        for button, tip in (
            (self.add_one, self.tr("Put a network between teacher and student: first one of a size between the two")),
            (self.again, self.tr("Add a generation: the student's own network, which then teaches the student")),
        ):
            button.setEnabled(wanted < MOST)
            button.setToolTip(tip if wanted < MOST else full)
        problems = [each for each in recipe.problems if each.path == "assistants"]
        self.problem.setText("\n".join(f"{each.message} {each.suggestion}".strip() for each in problems))
        self.problem.setVisible(bool(problems))

    def reveal(self, path: str) -> QWidget | None:
        """The widget of a field of one of them, unfolded; None where there is none."""
        match path.split("."):
            case ["assistants"]:
                self.button.setChecked(True)
                return self.add_one
            case ["assistants", number, *_] if number.isdecimal() and int(number) < len(self.rows):
                self.button.setChecked(True)
                return self.rows[int(number)].reveal(path)
            case _:
                return None

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.add_one)
        buttons.addWidget(self.again)
        buttons.addStretch(1)
        self.column.setSpacing(6)
        self.column.addWidget(self.told)
        self.column.addLayout(self.below)
        self.column.addWidget(self.problem)
        self.column.addLayout(buttons)

    def _make_row(self, number: int) -> AssistantRow:
        row = AssistantRow(number, self._space)
        row.edited.connect(self.edited)
        row.settingEdited.connect(self.settingEdited)
        row.moved.connect(self._on_move)
        row.removed.connect(self._on_remove)
        return row

    def _on_add(self) -> None:
        self._add(with_assistant(self._space))

    def _on_again(self) -> None:
        self._add(with_assistant(self._space, network=dict(self._space.recipe.value("student") or {})))

    def _add(self, wanted: list[dict[str, object]]) -> None:
        before = self._space.recipe.value("assistants") or []
        self.edited.emit("assistants", wanted)
        if len(self.rows) > len(before):
            new = next((place for place, each in enumerate(before) if wanted[place] != each), len(before))
            self.rows[new].picker.combo.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_move(self, number: int, place: int) -> None:
        there = list(self._space.recipe.value("assistants") or ())
        there.insert(place, there.pop(number))
        self.edited.emit("assistants", there)
        row = self.rows[place]
        again = row.up if place < number else row.down  # whoever presses it once more moves the same one on
        target = again if again.isEnabled() else row.picker.combo
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_remove(self, number: int) -> None:
        there = list(self._space.recipe.value("assistants") or ())
        self.edited.emit("assistants", [each for place, each in enumerate(there) if place != number])

"""What to mind about teacher and student before anything is trained: the trained teacher, and the step in between."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.gui.explaining import explained
from workbench.gui.icons import icon
from workbench.gui.labels import problem_label, said, text_label
from workbench.gui.models.chain import MOST, assistant_between, with_assistant
from workbench.gui.models.workspace import Workspace
from workbench.gui.said_by_engine import worded
from workbench.gui.views import words

GOOD_FROM, GOOD_TO = 2, 20
"""Times the student's weights that make a good teacher, by the rule of thumb that the engine's advice goes by."""
ECE = ("ece", "ece_after")
LEVELS = {"small": "info", "good": "done", "large": "warning"}
"""How a level of the gap is shown: name of an icon, and of the banner whose colour it has."""


class AdviceCard(QFrame):
    """The advice, part by part; what is not known says why.

    Signals:
        edited: Dotted path in the recipe and its new value.
    """

    edited = Signal(str, object)

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._space = space
        self.setAccessibleName(self.tr("Advice on teacher and student"))
        self.state = text_label(look="hint", wrap=True)
        self.problem = problem_label()
        self.teacher, self.gap = TeacherCheck(space), GapNote(space)
        self.gap.edited.connect(self.edited)
        top = QHBoxLayout()
        top.addWidget(text_label(self.tr("Advice"), "heading"))
        top.addWidget(self.state, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 7, 10, 8)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self.problem)
        column.addWidget(self.teacher)
        column.addWidget(self.gap)
        explained(self, "teacher_check")
        for model in (space.advice, space.recipe, space.theme, space.catalogue, space.timings, space.runs):
            model.changed.connect(self.refresh)
        space.run.steered.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the card agree with the advice."""
        advice = self._space.advice
        self.state.setText(self._state())
        self.state.setVisible(bool(self.state.text()))
        told = [worded(advice.reason)] if advice.reason and not advice.is_outdated else []
        if advice.failure is not None:
            told = [f"{advice.failure.problem} {advice.failure.fix}".strip()]
        self.problem.setText("\n".join(told))
        self.problem.setVisible(bool(told))
        self.teacher.refresh()
        self.gap.refresh()

    def _state(self) -> str:
        advice, live = self._space.advice, self._space.run.is_live
        if advice.is_asking:
            return self.tr("Looking at both networks…")
        if live and (advice.is_outdated or not advice.is_known):
            return self.tr("A run is going: the networks are looked at when it has ended.")
        if advice.failure is not None:
            return ""
        if advice.is_outdated:
            return self.tr("Something has changed since: it will be looked at again.")
        return "" if advice.is_known else self.tr("Both networks are looked at as soon as the settings rest.")


class TeacherCheck(QWidget):
    """What a trained teacher is worth, measured on the validation pictures."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space = space
        self.accuracy, self.calibration = text_label(look="headline"), text_label(look="headline")
        self.on, self.how = text_label(look="hint", wrap=True), text_label(look="hint", wrap=True)
        self.empty = text_label(look="hint", wrap=True)
        self.numbers = QWidget()
        grid = QGridLayout(self.numbers)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(0)
        for place, (number, caption, topic) in enumerate(
            ((self.accuracy, self.on, "accuracy"), (self.calibration, self.how, "calibration"))
        ):
            for row, label in enumerate((number, caption)):
                grid.addWidget(explained(label, topic), row, place, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(place, 1)
        self.remarks = Remarks(space)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (self.empty, self.numbers, self.remarks):
            column.addWidget(widget)
        explained(self, "teacher_check")

    def refresh(self) -> None:
        """Make the numbers agree with what was measured."""
        advice = self._space.advice
        found = advice.teacher if not advice.is_outdated else None
        self.empty.setText(self._why_not() if found is None else "")
        self.empty.setVisible(bool(self.empty.text()))
        measured = found is not None and found.get("accuracy") is not None
        self.numbers.setVisible(measured)
        if found is not None and measured:
            self._show(found)
        self.remarks.setVisible(found is not None)
        self.remarks.show_all([worded(each) for each in found.get("remarks") or ()] if found is not None else [])

    def _show(self, found: dict[str, Any]) -> None:
        self.accuracy.setText(words.percent(found["accuracy"]))
        text = self.tr("of {count} validation pictures answered rightly by the teacher, {title}")
        self.on.setText(text.format(count=words.count(found["count"]), title=said(found["title"])))
        before, after = (words.percent(found[name]) if found.get(name) is not None else "–" for name in ECE)
        self.calibration.setText(self.tr("{before} → {after}").format(before=before, after=after))
        text = self.tr("calibration error, as it is and with its logits divided by {temperature}")
        self.how.setText(text.format(temperature=words.number(found.get("temperature") or 1.0)))

    def _why_not(self) -> str:
        recipe, advice = self._space.recipe, self._space.advice
        if recipe.value("teacher.kind") == "train" or not recipe.value("teacher.run"):
            return self.tr("Choose a trained teacher to have it checked.")
        if advice.is_asking or advice.is_outdated or not advice.is_known or advice.reason:
            return ""  # said above
        return self.tr("The teacher could not be checked.")


class Remarks(QWidget):
    """Sentences, each with a sign; one line where there is nothing to mind."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space = space
        self.lines: list[tuple[QLabel, QLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)

    def show_all(self, sentences: list[str]) -> None:
        """Show these, or that nothing is to be minded."""
        sign = "warning" if sentences else "done"
        shown = sentences or [self.tr("Nothing about it looks wrong.")]
        while len(self.lines) < len(shown):
            picture, text = QLabel(), text_label(wrap=True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(picture, len(self.lines), 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(text, len(self.lines), 1)
            self.lines.append((picture, text))
        color = self._space.theme.colors.banners[sign][1]
        for number, (picture, text) in enumerate(self.lines):
            there = number < len(shown)
            text.setText(shown[number] if there else "")
            picture.setPixmap(icon(sign, color).pixmap(QSize(16, 16)))
            for widget in (picture, text):
                widget.setVisible(there)


class GapNote(QWidget):
    """Whether the sizes of the networks suit each other, and what to do where they do not.

    Signals:
        edited: Dotted path in the recipe and its new value.
    """

    edited = Signal(str, object)

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space = space
        self.sign, self.level, self.text = QLabel(), text_label(look="headline"), text_label(wrap=True)
        self.between = QPushButton()
        self.between.hide()  # nothing stands on it before somebody can be put in between
        self.between.setToolTip(
            self.tr("It learns from the network before it, and teaches the one after it: two smaller steps")
        )
        explained(self.between, "assistants")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.sign, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.level, 0, 1)
        grid.addWidget(self.between, 0, 2, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.text, 1, 1)
        explained(self, "capacity_gap")
        self.between.clicked.connect(self._on_between)

    def refresh(self) -> None:
        """Make the note agree with the two networks."""
        advice = self._space.advice
        gap = advice.gap if not advice.is_outdated else None
        self.setVisible(gap is not None)
        if gap is None:
            return
        sign = LEVELS[gap["level"]]
        self.sign.setPixmap(icon(sign, self._space.theme.colors.banners[sign][1]).pixmap(QSize(16, 16)))
        self.level.setText(self._level(gap["level"]))
        self.text.setText(self._told(gap))
        self.setAccessibleDescription(f"{self.level.text()} {self.text.text()}")
        found = assistant_between(self._space) if gap["level"] == "large" else None
        room = len(self._space.recipe.value("assistants") or ()) < MOST
        self.between.setVisible(found is not None and room)
        self.between.setEnabled(not self._space.run.is_live)
        if found is not None:
            self.between.setText(self.tr("Put {network} in between").format(network=self._title(found[1]["kind"])))

    def _level(self, level: str) -> str:
        return {
            "small": self.tr("A small step from the teacher to the student"),
            "good": self.tr("A good step from the teacher to the student"),
            "large": self.tr("A large step from the teacher to the student"),
        }[level]

    def _told(self, gap: dict[str, Any]) -> str:
        """The rule of thumb, in words of its own: the engine speaks English."""
        ratio = self.tr("The teacher has {times} the student's weights.").format(times=_times(gap["ratio"]))
        step = gap.get("step") or gap["ratio"]
        if self._space.recipe.value("assistants"):
            text = self.tr("The largest step from one network to the next is {times}.")
            ratio = f"{ratio} {text.format(times=_times(step))}"
        rule = {
            "small": self.tr("By a rule of thumb there is little to gain below {low}."),
            "good": self.tr("By a rule of thumb {low} to {high} is a good step."),
            "large": self.tr("By a rule of thumb more than {high} is too much for one step."),
        }[gap["level"]].format(low=_times(GOOD_FROM), high=_times(GOOD_TO))
        return f"{ratio} {rule} {self._remedy(gap)}".rstrip()

    def _remedy(self, gap: dict[str, Any]) -> str:
        if gap["level"] != "large":
            return ""
        if gap.get("parameters"):
            return self.tr("An assistant of about {weights} weights can help.").format(
                weights=words.short(gap["parameters"])
            )
        return self.tr("An assistant of a size between the two can help.")

    def _title(self, kind: str) -> str:
        entry = self._space.catalogue.entry("architectures", kind)
        return said(entry["title"]) if entry is not None else kind

    def _on_between(self) -> None:
        found = assistant_between(self._space)
        if found is not None:
            self.edited.emit("assistants", with_assistant(self._space, *found))


def _times(number: float) -> str:
    """57 ×, never broken into two lines."""
    return f"{words.short(number)}\N{NO-BREAK SPACE}×"

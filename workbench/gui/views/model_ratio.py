"""How much smaller and faster the student is than its teacher."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from workbench.gui.explaining import explained
from workbench.gui.icons import icon
from workbench.gui.labels import text_label
from workbench.gui.models.costs import cost_of, is_too_large, is_too_small, ratio
from workbench.gui.models.workspace import Workspace
from workbench.gui.views import words

ALIKE = 1.1
"""Costs that differ by less are told as the same."""


class RatioCard(QFrame):
    """One sentence about the two networks, and another where their sizes do not go together well."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._space = space
        self.setAccessibleName(self.tr("Student and teacher compared"))
        self.told, self.note = text_label(look="headline", wrap=True), text_label(wrap=True)
        self.sign = QLabel()
        grid = QGridLayout(self)
        grid.setContentsMargins(10, 7, 10, 8)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.told, 0, 0, 1, 2)
        grid.addWidget(self.sign, 1, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.note, 1, 1)
        explained(self, "capacity_gap")
        for model in (space.recipe, space.description, space.timings, space.runs, space.theme, space.advice):
            model.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the sentences agree with what is known."""
        teacher, student = (cost_of(self._space, part) for part in ("teacher", "student"))
        size, work, time = (ratio(teacher, student, each) for each in ("parameters", "flops", "median_ms"))
        texts = (
            (
                size,
                self.tr("{times} fewer weights"),
                self.tr("about as many weights"),
                self.tr("{times} as many weights"),
            ),
            (
                work,
                self.tr("{times} fewer operations"),
                self.tr("about as many operations"),
                self.tr("{times} as many operations"),
            ),
            (time, self.tr("{times} faster"), self.tr("about as fast"), self.tr("{times} as slow")),
        )
        said = [_times(number, *words_for_it) for number, *words_for_it in texts if number is not None]
        text = self.tr("Against its teacher, the student: {list}.").format(list=", ".join(said)) if said else ""
        self.told.setText(text)
        note = ""
        advised = self._space.advice.gap is not None and not self._space.advice.is_outdated  # that says more
        if advised:
            note = ""
        elif is_too_small(teacher, student):
            note = self.tr(
                "The teacher is not larger than the student. It may still teach, for example what it learned from "
                "more labels; but nothing is compressed, and a better teacher is likely to be a larger one."
            )
        elif is_too_large(teacher, student):
            note = self.tr(
                "The teacher is very much larger than the student, which may not be able to follow it; "
                "a teacher of a size between the two can teach more."
            )
        self.note.setText(note)
        self.sign.setPixmap(icon("warning", self._space.theme.colors.banners["warning"][1]).pixmap(QSize(16, 16)))
        for widget in (self.note, self.sign):
            widget.setVisible(bool(note))
        self.setVisible(bool(text))
        self.setAccessibleDescription(f"{text} {note}".strip())


def _times(number: float, less: str, same: str, more: str) -> str:
    """60 × fewer weights; or, where the student is the larger one, 3 × as many. A tenth is within a time's chance."""
    if 1 / ALIKE < number < ALIKE:
        return same
    share = number if number >= 1 else 1 / number
    return (less if number >= 1 else more).format(times=f"{words.short(share)} ×")

"""The stages along the top: where the user is, and how each one stands."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from workbench.gui.icons import icon
from workbench.gui.models.stages import STAGES, WELCOME, Standing
from workbench.gui.models.workspace import Workspace

KEYS = {WELCOME: "Ctrl+0"} | {stage: f"Ctrl+{number}" for number, stage in enumerate(STAGES, 1)}
ICONS: dict[Standing, str] = {"ready": "done", "busy": "busy", "attention": "warning", "waiting": "waiting"}


class StageBar(QWidget):
    """One button for each stage, in any order: a tick = ready, a triangle = needs attention, and why in the tooltip."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space = space
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for stage, title in self.titles().items():
            row.addWidget(self._button(stage, title))
        self._group.buttonClicked.connect(self._on_clicked)
        space.stages.changed.connect(self.refresh)
        space.theme.changed.connect(self.refresh)
        space.run.steered.connect(self.refresh)
        for model in (space.recipe, space.description, space.runs):
            model.changed.connect(self.refresh)
        self.refresh()

    def titles(self) -> dict[str, str]:
        """The stages as they are called."""
        return {
            WELCOME: self.tr("Welcome"),
            "data": self.tr("1 Data"),
            "models": self.tr("2 Teacher && student"),
            "distil": self.tr("3 Distil"),
            "compare": self.tr("4 Compare"),
            "try": self.tr("5 Try it"),
            "export": self.tr("6 Export"),
        }

    def refresh(self) -> None:
        """Make the buttons agree with the models."""
        colors = self._space.theme.colors
        painted = {
            "ready": colors.banners["done"][1],
            "busy": colors.accent,
            "attention": colors.banners["warning"][1],
            "waiting": colors.faint,
        }
        for stage, button in self.buttons.items():
            button.setChecked(stage == self._space.stages.current)
            key = QKeySequence(KEYS[stage]).toString(QKeySequence.SequenceFormat.NativeText)
            if stage == WELCOME:
                button.setToolTip(f"{self.tr('Samples and recent work')} ({key})")
                continue
            stand = self._space.stages.stand(stage, self._space)
            button.setIcon(icon(ICONS[stand.standing], painted[stand.standing]))
            button.setToolTip(f"{stand.why} ({key})")
            button.setAccessibleDescription(stand.why)

    def _button(self, stage: str, title: str) -> QToolButton:
        button = QToolButton(autoRaise=True)
        button.setCheckable(True)
        button.setObjectName("stage")
        button.setProperty("stage", stage)
        button.setText(title)
        button.setAccessibleName(title.replace("&&", "&"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setIconSize(QSize(16, 16))
        button.setProperty("explain", f"stage:{stage}")
        self._group.addButton(button)
        self.buttons[stage] = button
        return button

    def _on_clicked(self, button: QToolButton) -> None:
        self._space.wishes.goTo.emit(button.property("stage"))

"""The line at the bottom: what is going on, how busy the computer is, whether everything is saved."""

from __future__ import annotations

from PySide6.QtWidgets import QStatusBar, QWidget

from workbench.gui.labels import text_label
from workbench.gui.models.workspace import Workspace
from workbench.gui.views import words
from workbench.gui.views.run_bar import ProgressLine


class StatusLine(QStatusBar):
    """Progress, pace and time left; CPU, memory; saved or not."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space = space
        self.progress = ProgressLine(space)
        self.computer, self.saved = text_label(look="hint"), text_label(look="hint")
        self.computer.setAccessibleName(self.tr("How busy this computer is"))
        self.saved.setAccessibleName(self.tr("Whether the recipe is saved"))
        self.saved.setContentsMargins(0, 0, 6, 0)  # else its last letter touches the window's edge
        self.setSizeGripEnabled(False)
        self.addWidget(self.progress, 1)
        for label in (self.computer, self.saved):
            self.addPermanentWidget(label)
        space.computer.changed.connect(self.refresh)
        space.recipe.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the line agree with the models."""
        computer = self._space.computer
        if computer.cpu is not None:
            gpu = self.tr("GPU {share} %").format(share=round(100 * computer.gpu)) if computer.gpu is not None else ""
            parts = (
                self.tr("CPU {share} %").format(share=round(100 * computer.cpu)),
                self.tr("RAM {own}").format(own=words.size(computer.own)),
                gpu,
            )
            self.computer.setText("  ".join(filter(None, parts)))
            self.computer.setToolTip(
                self.tr("The workbench uses {own}; all programs together {used} of {total}.").format(
                    own=words.size(computer.own), used=words.size(computer.used), total=words.size(computer.total)
                )
            )
        clean = self._space.undo.isClean()
        self.saved.setText(self.tr("saved") if clean else self.tr("not saved"))
        self.saved.setToolTip(
            self.tr("The recipe is as it was saved or opened.")
            if clean
            else self.tr("The recipe has changes that are in no file yet; it is kept for the next start all the same.")
        )

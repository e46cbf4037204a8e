"""What is to become of a run when the window is closed under it."""

from __future__ import annotations

from enum import Enum

from PySide6.QtWidgets import QMessageBox, QWidget


class Closing(Enum):
    """The user's answer."""

    STOP = "stop"
    QUIT = "quit"
    CANCEL = "cancel"


class ClosingDialog(QMessageBox):
    """Asks, because closing could lose work."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setIcon(QMessageBox.Icon.Question)
        self.setWindowTitle(self.tr("A run is going"))
        self.setText(self.tr("A network is being trained."))
        self.setInformativeText(
            self.tr(
                "Stop it now and keep the best weights so far, or quit and resume from the last checkpoint next time."
            )
        )
        self.stop = self.addButton(self.tr("Stop and keep the best"), QMessageBox.ButtonRole.AcceptRole)
        self.leave = self.addButton(self.tr("Quit and resume next time"), QMessageBox.ButtonRole.DestructiveRole)
        self.cancel = self.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(self.cancel)
        self.setEscapeButton(self.cancel)

    @property
    def answer(self) -> Closing:
        """What was pressed."""
        pressed = self.clickedButton()
        return Closing.STOP if pressed is self.stop else Closing.QUIT if pressed is self.leave else Closing.CANCEL

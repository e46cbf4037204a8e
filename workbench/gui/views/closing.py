"""What is to become of a run when the window is closed under it."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QCommandLinkButton, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from workbench.gui.icons import icon
from workbench.gui.labels import text_label
from workbench.gui.models.run import RunModel
from workbench.gui.theme import Theme


class Closing(Enum):
    """The user's answer."""

    KEEP = "keep"
    PAUSE = "pause"
    STOP = "stop"
    CANCEL = "cancel"


class ClosingDialog(QDialog):
    """Asks, because closing could lose work. Each answer says what comes of it.

    Signals:
        chosen: A `Closing`, once.

    Args:
        run: What is going.
        has_tray: There is a place for icons where the window can hide; else it is minimised.
        dies: Training is in a process that ends where it rests; a thread can only be stopped.
    """

    chosen = Signal(object)

    def __init__(
        self, run: RunModel, theme: Theme, *, has_tray: bool, dies: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._run = run
        self._answer = Closing.CANCEL
        self.setWindowTitle(self.tr("A run is going"))
        where = (
            self.tr("The window hides behind its icon in the tray; a message tells when the run has ended.")
            if has_tray
            else self.tr("The window is minimised; it asks for attention when the run has ended.")
        )
        self.keep = self._choice(theme, "start", self.tr("&Keep running"), where)
        then = (
            self.tr("Saves a checkpoint first. The next start offers to go on, to the same result.")
            if dies
            else self.tr("Saves a checkpoint first. Open the run from the list at the next start, and press Resume.")
        )
        self.pause = self._choice(theme, "pause", self.tr("&Pause and quit"), then)
        self.stop = self._choice(theme, "stop", self.tr("&Stop and keep the best"), "")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.addWidget(text_label(self.tr("A network is being trained. What is to become of it?"), "headline"))
        for button in (self.keep, self.pause, self.stop):
            column.addWidget(button)
        column.addWidget(buttons)
        self.keep.clicked.connect(self._on_keep)
        self.pause.clicked.connect(self._on_pause)
        self.stop.clicked.connect(self._on_stop)
        buttons.rejected.connect(self.reject)
        self.finished.connect(self._on_finished)
        run.steered.connect(self.refresh)
        self.keep.setFocus()
        self.refresh()

    def refresh(self) -> None:
        """Offer only what the run can still do."""
        self.stop.setEnabled(self._run.can_stop)
        self.stop.setDescription(
            self.tr("Ends the training now, tests the best weights so far, and closes.")
            if self._run.can_stop
            else self.tr("It is already ending, and its networks are being tested.")
        )

    @property
    def answer(self) -> Closing:
        """What was pressed."""
        return self._answer

    def _choice(self, theme: Theme, picture: str, title: str, text: str) -> QCommandLinkButton:
        button = QCommandLinkButton(title, text)
        button.setIcon(icon(picture, theme.colors.accent, theme.colors.faint))
        button.setIconSize(QSize(20, 20))
        button.setAccessibleDescription(text)
        return button

    def _take(self, answer: Closing) -> None:
        self._answer = answer
        self.accept()

    def _on_keep(self) -> None:
        self._take(Closing.KEEP)

    def _on_pause(self) -> None:
        self._take(Closing.PAUSE)

    def _on_stop(self) -> None:
        self._take(Closing.STOP)

    def _on_finished(self, _result: int) -> None:
        self.chosen.emit(self._answer)

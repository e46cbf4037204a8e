"""The preferences, each taking effect at once."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from workbench.gui.labels import text_label
from workbench.gui.models.preferences import TEXT_SIZES, Place
from workbench.gui.models.workspace import Workspace
from workbench.gui.theme import Choice
from workbench.gui.views.stages.stage import scrolling
from workbench.gui.views.storage import Storage
from workbench.gui.views.view_menu import LANGUAGES

CHARACTERS = 104
"""Width of the dialog."""
WIDER = 48
"""Pixels by which it is wider than what is in it: its margins, and a bar to scroll with."""
MOST_OF_SCREEN = 0.9
"""Share of the screen's width or height that it takes at most."""


class PreferencesDialog(QDialog):
    """Each control asks through the wishes, and says in a line below it what it does."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._wishes = model, wishes = space.preferences, space.wishes
        self.setWindowTitle(self.tr("Preferences"))
        self.theme, self.language, self.text_size, self.place = (_Choice() for _ in range(4))
        self.expert = QCheckBox(self.tr("Show &every setting"))
        self.welcome = QCheckBox(self.tr("Show the &welcome page at the start"))
        self.storage = Storage(space)
        self._fill()
        self._lay_out()
        self.theme.chosen.connect(wishes.chooseTheme)
        self.language.chosen.connect(self._on_language)
        self.text_size.chosen.connect(self._on_text_size)
        self.place.chosen.connect(wishes.choosePlace)
        self.expert.clicked.connect(wishes.chooseExpert)
        self.welcome.clicked.connect(wishes.chooseWelcome)
        model.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the controls agree with the preferences."""
        self.theme.show_choice(self._model.theme)
        self.language.show_choice(self._model.language)
        self.text_size.show_choice(self._model.text_size)
        self.place.show_choice(self._model.place)
        self.expert.setChecked(self._model.expert)
        self.welcome.setChecked(self._model.welcome)

    def _fill(self) -> None:
        self.theme.addItem(self.tr("as the system"), Choice.SYSTEM)
        self.theme.addItem(self.tr("light"), Choice.LIGHT)
        self.theme.addItem(self.tr("dark"), Choice.DARK)
        for code, title in {"": self.tr("as the system"), **LANGUAGES}.items():
            self.language.addItem(title, code)
        for percent in TEXT_SIZES:
            self.text_size.addItem(self.tr("{percent} %").format(percent=percent), percent)
        self.place.addItem(self.tr("a separate process"), Place.PROCESS)
        self.place.addItem(self.tr("a thread of the window"), Place.THREAD)

    def _lay_out(self) -> None:
        self.body = QWidget()
        self._grid = QGridLayout(self.body)
        self._grid.setContentsMargins(0, 0, 6, 0)
        self._grid.setVerticalSpacing(3)
        self._grid.setHorizontalSpacing(14)
        self._grid.setColumnStretch(1, 1)
        self._row(self.tr("&Theme"), self.theme, self.tr("Colours of the window and the charts."))
        self._row(self.tr("&Language"), self.language, self.tr("The window is drawn anew; a run goes on meanwhile."))
        self._row(self.tr("Text si&ze"), self.text_size, self.tr("Of all text, against the size that the system uses."))
        self._row(
            self.tr("&Run training in"),
            self.place,
            self.tr(
                "A separate process cannot take the window along when it crashes, and gives all its memory back. "
                "A thread needs less memory, but may hold up the window. Counts from the next run on."
            ),
        )
        self._row(
            self.tr("&Memory for training"),
            self.storage.memory,
            self.tr(
                "For the pictures and the teacher's answers, in one run; what is more is read from the disk. Counts "
                "from the next run on."
            ),
        )
        self._row(
            self.tr("&Disk for what is remembered"),
            self.storage.disk,
            self.tr(
                "What a teacher has said is remembered, so that later runs need not ask it again. Decoded pictures may "
                "take as much once more. Those not used for longest go first. Counts from the next run on."
            ),
        )
        label = QLabel(self.tr("Kept now"))
        label.setBuddy(self.storage.clear)
        label.setContentsMargins(0, 0, 0, 8)
        self._grid.addWidget(label, self._grid.rowCount(), 0)
        self._grid.addWidget(self.storage, self._grid.rowCount() - 1, 1)
        self._row("", self.expert, self.tr("Also those that most people never need to touch."))
        self._row("", self.welcome, self.tr("Samples and recent work; otherwise the window opens on 3 Distil."))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self._area = scrolling(self.body)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 12, 14)
        column.addWidget(self._area, 1)
        column.addWidget(buttons)
        self.setMinimumWidth(self.body.minimumSizeHint().width() + WIDER)

    def showEvent(self, event: QShowEvent) -> None:
        """As large as it should be, now that the texts have the look that they will have."""
        if not event.spontaneous():
            self.resize(self.sizeHint())
        super().showEvent(event)

    def sizeHint(self) -> QSize:
        """So high that nothing has to scroll, as far as the screen goes."""
        screen = self.screen().availableGeometry()
        width = min(self.fontMetrics().averageCharWidth() * CHARACTERS, round(MOST_OF_SCREEN * screen.width()))
        around = super().sizeHint().height() - self._area.sizeHint().height()
        height = around + self._grid.totalHeightForWidth(width - WIDER)
        return QSize(width, min(height, round(MOST_OF_SCREEN * screen.height())))

    def _row(self, title: str, control: QWidget, explanation: str) -> None:
        """A control with its name, which is its buddy, and its explanation."""
        control.setToolTip(explanation)
        control.setAccessibleDescription(explanation)
        label, hint, row = QLabel(title), text_label(explanation, "hint", wrap=True), self._grid.rowCount()
        label.setBuddy(control)
        hint.setContentsMargins(0, 0, 0, 8)
        hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(control, row, 1, Qt.AlignmentFlag.AlignLeft)
        self._grid.addWidget(hint, row + 1, 1)

    def _on_text_size(self, percent: object) -> None:
        self._wishes.chooseTextSize.emit(percent)

    def _on_language(self, code: object) -> None:
        self.accept()  # goes with the window that is drawn anew
        self._wishes.chooseLanguage.emit(str(code))


class _Choice(QComboBox):
    """A list of values.

    Signals:
        chosen: The value that the user took.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.activated.connect(self._on_activated)

    def show_choice(self, value: object) -> None:
        """Be on this value."""
        self.setCurrentIndex(next((row for row in range(self.count()) if self.itemData(row) == value), -1))

    def _on_activated(self, row: int) -> None:
        self.chosen.emit(self.itemData(row))

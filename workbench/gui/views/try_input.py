"""What is shown to the networks: a drawing, a file, something pasted, or a test picture."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QSignalBlocker, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.gui.icons import icon
from workbench.gui.labels import text_label
from workbench.gui.models.tryit import FILTERS, Filter
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.try_pad import DrawingPad

PAD = 268
"""Pixels of the sheet's side, at most."""
ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")


class TryInput(QFrame):
    """A sheet to draw on, and other ways to give the networks something to look at."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._space, self._model = space, space.tryit
        self._given = self._model.given
        self.setAccessibleName(self.tr("What the networks are shown"))
        self.pad = DrawingPad(space.theme)
        self.pad.setMaximumHeight(PAD)
        self.undo = self._tool(self.tr("Undo"), self.tr("Take the last line away (Ctrl+Z)"))
        self.clear = self._tool(self.tr("Clear"), self.tr("Take the whole drawing away (Delete)"))
        self.swap = self._tool(self.tr("Swap"), self.tr("Exchange ink and paper: light on dark, or dark on light"))
        self.swap.setCheckable(True)
        self.width_label = text_label(self.tr("&Pen"))
        self.pen_width = self._slider()
        self.file = QPushButton(self.tr("Choose a file…"))
        self.file.setToolTip(self.tr("A picture of your own; dropping it here does the same"))
        self.paste = QPushButton(self.tr("Paste"))
        paste = QKeySequence(QKeySequence.StandardKey.Paste).toString(QKeySequence.SequenceFormat.NativeText)
        self.paste.setToolTip(self.tr("The picture in the clipboard ({key})").format(key=paste))
        self.filter_label = text_label(self.tr("&Test pictures"))
        self.filter = QComboBox()
        self.filter_label.setBuddy(self.filter)
        self.back = self._step(self.tr("Previous test picture"))
        self.forward = self._step(self.tr("Next test picture"))
        self.any = self._tool(self.tr("Any"), self.tr("A test picture by chance"))
        self.where = text_label(look="facts", wrap=True)
        self._lay_out()
        self._connect()
        self._on_theme()
        self.refresh()

    def refresh(self) -> None:
        """Make the controls agree with the model."""
        model = self._model
        if model.given is not self._given:
            self._given = model.given
            if model.given is not None and model.given.kind != "drawing":
                self.pad.clear(silently=True)
        self._fill_filter()
        for button in (self.back, self.forward, self.any):
            button.setEnabled(bool(model.ids))
        self.filter.setEnabled(bool(model.filters))
        self.where.setText(self._told())

    def take(self, data: QMimeData) -> bool:
        """Show what was dropped or pasted, if it is a picture; whether it is."""
        picture = picture_in(data)
        if picture is None:
            return False
        self._space.wishes.tryPicture.emit(picture)
        return True

    def _told(self) -> str:
        """Which picture is shown, in words."""
        model = self._model
        if model.material is None:
            return self.tr("Looking for test pictures…")
        if model.material.problem:
            return model.material.problem
        if not model.ids:
            return self.tr("There are none of these.")
        if model.place is not None:
            number = self.locale().toString
            return self.tr("{place} of {count}").format(place=number(model.place + 1), count=number(len(model.ids)))
        if model.given is not None and model.given.name:
            return self.tr("Shown: {name}").format(name=model.given.name)
        return self.tr("Held out from the training of these networks.")

    def _fill_filter(self) -> None:
        model = self._model
        names = {
            "all": self.tr("All"),
            "mistakes": self.tr("The student's mistakes"),
            "rescued": self.tr("Rescued by the teacher"),
            "lost": self.tr("Lost: only the plain student is right"),
            "unlike": self.tr("Student and teacher differ"),
        }
        wanted = [(f"{names[each]} ({self.locale().toString(model.count(each))})", each) for each in model.filters]
        with QSignalBlocker(self.filter):
            if wanted != [(self.filter.itemText(row), self.filter.itemData(row)) for row in range(self.filter.count())]:
                self.filter.clear()
                for text, each in wanted:
                    self.filter.addItem(text, each)
            self.filter.setCurrentIndex(self.filter.findData(model.filter))

    def _connect(self) -> None:
        self.pad.drawn.connect(self._model.show_drawing)
        self.pad.changed.connect(self._on_pad)
        self.undo.clicked.connect(self.pad.undo)
        self.clear.clicked.connect(self._on_clear)
        self.swap.toggled.connect(self.pad.swap)
        self.pen_width.valueChanged.connect(self._on_pen_width)
        self.file.clicked.connect(self._on_file)
        self.paste.clicked.connect(self.on_paste)
        self.filter.activated.connect(self._on_filter)
        self.back.clicked.connect(self._on_back)
        self.forward.clicked.connect(self._on_forward)
        self.any.clicked.connect(self._model.step_anywhere)
        self._model.changed.connect(self.refresh)
        self._space.theme.changed.connect(self._on_theme)
        self._on_pad()

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(4)
        for widget in (self.undo, self.clear, self.swap, self.width_label):
            tools.addWidget(widget)
        tools.addWidget(self.pen_width, 1)
        files = QHBoxLayout()
        files.addWidget(self.file, 1)
        files.addWidget(self.paste, 1)
        samples = QGridLayout()
        samples.setSpacing(4)
        samples.addWidget(self.filter_label, 0, 0)
        for place, button in enumerate((self.back, self.forward, self.any), 1):
            samples.addWidget(button, 0, place)
        samples.setColumnStretch(0, 1)
        samples.addWidget(self.filter, 1, 0, 1, 4)
        samples.addWidget(self.where, 2, 0, 1, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addWidget(self.pad, 1)
        column.addLayout(tools)
        column.addLayout(files)
        column.addLayout(samples)
        column.addStretch(0)

    def _slider(self) -> QSlider:
        made = QSlider(Qt.Orientation.Horizontal)
        made.setRange(3, 16)
        made.setValue(round(100 * self.pad.pen_width))
        made.setAccessibleName(self.tr("Width of the pen"))
        made.setToolTip(self.tr("Width of the pen for the next line"))
        made.setMinimumWidth(40)
        self.width_label.setBuddy(made)
        return made

    def _tool(self, text: str, tip: str) -> QToolButton:
        made = QToolButton()
        made.setText(text)
        made.setToolTip(tip)
        return made

    def _step(self, name: str) -> QToolButton:
        made = QToolButton()
        made.setAccessibleName(name)
        made.setToolTip(name)
        return made

    def _on_theme(self) -> None:
        colors = self._space.theme.colors
        self.back.setIcon(icon("back", colors.text, colors.line))
        self.forward.setIcon(icon("forward", colors.text, colors.line))

    def _on_pad(self) -> None:
        self.undo.setEnabled(not self.pad.is_empty)
        self.clear.setEnabled(not self.pad.is_empty)

    def _on_clear(self) -> None:
        self.pad.clear()
        self.pad.setFocus()

    def _on_pen_width(self, percent: int) -> None:
        self.pad.pen_width = percent / 100

    def _on_file(self) -> None:
        self._space.wishes.tryPicture.emit("")

    def on_paste(self) -> None:
        """Show what the clipboard holds; say so where that is no picture."""
        if not self.take(QGuiApplication.clipboard().mimeData()):
            self._model.refuse(self.tr("There is no picture in the clipboard. Copy one, then paste again."))

    def _on_filter(self, row: int) -> None:
        chosen: Filter = self.filter.itemData(row)
        if chosen in FILTERS:
            self._model.choose_filter(chosen)

    def _on_back(self) -> None:
        self._model.step(-1)

    def _on_forward(self) -> None:
        self._model.step(1)


def picture_in(data: QMimeData) -> str | QImage | None:
    """The path of a picture on this computer, or a picture itself; None when there is neither. Reads no file."""
    for url in data.urls():
        if url.isLocalFile() and Path(url.toLocalFile()).suffix.lower() in ENDINGS:
            return url.toLocalFile()
    if data.hasImage():
        image = data.imageData()
        return image if isinstance(image, QImage) and not image.isNull() else None
    return None

"""One small editor for each sort of field. Each shows a value, and reports what the user makes of it."""

from __future__ import annotations

from math import nextafter
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from workbench.gui.forms.schema import FieldSpec
from workbench.gui.labels import said

INT_LIMIT = 2**31 - 1
FLOAT_LIMIT = 1e9


class WheelGuard(QObject):
    """Keeps the mouse wheel for scrolling: a control changes by the wheel only while it has the focus."""

    def guard(self, widget: QWidget) -> None:
        """Protect one control."""
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Refuse the wheel to who has no focus."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


class NumberSpin(QDoubleSpinBox):
    """A spin box for numbers of any size: shows six significant digits, steps in the last decimal place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDecimals(10)
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        self.setKeyboardTracking(False)

    def textFromValue(self, value: float) -> str:
        """As short as it can be said."""
        return self.locale().toString(value, "g", 6)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Let anything be typed that could become a number in range."""
        bare = text.removesuffix(self.suffix()).strip()
        number, fits = self.locale().toDouble(bare)
        if fits and self.minimum() <= number <= self.maximum():
            return QValidator.State.Acceptable, text, position
        return QValidator.State.Intermediate, text, position

    def valueFromText(self, text: str) -> float:
        """The number meant; the value so far when there is none."""
        number, fits = self.locale().toDouble(text.removesuffix(self.suffix()).strip())
        return number if fits else self.value()


class Editor(QWidget):
    """Base of all editors.

    Signals:
        edited: The user made this value of it (never emitted by `show_value`).
    """

    edited = Signal(object)

    def show_value(self, value: Any) -> None:
        """Display a value without reporting it."""
        raise NotImplementedError

    @property
    def focus_target(self) -> QWidget:
        """What a label's buddy is."""
        raise NotImplementedError

    def _report(self, value: object) -> None:
        self.edited.emit(value)

    def _hold(self, *widgets: QWidget) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in widgets:
            layout.addWidget(widget)


class IntegerEditor(Editor):
    """Whole numbers."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spin = QSpinBox()
        self.spin.setRange(int(_or(spec.minimum, -INT_LIMIT)), int(_or(spec.maximum, INT_LIMIT)))
        self.spin.setSingleStep(int(spec.step or 1))
        self.spin.setSuffix(f" {said(spec.unit)}" if spec.unit else "")
        self.spin.setKeyboardTracking(False)
        self._hold(self.spin)
        self.spin.valueChanged.connect(self._report)

    def show_value(self, value: Any) -> None:
        _quietly(self.spin, lambda: self.spin.setValue(int(value or 0)))

    @property
    def focus_target(self) -> QWidget:
        return self.spin


class NumberEditor(Editor):
    """Any numbers."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spin = NumberSpin()
        low = spec.minimum if spec.above is None else max(spec.above + 1e-10, nextafter(spec.above, FLOAT_LIMIT))
        high = spec.maximum if spec.below is None else spec.below - 1e-6
        self.spin.setRange(_or(low, -FLOAT_LIMIT), _or(high, FLOAT_LIMIT))
        self.spin.setSuffix(f" {said(spec.unit)}" if spec.unit else "")
        if spec.step:
            self.spin.setStepType(QAbstractSpinBox.StepType.DefaultStepType)
            self.spin.setSingleStep(spec.step)
        self._hold(self.spin)
        self.spin.valueChanged.connect(self._report)

    def show_value(self, value: Any) -> None:
        _quietly(self.spin, lambda: self.spin.setValue(float(value or 0.0)))

    @property
    def focus_target(self) -> QWidget:
        return self.spin


class BooleanEditor(Editor):
    """Yes or no."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.check = QCheckBox(said(spec.title))
        self._hold(self.check)
        self.check.toggled.connect(self._report)

    def show_value(self, value: Any) -> None:
        _quietly(self.check, lambda: self.check.setChecked(bool(value)))

    @property
    def focus_target(self) -> QWidget:
        return self.check


class ChoiceEditor(Editor):
    """One of a few."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.combo = QComboBox()
        for choice in spec.choices:
            self.combo.addItem(said(str(choice)), choice)
        self._hold(self.combo)
        self.combo.activated.connect(self._on_activated)

    def show_value(self, value: Any) -> None:
        self.combo.setCurrentIndex(self.combo.findData(value))

    @property
    def focus_target(self) -> QWidget:
        return self.combo

    def _on_activated(self, index: int) -> None:
        self.edited.emit(self.combo.itemData(index))


class TextEditor(Editor):
    """A line of text."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self._hold(self.line)
        self.line.editingFinished.connect(self._on_finished)

    def show_value(self, value: Any) -> None:
        if self.line.text() != self._text(value):
            self.line.setText(self._text(value))

    @property
    def focus_target(self) -> QWidget:
        return self.line

    def _text(self, value: Any) -> str:
        return "" if value is None else str(value)

    def _value(self, text: str) -> Any:
        return text

    def _on_finished(self) -> None:
        if self.line.isModified():
            self.line.setModified(False)
            self.edited.emit(self._value(self.line.text().strip()))


class ListEditor(TextEditor):
    """Several values, separated by commas. What is no number stays text, so that the problem can name it."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._item = spec.item
        self.line.setPlaceholderText(self.tr("values separated by commas"))

    def _text(self, value: Any) -> str:
        return ", ".join(str(item) for item in value or ())

    def _value(self, text: str) -> Any:
        return [_number(part.strip(), self._item) for part in text.split(",") if part.strip()]


class PlaceEditor(TextEditor):
    """Base of a place on the disk, typed or chosen."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.browse = QPushButton(self.tr("Choose…"))
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self.browse)
        self.browse.clicked.connect(self._on_browse)

    def _chosen(self) -> str:
        """Ask the user; empty = nothing was chosen."""
        raise NotImplementedError

    def _on_browse(self) -> None:
        chosen = self._chosen()
        if chosen:
            self.edited.emit(chosen)


class FolderEditor(PlaceEditor):
    """A folder, typed or chosen."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.line.setPlaceholderText(self.tr("drop a folder on the window, or choose"))
        self.browse.setAccessibleName(self.tr("Choose the folder: {field}").format(field=said(spec.title)))

    def _chosen(self) -> str:
        return QFileDialog.getExistingDirectory(self, self.tr("Choose a folder"), self.line.text())


class FileEditor(PlaceEditor):
    """A file, typed or chosen among those with the right ending."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._suffixes = spec.suffixes
        self.line.setPlaceholderText(self.tr("type the path of a file, or choose"))
        self.browse.setAccessibleName(self.tr("Choose the file: {field}").format(field=said(spec.title)))

    def _chosen(self) -> str:
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a file"), self.line.text(), self._filter())
        return chosen

    def _filter(self) -> str:
        """What the dialog offers to show."""
        every = self.tr("All files (*)")
        if not self._suffixes:
            return every
        endings = " ".join(f"*{suffix}" for suffix in self._suffixes)
        return ";;".join((self.tr("Files that fit ({endings})").format(endings=endings), every))


class OptionalEditor(Editor):
    """A value that may be left out: a tick, and the editor of the value."""

    def __init__(self, spec: FieldSpec, inner: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fallback = spec.default if spec.default is not None else _start(spec)
        self.check = QCheckBox()
        self.check.setAccessibleName(self.tr("Use: {field}").format(field=said(spec.title)))
        self.check.setToolTip(self.check.accessibleName())
        self.inner = inner
        self._hold(self.check, inner)
        layout = self.layout()
        if isinstance(layout, QHBoxLayout):
            layout.setStretch(1, 1)
        self.check.toggled.connect(self._on_toggled)
        inner.edited.connect(self.edited)

    def show_value(self, value: Any) -> None:
        _quietly(self.check, lambda: self.check.setChecked(value is not None))
        self.inner.setEnabled(value is not None)
        self.inner.show_value(self._fallback if value is None else value)

    @property
    def focus_target(self) -> QWidget:
        return self.check

    def _on_toggled(self, on: bool) -> None:
        self.edited.emit(self._fallback if on else None)


def _start(spec: FieldSpec) -> Any:
    """A first value for a field that has no default: the smallest allowed one."""
    if spec.sort == "integer":
        return int(_or(spec.minimum, 1))
    if spec.sort == "number":
        return _or(spec.minimum, 1.0)
    return [] if spec.sort == "list" else ""


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def _number(text: str, item: str) -> Any:
    try:
        return int(text) if item == "integer" else float(text) if item == "number" else text
    except ValueError:
        return text


def _quietly(widget: QWidget, show: Any) -> None:
    """Change a widget without its signals."""
    before = widget.blockSignals(True)
    try:
        show()
    finally:
        widget.blockSignals(before)

"""The soft-label lens: a real picture, and what the teacher says to it at the temperature that is set."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from workbench.gui.icons import icon
from workbench.gui.labels import said, text_label
from workbench.gui.models.lens import entropy, soften
from workbench.gui.models.workspace import Workspace
from workbench.gui.said_by_engine import worded
from workbench.gui.views import words
from workbench.gui.views.soft_bars import LikenessMap, SoftBars

SIDE = 104
"""Pixels of the picture's side."""


class LensCard(QFrame):
    """What the teacher says, softened live."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._space, self._shown = space, b""
        self.setProperty("explain", "soft-labels")
        self.setAccessibleName(self.tr("What the teacher says"))
        self.title = text_label(self.tr("What the teacher says"), "heading")
        self.picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.picture.setFixedSize(SIDE, SIDE)
        self.truth = text_label(look="facts", wrap=True)
        self.bars, self.map = SoftBars(space.theme), LikenessMap(space.theme)
        self.entropy, self.dark = text_label(look="facts", wrap=True), text_label(wrap=True)
        self.source, self.empty = text_label(look="hint", wrap=True), text_label(look="hint", wrap=True)
        self.back, self.forward = self._arrow("back"), self._arrow("forward")
        self.back.setAccessibleName(self.tr("Previous picture"))
        self.back.setToolTip(self.tr("Previous picture"))
        self.forward.setAccessibleName(self.tr("Next picture"))
        self.forward.setToolTip(self.tr("Next picture"))
        self.all = QToolButton()
        self.all.setCheckable(True)
        self.all.setText(self.tr("All classes"))
        self.all.setToolTip(self.tr("Which classes the teacher finds alike, over all these pictures"))
        self._lay_out()
        self.back.clicked.connect(self._on_back)
        self.forward.clicked.connect(self._on_forward)
        self.all.toggled.connect(self.refresh)
        self.map.chosen.connect(self._on_cell)
        space.lens.changed.connect(self.refresh)
        space.recipe.changed.connect(self.refresh)
        space.run.steered.connect(self.refresh)
        space.run.turned.connect(self.refresh)  # a ramp moves the temperature, too
        space.theme.changed.connect(self._on_theme)
        self._on_theme()
        self.refresh()

    @property
    def temperature(self) -> float:
        """The one that is set, or that the running student uses."""
        running = self._space.run.dial("temperature")
        return float(self._space.recipe.value("temperature") or 1.0) if running is None else running

    def refresh(self) -> None:
        """Make the lens agree with the teacher's answers and the dial. Quick: a slider drags it along."""
        lens = self._space.lens
        looked = lens.picture
        self.stack.setCurrentIndex(0 if looked is None else 2 if self.all.isChecked() else 1)
        for button in (self.back, self.forward, self.all):
            button.setEnabled(looked is not None)
        if looked is None:
            self.empty.setText(self._why_empty())
            self.source.setText("")
            return
        self._tell_source()
        if self.all.isChecked():
            self.map.show_map(lens.classes, lens.likeness(self.temperature))
            return
        if self._shown != looked.png:
            self._shown = looked.png
            self._draw_picture(looked.png)
        self._tell(looked.label, soften(looked.logits, 1.0), soften(looked.logits, self.temperature))

    def _tell(self, label: int, plain: list[float], soft: list[float]) -> None:
        classes = self._space.lens.classes
        self.truth.setText(self.tr("This is: {label}").format(label=classes[label]))
        self.bars.show_shares(classes, plain, soft, self.temperature, label)
        number = self.locale().toString
        self.entropy.setText(
            self.tr("Entropy: {plain} bits as it is, {soft} bits at T = {temperature}").format(
                plain=number(entropy(plain), "f", 2),
                soft=number(entropy(soft), "f", 2),
                temperature=number(self.temperature, "g", 3),
            )
        )
        order = sorted(range(len(soft)), key=soft.__getitem__, reverse=True)
        others = [classes[each] for each in order if each != label][:2]
        self.dark.setText(
            self.tr("Beyond the label, the student hears: it looks a little like {others}.").format(
                others=self.tr(" and ").join(others)
            )
        )

    def _tell_source(self) -> None:
        teacher = self._space.lens.teacher or {}
        accuracy = teacher.get("accuracy")
        text = self.tr("Teacher: {title}").format(title=said(teacher.get("title", "")))
        if accuracy is not None:
            text += " · " + self.tr("{accuracy} right on its test pictures").format(accuracy=words.percent(accuracy))
        self.source.setText(text)
        self.source.setToolTip(worded(teacher.get("why", "")))

    def _why_empty(self) -> str:
        lens = self._space.lens
        if lens.is_asking:
            return self.tr("Asking a teacher…")
        if lens.failure is not None:
            return f"{lens.failure.problem} {lens.failure.fix}".strip()
        return worded(lens.reason) or self.tr(
            "As soon as there is a trained teacher, you see here what it says to a picture."
        )

    def _draw_picture(self, png: bytes) -> None:
        pixmap = QPixmap()
        pixmap.loadFromData(png)
        ratio = self.devicePixelRatioF()
        side = round(SIDE * ratio)
        small = max(pixmap.width(), pixmap.height()) * 2 <= side
        mode = Qt.TransformationMode.FastTransformation if small else Qt.TransformationMode.SmoothTransformation
        scaled = pixmap.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio, mode)
        scaled.setDevicePixelRatio(ratio)
        self.picture.setPixmap(scaled)
        self.picture.setAccessibleName(self.tr("The picture that the teacher looks at"))

    def _arrow(self, name: str) -> QToolButton:
        made = QToolButton()
        made.setAutoRaise(True)
        made.setProperty("icon_name", name)
        return made

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.title)
        top.addStretch(1)
        for button in (self.all, self.back, self.forward):
            top.addWidget(button)
        left = QVBoxLayout()
        left.addWidget(self.picture)
        left.addWidget(self.truth)
        left.addStretch(1)
        one = QWidget()
        row = QHBoxLayout()
        row.addLayout(left)
        row.addWidget(self.bars, 1)
        inside = QVBoxLayout(one)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(3)
        inside.addLayout(row, 1)
        inside.addWidget(self.dark)
        inside.addWidget(self.entropy)
        self.stack = QStackedWidget()
        for page in (self.empty, one, self.map):
            self.stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 7, 10, 8)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.stack, 1)
        column.addWidget(self.source)

    def _on_theme(self) -> None:
        for button, name in ((self.back, "back"), (self.forward, "forward")):
            button.setIcon(icon(name, self._space.theme.colors.text, self._space.theme.colors.line))

    def _on_back(self) -> None:
        self._space.lens.step(-1)

    def _on_forward(self) -> None:
        self._space.lens.step(1)

    def _on_cell(self, true: int, said: int) -> None:
        self._space.lens.show_like(true, said)
        self.all.setChecked(False)

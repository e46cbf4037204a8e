"""The pictures of the help, drawn when they are looked at: in the colours of the theme, from real answers and settings.

What is drawn from nothing measured says "Sketch" or "Example" in the picture itself; see `explain_sketches`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from workbench.gui.models.help import Dials, Example, HelpModel
from workbench.gui.theme import Theme
from workbench.gui.views.explain_sketches import SKETCHES, Canvas, Sketches

SHOWN_CLASSES = 3
"""Bars that have a name; the rest is added up."""
PANEL = 1.05 * (SHOWN_CLASSES + 2) + 0.4
"""Lines that one temperature takes up: its heading, the bars, a gap."""
DIALS_OF_THE_EXAMPLE = Dials(temperature=4.0, alpha=0.1)
"""A recipe's defaults."""


def softened(logits: Sequence[float], temperature: float) -> list[float]:
    """Class probabilities of logits divided by a temperature above 0."""
    most = max(logits)
    weights = [exp((value - most) / temperature) for value in logits]
    return [weight / sum(weights) for weight in weights]


def entropy(shares: Sequence[float]) -> float:
    """How undecided an answer is: 0 = certain, log(classes) = all alike; in nats."""
    return -sum(share * log(share) for share in shares if share > 0)


@dataclass(frozen=True, slots=True)
class Drawing:
    """How one picture is made.

    Attributes:
        lines: Its height, in lines of text.
        draw: Paints it.
        needs_example: There is no picture without a real answer.
    """

    lines: float
    draw: Callable[[Canvas], None]
    needs_example: bool = False


class Pictures(QObject):
    """Every picture of the help, by name."""

    def __init__(self, model: HelpModel, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model, self._theme = model, theme
        self._sketches = Sketches(self)
        softening_lines = 3 * PANEL + 1.2
        self._drawings: dict[str, Drawing] = {
            "temperature": Drawing(softening_lines, self._softening, needs_example=True),
            "soft_labels": Drawing(softening_lines, self._softening, needs_example=True),
            "entropy": Drawing(softening_lines, self._softening, needs_example=True),
            "logits": Drawing(SHOWN_CLASSES + 4, self._logits, needs_example=True),
            "balance": Drawing(3.6, self._balance),
            **{name: Drawing(lines, getattr(self._sketches, name)) for name, lines in SKETCHES.items()},
        }

    @property
    def drawable(self) -> frozenset[str]:
        """What can be drawn with what is known now."""
        has_example = self._model.example is not None
        return frozenset(name for name, one in self._drawings.items() if has_example or not one.needs_example)

    @property
    def names(self) -> frozenset[str]:
        """All there are."""
        return frozenset(self._drawings)

    def paint(self, name: str, width: float, font: QFont, ratio: float = 1.0) -> QImage:
        """One picture.

        Args:
            name: One of `drawable`.
            width: In pixels that do not depend on the screen. The height follows.
            font: Of the text around it.
            ratio: Pixels of the screen for each of them.
        """
        drawing, metrics = self._drawings[name], QFontMetricsF(font)
        height = drawing.lines * metrics.height()
        image = QImage(round(width * ratio), round(height * ratio), QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        drawing.draw(Canvas(painter, self._theme.colors, width, height))
        painter.end()
        return image

    @property
    def _dials(self) -> Dials:
        return self._model.dials or DIALS_OF_THE_EXAMPLE

    def _temperatures(self) -> list[float]:
        """As it is, as the recipe has it, and very soft."""
        now = self._dials.temperature
        return sorted({1.0, 20.0, 4.0 if now in (1.0, 20.0) else now})

    def _softening(self, canvas: Canvas) -> None:
        example = self._model.example
        assert example is not None
        canvas.text(example.title, 0, 0, canvas.width, color=canvas.colors.faint)
        y = 1.2 * canvas.line
        for temperature in self._temperatures():
            self._bars(canvas, example, temperature, y)
            y += PANEL * canvas.line

    def _bars(self, canvas: Canvas, example: Example, temperature: float, y: float) -> None:
        shares = softened(example.logits, temperature)
        order = sorted(range(len(shares)), key=lambda place: -example.logits[place])
        shown = order[:SHOWN_CLASSES]
        rows = [(example.classes[place], shares[place]) for place in shown]
        if len(order) > len(shown):
            rows.append((self.tr("others"), sum(shares[place] for place in order[SHOWN_CLASSES:])))
        canvas.text(self._heading(canvas, temperature), 0, y, canvas.width * 0.6, bold=True)
        undecided = self.tr("entropy {number}").format(number=canvas.number(entropy(shares), 2))
        canvas.text(undecided, 0, y, canvas.width, color=canvas.colors.faint, align=Qt.AlignmentFlag.AlignRight)
        for number, (name, share) in enumerate(rows, 1):
            color = canvas.colors.line if number > len(shown) else canvas.colors.lines["teacher"].color
            color = canvas.colors.accent if number == 1 else color
            self._bar(canvas, name, share, canvas.percent(share), y + number * canvas.line * 1.05, color)

    def _heading(self, canvas: Canvas, temperature: float) -> str:
        words = self.tr("T = {number} (now)") if self._model.dials else self.tr("T = {number}")
        words = words if temperature == self._dials.temperature else self.tr("T = {number}")
        return words.format(number=canvas.number(temperature, 2))

    def _bar(self, canvas: Canvas, name: str, share: float, said: str, y: float, color: str) -> None:
        left, right = canvas.width * 0.28, canvas.advance("100.0 %") + 4
        canvas.text(name, 0, y, left - 6, align=Qt.AlignmentFlag.AlignRight)
        room = canvas.width - left - right
        bar = QRectF(left, y + canvas.line * 0.2, max(1.0, room * share), canvas.line * 0.6)
        canvas.painter.fillRect(QRectF(left, bar.y(), room, bar.height()), canvas.mixed(0.12))
        canvas.painter.fillRect(bar, QColor(color))
        canvas.text(said, canvas.width - right, y, right, align=Qt.AlignmentFlag.AlignRight)

    def _logits(self, canvas: Canvas) -> None:
        example = self._model.example
        assert example is not None
        canvas.text(example.title, 0, 0, canvas.width, color=canvas.colors.faint)
        order = sorted(range(len(example.logits)), key=lambda place: -example.logits[place])
        shown = [*order[:SHOWN_CLASSES], *([order[-1]] if len(order) > SHOWN_CLASSES else [])]
        most = max(abs(example.logits[place]) for place in shown) or 1.0
        left, right = canvas.width * 0.28, canvas.advance("-100.0") + 4
        room = (canvas.width - left - right) / 2
        for number, place in enumerate(shown):
            y = (number + 1.6 + (0.6 if number == SHOWN_CLASSES else 0)) * canvas.line
            value = example.logits[place]
            canvas.text(example.classes[place], 0, y, left - 6, align=Qt.AlignmentFlag.AlignRight)
            way = room * value / most
            bar = QRectF(left + room, y + canvas.line * 0.2, way, canvas.line * 0.6).normalized()
            color = canvas.colors.accent if number == 0 else canvas.colors.lines["teacher"].color
            canvas.painter.fillRect(bar, QColor(color))
            canvas.text(canvas.number(value, 2), canvas.width - right, y, right, align=Qt.AlignmentFlag.AlignRight)
        top, bottom = 1.6 * canvas.line, canvas.height - canvas.line * 0.2
        canvas.stroke((left + room, top), (left + room, bottom), color=canvas.colors.line)

    def _balance(self, canvas: Canvas) -> None:
        alpha = self._dials.alpha
        words = self.tr("Now") if self._model.dials else self.tr("Example")
        canvas.text(words, 0, 0, canvas.width, color=canvas.colors.faint)
        y, split = canvas.line * 1.2, canvas.width * alpha
        labels, teacher = canvas.colors.terms[0].color, canvas.colors.lines["distilled"].color
        canvas.painter.fillRect(QRectF(0, y, split, canvas.line), QColor(labels))
        canvas.painter.fillRect(QRectF(split, y, canvas.width - split, canvas.line), QColor(teacher))
        y += canvas.line * 1.2
        canvas.text(self.tr("{share} labels").format(share=canvas.percent(alpha, 0)), 0, y, canvas.width)
        said = self.tr("{share} teacher").format(share=canvas.percent(1 - alpha, 0))
        canvas.text(said, 0, y, canvas.width, align=Qt.AlignmentFlag.AlignRight)

"""How the dials of one training stood, and what its methods learned of themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from workbench.gui.models.chart_choice import ChartChoice
from workbench.gui.models.curves import Curve
from workbench.gui.models.overlay import Overlaid, OverlayModel
from workbench.gui.models.phase import Phase
from workbench.gui.models.run import RunModel
from workbench.gui.theme import Theme
from workbench.gui.views import words
from workbench.gui.views.charts.common import run_title
from workbench.gui.views.charts.series import Series
from workbench.gui.views.charts.training import PhaseChart

TEMPERATURE = "temperature"
"""What the names of readings that are learned temperatures end with."""


class DialChart(PhaseChart):
    """A dial over the steps: learning rate, temperature or alpha. With the temperature go those that methods learn."""

    def __init__(
        self,
        model: RunModel,
        theme: Theme,
        overlay: OverlayModel,
        choice: ChartChoice,
        dial: str,
        parent: QWidget | None = None,
    ) -> None:
        self._dial = dial
        self.can_be_logarithmic = dial == "learning_rate"
        super().__init__(model, theme, overlay, choice, title=self._words()[0], parent=parent)

    def _words(self) -> tuple[str, str]:
        """Title of the chart, and of its vertical axis."""
        return {
            "learning_rate": (self.tr("Learning rate"), self.tr("Learning rate")),
            "temperature": (self.tr("Temperature"), self.tr("T")),
            "alpha": (self.tr("Weight of the labels"), self.tr("Alpha")),
        }[self._dial]

    def left_label(self) -> str:
        """What the vertical axis is."""
        return self._words()[1]

    def full_range(self) -> tuple[float, float] | None:
        """Alpha lies between nothing and everything."""
        return (-0.02, 1.02) if self._dial == "alpha" else None

    def lines_of(self, phase: Phase, key: str, run: Overlaid | None) -> Iterator[Series]:
        """The dial's line, and those of learned temperatures."""
        curve = {"learning_rate": phase.learning_rate, "temperature": phase.temperature, "alpha": phase.alpha}
        plan = phase.plan
        style = self.styled(replace(self.theme.colors.lines[plan.role], marker=""), run)
        title = self.tr("{role}, seed {number}").format(role=words.trained(plan, self.title_of), number=plan.seed)
        if run is not None:
            title = run_title(phase, run)
        if len(curve[self._dial]):
            yield Series(f"{key}{self._dial}", title, curve[self._dial], phase, style, foreign=run is not None)
        if self._dial == "temperature":
            yield from self._learned(phase, key, run)

    def _learned(self, phase: Phase, key: str, run: Overlaid | None) -> Iterator[Series]:
        learned = {name: curve for name, curve in phase.readings.items() if name.endswith(TEMPERATURE)}
        yield from lines(self, learned, phase, key, run, first=1)


class WeightsChart(PhaseChart):
    """The weights of the methods over the steps, as the recipe or the user sets them."""

    can_be_logarithmic = True

    def __init__(
        self,
        model: RunModel,
        theme: Theme,
        overlay: OverlayModel,
        choice: ChartChoice,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(model, theme, overlay, choice, title=self.tr("Weights of the methods"), parent=parent)

    @property
    def is_called_for(self) -> bool:
        """There are several weights, or one that changed."""
        curves = self._curves(self.phase) if self.phase is not None else {}
        return len(curves) > 1 or any(len(set(curve.y)) > 1 for curve in curves.values())

    def left_label(self) -> str:
        """What the vertical axis is."""
        return self.tr("Weight")

    def lines_of(self, phase: Phase, key: str, run: Overlaid | None) -> Iterator[Series]:
        """A line a weight."""
        yield from lines(self, self._curves(phase), phase, key, run)

    def _curves(self, phase: Phase) -> dict[str, Curve]:
        return dict(phase.weights)


class ReadingsChart(PhaseChart):
    """What methods tell of themselves over the steps, and learned weights; temperatures are in their own chart."""

    can_be_logarithmic = True

    def __init__(
        self,
        model: RunModel,
        theme: Theme,
        overlay: OverlayModel,
        choice: ChartChoice,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(model, theme, overlay, choice, title=self.tr("What the methods learned"), parent=parent)

    @property
    def is_called_for(self) -> bool:
        """There is a reading that no other chart shows."""
        return self.phase is not None and bool(self._curves(self.phase))

    def left_label(self) -> str:
        """What the vertical axis is."""
        return self.tr("Reading")

    def lines_of(self, phase: Phase, key: str, run: Overlaid | None) -> Iterator[Series]:
        """A line a reading."""
        yield from lines(self, self._curves(phase), phase, key, run)

    def _curves(self, phase: Phase) -> dict[str, Curve]:
        return {name: curve for name, curve in phase.readings.items() if not name.endswith(TEMPERATURE)}


def lines(
    chart: PhaseChart, curves: Mapping[str, Curve], phase: Phase, key: str, run: Overlaid | None, *, first: int = 0
) -> Iterator[Series]:
    """A line for each curve, as terms are told apart.

    Args:
        curves: By the name of a weight or a reading.
        first: Number of the first one's look.
    """
    styles = chart.theme.colors.terms
    for number, (name, curve) in enumerate(curves.items(), first):
        style = styles[number % len(styles)]
        other = style if run is None else replace(chart.styled(style, run), dash=style.dash)
        said = words.weight(name, chart.title_of) if name in phase.weights else words.reading(name, chart.title_of)
        yield Series(f"{key}of {name}", chart.titled(phase, run, said), curve, phase, other, foreign=run is not None)

"""What happened inside one training: every term of the loss, and how much each of them pulled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from workbench.gui.models.chart_choice import ChartChoice
from workbench.gui.models.overlay import Overlaid, OverlayModel
from workbench.gui.models.phase import Phase
from workbench.gui.models.run import RunModel
from workbench.gui.theme import Line, Theme
from workbench.gui.views import words
from workbench.gui.views.charts.chart import Chart
from workbench.gui.views.charts.common import marks_of, of_role, overlay_notes, run_title
from workbench.gui.views.charts.series import Contents, Series


class PhaseChart(Chart):
    """A chart of one training, and of the same part in the overlaid runs."""

    @property
    def phase(self) -> Phase | None:
        """The training that is drawn: the chosen one, else the one that trains, else a distilled one."""
        chosen, model = self.model.phases.get(self.choice.phase), self.model
        distilled = model.phases_of("distilled")
        return chosen or (distilled[0] if distilled and not model.is_live else model.current)

    def collect(self) -> Contents:
        """The chosen training, then the others."""
        contents = Contents()
        if self.phase is not None:
            contents.series.extend(self.lines_of(self.phase, f"{self.phase.plan.phase}:", None))
            contents.marks.extend(marks_of(self.phase, self.title_of))
        part = (self.phase.plan.role, self.phase.plan.number) if self.phase is not None else ("distilled", 0)
        for run in self.overlay.runs:
            for phase in of_role(run.phases, *part)[:1]:
                contents.series.extend(self.lines_of(phase, f"{run.run}/{phase.plan.phase}:", run))
        contents.notes.extend(overlay_notes(self.overlay))
        return contents

    def lines_of(self, phase: Phase, key: str, run: Overlaid | None) -> Iterator[Series]:
        """The lines of one training; for subclasses.

        Args:
            key: What their keys begin with.
            run: The overlaid run that it belongs to; None = the one on screen.
        """
        raise NotImplementedError

    def titled(self, phase: Phase, run: Overlaid | None, what: str) -> str:
        """What a line is: in the run on screen by its kind, in another one by that run too."""
        return what if run is None else f"{run_title(phase, run)} · {what}"

    def styled(self, style: Line, run: Overlaid | None) -> Line:
        """In the run on screen as given, in another one in the colours and with the marker of that run."""
        return style if run is None else self.theme.colors.run(run.number)


class LossChart(PhaseChart):
    """Every weighted loss term of one training: raw and faint, smoothed and strong; and the validation loss."""

    can_be_logarithmic = True

    def __init__(
        self,
        model: RunModel,
        theme: Theme,
        overlay: OverlayModel,
        choice: ChartChoice,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(model, theme, overlay, choice, title=self.tr("Loss"), interval=100, parent=parent)

    def left_label(self) -> str:
        """What the vertical axis is."""
        return self.tr("Loss, nats")

    def lines_of(self, phase: Phase, key: str, run: Overlaid | None) -> Iterator[Series]:
        """Its terms, as they add up to the loss; and the cross-entropy on the validation pictures."""
        styles = self.theme.colors.terms
        for number, (name, curve) in enumerate(phase.terms.items()):
            style = styles[number % len(styles)]
            other = self.styled(style, run) if run is None else replace(self.styled(style, run), dash=style.dash)
            title = self.titled(phase, run, words.term(name, self.title_of))
            yield Series(key + name, title, curve, phase, other, foreign=run is not None, smooth=True)
        if len(phase.valid_loss) and run is None:
            title = self.tr("Validation pictures, cross-entropy")
            yield Series(f"{key}:validation", title, phase.valid_loss, phase, self.theme.colors.lines["validation"])


class MixChart(PhaseChart):
    """The effective mix: how much of the gradient each loss term has, measured now and then."""

    def __init__(
        self,
        model: RunModel,
        theme: Theme,
        overlay: OverlayModel,
        choice: ChartChoice,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(model, theme, overlay, choice, title=self.tr("Effective mix"), parent=parent)

    def left_label(self) -> str:
        """What the vertical axis is."""
        return self.tr("Share of the gradient, %")

    def say(self, value: float) -> str:
        """A value in words."""
        return words.percent(value / 100)

    def full_range(self) -> tuple[float, float]:
        """A share lies between nothing and everything."""
        return (-2.0, 102.0)

    def lines_of(self, phase: Phase, key: str, run: Overlaid | None) -> Iterator[Series]:
        """A line a term."""
        styles = self.theme.colors.terms
        for number, (name, curve) in enumerate(phase.mix.items()):
            style = styles[number % len(styles)]
            other = style if run is None else replace(self.styled(style, run), dash=style.dash)
            title = self.titled(phase, run, words.term(name, self.title_of))
            yield Series(key + name, title, curve, phase, other, foreign=run is not None, factor=100.0, smooth=True)

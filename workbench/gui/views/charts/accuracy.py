"""Accuracy over the steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from workbench.gui.models.chart_choice import ChartChoice
from workbench.gui.models.curves import Curve
from workbench.gui.models.overlay import Overlaid, OverlayModel
from workbench.gui.models.phase import Phase
from workbench.gui.models.run import RunModel
from workbench.gui.theme import Line, Theme
from workbench.gui.views import words
from workbench.gui.views.charts.chart import Chart
from workbench.gui.views.charts.common import marks_of, of_role, overlay_notes, run_title
from workbench.gui.views.charts.series import Contents, Level, Series

BEST = "best variant"
STUDENTS = ("assistant", "plain", "distilled", "model")
ROLES = ("teacher", *STUDENTS)


class AccuracyChart(Chart):
    """Accuracy: teacher flat, distilled and plain student over their steps; other runs over them."""

    def __init__(
        self,
        model: RunModel,
        theme: Theme,
        overlay: OverlayModel,
        choice: ChartChoice,
        parent: QWidget | None = None,
    ) -> None:
        self._means: dict[str, tuple[list[Phase], list[int], Curve]] = {}
        title = self.tr("Accuracy")
        super().__init__(model, theme, overlay, choice, title=title, interval=230, parent=parent)

    def left_label(self) -> str:
        """What the vertical axis is."""
        return self.tr("Validation accuracy, %")

    def say(self, value: float) -> str:
        """A value in words."""
        return words.percent(value / 100)

    def collect(self) -> Contents:
        """Each role, or the chosen training alone; then the same part of other runs."""
        contents = Contents()
        chosen = self.model.phases.get(self.choice.phase)
        self._add_teacher(contents, chosen)
        parts = [part for part in self._parts(STUDENTS) if not _is_of_variant(*part)]
        if chosen is None:
            self._add_variants(contents)
        elif chosen.plan.role in STUDENTS:
            parts = [(chosen.plan.role, chosen.plan.number)]
        for role, number in parts:
            phases = [phase for phase in self.model.phases_of(role, number) if len(phase.accuracy)]
            wanted = phases if chosen is None else [phase for phase in phases if phase is chosen]
            if wanted:
                self._add_part(contents, role, number, wanted, alone=len(phases) == 1)
        for run in self.overlay.runs:
            self._add_run(contents, run, chosen)
        shown = [chosen] if chosen is not None else self.model.phases_of("distilled", 0)
        contents.marks.extend(mark for phase in shown for mark in marks_of(phase, self.title_of))
        if any(series.key.endswith(":train") for series in contents.series):
            contents.notes.append(self.tr("dotted: on the training pictures"))
        if any(series.best for series in contents.series):
            contents.notes.append(self.tr("large symbol: best epoch"))
        if any(len(self.model.phases_of(*part)) > 1 for part in parts) and chosen is None:
            contents.notes.append(self.tr("faint: one seed"))
        contents.notes.extend(overlay_notes(self.overlay))
        return contents

    def summary(self) -> str:
        """What the chart shows, for a screen reader."""
        parts = []
        for part in [part for part in self._parts(ROLES) if not _is_of_variant(*part)]:
            best = [phase.best for phase in self.model.phases_of(*part) if phase.best is not None]
            if best:
                parts.append(f"{words.role(*part)} {words.percent(sum(best) / len(best))}")
        parts += [f"{series.title} {self.say(_last(series))}" for series in self.contents.series if series.key == BEST]
        return ", ".join(parts)

    def _parts(self, roles: Sequence[str]) -> list[tuple[str, int]]:
        """Roles and numbers of the trainings that have begun."""
        return [(role, number) for role in roles for number in self.model.numbers_of(role)]

    def _add_variants(self, contents: Contents) -> None:
        """Each variant of the student thin, those of the seed that trains or else means of all; the best so far strong.

        Seeds do not come one by one: with many variants nothing could be seen.
        """
        style = replace(self.theme.colors.network("distilled"), dash=Qt.PenStyle.SolidLine, marker="")
        lines = []
        for number, begun in sorted(self.model.variants.items()):
            phases = [phase for phase in begun if len(phase.accuracy)]
            if phases:
                learns = [phase for phase in phases if self.model.is_live and not phase.finished]
                lines.append((number, learns or phases))
        if not lines:
            return
        best = max(lines, key=lambda line: sum(phase.best or 0.0 for phase in line[1]) / len(line[1]))
        entry, thin = self.tr("Variants: {count}").format(count=len(lines)), replace(style, width=1)
        for number, phases in lines:
            if number != best[0]:
                line = self._variant(f"distilled/{number}", entry, phases, thin)
                contents.series.append(replace(line, faint=True, crowd=True))
                entry = ""
        text = self.tr("Best variant: {differences}") if len(lines) > 1 else self.tr("Variant: {differences}")
        legend = text.format(differences=words.variation(best[1][0].plan, self.title_of))
        strong = replace(style, dash=Qt.PenStyle.DashLine, marker="star")
        contents.series.append(replace(self._variant(BEST, legend, best[1], strong), best=True))

    def _variant(self, key: str, title: str, phases: list[Phase], style: Line) -> Series:
        """One training, or the mean of several."""
        plan = phases[0].plan
        curve = phases[0].accuracy if len(phases) == 1 else self._mean(f"distilled/{plan.number}", phases)
        return Series(key, title, curve, phases[0], style, words.variation(plan, self.title_of), factor=100.0)

    def _add_part(self, contents: Contents, role: str, number: int, phases: list[Phase], *, alone: bool) -> None:
        """Each seed faint; strong the one that trains, or else the mean of all."""
        style, title = self._style(role, number), words.trained(phases[0].plan, self.title_of)
        key = f"{role}/{number}" if number else role
        if len(phases) > 1:
            for phase in phases:
                contents.series.append(self._validation(phase.plan.phase, "", phase, style, faint=True))
        strong = [phase for phase in phases if phase is self.model.current and not phase.finished] or phases
        if len(strong) > 1:
            legend = self.tr("{role}, mean of {number} seeds").format(role=title, number=len(strong))
            mean = self._mean(key, strong)
            contents.series.append(Series(key, legend, mean, strong[0], style, factor=100.0))
            return
        legend = title
        if not alone:
            legend = self.tr("{role}, seed {number}").format(role=title, number=strong[0].plan.seed)
        contents.series.append(self._validation(key, legend, strong[0], style))
        if len(strong[0].train_accuracy):
            contents.series.append(self._training(key, strong[0], style))

    def _style(self, role: str, number: int) -> Line:
        return self.theme.colors.network(role, 0 if _is_of_variant(role, number) else number)

    def _validation(self, key: str, title: str, phase: Phase, style: Line, *, faint: bool = False) -> Series:
        name = self.tr("{role}, seed {number}").format(
            role=words.trained(phase.plan, self.title_of), number=phase.plan.seed
        )
        style = replace(style, dash=Qt.PenStyle.SolidLine) if faint else style
        return Series(key, title, phase.accuracy, phase, style, name, faint=faint, factor=100.0, best=True)

    def _training(self, key: str, phase: Phase, style: Line) -> Series:
        name = self.tr("{role}, training pictures").format(role=words.trained(phase.plan, self.title_of))
        dotted = replace(style, dash=Qt.PenStyle.DotLine, marker="")
        return Series(f"{key}:train", "", phase.train_accuracy, phase, dotted, name, faint=True, factor=100.0)

    def _add_teacher(self, contents: Contents, chosen: Phase | None) -> None:
        """A flat line as soon as its accuracy is known; how it got there stays faint behind the students."""
        accuracy, colors = self.model.teacher_accuracy, self.theme.colors
        phases = [phase for phase in self.model.phases_of("teacher") if len(phase.accuracy)]
        if chosen is not None:
            phases = [phase for phase in phases if phase is chosen]
        for phase in phases:
            learns = phase is chosen or (phase is self.model.current and not phase.finished)
            newest = phase is [each for each in phases if each.plan.number == phase.plan.number][-1]
            legend = self.tr("{role}, learning").format(role=words.trained(phase.plan, self.title_of)) if newest else ""
            rising = replace(colors.network("teacher", phase.plan.number), dash=Qt.PenStyle.SolidLine)
            contents.series.append(self._validation(phase.plan.phase, legend, phase, rising, faint=not learns))
            if learns and len(phase.train_accuracy):
                contents.series.append(self._training(phase.plan.phase, phase, rising))
        if accuracy is not None:
            text = self.tr("{role}, at its end: {accuracy}")
            if len(self.model.numbers_of("teacher")) > 1:
                text = self.tr("All teachers together: {accuracy}")
            legend = text.format(role=words.role("teacher"), accuracy=words.percent(accuracy))
            contents.levels.append(Level(legend, 100 * accuracy, colors.lines["teacher"]))

    def _add_run(self, contents: Contents, run: Overlaid, chosen: Phase | None) -> None:
        part = (chosen.plan.role, chosen.plan.number) if chosen is not None else ("distilled", 0)
        phases = [phase for phase in of_role(run.phases, *part) if len(phase.accuracy)]
        if phases:
            title, style = run_title(phases[0], run), self.theme.colors.run(run.number)
            curve = phases[0].accuracy if len(phases) == 1 else self._mean(run.run, phases)
            contents.series.append(Series(f"run:{run.run}", title, curve, phases[0], style, foreign=True, factor=100.0))

    def _mean(self, key: str, phases: list[Phase]) -> Curve:
        """Mean accuracy over the seeds, as far as all of them got; grows as they do."""
        kept, cuts, mean = self._means.get(key, ([], [], Curve()))
        curves = [phase.accuracy for phase in phases]
        now = [curve.cuts for curve in curves]
        if cuts != now or len(kept) != len(phases) or any(a is not b for a, b in zip(kept, phases, strict=True)):
            mean = Curve()
            self._means[key] = (phases, now, mean)
        for number in range(len(mean), min(len(curve) for curve in curves)):
            mean.append(curves[0].x[number], sum(curve.y[number] for curve in curves) / len(curves))
        return mean


def _is_of_variant(role: str, number: int) -> bool:
    return role == "distilled" and number > 0


def _last(series: Series) -> float:
    return series.factor * series.curve.y[-1]

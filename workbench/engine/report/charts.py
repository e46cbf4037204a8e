"""The drawings of a report: what happened while it trained, and what came of it.

Every network has its colour, its dash and its marker, so that none is known by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workbench.engine.registry import discover, methods
from workbench.engine.report import svg, words
from workbench.engine.report.material import Material
from workbench.engine.report.series import smoothed, thinned
from workbench.errors import RecipeError
from workbench.recipes import Role
from workbench.runs import NetworkResult, PhaseCurves

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SMOOTHING = 0.9
"""Weight of the past in the smoothed loss, as in the window."""
MOST_POINTS = 600
"""Of one line: more cannot be told apart on paper."""
MOST_FAINT_POINTS = 12_000
"""Of all faint lines of a chart together, so that a hundred seeds do not make a page that nobody can mail."""
WIDE, HALF = 1000, 490
"""Widths in pixels."""

_Dash = str | tuple[int, tuple[int, ...]]
_DASHES: dict[str, _Dash] = {
    "teacher": "--",
    "assistant": (0, (3, 1, 1, 1, 1, 1)),
    "distilled": "-",
    "plain": "-.",
    "model": "-",
}
_MARKERS: dict[str, str] = {"teacher": "s", "assistant": "p", "distilled": "o", "plain": "^", "model": "o"}
_TERM_DASHES = ("-", "--", "-.", ":", (0, (3, 1, 1, 1, 1, 1)))


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and what is said about it.

    Attributes:
        name: Its id on the page. title: What it is.
        caption: How to read it, for everybody.
        svg: The drawing itself; holds the description for those who cannot see it.
    """

    name: str
    title: str
    caption: str
    svg: str


def accuracy(material: Material) -> Chart | None:
    """Accuracy on the validation pictures over the steps: each seed faint, their mean strong; None without an epoch."""
    phases = [phase for phase in material.curves.phases.values() if phase.epochs and not phase.plan.is_variant]
    if not phases:
        return None
    drawing = svg.figure(WIDE, 340)
    axes = drawing.add_subplot()
    most = max(30, MOST_FAINT_POINTS // len(phases))
    told = []
    for role in words.ROLES:
        for number in sorted({phase.plan.number for phase in phases if phase.plan.role == role}):
            mine = [phase for phase in phases if (phase.plan.role, phase.plan.number) == (role, number)]
            told.append(_draw_accuracy(axes, role, mine, most))
    teacher = [known for phase in _taught_first(phases) if (known := phase.teacher_accuracy) is not None]
    if teacher:
        end = float(np.mean(teacher))
        axes.axhline(100 * end, color=svg.COLORS["teacher"], linestyle="--", label=f"Teacher: {words.percent(end)}")
        told.append(f"the teacher answers {words.percent(end)} rightly")
    moved = [change.step for phase in material.phases("distilled") for change in phase.adjusted]
    _mark(axes, moved)
    axes.set(xlabel="Training step", ylabel="Validation accuracy, %", ylim=(0, 102))
    axes.set_xlim(left=0)
    axes.legend(loc="lower right")
    caption = "Thin lines are single seeds, thick ones their mean." if len(phases) > len(told) else ""
    if teacher:
        caption += " The flat line is what the teacher of the distilled student reaches."
    return _chart(drawing, "accuracy", "Accuracy on the validation pictures", caption, "; ".join(told), moved)


def _draw_accuracy(axes: Axes, role: Role, phases: Sequence[PhaseCurves], most: int) -> str:
    """Draw a role and say where it ends. A teacher's way is faint: what counts of it is where it got to."""
    color, faint = svg.COLORS[role], role == "teacher"
    name = words.role(role, phases[0].plan.number)
    if len(phases) > 1 or faint:
        for phase in phases:
            x = [epoch.step for epoch in phase.epochs]
            y = [100 * epoch.valid_accuracy for epoch in phase.epochs]
            label = f"{name}, learning" if faint and phase is phases[0] else None
            axes.plot(*thinned(x, y, most), color=color, alpha=0.35, linewidth=1, label=label)
    known = min(len(phase.epochs) for phase in phases)
    steps = [epoch.step for epoch in phases[0].epochs[:known]]
    mean = np.mean([[epoch.valid_accuracy for epoch in phase.epochs[:known]] for phase in phases], axis=0)
    if not faint:
        seeds = f", mean of {len(phases)} seeds" if len(phases) > 1 else ""
        marker = _MARKERS[role] if known == 1 else None  # a line needs two points to be seen
        axes.plot(
            *thinned(steps, list(100 * mean), MOST_POINTS), color=color, linestyle=_DASHES[role], marker=marker,
            label=f"{name}{seeds}",
        )  # fmt: skip
    return f"{name} from {words.percent(float(mean[0]))} to {words.percent(float(mean[-1]))}"


def _taught_first(phases: Sequence[PhaseCurves]) -> list[PhaseCurves]:
    """Of each seed the network that the recipe's teachers taught: the first assistant, else the student."""
    first: dict[int, PhaseCurves] = {}
    for phase in phases:  # in the order in which they were trained
        if phase.teacher_accuracy is not None:
            first.setdefault(phase.plan.seed, phase)
    return list(first.values())


def losses(material: Material) -> Chart | None:
    """Every weighted loss term of one training of each role; None where none took a step."""
    order: tuple[Role, ...] = ("distilled", "plain", "model", "assistant", "teacher")
    phases = [found[0] for role in order if (found := material.phases(role))]
    if not phases:
        return None
    drawing = svg.figure(WIDE, 320)
    panels = drawing.subplots(1, len(phases), squeeze=False)[0]
    told = []
    for axes, phase in zip(panels, phases, strict=True):
        ends = []
        for number, (name, values) in enumerate(phase.terms.items()):
            color = svg.COLORS[f"term-{number % len(_TERM_DASHES)}"]
            axes.plot(*thinned(phase.steps, values, MOST_POINTS), color=color, alpha=0.35, linewidth=1)
            smooth = smoothed(values, SMOOTHING)
            dash = _TERM_DASHES[number % len(_TERM_DASHES)]
            marker = "o" if len(values) == 1 else None
            axes.plot(
                *thinned(phase.steps, smooth, MOST_POINTS), color=color, linestyle=dash, marker=marker,
                label=words.term(name),
            )  # fmt: skip
            ends.append(f"{words.term(name)} from {values[0]:.3g} to {smooth[-1]:.3g}")
        _mark(axes, [change.step for change in phase.adjusted])
        axes.set(title=words.phase(phase.plan.phase), xlabel="Training step")
        axes.set_xlim(left=0)
        axes.set_ylim(bottom=min(0, axes.get_ylim()[0]))
        axes.legend(loc="upper right")
        told.append(f"{words.phase(phase.plan.phase)}: {', '.join(ends)}")
    panels[0].set_ylabel("Weighted loss, nats")
    caption = (
        f"Thin lines are single steps. Thick ones are smoothed: each step counts for {100 * (1 - SMOOTHING):.0f} %, "
        "and the start is corrected for what is not known before it. The terms add up to what the training makes small."
    )
    moved = [change.step for phase in phases for change in phase.adjusted]
    return _chart(drawing, "losses", "Loss terms on the training pictures", caption, "; ".join(told), moved)


def dials(material: Material) -> Chart | None:
    """Learning rate, temperature and alpha as they were, of the training whose dials were moved most often."""
    order: tuple[Role, ...] = ("distilled", "model", "plain", "assistant", "teacher")
    phases = [phase for role in order for phase in material.phases(role)]
    if not phases:
        return None
    phase = max(phases, key=lambda phase: len(phase.adjusted))  # the first of them where none was moved
    series = {"Learning rate": phase.learning_rate}
    if phase.plan.role in ("assistant", "distilled"):
        series |= {
            name: values
            for name, values, fact in (
                ("Temperature", phase.temperature, "uses_temperature"),
                ("Alpha, weight of the labels", phase.alpha, "uses_alpha"),
            )
            if _uses(material, fact)
        }
    drawing = svg.figure(WIDE, 230)
    panels = drawing.subplots(1, len(series), squeeze=False)[0]
    moved = [change.step for change in phase.adjusted]
    told = []
    for axes, (name, values) in zip(panels, series.items(), strict=True):
        axes.plot(*thinned(phase.steps, values, MOST_POINTS), color=svg.COLORS[phase.plan.role], drawstyle="steps-post")
        _mark(axes, moved)
        axes.set(title=name, xlabel="Training step")
        axes.set_xlim(left=0)
        top = max(values) or 1.0
        axes.set_ylim(-0.04 * top, 1.08 * top)  # a dial at zero is seen, too
        told.append(f"{name} from {values[0]:.3g} to {values[-1]:.3g}, at most {max(values):.3g}")
    return _chart(drawing, "dials", f"Dials: {words.phase(phase.plan.phase)}", "", "; ".join(told), moved)


def reliability(material: Material) -> Chart | None:
    """How often the networks are right when they say that they are so sure; None without bins."""
    roles = [role for role in words.ROLES if any(one.reliability for one in material.networks(role))]
    if not roles:
        return None
    drawing = svg.figure(HALF, 380)
    axes = drawing.add_subplot()
    axes.plot([0, 100], [0, 100], color=svg.COLORS["faint"], linestyle=":", linewidth=1, label="As sure as right")
    told = []
    for role in roles:
        bins = pooled(material.networks(role))
        total = sum(count for _, _, count in bins)
        x, y = [100 * sure for sure, _, _ in bins], [100 * right for _, right, _ in bins]
        areas = [12 + 220 * count / total for _, _, count in bins]
        axes.scatter(x, y, s=areas, color=svg.COLORS[role], marker=_MARKERS[role], linewidths=0)
        axes.plot(
            x, y, color=svg.COLORS[role], linestyle=_DASHES[role], marker=_MARKERS[role], markersize=3, linewidth=1.2,
            label=words.role(role),
        )  # fmt: skip
        pairs = (f"{words.percent(right)} right where {words.percent(sure)} sure" for sure, right, _ in bins)
        told.append(f"{words.role(role)}: {', '.join(pairs)}")
    axes.set(xlabel="Confidence, %", ylabel="Answered rightly, %", xlim=(0, 102), ylim=(0, 102))
    axes.legend(loc="upper left")
    caption = (
        "A network that knows how sure it may be lies on the dotted line; below it, it is too sure. The larger a mark, "
        "the more pictures it stands for; small ones jump by chance."
    )
    return _chart(drawing, "reliability", "Is it as sure as it is right?", caption, "; ".join(told))


def pooled(networks: Sequence[NetworkResult]) -> list[tuple[float, float, int]]:
    """Confidence, accuracy (both 0 to 1) and number of pictures of each bin, all seeds together."""
    bins: dict[float, list[tuple[float, float, int]]] = {}
    for one in networks:
        for group in one.reliability:
            bins.setdefault(group.low, []).append((group.confidence, group.accuracy, group.count))
    found = []
    for low in sorted(bins):
        total = sum(count for _, _, count in bins[low])
        confidence = sum(sure * count for sure, _, count in bins[low]) / total
        found.append((confidence, sum(right * count for _, right, count in bins[low]) / total, total))
    return found


def sizes(material: Material) -> Chart | None:
    """Test accuracy against the number of weights; None where a cost or an accuracy is missing for all."""
    if material.results is None:
        return None
    costs = {cost.role: cost for cost in material.results.costs}
    if "distilled" in costs:  # the twin is the same network, so it is measured once
        costs.setdefault("plain", costs["distilled"])
    points = [(one, costs[one.role]) for one in material.results.summaries if one.role in costs]
    if not points:
        return None
    drawing = svg.figure(HALF, 380)
    axes = drawing.add_subplot()
    told = []
    for one, cost in points:
        error = None if one.accuracy_sd is None else 100 * one.accuracy_sd
        axes.errorbar(
            cost.parameters, 100 * one.accuracy_mean, yerr=error, color=svg.COLORS[one.role],
            marker=_MARKERS[one.role], markersize=9, linestyle="none", capsize=5, label=words.role(one.role),
        )  # fmt: skip
        accuracy_told = words.spread(one.accuracy_mean, one.accuracy_sd)
        told.append(f"{words.role(one.role)}: {words.count(cost.parameters)} weights, {accuracy_told}")
    axes.set_xscale("log")
    weights = [cost.parameters for _, cost in points]
    axes.set_xlim(max(min(weights), 1) / 3, max(*weights, 1) * 3)
    axes.set_xticks(sorted({max(number, 1) for number in weights}))
    axes.xaxis.set_major_formatter(lambda number, _: words.short(number))
    axes.minorticks_off()
    axes.margins(y=0.2)
    axes.set(xlabel="Weights (logarithmic axis)", ylabel="Test accuracy, %")
    axes.legend(loc="lower right")  # the small and the bad are on the left, the large and the good above
    several = any(one.accuracy_sd is not None for one, _ in points)
    caption = "The bars are one standard deviation over the seeds to either side." if several else ""
    return _chart(drawing, "sizes", "Accuracy and size", caption, "; ".join(told))


def _uses(material: Material, fact: str) -> bool:
    """Whether the recipe's method has a use for a dial; taken for granted of one that is not installed here."""
    method = getattr(material.recipe, "method", None)
    discover()
    try:
        return bool(getattr(methods.get(method.kind).make, fact, True)) if method else False
    except RecipeError:
        return True


def _mark(axes: Axes, steps: Sequence[int]) -> None:
    """Thin upright lines where a dial was moved."""
    for step in sorted(set(steps)):
        axes.axvline(step, color=svg.COLORS["ink"], linestyle=":", linewidth=1.2)


def _chart(drawing: Figure, name: str, title: str, caption: str, told: str, moved: Sequence[int] = ()) -> Chart:
    if moved:
        where = words.several(str(step) for step in sorted(set(moved)))
        caption += " Dotted upright lines mark where a dial was moved."
        told += f". A dial was moved at step {where}"
    text = svg.written(drawing, name=f"chart-{name}", title=title, description=f"{told}.")
    return Chart(name, title, caption.strip(), text)

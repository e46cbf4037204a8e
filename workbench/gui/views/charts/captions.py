"""What is written around a chart: notes beside its title, and its legend."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from workbench.gui.views.charts.legend import Entry

if TYPE_CHECKING:
    from workbench.gui.views.charts.chart import Chart

translate = QCoreApplication.translate


def notes(chart: Chart) -> list[str]:
    """What has to be said about the picture."""
    said = list(chart.contents.notes)
    for series in chart.contents.series:
        if not chart.clock(series.phase).is_known and series.title:
            said.append(translate("charts", "no times are known of {title}").format(title=series.title))
    below = sum(track.raw_layer.left_out for track in chart.tracks.values())
    if chart.is_logarithmic and below:
        text = translate("charts", "values not above zero, left out: {number}")
        said.append(text.format(number=QLocale().toString(below)))
    odd = sum(track.not_numbers for track in chart.tracks.values())
    if odd:
        said.append(translate("charts", "values not finite: {number}").format(number=QLocale().toString(odd)))
    if not chart.is_whole:
        said.append(translate("charts", "a part only: double-click shows everything"))
    return said


def entries(chart: Chart) -> list[Entry]:
    """The legend: the lines of the run on screen, how they are smoothed, then those of other runs."""
    titled = [series for series in chart.contents.series if series.title]
    made = [Entry(series.title, series.style) for series in titled if not series.foreign]
    made += [Entry(level.title, replace(level.style, marker="")) for level in chart.contents.levels]
    if any(track.smooth is not None for track in chart.tracks.values()):
        text = translate("charts", "smoothed {weight}, faint: as measured")
        made.append(Entry(text.format(weight=_weight(chart))))
    return made + [Entry(series.title, series.style) for series in titled if series.foreign]


def smoothed(chart: Chart, title: str) -> str:
    """What the smoothed line of a series is called in tables."""
    return translate("charts", "{title} (smoothed {weight})").format(title=title, weight=_weight(chart))


def _weight(chart: Chart) -> str:
    return QLocale().toString(chart.choice.smoothing, "f", 2)

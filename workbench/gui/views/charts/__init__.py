"""The charts. This package imports pyqtgraph, which takes a while, so it is loaded after the window is on screen."""

from workbench.gui.views.charts.accuracy import AccuracyChart
from workbench.gui.views.charts.chart import Chart
from workbench.gui.views.charts.dials import DialChart, ReadingsChart, WeightsChart
from workbench.gui.views.charts.export import write
from workbench.gui.views.charts.figure import Figure, figure_of
from workbench.gui.views.charts.training import LossChart, MixChart

__all__ = [
    "AccuracyChart",
    "Chart",
    "DialChart",
    "Figure",
    "LossChart",
    "MixChart",
    "ReadingsChart",
    "WeightsChart",
    "figure_of",
    "write",
]

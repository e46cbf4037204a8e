"""Charts as files, read back by other means than those that wrote them."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tests import fakes
from tests.gui.test_run_model import until_distilled
from workbench.errors import UserError
from workbench.gui.models.workspace import Workspace
from workbench.gui.theme import LIGHT
from workbench.gui.views.chart_area import ChartArea
from workbench.gui.views.charts import axis
from workbench.gui.views.charts.clip import inside

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def area(space: Workspace, qtbot: QtBot) -> ChartArea:
    made = ChartArea(space)
    qtbot.addWidget(made)
    made.load()
    zero = fakes.steps(first=11)
    zero.terms["labels"] = (0.0,) * 5
    space.run.apply([*until_distilled(2), zero, fakes.epoch(accuracy=0.75)])
    made.resize(640, 520)
    made.show()
    for chart in made.charts:
        chart.refresh()
    return made


def texts(root: ElementTree.Element) -> list[str]:
    return [(element.text or "").strip() for element in root.iter(f"{SVG}text")]


def lines(root: ElementTree.Element) -> list[list[tuple[float, float]]]:
    """Every line of more than two points, in the coordinates of the sheet."""
    found = []
    for element in root.iter(f"{SVG}polyline"):
        numbers = [float(number) for number in re.findall(r"[-+.\deE]+", element.get("points", ""))]
        found.append(list(zip(numbers[::2], numbers[1::2], strict=True)))
    return [line for line in found if len(line) > 2]


def frame(root: ElementTree.Element) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the (only) frame."""
    rect = next(r for r in root.iter(f"{SVG}rect") if r.get("x") not in (None, "0"))
    x, y, width, height = (float(rect.get(name, "nan")) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


@pytest.mark.parametrize("logarithmic", [False, True])
def test_a_drawing_has_title_axes_legend_and_lines_inside_its_frame(
    logarithmic: bool, area: ChartArea, tmp_path: Path
) -> None:
    area.show_view("loss")
    area.choice.set_logarithmic(logarithmic)
    for chart in area.charts:
        chart.refresh()
    area.save(tmp_path / "loss.svg")
    root = ElementTree.parse(tmp_path / "loss.svg").getroot()
    said = texts(root)
    wanted = {"Loss", "Training step", "Labels", "Teacher", "Validation pictures, cross-entropy"}
    assert wanted <= set(said)
    assert "Loss, nats (log)" if logarithmic else "Loss, nats" in said
    assert "smoothed 0.90, faint: as measured" in said
    assert {"0", "5", "10"} <= set(said)
    left, top, right, bottom = frame(root)
    drawn = lines(root)
    assert len(drawn) == 4  # two terms, raw and smoothed; the validation loss is one symbol
    for line in drawn:
        assert all(left - 0.01 <= x <= right + 0.01 and top - 0.01 <= y <= bottom + 0.01 for x, y in line)


def test_a_drawing_is_true_to_scale_with_a_logarithmic_axis(area: ChartArea, tmp_path: Path) -> None:
    area.show_view("loss")
    area.choice.set_logarithmic(True)
    area.choice.smooth(0.0)
    assert area.loss is not None
    area.loss.refresh()
    area.save(tmp_path / "loss.svg")
    root = ElementTree.parse(tmp_path / "loss.svg").getroot()
    left, top, right, bottom = frame(root)
    (low_x, high_x), (low, high) = area.loss.box.viewRange()
    labels = lines(root)[0]
    values = [value for value in area._space.run.phases["distilled/0"].terms["labels"].y if value > 0]
    assert len(labels) == len(values) == 10
    for step, ((x, y), value) in enumerate(zip(labels, values, strict=True), start=1):
        assert x == pytest.approx(left + (step - low_x) / (high_x - low_x) * (right - left), abs=0.1)
        assert y == pytest.approx(top + (high - np.log10(value)) / (high - low) * (bottom - top), abs=0.1)


def test_what_is_zoomed_out_of_sight_is_cut_off(area: ChartArea, tmp_path: Path) -> None:
    area.show_view("loss")
    assert area.loss is not None
    area.loss.zoom(0.4)
    area.loss.box.setYRange(0.9, 1.4, padding=0)
    area.save(tmp_path / "part.svg")
    root = ElementTree.parse(tmp_path / "part.svg").getroot()
    left, top, right, bottom = frame(root)
    for line in lines(root):
        assert all(left - 0.01 <= x <= right + 0.01 and top - 0.01 <= y <= bottom + 0.01 for x, y in line)


def test_a_picture_has_twice_the_size_and_the_colours_of_the_theme(area: ChartArea, tmp_path: Path) -> None:
    area.save(tmp_path / "both.png")
    image = QImage(str(tmp_path / "both.png"))
    wide, high = (max(chart.width() for chart in area.charts), sum(chart.height() for chart in area.charts))
    assert image.width() >= 2 * wide
    assert image.height() >= 2 * high
    assert image.pixelColor(2, 2).name() == LIGHT.raised
    colors = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    assert {LIGHT.terms[0].color, LIGHT.terms[1].color} <= colors


def test_numbers_are_those_that_were_measured(area: ChartArea, tmp_path: Path, space: Workspace) -> None:
    area.save(tmp_path / "both.csv")
    content = (tmp_path / "both.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [row["Training step"] for row in rows] == [str(step) for step in range(1, 16)]
    title = "Loss [Loss, nats]: Labels"
    assert [float(row[title]) for row in rows] == list(space.run.phases["distilled/0"].terms["labels"].y)
    mean = seen = 0.0
    for row in rows:
        mean, seen = 0.9 * mean + 0.1 * float(row[title]), 0.9 * seen + 0.1
        assert float(row[f"{title} (smoothed 0.90)"]) == pytest.approx(mean / seen)
    accuracy = [row["Accuracy [Validation accuracy, %]: Distilled student"] for row in rows]
    assert [value for value in accuracy if value] == ["75.0"]


def test_a_file_is_written_as_the_charts_were_when_it_was_asked_for(
    area: ChartArea, tmp_path: Path, space: Workspace
) -> None:
    write = area.writer(tmp_path / "then.csv")
    space.run.apply([fakes.steps(first=16)])
    for chart in area.charts:
        chart.refresh()
    write()
    assert len((tmp_path / "then.csv").read_text(encoding="utf-8-sig").splitlines()) == 16


@pytest.mark.parametrize("kind", ["png", "svg", "csv"])
def test_an_empty_chart_can_be_saved(kind: str, space: Workspace, qtbot: QtBot, tmp_path: Path) -> None:
    area = ChartArea(space)
    qtbot.addWidget(area)
    area.load()
    area.save(tmp_path / f"empty.{kind}")
    assert (tmp_path / f"empty.{kind}").stat().st_size > 0


def test_an_unknown_kind_is_refused_with_the_known_ones(area: ChartArea, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"'chart\.pdf'.*\.png, \.svg, \.csv"):
        area.save(tmp_path / "chart.pdf")


def test_a_folder_that_is_gone_is_named(area: ChartArea, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="gone"):
        area.save(tmp_path / "gone" / "chart.png")


# Axes and clipping


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9), st.integers(2, 20))
def test_ticks_are_inside_round_and_neither_too_many_nor_too_few(low: float, size: float, most: int) -> None:
    high = low + size
    if high - low < 1e-9 * abs(low):
        return
    found = axis.ticks(low, high, most)
    room = 1e-6 * (high - low)
    assert 1 <= len(found) + (most < 5) <= most + 2
    assert all(low - room <= value <= high + room for value in found)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-2, 0, ["0.01", "0.1", "1"]),
        (0, 6, ["1", "100", "10,000", "1,000,000"]),
        (-0.3, 0.31, ["0.6", "0.8", "1", "1.2", "1.4", "1.6", "1.8", "2"]),
        (-9, -5, ["1e-09", "1e-07", "1e-05"]),
    ],
)
def test_logarithmic_axes_have_round_numbers(low: float, high: float, said: list[str]) -> None:
    found = axis.logarithmic_ticks(low, high, 4 if high - low > 1 else 8)
    assert set(said) & {axis.logarithmic_text(place) for place in found}
    assert 2 <= len(found) <= 9


@given(st.lists(st.tuples(st.floats(-50, 150), st.floats(-50, 150)), min_size=2, max_size=30))
def test_clipped_lines_lie_inside_and_on_the_line(points: list[tuple[float, float]]) -> None:
    xs, ys = (np.array(values) for values in zip(*points, strict=True))
    for part in inside(xs, ys, 100.0, 80.0):
        assert len(part) >= 2
        assert part[:, 0].min() >= -1e-9
        assert part[:, 0].max() <= 100 + 1e-9
        assert part[:, 1].min() >= -1e-9
        assert part[:, 1].max() <= 80 + 1e-9


def test_a_line_that_leaves_and_comes_back_is_two() -> None:
    parts = list(inside(np.array([10.0, 50.0, 90.0]), np.array([40.0, 140.0, 40.0]), 100.0, 90.0))
    assert [part.tolist() for part in parts] == [[[10, 40], [30, 90]], [[70, 90], [90, 40]]]

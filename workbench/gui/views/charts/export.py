"""Charts as files: PNG, SVG and CSV. May run in any thread."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from workbench.errors import UserError
from workbench.gui.views.charts.figure import Figure, paint_figure, stacked
from workbench.gui.views.charts.table import Column, NumberTable
from workbench.runs.files import write_atomically

KINDS = ("png", "svg", "csv")
DENSITY = 2
"""Pixels of a PNG for each on the screen."""


def write(figures: Sequence[Figure], path: Path) -> None:
    """Write charts into one file, of the kind that its ending says.

    Raises:
        UserError: It is of no known kind, or cannot be written.
    """
    kind = path.suffix.lower().lstrip(".")
    if kind not in KINDS:
        known = ", ".join(f".{each}" for each in KINDS)
        raise UserError(
            f"A chart cannot be written as '{path.name}'.", fix=f"Choose a name that ends in one of {known}."
        )
    made = {"png": as_png, "svg": as_svg, "csv": as_csv}[kind](figures)
    write_atomically(path, made)


def as_png(figures: Sequence[Figure]) -> bytes:
    """A picture of twice the size on the screen."""
    sheet, _ = stacked(figures)
    image = QImage((sheet.size() * DENSITY).toSize(), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(DENSITY)
    image.fill(QColor(figures[0].colors.raised))
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    _paint(painter, figures)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # Qt takes the format as text
    return bytes(buffer.data().data())


def as_svg(figures: Sequence[Figure]) -> bytes:
    """A drawing, with its texts as texts."""
    sheet, _ = stacked(figures)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    drawing = QSvgGenerator()
    drawing.setOutputDevice(buffer)
    drawing.setSize(QSize(math.ceil(sheet.width()), math.ceil(sheet.height())))
    drawing.setViewBox(sheet)
    drawing.setResolution(96)
    drawing.setTitle(" · ".join(figure.title for figure in figures))
    painter = QPainter(drawing)
    painter.fillRect(sheet, QColor(figures[0].colors.raised))
    _paint(painter, figures)
    painter.end()
    return bytes(buffer.data().data())


def _paint(painter: QPainter, figures: Sequence[Figure]) -> None:
    for figure, place in zip(figures, stacked(figures)[1], strict=True):
        paint_figure(painter, figure, place)


def as_csv(figures: Sequence[Figure]) -> bytes:
    """A row a place on the horizontal axis, a column a line; empty where a line has no value there."""
    columns: list[Column] = []
    for figure in figures:
        for column in figure.columns:
            title = f"{figure.title} [{figure.left}]: {column.title}"
            columns.append(Column(title, column.steps, column.values, column.clock))
    numbers = NumberTable(figures[0].bottom, columns)
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow([numbers.place, *numbers.titles])
    rows.writerows(_rows(numbers))
    return text.getvalue().encode("utf-8-sig")  # the mark tells spreadsheets that it is UTF-8


def _rows(numbers: NumberTable) -> Iterator[list[str]]:
    for row, place in enumerate(numbers.places):
        values = (numbers.value(row, column) for column in range(len(numbers.titles)))
        yield [f"{place:.10g}", *("" if value is None else repr(value) for value in values)]

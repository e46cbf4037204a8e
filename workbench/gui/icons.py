"""Icons from the shipped SVG files, in the colours of the theme."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QIcon, QImageReader, QPixmap

from workbench import resources

SIZES = (16, 32, 64)
"""Pixels: the largest is for large icons on a screen with two pixels for one, and is made smaller for others."""


@cache
def icon(name: str, color: str = "", disabled: str = "") -> QIcon:
    """The icon ``icons/NAME.svg``.

    Args:
        name: File name without its ending.
        color: Replaces ``currentColor`` in the file, ``#rrggbb``; empty = as drawn.
        disabled: The same for disabled controls.
    """
    drawing = resources.path(f"icons/{name}.svg").read_bytes()
    made = QIcon()
    for size in SIZES:
        made.addPixmap(_paint(drawing, color, size), QIcon.Mode.Normal)
        if disabled:
            made.addPixmap(_paint(drawing, disabled, size), QIcon.Mode.Disabled)
    return made


def _paint(drawing: bytes, color: str, size: int) -> QPixmap:
    colored = drawing.replace(b"currentColor", color.encode()) if color else drawing
    buffer = QBuffer()
    buffer.setData(QByteArray(colored))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"svg"))
    reader.setScaledSize(QSize(size, size))
    return QPixmap.fromImage(reader.read())

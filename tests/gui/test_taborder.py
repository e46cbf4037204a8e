from __future__ import annotations

import shiboken6
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayoutItem, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from workbench.gui.taborder import first_stop


def items() -> int:
    """Wrappers of layout items that PySide holds; layouts themselves are ours."""
    held = (each for each in shiboken6.getAllValidWrappers() if isinstance(each, QLayoutItem))
    return sum(not shiboken6.createdByPython(each) for each in held)


def test_asking_for_the_order_keeps_no_hold_on_what_qt_deletes(qtbot: QtBot) -> None:
    """Else what is made later at the same address crashes the process when it is deleted."""
    window = QWidget()
    qtbot.addWidget(window)
    column, row, grid = QVBoxLayout(window), QHBoxLayout(), QGridLayout()
    column.addLayout(row)
    column.addLayout(grid)
    for number in range(3):
        row.addWidget(QPushButton(f"row {number}"))
        grid.addWidget(QPushButton(f"grid {number}"), 2 - number, 0)
    before = items()
    assert first_stop(window) is not None
    assert items() == before


def test_the_order_is_that_of_nested_layouts_and_of_rows_in_a_grid(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column, grid, row = QVBoxLayout(window), QGridLayout(), QHBoxLayout()
    below, above = QPushButton("below"), QPushButton("above")
    grid.addWidget(below, 1, 0)
    grid.addWidget(above, 0, 0)
    row.addWidget(QPushButton("last"))
    column.addLayout(row)
    column.insertLayout(0, grid)
    window.show()
    assert first_stop(window) is above
    above.setEnabled(False)
    assert first_stop(window) is below

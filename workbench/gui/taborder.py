"""Where Tab goes: what is made late would else come last, wherever it stands."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QGridLayout,
    QLayout,
    QSplitter,
    QWidget,
)
from shiboken6 import createdByPython

WHOLE = (QAbstractScrollArea, QAbstractSpinBox, QComboBox)
"""Whose own parts take no part in the order."""


def place_after(before: QWidget, made: QWidget) -> None:
    """Have Tab lead from one widget, or from the last part of it, to another one and through that.

    Args:
        before: Anything. Where nothing in it takes the focus, what is reached before it counts.
        made: Something new, with parts that keep their order. Nothing is done while it is in another window.
    """
    if before.window() is not made.window():
        return
    last = _anchor(before, made)
    if last is None:
        return
    for widget in _stops(made):
        QWidget.setTabOrder(last, widget)
        last = widget


def first_stop(inside: QWidget) -> QWidget | None:
    """What Tab would reach first in there; None where nothing can be used."""
    return next((each for each in _stops(inside) if each.isVisibleTo(inside) and each.isEnabledTo(inside)), None)


def _anchor(before: QWidget, made: QWidget) -> QWidget | None:
    """The last stop in `before`, never in `made`; else the last one that was made before `before`."""
    within = [each for each in _stops(before) if each is not made and not made.isAncestorOf(each)]
    if within:
        return within[-1]
    window = before.window()
    everything = window.findChildren(QWidget)
    place = everything.index(before) if before in everything else 0
    earlier = (each for each in reversed(everything[:place]) if _stops_at(each) and not made.isAncestorOf(each))
    return next((each for each in earlier if each.window() is window), None)  # lists that pop up are windows themselves


def _stops(inside: QWidget) -> list[QWidget]:
    """Whatever takes the focus from Tab, in the order in which it is read; what hands it to a part counts as one.

    Not by walking the chain of focus: the wrappers that PySide makes for it delete parts of Qt's own widgets, such as
    the header of a tree, when Python collects them (seen with PySide 6.11).
    """
    window, found = inside.window(), list[QWidget]()
    for each in (inside, *inside.findChildren(QWidget)):
        if not _stops_at(each) or each.window() is not window:
            continue
        if any(other.focusProxy() is not None and other.isAncestorOf(each) for other in found):
            continue
        found.append(each)
    places: dict[QWidget, dict[QWidget, int]] = {}
    return sorted(found, key=lambda each: _way(inside, each, places))


def _way(inside: QWidget, widget: QWidget, places: dict[QWidget, dict[QWidget, int]]) -> list[int]:
    """Which part of which part of something a widget is; `places` keeps what was looked at."""
    way: list[int] = []
    at, around = widget, widget.parentWidget()
    while at is not inside and around is not None:
        if around not in places:
            parts = [each for each in around.children() if isinstance(each, QWidget)]
            places[around] = {part: number for number, part in enumerate(dict.fromkeys((*_placed(around), *parts)))}
        way.append(places[around][at])
        at, around = around, around.parentWidget()
    return way[::-1]


def _placed(around: QWidget) -> list[QWidget]:
    """Parts from the first to the last, where a layout or a splitter knows: they are made in any order."""
    if isinstance(around, QSplitter):
        return [part for part in map(around.widget, range(around.count())) if part is not None]
    layout = around.layout() if createdByPython(around) else None
    return _in_layout(layout, around) if layout is not None else []


def _in_layout(layout: QLayout, around: QWidget) -> list[QWidget]:
    """Widgets of a layout in their order.

    Not by the layout's items: PySide keeps its wrapper of an item for as long as the layout lives, but Qt deletes the
    item with its widget. What is made later at the same address, such as a thread, then crashes the process when it is
    deleted (seen with PySide 6.11).
    """
    parts = [each for each in (*around.children(), *layout.children()) if isinstance(each, QWidget | QLayout)]
    placed = [(place, part) for part in parts if (place := _place(layout, part)) is not None]
    found: list[QWidget] = []
    for _, part in sorted(placed, key=lambda each: each[0]):
        found += [part] if isinstance(part, QWidget) else _in_layout(part, around)
    return found


def _place(layout: QLayout, part: QWidget | QLayout) -> tuple[int, ...] | None:
    """Where a layout has it; None where it is somewhere else."""
    number = layout.indexOf(part)
    if number < 0:
        return None
    cell = tuple(layout.getItemPosition(number))[:2] if isinstance(layout, QGridLayout) else ()  # type: ignore[arg-type]  # four
    return (*cell, number)


def _stops_at(widget: QWidget) -> bool:
    if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return False
    target = _proxy(widget)
    if target is None:
        return not isinstance(widget.parentWidget(), WHOLE) or createdByPython(widget)
    return widget.isAncestorOf(target)


def _proxy(widget: QWidget) -> QWidget | None:
    """Who has the focus in its stead, of widgets of ours.

    Qt's own parts are not asked: PySide would take the one that it names, such as the menu bar, for a child of that
    part, and throw it away with the part's wrapper.
    """
    return widget.focusProxy() if createdByPython(widget) else None

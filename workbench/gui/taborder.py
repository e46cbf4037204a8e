"""Where Tab goes: what is made late would else come last, wherever it stands."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QAbstractSpinBox, QComboBox, QWidget
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
    everything = before.window().findChildren(QWidget)
    place = everything.index(before) if before in everything else 0
    earlier = (each for each in reversed(everything[:place]) if _stops_at(each) and not made.isAncestorOf(each))
    return next(earlier, None)


def _stops(inside: QWidget) -> list[QWidget]:
    """Whatever takes the focus from Tab, in the order in which it was made; what hands it to a part counts as one.

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
    return found


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

"""Where Tab goes: what is made late would else come last, wherever it stands."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def place_after(before: QWidget, made: QWidget) -> None:
    """Have Tab lead from one widget, or from the last part of it, to another one and through that.

    Args:
        before: Anything. Where nothing in it takes the focus, what is reached before it counts.
        made: Something new, with parts that keep their order. Nothing is done while it is in another window.
    """
    if before.window() is not made.window():
        return
    last = _anchor(before, made)
    for widget in _stops(made) if last is not None else ():
        QWidget.setTabOrder(last, widget)
        last = widget


def first_stop(inside: QWidget) -> QWidget | None:
    """What Tab would reach first in there; None where nothing can be used."""
    return next((each for each in _stops(inside) if each.isVisibleTo(inside) and each.isEnabledTo(inside)), None)


def _anchor(before: QWidget, made: QWidget) -> QWidget | None:
    """The last stop in `before`, or else the first one on the way back from there; never in `made`."""
    within = [each for each in _stops(before) if each is not made and not made.isAncestorOf(each)]
    if within:
        return within[-1]
    at = before.previousInFocusChain()
    while at is not before and (not _stops_at(at) or made.isAncestorOf(at)):
        at = at.previousInFocusChain()
    return at if at is not before else None


def _stops(inside: QWidget) -> list[QWidget]:
    """Whatever takes the focus from Tab, in its order; what hands it to a part of its own counts as one."""
    window, parts = inside.window(), (inside, *inside.findChildren(QWidget))
    left = sum(1 for each in parts if _stops_at(each) and each.window() is window)
    found: list[QWidget] = []
    at = inside
    while left:
        if _stops_at(at) and (at is inside or inside.isAncestorOf(at)):
            left -= 1
            if not found or found[-1].focusProxy() is None or not found[-1].isAncestorOf(at):
                found.append(at)
        at = at.nextInFocusChain()
        if at is inside:
            break
    return found


def _stops_at(widget: QWidget) -> bool:
    target = widget.focusProxy()
    takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return takes and (target is None or widget.isAncestorOf(target))

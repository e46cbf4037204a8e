"""Settings that papers, or their authors' code, used for the pair of networks: a list to choose from."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from workbench.gui.explaining import explained
from workbench.gui.labels import said
from workbench.gui.models.advice import Published
from workbench.gui.models.workspace import Workspace
from workbench.gui.views import words


class PublishedButton(QToolButton):
    """A button with a list, filled when it is opened.

    Signals:
        chosen: Paths in the recipe and their new values.
    """

    chosen = Signal(dict)

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space = space
        self.setText(self.tr("Published settings"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.list = QMenu(self)
        self.list.setToolTipsVisible(True)
        self.list.aboutToShow.connect(self.fill)
        self.setMenu(self.list)
        explained(self, "published")
        for model in (space.advice, space.run):
            signal = space.advice.changed if model is space.advice else space.run.steered
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say how many there are."""
        count, live = len(self._space.advice.published), self._space.run.is_live
        self.setEnabled(not live and count > 0)
        if live:
            self.setToolTip(self.tr("Can be changed again when the run has ended."))
        elif count:
            tip = self.tr("Settings of {number} publications for this pair of networks")
            self.setToolTip(tip.format(number=count))
        else:
            self.setToolTip(self.tr("None are known for this pair of networks."))

    def fill(self) -> None:
        """List what fits the pair; what is in use has a tick."""
        self.list.clear()
        recipe = self._space.recipe
        chosen = {term.kind for term in recipe.terms}
        ordered = sorted(
            self._space.advice.published, key=lambda each: (each.method not in chosen, -(each.accuracy or 0))
        )
        if any(each.accuracy is not None for each in ordered):
            self._action(self.tr("Percent: top-1 accuracy on CIFAR-100, as published")).setEnabled(False)
        for number, published in enumerate(ordered):
            if number and ordered[number - 1].method in chosen and published.method not in chosen:
                self.list.addSeparator()
            action = self._action(self._title(published))
            action.setCheckable(True)
            action.setChecked(recipe.would_change_nothing(published.changes))
            action.setToolTip(
                "\n".join(f"{words.setting(path)}: {_brief(value)}" for path, value in published.changes.items())
            )
            action.triggered.connect(partial(self.chosen.emit, published.changes))

    def _action(self, text: str) -> QAction:
        made = self.list.addAction(text)
        made.setMenuRole(QAction.MenuRole.NoRole)
        return made

    def _title(self, published: Published) -> str:
        title = f"{said(published.title)} · {published.source}"
        if published.accuracy is not None:
            title = f"{words.percent(published.accuracy / 100)} · {title}"
        return title.replace("&", "&&")


def _brief(value: object) -> str:
    """A value without brackets of objects."""
    if isinstance(value, dict):
        return ", ".join(
            f"{_brief(part)}" if name == "kind" else f"{name} {_brief(part)}" for name, part in value.items()
        )
    return "; ".join(map(_brief, value)) or "–" if isinstance(value, list) else str(value)

"""The pages, each built when it is first needed."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from workbench.gui.models.stages import WELCOME
from workbench.gui.models.workspace import Workspace
from workbench.gui.taborder import first_stop, place_after
from workbench.gui.views.stages.stage import Stage

if TYPE_CHECKING:
    from workbench.gui.views.stages.distil import DistilStage

PAGES = {
    WELCOME: ("welcome", "WelcomeStage"),
    "data": ("data", "DataStage"),
    "models": ("models", "ModelsStage"),
    "distil": ("distil", "DistilStage"),
    "compare": ("compare", "CompareStage"),
    "try": ("tryit", "TryStage"),
    "export": ("export", "ExportStage"),
}
"""Module and class by the name of the stage. Imported late: no page may keep the first one waiting."""


class StageStack(QStackedWidget):
    """Shows the page of the stage on which the user is.

    Signals:
        built: Name of a stage whose page was built a moment ago.
    """

    built = Signal(str)

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space = space
        self.pages: dict[str, Stage] = {}
        space.stages.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the right page; the focus goes along where it would be left behind on another one."""
        shown, page = self.currentWidget(), self.page(self._space.stages.current)
        held = shown is not None and shown is not page and shown.isAncestorOf(self.window().focusWidget())
        self.setCurrentWidget(page)
        target = first_stop(page) if held else None
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def page(self, name: str) -> Stage:
        """The page of a stage, built if it is not there."""
        if name not in self.pages:
            module, kind = PAGES[name]
            made: Stage = getattr(import_module(f"workbench.gui.views.stages.{module}"), kind)(self._space)
            self.pages[name] = made
            self.addWidget(made)
            place_after(self, made)  # before the docks, which were there first
            self.built.emit(name)
        return self.pages[name]

    @property
    def distil(self) -> DistilStage:
        """The page where the student learns."""
        page = self.page("distil")
        from workbench.gui.views.stages.distil import DistilStage

        assert isinstance(page, DistilStage)
        return page

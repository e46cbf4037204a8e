"""When advice is asked for: once the recipe rests, where somebody sees it, and never while a run goes."""

from __future__ import annotations

from PySide6.QtCore import QObject

from workbench.gui.models.workspace import Workspace


class Advising(QObject):
    """Asks for advice. Two networks are built for it, and a teacher may be asked: a training needs the time more."""

    def __init__(self, space: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._space = space
        for signal in (space.description.changed, space.run.steered, space.stages.changed):
            signal.connect(self.look)

    def look(self) -> None:
        """Ask if there is a reason to."""
        space = self._space
        if space.run.is_live:
            space.advice.hold()
        elif space.stages.current in ("models", "distil") and space.description.is_settled:
            space.advice.look()

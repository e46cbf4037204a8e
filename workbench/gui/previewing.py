"""When the pictures are looked at: once the recipe rests, where somebody sees them, and never while a run goes."""

from __future__ import annotations

from PySide6.QtCore import QObject

from workbench.gui.models.workspace import Workspace


class Previewing(QObject):
    """Asks for the preview. Reading thousands of files takes time that a training needs more."""

    def __init__(self, space: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._space = space
        for signal in (space.description.changed, space.run.steered, space.stages.changed):
            signal.connect(self.look)

    def look(self) -> None:
        """Ask if there is a reason to."""
        space = self._space
        if space.run.is_live:
            space.preview.withdraw()
        elif space.stages.current == "data" and space.description.is_settled:
            data = space.description.data
            space.preview.look(len(data["classes"]) if data else 0)

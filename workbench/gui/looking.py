"""When the soft-label lens looks anew: once the recipe rests, and once a run's own teacher is trained."""

from __future__ import annotations

from PySide6.QtCore import QObject

from workbench.gui.models.workspace import Workspace


class Looking(QObject):
    """Asks for the lens where somebody sees it, and never while a network trains: the computer is busy then."""

    def __init__(self, space: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._space = space
        for signal in (space.description.changed, space.run.steered, space.stages.changed):
            signal.connect(self.look)

    def look(self) -> None:
        """Ask if there is a reason to."""
        space = self._space
        seen = space.stages.current in ("distil", "welcome")
        if seen and not space.run.is_live and space.description.data is not None and not space.description.measuring:
            space.lens.look(space.recipe.draft, self._run_with_teacher())

    def _run_with_teacher(self) -> str:
        run = self._space.run
        return run.run if any(phase.finished for phase in run.phases_of("teacher")) else ""

"""When networks are measured: costs and the two chosen ones by themselves, others if asked for; never during a run."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from workbench.gui.models.notices import Notice
from workbench.gui.models.timings import Reference
from workbench.gui.models.workspace import Workspace
from workbench.gui.session import Session


class Timing(QObject):
    """Has costs and times measured while the computer has nothing else to do."""

    def __init__(self, space: Workspace, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._space, self._session = space, session
        wishes = space.wishes
        for signal in (space.description.changed, space.run.steered, space.stages.changed, space.catalogue.changed):
            signal.connect(self.look)
        space.timings.kept.connect(self._on_kept)
        wishes.timeAll.connect(self._on_time_all)
        wishes.timeNetwork.connect(self._on_time)
        wishes.stopTiming.connect(space.timings.stop)

    def look(self) -> None:
        """Have measured what the page shows, if somebody sees it."""
        space = self._space
        if space.run.is_live:
            space.timings.stop()
            return
        if space.stages.current != "models" or not self._place():
            return
        chosen = [ref for ref in map(space.recipe.value, ("teacher.model", "student")) if _is_whole(ref)]
        space.timings.want_costs([*self._all(), *chosen])
        if not any(space.recipe.problems_under(path) for path in ("teacher.model", "student")):
            space.timings.want_times(chosen)

    def _place(self) -> bool:
        """Tell for which pictures; whether that is known."""
        description = self._space.description
        if not description.is_settled or description.data is None:
            return False
        data = description.data
        channels, height, width = data["shape"]
        self._space.timings.place((channels, height, width), len(data["classes"]))
        return True

    def _all(self) -> list[Reference]:
        return [{"kind": entry["name"], "params": {}} for entry in self._space.catalogue.entries("architectures")]

    def _on_time_all(self) -> None:
        self._space.wishes.goTo.emit("models")
        self._measure(self._all(), again=True)

    def _on_time(self, network: Any) -> None:
        self._measure([network], again=True)

    def _measure(self, networks: list[Reference], *, again: bool) -> None:
        if self._space.run.is_live:
            self._refuse(self.tr("A run is going; a measurement beside it would be wrong. Measure when it has ended."))
        elif self._space.timings.shape is None:
            self._refuse(self.tr("How large the pictures are is not known yet, and the time depends on it."))
        else:
            self._space.notices.drop("timing")
            self._space.timings.want_times(networks, again=again)

    def _refuse(self, why: str) -> None:
        self._space.notices.put("timing", Notice("info", why))

    def _on_kept(self) -> None:
        self._session.read(self._space.timings.save, self._on_saved, self._on_saved)

    def _on_saved(self, _end: object) -> None:
        """Written or not: without the file the next start measures again."""


def _is_whole(ref: Any) -> bool:
    return isinstance(ref, dict) and isinstance(ref.get("kind"), str)

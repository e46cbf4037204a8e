"""Help, carried out: the Explain dock follows the focus, its links set what they say, the tour points at things."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from workbench.gui.explaining import SORTS, FocusFollower, know_catalogue
from workbench.gui.models.notices import Notice
from workbench.gui.models.tour import TourModel
from workbench.gui.views.tour import Tour
from workbench.gui.views.window import MainWindow

DIALS = {"temperature": "temperature", "alpha": "alpha", "schedule.learning_rate": "learning_rate"}
"""Settings that can be moved while a student trains, and the dial that moves each."""


class HelpDesk(QObject):
    """Connects the help with the window that it is about."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._space = window, window.space
        self.follower = FocusFollower(self._space.help, self)
        self.tour = TourModel(self._keep_tour, self)
        self.tour.restore(self._space.preferences.tour)
        self.pointer = Tour(self.tour, self._space.theme, window, find=self._target, go_to=self._space.stages.go_to)
        self._connect()
        self._on_catalogue()
        self._on_dials()

    def _connect(self) -> None:
        space, view = self._space, self._window.explain
        self.follower.opened.connect(self._show_dock)
        self.pointer.explainRequested.connect(self._on_explain)
        view.tryRequested.connect(self._on_try)
        view.paperRequested.connect(self._on_paper)
        space.wishes.explain.connect(self._on_explain)
        space.wishes.glossary.connect(self._on_glossary)
        space.wishes.tour.connect(self.tour.open)
        space.catalogue.changed.connect(self._on_catalogue)
        space.recipe.changed.connect(self._on_dials)
        space.lens.changed.connect(self._on_lens)

    def _target(self, name: str) -> QWidget | None:
        """What the tour points at; None where that is not on screen."""
        window = self._window
        if name in ("models", "welcome", "compare", "try", "export"):
            return window.stage_bar.buttons[name]
        if name == "start":
            return window.bar.start
        if "distil" not in window.stages.pages:
            return None
        page = window.stages.distil
        return {"lens": page.lens, "balance": page.dials.balance, "charts": page.charts}.get(name)

    def _show_dock(self) -> None:
        dock = self._window.docks["explain"]
        dock.show()
        dock.raise_()

    def _keep_tour(self, step: int) -> None:
        self._space.preferences.tour = step

    def _on_explain(self, topic: str) -> None:
        if not topic:
            self.follower.explain()
            return
        self._space.help.show(topic)
        self._show_dock()

    def _on_glossary(self) -> None:
        self._show_dock()
        self._window.explain.show_glossary()

    def _on_try(self, path: str, value: object) -> None:
        space = self._space
        if path in DIALS:
            space.wishes.moveDial.emit(DIALS[path], float(json.loads(json.dumps(value))))
        elif space.run.is_live:
            headline = self.tr("That can be set when the run has ended; temperature and labels ↔ teacher at any time.")
            space.notices.put("try", Notice("info", headline))
            return
        else:
            space.wishes.edit.emit(path, value)
        space.wishes.reveal.emit(path)

    def _on_paper(self, url: str) -> None:
        QDesktopServices.openUrl(QUrl(url))

    def _on_catalogue(self) -> None:
        lists: dict[str, Any] = {name: self._space.catalogue.entries(name) for name in SORTS}
        know_catalogue(self._space.help, lists)

    def _on_dials(self) -> None:
        temperature, alpha = (self._space.recipe.value(name) for name in ("temperature", "alpha"))
        if isinstance(temperature, float | int) and isinstance(alpha, float | int) and temperature > 0:
            self._space.help.set_dials(float(temperature), float(alpha))

    def _on_lens(self) -> None:
        lens = self._space.lens
        if lens.picture is not None:
            title = self.tr("This is: {label}").format(label=lens.classes[lens.picture.label])
            self._space.help.set_example(lens.classes, lens.picture.logits, title)

"""Charts written to files, carried out."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from workbench.errors import UserError
from workbench.events import JobEnded
from workbench.gui.models.notices import Action, Notice
from workbench.gui.session import Session
from workbench.gui.views.chart_area import ChartArea
from workbench.gui.views.window import MainWindow


class ChartDesk(QObject):
    """Asks for a file's name and has the chart written to it."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window, self._session, self._space = window, session, window.space
        self._space.wishes.saveChart.connect(self._on_save)

    def _on_save(self, charts: ChartArea, kind: str) -> None:
        kinds = {
            "png": self.tr("PNG picture (*.png)"),
            "svg": self.tr("SVG drawing (*.svg)"),
            "csv": self.tr("CSV table (*.csv)"),
        }
        name = f"{self._space.run.run or 'chart'}.{kind}"
        path, _ = QFileDialog.getSaveFileName(self._window, self.tr("Save the chart"), name, kinds[kind])
        if not path:
            return
        file = Path(path)
        try:
            write = charts.writer(file)
        except UserError as error:
            self._space.notices.put("chart", Notice("error", error.problem, error.fix))
            return
        self._session.read(write, partial(self._on_saved, file), self._on_not_saved)

    def _on_saved(self, file: Path, _nothing: object) -> None:
        actions = (Action("open", self.tr("Open folder")),)
        self._space.notices.put("chart", Notice("done", self.tr("The chart is saved."), str(file), actions=actions))

    def _on_not_saved(self, end: JobEnded) -> None:
        self._space.notices.put("chart", Notice("error", end.problem, end.fix, end.details))

"""What leaves the window, carried out: exported networks, programs, recipes, reports."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from workbench.events import JobEnded
from workbench.gui.bridge import JobThread
from workbench.gui.models.export_material import Material, Proof, proof_of, read
from workbench.gui.models.notices import Action, Notice
from workbench.gui.session import Session
from workbench.gui.views.window import MainWindow
from workbench.recipes import Export
from workbench.runs import write_atomically

REPORT = "report.html"
DRAFT = ".{name}.????????.part"
"""What an export is called until it has proved itself."""


class HandingOver(QObject):
    """Exports, shows code, writes reports. Lives as long as the window."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window, self._session, self._space = window, session, window.space
        self._job: JobThread | None = None
        wishes, space = self._space.wishes, self._space
        wishes.export.connect(self._on_export)
        wishes.cancelExport.connect(self._on_cancel)
        wishes.showCode.connect(self._on_code)
        wishes.saveText.connect(self._on_save)
        wishes.writeReport.connect(self._on_report)
        wishes.act.connect(self._on_action)
        space.export.changed.connect(self.look)
        space.stages.changed.connect(self.look)
        space.report.changed.connect(self._tell_report)

    def look(self) -> None:
        """Read and ask what is missing, if somebody sees it."""
        space, model = self._space, self._space.export
        if space.stages.current != "export":
            return
        space.notices.drop("export")  # the page itself tells it
        key = model.wanted
        if key is not None:
            model.start_reading(key)
            self._session.read(partial(read, space.runs_folder / key[0]), partial(model.take, key), self._unread(key))
        if model.page == "code" and model.run:
            space.code.show(model.run, model.key)

    def _unread(self, key: tuple[str, str]) -> Any:
        def tell(end: JobEnded) -> None:
            problem = f"{end.problem} {end.fix}".strip()
            self._space.export.take(key, Material(key[0], problem=problem))

        return tell

    # Exports

    def _on_export(self, recipe: Export) -> None:
        if self._space.export.is_exporting:
            return
        model = self._space.export
        model.begin(recipe)
        self._job = self._session.export(recipe, self._on_exported, self._on_not_exported, model.progress)

    def _on_cancel(self) -> None:
        if self._job is not None:
            self._space.export.cancel()
            self._job.stop()

    def _on_exported(self, answer: dict[str, Any]) -> None:
        self._job = None
        prove = partial(proof_of, Path(answer["folder"]), answer["manifest"])
        self._session.read(prove, self._on_proven, self._on_not_exported)

    def _on_proven(self, proof: Proof) -> None:
        self._space.export.take_proof(proof)
        if self._space.stages.current != "export":
            actions = (Action("open", self.tr("Open folder")),)
            headline = self.tr("Exported, and the file agrees with the network.")
            self._space.notices.put("export", Notice("done", headline, proof.folder, actions=actions))

    def _on_not_exported(self, end: JobEnded) -> None:
        self._job = None
        asked = self._space.export.asked
        if asked is not None:  # an engine that was ended by force had no time to clear away
            self._session.read(partial(_clear_away, self._space.runs_folder, asked), _nothing, _nothing)
        self._space.export.take_failure(end)
        if end.outcome == "failed" and self._space.stages.current != "export":
            self._space.notices.put("export", Notice("error", end.problem, end.fix, end.details))

    # Programs and recipes

    def _on_code(self, run: str) -> None:
        if run:
            model = self._space.export
            model.choose_run(run)
            model.show_page("code")
            self._space.stages.go_to("export")
            self._space.code.show(run, model.key, again=True)

    def _on_save(self, name: str, text: str) -> None:
        ending = Path(name).suffix
        path = self._ask_where(self.tr("Save {name}").format(name=name), name, f"*{ending}")
        if path:
            write = partial(write_atomically, path, text.encode())
            self._session.read(write, partial(self._on_saved, path), self._on_not_saved)

    def _on_saved(self, path: Path, _nothing: object) -> None:
        actions = (Action("open", self.tr("Open folder")),)
        self._space.notices.put("save", Notice("done", self.tr("Saved."), str(path), actions=actions))

    def _on_not_saved(self, end: JobEnded) -> None:
        self._space.notices.put("save", Notice("error", end.problem, end.fix, end.details))

    # Reports

    def _on_report(self, run: str) -> None:
        path = self._ask_where(self.tr("Report of this run"), REPORT, self.tr("Web pages (*.html)")) if run else None
        if path:
            self._space.report.write(run, str(path))

    def _tell_report(self) -> None:
        report, notices = self._space.report, self._space.notices
        if report.is_asking:
            notices.put("report", Notice("info", self.tr("Writing the report…"), closable=False))
        elif report.failure is not None:
            end = report.failure
            notices.put("report", Notice("error", end.problem, end.fix, end.details))
        elif report.file:
            actions = (Action("show", self.tr("Open")), Action("open", self.tr("Open folder")))
            notices.put("report", Notice("done", self.tr("The report is written."), report.file, actions=actions))
        else:
            notices.drop("report")

    def _on_action(self, key: str, action: str) -> None:
        file = self._space.report.file
        if (key, action) == ("report", "show") and not QDesktopServices.openUrl(QUrl.fromLocalFile(file)):
            headline = self.tr("No program to show web pages was found. The report is:")
            self._space.notices.put("folder", Notice("info", headline, file))

    def _ask_where(self, title: str, name: str, kinds: str) -> Path | None:
        """Ask for a file in the user's documents; None = the user does not want to."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, str(Path(documents) / name), kinds)
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix else path.with_suffix(Path(name).suffix)


def _clear_away(runs_folder: Path, export: Export) -> None:
    """Remove what an export that came to nothing left behind."""
    inside = runs_folder / export.run / "exports"
    folder = Path(export.out).expanduser().resolve() if export.out else inside / "*"
    for draft in folder.parent.glob(DRAFT.format(name=folder.name)):
        shutil.rmtree(draft, ignore_errors=True)


def _nothing(_answer: object) -> None:
    """Nobody waits for this."""

"""The main window: menus, banners, settings on the left, charts and results on the right, progress below."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QMainWindow, QMenu, QSplitter, QVBoxLayout, QWidget

from workbench.gui.icons import icon
from workbench.gui.models.workspace import Workspace
from workbench.gui.theme import Choice
from workbench.gui.views.banner import BannerArea
from workbench.gui.views.chart_area import ChartArea
from workbench.gui.views.result import ResultBanner
from workbench.gui.views.run_bar import PAUSE_KEY, START_KEY, STOP_KEY, ProgressLine, RunBar
from workbench.gui.views.settings import SettingsColumn

Standard = QKeySequence.StandardKey
STATE_VERSION = 1


class MainWindow(QMainWindow):
    """Holds the views and the menus; everything that the user wants leaves as a signal.

    Signals:
        painted: The window was painted for the first time.
        closeRequested: The user wants to close the window; it stays until `allow_close`.
        startRequested … aboutRequested: A menu entry or button was used.
        folderDropped: Path of a folder dropped on the window.
    """

    painted = Signal()
    closeRequested = Signal()
    openRequested = Signal()
    saveRequested = Signal()
    exportRequested = Signal()
    runsFolderRequested = Signal()
    runFolderRequested = Signal()
    startRequested = Signal()
    pauseRequested = Signal()
    goOnRequested = Signal()
    stopRequested = Signal()
    resumeRequested = Signal()
    discardRequested = Signal()
    themeChosen = Signal(object)
    preferencesRequested = Signal()
    diagnosticsRequested = Signal()
    aboutRequested = Signal()
    folderDropped = Signal(str)

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("window")
        self.space = space
        self._may_close = self._was_painted = False
        self.actions_by_name: dict[str, QAction] = {}
        self.bar, self.banners = RunBar(space), BannerArea(space.notices, space.theme)
        self.settings, self.charts = SettingsColumn(space), ChartArea(space)
        self.result, self.progress = ResultBanner(space), ProgressLine(space)
        self._lay_out()
        self._make_menus()
        self._connect()
        self.setAcceptDrops(True)
        self.setWindowIcon(icon("workbench"))
        self._restore()
        self.refresh()

    def refresh(self) -> None:
        """Make title and menus agree with the models."""
        run, recipe = self.space.run, self.space.recipe
        name = recipe.value("name") or self.tr("Untitled recipe")
        self.setWindowTitle(self.tr("{name}[*] – Distillation Workbench").format(name=name))
        self.setWindowModified(not recipe.undo.isClean())
        actions = self.actions_by_name
        actions["start"].setEnabled(not self.bar.start_problem)
        actions["pause"].setEnabled(run.can_pause or run.can_go_on)
        actions["pause"].setText(self.tr("&Resume") if run.can_go_on else self.tr("&Pause"))
        actions["stop"].setEnabled(run.can_stop)
        actions["discard"].setEnabled(run.can_stop)
        actions["resume"].setEnabled(run.can_resume)
        actions["export"].setEnabled(run.can_export)
        actions["open"].setEnabled(not run.is_live)
        actions["save"].setEnabled(recipe.recipe is not None)
        actions["undo"].setEnabled(recipe.undo.canUndo() and not run.is_live)
        actions["redo"].setEnabled(recipe.undo.canRedo() and not run.is_live)
        actions[f"theme_{self.space.preferences.theme.value}"].setChecked(True)

    def allow_close(self) -> None:
        """Let the window go, and close it."""
        self._may_close = True
        self.close()

    def keep_layout(self) -> None:
        """Remember how the window is left."""
        preferences = self.space.preferences
        preferences.keep_state("geometry", self.saveGeometry())
        preferences.keep_state("state", self.saveState(STATE_VERSION))
        preferences.keep_state("columns", self.splitter.saveState())
        preferences.keep_state("charts", self.charts.splitter.saveState())

    def reset_layout(self) -> None:
        """Back to the layout of the first start."""
        self.space.preferences.forget_states()
        self._spread(first=True)

    def event(self, event: QEvent) -> bool:
        """Tell when the first picture is on screen."""
        handled = super().event(event)
        if event.type() == QEvent.Type.Paint and not self._was_painted:
            self._was_painted = True
            self.painted.emit()
        return handled

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask first."""
        if not self._may_close:
            self.closeRequested.emit()
        event.setAccepted(self._may_close)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept one folder."""
        if self._folder_in(event) and not self.space.run.is_live:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Report the folder."""
        folder = self._folder_in(event)
        if folder:
            event.acceptProposedAction()
            self.folderDropped.emit(folder)

    def _folder_in(self, event: QDropEvent) -> str:
        from pathlib import Path

        for url in event.mimeData().urls():
            if url.isLocalFile() and Path(url.toLocalFile()).is_dir():
                return url.toLocalFile()
        return ""

    def _lay_out(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.result)
        column.addWidget(self.charts, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.settings)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(1, 1)
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(10, 8, 10, 8)
        rows.setSpacing(8)
        rows.addWidget(self.bar)
        rows.addWidget(self.banners)
        rows.addWidget(self.splitter, 1)
        rows.addWidget(self.progress)
        self.setCentralWidget(body)
        self.setMinimumSize(900, 560)

    def _make_menus(self) -> None:
        keys, roles = QKeySequence.StandardKey, QAction.MenuRole
        bar = self.menuBar()
        file, edit = bar.addMenu(self.tr("&File")), bar.addMenu(self.tr("&Edit"))
        view, run, help_ = bar.addMenu(self.tr("&View")), bar.addMenu(self.tr("&Run")), bar.addMenu(self.tr("&Help"))
        self._add(file, "open", self.tr("&Open recipe…"), self.openRequested.emit, keys.Open)
        self._add(file, "save", self.tr("Save recipe &as…"), self.saveRequested.emit, keys.SaveAs)
        file.addSeparator()
        self._add(file, "export", self.tr("&Export student…"), self.exportRequested.emit, "Ctrl+E")
        self._add(file, "runs", self.tr("Open &runs folder"), self.runsFolderRequested.emit)
        file.addSeparator()
        self._add(file, "quit", self.tr("&Quit"), self.close, keys.Quit, roles.QuitRole)
        self._add(edit, "undo", self.tr("&Undo"), self.space.recipe.undo.undo, keys.Undo)
        self._add(edit, "redo", self.tr("&Redo"), self.space.recipe.undo.redo, keys.Redo)
        edit.addSeparator()
        self._add(
            edit,
            "preferences",
            self.tr("&Preferences…"),
            self.preferencesRequested.emit,
            keys.Preferences,
            roles.PreferencesRole,
        )
        self._make_theme_menu(view.addMenu(self.tr("&Theme")))
        self._add(view, "reset", self.tr("&Reset layout"), self.reset_layout)
        self._add(run, "start", self.tr("&Start"), self.startRequested.emit, START_KEY)
        self._add(run, "pause", self.tr("&Pause"), self._on_pause, PAUSE_KEY)
        self._add(run, "stop", self.tr("S&top and keep best"), self.stopRequested.emit, STOP_KEY)
        self._add(run, "discard", self.tr("&Discard"), self.discardRequested.emit)
        run.addSeparator()
        self._add(run, "resume", self.tr("Resume the run that ended &early"), self.resumeRequested.emit)
        self._add(help_, "diagnostics", self.tr("&Copy diagnostics"), self.diagnosticsRequested.emit)
        self._add(
            help_, "about", self.tr("&About Distillation Workbench"), self.aboutRequested.emit, None, roles.AboutRole
        )

    def _make_theme_menu(self, menu: QMenu) -> None:
        group = QActionGroup(self)
        for choice, title in (
            (Choice.SYSTEM, self.tr("As the &system")),
            (Choice.LIGHT, self.tr("&Light")),
            (Choice.DARK, self.tr("&Dark")),
        ):

            def choose(choice: Choice = choice) -> None:
                self.themeChosen.emit(choice)

            action = self._add(menu, f"theme_{choice.value}", title, choose)
            action.setCheckable(True)
            group.addAction(action)

    def _add(
        self,
        menu: QMenu,
        name: str,
        title: str,
        do: Callable[[], object],
        key: QKeySequence.StandardKey | str | None = None,
        role: QAction.MenuRole = QAction.MenuRole.NoRole,
    ) -> QAction:
        action = QAction(title, self)
        action.setObjectName(name)
        action.setMenuRole(role)
        if key is not None:
            action.setShortcuts(QKeySequence.keyBindings(key) if isinstance(key, Standard) else [QKeySequence(key)])

        def triggered() -> None:
            do()

        action.triggered.connect(triggered)
        menu.addAction(action)
        self.actions_by_name[name] = action
        return action

    def _connect(self) -> None:
        bar, result = self.bar, self.result
        bar.startRequested.connect(self.startRequested)
        bar.pauseRequested.connect(self.pauseRequested)
        bar.goOnRequested.connect(self.goOnRequested)
        bar.stopRequested.connect(self.stopRequested)
        result.exportRequested.connect(self.exportRequested)
        result.resumeRequested.connect(self.resumeRequested)
        result.folderRequested.connect(self.runFolderRequested)
        space = self.space
        space.run.steered.connect(self.refresh)
        for model in (space.recipe, space.preferences):
            model.changed.connect(self.refresh)

    def _on_pause(self) -> None:
        if self.space.run.can_go_on:
            self.goOnRequested.emit()
        else:
            self.pauseRequested.emit()

    def _restore(self) -> None:
        preferences = self.space.preferences
        geometry = preferences.state("geometry")
        if not geometry.isEmpty() and self.restoreGeometry(geometry):
            self.restoreState(preferences.state("state"), STATE_VERSION)
            self._spread(first=False)
        else:
            self._spread(first=True)

    def _spread(self, *, first: bool) -> None:
        """Sizes of the columns: as they were left, or so that the settings have what they need."""
        left: QByteArray = self.space.preferences.state("columns")
        if first or not self.splitter.restoreState(left):
            screen = self.screen().availableSize()
            self.resize(QSize(1280, 820).boundedTo(screen))
            wanted = self.settings.minimumWidth()
            self.splitter.setSizes([wanted, max(self.width() - wanted, wanted)])
        if not first:
            self.charts.splitter.restoreState(self.space.preferences.state("charts"))

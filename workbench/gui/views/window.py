"""The window: stages in the middle, docks around them, menus above, and how it is left and comes back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QMainWindow,
    QPushButton,
    QSizePolicy,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.gui.icons import icon
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.banner import BannerArea
from workbench.gui.views.explain import ExplainView
from workbench.gui.views.log_dock import LogView
from workbench.gui.views.menus import Menus
from workbench.gui.views.run_bar import RunBar
from workbench.gui.views.runs_dock import RunsView
from workbench.gui.views.search_box import SearchBox
from workbench.gui.views.stage_bar import StageBar
from workbench.gui.views.stages.stack import StageStack
from workbench.gui.views.status import StatusLine

STATE_VERSION = 2
POPUP = QToolButton.ToolButtonPopupMode
FEATURES = QDockWidget.DockWidgetFeature
DOCKED = FEATURES.DockWidgetClosable | FEATURES.DockWidgetMovable | FEATURES.DockWidgetFloatable


class MainWindow(QMainWindow):
    """Holds the views; everything that the user wants leaves through the workspace's wishes.

    Signals:
        painted: The window was painted for the first time.
    """

    painted = Signal()

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("window")
        self.space = space
        self._may_close = self._was_painted = False
        self.bar, self.stage_bar = RunBar(space), StageBar(space)
        self.banners, self.stages = BannerArea(space.notices, space.theme), StageStack(space)
        self.status, self.log = StatusLine(space), LogView(space)
        self.runs, self.explain = RunsView(space.runs, space.theme), ExplainView(space.help, space.theme)
        self.docks: dict[str, QDockWidget] = {}
        self._lay_out()
        self.menus = Menus(self, space)
        self.search = SearchBox(space, self.menus.actions)
        self.menuBar().setCornerWidget(self.search)
        self._make_docks()
        self.banners.actionRequested.connect(space.wishes.act)
        space.run.steered.connect(self.refresh)
        space.recipe.changed.connect(self.refresh)
        self.setAcceptDrops(True)
        self.setWindowIcon(icon("workbench"))
        self._restore()
        self.refresh()

    def refresh(self) -> None:
        """Make the title agree with the recipe."""
        name = self.space.recipe.value("name") or self.tr("Untitled recipe")
        self.setWindowTitle(self.tr("{name}[*] – Distillation Workbench").format(name=name))
        self.setWindowModified(not self.space.undo.isClean())

    def allow_close(self) -> None:
        """Let the window go, and close it."""
        self._may_close = True
        self.close()

    def keep_layout(self) -> None:
        """Remember how the window is left."""
        preferences = self.space.preferences
        preferences.keep_state("geometry", self.saveGeometry())
        preferences.keep_state("state", self.saveState(STATE_VERSION))

    def reset_layout(self) -> None:
        """Back to the layout of the first start."""
        self.space.preferences.forget_states()
        self.setWindowState(Qt.WindowState.WindowNoState)
        self.restoreState(self._usual, STATE_VERSION)
        self._spread()

    def lock_docks(self, locked: bool) -> None:
        """Keep the docks where they are, as in front of a class, or let them be moved again."""
        for dock in self.docks.values():
            dock.setFeatures(FEATURES.NoDockWidgetFeatures if locked else DOCKED)

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
            self.space.wishes.closeWindow.emit()
        event.setAccepted(self._may_close)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as Space does."""
        button = self.focusWidget()
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not button or not button.isEnabled():
            super().keyPressEvent(event)
        elif isinstance(button, QToolButton) and button.popupMode() is POPUP.InstantPopup and button.menu():
            button.showMenu()
        elif isinstance(button, QPushButton | QToolButton):
            button.click()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept one file or folder."""
        if _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Report what was dropped: pictures, a recipe, a project."""
        path = _dropped(event)
        if path:
            event.acceptProposedAction()
            self.space.wishes.drop.emit(path)

    def _lay_out(self) -> None:
        tools = QToolBar(self.tr("Stages and run"))
        tools.setObjectName("tools")
        tools.setMovable(False)
        tools.toggleViewAction().setEnabled(False)
        tools.addWidget(self.stage_bar)
        self.bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        tools.addWidget(self.bar)
        self.addToolBar(tools)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(10, 8, 10, 6)
        rows.setSpacing(8)
        rows.addWidget(self.banners)
        rows.addWidget(self.stages, 1)
        self.setCentralWidget(body)
        self.setStatusBar(self.status)
        self.setMinimumSize(900, 560)

    def _make_docks(self) -> None:
        areas = Qt.DockWidgetArea
        self._add_dock("runs", self.tr("Runs"), self.runs, areas.LeftDockWidgetArea, "Ctrl+Shift+R")
        self._add_dock("explain", self.tr("Explain"), self.explain, areas.RightDockWidgetArea, "Ctrl+Shift+E")
        self._add_dock("log", self.tr("Log"), self.log, areas.BottomDockWidgetArea, "Ctrl+L")
        self.docks["log"].hide()
        self._usual = self.saveState(STATE_VERSION)

    def _add_dock(self, name: str, title: str, view: QWidget, area: Qt.DockWidgetArea, key: str) -> None:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setFeatures(DOCKED)
        dock.setWidget(view)
        self.addDockWidget(area, dock)
        self.menus.add_dock(dock, key)
        self.docks[name] = dock

    def _restore(self) -> None:
        preferences = self.space.preferences
        geometry = preferences.state("geometry")
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            self._spread()
        else:
            self.restoreState(preferences.state("state"), STATE_VERSION)

    def _spread(self) -> None:
        """As at the first start."""
        self.resize(QSize(1366, 860).boundedTo(self.screen().availableSize()))
        for name, dock in self.docks.items():
            dock.setFloating(False)
            dock.setVisible(name != "log")
        self.resizeDocks([self.docks["runs"], self.docks["explain"]], [240, 250], Qt.Orientation.Horizontal)


def _dropped(event: QDropEvent) -> str:
    """The first local file or folder; empty when there is none."""
    for url in event.mimeData().urls():
        if url.isLocalFile() and Path(url.toLocalFile()).exists():
            return url.toLocalFile()
    return ""

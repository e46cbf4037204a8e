"""The composition root: the one place that builds the window and connects it."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from threading import Thread
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from workbench import __version__, places, resources
from workbench.client.host import Host
from workbench.errors import UserError
from workbench.gui.desk import Desk
from workbench.gui.garbage import GarbageCollector
from workbench.gui.instance import Instance
from workbench.gui.language import speak
from workbench.gui.models.notices import Notice, NoticesModel
from workbench.gui.models.preferences import Place, Preferences
from workbench.gui.models.workspace import Workspace
from workbench.gui.session import Hosts, Session
from workbench.gui.views.window import MainWindow
from workbench.recipes import Distil, load

SAMPLE = "recipes/ten-labels.yaml"
MILLISECONDS_BETWEEN_LOOKS = 20
ON_SCREEN = "the window is on screen"
"""Logged after the first paint; benchmarks wait for it."""

logger = logging.getLogger(__name__)


def main(argv: list[str]) -> int:
    """Open the window and stay until it is closed.

    Args:
        argv: Arguments after the program's name: at most one file or folder to open.

    Returns:
        Exit code.
    """
    app = application()
    file, instance = argv[0] if argv else "", Instance(places.runs())
    if not instance.is_first(file):
        return 0
    workbench = build(host_for, places.runs(), places.config(), file=Path(file) if file else None)
    instance.asked.connect(workbench.open)
    app.fileOpened.connect(workbench.open)
    space = workbench.space
    sys.excepthook = Faults(space.notices, workbench).take
    logging.getLogger().addHandler(space.log.listen())
    GarbageCollector(lambda: space.run.is_live, workbench)
    workbench.window.show()
    return app.exec()


class Application(QApplication):
    """The application, which on a Mac is told by an event which file was double-clicked.

    Signals:
        fileOpened: Its path.
    """

    fileOpened = Signal(str)

    def event(self, event: QEvent) -> bool:
        """Take in a file that the system wants opened."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.fileOpened.emit(event.file())
            return True
        return super().event(event)


def application() -> Application:
    """The application object, named and styled; the one that exists, if there is one."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, Application) else Application(["workbench"])
    QCoreApplication.setApplicationName("Distillation Workbench")
    QCoreApplication.setApplicationVersion(__version__)
    QGuiApplication.setDesktopFileName("distillation-workbench")
    app.setStyle("fusion")
    return app


class Workbench(QObject):
    """The models, the session with the engine, and the window upon them, which can be built anew at any moment."""

    def __init__(self, space: Workspace, session: Session) -> None:
        super().__init__()
        self.space, self.session = space, session
        self.window, self.desk = self._open()
        session.setParent(self)
        space.wishes.chooseLanguage.connect(self._on_language)

    def open(self, file: str) -> None:
        """Bring the window to the front, and open a file or folder in it; empty = none."""
        self.space.wishes.openWindow.emit()
        if file and self.desk is not None:
            self.desk.files.take(file)

    def rebuild(self) -> None:
        """Put a new window in the place of the old one, e.g. to speak another language."""
        old, self.desk = self.window, None
        old.keep_layout()
        shown = old.isVisible()
        old.hide()
        old.deleteLater()
        QCoreApplication.sendPostedEvents(old, QEvent.Type.DeferredDelete.value)
        self.window, self.desk = self._open()
        self.window.setVisible(shown)

    def _open(self) -> tuple[MainWindow, Desk | None]:
        window = MainWindow(self.space)
        desk = Desk(window, self.session)
        Start(window, self.session)
        return window, desk

    def _on_language(self, code: str) -> None:
        self.space.wishes.present.emit(False)  # else the layout for a class would be kept as the usual one
        self.space.preferences.language = code
        self.space.help.set_language(speak(code))
        QTimer.singleShot(0, self, self.rebuild)  # the menu that asked for it goes with the old window


def build(hosts: Hosts | Host, runs_folder: Path, settings: Path, *, file: Path | None = None) -> Workbench:
    """The whole workbench, its window not shown yet. It asks the engine for nothing before that is on screen.

    Args:
        hosts: Makes the host for a place; or the one host to use for every place.
        runs_folder: Holds all run folders.
        settings: Folder of the preferences and the last recipe.
        file: A recipe, project, folder of pictures … to open at once.
    """
    preferences = Preferences(settings)
    speak(preferences.language)
    space = Workspace.make(runs_folder, preferences, places.cache(), preferences.last_recipe() or sample())
    workbench = Workbench(space, Session(space, hosts if callable(hosts) else _always(hosts)))
    if not preferences.welcome:
        space.stages.go_to("distil")
    if file is not None and workbench.desk is not None:
        workbench.desk.files.take(str(file))
    return workbench


def sample() -> Distil:
    """The recipe of the first start."""
    try:
        recipe = load(resources.path(SAMPLE))
    except (UserError, FileNotFoundError):
        logger.exception("the sample recipe cannot be used")
        return Distil()
    return recipe if isinstance(recipe, Distil) else Distil()


def host_for(place: Place) -> Host:
    """The host that the user prefers. The engine's entry is resolved where it runs, never in the window's process."""
    if place is Place.THREAD:
        from workbench.client.thread import ThreadHost

        return ThreadHost()
    from workbench.client.process import ProcessHost

    return ProcessHost()


def _always(host: Host) -> Hosts:
    def same(place: Place) -> Host:  # noqa: ARG001 - the host is good for every place
        return host

    return same


class Start(QObject):
    """What waits until the first picture is on screen: the charts' library, the engine, the folder of runs."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self._import = Thread(target=_import_charts, daemon=True)
        self._look = QTimer(self, interval=MILLISECONDS_BETWEEN_LOOKS)
        self._look.timeout.connect(self._on_look)
        self._imported = False
        window.stages.built.connect(self._on_built)
        window.painted.connect(self._on_painted)

    def _on_painted(self) -> None:
        logger.info(ON_SCREEN)
        QTimer.singleShot(0, self, self._begin)

    def _begin(self) -> None:
        if not self._session.is_open:  # another window may have been here before
            self._session.open()
            self._window.space.computer.switch_on()
        self._import.start()
        self._look.start()

    def _on_look(self) -> None:
        if not self._import.is_alive():
            self._look.stop()
            self._imported = True
            self._load_charts()

    def _on_built(self, stage: str) -> None:
        if stage == "distil":
            QTimer.singleShot(0, self, self._load_charts)

    def _load_charts(self) -> None:
        if self._imported and "distil" in self._window.stages.pages:
            self._window.stages.distil.charts.load()


def _import_charts() -> None:
    """Half a second of imports that the window need not wait for."""
    import workbench.gui.views.charts  # noqa: F401


class Faults(QObject):
    """Shows what nobody caught, from any thread, and lets the window live on.

    Signals:
        fell: Words and traceback, for the GUI thread.
    """

    fell = Signal(str, str)

    def __init__(self, notices: NoticesModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notices = notices
        self.fell.connect(self._on_fell)

    def take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """An exception hook."""
        text = "".join(traceback.format_exception(kind, error, trace))
        logger.error("a fault of ours\n%s", text)
        self.fell.emit(f"{kind.__name__}: {error}", text)

    def _on_fell(self, words: str, details: str) -> None:
        headline = self.tr("The window made a mistake: {words}").format(words=words)
        text = self.tr("Training goes on. Copy the details and report them.")
        self._notices.put("fault", Notice("error", headline, text, details))

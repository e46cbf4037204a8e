"""The menus: every action with its key, its role on a Mac and what it does in a sentence."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDockWidget, QMainWindow

from workbench.gui.models.workspace import Workspace
from workbench.gui.views.menu_maker import MenuMaker, Role, Standard
from workbench.gui.views.run_bar import PAUSE_KEY, START_KEY, STOP_KEY
from workbench.gui.views.view_menu import ViewMenu


class Menus(QObject):
    """All menus of the window, and the actions by name."""

    def __init__(self, window: QMainWindow, space: Workspace) -> None:
        super().__init__(window)
        self._window, self._space = window, space
        self.actions: dict[str, QAction] = {}
        self._make = make = MenuMaker(self, self.actions)
        bar = window.menuBar()
        self.file, self.edit = make.menu(bar, self.tr("&File")), make.menu(bar, self.tr("&Edit"))
        self.view, self.run = make.menu(bar, self.tr("&View")), make.menu(bar, self.tr("&Run"))
        self.tools, self.windows = make.menu(bar, self.tr("&Tools")), make.menu(bar, self.tr("&Window"))
        self.help = make.menu(bar, self.tr("&Help"))
        self._fill_file()
        self._fill_runs_of_file()
        self._fill_edit()
        self._views = ViewMenu(self.view, make, space, self)
        self._fill_run()
        self._fill_tools()
        self._fill_help()
        space.run.steered.connect(self.refresh)
        for model in (space.recipe, space.preferences, space.runs):
            model.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the actions agree with the models."""
        run, undo, actions = self._space.run, self._space.undo, self.actions
        actions["start"].setEnabled(self._space.start_problem == "")
        actions["pause"].setEnabled(run.can_pause or run.can_go_on)
        actions["pause"].setText(self.tr("&Resume") if run.can_go_on else self.tr("&Pause"))
        for name in ("stop", "discard"):
            actions[name].setEnabled(run.can_stop)
        actions["resume"].setEnabled(run.can_resume)
        for name in ("code", "report", "share", "folder"):
            actions[name].setEnabled(bool(run.run))
        actions["save"].setEnabled(self._space.recipe.recipe is not None)
        for name, can, text in (
            ("undo", undo.canUndo(), self.tr("&Undo {what}").format(what=undo.undoText())),
            ("redo", undo.canRedo(), self.tr("&Redo {what}").format(what=undo.redoText())),
        ):
            actions[name].setEnabled(can)
            actions[name].setText(text.rstrip())
        self._views.refresh()
        self._fill_recent()

    def add_dock(self, dock: QDockWidget, key: str) -> None:
        """An entry that shows or hides a dock."""
        action = dock.toggleViewAction()
        action.setObjectName(f"show_{dock.objectName()}")
        action.setMenuRole(Role.NoRole)
        action.setShortcut(QKeySequence(key))
        action.setToolTip(self.tr("Show or hide: {name}").format(name=dock.windowTitle()))
        self.windows.addAction(action)
        self.actions[action.objectName()] = action

    def show_presenting(self, on: bool) -> None:
        """Say whether the window is shown to a class, and offer what only a class needs."""
        self.actions["present"].setChecked(on)
        self.actions["reset_sample"].setVisible(on)

    # The menus

    def _fill_file(self) -> None:
        wishes, menu, add = self._space.wishes, self.file, self._make.add
        self.samples = self._make.menu(menu, self.tr("New from &sample"))
        for story in self._space.stories:
            name = f"sample_{Path(story.recipe).stem}"
            add(self.samples, name, story.title, partial(wishes.newRecipe.emit, story.recipe), story.outcome)
        tip = self.tr("Begin with nothing but defaults; Undo goes back")
        add(menu, "new", self.tr("&New recipe"), partial(wishes.newRecipe.emit, ""), tip, Standard.New)
        tip = self.tr("Open a recipe, or a project that somebody shared")
        add(menu, "open", self.tr("&Open…"), partial(wishes.openFile.emit, ""), tip, Standard.Open)
        self.recent = self._make.menu(menu, self.tr("Open &recent"))
        tip = self.tr("Write the settings to a file that this window and the command line can run")
        add(menu, "save", self.tr("Save recipe &as…"), wishes.saveAs.emit, tip, (Standard.SaveAs, "Ctrl+Shift+S"))
        menu.addSeparator()
        tip = self.tr("Learn from pictures of your own: a folder with one folder for each class")
        add(menu, "import", self.tr("&Import pictures…"), partial(wishes.importData.emit, ""), tip, "Ctrl+I")

    def _fill_runs_of_file(self) -> None:
        wishes, menu, add = self._space.wishes, self.file, self._make.add
        tip = self.tr("Write the trained student to a file for other programs, and check that file")
        add(menu, "export", self.tr("&Export student…"), partial(wishes.goTo.emit, "export"), tip, "Ctrl+E")
        tip = self.tr("Write one page with curves, numbers and pictures of the run on screen")
        add(menu, "report", self.tr("Repor&t of this run…"), self._on_report, tip, "Ctrl+R")
        tip = self.tr("A program that does what the run on screen did, without the workbench")
        add(menu, "code", self.tr("Show me the &code…"), self._on_code, tip)
        tip = self.tr("Put the run on screen into one file that another workbench can open")
        add(menu, "share", self.tr("S&hare this run…"), self._on_share, tip)
        tip = self.tr("Show the files of the run on screen")
        add(menu, "folder", self.tr("Open the run's &folder"), self._on_folder, tip)
        tip = self.tr("Show where all runs are kept")
        add(menu, "runs", self.tr("Open the folder of all r&uns"), wishes.openRunsFolder.emit, tip)
        menu.addSeparator()
        tip = self.tr("Close the workbench; asks first while a network trains")
        add(menu, "quit", self.tr("&Quit"), wishes.closeWindow.emit, tip, (Standard.Quit, "Ctrl+Q"), Role.QuitRole)

    def _fill_edit(self) -> None:
        undo, add = self._space.undo, self._make.add
        tip = self.tr("Take the last change back: of a setting, or of a run's name, tags or place")
        add(self.edit, "undo", self.tr("&Undo"), undo.undo, tip, Standard.Undo)
        tip = self.tr("Make the change again that was taken back last")
        add(self.edit, "redo", self.tr("&Redo"), undo.redo, tip, Standard.Redo)
        self.edit.addSeparator()
        tip = self.tr("How the window looks, and where training runs")
        wish, keys = self._space.wishes.preferences.emit, (Standard.Preferences, "Ctrl+,")
        add(self.edit, "preferences", self.tr("&Preferences…"), wish, tip, keys, Role.PreferencesRole)

    def _fill_run(self) -> None:
        wishes, add = self._space.wishes, self._make.add
        add(self.run, "start", self.tr("&Start"), wishes.start.emit, self.tr("Train with these settings"), START_KEY)
        tip = self.tr("Rest at the next step, or go on; nothing is lost")
        add(self.run, "pause", self.tr("&Pause"), self._on_pause, tip, PAUSE_KEY)
        tip = self.tr("End the training now and test the best weights so far")
        add(self.run, "stop", self.tr("S&top and keep the best"), wishes.stop.emit, tip, STOP_KEY)
        tip = self.tr("End the training and remove everything that it made; asks first")
        add(self.run, "discard", self.tr("&Discard"), wishes.discard.emit, tip)
        self.run.addSeparator()
        tip = self.tr("From its last checkpoint, to the result that it would have had")
        add(self.run, "resume", self.tr("Go on with the run that ended &early"), wishes.resume.emit, tip)
        tip = self.tr("Back to the first sample with its fixed seeds, for the next pupil")
        reset = add(self.run, "reset_sample", self.tr("&Reset to the sample"), self._on_reset, tip)
        reset.setVisible(False)

    def _fill_tools(self) -> None:
        tip = self.tr("Measure how long one picture takes every network, here and now")
        title = self.tr("&Benchmark this computer")
        self._make.add(self.tools, "time_all", title, self._space.wishes.timeAll.emit, tip)
        tip = self.tr("Train students with several temperatures and shares side by side, and see a map of them")
        title = self.tr("&Try several dials at once…")
        self._make.add(self.tools, "sweep", title, partial(self._space.wishes.reveal.emit, "variants"), tip)

    def _fill_help(self) -> None:
        wishes, add = self._space.wishes, self._make.add
        topic, title = partial(wishes.explain.emit, ""), self.tr("&Explain what has the focus")
        tip = self.tr("A page about the setting or the chart that is in use")
        add(self.help, "explain", title, topic, tip, Standard.HelpContents)
        tip = self.tr("A walk through the window in a few steps; it can be left and taken up again")
        add(self.help, "tour", self.tr("&Tour"), wishes.tour.emit, tip)
        tip = self.tr("What the words mean: temperature, logit, epoch …")
        add(self.help, "glossary", self.tr("&Glossary"), wishes.glossary.emit, tip)
        self.help.addSeparator()
        tip = self.tr("Versions, computer and settings for whoever helps you; no folder of yours is named")
        add(self.help, "diagnostics", self.tr("&Copy diagnostics"), wishes.diagnostics.emit, tip)
        title, tip = self.tr("&About Distillation Workbench"), self.tr("Its version, and what it never does")
        add(self.help, "about", title, wishes.about.emit, tip, (), Role.AboutRole)

    def _fill_recent(self) -> None:
        files = self._space.preferences.recent
        shown = [action.data() for action in self.recent.actions()]
        if shown != files:
            self.recent.clear()
            for file in files:
                action = self.recent.addAction(Path(file).name)
                action.setMenuRole(Role.NoRole)
                action.setData(file)
                action.setToolTip(file)
                action.triggered.connect(partial(self._on_recent, file))
        self.recent.setEnabled(bool(files))

    # What they ask for

    def _on_recent(self, file: str, _checked: bool = False) -> None:
        self._space.wishes.openFile.emit(file)

    def _on_pause(self) -> None:
        (self._space.wishes.goOn if self._space.run.can_go_on else self._space.wishes.pause).emit()

    def _on_report(self) -> None:
        self._space.wishes.writeReport.emit(self._space.run.run)

    def _on_code(self) -> None:
        self._space.wishes.showCode.emit(self._space.run.run)

    def _on_share(self) -> None:
        self._space.wishes.shareRuns.emit([self._space.run.run])

    def _on_folder(self) -> None:
        self._space.wishes.openRunFolder.emit(self._space.run.run)

    def _on_reset(self) -> None:
        self._space.wishes.newRecipe.emit(self._space.stories[0].recipe)

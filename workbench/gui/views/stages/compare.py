"""The stage where networks are compared: verdict, cost, confusions, pictures, classes, calibration."""

from __future__ import annotations

from importlib import import_module

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from workbench.gui.labels import text_label
from workbench.gui.models.sweep import sweep_of
from workbench.gui.models.workspace import Workspace
from workbench.gui.taborder import place_after
from workbench.gui.views.compare_bar import CompareBar
from workbench.gui.views.compare_tab import CompareTab
from workbench.gui.views.stages.stage import Stage

TABS = {
    "verdict": ("compare_verdict", "VerdictTab", "verdict"),
    "sweep": ("compare_sweep", "SweepTab", "sweep"),
    "scatter": ("compare_scatter", "ScatterTab", "pareto"),
    "confusion": ("compare_confusion", "ConfusionTab", "confusion"),
    "pictures": ("compare_pictures", "PicturesTab", "stage:compare"),
    "classes": ("compare_classes", "ClassesTab", "accuracy"),
    "calibration": ("compare_calibration", "CalibrationTab", "calibration"),
}
"""Module, class and topic of the help by the name of the tab. Imported late: charts take half a second to import."""


class CompareStage(Stage):
    """Choices above, tabs below; each tab is built when it is first seen."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.setProperty("explain", "stage:compare")
        self.bar = CompareBar(space.compare)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("Views of the comparison"))
        self.pages: dict[str, CompareTab] = {}
        self._holders: dict[str, QVBoxLayout] = {}
        for name, title in self.titles().items():
            holder = QWidget()
            self._holders[name] = QVBoxLayout(holder)
            self._holders[name].setContentsMargins(0, 0, 0, 0)
            self.tabs.addTab(holder, title)
        self.empty = text_label(look="title", wrap=True)
        self.hint = text_label(look="hint", wrap=True)
        self.go = QPushButton(self.tr("Go to 3 Distil"))
        self.go.setToolTip(self.tr("Where a run is started"))
        self.stack = QStackedWidget()
        self._lay_out()
        self.tabs.currentChanged.connect(self._on_tab)
        self.go.clicked.connect(self._on_go)
        space.compare.changed.connect(self.refresh)
        space.compare.picturesWanted.connect(self._on_pictures)
        space.compare.sweepWanted.connect(self._on_sweep)
        space.runs.changed.connect(self.refresh)
        self._on_tab(0)
        self.refresh()

    def titles(self) -> dict[str, str]:
        """The tabs as they are called."""
        return {
            "verdict": self.tr("Verdict"),
            "sweep": self.tr("Dials tried"),
            "scatter": self.tr("Accuracy and cost"),
            "confusion": self.tr("Confusion"),
            "pictures": self.tr("Pictures"),
            "classes": self.tr("Classes"),
            "calibration": self.tr("Calibration"),
        }

    def refresh(self) -> None:
        """Show the tabs, or what to do until there is something to compare."""
        there = self.space.compare.focus is not None
        self.stack.setCurrentIndex(0 if there else 1)
        self._offer_sweep()
        if there:
            return
        runs = self.space.runs
        if runs.reading == "loading":
            self.empty.setText(self.tr("Reading the list of runs…"))
            self.hint.setText("")
        elif runs.reading == "failed":
            self.empty.setText(self.tr("The runs could not be read."))
            self.hint.setText(runs.problem)
        else:
            self.empty.setText(self.tr("Nothing to compare yet."))
            self.hint.setText(
                self.tr(
                    "Start a run in stage 3. As soon as it has ended, you see here whether the teacher helped, on "
                    "which pictures, and at what cost. Several runs can be laid beside each other: select them in "
                    "the list of runs and press Compare."
                )
            )
        self.go.setVisible(runs.reading == "ready")

    def _offer_sweep(self) -> None:
        """A tab for the dials that a run has tried, where it has."""
        focus = self.space.compare.focus
        results = self.space.compare.results(focus.id) if focus is not None else None
        self.tabs.setTabVisible(list(TABS).index("sweep"), sweep_of(results) is not None)

    def show_tab(self, name: str) -> CompareTab:
        """Bring a tab to the front, built if it is not there."""
        self.tabs.setCurrentIndex(list(TABS).index(name))
        return self.page(name)

    def page(self, name: str) -> CompareTab:
        """The tab of that name, built if it is not there."""
        if name not in self.pages:
            module, kind, topic = TABS[name]
            made: CompareTab = getattr(import_module(f"workbench.gui.views.{module}"), kind)(self.space)
            made.setProperty("explain", topic)
            self.pages[name] = made
            self._holders[name].addWidget(made)
            place_after(self.tabs.tabBar(), made)
            made.show()  # at once: a layout would wait for the event loop
        return self.pages[name]

    def _lay_out(self) -> None:
        full = QWidget()
        rows = QVBoxLayout(full)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addWidget(self.bar)
        rows.addWidget(self.tabs, 1)
        bare = QWidget()
        column = QVBoxLayout(bare)
        column.setSpacing(10)
        column.addStretch(2)
        for label in (self.empty, self.hint):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self.go)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addStretch(3)
        self.stack.addWidget(full)
        self.stack.addWidget(bare)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)

    def _on_tab(self, number: int) -> None:
        self.page(list(TABS)[number])

    def _on_pictures(self) -> None:
        self.show_tab("pictures").focus_on_body()

    def _on_sweep(self) -> None:
        self.show_tab("sweep").focus_on_body()

    def _on_go(self) -> None:
        self.space.wishes.goTo.emit("distil")

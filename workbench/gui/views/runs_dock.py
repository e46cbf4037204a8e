"""Earlier runs, as a list for the dock on the left."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.gui.icons import icon
from workbench.gui.labels import text_label
from workbench.gui.models.runs import RunsModel
from workbench.gui.models.runs_table import RUN_ROLE, Column, RunsTable, ShownRuns
from workbench.gui.theme import Theme
from workbench.gui.views import words
from workbench.gui.views.runs_dock_editor import WordsEditor
from workbench.gui.views.runs_dock_menus import ArrangeMenu, RunActions
from workbench.gui.views.runs_dock_row import RunRow


class RunsView(QWidget):
    """Lists runs, and reports what the user wants done with them.

    Signals:
        openRequested, teacherRequested, repeatRequested, codeRequested, reportRequested, folderRequested: Id of a run.
        compareRequested, shareRequested, binRequested: Ids.
        annotateRequested: Ids, and fields of `About` with their new values.
        tagsRequested: Ids, tags to add, tags to take away.
    """

    openRequested = Signal(str)
    teacherRequested = Signal(str)
    repeatRequested = Signal(str)
    codeRequested = Signal(str)
    reportRequested = Signal(str)
    folderRequested = Signal(str)
    compareRequested = Signal(list)
    shareRequested = Signal(list)
    binRequested = Signal(list)
    annotateRequested = Signal(list, dict)
    tagsRequested = Signal(list, list, list)

    def __init__(self, runs: RunsModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs, self._theme = runs, theme
        self.table = RunsTable(runs, theme, self)
        self.shown = ShownRuns(self.table, runs, self)
        self.actions_of_runs = RunActions(runs, theme, self)
        self.filter = QLineEdit(clearButtonEnabled=True)
        self.filter.setPlaceholderText(self.tr("Filter runs"))
        self.filter.setAccessibleName(self.tr("Filter runs"))
        self.filter.setToolTip(self.tr("Words in the name, the networks, the tags or the note"))
        self.arrange = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self.arrange.setAccessibleName(self.tr("Sort and filter"))
        self.arrange.setMenu(ArrangeMenu(runs, self.arrange))
        self.list = self._make_list()
        self.message = text_label(look="hint", wrap=True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.remedy = QPushButton()
        self.count = text_label(look="hint")
        self.buttons = {deed: QPushButton() for deed in ("compare", "tags", "note")}
        self.bin = QToolButton()
        self.editor = WordsEditor()
        self._lay_out()
        self._connect()
        self._on_theme_changed()
        self.refresh()

    def refresh(self) -> None:
        """Make everything but the rows, which follow by themselves, agree with the model."""
        arrangement, shown = self._runs.arrangement, self.shown.rowCount()
        if self.filter.text() != arrangement.text:
            self.filter.setText(arrangement.text)
        self.arrange.setChecked(arrangement.hides)
        self.arrange.setToolTip(self._arranged_in_words())
        self.pages.setCurrentIndex(0 if shown else 1)
        self.message.setText("" if shown else self._message())
        self.remedy.setVisible(not shown and (self._runs.reading == "failed" or bool(self._runs.runs)))
        self.remedy.setText(self.tr("Show all runs") if self._runs.runs else self.tr("Try again"))
        self.count.setText(self._count(shown))
        self.count.setVisible(bool(self._runs.runs))
        self._select_chosen()
        self._draw_buttons()

    # Drawing

    def _message(self) -> str:
        if self._runs.runs:
            return self.tr("No run fits what you are looking for.")
        if self._runs.reading == "loading":
            return self.tr("Reading the runs…")
        if self._runs.reading == "failed":
            return self.tr("The runs cannot be read.\n{problem}").format(problem=self._runs.problem)
        return self.tr(
            "No runs yet.\n\nPress Start to train a student. Every run is kept here, to compare and to reuse."
        )

    def _count(self, shown: int) -> str:
        chosen, everything = len(self._runs.selected), len(self._runs.runs)
        if chosen > 1:
            return self.tr("{number} selected").format(number=chosen)
        if shown < everything:
            return self.tr("{shown} of {number} runs").format(shown=shown, number=everything)
        return self.tr("One run") if everything == 1 else self.tr("{number} runs").format(number=everything)

    def _arranged_in_words(self) -> str:
        if self._runs.arrangement.hides:
            return self.tr("Sort and filter: some runs are hidden")
        return self.tr("Sort and filter")

    def _draw_buttons(self) -> None:
        for deed, button in self.buttons.items():
            action = self.actions_of_runs.actions[deed]  # type: ignore[index]
            button.setText(words.plain(action.text()))
            button.setMinimumWidth(button.fontMetrics().horizontalAdvance(button.text()) + 14)  # less than the style's
            button.setEnabled(action.isEnabled())
            button.setToolTip(action.toolTip())

    def _select_chosen(self) -> None:
        """Show what the model has selected, where the list does not."""
        if set(self._selected_ids()) == set(self._runs.selected):
            return
        wanted = QItemSelection()
        for row in range(self.shown.rowCount()):
            index = self.shown.index(row, Column.TITLE)
            if index.data(RUN_ROLE).id in self._runs.selected:
                wanted.select(index, index)
        self.list.selectionModel().select(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _selected_ids(self) -> list[str]:
        return [index.data(RUN_ROLE).id for index in self.list.selectionModel().selectedIndexes()]

    # Making

    def _make_list(self) -> QListView:
        made = QListView()
        made.setModel(self.shown)
        made.setModelColumn(Column.TITLE)
        made.setItemDelegate(RunRow(self._theme, made))
        made.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        made.setUniformItemSizes(True)
        made.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        made.setAccessibleName(self.tr("Runs"))
        made.addActions(list(self.actions_of_runs.actions.values()))
        made.setMinimumSize(QSize(180, 120))
        return made

    def _lay_out(self) -> None:
        self.bin.setDefaultAction(self.actions_of_runs.actions["bin"])
        self.bin.setAccessibleName(self.tr("Move to bin"))
        self.arrange.setCheckable(True)
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.filter, 1)
        top.addWidget(self.arrange)
        for button in self.buttons.values():
            bottom.addWidget(button, 1)
        bottom.addWidget(self.bin)
        bottom.setSpacing(4)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.list)
        self.pages.addWidget(self._message_page())
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.pages, 1)
        column.addWidget(self.count)
        column.addWidget(self.editor)
        column.addLayout(bottom)

    def _message_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.addStretch(1)
        column.addWidget(self.message)
        column.addWidget(self.remedy, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(2)
        return page

    def _connect(self) -> None:
        runs = self._runs
        runs.changed.connect(self.refresh)
        runs.selectionChanged.connect(self.refresh)
        runs.arranged.connect(self._on_arranged)
        self._theme.changed.connect(self._on_theme_changed)
        self.filter.textChanged.connect(self._on_filter)
        self.list.selectionModel().selectionChanged.connect(self._on_selected)
        self.list.doubleClicked.connect(self._on_double_clicked)
        self.list.customContextMenuRequested.connect(self._on_menu)
        self.remedy.clicked.connect(self._on_remedy)
        self.actions_of_runs.asked.connect(self._on_asked)
        for deed, button in self.buttons.items():
            button.clicked.connect(self.actions_of_runs.actions[deed].trigger)  # type: ignore[index]
        self.table.renameRequested.connect(self._on_renamed)
        self.editor.annotateRequested.connect(self.annotateRequested)
        self.editor.tagsRequested.connect(self.tagsRequested)
        self.editor.closed.connect(self.list.setFocus)

    # What the user does

    def _on_filter(self, text: str) -> None:
        self._runs.arrange(text=text)

    def _on_arranged(self) -> None:
        self._on_selected()  # what is hidden now is not selected any more; Qt does not say so itself
        self.refresh()

    def _on_selected(self) -> None:
        self._runs.select(self._selected_ids())

    def _on_double_clicked(self) -> None:
        self.actions_of_runs.actions["open"].trigger()

    def _on_menu(self, point: QPoint) -> None:
        if self._runs.selected:
            menu = self.actions_of_runs.menu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.list.viewport().mapToGlobal(point))

    def _on_remedy(self) -> None:
        if self._runs.runs:
            self._runs.arrange(text="", only="all", tag="")
        else:
            self._runs.ask()

    def _on_renamed(self, run: str, name: str) -> None:
        self.annotateRequested.emit([run], {"name": name})

    def _on_asked(self, deed: str) -> None:
        chosen = self._runs.chosen
        ids = [run.id for run in chosen]
        alone = {
            "open": self.openRequested,
            "teacher": self.teacherRequested,
            "repeat": self.repeatRequested,
            "code": self.codeRequested,
            "report": self.reportRequested,
            "folder": self.folderRequested,
        }
        together = {"compare": self.compareRequested, "share": self.shareRequested, "bin": self.binRequested}
        if deed in alone:
            alone[deed].emit(ids[0])
        elif deed in together:
            together[deed].emit(ids)
        elif deed == "favourite":
            self.annotateRequested.emit(ids, {"favourite": not all(run.favourite for run in chosen)})
        elif deed == "rename":
            self.list.edit(self.list.selectionModel().selectedIndexes()[0])
        else:
            self.editor.edit(chosen, self._runs.tags, note=deed == "note")
            QTimer.singleShot(0, self, self._show_chosen)  # once the editor has taken its room

    def _show_chosen(self) -> None:
        for index in self.list.selectionModel().selectedIndexes()[:1]:
            self.list.scrollTo(index)

    def _on_theme_changed(self) -> None:
        colors = self._theme.colors
        self.arrange.setIcon(icon("filter", colors.text, colors.faint))
        self.list.viewport().update()

"""The pictures of the data and what is odd about them, in one card with tabs."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.gui.explaining import explained
from workbench.gui.icons import icon
from workbench.gui.labels import OneLine, text_label
from workbench.gui.models import preview_words
from workbench.gui.models.preview import CORRECTIONS, Aside
from workbench.gui.models.workspace import Workspace
from workbench.gui.said_by_engine import worded
from workbench.gui.views import words
from workbench.gui.views.preview_grid import PictureGrid
from workbench.gui.views.preview_lists import NamedList

PICTURES, SKIPPED, ODD, TWICE, CORRECTED = range(5)


class PreviewCard(QFrame):
    """Draws a `PreviewModel`; what the user puts right leaves as an edit of the recipe's corrections."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._space = space
        self.setAccessibleName(self.tr("Pictures and what is odd about them"))
        self.tabs, self.stack = QTabWidget(), QStackedWidget()
        self.grid = PictureGrid(space)
        self.only, self.plain, self.student = QComboBox(), QToolButton(), QToolButton()
        self.more, self.retry = QPushButton(self.tr("More pictures")), QPushButton(self.tr("Try again"))
        self.hint, self.empty = OneLine(), text_label(look="hint", wrap=True)
        file, why = self.tr("File"), self.tr("Reason")
        self.skipped = NamedList(self.tr("Files that are not used"), file, why)
        self.odd = NamedList(self.tr("Files that look odd"), file, self.tr("What is odd"))
        self.twice = NamedList(self.tr("Pictures that are there more than once"), self.tr("Picture"), "")
        self.corrected = NamedList(self.tr("Corrections"), self.tr("Picture"), self.tr("Correction"))
        self._dress()
        self._lay_out()
        self._connect()
        self._on_theme()
        self.refresh()

    def refresh(self) -> None:
        """Make the card agree with the model."""
        preview = self._space.preview
        self._fill_classes()
        self.more.setEnabled(preview.has_more and not preview.is_asking)
        self.more.setText(self.tr("Reading…") if preview.is_asking else self.tr("More pictures"))
        self.hint.setText(self._hint())
        self.stack.setCurrentIndex(0 if preview.pictures else 1)
        self.empty.setText(self._why_empty())
        self.retry.setVisible(preview.failure is not None)
        self._fill_lists()

    def show_class(self, name: str) -> None:
        """Show the pictures of one class."""
        self.tabs.setCurrentIndex(PICTURES)
        self._space.preview.show_class(name)

    # What is shown

    def _fill_classes(self) -> None:
        preview = self._space.preview
        wanted = [self.tr("all classes"), *preview.classes]
        if [self.only.itemText(place) for place in range(self.only.count())] != wanted:
            self.only.clear()
            self.only.addItems(wanted)
        self.only.setCurrentIndex(wanted.index(preview.only) if preview.only in preview.classes else 0)
        self.only.setEnabled(preview.is_known)

    def _hint(self) -> str:
        preview, run = self._space.preview, self._space.run
        if preview.is_asking:
            return self.tr("Looking at the pictures…")
        if run.is_live and (preview.is_outdated or not preview.is_known):
            return self.tr("Looked at anew when the run has ended: reading pictures now would slow it down.")
        if self.student.isChecked() and not any(picture.augmented for picture in preview.pictures):
            return self.tr("The student sees them as they are: no variations are chosen (stage Distil, Augment).")
        if not preview.pictures:
            return ""
        said = self.tr("{number} shown. Right-click one, or press Delete, to correct it.")
        return said.format(number=words.count(len(preview.pictures)))

    def _why_empty(self) -> str:
        preview = self._space.preview
        if preview.failure is not None:
            return f"{preview.failure.problem} {preview.failure.fix}".strip()
        if preview.is_asking:
            return self.tr("Looking at the pictures…")
        if preview.is_known:
            return " ".join(map(worded, preview.warnings)) or self.tr("There is no picture to show.")
        return self.tr("As soon as it is known which pictures to learn from, they are shown here.")

    def _fill_lists(self) -> None:
        preview = self._space.preview
        corrections = preview.corrections
        self.skipped.show_rows(_files(preview.skipped), self._told(SKIPPED, len(preview.skipped)))
        self.odd.show_rows(_files(preview.remarks), self._told(ODD, len(preview.remarks)))
        twins = [(preview_words.twin(each), "", each.names) for each in preview.twins]
        self.twice.show_rows(twins, self._told(TWICE, len(twins)))
        rows = [(each["picture"], preview_words.correction(each["label"]), (each["picture"],)) for each in corrections]
        self.corrected.show_rows(rows, self._told(CORRECTED, len(rows)))
        titles = (self.tr("Not used"), self.tr("Odd"), self.tr("Twice"), self.tr("Corrected"))
        counts = (len(preview.skipped), len(preview.remarks), len(twins), len(rows))
        warning = icon("warning", self._space.theme.colors.banners["warning"][1])
        for tab, (title, count) in enumerate(zip(titles, counts, strict=True), SKIPPED):
            self.tabs.setTabText(tab, f"{title} ({words.count(count)})" if count else title)
            if tab != CORRECTED:
                self.tabs.setTabIcon(tab, warning if count else QIcon())

    def _told(self, tab: int, count: int) -> str:
        if not self._space.preview.is_known:
            return ""
        return {
            SKIPPED: (
                self.tr("Every file can be used."),
                self.tr("These files are left aside. Enter or a double click shows where one is."),
            ),
            ODD: (self.tr("No file looks odd."), self.tr("These pictures are used, though they look odd.")),
            TWICE: (
                self.tr("No picture is there more than once."),
                self.tr("The same picture to train on and to test with makes the test look better than it is."),
            ),
            CORRECTED: (
                self.tr("Nothing was corrected. Pictures have a menu for that; Delete leaves one out."),
                self.tr("Corrections are part of the recipe; the files stay as they are."),
            ),
        }[tab][bool(count)]

    # Making it

    def _dress(self) -> None:
        self.only.setAccessibleName(self.tr("Class to show"))
        self.only.setToolTip(self.tr("Show the pictures of one class, or of all"))
        self.only.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.only.setMinimumContentsLength(9)
        group = QButtonGroup(self)
        for button, text, tip in (
            (self.plain, self.tr("As they are"), self.tr("The pictures as all networks get them to be tested")),
            (
                self.student,
                self.tr("As the student sees"),
                self.tr("Training pictures in three of the random variations that the student gets of each"),
            ),
        ):
            button.setText(text)
            button.setToolTip(tip)
            button.setCheckable(True)
            button.setObjectName("choice")
            group.addButton(button)
        self.plain.setChecked(True)
        explained(self.student, "augment")
        self.more.setToolTip(self.tr("Show further pictures of each class"))
        self.retry.setToolTip(self.tr("Read the pictures again"))
        self.twice.offer(
            self.twice.all, self.tr("Leave out the copies"), self.tr("Keep one of each group; undo takes it back")
        )
        self.corrected.offer(self.corrected.chosen, self.tr("Take back"), self.tr("As the source has them"))
        self.corrected.offer(
            self.corrected.all, self.tr("Take all back"), self.tr("Every picture as the source has it")
        )

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self.only)
        modes = QHBoxLayout()
        modes.setSpacing(0)
        modes.addWidget(self.plain)
        modes.addWidget(self.student)
        top.addLayout(modes)
        top.addStretch(1)
        bottom = QHBoxLayout()
        bottom.addWidget(self.hint, 1)
        bottom.addWidget(self.more)
        nothing = QWidget()
        middle = QVBoxLayout(nothing)
        middle.addStretch(1)
        middle.addWidget(self.empty)
        middle.addWidget(self.retry, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(2)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack.addWidget(self.grid)
        self.stack.addWidget(nothing)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(4, 4, 4, 4)
        column.addLayout(top)
        column.addWidget(self.stack, 1)
        column.addLayout(bottom)
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.accessibleName())
        self.tabs.setIconSize(QSize(14, 14))
        self.tabs.addTab(page, self.tr("Pictures"))
        for view in (self.skipped, self.odd, self.twice, self.corrected):
            self.tabs.addTab(view, "")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 6)
        layout.addWidget(self.tabs)

    def _connect(self) -> None:
        preview, wishes = self._space.preview, self._space.wishes
        preview.changed.connect(self.refresh)
        self._space.recipe.edited.connect(self._fill_lists)
        self._space.run.steered.connect(self.refresh)
        self._space.theme.changed.connect(self._on_theme)
        self.only.activated.connect(self._on_only)
        self.student.toggled.connect(self._on_student)
        self.more.clicked.connect(preview.more)
        self.retry.clicked.connect(preview.retry)
        self.grid.correctionWanted.connect(self._on_correction)
        self.grid.takeBackWanted.connect(self._on_take_back)
        self.corrected.chosenWanted.connect(self._on_take_back)
        self.corrected.allWanted.connect(self._on_take_all_back)
        self.twice.allWanted.connect(self._on_copies)
        for view in (self.grid, self.skipped, self.odd, self.twice, self.corrected):
            view.placeWanted.connect(self._on_place)
        self._edit = wishes.edit

    # What is asked for

    def _on_correction(self, names: list[str], label: str | None) -> None:
        self._edit.emit(CORRECTIONS, self._space.preview.corrected(names, label))

    def _on_take_back(self, names: list[str]) -> None:
        self._edit.emit(CORRECTIONS, self._space.preview.taken_back(names))

    def _on_take_all_back(self) -> None:
        self._edit.emit(CORRECTIONS, [])

    def _on_copies(self) -> None:
        preview = self._space.preview
        self._edit.emit(CORRECTIONS, preview.corrected(preview.copies(), None))

    def _on_place(self, name: str) -> None:
        place = self._space.preview.place(name)
        if place:
            self._space.wishes.showPlace.emit(place)

    def _on_only(self, index: int) -> None:
        self._space.preview.show_class(self.only.itemText(index) if index else "")

    def _on_student(self, on: bool) -> None:
        self.grid.show_augmented(on)
        self.refresh()

    def _on_theme(self) -> None:
        self._fill_lists()


def _files(found: tuple[Aside, ...]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(each.file, worded(each.reason), (each.file,)) for each in found]

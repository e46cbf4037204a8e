"""The tab with the test pictures behind the numbers: rescued, lost, mistaken."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QSplitter, QToolButton, QVBoxLayout, QWidget

from workbench.gui.icons import icon
from workbench.gui.labels import problem_label, text_label
from workbench.gui.models import compare_words
from workbench.gui.models.compare import PAGE
from workbench.gui.models.compare_answers import GROUPS, Answers, Pair
from workbench.gui.models.compare_networks import Comparison
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.compare_tab import CompareTab
from workbench.gui.views.compare_thumbs import Saying, Thumb, ThumbView

CELL = "cell"


class PicturesTab(CompareTab):
    """Which pictures on the left, the pictures on the right, a page at a time."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.groups = QListWidget()
        self.groups.setAccessibleName(self.tr("Which pictures"))
        self.groups.setWordWrap(True)
        self.groups.setSpacing(2)
        self.groups.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.meaning = text_label(look="hint", wrap=True)
        self.view = ThumbView(space.theme, self.tr("Test pictures and what the networks said"))
        self.count = text_label(look="facts")
        self.problem = problem_label()
        self.back, self.forward = QToolButton(), QToolButton()
        for button, text in ((self.back, self.tr("Previous page")), (self.forward, self.tr("Next page"))):
            button.setAutoRaise(True)
            button.setToolTip(text)
            button.setAccessibleName(text)
        self._lay_out()
        self.groups.currentItemChanged.connect(self._on_group)
        self.back.clicked.connect(self._on_back)
        self.forward.clicked.connect(self._on_forward)
        space.pictures.changed.connect(self._on_changed)

    def refresh(self) -> None:
        """As every tab; runs whose answers were not kept say what to do."""
        super().refresh()
        found = self.model.comparison
        if found is not None and found.answers is None:
            self.stack.setCurrentIndex(1)
            self.told.setText(self._why_none(found))

    def focus_on_body(self) -> None:
        """The pictures, not the list beside them."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def draw(self, found: Comparison) -> None:
        """Fill the list of groups and the page."""
        if found.answers is None:
            return
        self._fill_groups(found.pair, found.answers)
        self._ask(found.answers)
        self._tell()
        self.view.thumbs.show_thumbs(tuple(self._thumb(found, row) for row in self.model.page_rows))

    def showEvent(self, event: QShowEvent) -> None:
        """Whoever comes back may want to try again what failed."""
        self.space.pictures.try_again()
        super().showEvent(event)

    def _why_none(self, found: Comparison) -> str:
        kept = self.tr("What the networks answered to each single picture is not there.")
        hint = self.tr("The other tabs do not need it. To see pictures here, evaluate the run again.")
        return f"{kept}\n\n{found.answers_problem}\n\n{hint}"

    def _fill_groups(self, pair: Pair, answers: Answers) -> None:
        wanted: list[tuple[str, str]] = []
        for group, rows in answers.groups.items():
            wanted.append((f"{compare_words.group(group, self.model, pair)} ({len(rows)})", group))
        cell = self.model.cell
        if cell is not None and cell.side in answers.cells:
            classes = self.model.comparison.classes if self.model.comparison else ()
            text = self.tr("{true} called {said} by: {network}").format(
                true=classes[cell.true],
                said=classes[cell.said],
                network=compare_words.side(self.model, cell.side, pair),
            )
            wanted.append((f"{text} ({len(self.model.rows)})", CELL))
        current = CELL if cell is not None else self.model.group_shown
        with QSignalBlocker(self.groups):
            there = [(self.groups.item(row).text(), self._name(row)) for row in range(self.groups.count())]
            if there != wanted:
                self.groups.clear()
                for text, name in wanted:
                    item = QListWidgetItem(text)
                    item.setData(Qt.ItemDataRole.UserRole, name)
                    item.setToolTip(text)
                    self.groups.addItem(item)
            self.groups.setCurrentRow(next((row for row, one in enumerate(wanted) if one[1] == current), 0))
        meaning = "" if cell is not None else compare_words.group_meaning(self.model.group_shown, self.model, pair)
        self.meaning.setText(meaning)

    def _ask(self, answers: Answers) -> None:
        pair = self.model.pair
        if pair is not None and self.isVisible():
            self.space.pictures.want(pair.right.run, [answers.ids[row] for row in self.model.page_rows])

    def _tell(self) -> None:
        total, first = len(self.model.rows), self.model.page * PAGE
        text = self.tr("{first} to {last} of {total}").format(
            first=first + 1, last=min(first + PAGE, total), total=total
        )
        pictures = self.space.pictures
        if not total:
            text = self.tr("There is no such picture.")
        elif pictures.is_asking:
            text += " · " + self.tr("fetching pictures…")
        self.count.setText(text)
        failure = pictures.failure
        self.problem.setText(f"{failure.problem} {failure.fix}".strip() if failure else "")
        self.problem.setVisible(failure is not None)
        colors = self.space.theme.colors
        self.back.setIcon(icon("back", colors.text, colors.line))
        self.forward.setIcon(icon("forward", colors.text, colors.line))
        self.back.setEnabled(self.model.page > 0)
        self.forward.setEnabled(self.model.page < self.model.pages - 1)

    def _thumb(self, found: Comparison, row: int) -> Thumb:
        answers, pictures = found.answers, self.space.pictures
        assert answers is not None
        run, position, label = found.pair.right.run, answers.ids[row], answers.labels[row]
        sayings = tuple(
            Saying(
                compare_words.short(self.model, side, found.pair),
                f"{found.classes[said.predicted[row]]} · {round(100 * said.confidence[row])} %",
                said.predicted[row] == label,
            )
            for side, said in answers.said.items()
        )
        name = pictures.name(run, position)
        if len({*answers.seeds}) > 1:
            name = f"{name} · {self.tr('seed {seed}').format(seed=answers.seeds[row])}".lstrip(" ·")
        truth = self.tr("It is: {name}").format(name=found.classes[label])
        return Thumb(pictures.png(run, position), name, truth, sayings)

    def _lay_out(self) -> None:
        left = QWidget()
        rows = QVBoxLayout(left)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.groups, 1)
        rows.addWidget(self.meaning)
        left.setMinimumWidth(150)
        pages = QHBoxLayout()
        pages.addWidget(self.count, 1)
        pages.addWidget(self.back)
        pages.addWidget(self.forward)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.problem)
        column.addWidget(self.view, 1)
        column.addLayout(pages)
        self.parts = QSplitter(Qt.Orientation.Horizontal)
        self.parts.setChildrenCollapsible(False)
        self.parts.addWidget(left)
        self.parts.addWidget(right)
        self.parts.setStretchFactor(1, 1)
        self.parts.setSizes([210, 640])
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.parts)

    def _name(self, row: int) -> str:
        return str(self.groups.item(row).data(Qt.ItemDataRole.UserRole))

    def _on_group(self, item: QListWidgetItem | None) -> None:
        name = item.data(Qt.ItemDataRole.UserRole) if item is not None else CELL
        group = next((group for group in GROUPS if group == name), None)
        if group is not None:
            self.model.show_group(group)
            self.view.scrollToTop()

    def _on_back(self) -> None:
        self.model.turn_page(-1)
        self.view.scrollToTop()

    def _on_forward(self) -> None:
        self.model.turn_page(1)
        self.view.scrollToTop()

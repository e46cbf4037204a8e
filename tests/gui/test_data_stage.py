from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QFileDialog, QLayout, QTreeWidget, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from tests import fakes
from tests.gui.conftest import PREVIEW, OpenWindow, TwoSpeedHost
from workbench.gui.models.preview import PreviewModel
from workbench.gui.models.preview_rows import ClassRows, Column, PictureRows
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.preview_card import CORRECTED, ODD, SKIPPED, TWICE
from workbench.gui.views.stages.data import DataStage
from workbench.gui.views.window import MainWindow
from workbench.recipes.requests import AnyRequest, Preview, Run, Stop

Answer = dict[str, Any]


class Engine:
    """Answers what the preview asks, when the test says so."""

    def __init__(self, preview: PreviewModel) -> None:
        self._preview = preview
        self.asked: list[Preview] = []
        preview.wanted.connect(self.asked.append)

    def answer(self, **changes: Any) -> None:
        self._preview.take(self.asked[-1], {**PREVIEW, **changes})


@pytest.fixture
def engine(space: Workspace) -> Engine:
    return Engine(space.preview)


@pytest.fixture
def page(space: Workspace, engine: Engine, qtbot: QtBot) -> DataStage:
    """The stage, after the first answer; edits go to the recipe."""
    space.wishes.edit.connect(space.recipe.set)
    made = DataStage(space)
    qtbot.addWidget(made)
    made.resize(1300, 620)
    space.preview.look()
    engine.answer()
    return made


def pictures(*labels: str, first: int = 0) -> list[Answer]:
    """A training picture of each of these classes, called by numbers."""
    plain = {"part": "train", "png": PREVIEW["pictures"][0]["png"], "augmented": []}
    return [
        {"name": str(number), "label": label, "source_label": label, **plain}
        for number, label in enumerate(labels, first)
    ]


def select(page: DataStage, *rows: int) -> None:
    grid = page.preview.grid
    grid.clearSelection()
    for row in rows:
        grid.selectionModel().select(grid.model().index(row, 0), grid.selectionModel().SelectionFlag.Select)


def item(tree: QTreeWidget, row: int) -> QTreeWidgetItem:
    found = tree.topLevelItem(row)
    assert found is not None
    return found


# Asking


def test_the_preview_is_asked_once_for_the_same_pictures(space: Workspace, engine: Engine) -> None:
    space.preview.look()
    engine.answer()
    space.recipe.set("temperature", 9.0)
    space.recipe.set("schedule.epochs", 3)
    space.preview.look()
    assert len(engine.asked) == 1
    space.recipe.set("schedule.augment", "shift")
    space.preview.look()
    assert len(engine.asked) == 2


def test_other_seeds_matter_only_where_the_split_follows_them(space: Workspace, engine: Engine) -> None:
    space.preview.look()
    space.recipe.set("seeds", [5])
    space.preview.look()
    assert len(engine.asked) == 1
    space.recipe.set("data.split_seed", None)
    space.preview.look()
    space.recipe.set("seeds", [6])
    space.preview.look()
    assert len(engine.asked) == 3


def test_another_source_clears_what_is_shown_and_another_split_does_not(space: Workspace, engine: Engine) -> None:
    space.preview.look()
    engine.answer()
    space.recipe.set("data.test", 0.4)
    space.preview.look()
    assert space.preview.pictures
    space.recipe.set("data.source", {"kind": "image_folder", "params": {"folder": "/pictures"}})
    space.preview.look()
    assert not space.preview.is_known


def test_a_preview_that_was_withdrawn_is_asked_anew(space: Workspace, engine: Engine) -> None:
    space.preview.look()
    space.preview.withdraw()
    space.preview.look()
    assert len(engine.asked) == 2


def test_pages_begin_where_every_class_was_shown(space: Workspace, engine: Engine) -> None:
    space.preview.look()
    engine.answer(pictures=pictures(*["0"] * 29, *["1"] * 29, "2", "2"))  # of class 2 there are no more
    assert space.preview.has_more
    space.preview.more()
    assert engine.asked[-1].offset == 29
    engine.answer(pictures=pictures("0", "0", "1", first=59))  # the first of them is there already
    assert [picture.name for picture in space.preview.pictures] == [str(number) for number in range(62)]
    assert not space.preview.has_more


def test_a_page_has_room_for_every_class(space: Workspace, engine: Engine) -> None:
    space.preview.look(classes=100)
    assert engine.asked[-1].count == 200
    engine.answer(classes=[str(number) for number in range(190)], pictures=pictures(*map(str, range(200))))
    space.preview.more()
    assert (engine.asked[-1].count, engine.asked[-1].offset) == (380, 0)


# Corrections


def test_delete_leaves_a_picture_out_and_undo_takes_it_in_again(page: DataStage) -> None:
    space, grid = page.space, page.preview.grid
    select(page, 0)
    QTest.keyClick(grid, Qt.Key.Key_Delete)
    assert space.recipe.value("data.corrections") == [{"picture": "cat/1.png", "label": None}]
    assert space.preview.pictures[0].is_left_out  # at once, before the engine has counted anew
    space.undo.undo()
    assert space.recipe.value("data.corrections") == []
    assert not space.preview.pictures[0].is_left_out


def test_each_correction_is_a_step_of_undo(page: DataStage) -> None:
    for row in (0, 1):
        select(page, row)
        QTest.keyClick(page.preview.grid, Qt.Key.Key_Delete)
    page.space.undo.undo()
    assert [each["picture"] for each in page.space.preview.corrections] == ["cat/1.png"]


def test_delete_again_takes_a_picture_in_again(page: DataStage) -> None:
    for _ in range(2):
        select(page, 0, 1)
        QTest.keyClick(page.preview.grid, Qt.Key.Key_Delete)
    assert page.space.preview.corrections == []


def test_the_menu_gives_pictures_another_class(page: DataStage) -> None:
    select(page, 0, 1)
    menu = page.preview.grid.menu()
    classes = menu.actions()[0].menu()
    next(action for action in classes.actions() if action.text() == "dog").trigger()  # type: ignore[attr-defined]
    # the second picture is a dog already, as its source says: nothing to correct
    assert page.space.preview.corrections == [{"picture": "cat/1.png", "label": "dog"}]
    shown = page.space.preview.pictures[0]
    assert (shown.label, shown.source_label, shown.is_relabelled) == ("dog", "cat", True)


def test_the_corrected_are_listed_and_can_be_taken_back(page: DataStage) -> None:
    page.space.recipe.set(
        "data.corrections", [{"picture": "cat/1.png", "label": "dog"}, {"picture": "x.png", "label": None}]
    )
    card = page.preview
    tree = card.corrected.tree
    rows = [(item(tree, row).text(0), item(tree, row).text(1)) for row in range(2)]
    assert rows == [("cat/1.png", "is a dog"), ("x.png", "left out")]
    assert card.tabs.tabText(CORRECTED) == "Corrected (2)"
    item(tree, 0).setSelected(True)
    card.corrected.chosen.click()
    assert [each["picture"] for each in page.space.preview.corrections] == ["x.png"]
    card.corrected.all.click()
    assert page.space.preview.corrections == []


def test_pictures_stay_in_their_places_while_they_are_corrected(page: DataStage, engine: Engine) -> None:
    before = [picture.name for picture in page.space.preview.pictures]
    page.space.recipe.set("data.corrections", [{"picture": "cat/1.png", "label": "dog"}])
    page.space.preview.look()
    moved = {**PREVIEW["pictures"][0], "label": "dog", "part": "test"}
    engine.answer(pictures=[*PREVIEW["pictures"][1:], moved])
    assert [picture.name for picture in page.space.preview.pictures] == before
    assert page.space.preview.pictures[0].part == "test"


def test_leaving_out_the_copies_keeps_the_one_that_is_not_trained_on(page: DataStage) -> None:
    page.preview.twice.all.click()
    assert page.space.preview.corrections == [{"picture": "cat/1.png", "label": None}]  # the other is a test picture


# What is shown


def test_the_table_counts_each_class(page: DataStage) -> None:
    table = page.balance.table.model()
    rows = [[table.index(row, column).data() for column in Column if column != Column.BAR] for row in range(2)]
    assert rows == [["cat", "30", "10", "5", "9"], ["dog", "3", "3", "1", "2"]]
    assert not page.balance.table.isColumnHidden(Column.LABELLED)


def test_the_column_of_labels_is_hidden_where_all_have_one(page: DataStage, engine: Engine) -> None:
    page.space.recipe.set("data.test", 0.4)
    page.space.preview.look()
    engine.answer(counts={**PREVIEW["counts"], "labelled": PREVIEW["counts"]["train"]})
    assert page.balance.table.isColumnHidden(Column.LABELLED)


def test_a_hundred_classes_scroll(page: DataStage, engine: Engine) -> None:
    names = [f"class {number}" for number in range(100)]
    page.space.recipe.set("data.test", 0.4)
    page.space.preview.look()
    engine.answer(classes=names, counts=dict.fromkeys(PREVIEW["counts"], [1] * 100))
    page.show()
    assert page.balance.table.verticalScrollBar().maximum() > 0
    assert page.balance.height() < 500


def test_a_click_on_a_class_asks_for_its_pictures_only(page: DataStage, engine: Engine) -> None:
    page.balance.table.clicked.emit(page.balance.table.model().index(1, Column.TRAIN))
    assert engine.asked[-1].label == "dog"
    engine.answer(pictures=PREVIEW["pictures"][1:2])
    assert page.preview.only.currentText() == "dog"
    page.preview.only.activated.emit(0)
    assert engine.asked[-1].label is None


def test_oddities_are_listed_with_their_reasons(page: DataStage) -> None:
    card = page.preview
    assert [card.tabs.tabText(tab) for tab in (SKIPPED, ODD, TWICE)] == ["Not used (1)", "Odd (1)", "Twice (1)"]
    assert item(card.skipped.tree, 0).text(1) == "not a picture"
    assert item(card.twice.tree, 0).childCount() == 2
    assert page.warnings.accessibleDescription() == PREVIEW["warnings"][0]
    assert not page.warnings.isHidden()


def test_a_file_in_a_list_leads_to_where_it_lies(page: DataStage, tmp_path: Path) -> None:
    shown: list[str] = []
    page.space.wishes.showPlace.connect(shown.append)
    first = item(page.preview.skipped.tree, 0)
    page.preview.skipped.tree.itemActivated.emit(first, 0)
    assert shown == []  # digits are in no file
    for source, setting, place in (
        ("image_folder", {"folder": str(tmp_path)}, tmp_path / "cat" / "broken.png"),
        ("image_archive", {"file": str(tmp_path / "a.zip")}, tmp_path / "a.zip"),
        ("image_table", {"file": str(tmp_path / "a.csv")}, tmp_path / "cat" / "broken.png"),
    ):
        page.space.recipe.set("data.source", {"kind": source, "params": setting})
        page.preview.skipped.tree.itemActivated.emit(first, 0)
        assert shown.pop() == str(place)


def test_the_students_view_shows_training_pictures_in_their_variations(page: DataStage) -> None:
    grid = page.preview.grid
    assert not grid.isRowHidden(1)
    page.preview.student.click()
    assert [grid.isRowHidden(row) for row in range(3)] == [False, True, False]
    assert grid.delegate.augmented
    page.show()
    page.preview.plain.click()
    assert not grid.isRowHidden(1)


def test_without_augmentation_the_card_says_where_to_choose_one(page: DataStage, engine: Engine) -> None:
    page.space.recipe.set("schedule.augment", "shift")
    page.space.preview.look()
    engine.answer(pictures=[{**each, "augmented": []} for each in PREVIEW["pictures"]])
    page.preview.student.click()
    assert "no variations are chosen" in page.preview.hint.text()


def test_a_failure_is_told_and_can_be_tried_again(page: DataStage, engine: Engine) -> None:
    space = page.space
    space.recipe.set("data.source", {"kind": "image_folder", "params": {"folder": "/nowhere"}})
    space.preview.look()
    end = fakes.job_ended(outcome="failed", problem="There is no folder '/nowhere'.", fix="Choose another.")
    space.preview.take_failure(engine.asked[-1], end)
    assert page.preview.empty.text() == "There is no folder '/nowhere'. Choose another."
    page.preview.retry.click()
    assert len(engine.asked) == 3


def test_the_rows_keep_the_rules_of_qts_models(space: Workspace, engine: Engine, qtbot: QtBot) -> None:
    models: list[QAbstractItemModel] = [PictureRows(space.preview), ClassRows(space.preview)]
    strict = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [QAbstractItemModelTester(model, strict) for model in models]
    space.preview.look()
    engine.answer(pictures=pictures(*["cat"] * 60))
    space.preview.more()
    engine.answer(pictures=pictures("dog", "dog", first=60))
    space.recipe.set("data.corrections", [{"picture": "3", "label": "dog"}])
    space.preview.look()
    engine.answer(classes=["cat"], counts={name: [1] for name in PREVIEW["counts"]}, pictures=[])
    assert models[0].rowCount() == 62
    assert models[1].rowCount() == 1
    del testers


# The settings


def test_fractions_are_set_in_percent(page: DataStage) -> None:
    page.group.validation.setValue(20)
    page.group.test.setValue(30)
    assert (page.space.recipe.value("data.validation"), page.space.recipe.value("data.test")) == (0.2, 0.3)


def test_the_seed_of_the_split_is_for_experts_and_the_search_finds_it(page: DataStage) -> None:
    assert page.group.split.isHidden()
    page.reveal("data.split_seed")
    assert page.space.preferences.expert
    assert not page.group.split.isHidden()
    assert page.group.split.form is not None
    assert list(page.group.split.form.editors) == ["split_seed"]


# In the window


def test_pictures_are_asked_for_on_the_page_only(open_window: OpenWindow, qtbot: QtBot) -> None:
    host = TwoSpeedHost()
    window = open_window(host)
    assert not _asked(host)
    window.space.wishes.goTo.emit("data")
    qtbot.waitUntil(lambda: bool(window.space.preview.pictures))
    assert len(_asked(host)) == 1
    assert _asked(host)[0].recipe == window.space.recipe.draft


def test_pictures_are_not_looked_at_while_a_run_goes(open_window: OpenWindow, qtbot: QtBot) -> None:
    host = TwoSpeedHost()
    window = open_window(host)
    window.space.wishes.start.emit()
    qtbot.waitUntil(lambda: any(isinstance(each, Run) for each in host.requests))
    window.space.wishes.goTo.emit("data")
    page = window.stages.page("data")
    assert isinstance(page, DataStage)
    assert "when the run has ended" in page.preview.hint.text()
    host.play_all()
    qtbot.waitUntil(lambda: bool(window.space.preview.pictures))
    kinds = [each.kind for each in host.requests]
    assert kinds.index("preview") > kinds.index("run")


class ReadingHost(TwoSpeedHost):
    """Takes so long to look at the pictures that it has to be stopped."""

    def __init__(self) -> None:
        super().__init__()
        self.stopped: list[object] = []

    def run(self, request: AnyRequest, emit: Any, commands: Any) -> None:
        if not isinstance(request, Preview):
            super().run(request, emit, commands)
            return
        self.requests.append(request)
        self.stopped.append(commands.get(timeout=10))
        emit([fakes.job_ended(request.job, "stopped")])


def test_a_run_stops_the_look_at_the_pictures_and_it_begins_anew_afterwards(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    host = ReadingHost()
    window = open_window(host)
    window.space.wishes.goTo.emit("data")
    qtbot.waitUntil(lambda: len(_asked(host)) == 1)
    window.space.wishes.start.emit()
    qtbot.waitUntil(lambda: host.stopped == [Stop()])
    window.space.wishes.goTo.emit("data")
    host.play_all()
    qtbot.waitUntil(lambda: len(_asked(host)) == 2)
    window.space.preview.withdraw()


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("pictures", {"kind": "image_folder", "params": {"folder": "pictures"}}),
        ("pictures.ZIP", {"kind": "image_archive", "params": {"file": "pictures.ZIP"}}),
        ("list.csv", {"kind": "image_table", "params": {"file": "list.csv"}}),
    ],
)
def test_what_is_dropped_on_the_window_becomes_the_source(
    open_window: OpenWindow, tmp_path: Path, name: str, source: Answer
) -> None:
    window = open_window(TwoSpeedHost())
    path = tmp_path / name
    path.touch() if path.suffix else path.mkdir()
    drop(window, path)
    (key,) = source["params"]
    wanted = {"kind": source["kind"], "params": {key: str(path)}}
    assert window.space.recipe.value("data.source") == wanted
    assert window.space.stages.current == "data"
    window.space.undo.undo()
    assert window.space.recipe.value("data.source.kind") == "digits"


def test_a_recipe_dropped_on_the_window_is_opened_and_a_single_picture_is_explained(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window(TwoSpeedHost())
    recipe = tmp_path / "mine.yaml"
    recipe.write_text("task: distil\nname: Mine\n", encoding="utf-8")
    drop(window, recipe)
    assert window.space.recipe.value("name") == "Mine"
    picture = tmp_path / "cat.PNG"
    picture.touch()
    drop(window, picture)
    assert "one picture" in window.space.notices.notices["recipe"].headline


@pytest.mark.parametrize(("button", "kind"), [(0, "image_folder"), (1, "image_archive"), (2, "image_table")])
def test_each_button_imports_its_sort_of_source(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, button: int, kind: str
) -> None:
    path = tmp_path / ("", "a.zip", "a.csv")[button]
    path.touch()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(path))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    window = open_window(TwoSpeedHost())
    page = window.stages.page("data")
    assert isinstance(page, DataStage)
    page.group.imports[button].click()
    assert window.space.recipe.value("data.source.kind") == kind


def test_importing_from_the_menu_asks_which_sort(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    from workbench.gui.views.import_dialog import ImportDialog

    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "a.tsv"), ""))
    window = open_window(TwoSpeedHost())
    window.menus.actions["import"].trigger()
    (dialog,) = (each for each in window.children() if isinstance(each, ImportDialog))
    dialog.buttons["table"].click()
    assert window.space.recipe.value("data.source.kind") == "image_table"


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    window.dropEvent(QDropEvent(QPoint(5, 5), action, data, button, Qt.KeyboardModifier.NoModifier))


def _asked(host: TwoSpeedHost) -> list[Preview]:
    return [each for each in host.requests if isinstance(each, Preview)]


def test_a_narrow_page_has_the_settings_above_the_pictures(page: DataStage) -> None:
    layout = page.layout()
    assert layout is not None
    layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # as within a window, which may be small
    page.show()
    for width in (1300, 450, 860):
        page.resize(width, 620)
        settings, preview = page.columns.widget(0), page.columns.widget(1)
        assert settings is not None
        assert preview is not None
        assert not settings.geometry().intersects(preview.geometry())
        assert preview.geometry().right() <= width

"""The list of runs: changes are seen at once, asked of the disk in order, and taken back when they fail."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.errors import RunError
from workbench.gui.models.runs import RunsModel
from workbench.gui.models.runs_changes import Annotate, Bin, Restore, StoreRequest, carry_out
from workbench.gui.models.runs_order import Arrangement
from workbench.recipes import Train
from workbench.runs import About, RunStore, RunSummary


def run(name: str, created: float, **facts: Any) -> RunSummary:
    return RunSummary(**{"id": name, "created": created, "state": "finished", "task": "distil", "name": name, **facts})


RUNS = (run("c", 3.0), run("b", 2.0, about=About(tags=("x",))), run("a", 1.0, state="running"))


class Disk:
    """Keeps what is asked of it."""

    def __init__(self, model: RunsModel) -> None:
        self.model, self.asked = model, list[StoreRequest]()
        self.reads = 0
        model.storeRequested.connect(self._on_asked)
        model.wanted.connect(self._on_wanted)

    def _on_asked(self, request: StoreRequest) -> None:
        self.asked.append(request)

    def _on_wanted(self) -> None:
        self.reads += 1


@pytest.fixture
def model(qapp: QApplication) -> RunsModel:
    made = RunsModel()
    made.take(RUNS)
    return made


@pytest.fixture
def disk(model: RunsModel) -> Disk:
    return Disk(model)


def ids(model: RunsModel) -> str:
    return "".join(run.id for run in model.runs)


def test_the_list_is_loading_until_it_was_read(qapp: QApplication, qtbot: QtBot) -> None:
    model, seen = RunsModel(), list[str]()
    seen.append(model.reading)
    with qtbot.waitSignal(model.changed):
        model.take(())
    seen.append(model.reading)
    assert seen == ["loading", "ready"]
    with qtbot.assertNotEmitted(model.changed):
        model.take(())


def test_a_list_that_was_read_once_stays_when_it_cannot_be_read_again(model: RunsModel) -> None:
    model.take_failure("The disk is gone.")
    assert (model.reading, ids(model)) == ("ready", "cba")
    fresh = RunsModel()
    fresh.take_failure("The disk is gone.")
    assert (fresh.reading, fresh.problem) == ("failed", "The disk is gone.")


def test_a_run_that_is_thrown_away_goes_at_once_and_comes_back_by_undo(model: RunsModel, disk: Disk) -> None:
    model.bin(["b"])
    assert (ids(model), disk.asked) == ("ca", [Bin(("b",))])
    model.store_done()
    assert ids(model) == "ca"
    model.undo.undo()
    assert (model.runs, disk.asked[-1]) == (RUNS, Restore(("b",)))
    model.store_done()
    model.take(RUNS)
    assert model.runs == RUNS
    model.undo.redo()
    assert ids(model) == "ca"


def test_a_list_that_was_read_before_the_change_does_not_show_the_old_again(model: RunsModel, disk: Disk) -> None:
    model.bin(["b"])
    model.take(RUNS)
    assert ids(model) == "ca"


def test_a_change_that_fails_is_taken_back_from_the_list_and_from_undo(model: RunsModel, disk: Disk) -> None:
    model.annotate(["c"], {"favourite": True})
    model.store_done()
    model.bin(["b", "c"])
    assert ids(model) == "a"
    reads = disk.reads
    model.store_failed()
    assert ids(model) == "cba"
    assert disk.reads == reads + 1
    assert [model.undo.text(number) for number in range(model.undo.count())] == ["Mark “c”"]
    assert disk.asked == [Annotate((("c", About(favourite=True)),)), Bin(("c", "b"))]


def test_a_change_that_fails_after_others_is_skipped_by_undo(model: RunsModel, disk: Disk) -> None:
    model.bin(["b"])
    model.annotate(["c"], {"note": "later"})
    model.store_failed()
    assert ids(model) == "cba"
    model.store_done()
    model.undo.undo()
    model.store_done()
    model.undo.undo()
    assert model.undo.count() == 1  # the note, to be done again
    assert [type(request) for request in disk.asked] == [Bin, Annotate, Annotate]


def test_what_could_not_be_restored_is_not_shown(model: RunsModel, disk: Disk) -> None:
    model.bin(["b"])
    model.store_done()
    model.undo.undo()
    model.store_failed()
    assert ids(model) == "ca"
    assert model.undo.count() == 0


def test_undoing_before_the_disk_answered_is_not_asked_when_the_change_fails(model: RunsModel, disk: Disk) -> None:
    model.bin(["b"])
    model.undo.undo()
    assert ids(model) == "cba"
    model.store_failed()
    assert (ids(model), disk.asked, model.undo.count()) == ("cba", [Bin(("b",))], 0)


def test_requests_go_to_the_disk_one_at_a_time_and_in_order(model: RunsModel, disk: Disk) -> None:
    for favourite in (True, False, True):
        model.annotate(["c"], {"favourite": favourite})
    assert len(disk.asked) == 1
    model.store_done()
    assert len(disk.asked) == 2
    reads = disk.reads
    model.store_done()
    model.store_done()
    assert [request.abouts[0][1].favourite for request in disk.asked if isinstance(request, Annotate)] == [
        True, False, True,
    ]  # fmt: skip
    assert disk.reads == reads + 1
    assert model.runs[0].favourite


def test_a_run_that_trains_is_not_thrown_away(model: RunsModel, disk: Disk) -> None:
    model.bin(["a"])
    assert (ids(model), disk.asked, model.undo.count()) == ("cba", [], 0)
    model.select(["a"])
    assert not model.can_bin
    model.bin(["a", "b"])
    assert disk.asked == [Bin(("b",))]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda model: model.bin(["b"]), "Delete “b”"),
        (lambda model: model.bin(["b", "c"]), "Delete 2 runs"),
        (lambda model: model.annotate(["b"], {"name": "New"}), "Rename “b”"),
        (lambda model: model.annotate(["b", "c"], {"favourite": True}), "Mark 2 runs"),
        (lambda model: model.annotate(["b"], {"note": "n"}), "Note on “b”"),
        (lambda model: model.retag(["b"], ["y"], ["x"]), "Tag “b”"),
    ],
)
def test_the_menu_names_what_can_be_undone(model: RunsModel, change: Callable[[RunsModel], None], text: str) -> None:
    change(model)
    assert model.undo.undoText() == text
    before = model.runs
    model.undo.undo()
    assert model.runs == RUNS
    model.undo.redo()
    assert model.runs == before


def test_tags_are_added_to_those_that_a_run_has(model: RunsModel, disk: Disk) -> None:
    model.retag(["b", "c"], [" y ", "y"], [])
    assert [run.tags for run in model.runs] == [("y",), ("x", "y"), ()]
    assert model.tags == ["x", "y"]
    model.retag(["b"], [], ["x"])
    assert model.runs[1].tags == ("y",)


def test_saying_what_is_said_already_is_no_change(model: RunsModel, disk: Disk) -> None:
    model.annotate(["b"], {"tags": ["x", " x "], "note": "  "})
    assert (disk.asked, model.undo.count()) == ([], 0)


def test_changes_can_share_the_undo_of_something_else(qapp: QApplication) -> None:
    stack = QUndoStack()
    model = RunsModel(undo=stack)
    model.take(RUNS)
    model.bin(["b"])
    assert stack.undoText() == "Delete “b”"
    stack.clear()
    model.store_failed()
    assert ids(model) == "cba"


def test_a_selection_keeps_to_what_is_there(model: RunsModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.selectionChanged):
        model.select(["b", "c", "unheard-of"])
    assert [run.id for run in model.chosen] == ["c", "b"]
    assert model.can_compare
    model.bin(["b"])
    assert model.selected == ("c",)
    assert not model.can_compare


@pytest.mark.parametrize(
    ("arrangement", "shown"),
    [
        (Arrangement(), "cba"),
        (Arrangement(text="B"), "b"),
        (Arrangement(text="training"), "a"),
        (Arrangement(text="digits kd"), "c"),
        (Arrangement(text="digits nonsense"), ""),
        (Arrangement(only="running"), "a"),
        (Arrangement(only="failed"), "d"),
        (Arrangement(only="favourites"), "c"),
        (Arrangement(tag="x"), "b"),
    ],
)
def test_what_a_list_shows(arrangement: Arrangement, shown: str) -> None:
    runs = (
        run("c", 3.0, data="digits", method="kd", about=About(favourite=True)),
        *RUNS[1:],
        run("d", 0.5, state="interrupted", about=About(note="a note")),
    )
    assert "".join(one.id for one in runs if arrangement.accepts(one) and (one.id != "d" or arrangement.hides)) == shown


def test_an_order_begins_with_the_best_until_it_is_turned() -> None:
    assert Arrangement(order="accuracy").descending
    assert not Arrangement(order="accuracy", turned=True).descending
    assert not Arrangement(order="bytes").descending


def test_the_disk_does_all_of_a_request_or_none(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    first, second = (store.create(Train(), environment={}).id for _ in range(2))
    with pytest.raises(RunError, match="There is no run"):
        carry_out(store, Bin((first, "unheard-of")))
    with pytest.raises(RunError, match="There is no run"):
        carry_out(store, Annotate(((second, About(note="n")), ("unheard-of", About()))))
    assert {(listed.id, listed.note) for listed in store.summaries()} == {(first, ""), (second, "")}
    carry_out(store, Bin((first, second)))
    with pytest.raises(RunError, match="in the bin"):
        carry_out(store, Restore((first, "unheard-of")))
    assert len(store.binned()) == 2
    carry_out(store, Restore((first, second)))
    carry_out(store, Annotate(((first, About(name="One")),)))
    assert {listed.title for listed in store.summaries()} == {"One", "small_cnn on digits"}


@pytest.mark.parametrize("seed", range(3))
def test_list_and_folder_agree_after_any_changes_undone_and_failed(
    qapp: QApplication, tmp_path: Path, seed: int
) -> None:
    chance, store, model = random.Random(seed), RunStore(tmp_path), RunsModel()
    waiting: list[StoreRequest] = []
    for _ in range(4):
        made = store.create(Train(), environment={})
        with made.writer() as writer:
            writer.finish("finished")
    model.storeRequested.connect(waiting.append)
    model.take(tuple(store.summaries()))

    def answer() -> None:
        try:
            if chance.random() < 0.2:
                raise RunError("The disk is full.", fix="")
            carry_out(store, waiting.pop())
        except RunError:
            waiting.clear()
            model.store_failed()
        else:
            model.store_done()

    for _ in range(30):
        some = chance.sample([run.id for run in model.runs], min(2, len(model.runs)))
        steps: list[Callable[[], object]] = [
            partial(model.bin, some),
            partial(model.annotate, some, {"note": str(chance.random())}),
            model.undo.undo,
            model.undo.redo,
            lambda: model.take(tuple(store.summaries())),
        ]
        chance.choice(steps)()
        while waiting and chance.random() < 0.7:
            answer()
    while waiting:
        answer()
    assert list(model.runs) == store.summaries()

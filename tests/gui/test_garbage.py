"""Whose thread collects the garbage."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from workbench.gui.garbage import GarbageCollector


class Knot:
    """Holds itself, as widgets and their bound methods do."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[GarbageCollector]:
    enabled = gc.isenabled()
    made = GarbageCollector(is_busy=lambda: False)
    yield made
    made.deleteLater()
    gc.unfreeze()
    (gc.enable if enabled else gc.disable)()


def test_a_busy_background_thread_never_collects_what_the_window_dropped(
    collector: GarbageCollector, qtbot: QtBot
) -> None:
    threads: list[threading.Thread] = []
    knot = Knot()
    weakref.finalize(knot, lambda: threads.append(threading.current_thread()))
    del knot

    def work() -> None:
        kept = [[number] for number in range(200_000)]  # allocates enough for many collections
        del kept

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert threads == []
    qtbot.waitUntil(lambda: bool(threads))
    assert threads == [threading.main_thread()]


def test_python_collects_by_itself_again_when_the_window_is_gone(qtbot: QtBot) -> None:
    enabled = gc.isenabled()
    made = GarbageCollector(is_busy=lambda: False)
    assert not gc.isenabled()
    with qtbot.waitSignal(made.destroyed):
        made.deleteLater()
    assert gc.isenabled()
    gc.unfreeze()
    (gc.enable if enabled else gc.disable)()

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.gui.conftest import OpenWindow, TwoSpeedHost
from tests.gui.test_window import begin, finish


@pytest.mark.parametrize("kind", ["png", "svg", "csv"])
def test_a_chart_is_written_where_the_user_says(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    host, file = TwoSpeedHost(), tmp_path / f"chart.{kind}"
    window = open_window(host)
    begin(window, host, qtbot)
    finish(window, host, qtbot)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    window.stages.distil.charts.exportRequested.emit(kind)
    qtbot.waitUntil(lambda: "chart" in window.space.notices.notices)
    assert window.space.notices.notices["chart"].kind == "done"
    assert file.stat().st_size > 100


def test_a_chart_that_cannot_be_written_is_told_in_place(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = TwoSpeedHost()
    window = open_window(host)
    begin(window, host, qtbot)
    finish(window, host, qtbot)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "none" / "chart.csv"), ""))
    window.stages.distil.charts.exportRequested.emit("csv")
    qtbot.waitUntil(lambda: "chart" in window.space.notices.notices)
    assert window.space.notices.notices["chart"].kind == "error"

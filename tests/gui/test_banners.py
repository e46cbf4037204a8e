from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from workbench.gui.models.notices import Action, Notice
from workbench.gui.models.workspace import Workspace
from workbench.gui.theme import Choice
from workbench.gui.views.banner import BannerArea


@pytest.fixture
def area(space: Workspace, qtbot: QtBot) -> BannerArea:
    made = BannerArea(space.notices, space.theme)
    qtbot.addWidget(made)
    return made


def test_without_notices_there_is_no_room_taken(area: BannerArea) -> None:
    assert area.isHidden()


def test_a_notice_is_shown_as_it_is_written(area: BannerArea, space: Workspace) -> None:
    space.notices.put("run", Notice("error", "The disk is <b>full</b>.", "Free some space."))
    banner = area.banners["run"]
    assert (banner.headline.text(), banner.text.text()) == ("The disk is <b>full</b>.", "Free some space.")
    assert banner.accessibleName() == "The disk is <b>full</b>."
    assert not area.isHidden()


def test_a_button_asks_for_its_action(area: BannerArea, space: Workspace, qtbot: QtBot) -> None:
    space.notices.put("run", Notice("error", "Ended.", actions=(Action("resume", "Resume"),)))
    with qtbot.waitSignal(area.actionRequested) as asked:
        area.banners["run"].buttons["resume"].click()
    assert asked.args == ["run", "resume"]
    assert "run" in space.notices.notices  # asking changes nothing


def test_details_are_copied_with_the_words(area: BannerArea, space: Workspace) -> None:
    space.notices.put("run", Notice("error", "Ended.", "Resume.", details="Traceback …"))
    area.banners["run"].buttons["copy"].click()
    assert QGuiApplication.clipboard().text() == "Ended.\n\nResume.\n\nTraceback …"


def test_a_newer_notice_takes_the_place_of_the_older(area: BannerArea, space: Workspace) -> None:
    space.notices.put("run", Notice("error", "First."))
    space.notices.put("other", Notice("info", "Other."))
    kept = area.banners["other"]
    space.notices.put("run", Notice("error", "Second."))
    assert area.banners["run"].headline.text() == "Second."
    assert area.banners["other"] is kept
    space.notices.drop("run")
    space.notices.drop("other")
    assert area.isHidden()


def test_notices_stay_when_the_theme_changes(area: BannerArea, space: Workspace) -> None:
    space.notices.put("run", Notice("error", "First."))
    space.theme.choose(Choice.DARK)
    assert area.banners["run"].headline.text() == "First."
    space.theme.choose(Choice.LIGHT)


def test_an_error_without_a_traceback_can_be_copied_too(area: BannerArea, space: Workspace) -> None:
    space.notices.put("run", Notice("error", "MNIST is not on this computer.", "Connect to the network."))
    area.banners["run"].buttons["copy"].click()
    assert QGuiApplication.clipboard().text() == "MNIST is not on this computer.\n\nConnect to the network."
    space.notices.put("run", Notice("info", "Two windows share these runs."))
    assert "copy" not in area.banners["run"].buttons

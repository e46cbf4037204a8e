from __future__ import annotations

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.gui.theme import DARK, LIGHT, Choice, Colors, Theme, contrast


def test_contrast_is_as_wcag_defines_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_everything_that_is_read_has_enough_contrast(colors: Colors) -> None:
    pairs = {
        "text": (colors.text, colors.window),
        "text in fields": (colors.text, colors.base),
        "faint": (colors.faint, colors.raised),
        "main button": (colors.on_accent, colors.accent),
        **{f"{kind} headline": (front, back) for kind, (back, front) in colors.banners.items()},
        **{f"{kind} text": (colors.text, back) for kind, (back, _) in colors.banners.items()},
        **{name: (line.color, colors.raised) for name, line in colors.lines.items()},
        **{f"term {number}": (line.color, colors.raised) for number, line in enumerate(colors.terms)},
    }
    too_low = {name: round(contrast(*pair), 2) for name, pair in pairs.items() if contrast(*pair) < 4.5}
    assert not too_low


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_series_differ_without_colour(colors: Colors) -> None:
    compared = [colors.lines[role].dash for role in ("teacher", "distilled", "plain")]
    assert len(set(compared)) == 3
    assert len({line.dash for line in colors.terms}) == len(colors.terms)


def test_a_choice_changes_the_palette_and_is_announced(qtbot: QtBot) -> None:
    theme = Theme(Choice.LIGHT)
    with qtbot.waitSignal(theme.changed):
        theme.choose(Choice.DARK)
    assert QApplication.palette().color(QPalette.ColorRole.Window).name() == DARK.window
    theme.choose(Choice.LIGHT)
    assert QApplication.palette().color(QPalette.ColorRole.Window).name() == LIGHT.window

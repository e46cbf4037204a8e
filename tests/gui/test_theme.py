from __future__ import annotations

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.gui.theme import DARK, LIGHT, Choice, Colors, Theme, contrast, outlined


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
        **{f"run {number}": (line.color, colors.raised) for number, line in enumerate(colors.runs)},
    }
    too_low = {name: round(contrast(*pair), 2) for name, pair in pairs.items() if contrast(*pair) < 4.5}
    assert not too_low


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_series_differ_without_colour(colors: Colors) -> None:
    compared = [colors.lines[role].dash for role in ("teacher", "distilled", "plain")]
    assert len(set(compared)) == 3
    assert len({line.dash for line in colors.terms}) == 5
    assert len({(line.dash, line.marker) for line in colors.terms}) == len(colors.terms) == 8
    assert len({line.color for line in colors.terms}) == 8
    assert len({(line.dash, line.marker) for line in colors.runs}) == len(colors.runs) == 8


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_past_the_palette_a_run_has_a_known_colour_and_another_marker(colors: Colors) -> None:
    lines = [colors.run(number) for number in range(24)]
    assert lines[0].color == lines[8].color == lines[16].color
    assert len({(line.color, line.dash, line.marker) for line in lines}) == len(lines)


def test_a_choice_changes_the_palette_and_is_announced(qtbot: QtBot) -> None:
    theme = Theme(Choice.LIGHT)
    with qtbot.waitSignal(theme.changed):
        theme.choose(Choice.DARK)
    assert QApplication.palette().color(QPalette.ColorRole.Window).name() == DARK.window
    theme.choose(Choice.LIGHT)
    assert QApplication.palette().color(QPalette.ColorRole.Window).name() == LIGHT.window


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_controls_are_found_by_their_outline(colors: Colors) -> None:
    drawn = outlined(colors).color(QPalette.ColorRole.Window).darker(140)  # as Fusion does it
    for behind in (colors.raised, colors.window, colors.base):
        assert contrast(drawn.name(), behind) >= 3

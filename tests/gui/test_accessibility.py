"""Every widget of the window, with something on every page: what a screen reader says, and what a keyboard can do.

Elsewhere: contrast of texts and lines on their grounds, and lines that differ without colour (`test_theme`); what
single charts and maps say of what they show (`test_charts`, `test_compare_views`, `test_lens`, `test_try_stage`); large
type (`test_citizenship_window`); every menu entry's key and role (`test_traps`).
"""

from __future__ import annotations

import ast
import gc
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias, cast

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QDockWidget,
    QFormLayout,
    QGraphicsView,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLayout,
    QLayoutItem,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QProgressBar,
    QRadioButton,
    QScrollArea,
    QScrollBar,
    QSplitter,
    QSplitterHandle,
    QTabBar,
    QTabWidget,
    QTextEdit,
    QToolBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

import workbench.gui
from tests import fakes
from tests.gui.conftest import OpenWindow, TwoSpeedHost
from tests.gui.furnished import SEEDS, SMALL, Furnished, keep_runs, settle, until
from workbench.gui.models.run import Status
from workbench.gui.models.stages import STAGES, WELCOME
from workbench.gui.taborder import first_stop, place_after
from workbench.gui.theme import DARK, LIGHT, SMALLEST_TARGET, Choice, Colors, contrast
from workbench.gui.views.closing import ClosingDialog
from workbench.gui.views.import_dialog import ImportDialog
from workbench.gui.views.preferences import PreferencesDialog
from workbench.gui.views.soft_bars import LikenessMap
from workbench.gui.views.stages.compare import TABS, CompareStage
from workbench.gui.views.tour import Callout, Ring

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QGraphicsView,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTabBar,
    QTextEdit,
)
FIELDS = (QComboBox, QAbstractSpinBox, QAbstractSlider, QLineEdit)
Cell: TypeAlias = tuple[QLayoutItem | None, tuple[int, int, int, int]]
"""What lies in a grid: at which row and column, and over how many."""
DECORATION = (Ring, Callout)
"""What the tour puts on top while it goes (see `test_tour`)."""
MOST_STOPS = 400
"""Presses of Tab after which the walk has surely gone round."""
MOST_LINKS = 60
"""Links of an article, which Tab walks before it goes on."""
MOST_INK = 0.15
"""Share of a page that words, lines and pictures cover at most."""
SMALLEST_CHANGE = 20
"""Pixels that must change when something gets the focus."""


@pytest.fixture(scope="module")
def furnished(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    """The window, which the tests here look at and leave as it was."""
    gc.disable()  # before the fixture that does it for each test
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("furnished")
        patch.setenv("WORKBENCH_HOME", str(folder / "home"))
        made = Furnished(folder)
        yield made
        gc.disable()
        made.close()
    gc.enable()


@pytest.fixture(params=["window", "preferences", "closing", "import"])
def top(request: pytest.FixtureRequest, furnished: Furnished, qtbot: QtBot) -> QWidget:
    """The window, or one of its dialogs."""
    if request.param == "window":
        return furnished.window
    space = furnished.space
    makers: dict[str, Callable[[], QDialog]] = {
        "preferences": lambda: PreferencesDialog(space),
        "closing": lambda: ClosingDialog(space.run, space.theme, has_tray=True),
        "import": ImportDialog,
    }
    made = makers[request.param]()
    qtbot.addWidget(made)
    return made


# What a screen reader says


def test_every_control_has_a_name(top: QWidget) -> None:
    """Its own, its text, or its label's."""
    nameless = [where(each) for each in widgets(top) if is_control(each) and is_offered(each) and not spoken(each)]
    assert not nameless


def test_no_name_is_given_twice_in_one_place(top: QWidget) -> None:
    names = Counter((id(each.parentWidget()), spoken(each)) for each in widgets(top) if takes_focus(each))
    twice = [name for (_, name), count in names.items() if name and count > 1]
    assert not twice


def test_every_label_of_a_field_leads_to_it(top: QWidget) -> None:
    astray = [f"{label.text()} in {where(label)}" for label, field in named_fields(top) if label.buddy() is not field]
    assert not astray


def test_every_key_in_a_label_leads_somewhere(top: QWidget) -> None:
    labels = [each for each in widgets(top) if isinstance(each, QLabel)]
    keyed = [
        each for each in labels if re.search("&[^& ]", each.text()) and each.textFormat() != Qt.TextFormat.PlainText
    ]
    assert not [each.text() for each in keyed if each.buddy() is None]


def test_whatever_is_painted_says_what_it_shows(furnished: Furnished) -> None:
    painted = [each for each in widgets(furnished.window) if is_painted(each) and not isinstance(each, DECORATION)]
    assert len(painted) > 20
    silent = [where(each) for each in painted if shows_something(each) and not is_described(each)]
    assert not silent


def test_a_button_without_words_has_a_tooltip_and_a_name(top: QWidget) -> None:
    buttons = [each for each in widgets(top) if isinstance(each, QAbstractButton) and is_offered(each)]
    wordless = [each for each in buttons if not shows_words(each) and not is_of_qt(each)]
    assert not [where(each) for each in wordless if not each.toolTip() or not spoken(each)]


def test_what_is_painted_and_can_be_used_is_used_with_keys_too(furnished: Furnished) -> None:
    """Qt tells a screen reader a role for its own widgets; ours say what they are in name and description."""
    used = [each for each in widgets(furnished.window) if is_painted(each) and "mousePressEvent" in ours(each)]
    assert len(used) >= 5
    deaf = [where(each) for each in used if not each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert not deaf
    assert not [where(each) for each in used if "keyPressEvent" not in ours(each)]


def test_a_role_is_told_for_everything_that_can_be_used(furnished: Furnished) -> None:
    roles = {QAccessible.Role.NoRole, QAccessible.Role.Client}
    plain = [each for each in widgets(furnished.window) if takes_focus(each) and role(each) in roles]
    assert not [where(each) for each in plain if "keyPressEvent" not in ours(each)]


def test_the_map_of_alike_classes_is_walked_with_the_arrow_keys(furnished: Furnished, qtbot: QtBot) -> None:
    made = LikenessMap(furnished.space.theme)
    qtbot.addWidget(made)
    made.show_map(("cat", "dog", "car"), [[0.7, 0.25, 0.05], [0.3, 0.6, 0.1], [0.1, 0.1, 0.8]])
    QTest.keyClick(made, Qt.Key.Key_Down)
    QTest.keyClick(made, Qt.Key.Key_Right)
    QTest.keyClick(made, Qt.Key.Key_Right)
    QTest.keyClick(made, Qt.Key.Key_Right)
    assert made.accessibleDescription() == "Pictures of “dog”: the teacher gives “car” 10.0 % on average"
    with qtbot.waitSignal(made.chosen) as chosen:
        QTest.keyClick(made, Qt.Key.Key_Return)
    assert chosen.args == [1, 2]


# What a keyboard can do


PLACES = (WELCOME, *(each for each in STAGES if each != "compare"), *(f"compare {tab}" for tab in TABS))


@pytest.mark.parametrize("place", PLACES)
def test_tab_reaches_everything_in_the_order_in_which_it_is_read(furnished: Furnished, place: str) -> None:
    go_to(furnished, place)
    reached = list(steps(furnished.window))
    missed = [where(each) for each in widgets(furnished.window) if is_stop(each) and each not in reached]
    assert not missed
    page = furnished.window.stages.page(furnished.space.stages.current)
    within = [each for each in reached if page.isAncestorOf(each)]
    top = first_stop(page)
    assert top is not None
    assert within[0] is (top.tabBar() if isinstance(top, QTabWidget) else top)
    jumps = [
        f"{spoken(before)} → {spoken(after)}"
        for before, after in pairwise(within)
        if before.parentWidget() is after.parentWidget() and is_before(after.geometry(), before.geometry())
    ]
    assert not jumps
    for splitter in page.findChildren(QSplitter):
        left, right = (
            [number for number, each in enumerate(within) if is_in(each, splitter.widget(side))] for side in (0, 1)
        )
        assert not left or not right or max(left) < min(right), where(splitter)
    first = next(number for number, each in enumerate(reached) if page.isAncestorOf(each))
    assert all(page.isAncestorOf(each) for each in reached[first : first + len(within)]), "the page is left halfway"


@pytest.mark.parametrize("choice", [Choice.LIGHT, pytest.param(Choice.DARK, marks=pytest.mark.slow)])
def test_the_focus_is_seen(furnished: Furnished, choice: Choice) -> None:
    furnished.space.theme.choose(choice)
    unseen: dict[object, str] = {}
    seen: set[object] = set()
    for place in PLACES:
        go_to(furnished, place)
        for widget in steps(furnished.window):
            if kind_of(widget) in seen:
                continue
            seen.add(kind_of(widget))
            focused = picture(furnished.window, widget)
            tab_once(widget)
            if changed(focused, picture(furnished.window, widget)) < SMALLEST_CHANGE:
                unseen[kind_of(widget)] = f"{where(widget)} ({spoken(widget)})"
    furnished.space.theme.choose(Choice.LIGHT)
    assert len(seen) > 20
    assert not unseen


@pytest.mark.parametrize("place", PLACES)
def test_everything_can_be_hit(furnished: Furnished, place: str) -> None:
    go_to(furnished, place)
    smallest = QSize(SMALLEST_TARGET, SMALLEST_TARGET)
    targets = [each for each in widgets(furnished.window) if each.isVisible() and takes_focus(each)]
    assert not [
        f"{where(each)} ({spoken(each)}): {each.size().toTuple()}"
        for each in targets
        if each.size().boundedTo(smallest) != smallest and not is_of_qt(each)
    ]


def test_keys_alone_lead_from_a_story_to_an_exported_student(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    run, *_ = keep_runs(tmp_path / "runs")
    host = TwoSpeedHost(fakes.distillation(seeds=SEEDS, run=run))
    window = open_window(host)
    space = window.space
    activate(window)
    press(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert space.stages.current == WELCOME
    tab_to(window, "Open the sample: Ten labels")
    press(window, Qt.Key.Key_Return)
    assert space.stages.current == "distil"
    host.play_all()
    press(window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: space.run.status is Status.DONE, timeout=20_000)
    press(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    assert space.stages.current == "compare"
    press(window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    assert space.stages.current == "try"
    press(window, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    assert space.stages.current == "export"
    qtbot.waitUntil(lambda: space.export.can_export)
    tab_to(window, "Export")
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: space.export.proof is not None)


def test_the_focus_goes_along_to_another_page(furnished: Furnished) -> None:
    window = furnished.window
    go_to(furnished, "data")
    activate(window)
    page = window.stages.page("data")
    stop = first_stop(page)
    assert stop is not None
    stop.setFocus()
    go_to(furnished, "models")
    assert window.stages.page("models").isAncestorOf(focus())


def test_what_is_made_late_has_its_place_among_the_rest(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QHBoxLayout(window)
    first, last = QLineEdit(), QLineEdit()
    for each in (first, last):
        column.addWidget(each)
    late = QWidget()
    parts = QHBoxLayout(late)
    inner = [QLineEdit(), QLineEdit()]
    for each in inner:
        parts.addWidget(each)
    column.insertWidget(1, late)
    place_after(first, late)
    window.show()
    activate(window)
    first.setFocus()
    reached = []
    for _ in range(4):
        press(window, Qt.Key.Key_Tab)
        reached.append(focus())
    assert reached == [*inner, last, first]


# What eyes need


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_what_is_read_stands_out_on_every_ground(colors: Colors) -> None:
    """Words; `test_theme` looks at lines, banners and buttons."""
    grounds = {"window": colors.window, "base": colors.base, "raised": colors.raised}
    inks = {
        "text": colors.text,
        "hint": colors.faint,
        "link": colors.accent,
        "problem": colors.banners["error"][1],
        "warning": colors.banners["warning"][1],
        "done": colors.banners["done"][1],
    }
    pairs = {f"{ink} on {ground}": (inks[ink], grounds[ground]) for ink in inks for ground in grounds}
    code = (*colors.terms[:2], colors.lines["distilled"], colors.lines["plain"])
    pairs |= {f"code {line.color}": (line.color, colors.base) for line in code}
    weak = {name: round(contrast(*pair), 2) for name, pair in pairs.items() if contrast(*pair) < 4.5}
    assert not weak


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_what_is_drawn_stands_out_on_its_ground(colors: Colors) -> None:
    """Bars, heat and the frame of the focus: 3 to 1, as WCAG 2 wants of graphics."""
    drawn = {**colors.splits, "heat": colors.heat, "focus": colors.accent, "outline": colors.outline}
    grounds = (colors.raised, colors.base)
    weak = {name: color for name, color in drawn.items() if min(contrast(color, ground) for ground in grounds) < 3}
    assert not weak


def test_nothing_moves_by_itself() -> None:
    """Reduced motion needs no switch where there is no motion: only a bar that does not know how far it is may move."""
    moving = re.compile(r"Q\w*Animation|QMovie|QTimeLine|QEasingCurve|QGraphicsOpacityEffect")
    root = Path(workbench.gui.__file__).parent
    found = [
        f"{file.name}: {name}"
        for file in root.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for name in names_in(node)
        if moving.fullmatch(name)
    ]
    assert not found


# Small screens and other themes


@pytest.mark.parametrize("place", PLACES)
def test_a_small_screen_shows_every_page_without_scrolling_sideways(furnished: Furnished, place: str) -> None:
    """1366 x 768 with both docks. Tables may be wider: they keep their first column and scroll by themselves."""
    go_to(furnished, place)
    window = furnished.window
    assert window.size().toTuple() == SMALL
    assert window.docks["runs"].isVisible()
    assert window.docks["explain"].isVisible()
    page = window.stages.page(furnished.space.stages.current)
    areas = [each for each in page.findChildren(QScrollArea) if each.isVisible()]
    assert not [where(each) for each in areas if each.horizontalScrollBar().maximum()]
    assert not [
        f"{where(each)}: {spoken(each)}"
        for each in page.findChildren(QAbstractButton)
        if each.isVisible() and each.width() < each.minimumSizeHint().width() and not is_of_qt(each)
    ]


@pytest.mark.parametrize(
    ("stage", "names"),
    [
        (WELCOME, ("Open the sample: Ten labels", "Show me around", "Choose a folder…")),
        ("data", ("Pictures", "Labels per class", "For validation")),
        ("distil", ("Temperature", "Labels ↔ teacher", "Chart: Accuracy")),
        ("compare", ("Views of the comparison",)),
        ("try", ("Drawing", "Choose a file…", "Next test picture")),
        ("export", ("Export", "ONNX", "Report…")),
    ],
)
def test_the_main_control_of_every_page_is_seen_at_once(
    furnished: Furnished, stage: str, names: tuple[str, ...]
) -> None:
    """With the start of each page in view, on 1366 x 768 with both docks."""
    go_to(furnished, stage)
    window = furnished.window
    for area in window.findChildren(QScrollArea):
        area.verticalScrollBar().setValue(0)
    settle()
    bar = (window.bar.start, window.bar.stop, window.bar.pause)
    page = window.stages.page(stage)
    found = {name: [each for each in page.findChildren(QWidget) if spoken(each) == name] for name in names}
    assert all(found.values()), [name for name in names if not found[name]]
    unseen = [name for name in names if not any(is_seen_whole(each, window) for each in found[name])]
    assert not unseen
    assert all(is_seen_whole(each, window) for each in bar)


@pytest.mark.slow
def test_another_theme_leaves_nothing_of_the_one_before(furnished: Furnished) -> None:
    """Chosen while everything is open: every ground is of the theme in use, those of charts and maps included."""
    furnished.space.wishes.chooseTheme.emit(Choice.DARK)
    light = {}
    for place in PLACES:
        go_to(furnished, place)
        image = furnished.window.grab().toImage().scaled(QSize(200, 110), mode=Qt.TransformationMode.FastTransformation)
        levels = [image.pixelColor(x, y).lightness() for x in range(image.width()) for y in range(image.height())]
        light[place] = sum(level > 128 for level in levels) / len(levels)
    furnished.space.wishes.chooseTheme.emit(Choice.LIGHT)
    assert not {place: share for place, share in light.items() if share > MOST_INK}


# How it is looked at


def is_seen_whole(widget: QWidget, window: QWidget) -> bool:
    """No scrolling is needed to use it."""
    corner = widget.mapTo(window, widget.rect().bottomRight())
    seen = widget.visibleRegion().boundingRect().contains(widget.rect())
    return widget.isVisible() and seen and window.rect().contains(corner)


def names_in(node: ast.AST) -> list[str]:
    match node:
        case ast.Name(id=name):
            return [name]
        case ast.Attribute(attr=name):
            return [name]
        case ast.ImportFrom(names=names):
            return [each.name for each in names]
        case _:
            return []


def widgets(top: QWidget) -> list[QWidget]:
    """All of them but the parts of which Qt makes its own."""
    return [each for each in top.findChildren(QWidget) if not is_inner(each)]


def is_inner(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    return (
        isinstance(widget, QScrollBar | QHeaderView | QMenu | QSplitterHandle)
        or widget.objectName().startswith("qt_scrollarea")
        or isinstance(parent, QAbstractSpinBox | QComboBox | QLineEdit | QMenuBar)
        or (isinstance(parent, QDockWidget | QToolBar) and isinstance(widget, QAbstractButton))
        or (widget.window() is not None and isinstance(widget.window().parentWidget(), QComboBox))  # its list
        or (isinstance(parent, QAbstractScrollArea) and widget is parent.viewport())
    )


def is_of_qt(widget: QWidget) -> bool:
    """Arrows beside tabs that have too little room; the arrow keys do the same."""
    return isinstance(widget.parentWidget(), QTabBar)


def where(widget: QWidget) -> str:
    """The classes around it."""
    names: list[str] = []
    at: QWidget | None = widget
    while at is not None and len(names) < 5:
        names.append(type(at).__name__)
        at = at.parentWidget()
    return " < ".join(names)


def spoken(widget: QWidget) -> str:
    """What a screen reader calls it: its name, its label's, or what is written on it."""
    parent = widget.parentWidget()
    labels = parent.findChildren(QLabel, options=Qt.FindChildOption.FindDirectChildrenOnly) if parent else []
    named = (label.text().replace("&", "") for label in labels if label.buddy() is widget)
    said = widget.accessibleName() or next(named, "")
    if said or isinstance(widget, FIELDS):  # of those Qt would say the value
        return said
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def role(widget: QWidget) -> QAccessible.Role:
    return QAccessible.queryAccessibleInterface(widget).role()


def ours(widget: QWidget) -> set[str]:
    """What the classes of the window add to Qt's."""
    return {name for kind in type(widget).__mro__ if kind.__module__.startswith("workbench.") for name in vars(kind)}


def is_painted(widget: QWidget) -> bool:
    return "paintEvent" in ours(widget) or isinstance(widget, QGraphicsView)


def is_described(widget: QWidget) -> bool:
    return bool(widget.accessibleName() and widget.accessibleDescription())


def shows_something(widget: QWidget) -> bool:
    """Not a line without words, nor a map that was never filled."""
    text = getattr(widget, "text", None)
    return bool(text()) if callable(text) else not widget.isHidden() and widget.isEnabled()


def shows_words(button: QAbstractButton) -> bool:
    if isinstance(button, QToolButton) and button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
        return bool(button.text()) and button.icon().isNull() and button.arrowType() == Qt.ArrowType.NoArrow
    return bool(button.text())


def is_in(widget: QWidget, around: QWidget | None) -> bool:
    return around is not None and around.isAncestorOf(widget)


def takes_focus(widget: QWidget) -> bool:
    """A widget with tabs leaves that to the tabs. (Nobody is asked who has the focus in its stead: see `taborder`.)"""
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and not isinstance(widget, QTabWidget)


def is_control(widget: QWidget) -> bool:
    return isinstance(widget, CONTROLS) or widget.focusPolicy() != Qt.FocusPolicy.NoFocus


def is_offered(widget: QWidget) -> bool:
    """A button that was never given words is not shown to anybody."""
    wordless = isinstance(widget, QAbstractButton) and not widget.text() and widget.icon().isNull()
    return not (wordless and widget.isHidden() and not isinstance(widget, QCheckBox | QRadioButton | QToolButton))


def is_stop(widget: QWidget) -> bool:
    """Tab has to come by."""
    return widget.isVisible() and widget.isEnabled() and takes_focus(widget)


def named_fields(top: QWidget) -> Iterator[tuple[QLabel, QWidget]]:
    """Labels with the field that stands behind them."""
    for layout in top.findChildren(QLayout):
        pairs: list[tuple[QWidget | None, QWidget | None]] = []
        match layout:
            case QFormLayout():
                label, field = QFormLayout.ItemRole.LabelRole, QFormLayout.ItemRole.FieldRole
                cells = [(layout.itemAt(row, label), layout.itemAt(row, field)) for row in range(layout.rowCount())]
                pairs = [(one.widget(), other.widget()) for one, other in cells if one and other]
            case QGridLayout():
                items = [(layout.itemAt(index), layout.getItemPosition(index)) for index in range(layout.count())]
                for item, (row, column, _, width) in cast("list[Cell]", items):
                    beside = layout.itemAtPosition(row, column + width)
                    if item is not None and beside is not None:
                        pairs.append((item.widget(), beside.widget()))
            case QHBoxLayout():
                inside = [layout.itemAt(index) for index in range(layout.count())]
                pairs = list(pairwise(item.widget() if item is not None else None for item in inside))
            case _:
                pass
        for one, other in pairs:
            if isinstance(one, QLabel) and one.text() and one.objectName() != "hint" and isinstance(other, FIELDS):
                yield one, other


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def activate(window: QWidget) -> None:
    window.activateWindow()
    until(window.isActiveWindow)


def press(window: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """On whatever has the focus."""
    QTest.keyClick(QApplication.focusWidget() or window, key, modifier)
    settle(5)


def tab_to(window: QWidget, name: str) -> None:
    """Press Tab until it is reached."""
    for _ in range(MOST_STOPS):
        found = QApplication.focusWidget()
        if found is not None and spoken(found) == name:
            return
        press(window, Qt.Key.Key_Tab)
    raise AssertionError(f"{name} is not reached")


def go_to(furnished: Furnished, place: str) -> None:
    """A stage, or a tab of the stage Compare; without notices."""
    stage, _, tab = place.partition(" ")
    furnished.tidy()
    furnished.show(stage)
    page = furnished.window.stages.page(stage)
    if isinstance(page, CompareStage) and tab:
        page.show_tab(tab)
        settle()


def steps(window: QWidget) -> Iterator[QWidget]:
    """Whatever Tab reaches, from the top of the window until it comes round."""
    activate(window)
    start = first_stop(window)
    assert start is not None
    start.setFocus(Qt.FocusReason.TabFocusReason)
    reached: list[QWidget] = []
    while len(reached) < MOST_STOPS:
        at = focus()
        if at in reached:
            assert at is reached[0], f"Tab goes from {where(reached[-1])} to {where(at)} again"
            return
        reached.append(at)
        yield at
        if focus() is at:
            tab_once(at)
    raise AssertionError(f"Tab does not come round from {where(reached[-1])}")


def tab_once(before: QWidget) -> QWidget:
    """Press Tab until something else has the focus: articles stop at each of their links."""
    for _ in range(MOST_LINKS):
        QTest.keyClick(focus(), Qt.Key.Key_Tab)
        if focus() is not before:
            return focus()
    raise AssertionError(f"Tab is caught by {where(before)}")


def picture(window: QWidget, widget: QWidget) -> QImage:
    """Of a widget and what is around it."""
    QApplication.processEvents()
    room = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()).adjusted(-3, -3, 3, 3)
    return window.grab(room.intersected(window.rect())).toImage()


def changed(one: QImage, other: QImage) -> int:
    """Number of pixels that differ, all of them where the sizes do."""
    if one.size() != other.size():
        return one.width() * one.height()
    return sum(one.pixel(x, y) != other.pixel(x, y) for x in range(one.width()) for y in range(one.height()))


def kind_of(widget: QWidget) -> object:
    """Widgets that look alike."""
    checked = widget.isChecked() if isinstance(widget, QAbstractButton) else None
    raised = widget.autoRaise() if isinstance(widget, QToolButton) else None
    return type(widget).__name__, widget.objectName(), checked, raised


def is_before(one: QRect, other: QRect) -> bool:
    """Wholly above, or in the same line and wholly to the left."""
    above = one.bottom() < other.top()
    beside = one.top() <= other.bottom() and one.bottom() >= other.top() and one.right() < other.left()
    return above or beside

"""What can be done with the selected runs, and how the list is sorted and filtered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from workbench.gui.icons import icon
from workbench.gui.models.runs import RunsModel
from workbench.gui.models.runs_order import Only, Order
from workbench.gui.theme import Theme

Deed = Literal[
    "open", "compare", "favourite", "tags", "note", "rename", "teacher", "repeat", "code", "report", "folder", "share",
    "bin",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Look:
    """How an action looks: what it says, means, is pictured as, and by which key it is reached."""

    text: str
    meaning: str
    picture: str = ""
    keys: tuple[QKeySequence, ...] = ()


class RunActions(QObject):
    """One action for each thing that can be done with the selected runs; those that cannot be done say why.

    Signals:
        asked: Name of what the user wants done, a `Deed`.
    """

    asked = Signal(str)

    def __init__(self, runs: RunsModel, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs, self._theme = runs, theme
        self._group = QActionGroup(self)
        self._group.setExclusionPolicy(QActionGroup.ExclusionPolicy.None_)
        self._looks = self._make_looks()
        self.actions: dict[Deed, QAction] = {deed: self._make(deed, look) for deed, look in self._looks.items()}
        self.actions["favourite"].setCheckable(True)
        self._group.triggered.connect(self._on_triggered)
        runs.selectionChanged.connect(self.refresh)
        runs.changed.connect(self.refresh)
        theme.changed.connect(self._paint)
        self._paint()
        self.refresh()

    def refresh(self) -> None:
        """Make the actions agree with the selection."""
        chosen = self._runs.chosen
        reasons = self._reasons()
        for deed, action in self.actions.items():
            reason = reasons.get(deed, "") if chosen else self.tr("Select a run first.")
            action.setEnabled(not reason)
            meaning, keys = (
                self._looks[deed].meaning,
                action.shortcut().toString(QKeySequence.SequenceFormat.NativeText),
            )
            action.setToolTip(reason or (f"{meaning} ({keys})" if keys else meaning))
        self.actions["favourite"].setChecked(bool(chosen) and all(run.favourite for run in chosen))

    def menu(self, parent: QWidget) -> QMenu:
        """All actions, in groups."""
        menu = QMenu(parent)
        menu.setToolTipsVisible(True)
        groups: tuple[tuple[Deed, ...], ...] = (
            ("open", "compare"),
            ("favourite", "tags", "note", "rename"),
            ("teacher", "repeat", "code", "report"),
            ("folder", "share"),
            ("bin",),
        )
        for group in groups:
            menu.addActions([self.actions[deed] for deed in group])
            menu.addSeparator()
        return menu

    def _reasons(self) -> dict[Deed, str]:
        """Why something cannot be done with what is selected."""
        chosen = self._runs.chosen
        found: dict[Deed, str] = {}
        if not self._runs.can_compare:
            found["compare"] = self.tr("Select two runs or more.")
        if not self._runs.can_bin:
            found["bin"] = self.tr("Stop it first: it is training.")
        if any(run.state in ("running", "damaged") for run in chosen):
            found["share"] = self.tr("A run that is training or damaged cannot be shared.")
        if len(chosen) != 1:
            alone: tuple[Deed, ...] = ("open", "note", "rename", "teacher", "repeat", "code", "report", "folder")
            return {**found, **dict.fromkeys(alone, self.tr("Select one run only."))}
        if chosen[0].state == "damaged":
            damaged: tuple[Deed, ...] = ("open", "teacher", "repeat", "code", "report")
            return {**found, **dict.fromkeys(damaged, self.tr("It is damaged."))}
        if not any(taught.run.id == chosen[0].id for taught in self._runs.teachers):
            found["teacher"] = self.tr("Only a run that has finished can teach.")
        if chosen[0].accuracy is None:
            found["report"] = self.tr("It has not been measured on the test pictures.")
        return found

    def _make_looks(self) -> dict[Deed, _Look]:
        tr, standard = self.tr, QKeySequence.StandardKey
        enter = (QKeySequence("Return"), QKeySequence("Enter"))
        delete = (QKeySequence(standard.Delete), QKeySequence("Backspace"))
        return {
            "open": _Look(tr("&Open"), tr("Show its curves and results"), "", enter),
            "compare": _Look(tr("&Compare"), tr("Lay the selected runs side by side"), "compare"),
            "favourite": _Look(tr("&Favourite"), tr("Mark with a star"), "star"),
            "tags": _Look(tr("&Tags…"), tr("Words to find runs by"), "tag"),
            "note": _Look(tr("&Note…"), tr("Write down what you learned"), "note"),
            "rename": _Look(
                tr("Rena&me"), tr("Give it another name; its recipe stays"), "pencil", (QKeySequence("F2"),)
            ),
            "teacher": _Look(tr("&Use as teacher"), tr("Let its network teach the next student")),
            "repeat": _Look(tr("&Repeat"), tr("Load its recipe, with the dials as they were moved")),
            "code": _Look(tr("S&how code"), tr("A short Python program that does the same")),
            "report": _Look(tr("Re&port"), tr("One page about it, to print or to hand in")),
            "folder": _Look(tr("Open fo&lder"), tr("Everything that it kept: weights, curves, results"), "folder"),
            "share": _Look(tr("&Share…"), tr("Write it to one file for somebody else"), "share"),
            "bin": _Look(tr("Move to &bin"), tr("Undo brings it back"), "bin", delete),
        }

    def _make(self, deed: Deed, look: _Look) -> QAction:
        action = QAction(look.text, self)
        action.setData(deed)
        action.setShortcuts(look.keys)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setMenuRole(QAction.MenuRole.NoRole)
        self._group.addAction(action)
        return action

    def _paint(self) -> None:
        colors = self._theme.colors
        for deed, look in self._looks.items():
            if look.picture:
                self.actions[deed].setIcon(icon(look.picture, colors.text, colors.faint))

    def _on_triggered(self, action: QAction) -> None:
        self.refresh()  # Qt has moved the tick already; it follows the runs, not the click
        self.asked.emit(action.data())


class ArrangeMenu(QMenu):
    """Which runs are shown, and in which order."""

    def __init__(self, runs: RunsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self._only, self._tag, self._order = (QActionGroup(self) for _ in range(3))
        self._fill(self._only, self, self._only_titles())
        self.tags = self.addMenu(self.tr("With the tag"))
        self.tags.menuAction().setMenuRole(QAction.MenuRole.NoRole)
        self.addSeparator()
        self.addSection(self.tr("Sort by"))
        self._fill(self._order, self, self._order_titles())
        self.addSeparator()
        self.turned = self.addAction(self.tr("The other way round"))
        self.turned.setMenuRole(QAction.MenuRole.NoRole)
        self.turned.setCheckable(True)
        self._only.triggered.connect(self._on_only)
        self._tag.triggered.connect(self._on_tag)
        self._order.triggered.connect(self._on_order)
        self.turned.toggled.connect(self._on_turned)
        self.aboutToShow.connect(self.refresh)
        runs.arranged.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the ticks agree with the model."""
        arrangement = self._runs.arrangement
        for action in self._tag.actions():
            self._tag.removeAction(action)
        self.tags.clear()
        every = {"": self.tr("Any tag or none")}
        self._fill(self._tag, self.tags, {**every, **{tag: tag for tag in self._runs.tags}})
        self.tags.setEnabled(bool(self._runs.tags))
        for group, value in (
            (self._only, arrangement.only),
            (self._tag, arrangement.tag),
            (self._order, arrangement.order),
        ):
            for action in group.actions():
                action.setChecked(action.data() == value)
        self.turned.setChecked(arrangement.turned)

    def _only_titles(self) -> dict[Only, str]:
        return {
            "all": self.tr("All runs"),
            "favourites": self.tr("Favourites"),
            "running": self.tr("In training"),
            "failed": self.tr("Failed or interrupted"),
        }

    def _order_titles(self) -> dict[Order, str]:
        return {
            "created": self.tr("Newest"),
            "accuracy": self.tr("Accuracy"),
            "gain": self.tr("Gain over the plain student"),
            "bytes": self.tr("Size"),
            "latency_ms": self.tr("Time for a picture"),
            "seconds": self.tr("Time spent"),
            "title": self.tr("Name"),
        }

    def _fill(self, group: QActionGroup, menu: QMenu, titles: Mapping[Any, str]) -> None:
        for name, title in titles.items():
            action = menu.addAction(title.replace("&", "&&"))
            action.setData(name)
            action.setCheckable(True)
            action.setMenuRole(QAction.MenuRole.NoRole)
            group.addAction(action)

    def _on_only(self, action: QAction) -> None:
        self._runs.arrange(only=action.data())

    def _on_tag(self, action: QAction) -> None:
        self._runs.arrange(tag=action.data())

    def _on_order(self, action: QAction) -> None:
        self._runs.arrange(order=action.data(), turned=False)

    def _on_turned(self, on: bool) -> None:
        self._runs.arrange(turned=on)

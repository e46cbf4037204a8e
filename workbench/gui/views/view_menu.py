"""The menu of everything that changes how the window looks, and nothing that it holds."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from workbench.gui.models.stages import WELCOME
from workbench.gui.models.workspace import Workspace
from workbench.gui.theme import Choice
from workbench.gui.views.menu_maker import MenuMaker, Standard
from workbench.gui.views.stage_bar import KEYS

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
"""What the window speaks, each in its own words."""


class ViewMenu(QObject):
    """Stages, theme, language, text size, the presentation mode and the layout."""

    def __init__(self, menu: QMenu, make: MenuMaker, space: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._space, self._make = space, make
        self._fill_stages(make.menu(menu, self.tr("&Stage")))
        self._fill_themes(make.menu(menu, self.tr("&Theme")))
        self._fill_languages(make.menu(menu, self.tr("Lan&guage")))
        self._fill_sizes(make.menu(menu, self.tr("Te&xt size")))
        menu.addSeparator()
        self.present = make.add(
            menu,
            "present",
            self.tr("&Presentation mode"),
            self._on_present,
            self.tr("Large type on the whole screen for a class; Esc leaves it"),
            "F11",
        )
        self.present.setCheckable(True)
        make.add(
            menu,
            "reset_layout",
            self.tr("&Reset layout"),
            space.wishes.resetLayout.emit,
            self.tr("Put the window and its docks back as at the first start"),
        )

    def refresh(self) -> None:
        """Make the choices agree with the preferences."""
        self._make.action(f"theme_{self._space.preferences.theme.value}").setChecked(True)
        size = self._space.preferences.text_size
        self._make.action("text_larger").setEnabled(self._space.preferences.next_text_size(1) != size)
        self._make.action("text_smaller").setEnabled(self._space.preferences.next_text_size(-1) != size)

    def _fill_stages(self, menu: QMenu) -> None:
        titles = {
            WELCOME: (self.tr("&Welcome"), self.tr("Samples and recent work")),
            "data": (self.tr("&Data"), self.tr("Where the pictures come from, and how many have a label")),
            "models": (self.tr("&Teacher && student"), self.tr("Which network teaches, and which one learns")),
            "distil": (self.tr("D&istil"), self.tr("The dials, the training and its curves")),
            "compare": (self.tr("&Compare"), self.tr("What came out, beside other runs")),
            "try": (self.tr("Tr&y it"), self.tr("Draw or drop a picture, and see what the networks answer")),
            "export": (self.tr("&Export"), self.tr("Write the student to a file for other programs")),
        }
        for stage, (title, tip) in titles.items():
            do = partial(self._space.wishes.goTo.emit, stage)
            self._make.add(menu, f"stage_{stage}", title, do, tip, KEYS[stage])

    def _fill_themes(self, menu: QMenu) -> None:
        themes = (
            (Choice.SYSTEM, self.tr("As the &system"), self.tr("Light or dark as the system is, also when it changes")),
            (Choice.LIGHT, self.tr("&Light"), self.tr("Dark text on a light ground")),
            (Choice.DARK, self.tr("&Dark"), self.tr("Light text on a dark ground")),
        )
        group = QActionGroup(self)
        for choice, title, tip in themes:
            do = partial(self._space.wishes.chooseTheme.emit, choice)
            action = self._make.add(menu, f"theme_{choice.value}", title, do, tip)
            action.setCheckable(True)
            group.addAction(action)

    def _fill_languages(self, menu: QMenu) -> None:
        group, chosen = QActionGroup(self), self._space.preferences.language
        system = self.tr("Speak the language of the system where the workbench does, else English")
        for code, title in {"": self.tr("As the &system"), **LANGUAGES}.items():
            do = partial(self._space.wishes.chooseLanguage.emit, code)
            tip = self.tr("Speak {language} from now on").format(language=title) if code else system
            action = self._make.add(menu, f"language_{code or 'system'}", title, do, tip)
            action.setCheckable(True)
            action.setChecked(code == chosen)
            group.addAction(action)

    def _fill_sizes(self, menu: QMenu) -> None:
        larger, smaller = partial(self._zoom, 1), partial(self._zoom, -1)
        tip = self.tr("Everything is written larger; the next start remembers it")
        self._make.add(menu, "text_larger", self.tr("&Larger"), larger, tip, (Standard.ZoomIn, "Ctrl+="))
        tip = self.tr("Everything is written smaller; the next start remembers it")
        self._make.add(menu, "text_smaller", self.tr("&Smaller"), smaller, tip, Standard.ZoomOut)
        normal = partial(self._space.wishes.chooseTextSize.emit, 100)
        tip = self.tr("As large as the system writes")
        self._make.add(menu, "text_normal", self.tr("&Normal"), normal, tip, "Ctrl+Shift+0")

    def _zoom(self, steps: int) -> None:
        self._space.wishes.chooseTextSize.emit(self._space.preferences.next_text_size(steps))

    def _on_present(self) -> None:
        self._space.wishes.present.emit(self.present.isChecked())

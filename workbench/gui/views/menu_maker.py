"""How an entry of a menu is made, so that none lacks its role on a Mac or its sentence."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

Standard = QKeySequence.StandardKey
Role = QAction.MenuRole
Key = QKeySequence.StandardKey | str


class MenuMaker:
    """Makes menus and their actions, and knows the actions by name.

    Args:
        owner: Of the actions.
        actions: Where they are put.
    """

    def __init__(self, owner: QObject, actions: dict[str, QAction]) -> None:
        self._owner, self._actions = owner, actions

    def action(self, name: str) -> QAction:
        """An entry that was made."""
        return self._actions[name]

    def menu(self, above: QMenuBar | QMenu, title: str) -> QMenu:
        """A new menu that shows what its entries do."""
        made = above.addMenu(title)
        made.setToolTipsVisible(True)
        made.menuAction().setMenuRole(Role.NoRole)
        return made

    def add(
        self,
        menu: QMenu,
        name: str,
        title: str,
        do: Callable[[], object],
        tip: str,
        key: Key | tuple[Key, ...] = (),
        role: QAction.MenuRole = Role.NoRole,
    ) -> QAction:
        """A new entry.

        Args:
            menu: Gets it at its end.
            name: For the program.
            title: For people.
            do: Called when it is chosen.
            tip: What it does, in a sentence.
            key: Its keys, as the system has them or by name.
            role: Its place on a Mac.
        """
        action = QAction(title, self._owner)
        action.setObjectName(name)
        action.setMenuRole(role)
        action.setToolTip(tip)
        action.setStatusTip(tip)
        keys = key if isinstance(key, tuple) else (key,)
        action.setShortcuts(list(dict.fromkeys(found for each in keys for found in _sequences(each))))

        def triggered() -> None:
            do()

        action.triggered.connect(triggered)
        menu.addAction(action)
        self._actions[name] = action
        return action


def _sequences(key: Key) -> list[QKeySequence]:
    return QKeySequence.keyBindings(key) if isinstance(key, Standard) else [QKeySequence(key)]

"""What the user prefers, and how the window was left."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

from workbench.errors import RunError, UserError
from workbench.gui.theme import Choice
from workbench.recipes import Distil, dump, load
from workbench.runs.files import write_atomically

RECENT = 10
"""Files that are remembered."""
TEXT_SIZES = (80, 90, 100, 110, 125, 150, 175, 200)
"""Percent of the system's text size that can be chosen."""


class Place(str, Enum):
    """Where training runs."""

    PROCESS = "process"
    THREAD = "thread"


class Preferences(QObject):
    """Kept in ``window.ini`` in the settings folder, the last recipe beside it as ``last-recipe.yaml``.

    Signals:
        changed: A preference is different.
    """

    changed = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._recipe_file = folder / "last-recipe.yaml"
        self._settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat, self)

    @property
    def folder(self) -> Path:
        """Where all this is kept."""
        return self._recipe_file.parent

    @property
    def theme(self) -> Choice:
        """The theme the user wants."""
        return _chosen(Choice, self._settings.value("theme"), Choice.SYSTEM)

    @theme.setter
    def theme(self, choice: Choice) -> None:
        self._set("theme", choice.value)

    @property
    def place(self) -> Place:
        """Where the user wants training to run."""
        return _chosen(Place, self._settings.value("place"), Place.PROCESS)

    @place.setter
    def place(self, place: Place) -> None:
        self._set("place", place.value)

    @property
    def smoothing(self) -> float:
        """Of the loss lines, 0 to 0.99."""
        try:
            return min(0.99, max(0.0, float(str(self._settings.value("smoothing", 0.9)))))
        except ValueError:
            return 0.9

    @smoothing.setter
    def smoothing(self, weight: float) -> None:
        self._settings.setValue("smoothing", weight)

    @property
    def language(self) -> str:
        """``en`` or ``zh_CN``; empty = the system's."""
        return str(self._settings.value("language", ""))

    @language.setter
    def language(self, code: str) -> None:
        self._set("language", code)

    @property
    def expert(self) -> bool:
        """Whether every setting is shown."""
        return self._settings.value("expert", "false") == "true"

    @expert.setter
    def expert(self, on: bool) -> None:
        self._set("expert", "true" if on else "false")

    @property
    def text_size(self) -> int:
        """In percent of the system's, one of `TEXT_SIZES`."""
        try:
            wanted = int(str(self._settings.value("text_size", 100)))
        except ValueError:
            return 100
        return min(TEXT_SIZES, key=lambda size: abs(size - wanted))

    @text_size.setter
    def text_size(self, percent: int) -> None:
        self._set("text_size", str(percent))

    def next_text_size(self, steps: int) -> int:
        """The size so many steps larger, or smaller where negative; the last one there is."""
        place = TEXT_SIZES.index(self.text_size) + steps
        return TEXT_SIZES[max(0, min(place, len(TEXT_SIZES) - 1))]

    @property
    def welcome(self) -> bool:
        """Whether the welcome page is shown at the start."""
        return self._settings.value("welcome", "true") == "true"

    @welcome.setter
    def welcome(self, on: bool) -> None:
        self._set("welcome", "true" if on else "false")

    @property
    def tour(self) -> int:
        """How far the user has come in the tour: the step to go on with; -1 = to its end."""
        try:
            return int(str(self._settings.value("tour", 0)))
        except ValueError:
            return 0

    @tour.setter
    def tour(self, step: int) -> None:
        self._settings.setValue("tour", step)

    @property
    def recent(self) -> list[str]:
        """Paths of the files that were opened or saved, the newest first, at most ten."""
        kept = self._settings.value("recent", [])
        return [str(each) for each in kept] if isinstance(kept, list) else [str(kept)] if kept else []

    def remember(self, file: Path) -> None:
        """Put a file at the head of the recent ones."""
        others = [each for each in self.recent if each != str(file)]
        self._settings.setValue("recent", [str(file), *others][:RECENT])
        self.changed.emit()

    def state(self, name: str) -> QByteArray:
        """How a part of the window was left; empty when unknown."""
        kept = self._settings.value(f"window/{name}")
        return kept if isinstance(kept, QByteArray) else QByteArray()

    def keep_state(self, name: str, state: QByteArray) -> None:
        """Remember how a part of the window is left."""
        self._settings.setValue(f"window/{name}", state)

    def forget_states(self) -> None:
        """Back to the layout of the first start."""
        self._settings.remove("window")

    def last_recipe(self) -> Distil | None:
        """The recipe that was edited last; None when there is none that can be read."""
        try:
            recipe = load(self._recipe_file)
        except (OSError, UserError):
            return None
        return recipe if isinstance(recipe, Distil) else None

    def keep_recipe(self, recipe: Distil) -> None:
        """Remember the recipe. A disk that refuses costs only this comfort."""
        try:
            self._recipe_file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._recipe_file, dump(recipe).encode())
        except (OSError, RunError):
            return

    def save(self) -> None:
        """Write to disk now."""
        self._settings.sync()

    def _set(self, name: str, value: str) -> None:
        if self._settings.value(name) != value:
            self._settings.setValue(name, value)
            self.changed.emit()


_Option = TypeVar("_Option", bound=Enum)


def _chosen(options: type[_Option], value: object, default: _Option) -> _Option:
    try:
        return options(value)
    except ValueError:
        return default

"""The recipe that is being edited, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from time import monotonic
from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack
from shiboken6 import isValid

from workbench.errors import Problem
from workbench.gui.models.terms import TermPlace, terms_of
from workbench.recipes import Distil, problems_of

Draft = dict[str, Any]
STEP_BY_STEP = ("data.corrections", "also", "co_teachers", "assistants")
"""Lists of which each change is a step of undo of its own: each is about another part."""
SECONDS_OF_ONE_STEP = 1.0
"""Changes of the same fields that follow each other faster are one step of undo."""


class RecipeModel(QObject):
    """A draft of a `Distil` recipe: every field can be set one by one, also to something wrong, and set back by undo.

    Signals:
        changed: A field, or what is wrong with one, is different.
        edited: A field is different, so what was measured of the recipe is out of date.
    """

    changed = Signal()
    edited = Signal()

    def __init__(self, recipe: Distil | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo = QUndoStack(self)
        self.undo.indexChanged.connect(self._on_undo_changed)
        self.undo.cleanChanged.connect(self._on_undo_changed)
        self._draft: Draft = {}
        self._local: tuple[Problem, ...] = ()
        self._measured: tuple[Problem, ...] = ()
        self.recipe: Distil | None = None
        self.become((recipe or Distil()).model_dump(mode="json"))

    def load(self, recipe: Distil) -> None:
        """Edit another recipe; undo goes back to the one before."""
        self.undo.push(_Load(self, recipe))
        self.undo.setClean()

    @property
    def draft(self) -> Draft:
        """The recipe as plain data, checked or not. A copy."""
        return deepcopy(self._draft)

    @property
    def terms(self) -> list[TermPlace]:
        """Its methods."""
        return terms_of(self._draft)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything wrong: in the fields as such, else in what was measured of them."""
        return self._local or self._measured

    def problems_under(self, path: str) -> list[Problem]:
        """What is wrong with a field or anything in it."""
        return [problem for problem in self.problems if problem.path == path or problem.path.startswith(f"{path}.")]

    def value(self, path: str) -> Any:
        """What a field holds; None when there is no such field."""
        node: Any = self._draft
        for key in path.split("."):
            node = _part(node, key)
        return node

    def set(self, path: str, value: Any) -> None:
        """Give a field a value. Changes of one field in a row are one step of undo.

        A part of a list that is no longer there is passed over: its editor may report once more while it goes.
        """
        if self.value(path) != value and self._has_place(path):
            self.undo.push(_Set(self, {path: value}))

    def set_many(self, values: Mapping[str, Any]) -> None:
        """Give several fields values, as one step of undo."""
        if any(self.value(path) != value for path, value in values.items()):
            self.undo.push(_Set(self, values))

    def set_setting(self, path: str, name: str, value: Any, default: Any) -> None:
        """Set one of the own settings of what `path` refers to; a default is left out."""
        settings = {**(self.value(f"{path}.params") or {}), name: value}
        if value == default:
            del settings[name]
        self.set(f"{path}.params", settings)

    def would_change_nothing(self, values: Mapping[str, Any]) -> bool:
        """Whether the recipe would mean the same with these values, by their paths."""
        try:
            return self.recipe is not None and Distil.model_validate(_with(self._draft, values)) == self.recipe
        except ValidationError:
            return False

    def take_problems(self, problems: Iterable[Problem]) -> None:
        """What the worker found wrong with this draft."""
        self._measured = tuple(problems)
        self.changed.emit()

    def write(self, values: Mapping[str, Any]) -> None:
        """Change fields without a way back; for undo itself."""
        self.become(_with(self._draft, values))

    def _has_place(self, path: str) -> bool:
        """Every list on the way to a field is long enough."""
        node: Any = self._draft
        for key in path.split("."):
            if isinstance(node, list) and not _is_place(node, key):
                return False
            node = _part(node, key)
        return True

    def _on_undo_changed(self, _value: object) -> None:
        if isValid(self.undo):  # a stack that is being destroyed empties itself, and says so
            self.changed.emit()

    def become(self, draft: Draft) -> None:
        """Be another draft, without a way back; for undo itself."""
        self._draft, self._measured = draft, ()
        try:
            self.recipe, self._local = Distil.model_validate(draft), ()
        except ValidationError as error:
            self.recipe, self._local = None, tuple(problems_of(error, Distil, draft))
        self.changed.emit()
        self.edited.emit()


def _with(draft: Draft, values: Mapping[str, Any]) -> Draft:
    """A copy with these values, by their paths."""
    made = deepcopy(draft)
    for path, value in values.items():
        *parents, last = path.split(".")
        node: Any = made
        for key in parents:
            node = node[int(key)] if isinstance(node, list) else node.setdefault(key, {})
        node[int(last) if isinstance(node, list) else last] = deepcopy(value)
    return made


def _part(node: Any, key: str) -> Any:
    """What is called so in an object, or is at that place of a list; None when there is none."""
    if isinstance(node, list):
        return node[int(key)] if _is_place(node, key) else None
    return node.get(key) if isinstance(node, Mapping) else None


def _is_place(node: list[Any], key: str) -> bool:
    return key.isdecimal() and int(key) < len(node)


class _Set(QUndoCommand):
    """Fields were given values."""

    def __init__(self, model: RecipeModel, values: Mapping[str, Any]) -> None:
        super().__init__(", ".join(path.replace("_", " ") for path in values))
        self._model, self._when = model, monotonic()
        self._after = deepcopy(dict(values))
        self._before = {path: deepcopy(model.value(path)) for path in values}

    def redo(self) -> None:
        self._model.write(self._after)

    def undo(self) -> None:
        self._model.write(self._before)

    def id(self) -> int:
        paths = tuple(self._after)
        return -1 if len(paths) == 1 and paths[0] in STEP_BY_STEP else hash(paths) % (2**31 - 2)  # -1 is never merged

    def mergeWith(self, other: QUndoCommand) -> bool:
        """A drag of a slider is one step."""
        if not isinstance(other, _Set) or tuple(other._after) != tuple(self._after):
            return False
        if other._when - self._when > SECONDS_OF_ONE_STEP:
            return False
        self._after, self._when = other._after, other._when
        return True


class _Load(QUndoCommand):
    """Another recipe took the place of the one that was edited."""

    def __init__(self, model: RecipeModel, recipe: Distil) -> None:
        super().__init__(QCoreApplication.translate("RecipeModel", "another recipe"))
        self._model, self._before = model, model.draft
        self._after = recipe.model_dump(mode="json")

    def redo(self) -> None:
        self._model.become(self._after)

    def undo(self) -> None:
        self._model.become(self._before)

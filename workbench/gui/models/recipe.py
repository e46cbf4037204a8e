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
from workbench.recipes import Distil, problems_of

Draft = dict[str, Any]
STEP_BY_STEP = ("data.corrections",)
"""Fields of which each change is a step of undo of its own: each is about another picture."""
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
            if not isinstance(node, Mapping) or key not in node:
                return None
            node = node[key]
        return node

    def set(self, path: str, value: Any) -> None:
        """Give a field a value. Changes of one field in a row are one step of undo."""
        if self.value(path) != value:
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

    def take_problems(self, problems: Iterable[Problem]) -> None:
        """What the worker found wrong with this draft."""
        self._measured = tuple(problems)
        self.changed.emit()

    def write(self, values: Mapping[str, Any]) -> None:
        """Change fields without a way back; for undo itself."""
        draft = self.draft
        for path, value in values.items():
            *parents, last = path.split(".")
            node = draft
            for key in parents:
                node = node.setdefault(key, {})
            node[last] = deepcopy(value)
        self.become(draft)

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
        return -1 if paths == STEP_BY_STEP else hash(paths) % (2**31 - 2)  # -1 is never merged

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

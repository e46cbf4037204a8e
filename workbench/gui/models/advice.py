"""Advice on the recipe that is being edited: what can run on its pair of networks, what was published, what to mind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QTimer

from workbench.gui.models.asker import Asker
from workbench.gui.models.recipe import Draft, RecipeModel
from workbench.gui.models.terms import terms_of
from workbench.recipes.requests import Advise, AnyQuestion

REST_MILLISECONDS = 400
Side = Literal["student", "teacher"]


@dataclass(frozen=True, slots=True)
class Layer:
    """What can be tapped in a network.

    Attributes:
        path: Dotted, as methods call it.
        shape: Channels, height, width of maps; a single number of a vector.
        activation: Path of the layer (such as a ReLU) whose output it is; empty = of none.
    """

    path: str
    shape: tuple[int, ...]
    activation: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """Settings that somebody published for this pair of networks.

    Attributes:
        method: Its name in the catalogue. title: For people.
        settings: Fields of a Distil recipe; of ``schedule`` only what differs from the usual.
        source: Who says so.
        accuracy: The published top-1 accuracy in percent; None where there is none.
    """

    method: str
    title: str
    settings: dict[str, Any]
    source: str
    accuracy: float | None

    @property
    def changes(self) -> dict[str, Any]:
        """Paths in the recipe and their values; what it does not say of the loss becomes as in a new recipe."""
        values: dict[str, Any] = {"also": [], "balance": "fixed"}
        values |= {name: {"kind": "constant"} for name in ("temperature_ramp", "alpha_ramp")}
        values |= {name: value for name, value in self.settings.items() if name != "schedule"}
        return values | {f"schedule.{name}": value for name, value in self.settings.get("schedule", {}).items()}


class AdviceModel(Asker):
    """Asks once the recipe has rested, and only when something changed that the advice depends on.

    Attributes:
        methods: By name why it cannot run on this pair; empty = it can. Methods that are missing are not known.
        layers: What can be tapped in ``student`` and ``teacher``, in the order of computation.
        published: Settings that fit the pair.
        teacher: Facts about the trained teacher that the recipe names; None where there is none.
        gap: ``ratio``, ``level`` and ``text`` about the sizes of the two networks; None while unknown.
        start: What would be copied from the teacher, sentence by sentence.
        reason: Why some of it is not known; empty = all is.
    """

    def __init__(self, runs_folder: str, recipe: RecipeModel) -> None:
        super().__init__(runs_folder)
        self._recipe = recipe
        self._key: object = None
        self._answered: object = None
        self.methods: dict[str, str] = {}
        self.layers: dict[str, tuple[Layer, ...]] = {}
        self.published: tuple[Published, ...] = ()
        self.teacher: dict[str, Any] | None = None
        self.gap: dict[str, Any] | None = None
        self.start: tuple[str, ...] = ()
        self.reason = ""
        self._rest = QTimer(self, singleShot=True, interval=REST_MILLISECONDS)
        self._rest.timeout.connect(self._on_rested)
        recipe.edited.connect(self._on_edited)

    @property
    def is_known(self) -> bool:
        """There is an answer, be it a little out of date."""
        return self._answered is not None

    @property
    def is_outdated(self) -> bool:
        """What is known is about other networks or data than the recipe has now."""
        return self.is_known and self._answered != _pair(self._recipe.draft)

    def look(self) -> None:
        """Ask about the recipe as soon as it rests, unless the same was asked already."""
        if _key(self._recipe.draft) != self._key:
            self._rest.start()

    def hold(self) -> None:
        """Ask nothing for now: the computer is needed for something else. What was asked is asked again later."""
        self._rest.stop()
        if self.is_asking:
            self._key = None
            self.withdraw()

    def why_not(self, method: str) -> str:
        """Why a method cannot run on this pair; empty when it can, or when that is not known."""
        return "" if self.is_outdated else self.methods.get(method, "")

    def layers_of(self, side: Side) -> tuple[Layer, ...]:
        """What can be tapped in a network; nothing while unknown."""
        return self.layers.get(side, ())

    def keep(self, question: AnyQuestion, answer: dict[str, Any]) -> None:
        """Take the advice in."""
        assert isinstance(question, Advise)
        self._answered = _pair(question.recipe)
        self.methods = {str(name): str(why) for name, why in (answer.get("methods") or {}).items()}
        self.layers = {side: tuple(map(_layer, told)) for side, told in (answer.get("layers") or {}).items()}
        self.published = tuple(map(_published, answer.get("presets") or ()))
        self.teacher, self.gap = answer.get("teacher"), answer.get("gap")
        self.start, self.reason = tuple(answer.get("start") or ()), answer.get("reason") or ""

    def _on_edited(self) -> None:
        if self._rest.isActive():  # still being edited
            self._rest.start()
        if self.is_known:
            self.changed.emit()

    def _on_rested(self) -> None:
        draft = self._recipe.draft
        key = _key(draft)
        if key != self._key:
            self._key = key
            self.ask(Advise(runs=self.runs_folder, recipe=draft))


def _key(draft: Mapping[str, Any]) -> object:
    """All of a recipe that the advice depends on."""
    kinds = [term.kind for term in terms_of(draft)]
    return _pair(draft), draft.get("start"), kinds, (draft.get("seeds") or [None])[0]


def _pair(draft: Mapping[str, Any]) -> object:
    """The part of it that says who learns from whom, about what."""
    return [draft.get(name) for name in ("data", "teacher", "student", "co_teachers", "assistants")]


def _layer(told: Draft) -> Layer:
    return Layer(told["path"], tuple(told["shape"]), told.get("activation") or "")


def _published(told: Draft) -> Published:
    return Published(told["method"], told["title"], told["settings"], told["source"], told["published"])

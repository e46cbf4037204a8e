"""Names for everything that one file can add, and how the files are found.

A file in ``methods/``, ``architectures/``, ``datasets/``, ``metrics/``, ``compressors/`` or ``exporters/`` registers
what it makes with a decorator; nothing else needs to be edited. Other packages register through the entry point group
``workbench.plugins``: naming a module is enough, importing it registers.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.metadata import entry_points
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from workbench.errors import Problem, RecipeError
from workbench.recipes import Frozen, Ref, problems_of

Maker = TypeVar("Maker", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Entry(Generic[Maker]):
    """One registered thing.

    Attributes:
        name: What recipes call it; permanent.
        params: Schema of its settings.
        make: The maker; its signature is the registry's (see each registry below).
        title: For people, e.g. ``ResNet-20``.
        summary: One plain sentence: the first line of the maker's docstring.
        facts: What else the catalogue shows, e.g. ``paper``; plain JSON.
    """

    name: str
    params: type[Frozen]
    make: Maker
    title: str
    summary: str
    facts: dict[str, Any] = field(default_factory=dict)


class Registry(Generic[Maker]):
    """Name -> maker and settings, of one sort of thing."""

    def __init__(self, sort: str, package: str) -> None:
        self.sort, self.package = sort, package
        self._entries: dict[str, Entry[Maker]] = {}

    def register(
        self, name: str, params: type[Frozen] = Frozen, *, title: str = "", **facts: Any
    ) -> Callable[[Maker], Maker]:
        """Register the decorated maker.

        Raises:
            ValueError: The name is taken by another maker.
        """

        def keep(make: Maker) -> Maker:
            if name in self._entries and self._entries[name].make is not make:
                raise ValueError(f"{self.sort} {name!r} is registered twice")
            summary = (inspect.getdoc(make) or "").split("\n", 1)[0]
            self._entries[name] = Entry(name, params, make, title or name, summary, facts)
            return make

        return keep

    def __iter__(self) -> Iterator[Entry[Maker]]:
        discover()
        return iter(self._entries.values())

    def names(self) -> list[str]:
        """Registered names, in order of registration."""
        return [entry.name for entry in self]

    def get(self, name: str, *, path: str = "") -> Entry[Maker]:
        """The entry of that name.

        Raises:
            RecipeError: There is none; suggests the nearest name.
        """
        discover()
        if name not in self._entries:
            raise RecipeError([self._unknown(name, path)])
        return self._entries[name]

    def settings(self, ref: Ref, *, path: str = "") -> Any:
        """The validated `Params` of what `ref` names.

        Raises:
            RecipeError: Unknown name or settings that do not fit, all at once, under `path`.
        """
        found = self.problems(ref, path=path)
        if found:
            raise RecipeError(found)
        return self.get(ref.kind).params.model_validate(ref.params)

    def problems(self, ref: Ref, *, path: str = "") -> list[Problem]:
        """Everything wrong with a reference; empty when it can be made."""
        discover()
        if ref.kind not in self._entries:
            return [self._unknown(ref.kind, path)]
        params = self._entries[ref.kind].params
        try:
            params.model_validate(ref.params)
        except ValidationError as error:
            return problems_of(error, params, ref.params, prefix=f"{path}.params" if path else "params")
        return []

    def _unknown(self, name: str, path: str) -> Problem:
        near = get_close_matches(name, list(self._entries), n=1, cutoff=0.5)
        known = ", ".join(self._entries)
        hint = f"Did you mean '{near[0]}'?" if near else f"Choose one of: {known}."
        return Problem(f"{path}.kind" if path else "kind", f"There is no {self.sort} called '{name}'.", hint)


methods: Registry[Any] = Registry("method", "methods")
"""Maker: ``(params) -> Objective`` (see `workbench.engine.objective`)."""
architectures: Registry[Any] = Registry("architecture", "architectures")
"""Maker: ``(params, *, shape: tuple[int, int, int], classes: int) -> nn.Module``, floats (B, C, H, W) to logits."""
datasets: Registry[Any] = Registry("dataset", "datasets")
"""Maker: ``(params, context: LoadContext) -> Pictures`` (see `workbench.engine.data`)."""
metrics: Registry[Any] = Registry("metric", "metrics")
"""Maker: ``(params) -> Callable[[Answers], JSON]`` (see `workbench.engine.measure`)."""
compressors: Registry[Any] = Registry("compressor", "compressors")
exporters: Registry[Any] = Registry("format", "exporters")
"""Maker: ``(params, artefact: Artefact, folder: Path) -> Written`` (see `workbench.engine.export`)."""

REGISTRIES = {
    "methods": methods,
    "architectures": architectures,
    "datasets": datasets,
    "metrics": metrics,
    "compressors": compressors,
    "exporters": exporters,
}


@cache
def discover() -> None:
    """Import every file that registers something, ours first, then installed plug-ins. Runs once."""
    for registry in REGISTRIES.values():
        package = importlib.import_module(f"workbench.engine.{registry.package}")
        for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda found: found.name):
            importlib.import_module(f"{package.__name__}.{module.name}")
    for plugin in entry_points(group="workbench.plugins"):
        plugin.load()

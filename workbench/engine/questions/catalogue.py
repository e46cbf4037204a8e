"""Everything registered, as plain JSON: what faces without torch draw pickers, forms and manual pages from."""

from __future__ import annotations

from typing import Any

from workbench.engine.added import added
from workbench.engine.questions import Asking
from workbench.engine.registry import REGISTRIES, Entry
from workbench.recipes.requests import ReadCatalogue
from workbench.version import code_version

_OF_METHODS = (
    "needs_teacher",
    "uses_temperature",
    "uses_alpha",
    "weight",
    "needs",
    "cacheable",
    "exported",
    "views",
)
"""What a method says of itself; see `workbench.engine.objective.Objective`."""


def answer(question: ReadCatalogue, asking: Asking) -> dict[str, Any]:
    """One list for each registry, and the ``version`` of the code that it describes.

    Each item has ``name``, ``title``, ``summary``, ``facts`` and ``schema`` (JSON Schema of its settings).
    """
    lists = {sort: [_item(entry) for entry in registry] for sort, registry in REGISTRIES.items()}
    numbers = added()
    for item in lists["methods"]:
        item["facts"]["adds"] = numbers[item["name"]]
    return {"version": code_version(), **lists}


def _item(entry: Entry[Any]) -> dict[str, Any]:
    facts = dict(entry.facts)
    for name in _OF_METHODS:
        if hasattr(entry.make, name):
            facts[name] = getattr(entry.make, name)
    return {
        "name": entry.name,
        "title": entry.title,
        "summary": entry.summary,
        "facts": facts,
        "schema": entry.params.model_json_schema(),
    }

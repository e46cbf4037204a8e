"""Everything registered, as plain JSON: what faces without torch draw pickers, forms and manual pages from."""

from __future__ import annotations

from typing import Any

from workbench.engine.questions import Asking
from workbench.engine.registry import REGISTRIES, Entry
from workbench.recipes.requests import ReadCatalogue
from workbench.version import code_version


def answer(question: ReadCatalogue, asking: Asking) -> dict[str, Any]:
    """One list for each registry, and the ``version`` of the code that it describes.

    Each item has ``name``, ``title``, ``summary``, ``facts`` and ``schema`` (JSON Schema of its settings).
    """
    lists = {sort: [_item(entry) for entry in registry] for sort, registry in REGISTRIES.items()}
    return {"version": code_version(), **lists}


def _item(entry: Entry[Any]) -> dict[str, Any]:
    facts = dict(entry.facts)
    for name in ("needs_teacher", "uses_temperature", "uses_alpha"):  # what a method says of itself
        if hasattr(entry.make, name):
            facts[name] = getattr(entry.make, name)
    return {
        "name": entry.name,
        "title": entry.title,
        "summary": entry.summary,
        "facts": facts,
        "schema": entry.params.model_json_schema(),
    }

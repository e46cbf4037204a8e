"""Everything that can be found by typing: settings by name and meaning, commands, stages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from workbench.gui.forms.schema import FieldSpec, fields_of
from workbench.gui.labels import said
from workbench.gui.views import words
from workbench.recipes import Compute, Data, Distil, Frozen, Schedule, Term, Trust

if TYPE_CHECKING:
    from workbench.gui.models.workspace import Workspace

NETWORKS = {
    "student": "architectures",
    "teacher.model": "architectures",
    "data.source": "datasets",
}
"""References whose own settings can be found too, beside those of methods, and the sort of entry that each chooses."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that can be gone to.

    Attributes:
        target: Dotted path of a setting, or name of a command.
        title: As it is listed. words: What is searched, lower case.
    """

    sort: Literal["setting", "command"]
    target: str
    title: str
    words: str


def settings(space: Workspace) -> list[Found]:
    """Every setting of the recipe that is edited, those of the chosen networks, data and method included."""
    found = [
        _setting(f"{start}{spec.name}", spec)
        for start, schema in _SCHEMAS.items()
        for spec in fields_of(schema.model_json_schema())
        if spec.name not in _HIDDEN and spec.sort != "other" and (start or spec.sort != "variant" or _is_ramp(spec))
    ]
    terms, of_term = [term.path for term in space.recipe.terms], fields_of(Term.model_json_schema())
    for path in terms:
        found += [_setting(f"{path}.{spec.name}", spec) for spec in of_term if spec.name in _OF_TERM]
    for path, sort in (NETWORKS | dict.fromkeys(terms, "methods")).items():
        entry = space.catalogue.entry(sort, space.recipe.value(f"{path}.kind") or "")
        if entry is not None:
            for spec in fields_of(entry["schema"]):
                found.append(_setting(f"{path}.params.{spec.name}", spec))
    return found


def matching(candidates: list[Found], text: str, most: int = 12) -> list[Found]:
    """Those with every typed word in them, beginnings of the title first."""
    wanted = text.lower().split()
    hits = [each for each in candidates if wanted and all(word in each.words for word in wanted)]
    return sorted(hits, key=lambda each: not each.title.lower().startswith(text.lower()))[:most]


_SCHEMAS: dict[str, type[Frozen]] = {
    "": Distil,
    "data.": Data,
    "schedule.": Schedule,
    "teacher.schedule.": Schedule,
    "trust.": Trust,
    "compute.": Compute,
}
_OF_TERM = frozenset({"weight", "ramp", "temperature"})
_HIDDEN = frozenset({"version", "name", "task", "adjustments", "corrections", "variants"})


def _is_ramp(spec: FieldSpec) -> bool:
    return spec.name.endswith("_ramp")


def _setting(path: str, spec: FieldSpec) -> Found:
    title = said(spec.title)
    where = words.setting(path.rpartition(".")[0], " › ")
    shown = f"{title}  ({where})" if where else title
    return Found("setting", path, shown, f"{shown} {path} {said(spec.description)}".lower())

"""What a JSON Schema says about each field, in the terms of a form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Schema = dict[str, Any]
Sort = Literal["integer", "number", "boolean", "choice", "text", "folder", "file", "list", "layers", "variant", "other"]

FOLDER_FORMATS = frozenset({"path", "directory-path", "folder"})
FILE_FORMATS = frozenset({"file", "file-path"})
FOLDER_NAMES = frozenset({"folder", "root", "path", "directory"})


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a form.

    Attributes:
        title: For people. description: One sentence.
        optional: The value may be None.
        minimum, maximum: Smallest and largest allowed value; None = no limit.
        above, below: Limits that the value must not reach.
        step, unit: How far an arrow key moves the value; what is counted.
        choices: Allowed values, of a choice.
        suffixes: Endings of the files to choose from, of a file; empty = any.
        layers: Of layers: whose they are, ``student`` or ``teacher``.
        item: Of a list: ``integer``, ``number`` or ``text``.
        variants: Of a variant: name -> fields of that variant. tag: the field that names the variant.
    """

    name: str
    sort: Sort
    title: str = ""
    description: str = ""
    default: Any = None
    required: bool = False
    optional: bool = False
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    below: float | None = None
    step: float | None = None
    unit: str = ""
    choices: tuple[Any, ...] = ()
    suffixes: tuple[str, ...] = ()
    layers: str = ""
    item: Sort = "text"
    variants: dict[str, list[FieldSpec]] = field(default_factory=dict)
    tag: str = "kind"


def fields_of(schema: Schema, root: Schema | None = None) -> list[FieldSpec]:
    """The fields of an object's schema, in order. Constants are left out: there is nothing to choose."""
    root = schema if root is None else root
    required = set(schema.get("required", ()))
    return [
        _field(name, part, root, required=name in required)
        for name, part in schema.get("properties", {}).items()
        if "const" not in _followed(part, root)
    ]


def _field(name: str, part: Schema, root: Schema, *, required: bool) -> FieldSpec:
    core, optional = _without_none(_followed(part, root), root)
    said = {**core, **{key: value for key, value in part.items() if key not in ("anyOf", "oneOf", "$ref")}}
    sort = "layers" if said.get("layers") else _sort(name, core)
    return FieldSpec(
        name=name,
        sort=sort,
        title=_title(name, said.get("title", "")),
        description=said.get("description", ""),
        default=said.get("default"),
        required=required,
        optional=optional,
        minimum=said.get("minimum"),
        maximum=said.get("maximum"),
        above=said.get("exclusiveMinimum"),
        below=said.get("exclusiveMaximum"),
        step=said.get("step"),
        unit=said.get("unit", ""),
        choices=tuple(core.get("enum", ())),
        suffixes=tuple(said.get("suffixes", ())),
        layers=said.get("layers", ""),
        item=_sort("", _followed(core.get("items", {}), root)) if sort == "list" else "text",
        variants=_variants(core, root) if sort == "variant" else {},
        tag=core.get("discriminator", {}).get("propertyName", "kind"),
    )


def _sort(name: str, core: Schema) -> Sort:
    if core.get("enum"):
        return "choice"
    if core.get("oneOf") and core.get("discriminator"):
        return "variant"
    match core.get("type"):
        case "integer":
            return "integer"
        case "number":
            return "number"
        case "boolean":
            return "boolean"
        case "array":
            return "list"
        case "string":
            return _sort_of_text(name, core.get("format"))
        case _:
            return "other"


def _sort_of_text(name: str, said: str | None) -> Sort:
    if said in FILE_FORMATS:
        return "file"
    return "folder" if said in FOLDER_FORMATS or name in FOLDER_NAMES else "text"


def _followed(part: Schema, root: Schema) -> Schema:
    reference = part.get("$ref", "")
    if not reference:
        return part
    found: Schema = root
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return _followed(found, root)


def _without_none(part: Schema, root: Schema) -> tuple[Schema, bool]:
    choices = part.get("anyOf")
    if not choices:
        return part, False
    real = [_followed(choice, root) for choice in choices if choice.get("type") != "null"]
    return (real[0] if len(real) == 1 else {}), len(real) < len(choices)


def _variants(core: Schema, root: Schema) -> dict[str, list[FieldSpec]]:
    mapping = core["discriminator"].get("mapping", {})
    return {name: fields_of(_followed({"$ref": reference}, root), root) for name, reference in mapping.items()}


def _title(name: str, given: str) -> str:
    """The schema's own title, unless it is the one that pydantic makes up from the name."""
    made_up = name.replace("_", " ").title()
    return given if given and given != made_up else name.replace("_", " ").capitalize()

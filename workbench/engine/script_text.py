"""How settings, numbers and sections are written down in a program."""

from __future__ import annotations

import math
import sys
import textwrap
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from workbench.engine.script_parts import Measured

WIDTH = 118


def call(
    settings: BaseModel,
    *,
    name: str = "",
    without: Collection[str] = (),
    explained: bool = True,
    written: Mapping[str, str] | None = None,
) -> str:
    """Settings as a call of their class.

    Args:
        name: What is called instead of the class.
        without: Settings that are left out.
        explained: One a line, each with what it means.
        written: What stands for the values of some settings.
    """
    known = written or {}
    fields = {key: field for key, field in type(settings).model_fields.items() if key not in (*without, "kind")}
    name = name or type(settings).__name__
    if not explained:
        inside = ", ".join(f"{key}={known.get(key) or _value(getattr(settings, key))}" for key in fields)
        return f"{name}({inside})"
    lines = []
    for key, field in fields.items():
        line = f"    {key}={_value(getattr(settings, key))},"
        lines += _explained(line, field.description or "")
    return "\n".join([f"{name}(", *lines, ")"])


def _explained(line: str, description: str) -> list[str]:
    """The line with its meaning behind it, or above it where that does not fit."""
    if not description:
        return [line]
    behind = f"{line}  # {description}"
    if len(behind) <= WIDTH and "\n" not in line:
        return [behind]
    return [*textwrap.wrap(description, WIDTH - 6, initial_indent="    # ", subsequent_indent="    # "), line]


def _value(value: Any) -> str:
    if isinstance(value, BaseModel):
        return call(value, explained=False)
    if isinstance(value, tuple) and any(isinstance(item, BaseModel) for item in value):
        return "(\n" + "".join(f"        {_value(item)},\n" for item in value) + "    )"
    return _quoted(repr(value))


def _quoted(text: str) -> str:
    """Strings as this project writes them, between double quotes."""
    return text if '"' in text or "\\" in text else text.replace("'", '"')


def mapping(table: Mapping[Any, Any]) -> str:
    """A dictionary, one entry a line."""
    return "\n".join(
        ["{", *(f"    {_quoted(repr(name))}: {_quoted(repr(value))}," for name, value in table.items()), "}"]
    )


def measured(table: Mapping[str, Measured]) -> str:
    """What was measured of each training, as a dictionary."""
    lines = ["{"]
    for name, one in table.items():
        right = textwrap.fill(", ".join(map(str, one.right)), WIDTH - 12).replace("\n", "\n            ")
        inside = f"[{right}]" if "\n" not in right else f"[\n            {right}\n        ]"
        losses = ", ".join(repr(loss) if math.isfinite(loss) else f'float("{loss}")' for loss in one.losses)
        lines.append(f"    {_quoted(repr(name))}: Measured(\n        right={inside},")
        lines.append(f"        losses=[{losses}],\n        test={one.test!r},\n    ),")
    return "\n".join([*lines, "}"])


def section(title: str, *texts: str) -> str:
    """Texts below a heading; empty ones leave no gap."""
    body = "\n\n\n".join(text for text in texts if text)
    gap = "\n\n\n" if body.startswith(("def ", "class ", "@")) else "\n\n"
    return f"# {title}{gap}{body}"


def imports(lines: Iterable[str]) -> str:
    """Import lines in the usual order, those from one module on one line."""
    plain = {line for line in lines if line.startswith("import ")}
    named: dict[str, set[str]] = {}
    for line in set(lines) - plain:
        module, _, name = line.removeprefix("from ").partition(" import ")
        named.setdefault(module, set()).add(name)
    joined = plain | {f"from {module} import {', '.join(sorted(names))}" for module, names in named.items()}
    own = {line for line in joined if line.split()[1].split(".")[0] in sys.stdlib_module_names}
    groups = [sorted(group, key=lambda line: (line.startswith("from"), line)) for group in (own, joined - own)]
    return "\n\n".join("\n".join(group) for group in groups if group)

"""Recipes as YAML files: read, checked, overridden, and written with a comment beside every setting."""

from __future__ import annotations

import copy
import errno
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from workbench.errors import Problem, RecipeError
from workbench.recipes.migrations import migrate
from workbench.recipes.models import LATER, AnyRecipe, Recipe
from workbench.recipes.problems import nearest, problems_of, shown

MOST_BYTES = 1_000_000
"""A recipe is a page of text; something larger is another file, or a trap."""
DEEPEST = 100
"""How many brackets may be open at once: the time that YAML takes grows with the square of it."""
MOST_VALUES = 100_000
"""How many values a recipe may have once its references (``*name``) are followed."""

_adapter: TypeAdapter[AnyRecipe] = TypeAdapter(Recipe, config=LATER)


def load(path: Path | str) -> AnyRecipe:
    """The recipe in a YAML file, of this or an earlier version of the format.

    Raises:
        RecipeError: No such file, not readable, not YAML, or not a recipe: everything at once.
    """
    return validate(read(path), source=str(path))


def loads(text: str, *, source: str = "") -> AnyRecipe:
    """The recipe in a YAML text.

    Args:
        text: Of this or an earlier version of the format.
        source: Where it comes from, for messages.

    Raises:
        RecipeError: Not YAML, or not a recipe: everything at once.
    """
    return validate(_parsed(text, source), source=source)


def read(path: Path | str) -> dict[str, Any]:
    """What a YAML file says, brought to today's format but not yet checked, e.g. to `override` some of it first.

    Raises:
        RecipeError: No such file, not readable, not YAML, or newer than this workbench.
    """
    return migrate(_parsed(_text_of(Path(path)), str(path)), source=str(path))


def validate(data: Mapping[str, Any], *, source: str = "") -> AnyRecipe:
    """The recipe that plain data describes, of this or an earlier version of the format.

    Raises:
        RecipeError: Everything that is wrong with it.
    """
    current = migrate(data, source=source)
    try:
        return _adapter.validate_python(current)
    except ValidationError as error:
        raise RecipeError(problems_of(error, Recipe, current), source=source) from error


def schema() -> dict[str, Any]:
    """JSON Schema of a recipe, for editors and forms."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Workbench recipe",
        **_adapter.json_schema(),
    }


def dump(recipe: AnyRecipe) -> str:
    """The recipe as YAML that `loads` turns back into an equal recipe, every setting explained."""
    tree = _commented(recipe)
    tree.yaml_set_start_comment(f"{_summary(recipe)}\nRun it with: workbench run <this file>\n")
    text = io.StringIO()
    _yaml("rt").dump(tree, text)
    return text.getvalue()


def override(data: Mapping[str, Any], assignments: Sequence[str]) -> dict[str, Any]:
    """Set some values of a recipe that is not yet checked; `data` is left as it is.

    Args:
        data: As `read` returns it.
        assignments: Each ``path=value``, e.g. ``schedule.epochs=3`` or ``seeds.0=7``; the value is YAML.

    Raises:
        RecipeError: Assignments that cannot be made, all of them.
    """
    changed: dict[str, Any] = copy.deepcopy(dict(data))
    problems = [problem for text in assignments if (problem := _assign(changed, text)) is not None]
    if problems:
        raise RecipeError(problems)
    return changed


# Reading


def _yaml(kind: str) -> YAML:
    yaml = YAML(typ=kind, pure=True)
    yaml.width = 4096  # no line is folded, so that a comment stays beside its setting
    return yaml


def _text_of(path: Path) -> str:
    """The text of a file, or one clear message."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise _unreadable(path, error) from error
    if len(content) > MOST_BYTES:
        raise _wrong_file(path, f"This file is larger than {MOST_BYTES:,} bytes, which no recipe is.")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _wrong_file(path, f"This is not a text file in UTF-8 (byte {error.start + 1:,}).") from error
    if "\0" in text:
        raise _wrong_file(path, "This is not a text file: it contains zero bytes.")
    return text


def _wrong_file(path: Path, message: str) -> RecipeError:
    return RecipeError(
        [Problem("", message, "Choose a recipe: a YAML file, usually ending in .yaml.")], source=str(path)
    )


def _unreadable(path: Path, error: OSError) -> RecipeError:
    if path.is_dir():
        return _wrong_file(path, "This is a folder.")
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        near = nearest(path.name, _names_beside(path))
        hint = f"Did you mean '{path.with_name(near)}'?" if near else "Check the name and the folder."
        return RecipeError([Problem("", "There is no such file.", hint)], source=str(path))
    reason = error.strerror or str(error)
    return RecipeError([Problem("", f"This file cannot be read: {reason}.", "Allow reading it.")], source=str(path))


def _names_beside(path: Path) -> list[str]:
    try:
        return [found.name for found in path.parent.iterdir()]
    except OSError:
        return []


def _parsed(text: str, source: str) -> dict[str, Any]:
    """What a YAML text says, as long as it is a group of settings."""
    if _depth(text) > DEEPEST:
        message = f"More than {DEEPEST} brackets are open at once."
        raise RecipeError([Problem("", message, "Close them, or nest less.")], source=source)
    try:
        data = _yaml("safe").load(text)
    except MarkedYAMLError as error:
        raise RecipeError([_yaml_problem(error)], source=source) from error
    except (YAMLError, ValueError) as error:
        message = str(error).splitlines()[0]
        raise RecipeError([Problem("", f"This is not YAML: {message}.", "Correct the text.")], source=source) from error
    except RecursionError as error:
        raise RecipeError([Problem("", "This is nested too deeply.", "Flatten it.")], source=source) from error
    if data is None:
        raise RecipeError([Problem("", "This recipe is empty.", "Begin with 'task: distil'.")], source=source)
    if not isinstance(data, dict):
        problem = Problem("", f"Expected a group of settings, got {shown(data)}.", "Begin with 'task: distil'.")
        raise RecipeError([problem], source=source)
    if not _is_small(data):
        message = f"This recipe has more than {MOST_VALUES:,} values, or refers to itself."
        raise RecipeError([Problem("", message, "Write out what '*' refers to.")], source=source)
    return data


def _depth(text: str) -> int:
    """The most brackets that are open at once, those inside texts counted too."""
    open_now = (1 if bracket in "[{" else -1 for bracket in re.findall(r"[][{}]", text))
    return max(accumulate(open_now), default=0)


def _is_small(data: object) -> bool:
    """Whether the recipe stays small once references are followed; a few lines can stand for billions of values."""
    waiting, count = [data], 0
    while waiting and count <= MOST_VALUES:
        count += 1
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return count <= MOST_VALUES


_YAML_IN_PLAIN_WORDS = (
    (r"mapping values are not allowed", "There is a ':' where none can be.", "Put text that contains ': ' in quotes."),
    (r"character '\\t'", "There is a tab.", "Indent with spaces."),
    (r"could not find expected ':'", "A ':' is missing after the name of a setting.", "Write 'name: value'."),
    (r"expected <block end>", "This line does not line up with the lines above.", "Indent it like its neighbours."),
    (r"duplicate key \"?(?P<name>[^\"]*?)\"? ", "'{name}' is given twice.", "Keep one of them."),
    (r"expected ',' or '[]}]'", "A list or group is not closed, or a comma is missing.", "Add the ',' or the bracket."),
    (r"unexpected end of stream", "A quote is not closed.", "Add the closing quote."),
    (r"undefined alias", "'*' refers to something that was not named with '&' before.", "Put text with '*' in quotes."),
    (r"constructor for the tag|tag handle", "Words that begin with '!' are not used in recipes.", "Put it in quotes."),
    (r"character '(?P<name>.)' that cannot start", "A value cannot begin with '{name}'.", "Put it in quotes."),
    (r"unhashable key", "The name of a setting cannot be a list or a group.", "Write 'name: value'."),
    (
        r"another document|<document start>",
        "A second recipe, or one that is indented differently, begins here.",
        "Keep one, not indented.",
    ),
)


def _yaml_problem(error: MarkedYAMLError) -> Problem:
    """Where a text stops being YAML, and why."""
    mark = error.problem_mark or error.context_mark
    where = f"Line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    said = " ".join(str(error.problem or error.context or "").split())
    for pattern, message, suggestion in _YAML_IN_PLAIN_WORDS:
        if found := re.search(pattern, said):
            return Problem("", where + message.format(**found.groupdict()), suggestion)
    return Problem("", f"{where}This is not YAML: {said}.", "Correct the text there.")


# Changing


def _assign(data: dict[str, Any], text: str) -> Problem | None:
    """Carry out one ``path=value`` in place; what is wrong with it, if anything."""
    path, equals, written = text.partition("=")
    keys = path.strip().split(".")
    if not equals or not all(keys):
        return Problem("", f"'{text}' is not an assignment.", "Write path=value, e.g. schedule.epochs=3.")
    try:
        value = _yaml("safe").load(written)
    except (YAMLError, ValueError, RecursionError) as error:
        found = _yaml_problem(error) if isinstance(error, MarkedYAMLError) else Problem("", "This is not YAML.")
        return Problem(path, f"The value '{written}' cannot be read: {found.message}", found.suggestion)
    node: Any = data
    for depth, key in enumerate(keys[:-1]):
        node, problem = _step_into(node, key, ".".join(keys[: depth + 1]))
        if problem is not None:
            return problem
    return _set(node, keys[-1], value, path)


def _step_into(node: Any, key: str, path: str) -> tuple[Any, Problem | None]:
    """The group or list at `key`; a group that is not there yet is made."""
    if isinstance(node, list):
        problem = _no_item(node, key, path)
        inner = None if problem else node[int(key)]
    else:
        if node.get(key) is None:
            node[key] = {}
        problem, inner = None, node[key]
    if problem is None and not isinstance(inner, dict | list):
        problem = Problem(path, f"This is {shown(inner)}, not a group of settings.", "Set it as a whole.")
    return inner, problem


def _set(node: Any, key: str, value: Any, path: str) -> Problem | None:
    if not isinstance(node, list):
        node[key] = value
        return None
    problem = _no_item(node, key, path)
    if problem is None:
        node[int(key)] = value
    return problem


def _no_item(items: Sequence[Any], key: str, path: str) -> Problem | None:
    if key.isdecimal() and int(key) < len(items):
        return None
    known = f"its items are numbered 0 to {len(items) - 1}" if items else "it has no items"
    return Problem(path, f"There is no item '{key}' in this list: {known}.", "Or set the list as a whole.")


# Writing


def _summary(recipe: BaseModel) -> str:
    return (type(recipe).__doc__ or "").split("\n", 1)[0]


def _commented(model: BaseModel, indent: int = 0) -> CommentedMap:
    """A model as YAML, so many columns in, with its descriptions as comments: beside a value, above a group."""
    tree = CommentedMap()
    for name, field in _in_reading_order(model):
        value = getattr(model, name)
        tree[name] = _node(value, indent + 2)
        if not field:
            continue
        if isinstance(value, BaseModel):
            tree.yaml_set_comment_before_after_key(name, before=field, indent=indent)
        else:
            tree.yaml_add_eol_comment(field, name, column=0)
    return tree


def _on_one_line(model: BaseModel) -> CommentedMap:
    """One of many groups in a list: what keeps its default is left out, and so are the comments."""
    fields = type(model).model_fields
    values = [(name, getattr(model, name)) for name, _ in _in_reading_order(model)]
    tree = CommentedMap(
        (name, _node(value)) for name, value in values if name in ("task", "kind") or value != fields[name].default
    )
    tree.fa.set_flow_style()
    return tree


def _in_reading_order(model: BaseModel) -> Iterator[tuple[str, str]]:
    """Names and descriptions of the fields; what chooses the kind of the group comes first."""
    fields = type(model).model_fields
    first = [name for name in ("task", "kind") if name in fields]
    for name in (*first, *(name for name in fields if name not in first)):
        yield name, fields[name].description or ""


def _node(value: Any, indent: int = 0) -> Any:
    match value:
        case BaseModel():
            return _commented(value, indent)
        case dict():
            tree = CommentedMap((_text(key), _node(inner)) for key, inner in value.items())
            tree.fa.set_flow_style()
            return tree
        case list() | tuple():
            items = CommentedSeq(_on_one_line(item) if isinstance(item, BaseModel) else _node(item) for item in value)
            if not any(isinstance(item, BaseModel) for item in value):
                items.fa.set_flow_style()
            return items
        case str():
            return _text(value)
    return value


def _text(text: str) -> str:
    """Plain words as they are; everything that YAML could take for something else, or fold, in double quotes."""
    plain = re.fullmatch(r"[A-Za-z_][\w./-]*( [\w./()-]+)*", text, re.ASCII) and not re.fullmatch(
        r"(?i:true|false|null|yes|no|on|off|y|n)", text
    )
    return text if plain else DoubleQuotedScalarString(text)

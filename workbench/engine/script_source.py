"""Takes functions and classes out of the workbench's own source, with all that they need and nothing else.

A program written for a run must not hold a second version of the engine that drifts away from the first. So its parts
are the engine's, word for word, less what such a program has no use for: registration, progress reports, checks that
the run has passed already, and branches for settings that the run does not have.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Callable, Collection, Iterator
from functools import cache
from graphlib import TopologicalSorter
from typing import Any, TypeVar

from pydantic import BaseModel

from workbench.engine.registry import Registry
from workbench.engine.script_shape import Wanted, is_text, members_of, shaped, used
from workbench.errors import EngineFault

__all__ = ["OURS", "Gatherer", "Wanted"]

OURS = "workbench."
Member = tuple[str, str, str]
"""Module, class, and what the class calls a function or a constant of its own."""


class Gatherer:
    """Collects top-level definitions, each with what it needs.

    Attributes:
        imports: Import lines, of other libraries.
        settings: Classes of the recipe that the definitions speak of.
    """

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.imports: set[str] = set()
        self.settings: dict[str, type[BaseModel]] = {}
        self._chunks: dict[tuple[str, str], str] = {}
        self._asked: list[tuple[str, str]] = []
        self._written: list[str] = []
        self._idle: set[Member] = set()
        self._shapes: dict[tuple[str, str, frozenset[str]], str] = {}

    def need(self, thing: Callable[..., Any] | type) -> str:
        """Take a function or class, and what it needs; the answer is its name in the program."""
        self.need_name(thing.__module__, thing.__name__)
        return thing.__name__

    def need_name(self, module: str, name: str) -> None:
        """Take what a module calls so, and what it needs."""
        self._asked.append((module, name))
        self._need(module, name)

    def need_names(self, module: str, text: str) -> None:
        """Take everything that a text, written as if it stood in `module`, needs."""
        self._written.append(text)
        for name in _used_in(text):
            if name in _bound(module):
                self.need_name(module, name)

    def settle(self) -> None:
        """Leave out what classes offer and nobody asks for, and what only that needed. To be called after all needs.

        Whatever has the name of something that is asked for stays.
        """
        while idle := self._members() - self._idle:
            self._idle |= idle
            self.imports, self.settings, self._chunks = set(), {}, {}
            for module, name in self._asked:
                self._need(module, name)

    def text(self, *packages: str) -> str:
        """The definitions gathered from some modules or packages, in this order, inside a module in that of the source.

        They are then no longer there; without `packages`, all that is left.
        """
        texts: dict[str, None] = {}  # twice the same is once
        for package in packages or [""]:
            modules = _imported_first({module: None for module, _ in self._chunks})
            chosen = [key for key in self._chunks if not package or f"{key[0]}.".startswith(f"{package}.")]
            for key in sorted(chosen, key=lambda key: (modules.index(key[0]), _bound(key[0])[key[1]].lineno)):
                texts[self._chunks.pop(key)] = None
        return _joined(texts)

    def _members(self) -> set[Member]:
        """Members of classes that are asked for nowhere but within themselves."""
        asked = {name for text in (*self._chunks.values(), *self._written) for name in _asked_in(text)}
        return {
            (module, name, member)
            for (module, name), text in self._chunks.items()
            for node in (ast.parse(text).body if "class " in text else ())
            if isinstance(node, ast.ClassDef)
            for member in _own_members(node, getattr(importlib.import_module(module), name))
            if member not in asked
        }

    def _need(self, module: str, name: str) -> None:
        module, name = self.wanted.instead.get((module, name), (module, name))
        if (module, name) in self._chunks or name in self.wanted.given:
            return
        node = _bound(module)[name]
        if isinstance(node, ast.Import | ast.ImportFrom):
            self._follow(node, name)
            return
        found = getattr(importlib.import_module(module), name)
        if isinstance(found, type) and issubclass(found, BaseModel):
            self.settings[name] = found
        elif isinstance(found, TypeVar | Registry):
            return
        else:
            self._take(module, name, self._text(module, name))

    def _take(self, module: str, name: str, text: str) -> None:
        self._refuse_clash(name, text)
        self._chunks[module, name] = text
        for needed in _used_in(text):
            if needed in _bound(module):
                self._need(module, needed)

    def _text(self, module: str, name: str) -> str:
        """A definition as the program has it."""
        idle = frozenset(member for place, owner, member in self._idle if (place, owner) == (module, name))
        key = module, name, idle
        if key not in self._shapes:
            whole = any(f"{module}.".startswith(f"{package}.") for package in self.wanted.whole)
            source = _source_of(module, _bound(module)[name])
            self._shapes[key] = shaped(source, self.wanted, whole=whole, idle=idle)
        return self._shapes[key]

    def _follow(self, node: ast.Import | ast.ImportFrom, name: str) -> None:
        alias = next(alias for alias in node.names if (alias.asname or alias.name.split(".")[0]) == name)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(OURS):
            if alias.asname not in (None, alias.name):
                raise EngineFault(f"a program cannot be given {node.module}.{alias.name} under another name")
            self._need(node.module, alias.name)
        else:
            self.imports.add(ast.unparse(type(node)(**{**dict(ast.iter_fields(node)), "names": [alias]})))

    def _refuse_clash(self, name: str, text: str) -> None:
        for (module, other), known in self._chunks.items():
            if other == name and known != text:
                raise EngineFault(f"a program would have two things called {name}, one of them from {module}")


def _imported_first(modules: Collection[str]) -> list[str]:
    """Modules in an order in which each comes after those that it imports."""
    imports = {
        module: [node.module for node in _tree_of(module).body if isinstance(node, ast.ImportFrom) and node.module]
        for module in modules
    }
    ordered = TopologicalSorter({module: [one for one in imports[module] if one in modules] for module in modules})
    return list(ordered.static_order())


def _joined(texts: Collection[str]) -> str:
    """Two empty lines around functions and classes, none between constants."""
    out, last = "", ""
    for text in texts:
        block = not re.match(r"[\w, ]+(: [^=]+)? = ", text)
        gap = "\n\n\n" if block or last == "block" else "\n"
        out += (gap if out else "") + text
        last = "block" if block else "line"
    return out


# What a module defines


@cache
def _text_of(module: str) -> str:
    try:
        return inspect.getsource(importlib.import_module(module))
    except OSError as error:
        raise EngineFault(f"the source of {module} is not there, so no program can be made of it") from error


@cache
def _tree_of(module: str) -> ast.Module:
    return ast.parse(_text_of(module))


@cache
def _bound(module: str) -> dict[str, ast.stmt]:
    """Top-level names and the statements that define them, or import them for type checkers only."""
    found: dict[str, ast.stmt] = {}
    body = _tree_of(module).body
    for_checkers = [node for node in body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    for node in (*(inner for outer in for_checkers for inner in outer.body), *body):
        for name in _names_bound(node):
            found[name] = node
    return found


def _names_bound(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            if getattr(node, "module", "") != "__future__":
                yield from (alias.asname or alias.name.split(".")[0] for alias in aliases)
        case ast.Assign(targets=targets):
            for target in targets:
                yield from (part.id for part in ast.walk(target) if isinstance(part, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name
        case _:
            pass


def _source_of(module: str, node: ast.stmt) -> str:
    """A definition as it is written, with decorators, and with the docstring below a constant."""
    lines = _text_of(module).splitlines()
    start = min([node.lineno, *(line.lineno for line in getattr(node, "decorator_list", ()))])
    assert node.end_lineno is not None
    end = node.end_lineno
    body = _tree_of(module).body
    place = next(index for index, other in enumerate(body) if other.lineno == node.lineno)
    if isinstance(node, ast.Assign | ast.AnnAssign) and place + 1 < len(body) and is_text(body[place + 1]):
        end = body[place + 1].end_lineno or end
    return "\n".join(lines[start - 1 : end])


@cache
def _used_in(text: str) -> list[str]:
    return used(ast.parse(text))


@cache
def _asked_in(text: str) -> frozenset[str]:
    return frozenset(_asked_for(ast.parse(text)))


def _asked_for(tree: ast.AST, within: str = "") -> Iterator[str]:
    """Names that somebody may ask an object for; `within` is the function that the tree is part of."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Attribute) and node.attr != within:
            yield node.attr
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            yield node.value
        yield from _asked_for(node, node.name if isinstance(node, ast.FunctionDef) else within)


def _own_members(node: ast.ClassDef, kind: type) -> Iterator[str]:
    """Functions and constants of a class, other than those by which torch or Python know it and what it is made of."""
    foreign = [base for base in kind.__mro__ if not f"{base.__module__}.".startswith(OURS)]
    for name, _ in members_of(node):
        if not name.startswith("__") and not any(hasattr(base, name) for base in foreign):
            yield name

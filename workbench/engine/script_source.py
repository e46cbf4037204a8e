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
import textwrap
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from graphlib import TopologicalSorter
from typing import Any, TypeVar

from pydantic import BaseModel

from workbench.engine.registry import Registry
from workbench.errors import EngineFault

OURS = "workbench."
_MARK = re.compile(r"  # needs: ([a-z_ |]+)$")
_FOR_CHECKERS = re.compile(r"  # (noqa|type: ignore)[^\n#]*(  # (?!needs)[^\n]*)?(?=  #|$)", re.MULTILINE)
_REPORTS = re.compile(r"(context\.)?(check|report)$|_check_[a-z_]+$")
_REFUSALS = tuple(f"raise {error}(" for error in ("DataError", "RecipeError", "EngineFault", "Unsuited"))
_UNTYPED = frozenset(("Frozen", "Params", "Source", "LoadContext", "Progress", "Ref", "Ramp", "Joined"))
"""Types that the program does not have."""
Member = tuple[str, str, str]
"""Module, class, and what the class calls a function or a constant of its own."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the program is for.

    Attributes:
        facts: Statements that end in ``# needs: a | b`` stay where one of these facts is among them.
        kinds: Names of the recipe's settings; the other cases of a ``match`` are left out.
        known: Conditions whose truth is known, as they are written; the branch not taken is left out.
        given: Top-level names that whoever writes the program defines.
        instead: (module, name) -> what stands for it in the program.
        untyped: Further types that the program does not have.
        whole: Modules and packages whose docstrings are kept whole; elsewhere the first paragraph stays.
    """

    facts: Collection[str] = ()
    kinds: Collection[str] = ()
    known: Mapping[str, bool] = field(default_factory=dict)
    given: Collection[str] = ()
    instead: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    untyped: Collection[str] = ()
    whole: Collection[str] = ()


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
            self._shapes[key] = _shaped(source, self.wanted, whole=whole, idle=idle)
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
    if isinstance(node, ast.Assign | ast.AnnAssign) and place + 1 < len(body) and _is_text(body[place + 1]):
        end = body[place + 1].end_lineno or end
    return "\n".join(lines[start - 1 : end])


@cache
def _used_in(text: str) -> list[str]:
    return _used(ast.parse(text))


def _used(tree: ast.AST) -> list[str]:
    """Names that are read somewhere, in order."""
    found = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    return list(dict.fromkeys(found))


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
    for name, _ in _members_of(node):
        if not name.startswith("__") and not any(hasattr(base, name) for base in foreign):
            yield name


def _members_of(node: ast.ClassDef) -> Iterator[tuple[str, ast.stmt]]:
    for part in node.body:
        if isinstance(part, ast.FunctionDef):
            yield part.name, part
        elif isinstance(part, ast.AnnAssign) and ast.unparse(part.annotation).startswith("ClassVar"):
            yield ast.unparse(part.target), part


# Leaving out


def reads(function: Callable[..., Any], name: str) -> bool:
    """Whether a function reads one of its arguments, other than to refuse it or to hand it on to its base class."""
    text = _shaped(textwrap.dedent(inspect.getsource(function)), Wanted(), whole=False)
    handed_on = [
        argument
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("super().")
        for argument in node.args
    ]
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name) and node.id == name]
    return len(nodes) > len([one for one in handed_on if ast.unparse(one) == name])


def _shaped(text: str, wanted: Wanted, *, whole: bool, idle: Collection[str] = ()) -> str:
    """A definition without what the program has no use for.

    Args:
        whole: Keep docstrings whole.
        idle: What a class does not need to have.
    """
    text = re.sub(r"\bObjective\[\w+\]", "Objective", _FOR_CHECKERS.sub("", text))
    before = None
    while before != text:  # what goes may leave something else without a use
        before = text
        text = _Edits(text).without_the_needless(wanted, whole=whole, idle=idle)
    return re.sub(r"\n{3,}", "\n\n", text)


class _Edits:
    """Changes to a text by the places that its syntax tree gives."""

    def __init__(self, text: str) -> None:
        self.data = text.encode()  # the tree counts bytes
        self.starts = [0]
        for line in self.data.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.tree = ast.parse(text)
        self.changes: list[tuple[int, int, bytes]] = []

    def without_the_needless(self, wanted: Wanted, *, whole: bool, idle: Collection[str]) -> str:
        self._by_marks(wanted.facts)
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                self._decorators(node)
                if not whole:
                    self._docstring(node)
            if isinstance(node, ast.FunctionDef):
                self._types(node, wanted.untyped)
                self._unread(node)
            if isinstance(node, ast.ClassDef):
                self._bases(node)
                self._members(node, idle)
            if isinstance(node, ast.Match):
                self._cases(node, wanted.kinds)
            for statements in _blocks_in(node):
                self._block(statements, wanted.known)
        return self._applied()

    def _applied(self) -> str:
        outermost: list[tuple[int, int, bytes]] = []
        for change in sorted(self.changes, key=lambda change: (change[0], -change[1])):
            if not outermost or change[0] >= outermost[-1][1]:  # what lies within another waits for the next time
                outermost.append(change)
        data = self.data
        for start, end, new in reversed(outermost):
            data = data[:start] + new + data[end:]
        return data.decode().rstrip("\n")

    def _lines(self, first: int, last: int, new: bytes = b"") -> None:
        self.changes.append((self.starts[first - 1], self.starts[last], new))

    def _drop(self, node: ast.stmt) -> None:
        assert node.end_lineno is not None
        self._lines(node.lineno, node.end_lineno)

    def _span(self, node: ast.expr) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.starts[node.lineno - 1] + node.col_offset, self.starts[node.end_lineno - 1] + node.end_col_offset

    def _by_marks(self, facts: Collection[str]) -> None:
        ends = {node.lineno: node.end_lineno for node in ast.walk(self.tree) if isinstance(node, ast.stmt)}
        for number, line in enumerate(self.data.decode().splitlines(), start=1):
            mark = _MARK.search(line)
            if mark and {fact.strip() for fact in mark[1].split("|")}.isdisjoint(facts):
                self._lines(number, ends.get(number) or number)
            elif mark:
                self._lines(number, number, f"{line[: mark.start()]}\n".encode())

    def _decorators(self, node: ast.FunctionDef | ast.ClassDef) -> None:
        for decorator in node.decorator_list:
            if ".register(" in ast.unparse(decorator):
                self._lines(decorator.lineno, decorator.end_lineno or decorator.lineno)

    def _docstring(self, node: ast.FunctionDef | ast.ClassDef) -> None:
        if _is_text(node.body[0]):
            paragraphs = str(ast.literal_eval(ast.unparse(node.body[0]))).split("\n\n")
            if len(paragraphs) > 1:
                indent = " " * node.body[0].col_offset
                short = f'{indent}"""{paragraphs[0]}"""\n'.encode()
                self._lines(node.body[0].lineno, node.body[0].end_lineno or 0, short)

    def _types(self, node: ast.FunctionDef, untyped: Collection[str]) -> None:
        """Take away types that the program does not have."""
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            if argument.annotation is not None and _is_unknown(argument.annotation, untyped):
                start, end = self._span(argument.annotation)
                self.changes.append((start - len(": "), end, b""))
        if node.returns is not None and _is_unknown(node.returns, untyped):
            start, end = self._span(node.returns)
            self.changes.append((start - len(" -> "), end, b""))

    def _unread(self, function: ast.FunctionDef) -> None:
        """Drop variables that nobody reads any more."""
        read = set(_used(function))
        for node in ast.walk(function):
            targets = node.targets if isinstance(node, ast.Assign) else []
            targets = [node.target] if isinstance(node, ast.AugAssign) else targets
            if targets and all(isinstance(target, ast.Name) and target.id not in read for target in targets):
                assert isinstance(node, ast.stmt)
                self._drop(node)

    def _bases(self, node: ast.ClassDef) -> None:
        for base in node.bases:
            if not isinstance(base, ast.Subscript):
                continue
            start, end = self._span(base)
            if isinstance(base.value, ast.Name) and base.value.id == "Generic":
                self.changes.append((start - len(", "), end, b""))
            else:
                self.changes.append((start, end, ast.unparse(base.value).encode()))

    def _members(self, node: ast.ClassDef, idle: Collection[str]) -> None:
        """Drop what nobody asks for."""
        for name, part in _members_of(node):
            if name in idle:
                first = min([part.lineno, *(one.lineno for one in getattr(part, "decorator_list", ()))])
                self._lines(first, part.end_lineno or first)

    def _block(self, statements: Sequence[ast.stmt], known: Mapping[str, bool]) -> None:
        """Drop what is needless and what is never come to, and take away conditions that are known."""
        ended = False
        for statement in statements:
            if ended or self._is_needless(statement) or _is_last_refusal(statement, statements):
                self._drop(statement)
                continue
            ended = isinstance(statement, ast.Return)
            if isinstance(statement, ast.If) and not statement.orelse and not self._is_elif(statement):
                truth = known.get(ast.unparse(statement.test))
                if truth is False:
                    self._drop(statement)
                elif truth is True:
                    self._unwrap(statement)

    def _unwrap(self, node: ast.If) -> None:
        """Put the body of a condition in its place."""
        first, last = node.body[0].lineno, node.end_lineno or 0
        lines = self.data.decode().splitlines()[first - 1 : last]
        inside = textwrap.indent(textwrap.dedent("\n".join(lines)), " " * node.col_offset)
        self._lines(node.lineno, last, f"{inside}\n".encode())

    def _cases(self, node: ast.Match, kinds: Collection[str]) -> None:
        """Drop cases of settings that the recipe does not have."""
        for case in node.cases:
            is_setting = isinstance(case.pattern, ast.MatchClass) and isinstance(case.pattern.cls, ast.Name)
            known = is_setting and case.pattern.cls.id in kinds  # type: ignore[attr-defined]  # checked the line before
            last = ast.unparse(case.body[-1])
            if (is_setting and not known) or last.startswith("assert_never("):
                self._lines(case.pattern.lineno, case.body[-1].end_lineno or 0)

    def _is_needless(self, node: ast.stmt) -> bool:
        """Whether a statement only checks what the run has passed, or only reports."""
        match node:
            case ast.Assert():
                return True
            case ast.Expr(value=ast.Call(func=function)):
                return bool(_REPORTS.match(ast.unparse(function)))
            case ast.For(body=body, orelse=[]):
                return all(map(self._is_needless, body))
            case ast.If(body=body, orelse=[]):
                return not self._is_elif(node) and (_refuses(body[-1]) or all(map(self._is_needless, body)))
            case _:
                return False

    def _is_elif(self, node: ast.If) -> bool:
        start = self.starts[node.lineno - 1] + node.col_offset
        return self.data[start:].startswith(b"elif")


def _blocks_in(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        inner = getattr(node, name, ())
        if isinstance(inner, list):
            yield [one for one in inner if isinstance(one, ast.stmt)]


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _is_unknown(annotation: ast.expr, untyped: Collection[str]) -> bool:
    return not (_UNTYPED | set(untyped)).isdisjoint(_used(annotation)) or ast.unparse(annotation) in ("P", "N")


def _is_last_refusal(node: ast.stmt, among: Sequence[ast.stmt]) -> bool:
    """Whether a function ends so where a method does not suit its networks, which these do."""
    return isinstance(node, ast.Raise) and len(among) > 1 and ast.unparse(node).startswith("raise Unsuited(")


def _refuses(node: ast.stmt) -> bool:
    """Whether a statement tells the user of a problem, which the run cannot have had."""
    return isinstance(node, ast.Raise) and ast.unparse(node).startswith(_REFUSALS)

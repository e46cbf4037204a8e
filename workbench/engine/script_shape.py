"""Leaves out of a definition what a program that repeats a run has no use for."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

_MARK = re.compile(r"  # needs: ([a-z_ |]+)$", re.MULTILINE)
_FOR_CHECKERS = re.compile(r"  # (noqa|type: ignore)[^\n#]*(  # (?!needs)[^\n]*)?(?=  #|$)", re.MULTILINE)
_REPORTS = re.compile(r"(context\.)?(check|report)$|_check_[a-z_]+$")
_REFUSALS = tuple(f"raise {error}(" for error in ("DataError", "RecipeError", "EngineFault", "Unsuited"))
_UNTYPED = frozenset(("Frozen", "Params", "Source", "LoadContext", "Progress", "Ref", "Ramp", "Joined"))
"""Types that the program does not have."""


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


def shaped(text: str, wanted: Wanted, *, whole: bool, idle: Collection[str] = ()) -> str:
    """A definition without what the program has no use for.

    Args:
        whole: Keep docstrings whole.
        idle: What a class does not need to have.
    """
    marks = {fact for mark in _MARK.finditer(text) for fact in _facts_in(mark)}
    facts, kinds = marks.intersection(wanted.facts), wanted.kinds if "match " in text else ()
    sets = (frozenset(one) for one in (facts, kinds, wanted.known.items(), wanted.untyped, idle))
    return _shaped(text, *sets, whole=whole)


@cache  # many programs have the same in common
def _shaped(
    text: str,
    facts: frozenset[str],
    kinds: frozenset[str],
    known: frozenset[tuple[str, bool]],
    untyped: frozenset[str],
    idle: frozenset[str],
    *,
    whole: bool,
) -> str:
    wanted = Wanted(facts=facts, kinds=kinds, known=dict(known), untyped=untyped)
    text = re.sub(r"\bObjective\[\w+\]", "Objective", _FOR_CHECKERS.sub("", text))
    before = None
    while before != text:  # what goes may leave something else without a use
        before = text
        text = _Edits(text).without_the_needless(wanted, whole=whole, idle=idle)
    return re.sub(r"\n{3,}", "\n\n", text)


def reads(function: Callable[..., Any], name: str) -> bool:
    """Whether a function reads one of its arguments, other than to refuse it or to hand it on to its base class.

    Yes where its source is not there, as of a plug-in.
    """
    try:
        text = shaped(textwrap.dedent(inspect.getsource(function)), Wanted(), whole=False)
    except OSError:
        return True
    handed_on = [
        argument
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("super().")
        for argument in node.args
    ]
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name) and node.id == name]
    return len(nodes) > len([one for one in handed_on if ast.unparse(one) == name])


def used(tree: ast.AST) -> list[str]:
    """Names that are read somewhere, in order."""
    found = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    return list(dict.fromkeys(found))


def members_of(node: ast.ClassDef) -> Iterator[tuple[str, ast.stmt]]:
    """Functions and constants of a class."""
    for part in node.body:
        if isinstance(part, ast.FunctionDef):
            yield part.name, part
        elif isinstance(part, ast.AnnAssign) and ast.unparse(part.annotation).startswith("ClassVar"):
            yield ast.unparse(part.target), part


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
            if mark and _facts_in(mark).isdisjoint(facts):
                self._lines(number, ends.get(number) or number)
            elif mark:
                self._lines(number, number, f"{line[: mark.start()]}\n".encode())

    def _decorators(self, node: ast.FunctionDef | ast.ClassDef) -> None:
        for decorator in node.decorator_list:
            if ".register(" in ast.unparse(decorator):
                self._lines(decorator.lineno, decorator.end_lineno or decorator.lineno)

    def _docstring(self, node: ast.FunctionDef | ast.ClassDef) -> None:
        if is_text(node.body[0]):
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
                has_default = self.data[end:].startswith(b" = ")
                self.changes.append((start - len(": "), end + 3 * has_default, b"=" * has_default))
        if node.returns is not None and _is_unknown(node.returns, untyped):
            start, end = self._span(node.returns)
            self.changes.append((start - len(" -> "), end, b""))

    def _unread(self, function: ast.FunctionDef) -> None:
        """Drop variables that nobody reads any more."""
        read = set(used(function))
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
        for name, part in members_of(node):
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


def _facts_in(mark: re.Match[str]) -> set[str]:
    return {fact.strip() for fact in mark[1].split("|")}


def _blocks_in(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        inner = getattr(node, name, ())
        if isinstance(inner, list):
            yield [one for one in inner if isinstance(one, ast.stmt)]


def is_text(node: ast.stmt) -> bool:
    """Whether a statement is nothing but a text, as docstrings are."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _is_unknown(annotation: ast.expr, untyped: Collection[str]) -> bool:
    return not (_UNTYPED | set(untyped)).isdisjoint(used(annotation)) or ast.unparse(annotation) in ("P", "N")


def _is_last_refusal(node: ast.stmt, among: Sequence[ast.stmt]) -> bool:
    """Whether a function ends so where a method does not suit its networks, which these do."""
    return isinstance(node, ast.Raise) and len(among) > 1 and ast.unparse(node).startswith("raise Unsuited(")


def _refuses(node: ast.stmt) -> bool:
    """Whether a statement tells the user of a problem, which the run cannot have had."""
    return isinstance(node, ast.Raise) and ast.unparse(node).startswith(_REFUSALS)

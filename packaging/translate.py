"""Gathers every text of the window into ``resources/translations``, and makes of the translations what Qt loads.

For maintainers, after texts have changed::

    python packaging/translate.py            # gather, then release; says what has no translation yet
    pyside6-linguist resources/translations/workbench_zh_CN.ts    # translate, save, and run the above again
    python packaging/translate.py --check    # changes nothing; fails where something is missing or out of date

Qt's own lupdate keeps the translations of the texts that stay, and its lrelease makes the ``.qm``. What lupdate is
given to read is made here, for two reasons. Read by itself, our Python would land in contexts other than those that
the program asks for: lupdate takes the name before ``.tr(`` for a class, and the words of a module, ``tr("…")``, for
words of no class. And not every text is in the code: titles and explanations of networks, methods, pictures, formats
and settings are in the engine's catalogue and in the schemas of the recipes, the samples' stories in a file.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
CODE = ROOT / "workbench" / "gui"
TRANSLATIONS = ROOT / "resources" / "translations"
LANGUAGES = ("zh_CN",)
"""Beside English, which is what the code says."""

Texts = dict[tuple[str, str], None]
"""(context, text) in the order found, each once."""


class UnreadableText(Exception):
    """A text that cannot be gathered, because it is not written where it is translated."""


def main(arguments: list[str]) -> int:
    """Gather and release, or check.

    Returns:
        Exit code: 1 where something has no translation or is out of date.
    """
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--check", action="store_true", help="change nothing; fail where something is missing")
    chosen = parser.parse_args(arguments)
    texts = gathered()
    faults: list[str] = []
    for language in LANGUAGES:
        source = TRANSLATIONS / f"workbench_{language}.ts"
        if not chosen.check:
            update(source, language, texts)
            release(source, source.with_suffix(".qm"))
        faults += problems(source, texts)
    print(*faults, f"{len(texts)} texts, {len(faults)} problems", sep="\n")
    return 1 if faults else 0


# ------------------------------------------------------------------------------------------------ what there is to say


def gathered() -> Texts:
    """Every text of the window: of its code, the catalogue, the recipes' schemas and the samples' stories."""
    texts: Texts = {}
    for source in (texts_of_code(CODE), texts_of_catalogue(), texts_of_stories()):
        texts.update(dict.fromkeys(source))
    return texts


def texts_of_stories() -> Iterator[tuple[str, str]]:
    """Titles and outcomes of the samples."""
    for story in json.loads((ROOT / "resources" / "recipes" / "stories.json").read_text(encoding="utf-8")):
        yield from (("stories", story[part]) for part in ("title", "outcome") if story.get(part))


def texts_of_catalogue() -> Iterator[tuple[str, str]]:
    """What the window says through `workbench.gui.labels.said`: everything registered, and every setting."""
    from workbench.engine.questions.catalogue import answer
    from workbench.engine.registry import REGISTRIES
    from workbench.recipes import Distil, Evaluate, Export, Train
    from workbench.recipes.requests import ReadCatalogue

    known = answer(ReadCatalogue(runs=""), None)  # type: ignore[arg-type]  # it asks for nothing
    schemas = [schema.model_json_schema() for schema in (Distil, Train, Evaluate, Export)]
    for sort in REGISTRIES:
        for entry in known[sort]:
            yield from (("catalogue", entry[part]) for part in ("title", "summary") if entry[part])
            schemas.append(entry["schema"])
    for schema in schemas:
        for part in (schema, *schema.get("$defs", {}).values()):
            yield from (("catalogue", text) for text in _texts_of_schema(part, schema))


def _texts_of_schema(part: dict[str, Any], root: dict[str, Any]) -> Iterator[str]:
    """Titles, explanations, units and choices of the fields of one object, as a form shows them."""
    from workbench.gui.forms.schema import fields_of

    for spec in fields_of(part, root):
        choices = (choice for choice in (*spec.choices, *spec.variants) if isinstance(choice, str))
        yield from filter(None, (spec.title, spec.description, spec.unit, *choices))


# --------------------------------------------------------------------------------------------------- what the code says


@dataclass(frozen=True)
class Module:
    """One file of the window.

    Attributes:
        name: Dotted, e.g. ``workbench.gui.views.words``.
        speakers: Its functions that translate what they are given -> the context they do it in.
    """

    name: str
    path: Path
    tree: ast.Module
    speakers: dict[str, str] = field(default_factory=dict)


def texts_of_code(folder: Path) -> list[tuple[str, str]]:
    """Every text that the code hands to Qt's translation, in the context in which it asks for it.

    Raises:
        UnreadableText: One or more are not written where they are translated; all of them, with their places.
    """
    modules = {module.name: module for module in map(_read, sorted(folder.rglob("*.py")))}
    found: list[tuple[str, str]] = []
    faults: list[str] = []
    for module in modules.values():
        reader = _Reader(module, modules)
        reader.visit(module.tree)
        found += reader.found
        faults += reader.faults
    if faults:
        raise UnreadableText("\n".join(faults))
    return found


def _read(path: Path) -> Module:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts) if path.is_relative_to(ROOT) else path.stem
    speakers = {
        function.name: context
        for function in tree.body
        if isinstance(function, ast.FunctionDef) and (context := _context_of_speaker(function))
    }
    return Module(name, path, tree, speakers)


def _context_of_speaker(function: ast.FunctionDef) -> str:
    """The context of a function that translates its argument, e.g. `words.tr`; empty = it is no such function."""
    given = {argument.arg for argument in function.args.args}
    for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
        if _is_translate(call) and isinstance(call.args[1], ast.Name) and call.args[1].id in given:
            return str(_constant(call.args[0]) or "")
    return ""


def _is_translate(call: ast.Call) -> bool:
    named = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return named in TRANSLATING and len(call.args) >= 2 and isinstance(_constant(call.args[0]), str)


def _constant(node: ast.expr) -> object:
    return node.value if isinstance(node, ast.Constant) else None


class _Reader(ast.NodeVisitor):
    """Walks through one file."""

    def __init__(self, module: Module, modules: dict[str, Module]) -> None:
        self.found: list[tuple[str, str]] = []
        self.faults: list[str] = []
        self._module, self._modules = module, modules
        self._speakers = dict(module.speakers)
        self._imported: dict[str, Module] = {}
        self._classes: list[str] = []
        self._of_class: list[dict[str, str]] = []

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            known = alias.asname or alias.name
            if other := self._modules.get(f"{node.module}.{alias.name}"):
                self._imported[known] = other
            elif (other := self._modules.get(node.module or "")) and alias.name in other.speakers:
                self._speakers[known] = other.speakers[alias.name]

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:  # tr = words.tr; tr, keys = self.tr, QKeySequence
            for named, value in _pairs(target, node.value):
                context = self._context_of(value) if isinstance(value, ast.Attribute) else ""
                if isinstance(named, ast.Name) and context:
                    self._speakers[named.id] = context
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        methods = (each for each in node.body if isinstance(each, ast.FunctionDef))
        self._classes.append(node.name)
        self._of_class.append({each.name: context for each in methods if (context := _context_of_speaker(each))})
        self.generic_visit(node)
        self._classes.pop()
        self._of_class.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if not _context_of_speaker(node):  # what a speaker itself is given is gathered where it is called
            outside = dict(self._speakers)
            self.generic_visit(node)
            self._speakers = outside

    def visit_Call(self, node: ast.Call) -> None:
        if _is_translate(node):
            self._take(str(_constant(node.args[0])), node.args[1], node)
        elif node.args and (context := self._context_of(node.func)):
            self._take(context, node.args[0], node)
        elif getattr(node.func, "attr", getattr(node.func, "id", "")) == "tr":
            self._fault(node, "whose words are these? Write self.tr, or QCoreApplication.translate with the class")
        self.generic_visit(node)

    def _context_of(self, called: ast.expr) -> str:
        match called:
            case ast.Name(id=name):
                return self._speakers.get(name, "")
            case ast.Attribute(value=ast.Name(id="self"), attr=name) if self._classes:
                return self._of_class[-1].get(name, self._classes[-1] if name == "tr" else "")
            case ast.Attribute(value=ast.Name(id=module), attr=name) if module in self._imported:
                return self._imported[module].speakers.get(name, "")
            case _:
                return ""

    def _take(self, context: str, text: ast.expr, call: ast.Call) -> None:
        match text:
            case ast.Constant(value=str(words)):
                self.found += [(context, words)] if words else []
            case ast.IfExp(body=body, orelse=other):
                self._take(context, body, call)
                self._take(context, other, call)
            case _ if context not in GATHERED_ELSEWHERE:
                self._fault(call, "the text must be written here, in one piece and without f")

    def _fault(self, node: ast.AST, words: str) -> None:
        self.faults.append(f"{self._module.path}:{getattr(node, 'lineno', 0)}: {words}")


TRANSLATING = frozenset({"translate", "QT_TRANSLATE_NOOP"})
"""Functions that are given a context and a text."""


def _pairs(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    """What an assignment gives to what."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return list(zip(target.elts, value.elts, strict=False))
    return [(target, value)]


GATHERED_ELSEWHERE = frozenset({"catalogue", "stories", "engine"})
"""Contexts whose texts are not in the code that shows them."""

# ------------------------------------------------------------------------------------------------------- Qt's own tools


def update(source: Path, language: str, texts: Iterable[tuple[str, str]]) -> None:
    """Have Qt's lupdate add to a ``.ts`` what is new, and drop what nobody says any more."""
    with TemporaryDirectory() as folder:
        said = Path(folder) / "texts.cpp"
        lines = (f"QT_TRANSLATE_NOOP({_quoted(context)}, {_quoted(text)})" for context, text in by_context(texts))
        said.write_text("\n".join(lines), encoding="utf-8")
        _run(
            "lupdate", str(said), "-no-obsolete", "-locations", "none", "-disable-heuristic", "sametext",
            "-source-language", "en", "-target-language", language, "-ts", str(source),
        )  # fmt: skip


def release(source: Path, compiled: Path) -> None:
    """Have Qt's lrelease make of a ``.ts`` what the window loads."""
    _run("lrelease", str(source), "-qm", str(compiled))


def by_context(texts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Contexts by name; the texts of each in the order given."""
    return sorted(texts, key=lambda each: each[0])


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


def _run(tool: str, *arguments: str) -> None:
    """One of Qt's tools, of the PySide6 that is in use.

    Raises:
        FileNotFoundError: It is not installed.
        RuntimeError: It failed; with what it said.
    """
    beside = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    program = shutil.which(f"pyside6-{tool}", path=beside)
    if program is None:
        raise FileNotFoundError(f"pyside6-{tool} is missing; PySide6-Essentials brings it")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0 or "error:" in done.stderr.lower():
        raise RuntimeError(f"{tool}: {done.stdout}{done.stderr}")


# --------------------------------------------------------------------------------------------------------------- checks


def messages(source: Path) -> dict[tuple[str, str], str | None]:
    """(context, text) -> its translation; None = not translated yet, or no longer said."""
    found: dict[tuple[str, str], str | None] = {}
    for context in ElementTree.parse(source).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            said = message.find("translation")
            done = said is not None and said.get("type") is None and said.text
            found[name, message.findtext("source", "")] = str(said.text) if said is not None and done else None
    return found


def problems(source: Path, texts: Texts) -> list[str]:
    """What keeps a translation from being complete, one line each."""
    known = messages(source)
    missing = [f"not in {source.name}: {context}: {text}" for context, text in texts if (context, text) not in known]
    gone = [f"no longer said: {context}: {text}" for context, text in known if (context, text) not in texts]
    blank = [f"no translation: {context}: {text}" for (context, text), said in known.items() if said is None]
    wrong = [
        f"{what}: {context}: {text} -> {said}"
        for (context, text), said in known.items()
        if said is not None
        for what, parts in PARTS.items()
        if parts(text) != parts(said) and not (context == "engine" and set(parts(said)) < set(parts(text)))
    ]  # of the engine's fields some are grammar, such as is and are
    return missing + gone + blank + wrong


PARTS: dict[str, Callable[[str], list[str]]] = {
    "other fields": lambda text: sorted(re.findall(r"\{[^{}]*\}|%[n0-9]", text)),
    "other shortcut": lambda text: ["&"] * len(re.findall(r"&(?=\w)(?!\w+;)", text)),
    "other marks": lambda text: sorted(re.findall(r"</?[a-z]+", text)),
}
"""What both sides must have alike, by what is wrong where they have not."""

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

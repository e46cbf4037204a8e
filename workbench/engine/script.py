"""Writes the program that repeats a run without the workbench: its settings, the engine's own source, its numbers."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from workbench.engine import script_parts
from workbench.engine.registry import Entry, Registry, architectures, datasets, methods
from workbench.engine.script_run import Told
from workbench.engine.script_source import OURS, Gatherer, Wanted
from workbench.engine.script_text import WIDTH, call, imports, mapping, measured, section
from workbench.recipes import Data, Distil, Ref, TeacherTraining, Train, models
from workbench.runs import RunFolder, RunStore
from workbench.version import code_version

PARTS = script_parts.__name__
PACKAGES = {
    "torch": "torch",
    "torchvision": "torchvision",
    "numpy": "numpy",
    "sklearn": "scikit-learn",
    "PIL": "Pillow",
    "safetensors": "safetensors",
}
"""Module -> what its package is called where packages are installed from."""

TORCHVISION = {
    "mnist": ("read_idx", "MNIST", "DIGITS"),
    "fashion_mnist": ("read_idx", "FashionMNIST", "CLOTHES"),
    "cifar10": ("read_batches", "CIFAR10", ""),
    "cifar100": ("read_batches", "CIFAR100", ""),
}
"""Data source -> who reads it, torchvision's class, and the class names where that does not know ours."""

GIVEN = frozenset(
    (
        "SEEDS", "THREADS", "DEVICE", "DATA", "DATA_FOLDER", "SCHEDULE", "TEACHER_SCHEDULE", "TEACHER_DATA",
        "TEACHER_SEEDS", "TEACHER_WEIGHTS", "TEACHER_MEAN", "TEACHER_STD", "TEMPERATURE", "ALPHA", "MOVES",
        "STOPPED_AFTER", "MEASURED", "Settings", "make_network", "make_teacher", "make_method", "read_pictures",
    )
)  # fmt: skip
"""What `script_parts` speaks of and is written anew for each run."""

SECTIONS = {
    "The networks": ("workbench.engine.architectures",),
    "What is learned": ("workbench.engine.objective", "workbench.engine.methods.labels", "workbench.engine.methods"),
    "How it is learned": ("workbench.engine.schedule",),
    "Training, measuring, comparing": ("workbench.engine.measure", PARTS),
    "The pictures": ("workbench.engine.data", ""),
}
"""Headings, and the modules whose definitions stand below them; an empty name takes all that is left."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program that repeats a run.

    Attributes:
        text: Its source.
        needs: Packages that it needs, as they are installed.
        notes: What its reader should know, sentences.
    """

    text: str
    needs: tuple[str, ...]
    notes: tuple[str, ...]


def write(run: RunFolder, store: RunStore) -> Program:
    """The program for a run that has begun to train.

    Raises:
        RunError: It has not, it is damaged, or its teacher is gone.
        RecipeError: Something that it names is not installed any more.
    """
    return _Writer(Told(run, store)).program()


class _Writer:
    def __init__(self, told: Told) -> None:
        self.told, self.recipe = told, told.recipe
        self.moves, self.stopped = told.moves, told.stopped
        self.notes: list[str] = []
        self.source = Gatherer(
            Wanted(
                facts=self._facts(),
                kinds={type(part).__name__ for one in told.schedules for part in (one.optimiser, one.decay)},
                known=_known([self.recipe.data, *([told.earlier.data] if self._chained and told.earlier else [])]),
                given=GIVEN,
                whole={PARTS, "workbench.engine.architectures", "workbench.engine.methods"},
            )
        )

    @property
    def _chained(self) -> bool:
        return self.told.earlier is not None and self.told.earlier.schedule is not None

    def _facts(self) -> set[str]:
        told, recipe, schedules = self.told, self.recipe, self.told.schedules
        keeps = any(one.keep == "best" for one in schedules)
        stops = any(one.early_stop is not None for one in schedules)
        facts = {
            "model": isinstance(recipe, Train),
            "taught": isinstance(recipe, Distil),
            "teacher": isinstance(recipe, Distil) and isinstance(recipe.teacher, TeacherTraining),
            "chained": self._chained,
            "loaded": told.earlier is not None and not self._chained,
            "plain": isinstance(recipe, Distil) and recipe.twin,
            "keep": keeps,
            "early": stops,
            "stopped": bool(self.stopped),
            "best": keeps or stops or bool(self.stopped),
            "moved": bool(self.moves),
            "augment": any(one.augment != "none" for one in schedules),
            "clip": any(one.clip_norm is not None for one in schedules),
            "deterministic": recipe.compute.deterministic,
            "files": recipe.data.source.kind != "digits",
            "no_files": recipe.data.source.kind == "digits",
        }
        return {name for name, true in facts.items() if true}

    def program(self) -> Program:
        written = {
            "The networks": self._networks(),
            "What is learned": self._method(),
            "The pictures": self._reading(),
            "What the run measured": f"MEASURED = {measured(self.told.measured)}",
        }
        constants = self._constants()
        self.source.need(script_parts.main)
        for text in (constants, *written.values()):
            self.source.need_names(PARTS, text)
        taken = {title: self.source.text(*modules) for title, modules in SECTIONS.items()}
        order = sorted(SECTIONS, key=lambda title: title.startswith("Training"))
        body = [section("What the run was told", self._setting_classes(constants), constants)]
        body += [section(title, taken[title], written.get(title, "")) for title in order]
        body += [section("What the run measured", written["What the run measured"])]
        text = "\n\n\n".join(body)
        needs = self._needs(text)
        lines = imports({*self.source.imports, "import sys", "from types import SimpleNamespace"})
        top = f"{self._top(needs)}\n\nfrom __future__ import annotations\n\n{lines}"
        return Program(f"{top}\n\n{text}\n\n\n{_END}", tuple(needs), tuple(self.notes))

    # What stands at the top

    def _top(self, needs: list[str]) -> str:
        run = self.told.run
        needed = " ".join(needs)
        told = [
            f"{run.summary().title}: {self._story()}",
            _WRITTEN.format(run=run.id),
            _USAGE.format(needs=needed) + (_USAGE_OF_FILES if self._data_folder() else ""),
            _EXACTNESS.format(versions=self._versions()),
            *self.notes,
        ]
        text = "\n\n".join(one if one.startswith(" ") else textwrap.fill(one, WIDTH) for one in told)
        expected = self._expected()
        text += f"\n\n{expected}" if expected else ""
        quoted = text.replace("\\", "\\\\").replace('"""', "'''")
        return f'#!/usr/bin/env python3\n"""{quoted}\n"""'

    def _story(self) -> str:
        recipe, title = self.recipe, architectures.get
        if isinstance(recipe, Train):
            return f"a network ({title(recipe.model.kind).title}) learns from labels."
        method = methods.get(recipe.method.kind).title.lower()
        twin = " The same student without a teacher, as often and as long, is the comparison." if recipe.twin else ""
        return f"a student ({title(recipe.student.kind).title}) learns from a teacher by {method}.{twin}"

    def _versions(self) -> str:
        known = self.told.run.environment
        wanted = ("torch", "torchvision", "numpy", "scikit-learn")
        versions = [f"{name} {known[name]}" for name in ("python", *wanted) if name in known]
        costs = self.told.results.costs if self.told.results else ()
        machines = [cost.machine.rpartition(", ")[0] for cost in costs if cost.machine]
        machine = machines[0] if machines else str(known.get("system", "an unknown machine"))
        threads = f"{self.told.ready.threads} thread" + "s" * (self.told.ready.threads > 1)
        return f"{', '.join(versions)}, on {machine}, device {self.told.ready.device}, {threads}"

    def _expected(self) -> str:
        results = self.told.results
        if results is None:
            return "The run has not been measured on its test pictures yet."
        rows = []
        for one in results.summaries:
            spread = f" ± {100 * one.accuracy_sd:.2f}" if one.accuracy_sd is not None else ""
            rows.append(f"    {one.role:<10} {100 * one.accuracy_mean:.2f}{spread} %")
        return "\n".join(["Test accuracy in the run:\n", *rows])

    def _needs(self, text: str) -> list[str]:
        known = self.told.run.environment
        modules = {line.split()[1].split(".")[0] for line in self.source.imports}
        modules |= set(re.findall(r"^ +(?:from|import) (\w+)", text, re.MULTILINE))
        found = []
        for module, package in PACKAGES.items():
            if module in modules:
                version = re.fullmatch(r"(\d[\w.]*)(\+.*)?", str(known.get(package, "")))  # it is pasted into a shell
                found.append(f"{package}=={version[1]}" if version else package)
        return found

    # What the run was told

    def _constants(self) -> str:
        recipe, told = self.recipe, self.told
        device = told.ready.device
        if device != "cpu":
            self.notes.append(
                f"The run was trained on {device}, where sums are not always added in the same order. Where there is "
                f"no {device}, set DEVICE to 'cpu'."
            )
        if told.run.environment.get("workbench") != code_version():
            self.notes.append("The workbench has changed since the run was made; this program is from its new source.")
        blocks = [f"SEEDS = {recipe.seeds!r}", f"THREADS = {told.ready.threads}", f"DEVICE = {device!r}"]
        blocks += [f"DATA = {call(recipe.data, without=('source',))}"]
        if folder := self._data_folder():
            blocks += [f"DATA_FOLDER = {folder!r}"]
        if isinstance(recipe, Distil):
            blocks += [f"TEMPERATURE = {recipe.temperature}  # softens both networks' answers"]
            blocks += [f"ALPHA = {recipe.alpha}  # weight of the labels; the teacher gets the rest"]
        else:
            blocks += ["TEMPERATURE = ALPHA = 1.0  # without a teacher they mean nothing"]
        blocks += [f"SCHEDULE = {call(recipe.schedule)}"]
        if len(told.schedules) > 1:
            blocks += [f"TEACHER_SCHEDULE = {call(told.schedules[1])}"]
        if told.earlier is not None:
            blocks += self._earlier_constants()
        if self.moves:
            blocks += [f"# Dials that were moved, and from which step on\nMOVES = {mapping(self.moves)}"]
        if self.stopped:
            blocks += [f"# The user ended these after so many steps\nSTOPPED_AFTER = {self.stopped!r}"]
        return "\n".join(blocks)

    def _earlier_constants(self) -> list[str]:
        earlier = self.told.earlier
        assert earlier is not None
        first = next(iter(earlier.networks.values()))
        if earlier.schedule is not None and earlier.data is not None:
            self.notes.append(f"The teacher comes from the run {first.run.id}; its training is repeated here first.")
            seeds = {seed: teacher.network.seed for seed, teacher in earlier.networks.items()}
            return [f"TEACHER_DATA = {call(earlier.data, without=('source',))}", f"TEACHER_SEEDS = {seeds!r}"]
        self.notes.append(
            f"The teacher comes from the run {first.run.id}, and {earlier.why}: its weights are read from the file "
            "that TEACHER_WEIGHTS or --teacher names."
        )
        weights = {seed: str(one.network.folder / "weights.safetensors") for seed, one in earlier.networks.items()}
        card = first.load().card
        return [
            f"TEACHER_WEIGHTS = {mapping(weights)}",
            f"TEACHER_MEAN, TEACHER_STD = {card.mean!r}, {card.std!r}",
        ]

    def _setting_classes(self, constants: str) -> str:
        """A class for every sort of settings that the constants or the source speak of."""
        called = [node.func for node in ast.walk(ast.parse(constants)) if isinstance(node, ast.Call)]
        used = {function.id for function in called if isinstance(function, ast.Name)} | set(self.source.settings)
        texts = ['class Settings(SimpleNamespace):\n    """Settings of something, by name."""']
        for name in sorted(used - {"Settings"}):
            summary = (getattr(models, name).__doc__ or "").split("\n")[0]
            texts.append(f'class {name}(Settings):\n    """{summary}"""')
        return "\n\n\n".join(texts)

    # Networks, method and pictures

    def _networks(self) -> str:
        recipe, earlier = self.recipe, self.told.earlier
        if isinstance(recipe, Train):
            return self._network("network", recipe.model)
        if isinstance(recipe.teacher, TeacherTraining):
            teacher = recipe.teacher.model
        else:
            assert earlier is not None
            teacher = next(iter(earlier.networks.values())).load().card.architecture
        return f"{self._network('teacher', teacher)}\n\n\n{self._network('network', recipe.student)}"

    def _network(self, role: str, ref: Ref) -> str:
        entry = architectures.get(ref.kind)
        head = f"def make_{role}(*, shape: tuple[int, int, int], classes: int) -> nn.Module:"
        summary = f'    """{entry.title}. {entry.summary}"""'
        made, settings = self._made(architectures, entry, ref)
        arguments = "".join(f", {name}={value!r}" for name, value in _bound(entry.make).items())
        call_of_maker = f"{made}(settings, shape=shape, classes=classes{arguments})"
        return f"{head}\n{summary}\n    settings = {settings}\n    return {call_of_maker}"

    def _method(self) -> str:
        if not isinstance(self.recipe, Distil):
            return ""
        entry = methods.get(self.recipe.method.kind)
        symbol = entry.facts.get("symbol")
        formula = f": {symbol}" if symbol else ""
        made, settings = self._made(methods, entry, self.recipe.method)
        return f'def make_method() -> Objective:\n    """{entry.title}{formula}."""\n    return {made}({settings})'

    def _made(self, registry: Registry[Any], entry: Entry[Any], ref: Ref) -> tuple[str, str]:
        """What makes the thing in the program, and its settings there; of plug-ins, their package does."""
        make = entry.make.func if isinstance(entry.make, partial) else entry.make
        if f"{make.__module__}.".startswith(OURS):
            return self.source.need(make), call(registry.settings(ref), name="Settings", explained=False)
        package = make.__module__.split(".")[0]
        self.notes.append(f"'{ref.kind}' comes from the package {package}: that and the workbench must be installed.")
        sort = registry.package
        self.source.imports |= {f"from workbench.engine.registry import {sort}", "from workbench.recipes import Ref"}
        return f"{sort}.get({ref.kind!r}).make", f"{sort}.settings(Ref(kind={ref.kind!r}, params={ref.params!r}))"

    def _data_folder(self) -> str:
        """Where the pictures are unless somebody says otherwise; empty where they are part of a library."""
        source = self.recipe.data.source
        name = _path_setting(datasets.get(source.kind))
        if name:
            return str(getattr(datasets.settings(source), name))
        return "" if source.kind == "digits" else "data"

    def _reading(self) -> str:
        ref = self.recipe.data.source
        entry = datasets.get(ref.kind)
        argument = "folder: Path" if "files" in self.source.wanted.facts else ""
        head = f'def read_pictures({argument}) -> Pictures:\n    """{entry.summary}"""'
        self.source.need_name(PARTS, "Pictures")
        if ref.kind in TORCHVISION:
            reader, kind, classes = TORCHVISION[ref.kind]
            self.source.imports.add(f"from torchvision.datasets import {kind}")
            self.source.need_name(PARTS, reader)
            if classes:
                self.source.need_name(entry.make.__module__, classes)
            return f"{head}\n    return {reader}({kind}, {classes + ', ' if classes else ''}folder)"
        settings = datasets.settings(ref)
        made, text = self._made(datasets, entry, ref)
        path = _path_setting(entry)
        if path:
            text = text.replace(f"{path}={getattr(settings, path)!r}", f"{path}=str(folder)")
        context = "None"
        if path:
            context = "Settings(cache=folder, check=lambda: None, report=lambda progress: None)"
        return f"{head}\n    return {made}({text}, {context})"


def _known(data: Iterable[Data | None]) -> dict[str, bool]:
    """Questions in the source whose answer the recipe knows."""
    wanted = [one for one in data if one is not None]
    answers = {
        "corrections": {bool(one.corrections) for one in wanted},
        "data.corrections": {bool(one.corrections) for one in wanted},
        "data.keep_unlabelled": {one.keep_unlabelled for one in wanted},
        "limit is None": {one.labels_per_class is None for one in wanted},
    }
    known = {question: answer.pop() for question, answer in answers.items() if len(answer) == 1}
    return known | {f"not {question}": not answer for question, answer in known.items() if " " not in question}


def _bound(make: Any) -> dict[str, Any]:
    """Arguments that a maker has been given already."""
    return dict(make.keywords) if isinstance(make, partial) else {}


def _path_setting(entry: Entry[Any]) -> str:
    """The setting that says where the pictures are; empty where there is none."""
    properties = entry.params.model_json_schema().get("properties", {})
    return next((name for name, schema in properties.items() if schema.get("format", "").endswith("-path")), "")


_WRITTEN = (
    "Written by Distillation Workbench from the run {run}, and able to repeat it without the workbench: what follows "
    "is the workbench's own source, less what this run has no use for."
)
_USAGE = """    pip install {needs}
    python train.py            # trains, and compares with what the run measured
    python train.py --check    # the same, and exits with 1 where an accuracy differs"""
_USAGE_OF_FILES = """
    python train.py --data FOLDER    # where the pictures are, if not where DATA_FOLDER says"""
_EXACTNESS = (
    "The run was made with {versions}. There, every accuracy is the same again, picture by picture. Another processor "
    "or another version may round a sum differently, and training makes much of little: a few pictures then come out "
    "otherwise."
)
_END = 'if __name__ == "__main__":\n    sys.exit(main())\n'

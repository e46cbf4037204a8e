"""Writes the program that repeats a run without the workbench: its settings, the engine's own source, its numbers."""

from __future__ import annotations

import ast
import re
import textwrap
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import BaseModel

from workbench.engine import model, script_network, script_parts
from workbench.engine.assembly import formula_of
from workbench.engine.objective import Objective
from workbench.engine.registry import Entry, Registry, architectures, datasets, methods
from workbench.engine.script_asked import Asked
from workbench.engine.script_head import head
from workbench.engine.script_run import Told
from workbench.engine.script_source import OURS, Gatherer, Wanted
from workbench.engine.script_text import WIDTH, call, imports, mapping, measured, section
from workbench.recipes import Distil, Ref, Train, models
from workbench.runs import RunFolder, RunStore
from workbench.version import code_version

PARTS, NETWORK = script_parts.__name__, script_network.__name__
PACKAGES = {
    "torch": "torch",
    "torchvision": "torchvision",
    "numpy": "numpy",
    "sklearn": "scikit-learn",
    "scipy": "scipy",
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
        "TEACHER_SEEDS", "TEACHER_WEIGHTS", "TEACHER_MEAN", "TEACHER_STD", "TEMPERATURE", "ALPHA", "WEIGHTS", "RAMPS",
        "TRUST", "ASSISTANTS", "NETWORKS", "MOVES", "STOPPED_AFTER", "MEASURED", "Settings", "make_network",
        "make_teacher", "make_twin", "make_loss", "read_pictures",
    )
)  # fmt: skip
"""What `script_parts` speaks of and is written anew for each run."""

INSTEAD = {
    (model.__name__, "Card"): (NETWORK, "Card"),
    (model.__name__, "Classifier"): (NETWORK, "Classifier"),
    (models.__name__, "Ref"): (NETWORK, "Ref"),
}
"""What depends on the catalogue, and what does the same without."""

SECTIONS = {
    "Training, measuring, comparing": ("workbench.engine.measure", NETWORK, PARTS),
    "The networks": ("workbench.engine.architectures",),
    "The pictures": tuple(
        f"workbench.engine.{name}"
        for name in ("data", "corrections", "decoder", "downloads", "gallery", "picture_files", "tree", "datasets")
    ),
    "How it is learned": ("workbench.engine.schedule", "workbench.engine.steering"),
    "What is learned": ("",),
}
"""Headings, and the modules whose definitions stand below them; an empty name takes all that is left."""

ORDER = (
    "The networks",
    "The pictures",
    "What is learned",
    "How it is learned",
    "Training, measuring, comparing",
)


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
        self.asked = Asked(told)
        self.notes: list[str] = []
        self.extra_imports: set[str] = set()
        self.makers: dict[str, str] = {}
        self.source = Gatherer(
            Wanted(
                facts=self.asked.facts,
                kinds=self.asked.kinds,
                known=self.asked.known,
                given=GIVEN,
                instead=INSTEAD,
                untyped=() if "probed" in self.asked.facts else ("Pair",),
                whole={PARTS, "workbench.engine.architectures", "workbench.engine.methods"},
            )
        )

    def program(self) -> Program:
        written = {
            "The networks": self._networks(),
            "What is learned": self._loss(),
            "The pictures": self._reading(),
            "What the run measured": f"MEASURED = {measured(self.told.measured)}",
        }
        constants = self._constants()
        self.source.need(script_parts.main)
        for text in (constants, *written.values()):
            self.source.need_names(PARTS, text)
        self.source.settle()
        taken = {title: self.source.text(*modules) for title, modules in SECTIONS.items()}
        body = [section("What the run was told", self._setting_classes(constants, *taken.values()), constants)]
        body += [section(title, taken[title], written.get(title, "")) for title in ORDER]
        body += [section("What the run measured", written["What the run measured"])]
        text = "\n\n\n".join(body)
        needs = self._needs(text)
        lines = imports({*self._imports(), "import sys", "from types import SimpleNamespace"})
        top = head(self.told, needs, self.notes, has_files=bool(self._data_folder()))
        whole = f"{top}\n\nfrom __future__ import annotations\n\n{lines}\n\n{text}\n\n\n{_END}"
        return Program(whole, tuple(needs), tuple(self.notes))

    def _needs(self, text: str) -> list[str]:
        known = self.told.run.environment
        modules = {line.split()[1].split(".")[0] for line in self._imports()}
        modules |= set(re.findall(r"^ +(?:from|import) (\w+)", text, re.MULTILINE))
        found = []
        for module, package in PACKAGES.items():
            if module in modules:
                version = re.fullmatch(r"(\d[\w.]*)(\+.*)?", str(known.get(package, "")))  # it is pasted into a shell
                found.append(f"{package}=={version[1]}" if version else package)
        return found

    def _imports(self) -> set[str]:
        return self.source.imports | self.extra_imports

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
        if told.reduced:
            self.notes.append(
                f"The run computed with {told.reduced}; this program computes in fp32, so its numbers are near the "
                "run's and not the same, and are not compared."
            )
        if told.left_out:
            self.notes.append(
                f"The run also trained {told.left_out} {'variants' if told.left_out > 1 else 'variant'} of the student "
                "beside it; this program repeats the student itself."
            )
        blocks = [f"SEEDS = {recipe.seeds!r}", f"THREADS = {told.ready.threads}", f"DEVICE = {device!r}"]
        blocks += [f"DATA = {call(recipe.data, without=('source',))}"]
        if folder := self._data_folder():
            blocks += [f"DATA_FOLDER = {folder!r}"]
        if isinstance(recipe, Distil):
            blocks += [f"TEMPERATURE = {recipe.temperature}  # softens both networks' answers"]
            blocks += [f"ALPHA = {recipe.alpha}  # weight of the labels; the method gets the rest"]
            blocks += self._method_constants(recipe)
        else:
            blocks += ["TEMPERATURE = ALPHA = 1.0  # without a teacher they mean nothing"]
        blocks += [f"SCHEDULE = {call(recipe.schedule)}"]
        if len(told.schedules) > 1:
            blocks += [f"TEACHER_SCHEDULE = {call(told.schedules[1])}"]
        if told.earlier is not None:
            blocks += self._earlier_constants()
        if self.told.moves:
            blocks += [f"# Dials that were moved, and from which step on\nMOVES = {mapping(self.told.moves)}"]
        if self.told.stopped:
            blocks += [f"# The user ended these after so many steps\nSTOPPED_AFTER = {self.told.stopped!r}"]
        return "\n".join(blocks)

    def _method_constants(self, recipe: Distil) -> list[str]:
        blocks = []
        if self.asked.weights:
            blocks += [f"WEIGHTS = {self.asked.weights!r}  # of the methods".replace("'", '"')]
        if self.asked.ramps:
            ramps = [f'    "{name}": {call(ramp, explained=False)},' for name, ramp in self.asked.ramps.items()]
            blocks += ["# How dials run while the student trains", "RAMPS = {", *ramps, "}"]
        if "trusted" in self.asked.facts:
            blocks += [f"TRUST = {call(recipe.trust, without=('join',))}"]
        return blocks

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

    def _setting_classes(self, constants: str, *source: str) -> str:
        """A class for every sort of settings that the constants or the source speak of, with defaults where needed."""
        called = [node.func for node in ast.walk(ast.parse(constants)) if isinstance(node, ast.Call)]
        used = {function.id for function in called if isinstance(function, ast.Name)} | set(self.source.settings)
        texts = ['class Settings(SimpleNamespace):\n    """Settings of something, by name."""']
        for name in sorted(used - {"Settings"}):
            kind: type[BaseModel] = self.source.settings.get(name) or getattr(models, name)
            summary = (kind.__doc__ or "").split("\n")[0]
            texts.append(f'class {name}(Settings):\n    """{summary}"""')
            if any(f"{name}()" in text for text in source):
                defaults = [f"    {key} = {field.default!r}" for key, field in kind.model_fields.items()]
                texts[-1] += "\n\n" + "\n".join(defaults)
        return "\n\n\n".join(texts)

    # Networks, method and pictures

    def _networks(self) -> str:
        recipe = self.recipe
        if isinstance(recipe, Train):
            return self._network("make_network", recipe.model)
        texts = [self._network("make_teacher", self.asked.teacher)] if self.told.guided else []
        names = [f"make_assistant_{number}" for number, _ in enumerate(self.asked.assistants, start=1)]
        if self.asked.student != recipe.student:
            texts += [self._network("make_twin", recipe.student)]
        texts += [self._network(name, assistant) for name, assistant in zip(names, self.asked.assistants, strict=True)]
        texts += [self._network("make_network", self.asked.student)]
        texts += [f"ASSISTANTS = ({', '.join(names)},)"] if names else []
        return "\n\n\n".join([*texts, *self._peers()])

    def _peers(self) -> list[str]:
        """Networks that methods ask for by name."""
        peers = [getattr(methods.settings(term), "peer", "") for _, _, term in self.asked.terms]
        names = {peer: f"make_peer_{number}" for number, peer in enumerate(dict.fromkeys(filter(None, peers)), start=1)}
        texts = [self._network(name, Ref(kind=peer)) for peer, name in names.items()]
        made = ", ".join(f'"{peer}": {name}' for peer, name in names.items())
        return [*texts, f"NETWORKS = {{{made}}}"] if names else []

    def _network(self, name: str, ref: Ref) -> str:
        """The function that makes a network, after those that make the networks which it is made of."""
        entry, settings = architectures.get(ref.kind), architectures.settings(ref)
        parts = {key: getattr(settings, key) for key in type(settings).model_fields}
        inner = {key: part for key, part in parts.items() if isinstance(part, Ref)}
        before = [
            self._network(f"{name}_{key}", part) for key, part in inner.items() if self._key(part) not in self.makers
        ]
        self.makers.setdefault(self._key(ref), name)
        head = f"def {name}(*, shape: tuple[int, int, int], classes: int) -> nn.Module:"
        summary = f'    """{entry.title}. {entry.summary}"""'
        written = {key: self.makers[self._key(part)] for key, part in inner.items()}
        made, text = self._made(architectures, entry, ref, written)
        arguments = "".join(f", {key}={value!r}" for key, value in _bound(entry.make).items())
        call_of_maker = f"{made}(settings, shape=shape, classes=classes{arguments})"
        return "\n\n\n".join([*before, f"{head}\n{summary}\n    settings = {text}\n    return {call_of_maker}"])

    def _key(self, ref: Ref) -> str:
        """The same for references to the same network."""
        return f"{ref.kind} {architectures.settings(ref).model_dump_json()}"

    def _loss(self) -> str:
        if not isinstance(self.recipe, Distil):
            return ""
        probed = "probed" in self.asked.facts
        parts = []
        for _, name, term in self.asked.terms:
            made, settings = self._made(methods, methods.get(term.kind), term)
            temperature = "" if term.temperature is None else f", temperature={term.temperature!r}"
            made = f"{made}({settings}, {'pair' if probed else 'None'}){temperature}"
            line = f'            LossPart("{name}", {made}),\n'
            if len(line) > WIDTH:
                line = f'            LossPart(\n                "{name}",\n                {made},\n            ),\n'
            parts.append(line)
        learned = "        learned=True,\n" * (self.recipe.balance == "learned")
        head = f"def make_loss({'pair: Pair' * probed}) -> Loss:"
        formula = f"What the student learns from: {formula_of(self.recipe)}."
        text = "\n    ".join(textwrap.wrap(formula, WIDTH - 7, break_long_words=False))
        quoted = text.replace("\\", "\\\\").replace('"', "'")
        self.source.need_name(PARTS, "Loss")
        if probed:
            self.source.need_name(Objective.__module__, "Pair")
        return f'{head}\n    """{quoted}"""\n    return Loss(\n        [\n{"".join(parts)}        ],\n{learned}    )'

    def _made(
        self, registry: Registry[Any], entry: Entry[Any], ref: Ref, written: dict[str, str] | None = None
    ) -> tuple[str, str]:
        """What makes the thing in the program, and its settings there; of plug-ins, their package does."""
        make = entry.make.func if isinstance(entry.make, partial) else entry.make
        if f"{make.__module__}.".startswith(OURS):
            settings = registry.settings(ref)
            return self.source.need(make), call(settings, name="Settings", explained=False, written=written)
        package = make.__module__.split(".")[0]
        self.notes.append(f"'{ref.kind}' comes from the package {package}: that and the workbench must be installed.")
        sort = registry.package
        self.extra_imports |= {f"from workbench.engine.registry import {sort}", "from workbench.recipes import Ref"}
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
        argument = "folder: Path" if "files" in self.asked.facts else ""
        head = f'def read_pictures({argument}) -> Pictures:\n    """{entry.summary}"""'
        self.source.need_name(PARTS, "Pictures")
        if ref.kind in TORCHVISION:
            reader, kind, classes = TORCHVISION[ref.kind]
            self.extra_imports.add(f"from torchvision.datasets import {kind}")
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


def _bound(make: Any) -> dict[str, Any]:
    """Arguments that a maker has been given already."""
    return dict(make.keywords) if isinstance(make, partial) else {}


def _path_setting(entry: Entry[Any]) -> str:
    """The setting that says where the pictures are; empty where there is none."""
    properties = entry.params.model_json_schema().get("properties", {})
    return next((name for name, schema in properties.items() if schema.get("format", "").endswith("-path")), "")


_END = 'if __name__ == "__main__":\n    sys.exit(main())\n'

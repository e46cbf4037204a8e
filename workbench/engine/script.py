"""Writes the program that repeats a run without the workbench: its settings, the engine's own source, its numbers."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import BaseModel

from workbench.engine import model, script_network, script_parts
from workbench.engine.assembly import dials_of, formula_of, method_of, ramps_of, student_ref, terms_of
from workbench.engine.objective import Objective
from workbench.engine.registry import Entry, Registry, architectures, datasets, methods
from workbench.engine.script_run import Told
from workbench.engine.script_source import OURS, Gatherer, Wanted, reads
from workbench.engine.script_text import WIDTH, call, imports, mapping, measured, section
from workbench.engine.steering import WEIGHT
from workbench.recipes import Data, Distil, Hold, Ramp, Ref, Train, Trust, models
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
        for name in ("data", "corrections", "decoder", "downloads", "gallery", "tree", "datasets")
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
        self.moves, self.stopped = told.moves, told.stopped
        self.notes: list[str] = []
        self.extra_imports: set[str] = set()
        self.makers: dict[str, str] = {}
        distil = told.recipe if isinstance(told.recipe, Distil) else None
        self.terms = terms_of(distil) if distil else []
        self.methods = [method_of(term) for _, _, term in self.terms]
        self.ramps = {name: ramp for name, ramp in _ramps_of(distil).items() if not isinstance(ramp, Hold)}
        self.weights = self._weights(distil)
        facts = self._facts() | self._facts_of_methods()
        parts = [part for one in told.schedules for part in (one.optimiser, one.decay)]
        data = [told.recipe.data, *([told.earlier.data] if self._chained and told.earlier else [])]
        self.source = Gatherer(
            Wanted(
                facts=facts,
                kinds={type(part).__name__ for part in (*parts, *self.ramps.values())},
                known=_known(data) | _known_of_method(distil),
                given=GIVEN,
                instead=INSTEAD,
                untyped=() if "probed" in facts else ("Pair",),
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
            "distilled": isinstance(recipe, Distil),
            "guided": told.guided,
            "unguided": isinstance(recipe, Distil) and not told.guided,
            "teacher": told.trained_teacher is not None,
            "assisted": isinstance(recipe, Distil) and bool(recipe.assistants) and told.guided,
            "inherited": isinstance(recipe, Distil) and recipe.start == "teacher",
            "chained": self._chained,
            "loaded": told.earlier is not None and not self._chained,
            "plain": isinstance(recipe, Distil) and recipe.twin,
            "same_twin": isinstance(recipe, Distil) and recipe.twin and self._student == recipe.student,
            "other_twin": isinstance(recipe, Distil) and recipe.twin and self._student != recipe.student,
            "keep": keeps,
            "early": stops,
            "stopped": bool(self.stopped),
            "best": keeps or stops or bool(self.stopped),
            "moved": bool(self.moves),
            "only_moved": bool(self.moves) and not self.ramps,
            "ramped": bool(self.ramps),
            "weighed": bool(self.weights),
            "clip": any(one.clip_norm is not None for one in schedules),
            "deterministic": recipe.compute.deterministic,
            "files": recipe.data.source.kind != "digits",
            "no_files": recipe.data.source.kind == "digits",
        }
        return {name for name, true in facts.items() if true}

    def _facts_of_methods(self) -> set[str]:
        """What the methods ask for."""
        made, needs = self.methods, {signal for method in self.methods for signal in method.needs}
        probed = any(reads(method.__init__, "pair") for method in made)
        taught = any(method.needs_teacher for method in made)
        tapped = probed and not needs.isdisjoint(("maps", "embedding"))
        trusted = taught and isinstance(self.recipe, Distil) and self.recipe.trust != Trust(join=self.recipe.trust.join)
        views = any(method.views > 1 for method in made)
        facts = {
            "probed": probed,
            "unprobed": not probed,
            "taught": taught,
            "tapped": tapped,
            "untapped": not tapped,
            "embedded": "embedding" in needs,
            "trusted": trusted,
            "heard": taught and (tapped or trusted),
            "only_heard": taught and tapped and not trusted,
            "unheard": taught and not tapped and not trusted,
            "begun": any(method.begin is not Objective.begin for method in made),
            "waiting": any(method.alone is not Objective.alone for method in made),
            "views": views,
            "augment": not views and any(one.augment != "none" for one in self.told.schedules),
            "ids": "ids" in needs,
            "images": "images" in needs,
        }
        return {name for name, true in facts.items() if true}

    @property
    def _student(self) -> Ref:
        """The network that learns from the teacher: the recipe's, or what a method makes of it."""
        assert isinstance(self.recipe, Distil)
        guide = ([self._teacher] if self.told.guided else []) + self._assistants
        return student_ref(self.recipe, self.recipe.student, guide[-1] if guide else None)

    @property
    def _assistants(self) -> list[Ref]:
        if not isinstance(self.recipe, Distil) or not self.told.guided:
            return []
        found, guide = list[Ref](), self._teacher
        for assistant in self.recipe.assistants:
            guide = student_ref(self.recipe, assistant, guide)
            found.append(guide)
        return found

    @property
    def _teacher(self) -> Ref:
        if self.told.trained_teacher is not None:
            return self.told.trained_teacher.model
        assert self.told.earlier is not None
        return next(iter(self.told.earlier.networks.values())).load().card.architecture

    def _weights(self, recipe: Distil | None) -> dict[str, float]:
        """The methods' weights, where they are not all those that the methods have anyway."""
        if recipe is None:
            return {}
        weights = dials_of(recipe).weights
        steered = any(name.startswith(WEIGHT) for name in self._steered())
        return weights if steered or list(weights.values()) != [method.weight for method in self.methods] else {}

    def _steered(self) -> set[str]:
        """Names of the dials that run or are moved."""
        return {*self.ramps, *(name for moves in self.moves.values() for dials in moves.values() for name in dials)}

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
        how = " and ".join(_lowered(methods.get(term.kind).title) for _, _, term in self.terms)
        whom = " from a teacher" if self.told.guided else ""
        twin = " The same student without a teacher, as often and as long, is the comparison." if recipe.twin else ""
        return f"a student ({title(recipe.student.kind).title}) learns{whom} by {how}.{twin}"

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
        blocks = [f"SEEDS = {recipe.seeds!r}", f"THREADS = {told.ready.threads}", f"DEVICE = {device!r}"]
        blocks += [f"DATA = {call(recipe.data, without=('source',))}"]
        if folder := self._data_folder():
            blocks += [f"DATA_FOLDER = {folder!r}"]
        if isinstance(recipe, Distil):
            blocks += [f"TEMPERATURE = {recipe.temperature}  # softens both networks' answers"]
            blocks += [f"ALPHA = {recipe.alpha}  # weight of the labels; the teacher gets the rest"]
            blocks += self._method_constants(recipe)
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

    def _method_constants(self, recipe: Distil) -> list[str]:
        blocks = []
        if self.weights:
            blocks += [f"WEIGHTS = {self.weights!r}  # of the methods".replace("'", '"')]
        if self.ramps:
            ramps = "".join(f'    "{name}": {call(ramp, explained=False)},\n' for name, ramp in self.ramps.items())
            blocks += [f"# How dials run while the student trains\nRAMPS = {{\n{ramps}}}"]
        if "trusted" in self.source.wanted.facts:
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
        texts = [self._network("make_teacher", self._teacher)] if self.told.guided else []
        names = [f"make_assistant_{number}" for number, _ in enumerate(self._assistants, start=1)]
        if self._student != recipe.student:
            texts += [self._network("make_twin", recipe.student)]
        texts += [self._network(name, assistant) for name, assistant in zip(names, self._assistants, strict=True)]
        texts += [self._network("make_network", self._student)]
        texts += [f"ASSISTANTS = ({', '.join(names)},)"] if names else []
        return "\n\n\n".join([*texts, *self._peers()])

    def _peers(self) -> list[str]:
        """Networks that methods ask for by name."""
        peers = [getattr(methods.settings(term), "peer", "") for _, _, term in self.terms]
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
        probed = "probed" in self.source.wanted.facts
        parts = []
        for _, name, term in self.terms:
            made, settings = self._made(methods, methods.get(term.kind), term)
            temperature = "" if term.temperature is None else f", temperature={term.temperature!r}"
            made = f"{made}({settings}, {'pair' if probed else 'None'})"
            parts.append(f'            LossPart("{name}", {made}{temperature}),\n')
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
        argument = "folder: Path" if "files" in self.source.wanted.facts else ""
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


def _known_of_method(recipe: Distil | None) -> dict[str, bool]:
    """The same of the loss and of the trust in the teacher."""
    known = {"self.log_variances is None": True} if recipe is None or recipe.balance == "fixed" else {}
    if recipe is None:
        return known
    trust, settings = recipe.trust, [methods.settings(term) for _, _, term in terms_of(recipe)]
    peers = {one.peer for one in settings if hasattr(one, "peer")}
    if len(peers) == 1:
        known["not params.peer"] = peers == {""}
    return known | {
        "TRUST.calibrate": trust.calibrate,
        "self.trust.correct != 'none'": trust.correct != "none",
        "self.trust.noise": bool(trust.noise),
        "not trust.threshold and (not trust.weigh)": not trust.threshold and not trust.weigh,
    }


def _ramps_of(recipe: Distil | None) -> dict[str, Ramp]:
    return {} if recipe is None else ramps_of(recipe)


def _lowered(title: str) -> str:
    """A title as it stands within a sentence."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


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

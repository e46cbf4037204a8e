"""A student's first weights taken from its teacher, as far as their layers match.

Layers match by their place: the same dotted name or, where a stage of the teacher has more blocks, one of its blocks,
evenly spaced. Starting a student from every n-th block is that of Victor Sanh, Lysandre Debut, Julien Chaumond, Thomas
Wolf, "DistilBERT, a distilled version of BERT", 2019, https://arxiv.org/abs/1910.01108, section 2. Of a wider layer the
first channels are taken: not the most important ones, but those that all layers agree on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from operator import gt
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from workbench.engine.measure import evaluating
from workbench.engine.model import Classifier

How = Literal["whole", "first channels"]
MOST_NAMED = 4
"""So many layers are named in a sentence."""
NARROWED = (nn.Conv2d, nn.Linear, _BatchNorm)
"""Layers of which the first channels can be taken; others are taken whole."""


@dataclass(frozen=True, slots=True)
class Copied:
    """One tensor of the student that is the teacher's.

    Attributes:
        student, teacher: Names in the networks' states, without ``net.``.
        how: Whole, or the first channels of a wider one.
    """

    student: str
    teacher: str
    how: How


@dataclass(frozen=True, slots=True)
class Inherited:
    """What was copied.

    Attributes:
        copied: Tensors, in the order of the student; statistics of batch normalisation go with their layer.
        random: Layers of the student that keep their own weights.
        blocks: Stages of which the teacher has more blocks: path, blocks of the student, blocks of the teacher.
        numbers, total: Weights copied, and weights that the student has.
    """

    copied: tuple[Copied, ...]
    random: tuple[str, ...]
    blocks: tuple[tuple[str, int, int], ...]
    numbers: int
    total: int

    def sentences(self) -> list[str]:
        """The report, for people."""
        if not self.copied:
            return [
                "Nothing can be copied from the teacher: no layer has the same place, kind and size.",
                "All weights of the student stay random.",
            ]
        found = [f"{self.numbers:,} of the student's {self.total:,} weights come from the teacher."]
        if self.blocks:
            stages = ", ".join(f"{path} ({mine} of {theirs})" for path, mine, theirs in self.blocks)
            found.append(f"Of the teacher's blocks evenly spaced ones are taken, the first among them: {stages}.")
        narrowed = {one.student.rpartition(".")[0] for one in self.copied if one.how == "first channels"}
        if narrowed:
            layers = "1 layer" if len(narrowed) == 1 else f"{len(narrowed)} layers"
            found.append(f"The teacher is wider in {layers}: the first channels are taken.")
        if self.random:
            stay = "One layer stays" if len(self.random) == 1 else f"{len(self.random)} layers stay"
            found.append(f"{stay} random: {_some(self.random)}.")
        return found


@torch.no_grad()
def inherit(student: Classifier, teacher: Classifier) -> Inherited:
    """Copy the teacher's weights into the layers of the student that match.

    A layer is copied as a whole or not at all: not where the student's is wider, or of another kind or kernel. Batch
    normalisation and the classifier are copied only where the layer before them is, because they mean nothing to other
    channels; the classifier, moreover, only where it has as many inputs.

    Args:
        student: Changed in place. teacher: Not changed.
    """
    mine, theirs = _Layers(student), _Layers(teacher)
    twins = dict(_twins(student.net, teacher.net))
    copied: list[Copied] = []
    done: set[str] = set()
    for path, layer in mine.layers.items():
        twin = twins.get(path, "")
        pieces = _pieces(mine, path, theirs, twin)
        leans = path == mine.classifier or isinstance(layer, _BatchNorm)
        if pieces and leans and not _continues(mine, path, theirs, twins, done):
            pieces = {}
        for name, (piece, how) in pieces.items():
            _own(layer)[name].copy_(piece)
            copied.append(Copied(f"{path}.{name}", f"{twin}.{name}", how))
        if pieces:
            done.add(path)
    weights = {name: weight.numel() for name, weight in student.net.named_parameters()}
    return Inherited(
        copied=tuple(copied),
        random=tuple(path for path in mine.layers if path not in done),
        blocks=tuple(_thinned(student.net, teacher.net)) if copied else (),
        numbers=sum(weights.get(one.student, 0) for one in copied),
        total=sum(weights.values()),
    )


class _Layers:
    """The layers of a network that have weights, as one picture goes through them.

    Attributes:
        layers: By dotted path, in the order in which they are computed; those that are not used come last.
        before: The one computed before each; empty before the first.
        sizes: Height and width of the map that a fully connected layer sees as a row of numbers; (1, 1) elsewhere.
        classifier: Path of the fully connected layer that answers; empty where there is none.
        stages: Paths of those that hold numbered blocks, which add to the same channels one after the other.
    """

    def __init__(self, network: Classifier) -> None:
        self.layers: dict[str, nn.Module] = {}
        self.before: dict[str, str] = {}
        self.sizes: dict[str, tuple[int, int]] = {}
        self._map: tuple[int, ...] = network.card.shape
        handles = [layer.register_forward_hook(self._hook(path)) for path, layer in network.net.named_modules()]
        picture = torch.zeros(1, *network.card.shape, dtype=torch.uint8, device=network.mean.device)
        try:
            with evaluating(network), torch.no_grad():
                network(picture)
        finally:
            for handle in handles:
                handle.remove()
        last = next(reversed(self.layers), "")
        self.classifier = last if isinstance(self.layers.get(last), nn.Linear) else ""
        self.stages = {path for path, layer in network.net.named_modules() if _are_blocks(layer)}
        for path, layer in network.net.named_modules():
            if _own(layer):
                self.layers.setdefault(path, layer)

    def _hook(self, path: str) -> Callable[[nn.Module, tuple[Any, ...], Any], None]:
        def heard(layer: nn.Module, _inputs: tuple[Any, ...], output: Any) -> None:
            if _own(layer) and path not in self.layers:
                self.before[path] = next(reversed(self.layers), "")
                self.layers[path] = layer
                flat = isinstance(layer, nn.Linear) and prod(self._map) == layer.in_features
                self.sizes[path] = (self._map[1], self._map[2]) if flat else (1, 1)
            if isinstance(layer, nn.Linear):
                self._map = (0, 1, 1)
            elif isinstance(output, Tensor) and output.ndim == 4:
                self._map = tuple(output.shape[1:])

        return heard


Pieces = Mapping[str, tuple[Tensor, How]]


def _pieces(mine: _Layers, path: str, theirs: _Layers, twin: str) -> Pieces:
    """What a layer of the student takes from one of the teacher, by name; empty where it takes nothing."""
    layer, given = mine.layers[path], theirs.layers.get(twin)
    if given is None or not _are_alike(layer, given) or mine.sizes.get(path) != theirs.sizes.get(twin):
        return {}
    pieces = _cut(layer, given)
    whole = all(how == "whole" for _, how in pieces.values())
    return pieces if whole or (path != mine.classifier and isinstance(layer, NARROWED)) else {}


def _continues(mine: _Layers, path: str, theirs: _Layers, twins: Mapping[str, str], done: Collection[str]) -> bool:
    """Whether the channels that come into a layer of the student are those that the teacher's layer knows.

    Args:
        twins: Paths of the student's layers and of the teacher's that belong to them.
        done: The student's layers that were copied.
    """
    before, given = mine.before.get(path, ""), theirs.before.get(twins[path], "")
    if before not in done:
        return not before and not given  # the picture itself comes in
    if twins[before] == given:
        return True
    stage, _, rest = before.partition(".")
    block = f"{stage}.{rest.partition('.')[0]}."
    return stage in mine.stages and not path.startswith(block) and given.startswith(f"{twins[stage]}.")


def _are_alike(mine: nn.Module, theirs: nn.Module) -> bool:
    if type(mine) is not type(theirs) or _own(mine).keys() != _own(theirs).keys():
        return False
    if not isinstance(mine, nn.Conv2d) or not isinstance(theirs, nn.Conv2d):
        return True
    if mine.groups == theirs.groups:
        return mine.groups == 1 or mine.weight.shape == theirs.weight.shape
    return mine.groups == mine.in_channels and theirs.groups == theirs.in_channels  # each map by itself


def _cut(mine: nn.Module, theirs: nn.Module) -> Pieces:
    """The teacher's tensors in the sizes of the student's; empty where one of them is too small."""
    found: dict[str, tuple[Tensor, How]] = {}
    given = _own(theirs)
    for name, tensor in _own(mine).items():
        wanted, there = tuple(tensor.shape), tuple(given[name].shape)
        if len(wanted) != len(there) or wanted[2:] != there[2:] or any(map(gt, wanted, there)):
            return {}
        piece = given[name][tuple(slice(size) for size in wanted)]
        found[name] = (piece, "whole" if wanted == there else "first channels")
    return found


def _twins(mine: nn.Module, theirs: nn.Module, path: str = "", twin: str = "") -> Iterator[tuple[str, str]]:
    """Paths in both networks that belong together."""
    yield path, twin
    for (name, child), (other, counterpart) in _partners(mine, theirs):
        yield from _twins(child, counterpart, f"{path}.{name}".lstrip("."), f"{twin}.{other}".lstrip("."))


Child = tuple[str, nn.Module]


def _partners(mine: nn.Module, theirs: nn.Module) -> Iterator[tuple[Child, Child]]:
    """Children that belong together: of the same name or, of a stage with fewer blocks, evenly spaced."""
    ours, others = list(mine.named_children()), list(theirs.named_children())
    if _are_blocks(mine) and _are_blocks(theirs) and len(ours) < len(others):
        spaced = [others[number] for number in _spaced(len(ours), len(others))]
        yield from zip(ours, spaced, strict=True)
        return
    named = dict(others)
    yield from (((name, child), (name, named[name])) for name, child in ours if name in named)


def _spaced(few: int, many: int) -> list[int]:
    """So few of 0 to many - 1, evenly: the first and the last among them; of one, the first."""
    return [round(number * (many - 1) / max(1, few - 1)) for number in range(few)]


def _are_blocks(layer: nn.Module) -> bool:
    """Whether it holds nothing but numbered blocks, each with layers of its own."""
    children = list(layer.named_children())
    return bool(children) and all(name.isdigit() and any(True for _ in child.children()) for name, child in children)


def _thinned(student: nn.Module, teacher: nn.Module) -> Iterator[tuple[str, int, int]]:
    """Stages of which the teacher has more blocks: path, blocks of the student, blocks of the teacher."""
    for path, twin in _twins(student, teacher):
        mine, theirs = student.get_submodule(path), teacher.get_submodule(twin)
        few, many = len(list(mine.children())), len(list(theirs.children()))
        if few < many and _are_blocks(mine) and _are_blocks(theirs):
            yield path, few, many


def _own(layer: nn.Module) -> dict[str, Tensor]:
    """A layer's own weights and statistics, without those of layers within it."""
    hidden = layer._non_persistent_buffers_set
    statistics = {name: value for name, value in layer.named_buffers(recurse=False) if name not in hidden}
    return dict(layer.named_parameters(recurse=False)) | statistics


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_NAMED])
    return shown if len(names) <= MOST_NAMED else f"{shown} and {len(names) - MOST_NAMED} more"

"""What the layers of a network say, by dotted path: what there is to listen to, and listening while it trains."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from workbench.engine.measure import evaluating
from workbench.engine.model import Classifier
from workbench.engine.objective import Signals, Unsuited
from workbench.recipes import Ref

INPUT = ":in"
"""At the end of a path: what goes into the layer instead of what comes out."""


@dataclass(frozen=True, slots=True)
class Tap:
    """The output of one layer.

    Attributes:
        path: Dotted, within the network.
        shape: Without the batch: (C, H, W) of a map, (D,) of a vector.
        activation: Path of the layer (such as a ReLU) whose output this is; empty where it is none's.
    """

    path: str
    shape: tuple[int, ...]
    activation: str = ""

    @property
    def is_map(self) -> bool:
        """Whether it has height and width."""
        return len(self.shape) == 3


@dataclass(frozen=True, slots=True)
class Offer:
    """What a network lets a method listen to.

    Attributes:
        network: The network itself; a method must not keep it.
        taps: In the order in which they are computed. Layers that later ones write over are left out.
        head: Path of the last linear layer, which answers; empty where there is none.
        width: Of the embedding, which goes into the head; 0 without a head.
        pooled: The map whose mean over height and width is the embedding; None where there is none.
    """

    network: Classifier
    taps: tuple[Tap, ...]
    head: str
    width: int
    pooled: Tap | None

    @property
    def ref(self) -> Ref:
        """The network's architecture."""
        return self.network.card.architecture

    @property
    def parameters(self) -> int:
        """Number of weights."""
        return self.network.parameters_count

    def tap(self, path: str) -> Tap:
        """The tap of that path, or of what goes into it where the path ends in ``:in``.

        Raises:
            Unsuited: The network does not offer it.
        """
        plain = path.removesuffix(INPUT)
        found = next((tap for tap in self.taps if tap.path == plain), None)
        if found is None:
            some = ", ".join(tap.path for tap in self.stages() or self.taps)
            raise Unsuited(f"The network has no layer '{plain}' to tap.", fix=f"Choose another, such as: {some}.")
        if plain == path:
            return found
        if found.activation != plain:  # only of these is the shape of what goes in known: that of what comes out
            raise Unsuited(f"'{plain}' is no activation, so what goes into it cannot be tapped.", fix="Tap its output.")
        return Tap(path, found.shape)

    def maps(self) -> tuple[Tap, ...]:
        """Every tap with height and width above one pixel, in order of computation."""
        return tuple(tap for tap in self.taps if tap.is_map and max(tap.shape[1:]) > 1)

    def stages(self) -> tuple[Tap, ...]:
        """The last map of each size, from the first to the deepest: where methods listen unless told otherwise.

        What lies within a block, such as the wide middle of an inverted residual, counts only where there is no other.
        """
        last: dict[tuple[int, ...], Tap] = {}
        for tap in sorted(self.maps(), key=lambda tap: tap.path.count(".") <= 1):  # sorting keeps the order otherwise
            last[tap.shape[1:]] = tap
        return tuple(tap for tap in self.taps if tap in last.values())


def probe(network: Classifier) -> Offer:
    """Find out what a network offers, by showing it two pictures. Its weights, statistics and mode stay as they are.

    In-place activations are made to work on copies, so that what comes before them can be heard.
    """
    _stop_overwriting(network)
    heard: dict[str, tuple[Tensor, Tensor]] = {}
    activations: dict[int, str] = {}
    head: list[tuple[str, Tensor]] = []

    def listen(path: str, layer: nn.Module) -> RemovableHandle:
        def hook(layer: nn.Module, inputs: tuple[Any, ...], output: Any) -> None:
            if not isinstance(output, Tensor) or output.ndim not in (2, 4):
                return
            heard.pop(path, None)  # a layer that is used again counts where it was used last
            heard[path] = (output, output.clone())
            if _is_activation(layer):
                activations[id(output)] = path
            if isinstance(layer, nn.Linear):
                head[:] = [(path, inputs[0])]

        return layer.register_forward_hook(hook)

    handles = [listen(path, layer) for path, layer in network.net.named_modules() if path]
    device = network.mean.device
    generator = torch.Generator().manual_seed(0)
    pictures = torch.randint(0, 256, (2, *network.card.shape), generator=generator, dtype=torch.uint8)
    try:
        with evaluating(network), torch.no_grad():
            logits = network(pictures.to(device))
    finally:
        for handle in handles:
            handle.remove()
    kept = {path: output for path, (output, before) in heard.items() if torch.equal(output, before)}
    path, embedding = head[0] if head and head[0][0] in kept and kept[head[0][0]].shape == logits.shape else ("", None)
    taps = tuple(Tap(name, tuple(output.shape[1:]), activations.get(id(output), "")) for name, output in kept.items())
    pooled = None if embedding is None else _pooled(taps, kept, embedding)
    return Offer(network, taps, path, 0 if embedding is None else embedding.shape[1], pooled)


class Tapped:
    """A network that also tells what methods ask for. Call it as the network.

    Args:
        network: What is called with pictures (B, C, H, W), uint8.
        paths: What to tap; see `Objective.student_taps`.
        head: Path of the last linear layer where the embedding is wanted; empty = it is not.
        of: Whose layers the paths are of, where `network` asks several networks; None = its own.
        run: What is called in the network's place, such as its compiled self; nothing of it can be tapped.
    """

    def __init__(
        self,
        network: nn.Module,
        paths: Iterable[str] = (),
        *,
        head: str = "",
        of: Classifier | None = None,
        run: Callable[[Tensor], Tensor] | None = None,
    ) -> None:
        assert run is None or not (paths or head), "what is compiled calls no hooks"
        tapped = of or network
        self.network = network
        self.paths = tuple(dict.fromkeys(paths))
        self.head_path = head
        self._run = run or network
        self._maps: dict[str, Tensor] = {}
        self._embedding: Tensor | None = None
        self._head: nn.Linear | None = None
        self._handles: list[RemovableHandle] = []
        if self.paths:
            _stop_overwriting(tapped)
        for path in self.paths:
            self._handles.append(self._listen(tapped, path))
        if head:
            layer = tapped.get_submodule(f"net.{head}")
            assert isinstance(layer, nn.Linear)
            self._head = layer
            self._handles.append(layer.register_forward_pre_hook(self._on_head))

    @property
    def head(self) -> nn.Linear | None:
        """The last linear layer, where the embedding is wanted."""
        return self._head

    def __call__(self, images: Tensor) -> Signals:
        """What the network says to a batch."""
        logits = self._run(images)
        maps, self._maps = self._maps, {}
        embedding, self._embedding = self._embedding, None
        return Signals(logits, embedding, maps, self._head)

    def release(self) -> None:
        """Listen no more. May be called twice."""
        for handle in self._handles:
            handle.remove()
        self._handles.clear()

    def _listen(self, tapped: nn.Module, path: str) -> RemovableHandle:
        layer = tapped.get_submodule(f"net.{path.removesuffix(INPUT)}")
        if path.endswith(INPUT):
            return layer.register_forward_pre_hook(partial(self._before, path))
        return layer.register_forward_hook(partial(self._after, path))

    def _before(self, path: str, _layer: nn.Module, inputs: tuple[Any, ...]) -> None:
        self._maps[path] = inputs[0]

    def _after(self, path: str, _layer: nn.Module, _inputs: tuple[Any, ...], output: Tensor) -> None:
        self._maps[path] = output

    def _on_head(self, layer: nn.Module, inputs: tuple[Any, ...]) -> None:
        self._embedding = inputs[0]


def matched(student: Offer, teacher: Offer) -> list[tuple[Tap, Tap]]:
    """Stages of both networks that belong together: maps of the same size, else counted from the deepest.

    Raises:
        Unsuited: One of them has no maps.
    """
    mine, theirs = student.stages(), teacher.stages()
    for who, stages in (("student", mine), ("teacher", theirs)):
        if not stages:
            raise Unsuited(
                f"The {who} has no feature maps: it is fully connected.", fix="Choose a convolutional network."
            )
    sizes = {tap.shape[1:]: tap for tap in theirs}
    same = [(tap, sizes[tap.shape[1:]]) for tap in mine if tap.shape[1:] in sizes]
    if same:
        return same
    count = min(len(mine), len(theirs))
    return list(zip(mine[-count:], theirs[-count:], strict=True))


def chosen(
    student: Offer, teacher: Offer, student_layers: Sequence[str], teacher_layers: Sequence[str]
) -> list[tuple[Tap, Tap]]:
    """The layers that a recipe names, in pairs; where it names none, the stages that belong together.

    Raises:
        Unsuited: A layer is not there, or there are not as many of one network as of the other.
    """
    if not student_layers and not teacher_layers:
        return matched(student, teacher)
    if len(student_layers) != len(teacher_layers):
        raise Unsuited(
            f"There are {len(student_layers)} layers of the student and {len(teacher_layers)} of the teacher.",
            fix="Choose as many of one as of the other, or none for the workbench's choice.",
        )
    return [
        (student.tap(mine), teacher.tap(theirs)) for mine, theirs in zip(student_layers, teacher_layers, strict=True)
    ]


def _pooled(taps: Sequence[Tap], outputs: dict[str, Tensor], embedding: Tensor) -> Tap | None:
    """The deepest map whose mean is the embedding."""
    for tap in reversed(taps):
        if tap.is_map and tap.shape[0] == embedding.shape[1]:
            mean = outputs[tap.path].mean(dim=(2, 3))
            if max(tap.shape[1:]) > 1 and torch.allclose(mean, embedding, rtol=1e-4, atol=1e-5):
                return tap
    return None


def _is_activation(layer: nn.Module) -> bool:
    return type(layer).__module__ == "torch.nn.modules.activation" and not isinstance(layer, nn.MultiheadAttention)


def _stop_overwriting(network: nn.Module) -> None:
    for layer in network.modules():
        if getattr(layer, "inplace", False):
            layer.inplace = False  # type: ignore[assignment]  # only activations and dropouts have it

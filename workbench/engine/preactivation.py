"""What goes into activations: where a network's maps are before they are cut off, and which normalisations made them.

Methods on activation boundaries need maps with their negative values. How layers follow one another is found out by
showing the network two pictures: the tensor that one layer gives is the tensor that the next one takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode
from torch.utils.hooks import RemovableHandle

from workbench.engine.features import TapPair
from workbench.engine.measure import evaluating
from workbench.engine.taps import INPUT, Offer, Tap

ADDITIONS = ("add", "__add__", "__radd__", "add_", "__iadd__")
"""What torch calls the functions that add two tensors."""

POOLINGS = (nn.MaxPool2d, nn.AvgPool2d, nn.AdaptiveMaxPool2d, nn.AdaptiveAvgPool2d, nn.Dropout, nn.Dropout2d)
"""Layers behind which it can still be told whether a neuron was active."""


@dataclass(frozen=True, slots=True)
class Preactivation:
    """A map before its activation.

    Attributes:
        tap: Where to listen; its path may end in ``:in``.
        norms: Batch normalisations whose sum it is. Whatever else was added to them is not told.
    """

    tap: Tap
    norms: tuple[nn.BatchNorm2d, ...]


@dataclass(frozen=True, slots=True)
class _Call:
    path: str
    layer: nn.Module
    taken: Tensor
    given: Tensor


def preactivations(offer: Offer, taps: Sequence[Tap]) -> list[Preactivation]:
    """Of each tapped map, the map before its activation.

    That is, in this order: what goes into the activation that the map comes from, though it may be pooled since; what
    goes into the activation that follows after a batch normalisation; else the map itself, as of a block that ends
    without activation.
    """
    trace = _trace(offer)
    return [trace.before(tap) for tap in taps]


def preactivation_pairs(
    pairs: Sequence[TapPair], student: Offer, teacher: Offer
) -> list[tuple[Preactivation, Preactivation]]:
    """The same pairs of layers, each before its activation. Two pairs that are the same there count once."""
    mine = preactivations(student, [one for one, _ in pairs])
    theirs = preactivations(teacher, [other for _, other in pairs])
    return list(dict.fromkeys(zip(mine, theirs, strict=True)))


class _Additions(TorchFunctionMode):
    """Notes what was added to what, in `sums`: identity of a sum -> the sum and its summands."""

    def __init__(self) -> None:
        super().__init__()
        self.sums: dict[int, list[Tensor]] = {}

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Iterable[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        if getattr(func, "__name__", "") in ADDITIONS and isinstance(result, Tensor):
            # The sum is kept as well: an identity is not used again while its tensor lives.
            self.sums.setdefault(id(result), [result]).extend(one for one in args if isinstance(one, Tensor))
        return result


@dataclass(frozen=True, slots=True)
class _Trace:
    """What happened to two pictures.

    Attributes:
        calls: Of layers that hold no others; of one that is used again, the last, as in taps.
        made: Identity of a tensor -> the call that gave it.
        outputs: Of all layers, by path; likewise.
        sums: Identity of a sum -> the sum and its summands.
        activations: Paths.
    """

    calls: Sequence[_Call]
    made: Mapping[int, _Call]
    outputs: Mapping[str, Tensor]
    sums: Mapping[int, Sequence[Tensor]]
    activations: frozenset[str]

    def before(self, tap: Tap) -> Preactivation:
        """See `preactivations`."""
        value = self.outputs[tap.path]
        call = self._source(value) or self._follower(value)
        if call is None:
            return Preactivation(tap, self._norms(value))
        return Preactivation(Tap(call.path + INPUT, tuple(call.taken.shape[1:])), self._norms(call.taken))

    def _source(self, value: Tensor) -> _Call | None:
        """The activation that gave the map, pooled or not."""
        call = self.made.get(id(value))
        while call is not None and isinstance(call.layer, POOLINGS):
            call = self.made.get(id(call.taken))
        return call if call is not None and call.path in self.activations else None

    def _follower(self, value: Tensor) -> _Call | None:
        """The activation of the normalised map, where that comes next."""
        normalised = {
            id(call.given) for call in self.calls if call.taken is value and isinstance(call.layer, nn.BatchNorm2d)
        }
        followers = (call for call in self.calls if id(call.taken) in normalised and call.path in self.activations)
        return next(followers, None)

    def _norms(self, value: Tensor) -> tuple[nn.BatchNorm2d, ...]:
        """Batch normalisations that gave the map, or summands of it."""
        found: list[nn.BatchNorm2d] = []
        seen: set[int] = set()
        waiting = [value]
        while waiting:
            part = waiting.pop()
            if id(part) in seen:
                continue
            seen.add(id(part))
            call = self.made.get(id(part))
            if call is not None and isinstance(call.layer, nn.BatchNorm2d):
                found.append(call.layer)
            waiting.extend(self.sums.get(id(part), ()))
        return tuple(found)


def _trace(offer: Offer) -> _Trace:
    """Show the network two pictures. Its weights, statistics and mode stay as they are."""
    calls: dict[str, _Call] = {}
    outputs: dict[str, Tensor] = {}

    def listen(path: str, layer: nn.Module) -> RemovableHandle:
        single = not any(True for _ in layer.children())

        def hook(layer: nn.Module, inputs: tuple[Any, ...], output: Any) -> None:
            if isinstance(output, Tensor):
                outputs[path] = output
                if single and inputs and isinstance(inputs[0], Tensor) and output is not inputs[0]:
                    calls[path] = _Call(path, layer, inputs[0], output)

        return layer.register_forward_hook(hook)

    network = offer.network
    handles = [listen(path, layer) for path, layer in network.net.named_modules() if path]
    pictures = torch.zeros((2, *network.card.shape), dtype=torch.uint8, device=network.mean.device)
    additions = _Additions()
    try:
        with evaluating(network), torch.no_grad(), additions:
            network(pictures)
    finally:
        for handle in handles:
            handle.remove()
    made = {id(call.given): call for call in calls.values()}
    activations = frozenset(tap.activation for tap in offer.taps if tap.activation)
    return _Trace(tuple(calls.values()), made, outputs, additions.sums, activations)

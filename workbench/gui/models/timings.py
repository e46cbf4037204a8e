"""What networks cost, and how fast they are on this computer; measured once and kept on the disk."""

from __future__ import annotations

import json
import platform
from collections import deque
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal

from workbench.errors import RunError
from workbench.events import JobEnded
from workbench.gui.models.asker import Asker
from workbench.recipes import Ref
from workbench.recipes.requests import AnyQuestion, Time
from workbench.runs.files import write_atomically
from workbench.version import code_version

MOST = 50
"""Networks in one question."""
Reference = Mapping[str, Any]
"""An architecture and its settings, as a recipe has it: ``kind`` and ``params``."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one network costs for pictures of one shape.

    Attributes:
        parameters, flops, bytes: None where it cannot be built.
        median_ms, p90_ms: Of one picture, one thread; None = not measured. runs: How many were timed.
        machine: Where that was.
        problem: Why it cannot be built or timed; empty where nothing is wrong.
    """

    parameters: int | None = None
    flops: int | None = None
    bytes: int | None = None
    median_ms: float | None = None
    p90_ms: float | None = None
    runs: int = 0
    machine: str = ""
    problem: str = ""


class TimingsModel(Asker):
    """Knows costs and times by network and shape; asks for those that are missing, one network at a time.

    Attributes:
        shape, classes: Of the pictures that the costs are for; None and 0 while unknown.
        total: Networks in the measurement that goes on, those that are done included; 0 while none goes on.

    Signals:
        kept: There is something new to be written to the disk.
    """

    kept = Signal()

    def __init__(self, runs_folder: str, cache: Path) -> None:
        super().__init__(runs_folder)
        self._file = cache / f"timings-{code_version()}.json"
        self._queue: deque[Ref] = deque()
        self._costs: dict[str, Cost] = {}
        self._was_read = False
        self._costless: list[Ref] = []
        self._told: set[str] = set()
        self.shape: tuple[int, int, int] | None = None
        self.classes = 0
        self.total = 0

    # What is known

    def cost(self, network: Reference) -> Cost | None:
        """What a network costs for the pictures at hand; None while unknown."""
        self._read()
        return self._costs.get(self._key(network)) if self.shape is not None else None

    def is_waiting(self, network: Reference) -> bool:
        """Its time is being measured or will be."""
        key = self._key(network)
        return key in self._timing or any(self._key(_plain(ref)) == key for ref in self._queue)

    @property
    def is_measuring(self) -> bool:
        """Times are being measured."""
        return bool(self._timing) or bool(self._queue)

    @property
    def done(self) -> int:
        """Networks of the measurement that goes on of which the time is known."""
        return max(0, self.total - len(self._queue) - len(self._timing))

    # What is wanted

    def place(self, shape: tuple[int, int, int], classes: int) -> None:
        """From now on costs are those for such pictures."""
        if (shape, classes) != (self.shape, self.classes):
            self.stop()
            self.shape, self.classes = shape, classes
            self._told.clear()
            self.changed.emit()

    def want_costs(self, networks: Iterable[Reference]) -> None:
        """Have the costs of these told, where they are not known; measures no time."""
        missing = {self._key(each): _ref(each) for each in networks if self.cost(each) is None}
        self._costless = [ref for key, ref in missing.items() if key not in self._told]
        self._next()

    def want_times(self, networks: Iterable[Reference], *, again: bool = False) -> None:
        """Have these timed, one after the other.

        Args:
            again: Also those of which the time is known.
        """
        for each in networks:
            known = self.cost(each)
            done = known is not None and (known.median_ms is not None or bool(known.problem))
            if (again or not done) and not self.is_waiting(each):
                self._queue.append(_ref(each))
                self.total += 1
        self._next()

    def stop(self) -> None:
        """Measure nothing more; what is known stays known."""
        if not self._queue and not self.is_asking:
            return
        self._queue.clear()
        self._told -= {self._key(_plain(ref)) for ref in getattr(self._asked, "networks", ())}
        self.total = 0
        self.withdraw()
        self.changed.emit()

    def take_failure(self, question: AnyQuestion, end: JobEnded) -> None:
        """No answer came: say so where the numbers would be, and go on."""
        assert isinstance(question, Time)
        if question is self._asked and end.outcome == "failed":
            for ref in question.networks:
                self._put(ref, Cost(problem=f"{end.problem} {end.fix}".strip()))
        super().take_failure(question, end)
        self._next()

    def take(self, question: AnyQuestion, answer: dict[str, Any]) -> None:
        """An answer came; the next question is asked."""
        super().take(question, answer)
        self._next()

    def keep(self, question: AnyQuestion, answer: dict[str, Any]) -> None:
        """Take costs and times in."""
        assert isinstance(question, Time)
        for ref, told in zip(question.networks, answer["times"], strict=True):
            self._put(ref, _cost(told))
        self.kept.emit()

    # On the disk

    def save(self) -> None:
        """Write what is known, for the next start; a disk that refuses costs only time. For any thread."""
        known = {key: asdict(cost) for key, cost in dict(self._costs).items() if not cost.problem}
        with suppress(OSError, RunError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            content = {"machine": _machine(), "costs": known}
            write_atomically(self._file, json.dumps(content, ensure_ascii=False).encode())

    def _read(self) -> None:
        if self._was_read:
            return
        self._was_read = True
        with suppress(OSError, ValueError, TypeError, AttributeError, KeyError):
            content = json.loads(self._file.read_text(encoding="utf-8"))
            if content["machine"] == _machine():  # the folder may be on a stick, or on a disk that is shared
                self._costs = {key: Cost(**cost) for key, cost in content["costs"].items()}

    # Underneath

    @property
    def _timing(self) -> set[str]:
        """The networks whose time is asked for now."""
        asked = self._asked
        if not isinstance(asked, Time) or not asked.timed:
            return set()
        return {self._key(_plain(ref)) for ref in asked.networks}

    def _next(self) -> None:
        if self.is_asking or self.shape is None:
            return
        self._costless = [ref for ref in self._costless if self._key(_plain(ref)) not in self._costs]
        if self._costless:  # which takes next to no time
            refs, self._costless = self._costless[:MOST], []
            self._told |= {self._key(_plain(ref)) for ref in refs}  # asked once, should there be no answer
            self._ask(refs, timed=False)
        elif self._queue:
            self._ask([self._queue.popleft()], timed=True)
        elif self.total:
            self.total = 0
            self.changed.emit()

    def _ask(self, networks: Iterable[Ref], *, timed: bool) -> None:
        assert self.shape is not None
        refs = tuple(networks)
        self.ask(Time(runs=self.runs_folder, networks=refs, shape=self.shape, classes=self.classes, timed=timed))

    def _put(self, ref: Ref, new: Cost) -> None:
        key = self._key(_plain(ref))
        old = self._costs.get(key)
        if old is not None and new.median_ms is None and not new.problem:
            new = replace(old, parameters=new.parameters, flops=new.flops, bytes=new.bytes)
        elif old is not None and new.parameters is None:
            new = replace(old, problem=new.problem)
        self._costs[key] = new

    def _key(self, network: Reference) -> str:
        params = json.dumps(network.get("params") or {}, sort_keys=True)
        return f"{network.get('kind')} {params} {self.shape} {self.classes}"


def _machine() -> str:
    """Which computer this is, as far as speed goes; without asking the engine."""
    return " ".join((platform.node(), platform.machine(), platform.processor(), platform.system()))


def _ref(network: Reference) -> Ref:
    return Ref(kind=network["kind"], params=network.get("params") or {})


def _plain(ref: Ref) -> dict[str, Any]:
    return {"kind": ref.kind, "params": ref.params}


def _cost(told: Mapping[str, Any]) -> Cost:
    known = {name: told[name] for name in Cost.__dataclass_fields__ if name in told}
    return Cost(**known)

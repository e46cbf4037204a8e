"""The engine's worker, watched from within: the most memory it holds, and where the time of its steps goes.

`serve` is an entry for `ProcessHost`. It does what the real entry does and writes what it saw to `written`. Functions
of the engine are wrapped by name; a name that is no longer there is told, and its time shows under another label.
"""

from __future__ import annotations

import importlib
import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import torch
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

from tests.benchmarks.speed_memory_watch import MemoryWatch
from workbench import places
from workbench.engine.worker import serve as really_serve
from workbench.events import Event, JobEnded
from workbench.recipes.requests import AnyCommand, AnyRequest

WARMUP = 4
"""Steps that are not counted."""
STEP = "workbench.engine.loop:_Class._step"
TEACHER, STUDENT, BACKWARD, OPTIMISER = "teacher forward", "student forward", "student backward", "optimiser"
DATA, LOOKUPS, LOSS, METERS, SAVING, REST = "pictures", "lookups", "loss", "meters", "saving", "rest"
LABELS = (TEACHER, LOOKUPS, DATA, STUDENT, LOSS, BACKWARD, OPTIMISER, METERS, SAVING, REST)

WRAPPED: dict[str, str] = {
    "workbench.engine.teaching:Teaching.__call__": TEACHER,
    "workbench.engine.remembering:Layout.rows": LOOKUPS,
    "workbench.engine.remembering:Layout.signals": LOOKUPS,
    "workbench.engine.teacher_cache:TeacherCache.known": LOOKUPS,
    "workbench.engine.teacher_cache:TeacherCache.read": LOOKUPS,
    "workbench.engine.teacher_cache:TeacherCache.add": LOOKUPS,
    "workbench.engine.teacher_cache:TeacherCache.flush": LOOKUPS,
    "workbench.engine.shown:Drawing.__call__": DATA,
    "workbench.engine.taps:Tapped.__call__": STUDENT,
    "workbench.engine.loss:Loss.forward": LOSS,
    "workbench.engine.meter:Meter.weigh": METERS,
    "workbench.engine.meter:Meter.add": METERS,
    "workbench.engine.learner:Learner.report": METERS,
    "workbench.engine.learner:Learner.save": SAVING,
}


def written() -> Path:
    """Where a watched run leaves what it saw."""
    return places.config() / "speed-worker.json"


class Stopwatch:
    """Time by label. What is begun within another stops that one's clock; only one thread counts.

    Attributes:
        spent: Seconds by label since the warm steps were over. told: the same, until the end of the last step.
        steps: Counted since then.
    """

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self.told: dict[str, float] = {}
        self.steps = -WARMUP
        self._open: list[str] = []
        self._last = self._warm = self._ended = time.perf_counter()
        self._thread = threading.get_ident()

    def enter(self, label: str) -> None:
        if threading.get_ident() != self._thread:
            return
        self._charge()
        inside_teacher = TEACHER in self._open and label == STUDENT  # teacher and student are tapped alike
        self._open.append(TEACHER if inside_teacher else label)

    def leave(self) -> None:
        if threading.get_ident() == self._thread:
            self._charge()
            self._open.pop()

    def step_done(self) -> None:
        self.steps += 1
        self._ended = time.perf_counter()
        self.told = dict(self.spent)
        if self.steps == 0:
            self.spent.clear()
            self.told = {}
            self._warm = self._ended

    @property
    def seconds(self) -> float:
        """From the end of the last warm step to the end of the last step."""
        return self._ended - self._warm

    def _charge(self) -> None:
        now = time.perf_counter()
        if self._open:
            self.spent[self._open[-1]] += now - self._last
        self._last = now


_watch = Stopwatch()
_missing: list[str] = []


def _timed(function: Callable[..., Any], label: str) -> Callable[..., Any]:
    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        watch = _watch
        watch.enter(label)
        try:
            return function(*args, **kwargs)
        finally:
            watch.leave()

    return call


def _stepping(function: Callable[..., Any]) -> Callable[..., Any]:
    timed = _timed(function, REST)

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        done = timed(*args, **kwargs)
        _watch.step_done()
        return done

    return call


def _wrap(where: str, change: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    module, _, path = where.partition(":")
    *owners, name = path.split(".")
    try:
        owner: Any = importlib.import_module(module)
        for step in owners:
            owner = getattr(owner, step)
        setattr(owner, name, change(getattr(owner, name)))
    except (ImportError, AttributeError):
        _missing.append(where)


def _wrap_all() -> None:
    for where, label in WRAPPED.items():
        _wrap(where, lambda function, label=label: _timed(function, label))  # type: ignore[misc]  # a default binds it
    _wrap(STEP, _stepping)
    torch.Tensor.backward = _timed(torch.Tensor.backward, BACKWARD)  # type: ignore[method-assign]
    register_optimizer_step_pre_hook(lambda *_: _watch.enter(OPTIMISER))
    register_optimizer_step_post_hook(lambda *_: _watch.leave())


_wrap_all()


def serve(request: AnyRequest, emit: Callable[[Sequence[Event]], None], commands: SimpleQueue[AnyCommand]) -> None:
    """Do one job as the real entry does; what was seen is on disk before the job's end is told."""
    global _watch
    _watch = Stopwatch()
    memory = MemoryWatch()

    def tell(events: Sequence[Event]) -> None:
        if isinstance(events[-1], JobEnded):
            _write(memory.stop())
        emit(events)

    really_serve(request, tell, commands)


def _write(memory: dict[str, int]) -> None:
    found = {
        "memory": memory,
        "spent": _watch.told,
        "steps": _watch.steps,
        "seconds": _watch.seconds,
        "missing": _missing,
    }
    written().parent.mkdir(parents=True, exist_ok=True)
    written().write_text(json.dumps(found), encoding="utf-8")

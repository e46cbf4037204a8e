"""What a teacher has said once is not asked again: its answers by slot, in memory and on the disk.

A slot is one way of showing one picture: position in the source * number of views + number of the view. A teacher in
evaluation mode says the same to a slot every time, so runs share the answers as long as their `CacheKey` is the same.

On the disk each key has a folder (see `teacher_cache_files`); segments are written whole, by a thread of their own, and
never changed, so that processes may be killed, and several may fill a key at once. Two of them may write the same slot;
the first row that a process learns of stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import torch
from torch import Tensor
from typing_extensions import Self

from workbench.engine import teacher_cache_memory as memories
from workbench.engine.teacher_cache_files import (
    Kept,
    Layout,
    Segment,
    clear,
    evict,
    overview,
)
from workbench.engine.teacher_cache_key import CacheKey, fingerprint, fingerprint_pictures
from workbench.engine.teacher_cache_memory import Memory
from workbench.engine.teacher_cache_shelf import Shelf, in_words
from workbench.engine.teacher_cache_writing import Done, Range, Stretch, write
from workbench.errors import RunError

__all__ = [
    "ANSWERS",
    "CacheKey",
    "Kept",
    "TeacherCache",
    "Usage",
    "clear",
    "evict",
    "fingerprint",
    "fingerprint_pictures",
    "overview",
]

ANSWERS = "answers"
"""Folder of all keys, in the folder of what can be made again."""
LEAST_WRITTEN = 4096
"""Rows that are worth a segment of their own before anybody asks."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What is kept.

    Attributes:
        rows: Slots whose answer is known.
        memory_bytes: In memory, index included. disk_bytes: On the disk, of this key.
        reason: Why not everything is kept from now on, for the user; empty while it is.
    """

    rows: int
    memory_bytes: int
    disk_bytes: int
    reason: str


class TeacherCache:
    """One teacher's answers. Used by one thread; never raises about disk or memory, but says so and does less.

    Args:
        root: The folder of all keys.
        key: Whose answers.
        slots: How many slots there are.
        width: Numbers in an answer.
        memory: Bytes that it may use; answers beyond are read from mapped files.
        disk: Bytes that all keys together may use; the least recently used go first. 0 = nothing is read or written.
        about: For people who look at what is kept.
        tell: Gets a sentence for the user when less is remembered than could be; each once.
    """

    def __init__(
        self,
        root: Path,
        key: CacheKey,
        *,
        slots: int,
        width: int,
        memory: int,
        disk: int,
        about: Mapping[str, str] | None = None,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.layout = Layout(key.digest, slots, width)
        self._limit, self._tell, self._told = memory, tell, set[str]()
        self._off = self._on_disk = self._in_memory = ""  # what is wrong
        self._ranges: list[Range] = []  # of the buffer, which are on the disk
        self._waiting: list[Stretch] = []  # of the buffer, which are not, and are not being written
        self._begin = 0  # row of the buffer from which on nothing is on the disk, nor in the two lists
        self._news: list[Segment] = []
        self._job: Future[Done] | None = None
        self._again = self._has_told_of_disk = False
        self._listens = True
        self._memory = self._room()
        self._shelf = Shelf(root, key, self.layout, about or {}, disk) if disk and self._memory else None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="answers")
        if self._shelf is not None:
            self._open(self._shelf)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def usage(self) -> Usage:
        """As of now; cheap."""
        shelf, memory = self._shelf, self._memory
        reason = self._off or " ".join(filter(None, (self._in_memory, self._on_disk)))
        on_disk = shelf.bytes if shelf else 0
        return Usage(memory.known_rows if memory else 0, memory.bytes if memory else 0, on_disk, reason)

    def known(self, slots: Tensor) -> Tensor:
        """(B,) bool: whose answers are remembered.

        Args:
            slots: (B,) int64 on the CPU, each from 0 to the number of slots - 1.
        """
        if self._memory is None:
            return torch.zeros(len(slots), dtype=torch.bool)
        return torch.from_numpy(self._memory.known(slots.numpy()))

    def read(self, slots: Tensor) -> Tensor:
        """(B, width) float16 on the CPU, a copy.

        Args:
            slots: (B,) int64 on the CPU, all known.
        """
        if self._memory is None:
            assert not len(slots), "nothing is known"
            return torch.empty(0, self.layout.width, dtype=torch.float16)
        return torch.from_numpy(self._memory.read(slots.numpy()))

    def add(self, slots: Tensor, rows: Tensor) -> None:
        """Remember answers, unless their slots are known.

        Args:
            slots: (B,) int64 on the CPU, repetitions allowed. rows: (B, width) float16 on the CPU.
        """
        if self._memory is None:
            return
        if self._job is not None and self._job.done():
            self._settle()
        if self._memory.add(slots.numpy(), rows.numpy()):
            if self._make_room(self._memory):
                self._memory.add(slots.numpy(), rows.numpy())
        elif self._shelf is not None and self._job is None and not self._on_disk and self._is_due(self._memory):
            self._write()

    def flush(self) -> None:
        """Have everything written in the background, and take in what other processes have written meanwhile.

        Tries again where the disk was full.
        """
        if self._memory is None or self._shelf is None:
            return
        if self._job is not None and self._job.done():
            self._settle()
        self._take_in()
        if self._job is None:
            self._write()
        else:
            self._again = True

    def close(self) -> None:
        """Write what is not written, and wait for it. Afterwards nothing is known."""
        if self._memory is not None and self._shelf is not None:
            self._again = False
            self._settle()
            self._write()
            self._settle()
            self._shelf.close()
        self._pool.shutdown()
        self._memory = None
        self._ranges, self._news = [], []

    def sample(self, count: int, seed: int) -> tuple[Tensor, Tensor]:
        """Answers that earlier runs or other processes wrote, to be compared with what the teacher says today.

        Returns:
            Slots (N,) int64 and rows (N, width) float16, N at most `count`.
        """
        if self._memory is None:
            return torch.empty(0, dtype=torch.int64), torch.empty(0, self.layout.width, dtype=torch.float16)
        slots, rows = self._memory.sample(count, seed)
        return torch.from_numpy(slots), torch.from_numpy(rows)

    def reject(self, why: str) -> None:
        """Forget everything of this key, here and on the disk, and go on empty; others' segments are not read again.

        Args:
            why: What the user is told.
        """
        if self._job is not None:
            self._job.result()
            self._job = None
        self._memory = None  # its room is needed for the new one
        self._ranges, self._waiting, self._news, self._begin = [], [], [], 0
        self._again = self._listens = False
        if self._shelf is not None:
            self._shelf.clear()
        self._memory = self._room()
        self._say(why)

    def _is_due(self, memory: Memory) -> bool:
        """Whether so much is not on the disk that it is written without being asked.

        A quarter of what is there already; or half of the part of the buffer that has to be used again soon.
        """
        unsaved = memory.filled - self._begin + sum(last - first for first, last in self._waiting)
        if memory.filled > memory.main:
            return unsaved >= max(1, memory.block // 2)
        return unsaved >= max(LEAST_WRITTEN, (memory.filled - unsaved) // 4)

    def _room(self) -> Memory | None:
        """Memory for the answers, less than allowed where the system does not give it; None where it is too little."""
        least, limit = memories.needed(self.layout), self._limit
        while limit >= least:
            try:
                return Memory(self.layout, limit)
            except MemoryError:
                limit //= 2
        enough = self._limit >= least
        there = "this computer has less free" if enough else f"{in_words(self._limit)} are allowed"
        self._off = f"The teacher's answers are not remembered: this takes {in_words(least)} of memory, and {there}."
        self._say(self._off)
        return None

    def _open(self, shelf: Shelf) -> None:
        """Take in what is on the disk."""
        try:
            shelf.open()
        except RunError as error:
            self._set_disk_problem(error.problem)
        self._news = shelf.news()
        self._take_in()

    def _take_in(self) -> None:
        """Let the memory have what was found on the disk."""
        memory, news = self._memory, self._news if self._listens else []
        self._news = []
        if memory is None or not news:
            return
        if memory.filled > self._begin:
            self._waiting.append((self._begin, memory.filled))
        for segment in news:
            whole = memory.take_in(segment)
            if whole is not None:
                self._ranges.append(Range(*whole, segment.path))
        self._begin = memory.filled

    def _write(self) -> None:
        """Start writing what is not on the disk yet."""
        assert self._memory is not None
        assert self._shelf is not None
        stretches = [*self._waiting, (self._begin, self._memory.filled)]
        self._waiting, self._begin = [], self._memory.filled
        self._job = self._pool.submit(write, self._shelf, self._memory, stretches, tuple(self._ranges))

    def _settle(self) -> None:
        """Wait for the writing thread, if it is at work, and take note of what it did."""
        if self._job is None:
            return
        done, self._job = self._job.result(), None
        kept = [one for one in self._ranges if one.path not in done.merged]
        self._ranges = sorted([*kept, *done.written], key=lambda one: one.first)
        self._waiting = [*done.left, *self._waiting]
        self._news += done.news
        if done.problem:
            self._set_disk_problem(done.problem)
        elif done.written:
            self._on_disk = ""
        if self._again:
            self._again = False
            self.flush()

    def _make_room(self, memory: Memory) -> bool:
        """The buffer is full: use its last part again, if that is on the disk. Whether there is room now."""
        if memory.main == memory.capacity or self._shelf is None or self._on_disk:
            limit = in_words(self._limit)
            self._in_memory = f"No further answers of the teacher are remembered: the {limit} of memory are full."
            self._say(self._in_memory)
            return False
        if self._job is not None:
            return False
        if self._waiting or self._begin < memory.filled:
            self._write()
            return False
        memory.hand_over([one.segment for one in self._ranges if one.segment is not None])
        self._ranges = [one for one in self._ranges if one.first < memory.main]
        self._begin, self._in_memory = memory.filled, ""
        return True

    def _set_disk_problem(self, problem: str) -> None:
        """Nothing is written until somebody calls `flush` again."""
        self._on_disk = self._on_disk or f"New answers of the teacher are remembered in memory only. {problem}"
        if not self._has_told_of_disk:
            self._say(self._on_disk)
        self._has_told_of_disk = True

    def _say(self, sentence: str) -> None:
        """Each sentence once."""
        if sentence not in self._told:
            self._told.add(sentence)
            self._tell(sentence)
